"""How many places hold each category: bars over what was announced, unknown places drawn as open bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kla_lib.display.canvas import WIDTH, Canvas
from kla_lib.display.chart import Chart, finish
from kla_lib.display.numbers import count_text
from kla_lib.display.words import word
from kla_lib.instrument.published import CATEGORIES
from kla_lib.province.tables import title

if TYPE_CHECKING:
    from kla_lib.province.province import Rankings

BAR, LINE, GAP = 13, 15, 15


@dataclass(frozen=True, slots=True)
class _Bar:
    """A line of the chart: so many of at most so many; ``open_`` where it is what is not known."""

    label: str
    count: int
    of: int
    open_: bool = False


def bands_chart(region: Rankings) -> Chart:
    """The distribution over the categories; for the nation each bar is drawn over the number announced."""
    bars, lang = _bars(region), region.lang
    canvas = Canvas(len(bars) * (LINE + BAR + GAP) - GAP + 4)
    scale = (WIDTH - 2) / max(1, *(max(bar.count, bar.of) for bar in bars))
    for n, bar in enumerate(bars):
        _draw(canvas, bar, n * (LINE + BAR + GAP), scale, _value(bar, region))
    every = "; ".join(f"{bar.label} {_value(bar, region)}" for bar in bars)
    known = word(
        "of_count", lang, part=count_text(region.coverage.known, lang), whole=count_text(region.coverage.places, lang)
    )
    alt = word("alt_bands", lang, place=title(region), year=region.round.year, known=known, every=every)
    key = "bands_caption" if region.province.code else "bands_caption_nation"
    return finish(canvas, alt, word(key, lang, known=known), lang)


def _bars(region: Rankings) -> list[_Bar]:
    lang, known = region.lang, region.coverage
    held = [name for name in reversed(CATEGORIES) if known.by_category[name] or name != CATEGORIES[-1]]
    counts = {} if region.province.code else region.counted
    bars = [_Bar(name, known.by_category[name], max(counts.get(name, (0,)))) for name in held]
    rest = [
        _Bar(word("league_none", lang), known.none, 0),
        _Bar(word("league_uncategorised", lang), known.uncategorised, 0, True),
        _Bar(word("league_silent", lang), known.silent, 0, True),
    ]
    return [*bars, *(bar for bar in rest if bar.count)]


def _value(bar: _Bar, region: Rankings) -> str:
    lang = region.lang
    if not bar.of:
        return count_text(bar.count, lang)
    return word("of_announced", lang, part=count_text(bar.count, lang), whole=count_text(bar.of, lang))


def _draw(canvas: Canvas, bar: _Bar, top: float, scale: float, value: str) -> None:
    canvas.text(0, top + 11, bar.label)
    canvas.text(WIDTH, top + 11, value, align="right", bold=bar.count > 0)
    y = top + LINE + 2
    if bar.of:
        canvas.box(1, y, bar.of * scale, BAR, "track")
    if bar.open_:
        canvas.frame(1, y, max(bar.count * scale, 3), BAR, "muted", dashed=True)
    elif bar.count:
        canvas.box(1, y, max(bar.count * scale, 2), BAR, "TOTAL")
