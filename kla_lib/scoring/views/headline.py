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
    from kla_lib.scoring.assessment import Case

FIRST = 3


def headline(case: Case, code: str | int = TOTAL) -> Html:
    """The points of the whole or of one block, its category, and the three largest gaps with their agencies.

    Raises InputFault for a code the edition does not have.
    """
    code = node_code(code, case.edition, case.lang)
    figure, whole = figure_of(case, code), code == TOTAL
    lines = _category_lines(case, figure) if whole else _block_lines(case, figure)
    known, lang = figure.points is not None, case.lang
    return first_screen(
        lang,
        see(figure.code, points_text(figure.points or 0, lang)) if known else word("no_figure", lang),
        lines,
        _facts(case, figure) if known else [],
        name="" if whole else figure.label,
        maximum=maximum_text(figure.maximum, lang) if known else "",
        moved=_moved(case, figure),
        working=working(case, figure),
        first=_first(case, code),
        notes=_notes(case, figure) if whole else [],
    )


def _moved(case: Case, figure: Figure) -> Markup:
    """How the figure moved since the stage or period before, and which that was."""
    change = moved(case, figure.code, figure.points)
    return Markup("{} {}").format(see(figure.code, change), compared_with(case)) if change else change


def _facts(case: Case, figure: Figure) -> list[tuple[str, Cell]]:
    lang = case.lang
    answered = word("of_count", lang, part=count_text(figure.answered, lang), whole=count_text(figure.asked, lang))
    return [
        (word("certain", lang), see(figure.code, points_text(figure.points or 0, lang))),
        (word("possible", lang), see(figure.code, points_text(figure.possible or 0, lang))),
        (word("answered", lang), answered),
    ]


def _category_lines(case: Case, figure: Figure) -> list[Cell]:
    found, lang = case.rating, case.lang
    first = standing(case)
    if found.next is None:
        return [first[:1].upper() + first[1:], word("at_the_top", lang)]
    key = "to_next_award" if found.award else "to_next"
    short = see(figure.code, points_text(found.next.short_hundredths, lang))
    start = maximum_text(found.next.start_hundredths, lang)
    return [first[:1].upper() + first[1:], told(key, lang, short=short, category=found.next.category, start=start)]


def _block_lines(case: Case, figure: Figure) -> list[Cell]:
    if figure.points is None:
        return [word("nothing_given", case.lang), ""]
    share = percent_text(figure.points, figure.maximum, case.lang)
    missing = see(figure.code, points_text(figure.missing, case.lang))
    return [word("share_reached", case.lang, share=share), told("still_missing", case.lang, missing=missing)]


def _notes(case: Case, figure: Figure) -> list[str]:
    """Reservations to know before quoting the figure."""
    found, lang = case.rating, case.lang
    notes = [] if found.award else [word("not_an_award", lang)]
    notes += [note] if (note := boundary_note(case)) else []
    if found.next is not None and (figure.possible or 0) >= found.next.start_hundredths:
        notes.append(word("range_crosses", lang, category=found.next.category))
    return notes


def _first(case: Case, code: str) -> list[dict[str, Cell]]:
    """The largest gaps: points missing, indicator, agencies."""
    return [_gap(case, str(row["code"]), int(row["gap_hundredths"])) for row in open_indicators(case, code)[:FIRST]]


def _gap(case: Case, code: str, hundredths: int) -> dict[str, Cell]:
    missing = word("short_by", case.lang, points=points_text(hundredths, case.lang))
    label = short_name(case.edition.by_code[code], case.lang)
    return {"missing": see(code, missing), "label": label, "agencies": agencies_behind(case, code)}
