"""Doubtful pictures to look at: the same ones side by side, and those that are hard to see. Small, and without any data
about them; never one whose file is flagged for personal data."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from markupsafe import Markup

from kla_lib.rules.evidence import EvidenceFile, Finding
from kla_lib.rules.findings import kind_of, reason
from kla_lib.views.evidence_like import EvidenceLike
from kla_lib.views.evidence_words import shown
from kla_lib.views.html import Html, render
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

MOST_PICTURES = 60  # on one page
PICTURED = ("same_bytes", "same_picture")
Shown = dict[str, object]


def evidence_pairs(found: EvidenceLike) -> Html:
    """Pairs of the same picture side by side, then single ones that are hard to see; a sentence where there are none."""
    flagged = {finding.file for finding in found.found if finding.kind == "personal_data"}
    cards, left, hidden = list[Shown](), MOST_PICTURES, 0
    for files, text in [*_pairs(found), *_singles(found)]:
        if any(file.path in flagged for file in files):
            hidden += 1
            continue
        pictures = [_picture(found, file) for file in files] if len(files) <= left else []
        if pictures and all(pictures):
            cards.append({"text": text, "pictures": pictures})
            left -= len(pictures)
    notes = [word("pictures_hidden", found.lang, count=count_text(hidden, found.lang))] if hidden else []
    if not cards:
        return render("sentence.html.j2", found.lang, text=" ".join([word("pictures_none", found.lang), *notes]))
    return render("evidence_pairs.html.j2", found.lang, cards=cards, notes=notes)


def _pairs(found: EvidenceLike) -> Iterator[tuple[list[EvidenceFile], str]]:
    """Pictures that stand under two questions, each pair once."""
    by_path = {file.path: file for file in found.files if file.path}
    told: set[frozenset[str]] = set()
    for finding in found.found:
        pair = frozenset((finding.file, finding.twin))
        if finding.kind in PICTURED and len(pair) == 2 and pair not in told and pair <= by_path.keys():
            told.add(pair)
            yield [by_path[finding.file], by_path[finding.twin]], word("pictures_same", found.lang)


def _singles(found: EvidenceLike) -> Iterator[tuple[list[EvidenceFile], str]]:
    """Pictures that are hard to see, each once with its reasons."""
    by_path = {file.path: file for file in found.files if file.path}
    unclear: dict[str, list[Finding]] = {}
    for finding in found.found:
        if kind_of(finding).family == "unclear" and not finding.page:
            unclear.setdefault(finding.file, []).append(finding)
    for path, findings in unclear.items():
        yield [by_path[path]], "; ".join(reason(finding, found.lang) for finding in findings)


def _picture(found: EvidenceLike, file: EvidenceFile) -> Shown | None:
    content = found.thumbnail(file)
    if not content:
        return None
    data = Markup("data:image/jpeg;base64,{}").format(base64.b64encode(content).decode("ascii"))
    name = shown(file.path, found.lang)
    alt = word("pictures_alt", found.lang, code=file.code or "–", file=name)
    return {"data": data, "name": name, "code": file.code or "–", "alt": alt}
