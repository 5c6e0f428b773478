"""Scored places compared: ranks within a stage, and every block as a small picture of all places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from kla_lib.display.html import Cell, Column, Html, Table, details, paragraph, small
from kla_lib.display.numbers import count_text, maximum_text, percent_text, points_text, range_text
from kla_lib.display.palette import accent
from kla_lib.display.plot import SMALL, Drawing, Plot, draw, nothing, room, wrapped
from kla_lib.display.words import word
from kla_lib.instrument.instrument import Node
from kla_lib.instrument.stages import STAGES
from kla_lib.instrument.words import stage_name
from kla_lib.province.tables import positions, shared
from kla_lib.scoring.views.figures import short_name

if TYPE_CHECKING:
    from kla_lib.province.province import Rankings

SHOWN, ENOUGH, MANY = 20, 5, 40
HEAD, PLOT, GAP, EDGE, BIN, SIDE = 32, 36, 14, 6, 50, 5


def scored_table(region: Rankings) -> Html:
    """The scored places by rank, each stage by itself, as no other comparison is fair; a sentence where there are none."""
    lang, parts = region.lang, list[str]()
    if region.unread:
        left = word("league_unread", lang, count=count_text(len(region.unread), lang))
        parts.append(paragraph(left).text)
    if not region.points:
        parts.append(paragraph(word("league_no_scores", lang, period=region.period)).text)
    parts += [_stage_tables(region, stage) for stage in reversed(STAGES) if stage in region.points]
    return Html("".join(parts))


def _stage_tables(region: Rankings, stage: str) -> str:
    lang, points = region.lang, region.points[stage]
    places = sorted(points, key=lambda slug: (region.ranks[slug].first, region.ranks[slug].last, slug))
    caption = word(
        "league_scored_caption", lang, stage=stage_name(stage, lang, region.period), count=count_text(len(places), lang)
    )
    shown = _stage_table(region, stage, places[:SHOWN], caption)
    if not places[SHOWN:]:
        return shown.text
    rest = _stage_table(region, stage, places[SHOWN:], word("league_scored_rest", lang))
    more = word("league_more", lang, count=count_text(len(places) - SHOWN, lang))
    return f"{shown.text}{details(more, rest)}"


def _stage_table(region: Rankings, stage: str, places: Sequence[str], caption: str) -> Html:
    lang = region.lang
    columns = [Column(word("place", lang)), Column(word("league_rank", lang), True), Column(word("points", lang), True)]
    return Table(caption, columns, [_scored_row(region, stage, slug) for slug in places])


def _scored_row(region: Rankings, stage: str, slug: str) -> list[Cell]:
    lang, rank, (low, high) = region.lang, region.ranks[slug], region.points[stage][slug]
    means = _means(region, stage, low, high)
    head = Markup("{}{}").format(region.places[slug].title, small(means))
    place = Markup("{}{}").format(positions(rank, lang), small(shared(rank, lang)))
    return [head, place, range_text(low, high, lang)]


def _means(region: Rankings, stage: str, low: int, high: int) -> str:
    """The category of so many points, from the certain to the possible ones."""
    lang, least, most = region.lang, region.category(low), region.category(high)
    if least == most:
        key = "award" if stage == STAGES[-1] else "equivalent"
        return word(key, lang, category=least) if least else word("no_category", lang)
    return word("league_between", lang, low=least, high=most) if least else word("league_up_to", lang, high=most)


def _unfinished(region: Rankings, stage: str) -> str:
    count = region.unfinished(stage)
    return " " + word("league_unfinished", region.lang, count=count_text(count, region.lang)) if count else ""


def blocks_chart(region: Rankings, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """One small picture per block, all on the same scale: the places by their share of its maximum.

    ``data`` has one row per block and place: block, share (of the maximum, 0 to 1). ``look``: title, size, colours.
    """
    stage, lang = _largest(region), region.lang
    if not stage or region.edition is None:
        return nothing(ax, word("league_no_blocks", lang))
    blocks, edge = region.edition.at("block"), EDGE / (room(ax) - 2 * EDGE)
    drawing = draw(ax, len(blocks) * (HEAD + PLOT + GAP) - GAP, (-edge, 1 + edge), **look)
    for n, block in enumerate(blocks):
        _panel(drawing, region, stage, block, n * (HEAD + PLOT + GAP))
    count, name = count_text(len(region.points[stage]), lang), stage_name(stage, lang, region.period)
    every = "; ".join(f"{short_name(block, lang)}: {_told(region, stage, block)}" for block in blocks)
    alt = word("alt_blocks", lang, count=count, stage=name, every=every)
    few = " " + word("league_few", lang) if len(region.points[stage]) < ENOUGH else ""
    key = "blocks_caption_many" if len(region.points[stage]) > MANY else "blocks_caption"
    caption = word(key, lang, count=count, stage=name) + few + _unfinished(region, stage)
    shares = [(block.code, share / 1000) for block in blocks for share in _shares(region, stage, block)]
    return drawing.done(pd.DataFrame(shares, columns=["block", "share"]), alt, caption, lang)


def _largest(region: Rankings) -> str:
    """The stage with most places; of several the furthest."""
    return max(reversed(list(region.points)), key=lambda stage: len(region.points[stage]), default="")


def _told(region: Rankings, stage: str, block: Node) -> str:
    """The lowest, middle and highest of a block; one figure where there is one."""
    lang, spread = region.lang, region.spread(stage, block.code)
    if spread is None:
        return word("no_figure", lang)
    low, middle, high = (points_text(figure, lang) for figure in (spread.low, spread.middle, spread.high))
    return low if spread.low == spread.high else word("league_spread", lang, low=low, middle=middle, high=high)


def _panel(drawing: Drawing, region: Rankings, stage: str, block: Node, top: float) -> None:
    lang, floor, (left, right) = region.lang, top + HEAD + PLOT, drawing.ax.get_xlim()
    maximum = word("points_of_max", lang, max=maximum_text(_maximum(block), lang))
    drawing.text(left, top + 11, wrapped(short_name(block, lang), drawing.width - 60, lines=1)[0])
    drawing.text(right, top + 11, maximum, "muted", size=SMALL, align="right")
    drawing.text(left, top + 26, _told(region, stage, block), "muted", size=SMALL)
    drawing.line([(0, floor), (1, floor)], "rule")
    for share in (0, 0.5, 1):
        drawing.line([(share, floor), (share, floor - 4)], "rule")
    spread = region.spread(stage, block.code)
    if spread is not None and spread.count >= ENOUGH:
        middle = spread.middle / _maximum(block)
        drawing.line([(middle, floor), (middle, floor - PLOT + 2)], "ink", 1.5)
    _piles(drawing, _shares(region, stage, block), floor, accent(block.code))


def _maximum(block: Node) -> int:
    return (block.max_micro or 0) // 10_000


def _shares(region: Rankings, stage: str, block: Node) -> list[int]:
    """The share of the maximum that each place reaches, in thousandths, in order; places that gave nothing are left out."""
    rows = [region.scored[slug][block.code] for slug in region.points[stage]]
    return sorted(int(r["points_hundredths"]) * 1000 // _maximum(block) for r in rows if r["given_at"] != "")


def _piles(drawing: Drawing, shares: Sequence[int], floor: float, role: str) -> None:
    """A small square for each place, near ones in a pile that grows denser, not higher; of very many a bar for each pile."""
    piles: dict[int, list[int]] = {}
    for share in shares:
        piles.setdefault(min(share, 999) // BIN, []).append(share)
    highest, pixel = max(map(len, piles.values()), default=1), drawing.x(1) - drawing.x(0)
    for n, pile in piles.items():
        if len(shares) > MANY:
            height = (PLOT - 2) * len(pile) / highest
            drawing.bar(floor - height, height, n * BIN / 1000 + pixel, (n + 1) * BIN / 1000 - pixel, role)
            continue
        step = min(SIDE + 1, (PLOT - SIDE - 2) / max(len(pile) - 1, 1))
        for m, share in enumerate(pile):
            middle, half = share / 1000, SIDE / 2 * pixel
            drawing.bar(floor - 1 - SIDE - m * step, SIDE, middle - half, middle + half, role)


def blocks_table(region: Rankings) -> Html:
    """The lowest, middle and highest of each block, in points and as a share of its maximum."""
    stage, lang = _largest(region), region.lang
    if not stage or region.edition is None or len(region.points[stage]) < 2:
        return paragraph(word("league_one_only", lang))
    columns = [Column(word("block", lang)), *(Column(word(k, lang), True) for k in ("lowest", "middle", "highest"))]
    rows = [_block_row(region, stage, block) for block in region.edition.at("block")]
    caption = word("league_blocks_caption", lang, stage=stage_name(stage, lang, region.period)) + _unfinished(
        region, stage
    )
    return Table(caption, columns, rows)


def _block_row(region: Rankings, stage: str, block: Node) -> list[Cell]:
    lang, spread = region.lang, region.spread(stage, block.code)
    if spread is None:
        return [short_name(block, lang), *[word("no_figure", lang)] * 3]
    figures = (spread.low, spread.middle, spread.high)
    return [short_name(block, lang), *(_figure(figure, block, region) for figure in figures)]


def _figure(figure: int, block: Node, region: Rankings) -> Markup:
    share = percent_text(figure, _maximum(block), region.lang)
    return Markup("{}{}").format(points_text(figure, region.lang), small(share))
