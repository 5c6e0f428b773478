"""The first screen: points, category, distance to the next one, and the largest gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.display.html import Cell, Html, first_screen, see, told
from kla_lib.display.numbers import count_text, maximum_text, percent_text, points_text
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.parameters import node_code
from kla_lib.scoring.views.arithmetic import compared_with, moved, working
from kla_lib.scoring.views.figures import (
    Figure,
    agencies_behind,
    boundary_note,
    figure_of,
    open_indicators,
    short_name,
    standing,
)

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

FIRST = 3


def headline(assessment: Assessment, code: str | int = TOTAL) -> Html:
    """The points of the whole or of one block, its category, and the three largest gaps with their agencies.

    Raises InputFault for a code the edition does not have.
    """
    code = node_code(code, assessment.edition, assessment.lang)
    figure, whole = figure_of(assessment, code), code == TOTAL
    lines = _category_lines(assessment, figure) if whole else _block_lines(assessment, figure)
    known, lang = figure.points is not None, assessment.lang
    return first_screen(
        lang,
        see(figure.code, points_text(figure.points or 0, lang)) if known else word("no_figure", lang),
        lines,
        _facts(assessment, figure) if known else [],
        name="" if whole else figure.label,
        maximum=maximum_text(figure.maximum, lang) if known else "",
        moved=_moved(assessment, figure),
        working=working(assessment, figure),
        first=_first(assessment, code),
        notes=_notes(assessment, figure) if whole else [],
    )


def _moved(assessment: Assessment, figure: Figure) -> Markup:
    """How the figure moved since the stage or period before, and which that was."""
    change = moved(assessment, figure.code, figure.points)
    return Markup("{} {}").format(see(figure.code, change), compared_with(assessment)) if change else change


def _facts(assessment: Assessment, figure: Figure) -> list[tuple[str, Cell]]:
    lang = assessment.lang
    answered = word("of_count", lang, part=count_text(figure.answered, lang), whole=count_text(figure.asked, lang))
    return [
        (word("certain", lang), see(figure.code, points_text(figure.points or 0, lang))),
        (word("possible", lang), see(figure.code, points_text(figure.possible or 0, lang))),
        (word("answered", lang), answered),
    ]


def _category_lines(assessment: Assessment, figure: Figure) -> list[Cell]:
    found, lang = assessment.rating, assessment.lang
    first = standing(assessment)
    if found.next is None:
        return [first[:1].upper() + first[1:], word("at_the_top", lang)]
    key = "to_next_award" if found.award else "to_next"
    short = see(figure.code, points_text(found.next.short_hundredths, lang))
    start = maximum_text(found.next.start_hundredths, lang)
    return [first[:1].upper() + first[1:], told(key, lang, short=short, category=found.next.category, start=start)]


def _block_lines(assessment: Assessment, figure: Figure) -> list[Cell]:
    if figure.points is None:
        return [word("nothing_given", assessment.lang), ""]
    share = percent_text(figure.points, figure.maximum, assessment.lang)
    missing = see(figure.code, points_text(figure.missing, assessment.lang))
    return [
        word("share_reached", assessment.lang, share=share),
        told("still_missing", assessment.lang, missing=missing),
    ]


def _notes(assessment: Assessment, figure: Figure) -> list[str]:
    """Reservations to know before quoting the figure."""
    found, lang = assessment.rating, assessment.lang
    notes = [] if found.award else [word("not_an_award", lang)]
    notes += [note] if (note := boundary_note(assessment)) else []
    if found.next is not None and (figure.possible or 0) >= found.next.start_hundredths:
        notes.append(word("range_crosses", lang, category=found.next.category))
    return notes


def _first(assessment: Assessment, code: str) -> list[dict[str, Cell]]:
    """The largest gaps: points missing, indicator, agencies."""
    return [
        _gap(assessment, str(row["code"]), int(row["gap_hundredths"]))
        for row in open_indicators(assessment, code)[:FIRST]
    ]


def _gap(assessment: Assessment, code: str, hundredths: int) -> dict[str, Cell]:
    missing = word("short_by", assessment.lang, points=points_text(hundredths, assessment.lang))
    label = short_name(assessment.edition.by_code[code], assessment.lang)
    return {"missing": see(code, missing), "label": label, "agencies": agencies_behind(assessment, code)}
