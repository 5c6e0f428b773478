"""Phrases that several views share: the standing, the agencies behind a gap, a sentence instead of an empty table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.views.html import Html, render
from kla_lib.views.numbers import count_text, maximum_text
from kla_lib.views.words import listed, word

if TYPE_CHECKING:
    from kla_lib.case import Case

AGENCIES_SHOWN = 2


def standing(case: Case) -> str:
    """``setara Nindya`` before the final verification, ``peringkat Nindya`` after it."""
    if case.rating.category is None:
        start = maximum_text(case.rating.distances[0].start_hundredths, case.lang)
        return word("below_first", case.lang, start=start)
    return word("award" if case.rating.award else "equivalent", case.lang, category=case.rating.category)


def agencies_behind(case: Case, code: str, limit: int = AGENCIES_SHOWN) -> str:
    """The agencies whose questions miss most points under a node, the largest first: ``a, b, c dan 2 lainnya``."""
    roles = [str(row["role"]) for row in case.agency_rows(code) if row["gap_micro"] > 0]
    names = [with_default(case, role, code, case.edition.agency(role, case.lang)) for role in roles]
    if len(names) <= limit:
        return listed(names, case.lang)
    others = word("others", case.lang, count=count_text(len(names) - limit, case.lang))
    return listed([*names[:limit], others], case.lang)


def with_default(case: Case, role: str, code: str, name: str) -> str:
    """The name of an agency, marked where only our own default addresses to it the open questions under a node."""
    mine = [row for row in case.question_rows(code) if role in row["agencies"] and row["gap_micro"] > 0]
    ours = bool(mine) and all(case.edition.by_code[str(row["code"])].lead_source for row in mine)
    return word("plan_lead_default", case.lang, name=name) if ours else name


def sentence(key: str, case: Case, **values: object) -> Html:
    """One sentence where a table would be empty."""
    return render("sentence.html.j2", case.lang, text=word(key, case.lang, **values))


def boundary_note(case: Case) -> str:
    """What the other boundary rule would say; empty where both give the same category."""
    found, lang = case.rating, case.lang
    if not found.differs:
        return ""
    mine, other = (name or word("no_category", lang) for name in (found.category, found.other_category))
    return word(f"boundary_{found.rule}", lang, mine=mine, other=other)
