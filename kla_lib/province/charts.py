"""How many places hold each category: bars over what was announced, unknown places drawn as open bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from kla_lib.display.numbers import count_text
from kla_lib.display.plot import Bar, Plot, bar_chart
from kla_lib.display.words import word
from kla_lib.instrument.published import CATEGORIES
from kla_lib.province.tables import title

if TYPE_CHECKING:
    from kla_lib.province.province import Rankings


def bands_chart(region: Rankings, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """The distribution over the categories; for the nation each bar is drawn over the number announced.

    ``data`` has one row per bar: label, places, announced (0 where nothing was announced). ``look``: title, size, colours.
    """
    counts, lang = _counts(region), region.lang
    drawing = bar_chart(ax, [_bar(count, region) for count in counts], **look)
    every = "; ".join(f"{count.label} {_value(count, region)}" for count in counts)
    part, whole = (count_text(n, lang) for n in (region.coverage.known, region.coverage.places))
    known = word("of_count", lang, part=part, whole=whole)
    alt = word("alt_bands", lang, place=title(region), year=region.round.year, known=known, every=every)
    key = "bands_caption" if region.province.code else "bands_caption_nation"
    data = pd.DataFrame({"label": c.label, "places": c.count, "announced": c.of} for c in counts)
    return drawing.done(data, alt, word(key, lang, known=known), lang)


@dataclass(frozen=True, slots=True)
class _Count:
    """So many places of at most so many; ``open_`` where it is what is not known."""

    label: str
    count: int
    of: int
    open_: bool = False


def _bar(count: _Count, region: Rankings) -> Bar:
    if count.open_:
        return Bar(count.label, _value(count, region), "TOTAL", until=None, whole=count.count)
    return Bar(count.label, _value(count, region), "TOTAL", count.count, count.count, count.of, count.count > 0)


def _counts(region: Rankings) -> list[_Count]:
    lang, known = region.lang, region.coverage
    held = [name for name in reversed(CATEGORIES) if known.by_category[name] or name != CATEGORIES[-1]]
    counts = {} if region.province.code else region.counted
    bars = [_Count(name, known.by_category[name], max(counts.get(name, (0,)))) for name in held]
    rest = [
        _Count(word("league_none", lang), known.none, 0),
        _Count(word("league_uncategorised", lang), known.uncategorised, 0, True),
        _Count(word("league_silent", lang), known.silent, 0, True),
    ]
    return [*bars, *(bar for bar in rest if bar.count)]


def _value(count: _Count, region: Rankings) -> str:
    lang = region.lang
    if not count.of:
        return count_text(count.count, lang)
    return word("of_announced", lang, part=count_text(count.count, lang), whole=count_text(count.of, lang))
