"""The published results of a place: awards as steps over the rounds, with sources and disagreements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from kla_lib.core.records import Row, records
from kla_lib.display.html import Cell, Column, Html, Table, first_screen, small
from kla_lib.display.numbers import count_text, known, points_text
from kla_lib.display.plot import SMALL, WIDTH, Drawing, Plot, draw, nothing
from kla_lib.display.words import word
from kla_lib.instrument.awards import NO_AWARD, rounds_of
from kla_lib.instrument.citing import certainty_text, doubt_text, inferred_text, later_texts, quoted, source_links
from kla_lib.instrument.published import (
    CATEGORIES,
    CONFIDENCE,
    EARLIER_SAID,
    NOT_A_FINAL_FIGURE,
    chosen_of,
    inferred_of,
    no_awards_of,
)
from kla_lib.instrument.stages import AWARD, STAGES
from kla_lib.instrument.words import stage_name
from kla_lib.scoring.views.figures import columns_of, sentence

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

LEFT, RIGHT, TOP, ROW, BOTTOM = 76, WIDTH - 16, 14, 28, 172
MANY_ROUNDS = 10


def award_headline(assessment: Assessment) -> Html:
    """The latest award that was published, with how sure it is, and a summary of all published awards."""
    lang, chosen = assessment.lang, records(chosen_of(assessment.place_slug))
    if not chosen:
        return sentence("nothing_published_yet", assessment)
    last, best = chosen[-1], max((str(row["category"]) for row in chosen), key=CATEGORIES.index)
    facts = [
        (word("awards_number", lang), count_text(len(chosen), lang)),
        (word("awards_since", lang), str(chosen[0]["year"])),
        (word("best_award", lang), best),
    ]
    lines = [word("last_award", lang, year=last["year"]), certainty_text(last, lang)]
    notes = later_texts(assessment.place_slug, str(last["year"]), lang)
    notes += [] if _any_final_points(assessment) else [word("no_final_points", lang)]
    return first_screen(lang, last["category"], lines, facts, notes=notes)


def _any_final_points(assessment: Assessment) -> bool:
    return any(row["stage"] == AWARD and known(row["points_hundredths"]) for row in assessment.award_rows)


def award_steps(assessment: Assessment, ax: Axes | None = None, **look: Any) -> Plot | Axes:
    """The award of every round as steps; rings for doubtful ones, words for what was not published or not held.

    ``data`` has one row per round: year, status, category, confidence, disputed. ``look``: title, size, colours.
    """
    rounds = _from_first(records(rounds_of(assessment.place_slug)))
    if not rounds:
        return nothing(ax, word("nothing_published_yet", assessment.lang))
    drawing = draw(ax, BOTTOM + 36, **look)
    _scale(drawing)
    step = (RIGHT - LEFT) / max(len(rounds) - 1, 1)
    spots = [(LEFT + n * step, row) for n, row in enumerate(rounds)]
    _steps(drawing, spots)
    for x, row in spots:
        _spot(drawing, assessment, x, row, len(rounds) > MANY_ROUNDS)
    data = pd.DataFrame(rounds)[["year", "status", "category", "confidence", "disputed"]]
    caption = word("steps_caption", assessment.lang)
    return drawing.done(data, _steps_alt(assessment, rounds), caption, assessment.lang)


def _from_first(rounds: Sequence[Row]) -> list[Row]:
    """The rounds from the first one of which something was published."""
    silent = ("nothing_published", "no_round")
    published = [n for n, row in enumerate(rounds) if row["status"] not in silent or row["inferred"]]
    return list(rounds[published[0] :]) if published else []


def _height(category: str) -> float:
    return TOP + ROW * (len(CATEGORIES) - 1 - CATEGORIES.index(category))


def _scale(drawing: Drawing) -> None:
    for category in CATEGORIES:
        drawing.text(0, _height(category) + 4, category, "muted")
        drawing.line([(LEFT - 14, _height(category)), (WIDTH, _height(category))], "rule")


def _steps(drawing: Drawing, spots: Sequence[tuple[float, Row]]) -> None:
    """Lines between awards of rounds that follow each other; broken where an award is not known."""
    held = [(x, row) for x, row in spots if row["status"] != "no_round"]
    for (x, row), (x2, row2) in pairwise(held):
        if row["category"] and row2["category"]:
            y, y2 = _height(row["category"]), _height(row2["category"])
            drawing.line([(x, y), ((x + x2) / 2, y), ((x + x2) / 2, y2), (x2, y2)], "TOTAL", 2)


def _spot(drawing: Drawing, assessment: Assessment, x: float, row: Row, many: bool) -> None:
    held = row["status"] != "no_round"
    year = f"’{row['year'][2:]}" if many else row["year"]
    drawing.text(x, BOTTOM + 16, year, "ink" if held else "muted", size=SMALL, align="center")
    if row["category"]:
        y = _height(row["category"])
        drawing.dots([(x, y)], "TOTAL", 6, filled=row["confidence"] == "H" and not row["disputed"])
        if row["disputed"]:
            drawing.text(x, y - 10, "?", "ink", size=13, align="center", bold=True)
    else:
        mark = word(f"mark_{row['status']}", assessment.lang)
        drawing.text(x, BOTTOM - 12, mark, "muted", size=13, align="center", bold=True)
    if not held:
        drawing.line([(x, TOP), (x, BOTTOM - 26)], "rule", dashed=True)


def _steps_alt(assessment: Assessment, rounds: Sequence[Row]) -> str:
    every = "; ".join(f"{row['year']} {_round_text(assessment, row)}" for row in rounds)
    return word("alt_steps", assessment.lang, place=assessment.title, every=every)


def _round_text(assessment: Assessment, row: Row) -> str:
    if not row["category"]:
        text = word(f"round_{row['status']}", assessment.lang)
        sure = word("sure", assessment.lang, confidence=word(f"confidence_{row['confidence'] or 'L'}", assessment.lang))
        if rule := inferred_text(str(row["inferred"]), assessment.lang):
            return f"{text} ({rule})"
        return f"{text} ({sure})" if row["status"] == NO_AWARD else text
    doubts = [doubt_text(str(row["year"]), assessment.lang)] if row["disputed"] else []
    doubts += [] if row["confidence"] == "H" else [word(f"confidence_{row['confidence']}", assessment.lang)]
    return f"{row['category']} ({', '.join(doubts)})" if doubts else str(row["category"])


def award_table(assessment: Assessment) -> Html:
    """Every published fact of the place: year, stage, what was stated, how sure, by whom; disagreements adjoin."""
    without, inferred = no_awards_of(assessment.place_slug), inferred_of(assessment.place_slug)
    if not assessment.award_rows and not without and not inferred:
        return sentence("nothing_published_yet", assessment)
    lang, groups = assessment.lang, _stated(assessment.award_rows)
    columns = columns_of(("year", "stated", "sources"), lang)
    rows = [*(_fact_row(assessment, group) for group in groups), *(_without_row(assessment, row) for row in without)]
    rows += [_inferred_row(assessment, row) for row in inferred]
    rows.sort(key=lambda row: str(row[0]))
    return Table(word("awards_caption", lang), columns, rows)


def _stated(facts: Sequence[Row]) -> list[list[Row]]:
    """The facts that state the same of the same year and stage, together, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for fact in facts:
        points = fact["points_hundredths"] if known(fact["points_hundredths"]) else ""
        groups.setdefault((fact["year"], fact["stage"], fact["category"], points), []).append(fact)
    return list(groups.values())


def _fact_row(assessment: Assessment, group: Sequence[Row]) -> list[Cell]:
    """One thing that was stated of one year and stage, with all its sources."""
    first, lang = group[0], assessment.lang
    best = min((fact["confidence"] for fact in group), key=CONFIDENCE.index)
    points = points_text(first["points_hundredths"], lang) if known(first["points_hundredths"]) else ""
    marks = [doubt_text(str(first["year"]), lang)] if any(fact["disagrees"] for fact in group) else []
    marks += [word("said_of_earlier", lang)] if all(fact["origin"] == EARLIER_SAID for fact in group) else []
    marks += [word("interim", lang)] if points and any(_is_interim(fact) for fact in group) else []
    sure = word("sure", lang, confidence=word(f"confidence_{best}", lang))
    stated = " · ".join(part for part in (first["category"], points) if part) or _unstated(assessment, group)
    cell = Markup("{}{}{}").format(
        stated, small(stage_name(first["stage"], lang, str(first["year"]))), small(", ".join([sure, *marks]))
    )
    return [str(first["year"]), cell, source_links([fact["source_url"] for fact in group], lang)]


def _without_row(assessment: Assessment, row: Row) -> list[Cell]:
    """That a source says, or lets us infer, that a round gave no award."""
    lang = assessment.lang
    sure = word("sure", lang, confidence=word(f"confidence_{row['confidence']}", lang))
    cell = Markup("{}{}{}").format(word("league_none", lang), small(stage_name(AWARD, lang)), small(sure))
    return [str(row["year"]), cell, source_links([row["source_url"]], lang)]


def _inferred_row(assessment: Assessment, row: Row) -> list[Cell]:
    """That there must have been an award by a rule, though no source states it."""
    lang = assessment.lang
    cell = Markup("{}{}").format(inferred_text(str(row["rule"]), lang), small(stage_name(AWARD, lang)))
    return [str(row["year"]), cell, source_links([row["source_url"]], lang)]


def _is_interim(fact: Row) -> bool:
    return bool(re.search(NOT_A_FINAL_FIGURE, fact["note"]))


def _unstated(assessment: Assessment, group: Sequence[Row]) -> str:
    """The text for a fact without category and figure: the source's own words, or that there are none."""
    if any(fact["stage"] == AWARD for fact in group):
        return word("award_uncategorised", assessment.lang)
    quotes = quoted(fact["note"] for fact in group)
    return quotes[-1] if quotes else word("no_number", assessment.lang)


def unpublished(assessment: Assessment) -> Html:
    """Which points of each round and stage were published, and which never: absent, in words, not zero."""
    lang = assessment.lang
    every = _from_first(records(rounds_of(assessment.place_slug)))
    rounds = [row for row in every if row["status"] != "no_round"]
    if not rounds:
        return sentence("nothing_published_yet", assessment)
    columns = [Column(word("year", lang)), *(Column(stage, numeric=True) for stage in STAGES)]
    rows = [[str(row["year"]), *(_published(assessment, str(row["year"]), s) for s in STAGES)] for row in rounds]
    return Table(word("unpublished_caption", lang), columns, rows)


def _published(assessment: Assessment, year: str, stage: str) -> Cell:
    rows = [fact for fact in assessment.award_rows if (fact["year"], fact["stage"]) == (year, stage)]
    figures = [fact for fact in rows if known(fact["points_hundredths"])]
    if figures:
        texts = dict.fromkeys(points_text(fact["points_hundredths"], assessment.lang) for fact in figures)
        interim = any(_is_interim(fact) for fact in figures)
        return Markup("{}{}").format(" / ".join(texts), small(word("interim", assessment.lang) if interim else ""))
    quotes = quoted(fact["note"] for fact in rows) if stage != AWARD else []
    if quotes:
        return Markup("{}{}").format(quotes[-1], small(word("not_exact", assessment.lang)))
    dash = Markup('<span class="absent" aria-hidden="true">–</span><span class="vh">{}</span>')
    return dash.format(word("not_found", assessment.lang))
