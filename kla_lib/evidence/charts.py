"""What the report on evidence draws: the claimed points at risk by block, and doubtful pictures to look at.

Pictures are small and without any data about them; none is shown whose file is flagged for personal data.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from kla_lib.display.html import Html, paragraph, render
from kla_lib.display.numbers import count_text, exact_maximum_text, exact_text
from kla_lib.display.palette import accent
from kla_lib.display.plot import Bar, Plot, bar_chart
from kla_lib.display.plot import nothing as nothing_to_draw
from kla_lib.display.words import word
from kla_lib.evidence.findings import kind_of, reason
from kla_lib.evidence.model import EvidenceFile, Finding
from kla_lib.evidence.tables import nothing, shown
from kla_lib.scoring.views.figures import short_name

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


def risk_chart(audit: Evidence, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """What is claimed in each block, and how much of it is at risk; empty where no claim is given.

    ``data`` has one row per block: code, label, claimed, at_risk in points. ``look``: title, size, colours.
    """
    lang, claimed = audit.lang, _claimed(audit)
    if not claimed or not audit.files:
        return nothing_to_draw(ax, nothing(audit, word("risk_unclaimed", lang)))
    names = {code: short_name(audit.edition.by_code[code], lang) for code in claimed}
    risks = {code: audit.risk.by_block.get(code, 0) for code in claimed}
    values = {code: _value(audit, code, claimed[code]) for code in claimed}
    bars = [
        Bar(
            names[code],
            values[code],
            accent(code),
            risks[code] / 1e6,
            risks[code] / 1e6,
            claimed[code] / 1e6,
            risks[code] > 0,
        )
        for code in claimed
    ]
    every = "; ".join(f"{name} {values[code]}" for code, name in names.items())
    alt = word("alt_risk", lang, points=exact_text(audit.risk.at_risk_micro or 0, lang), every=every)
    data = pd.DataFrame(
        {"code": code, "label": names[code], "claimed": claimed[code] / 1e6, "at_risk": risks[code] / 1e6}
        for code in claimed
    )
    return bar_chart(ax, bars, **look).done(data, alt, word("risk_caption", lang), lang)


def _claimed(audit: Evidence) -> dict[str, int]:
    """The claimed micropoints of each block that claims any."""
    sums = {node.code: 0 for node in audit.edition.at("block")}
    for code, micro in (audit.claimed or {}).items():
        sums[audit.edition.block_of(code)] += max(micro, 0)
    return {code: micro for code, micro in sums.items() if micro}


def _value(audit: Evidence, code: str, claimed: int) -> str:
    risk = exact_text(audit.risk.by_block.get(code, 0), audit.lang)
    return word("points_of", audit.lang, points=risk, max=exact_maximum_text(claimed, audit.lang))


def evidence_pairs(audit: Evidence) -> Html:
    """Pairs of the same picture side by side, then single ones that are hard to see; a sentence where there are none."""
    flagged = {finding.file for finding in audit.found if finding.kind == "personal_data"}
    cards, left, hidden = list[Shown](), MOST_PICTURES, 0
    for places, text in [*_pairs(audit, "pictures_same"), *_pairs(audit, "pictures_alike"), *_singles(audit)]:
        shown_places = [place for place in places if place[0].path not in flagged]
        hidden += len(shown_places) < len(places)
        drawn = [_picture(audit, *place) for place in shown_places] if len(shown_places) <= left else []
        pictures = [picture for picture in drawn if picture]
        if len(pictures) >= min(2, len(places)):
            cards.append({"text": text, "pictures": pictures})
            left -= len(pictures)
    notes = [word("pictures_hidden", audit.lang, count=count_text(hidden, audit.lang))] if hidden else []
    if not cards:
        return paragraph(" ".join([nothing(audit, word("pictures_none", audit.lang)), *notes]))
    return render("evidence_pairs.html.j2", audit.lang, cards=cards, notes=notes)


def _pairs(audit: Evidence, text: str) -> Iterator[tuple[list[Place], str]]:
    """Pictures that stand under several questions: all that are the same side by side, `MOST_TOGETHER` at most."""
    by_path = {file.path: file for file in audit.files if file.path}
    groups: dict[str, dict[str, Place]] = {}
    for finding in audit.found:
        if finding.kind in PICTURED[text] and finding.file in by_path and finding.twin in by_path:
            told = dict(finding.values)
            mine = groups.get(finding.file) or {finding.file: (by_path[finding.file], _page(told["where"]))}
            other = groups.get(finding.twin) or {finding.twin: (by_path[finding.twin], _page(told["other_where"]))}
            whole = mine if mine is other else {**mine, **other}
            groups.update(dict.fromkeys(whole, whole))
    for group in {id(group): group for group in groups.values()}.values():
        yield list(group.values())[:MOST_TOGETHER], word(text, audit.lang)


def _page(where: str) -> int:
    return int(where.removeprefix("#") or 0)


def _singles(audit: Evidence) -> Iterator[tuple[list[Place], str]]:
    """Pictures and pages that are hard to see, each once with its reasons."""
    by_path = {file.path: file for file in audit.files if file.path}
    unclear: dict[tuple[str, int], list[Finding]] = {}
    for finding in audit.found:
        if kind_of(finding).family == "unclear":
            unclear.setdefault((finding.file, finding.page), []).append(finding)
    for (path, page), findings in unclear.items():
        yield [(by_path[path], page)], "; ".join(reason(finding, audit.lang) for finding in findings)


def _picture(audit: Evidence, file: EvidenceFile, page: int) -> Shown | None:
    content = audit.thumbnail(file, page)
    if not content:
        return None
    data = Markup("data:image/jpeg;base64,{}").format(base64.b64encode(content).decode("ascii"))
    name = shown(file.path, audit.lang)
    alt = word("pictures_alt", audit.lang, code=file.code or "–", file=name)
    return {"data": data, "name": name, "code": file.code or "–", "alt": alt}
