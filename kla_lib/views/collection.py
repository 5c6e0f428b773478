"""The report of a collecting: who has answered, whom to visit first, what agencies give differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.views.html import Cell, Column, Html, Table, details, join, render, see, show, small, state
from kla_lib.views.numbers import count_text, date_text, exact_maximum_text, exact_text, percent_text
from kla_lib.views.words import listed, word

if TYPE_CHECKING:
    from kla_lib.collection import Collection
    from kla_lib.scoring.collection import Standing

FIRST, CODES = 3, 6
WHOLE = "collection"


def collection_headline(found: Collection) -> Html:
    """How many questions are answered, the certain and possible points, the days left, and the first three visits.

    A sentence if no form was ever made for this place and period."""
    if not found.begun:
        text = word("collection_not_begun", found.lang, place=found.title, period=found.period)
        return render("sentence.html.j2", found.lang, text=text)
    lang, sums = found.lang, found.whole
    lines = [
        word("collection_answered", lang, asked=count_text(sums.asked, lang)),
        word("collection_waiting", lang, points=exact_text(sums.waiting_micro, lang)),
    ]
    return render("headline.html.j2", lang, name="", big=count_text(sums.answered, lang), known=False, maximum="", moved="", lines=lines,
                  facts=_facts(found), working=_sum(found), first=[_first(found, s) for s in found.visits[:FIRST]],
                  notes=[_deadline(found), *_unasked(found)])  # fmt: skip


def visit_list(found: Collection) -> Html:
    """Whom to visit, the most points first; each opens to the questions that wait. A sentence when nothing waits."""
    lang = found.lang
    if not found.visits:
        return render("sentence.html.j2", lang, text=word("collection_all_in", lang))
    keys = ("agency", "questions_waiting", "points", "last_answer")
    columns = [Column(word(key, lang), numeric=key in ("questions_waiting", "points")) for key in keys]
    rows = [_visit(found, standing) for standing in found.visits]
    under = [_waiting(found, standing) for standing in found.visits]
    foot = [word("sum", lang), count_text(sum(len(s.waiting) for s in found.visits), lang), _at_stake(found), ""]
    return show(Table(word("visits_caption", lang), columns, rows, foot, under=under))


def agencies_answered(found: Collection) -> Html:
    """Every agency: questions asked and answered, how many of them in the last week, and when it last answered."""
    lang = found.lang
    keys = ("agency", "questions", "answered", "share", "new_in_week", "last_answer")
    columns = [Column(word(key, lang), numeric=key in keys[1:5]) for key in keys]
    rows = [_answered(found, s) for s in sorted(found.standings, key=lambda s: (s.answered / max(s.asked, 1), s.role))]
    return show(Table(word("answered_caption", lang), columns, rows, shape="stack"))


def answered_this_week(found: Collection) -> Html:
    """What has changed since a week before the day looked at, in one sentence."""
    lang, new = found.lang, found.whole.new
    who = [found.name(s.role) for s in sorted(found.standings, key=lambda s: (-s.new, s.role)) if s.new]
    day = date_text(found.day.isoformat(), lang)
    if not new:
        return render("sentence.html.j2", lang, text=word("week_nothing", lang, day=day))
    told = word("week_new", lang, day=day, count=count_text(new, lang), names=listed(who, lang))
    return render("sentence.html.j2", lang, text=told)


def conflicts(found: Collection) -> Html:
    """The answers that agencies give differently, to be decided in keputusan.csv; a sentence when there are none."""
    lang = found.lang
    if not found.conflicts:
        return render("sentence.html.j2", lang, text=word("no_conflicts", lang))
    columns = [Column(word(key, lang)) for key in ("question", "conflict_field", "conflict_given")]
    rows: list[list[Cell]] = [[str(row["label"]), str(row["field"]), str(row["given"])] for row in found.conflicts]
    return show(Table(word("conflicts_caption", lang), columns, rows, shape="stack"))


def _facts(found: Collection) -> list[tuple[str, Cell]]:
    lang, sums = found.lang, found.whole
    spoken = [standing for standing in found.standings if standing.answered]
    answered = word("of_count", lang, part=count_text(len(spoken), lang), whole=count_text(len(found.standings), lang))
    return [
        (word("certain", lang), _equal(found, sums.certain_micro, found.reach[0])),
        (word("possible", lang), _equal(found, sums.possible_micro, found.reach[1])),
        (word("agencies_spoken", lang), answered),
    ]


def _equal(found: Collection, micro: int, category: str | None) -> Markup:
    """Points and what they are equivalent to."""
    meant = word("equivalent", found.lang, category=category) if category else word("no_category", found.lang)
    return Markup("{}{}").format(see(WHOLE, exact_text(micro, found.lang)), small(meant))


def _sum(found: Collection) -> Markup:
    """The possible points as the certain ones and what is still open."""
    sums, lang = found.whole, found.lang
    parts = {
        "certain": sums.certain_micro,
        "open": sums.possible_micro - sums.certain_micro,
        "all": sums.possible_micro,
    }
    line = word("collection_sum", lang, **{key: exact_text(micro, lang) for key, micro in parts.items()})
    return details(word("show_sum", lang), Markup('<p class="calc">{}</p>').format(line), WHOLE)


def _first(found: Collection, standing: Standing) -> dict[str, Cell]:
    lang = found.lang
    waiting = word("visit_waiting", lang, count=count_text(len(standing.waiting), lang))
    missing = see(standing.role, word("visit_points", lang, points=exact_text(standing.at_stake_micro, lang)))
    return {"missing": missing, "label": found.name(standing.role), "agencies": f"{waiting}; {_last(found, standing)}"}


def _deadline(found: Collection) -> str:
    lang, day = found.lang, date_text(found.day.isoformat(), found.lang)
    left = found.days_left
    if found.due is None or left is None:
        return word("due_unknown", lang, day=day)
    key = "due_passed" if left < 0 else "due_in"
    said = {"due": date_text(found.due.isoformat(), lang), "days": count_text(abs(left), lang), "day": day}
    return word(key, lang, **said)


def _unasked(found: Collection) -> list[str]:
    codes = found.whole.unasked
    return [word("nobody_asked", found.lang, codes=listed(codes, found.lang))] if codes else []


def _last(found: Collection, standing: Standing) -> str:
    if standing.last is None:
        return word("never_answered", found.lang)
    return word("last_answered", found.lang, day=date_text(standing.last.isoformat(), found.lang))


def _visit(found: Collection, standing: Standing) -> list[Cell]:
    points = see(standing.role, exact_text(standing.at_stake_micro, found.lang))
    return [found.name(standing.role), count_text(len(standing.waiting), found.lang), points, _last(found, standing)]


def _waiting(found: Collection, standing: Standing) -> Markup:
    lang = found.lang
    columns = [Column(word("question", lang)), Column(word("max", lang), numeric=True)]
    nodes = [found.edition.by_code[code] for code in standing.waiting]
    rows: list[list[Cell]] = [[f"{n.code} {n.label(lang)}", exact_maximum_text(n.max_micro or 0, lang)] for n in nodes]
    foot: list[Cell] = [word("sum", lang), exact_text(standing.at_stake_micro, lang)]
    codes = join([n.code for n in nodes[:CODES]] + (["…"] if len(nodes) > CODES else []), ", ")
    return details(codes, show(Table(word("waiting_caption", lang), columns, rows, foot)), standing.role)


def _at_stake(found: Collection) -> str:
    return exact_text(sum(standing.at_stake_micro for standing in found.visits), found.lang)


def _answered(found: Collection, standing: Standing) -> list[Cell]:
    lang = found.lang
    kind = "full" if standing.answered == standing.asked else "partial" if standing.answered else "unanswered"
    counts = [count_text(n, lang) for n in (standing.asked, standing.answered)]
    share = percent_text(standing.answered, standing.asked, lang)
    new = count_text(standing.new, lang) if standing.new else ""
    return [state(kind, found.name(standing.role)), *counts, share, new, _last(found, standing)]
