"""The pictures of an office document: which of its members are evidence, and which a logo, a head or a foot."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from kla_lib.intake.evidence.office_text import Pages

_MEDIA = re.compile(r"(?:word|xl|ppt)/media/[^/]+|Pictures/[^/]+", re.I)
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)
_ID, _TARGET = re.compile(rb'\bId="([^"]*)"'), re.compile(rb'\bTarget="([^"]*)"')
_MORE = re.compile(r"(?i)(?:^|/)(?:media|charts?|drawings?|diagrams|embeddings|Pictures|Object[ \d]*)/")


def drawn_small(parts: Mapping[str, bytes], scans: list[Pages], smallest: float) -> frozenset[str]:
    """Members that are pictures drawn small, such as a logo, and those of heads and feet alone."""
    if not scans:
        return frozenset()
    links = _links(parts.get("word/_rels/document.xml.rels", b""), "word")
    large = {links.get(key, "") for key, side in scans[0].drawn.items() if not 0 < side < smallest}
    heads = [name for name in parts if re.fullmatch(r"word/_rels/(?:header|footer)\d*\.xml\.rels", name)]
    others = {target for name in heads for target in _links(parts[name], "word").values()}
    return frozenset((set(links.values()) | others) - large)


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
