"""The chart of claimed points at risk, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.display.canvas import WIDTH, Canvas, text_width, wrapped
from kla_lib.display.chart import Chart, finish
from kla_lib.display.html import Html, render
from kla_lib.display.numbers import exact_maximum_text, exact_text
from kla_lib.display.palette import accent
from kla_lib.display.words import word
from kla_lib.evidence.tables import nothing
from kla_lib.scoring.views.figures import short_name

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence

BAR, LINE, GAP = 13, 15, 15


def risk_chart(found: Evidence) -> Chart | Html:
    """What is claimed in each block, and how much of it is at risk; a sentence where nobody has said what is claimed."""
    lang, claimed = found.lang, _claimed(found)
    if not claimed or not found.files:
        return render("sentence.html.j2", lang, text=nothing(found, word("risk_unclaimed", lang)))
    names = {code: short_name(found.edition.by_code[code], lang) for code in claimed}
    labels = {
        code: wrapped(name, WIDTH - 16 - text_width(_value(found, code, claimed[code]), bold=True), lines=3)
        for code, name in names.items()
    }
    canvas = Canvas(sum(_height(rows) for rows in labels.values()) - GAP + 4)
    top, scale = 0.0, (WIDTH - 2) / max(claimed.values())
    for code, rows in labels.items():
        _bar(canvas, found, code, rows, claimed[code], top, scale)
        top += _height(rows)
    every = "; ".join(f"{name} {_value(found, code, claimed[code])}" for code, name in names.items())
    alt = word("alt_risk", lang, points=exact_text(found.risk.at_risk_micro or 0, lang), every=every)
    return finish(canvas, alt, word("risk_caption", lang), lang)


def _claimed(found: Evidence) -> dict[str, int]:
    """The claimed micropoints of each block that claims any."""
    sums = {node.code: 0 for node in found.edition.at("block")}
    for code, micro in (found.claimed or {}).items():
        sums[found.edition.block_of(code)] += max(micro, 0)
    return {code: micro for code, micro in sums.items() if micro}


def _height(rows: list[str]) -> float:
    return len(rows) * LINE + BAR + GAP


def _value(found: Evidence, code: str, claimed: int) -> str:
    risk = exact_text(found.risk.by_block.get(code, 0), found.lang)
    return word("points_of", found.lang, points=risk, max=exact_maximum_text(claimed, found.lang))


def _bar(canvas: Canvas, found: Evidence, code: str, rows: list[str], claimed: int, top: float, scale: float) -> None:
    at_risk = found.risk.by_block.get(code, 0)
    for n, row in enumerate(rows):
        canvas.text(0, top + 11 + n * LINE, row)
    canvas.text(WIDTH, top + 11, _value(found, code, claimed), align="right", bold=at_risk > 0)
    y = top + len(rows) * LINE + 2
    canvas.box(1, y, claimed * scale, BAR, "track")
    if at_risk:
        canvas.box(1, y, max(at_risk * scale, 2), BAR, accent(code))
