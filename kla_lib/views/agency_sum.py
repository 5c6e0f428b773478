"""What an agency's questions miss, as one sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.records import Row
from kla_lib.views.html import details, join, see
from kla_lib.views.numbers import exact_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.case import Case


def agency_sum(case: Case, role: str, questions: Iterable[Row], place: str = "") -> Markup:
    """What each question of a role misses, the largest first, as one sum; each leads to its own arithmetic.

    ``place`` is the code under which the sum is found (see `html.see`). Empty where nothing is missing.
    """
    mine = [q for q in questions if role in q["agencies"] and q["gap_micro"] > 0]
    if not mine:
        return Markup("")
    parts = [_addend(case, q) for q in sorted(mine, key=lambda q: -int(q["gap_micro"]))]
    whole = exact_text(sum(int(q["gap_micro"]) for q in mine), case.lang)
    line = Markup('<p class="calc">{} = {}</p>').format(join(parts, " + "), whole)
    return details(word("show_sum", case.lang), line, place)


def _addend(case: Case, question: Row) -> Markup:
    gap = see(str(question["indicator"]), exact_text(int(question["gap_micro"]), case.lang))
    return Markup("{} <i>({})</i>").format(gap, question["code"])
