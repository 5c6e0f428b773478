"""The sums that follow from a figure, one line each: what is missing, possible, short of the next step, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.problems import Lang
from kla_lib.rules.instrument import TOTAL
from kla_lib.views.html import join
from kla_lib.views.numbers import change_text, maximum_text, points_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.case import Case

ARROWS = {"went_up": "▲", "went_down": "▼", "stayed": "="}


def steps(case: Case, code: str, points: int, possible: int, maximum: int) -> Markup:
    """Every sum that starts from a node's certain points; all figures in hundredths."""
    lines = [*_missing(case, points, maximum), *_possible(case, points, possible)]
    lines += [*_next(case, code, points), *_change(case, code, points)]
    return join(Markup('<p class="calc">{}</p>').format(line) for line in lines)


def _missing(case: Case, points: int, maximum: int) -> list[str]:
    if maximum == points:
        return []
    texts = {"points": points_text(points, case.lang), "result": points_text(maximum - points, case.lang)}
    return [word("calc_missing", case.lang, max=maximum_text(maximum, case.lang), **texts)]


def _possible(case: Case, points: int, possible: int) -> list[str]:
    if possible == points:
        return []
    figures = {"points": points, "open": possible - points, "result": possible}
    return [word("calc_possible", case.lang, **{k: points_text(v, case.lang) for k, v in figures.items()})]


def _next(case: Case, code: str, points: int) -> list[str]:
    found = case.rating.next if code == TOTAL else None
    if found is None:
        return []
    values = {"start": maximum_text(found.start_hundredths, case.lang), "category": found.category}
    texts = {"points": points_text(points, case.lang), "result": points_text(found.short_hundredths, case.lang)}
    return [word("calc_next", case.lang, **values, **texts)]


def _change(case: Case, code: str, points: int) -> list[str]:
    before = earlier_points(case, code)
    if before is None or case.earlier is None:
        return []
    return [change_line(points, before, case.earlier.stage, case.earlier.period, case.lang)]


def change_line(points: int, before: int, stage: str, period: str, lang: Lang) -> str:
    """What changed since a stage and period, as a sum; both figures in hundredths."""
    texts = {"points": points_text(points, lang), "before": points_text(before, lang)}
    return word("calc_change", lang, stage=stage, period=period, **texts, result=change_text(points - before, lang))


def earlier_points(case: Case, code: str) -> int | None:
    """A node's points at the stage or period before, in hundredths; None where there is nothing to compare with."""
    row = case.earlier.score_rows.get(code) if case.earlier else None
    return int(row["points_hundredths"]) if row and row["given_at"] != "" else None


def moved(case: Case, code: str, points: int | None) -> Markup:
    """How a node moved since: an arrow, a signed figure and a word; nothing where there is nothing to compare."""
    before = earlier_points(case, code)
    if before is None or points is None:
        return Markup("")
    return Markup("<small>{}</small>").format(arrow(points - before, case.lang))


def arrow(change: int, lang: Lang) -> Markup:
    """A change in hundredths as an arrow, a signed figure and a word: never colour alone."""
    said = ("went_up" if change > 0 else "went_down") if change else "stayed"
    text = word(said, lang, change=change_text(change, lang))
    return Markup('<span class="m"><span aria-hidden="true">{}</span> {}</span>').format(ARROWS[said], text)


def compared_with(case: Case) -> str:
    """What the arrows compare with: ``dibanding EM 2024``; empty where they compare with nothing."""
    if case.earlier is None:
        return ""
    return word("compared_with", case.lang, stage=case.earlier.stage, period=case.earlier.period)
