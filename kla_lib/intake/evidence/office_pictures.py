"""The pictures of an office document: which of its members are evidence, and which a logo, a head or a foot."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from kla_lib.intake.evidence.office_text import Pages

_MEDIA = re.compile(r"(?:(?:word|xl|ppt)/)?media/[^/]+|Pictures/[^/]+", re.I)  # an ODT of Word has media/ alone
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)
_ID, _TARGET = re.compile(rb'\bId="([^"]*)"'), re.compile(rb'\bTarget="([^"]*)"')
_MORE = re.compile(
    r"(?i)(?:^|/)(?:media|charts?|drawings?|diagrams|embeddings|Pictures|Object[ \d]*)/|[^/]\.(?:html?|mht|rtf)$"
)  # pages of other programs are whole parts, too
_MASTERS = re.compile(r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters|theme)/_rels/[^/]+\.rels")
_SHEETS = re.compile(r"((?:ppt/slides|xl/drawings)/)([^/]+\.xml)")  # slides, and what is drawn on the sheets of a book
_SHOWN = re.compile(
    rb'<a:blip\b[^>]{0,999}?\bembed="(?P<id>[^"]*)"|<a:ext\s[^>]{0,99}?\bcx="(?P<cx>\d{1,11})"\s+cy="(?P<cy>\d{1,11})"'
    rb"|(?P<end></(?:p|xdr):(?:pic|sp)>)|<(?P<ground>/?)p:bg>"
)
_POINT = 12_700  # of the units that sides are written in
_FRAMED = re.compile(  # of OpenDocument: a frame, then the picture in it
    rb'<draw:frame\b(?P<frame>[^>]*)>|<draw:image\b[^>]*?\bxlink:href="(?:\./)?(?P<image>[^"]*)"'
)
_SIDE = re.compile(rb'\bsvg:(?:width|height)="([\d.]{1,12})(cm|mm|in|pt|px)"')
_POINTS = {b"cm": 28.35, b"mm": 2.835, b"in": 72.0, b"pt": 1.0, b"px": 0.75}
_FILL = re.compile(
    rb'<draw:fill-image\b(?=[^>]*?\bdraw:name="(?P<name>[^"]*)")[^>]*?\bxlink:href="(?:\./)?(?P<image>[^"]*)"'
)
_FILLED = re.compile(
    rb'<style:(?P<what>drawing-page|graphic)-properties\b[^>]*?\bdraw:fill-image-name="(?P<name>[^"]*)"'
)
_BACKGROUND = re.compile(rb'<style:background-image\b[^>]*?\bxlink:href="(?:\./)?([^"]*)"')


def drawn_small(parts: Mapping[str, bytes], scans: list[Pages], smallest: float) -> frozenset[str]:
    """Members that are pictures drawn small, such as a logo, and those of heads and feet, or of a slide's ground, alone."""
    if "content.xml" in parts:
        return _beside_frames(parts["content.xml"], parts.get("styles.xml", b""), smallest)
    if not scans:
        return _beside_slides(parts, smallest)
    links = _links(parts.get("word/_rels/document.xml.rels", b""), "word")
    large = {links.get(key, "") for key, side in scans[0].drawn.items() if not 0 < side < smallest}
    heads = [name for name in parts if re.fullmatch(r"word/_rels/(?:header|footer)\d*\.xml\.rels", name)]
    others = {target for name in heads for target in _links(parts[name], "word").values()}
    return frozenset((set(links.values()) | others) - large)


def _beside_slides(parts: Mapping[str, bytes], smallest: float) -> frozenset[str]:
    """The same of slides and sheets: many are made on one ground, which is no evidence of what they tell."""
    masters = {name: posixpath.dirname(posixpath.dirname(name)) for name in parts if _MASTERS.fullmatch(name)}
    small = {target for name, folder in masters.items() for target in _links(parts[name], folder).values()}
    large: set[str] = set()
    for found in filter(None, map(_SHEETS.fullmatch, parts)):
        links = _links(parts.get(f"{found[1]}_rels/{found[2]}.rels", b""), found[1])
        beside = {links.get(key, "") for key in _drawn_beside(parts[found[0]], smallest)}
        small |= beside
        large |= set(links.values()) - beside
    return frozenset(small - large)


def _beside_frames(content: bytes, styles: bytes, smallest: float) -> frozenset[str]:
    """The same of OpenDocument, where heads, feet and master slides are styles, and a ground may be the fill of one."""
    small, large = {name for name, _ in _framed(styles)}, set[str]()
    for name, side in _framed(content):
        (small if 0 < side < smallest else large).add(name)
    both = styles + content
    grounds = set(_BACKGROUND.findall(both))
    fills = {
        kind: {name for what, name in _FILLED.findall(both) if what == kind} for kind in (b"drawing-page", b"graphic")
    }
    grounds |= {image for name, image in _FILL.findall(both) if name in fills[b"drawing-page"] - fills[b"graphic"]}
    return frozenset((small | {name.decode("utf-8", "replace") for name in grounds}) - large)


def _framed(data: bytes) -> Iterator[tuple[str, float]]:
    """Each picture in a frame, and the shorter side of the frame in points; 0 where it is not stated."""
    side = 0.0
    for found in _FRAMED.finditer(data):
        if found["frame"] is not None:
            sides = [
                float(number) * _POINTS[unit]
                for number, unit in _SIDE.findall(found["frame"])
                if number.count(b".") < 2
            ]
            side = min(sides, default=0.0)
        else:
            yield found["image"].decode("utf-8", "replace"), side


def _drawn_beside(slide: bytes, smallest: float) -> set[str]:
    """The ids of pictures that are only drawn small on a slide, or as its ground; a picture's size stands behind its id."""
    beside, large, waiting, ground = set[str](), set[str](), "", False
    for found in _SHOWN.finditer(slide):
        if found["id"] is not None:
            waiting = found["id"].decode("utf-8", "replace")
            if ground:
                beside.add(waiting)
        elif found["ground"] is not None:
            ground, waiting = not found["ground"], ""
        elif waiting:
            side = min(int(found["cx"]), int(found["cy"])) if found["cx"] else 0
            (beside if 0 < side < smallest * _POINT else large).add(waiting)
            waiting = ""
    return beside - large


def _links(data: bytes, folder: str) -> dict[str, str]:
    """Which member each id of a part names."""
    found = ((_ID.search(link), _TARGET.search(link)) for link in _LINK.findall(data))
    pairs = ((one[1].decode("utf-8", "replace"), to[1].decode("utf-8", "replace")) for one, to in found if one and to)
    return {key: posixpath.normpath(posixpath.join(folder, target)) for key, target in pairs}


def is_media(name: str) -> bool:
    """Whether a member is a picture of the document."""
    return _MEDIA.fullmatch(name) is not None


def holds_more(names: Sequence[str]) -> bool:
    """Whether a document holds anything beside its text: pictures, charts, drawings, other documents."""
    return any(map(_MORE.search, names))
