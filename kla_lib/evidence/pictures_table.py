"""Doubtful pictures to look at: the same ones side by side, and those that are hard to see. Small, and without any data
about them; never one whose file is flagged for personal data."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.display.html import Html, render
from kla_lib.display.numbers import count_text
from kla_lib.display.words import word
from kla_lib.evidence.findings import kind_of, reason
from kla_lib.evidence.model import EvidenceFile, Finding
from kla_lib.evidence.tables import nothing, shown

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence

MOST_PICTURES = 60  # on one page
PICTURED = {
    "pictures_same": ("same_bytes", "same_picture"),
    "pictures_alike": ("like_page", "like_design"),
}  # by what is said of them
MOST_TOGETHER = 6  # side by side; the others are told in the table
Shown = dict[str, object]
Place = tuple[EvidenceFile, int]  # a file and its page, 0 for the whole


def evidence_pairs(found: Evidence) -> Html:
    """Pairs of the same picture side by side, then single ones that are hard to see; a sentence where there are none."""
    flagged = {finding.file for finding in found.found if finding.kind == "personal_data"}
    cards, left, hidden = list[Shown](), MOST_PICTURES, 0
    for places, text in [*_pairs(found, "pictures_same"), *_pairs(found, "pictures_alike"), *_singles(found)]:
        shown_places = [place for place in places if place[0].path not in flagged]
        hidden += len(shown_places) < len(places)
        drawn = [_picture(found, *place) for place in shown_places] if len(shown_places) <= left else []
        pictures = [picture for picture in drawn if picture]
        if len(pictures) >= min(2, len(places)):
            cards.append({"text": text, "pictures": pictures})
            left -= len(pictures)
    notes = [word("pictures_hidden", found.lang, count=count_text(hidden, found.lang))] if hidden else []
    if not cards:
        return render(
            "sentence.html.j2", found.lang, text=" ".join([nothing(found, word("pictures_none", found.lang)), *notes])
        )
    return render("evidence_pairs.html.j2", found.lang, cards=cards, notes=notes)


def _pairs(found: Evidence, text: str) -> Iterator[tuple[list[Place], str]]:
    """Pictures that stand under several questions: all that are the same side by side, `MOST_TOGETHER` at most."""
    by_path = {file.path: file for file in found.files if file.path}
    groups: dict[str, dict[str, Place]] = {}
    for finding in found.found:
        if finding.kind in PICTURED[text] and finding.file in by_path and finding.twin in by_path:
            told = dict(finding.values)
            mine = groups.get(finding.file) or {finding.file: (by_path[finding.file], _page(told["where"]))}
            other = groups.get(finding.twin) or {finding.twin: (by_path[finding.twin], _page(told["other_where"]))}
            whole = mine if mine is other else {**mine, **other}
            groups.update(dict.fromkeys(whole, whole))
    for group in {id(group): group for group in groups.values()}.values():
        yield list(group.values())[:MOST_TOGETHER], word(text, found.lang)


def _page(where: str) -> int:
    return int(where.removeprefix("#") or 0)


def _singles(found: Evidence) -> Iterator[tuple[list[Place], str]]:
    """Pictures and pages that are hard to see, each once with its reasons."""
    by_path = {file.path: file for file in found.files if file.path}
    unclear: dict[tuple[str, int], list[Finding]] = {}
    for finding in found.found:
        if kind_of(finding).family == "unclear":
            unclear.setdefault((finding.file, finding.page), []).append(finding)
    for (path, page), findings in unclear.items():
        yield [(by_path[path], page)], "; ".join(reason(finding, found.lang) for finding in findings)


def _picture(found: Evidence, file: EvidenceFile, page: int) -> Shown | None:
    content = found.thumbnail(file, page)
    if not content:
        return None
    data = Markup("data:image/jpeg;base64,{}").format(base64.b64encode(content).decode("ascii"))
    name = shown(file.path, found.lang)
    alt = word("pictures_alt", found.lang, code=file.code or "–", file=name)
    return {"data": data, "name": name, "code": file.code or "–", "alt": alt}
