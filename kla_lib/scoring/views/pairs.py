"""Every published pair of a self-assessment (EM) and a later result, as dots and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row, records
from kla_lib.display.html import Cell, Html, Table
from kla_lib.display.numbers import count_text, known, maximum_text, percent_text, points_text
from kla_lib.display.plot import SMALL, Drawing, Plot, draw, room
from kla_lib.display.words import word
from kla_lib.instrument.citing import quoted, source_links
from kla_lib.instrument.published import pairs, unquantified_pairs
from kla_lib.instrument.stages import STAGES
from kla_lib.scoring.views.figures import columns_of

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

LOW, HIGH = 40_000, 100_000
TICKS = tuple(range(LOW, HIGH + 1, 10_000))
HEAD, ROW, EDGE = 34, 36, 16


def pairs_chart(assessment: Assessment, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """Every published pair as a ring (EM) and a disc (the later result) on one line, stage by stage, the deepest cut first.

    ``data`` has one row per pair: place, year, stage, em, after in points, share. ``look``: title, size, colours.
    """
    rows, lang = _sorted_pairs(), assessment.lang
    edge = (HIGH - LOW) / 100 * EDGE / (room(ax) - 2 * EDGE)
    drawing = draw(ax, HEAD + ROW * len(rows) + 2, (LOW / 100 - edge, HIGH / 100 + edge), **look)
    for tick in TICKS:
        drawing.line([(tick / 100, 20), (tick / 100, HEAD + ROW * len(rows))], "rule")
        drawing.text(tick / 100, 12, maximum_text(tick, lang), "muted", size=SMALL, align="center")
    for n, row in enumerate(rows):
        _pair(drawing, row, HEAD + ROW * n, lang, bold=row["place_slug"] == assessment.place_slug)
    frame = pd.DataFrame(rows)
    data = frame[["place", "year", "stage"]].assign(
        em=frame["em_hundredths"] / 100, after=frame["after_hundredths"] / 100, share=frame["ratio"]
    )
    return drawing.done(data, _alt(rows, lang), word("pairs_caption_chart", lang), lang)


@cache
def _sorted_pairs() -> tuple[Row, ...]:
    """Safe to cache: they come with the library and do not change."""
    return tuple(sorted(records(pairs()), key=lambda row: (STAGES.index(row["stage"]), row["ratio"])))


def _share(row: Row, lang: Lang) -> str:
    return percent_text(row["after_hundredths"], row["em_hundredths"], lang)


def _pair(drawing: Drawing, row: Row, top: float, lang: Lang, bold: bool) -> None:
    y, em, after = top + 24, row["em_hundredths"] / 100, row["after_hundredths"] / 100
    left, right = drawing.ax.get_xlim()
    drawing.bar(top, 16, left, right, "paper")
    drawing.text(left, top + 12, f"{row['place']} {row['year']} · EM → {row['stage']}", bold=bold)
    drawing.text(right, top + 12, _share(row, lang), align="right", bold=True)
    drawing.line([(after, y), (em, y)], "TOTAL", 2)
    drawing.dots([(em, y)], "TOTAL", 5, filled=False)
    drawing.dots([(after, y)], "TOTAL", 4)


def _alt(rows: Sequence[Row], lang: Lang) -> str:
    shares = sorted(rows, key=lambda row: row["ratio"])
    least, most = _share(shares[0], lang), _share(shares[-1], lang)
    every = "; ".join(_pair_words(row, lang) for row in rows)
    return word("alt_pairs", lang, count=count_text(len(rows), lang), least=least, most=most, every=every)


def _pair_words(row: Row, lang: Lang) -> str:
    em, after = (points_text(row[c], lang) for c in ("em_hundredths", "after_hundredths"))
    about = {"place": row["place"], "year": row["year"], "stage": row["stage"]}
    return word("pair_words", lang, **about, em=em, after=after, share=_share(row, lang))


def pairs_table(assessment: Assessment) -> Html:
    """The same pairs with their sources, then those of which a source gives no exact figure."""
    return _tables(assessment.lang)


@cache
def _tables(lang: Lang) -> Html:
    """Safe to cache: the published pairs come with the library, so the tables only differ by language."""
    keys = ("place", "pair_em", "pair_after", "pair_share")
    columns = columns_of(keys, lang, keys[1:])
    exact = [_exact_row(row, lang) for row in _sorted_pairs()]
    vague = [_vague_row(row, lang) for row in records(unquantified_pairs())]
    known_only = columns_of(("place", "vague_known"), lang)
    tables = Table(word("pairs_caption", lang), columns, exact), Table(word("vague_caption", lang), known_only, vague)
    return Html("".join(table.text for table in tables))


def _head(row: Row, lang: Lang) -> Markup:
    confidence = word(f"confidence_{row['confidence']}", lang)
    links = source_links([row["em_source"], row["after_source"]], lang)
    return Markup("{} {} · {}<small>{} · {}</small>").format(row["place"], row["year"], row["stage"], links, confidence)


def _exact_row(row: Row, lang: Lang) -> list[Cell]:
    figures = [points_text(row[c], lang) for c in ("em_hundredths", "after_hundredths")]
    return [_head(row, lang), *figures, _share(row, lang)]


def _vague_row(row: Row, lang: Lang) -> list[Cell]:
    words = " … ".join(quoted([row["note"]]))
    em, after = (_maybe(row[c], lang) for c in ("em_hundredths", "after_hundredths"))
    return [_head(row, lang), word("vague_told", lang, stage=row["stage"], em=em, after=after, words=words)]


def _maybe(hundredths: object, lang: Lang) -> str:
    return word("not_exact", lang) if not known(hundredths) else points_text(int(str(hundredths)), lang)
