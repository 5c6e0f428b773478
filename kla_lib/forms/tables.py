"""The progress of collecting as tables, as lines and JSON of ``kla form``, and as reminders to agencies.

Texts from tables are escaped for WhatsApp (see `chat_text.defused`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kla_lib.core.points import MICRO
from kla_lib.display.chat_text import FITS, LIMIT, defused, utf16_units
from kla_lib.display.html import (
    Cell,
    Column,
    Html,
    Table,
    details,
    first_screen,
    join,
    paragraph,
    see,
    small,
    state,
)
from kla_lib.display.numbers import count_text, date_text, exact_maximum_text, exact_text, percent_text
from kla_lib.display.words import listed, word

if TYPE_CHECKING:
    from kla_lib.core.problems import Lang
    from kla_lib.forms.collect import Account
    from kla_lib.forms.collection import AgencyProgress, Collection
    from kla_lib.forms.returns import Conflict

FIRST, CODES = 3, 6
WHOLE = "collection"


def collection_headline(collection: Collection) -> Html:
    """How many questions are answered, the certain and possible points, the days left, and the first three visits.

    A sentence if no form was ever made for this place and period."""
    if not collection.begun:
        text = word("collection_not_begun", collection.lang, place=collection.title, period=collection.period)
        return paragraph(text)
    lang, sums = collection.lang, collection.totals
    lines = [
        word("collection_answered", lang, asked=count_text(sums.asked, lang)),
        word("collection_waiting", lang, points=exact_text(sums.waiting_micro, lang)),
    ]
    return first_screen(
        lang,
        count_text(sums.answered, lang),
        lines,
        _facts(collection),
        working=_sum(collection),
        first=[_first(collection, s) for s in collection.visits[:FIRST]],
        notes=[_deadline(collection), *_unasked(collection)],
    )


def visit_list(collection: Collection) -> Html:
    """Whom to visit, the most points first; each opens to the questions that wait. A sentence when nothing waits."""
    lang = collection.lang
    if not collection.visits:
        return paragraph(word("collection_all_in", lang))
    keys = ("agency", "questions_waiting", "points", "last_answer")
    columns = [Column(word(key, lang), numeric=key in ("questions_waiting", "points")) for key in keys]
    rows = [_visit(collection, standing) for standing in collection.visits]
    under = [_waiting(collection, standing) for standing in collection.visits]
    foot = [
        word("sum", lang),
        count_text(sum(len(s.waiting) for s in collection.visits), lang),
        _at_stake(collection),
        "",
    ]
    return Table(word("visits_caption", lang), columns, rows, foot, under=under)


def agencies_answered(collection: Collection) -> Html:
    """Every agency: questions asked and answered, how many of them in the last week, and when it last answered."""
    lang = collection.lang
    keys = ("agency", "questions", "answered", "share", "new_in_week", "last_answer")
    columns = [Column(word(key, lang), numeric=key in keys[1:5]) for key in keys]
    rows = [
        _answered(collection, s)
        for s in sorted(collection.standings, key=lambda s: (s.answered / max(s.asked, 1), s.role))
    ]
    return Table(word("answered_caption", lang), columns, rows, shape="stack")


def answered_this_week(collection: Collection) -> Html:
    """What has changed since a week before the day looked at, in one sentence."""
    lang, new = collection.lang, collection.totals.new
    who = [collection.name(s.role) for s in sorted(collection.standings, key=lambda s: (-s.new, s.role)) if s.new]
    day = date_text(collection.day.isoformat(), lang)
    if not new:
        return paragraph(word("week_nothing", lang, day=day))
    told = word("week_new", lang, day=day, count=count_text(new, lang), names=listed(who, lang))
    return paragraph(told)


def conflicts(collection: Collection) -> Html:
    """The answers that agencies give differently, to be decided in keputusan.csv; a sentence when there are none."""
    lang = collection.lang
    if not collection.conflicts:
        return paragraph(word("no_conflicts", lang))
    columns = [Column(word(key, lang)) for key in ("question", "conflict_field", "conflict_given")]
    rows: list[list[Cell]] = [[str(row["label"]), str(row["field"]), str(row["given"])] for row in collection.conflicts]
    return Table(word("conflicts_caption", lang), columns, rows, shape="stack")


def _facts(collection: Collection) -> list[tuple[str, Cell]]:
    lang, sums = collection.lang, collection.totals
    spoken = [standing for standing in collection.standings if standing.answered]
    answered = word(
        "of_count", lang, part=count_text(len(spoken), lang), whole=count_text(len(collection.standings), lang)
    )
    return [
        (word("certain", lang), _equal(collection, sums.certain_micro, collection.reach[0])),
        (word("possible", lang), _equal(collection, sums.possible_micro, collection.reach[1])),
        (word("agencies_spoken", lang), answered),
    ]


def _equal(collection: Collection, micro: int, category: str | None) -> Markup:
    """Points and what they are equivalent to."""
    meant = word("equivalent", collection.lang, category=category) if category else word("no_category", collection.lang)
    return Markup("{}{}").format(see(WHOLE, exact_text(micro, collection.lang)), small(meant))


def _sum(collection: Collection) -> Markup:
    """The possible points as the certain ones and what is still open."""
    sums, lang = collection.totals, collection.lang
    parts = {
        "certain": sums.certain_micro,
        "open": sums.possible_micro - sums.certain_micro,
        "all": sums.possible_micro,
    }
    line = word("collection_sum", lang, **{key: exact_text(micro, lang) for key, micro in parts.items()})
    return details(word("show_sum", lang), Markup('<p class="calc">{}</p>').format(line), WHOLE)


def _first(collection: Collection, standing: AgencyProgress) -> dict[str, Cell]:
    lang = collection.lang
    waiting = word("visit_waiting", lang, count=count_text(len(standing.waiting), lang))
    missing = see(standing.role, word("visit_points", lang, points=exact_text(standing.at_stake_micro, lang)))
    return {
        "missing": missing,
        "label": collection.name(standing.role),
        "agencies": f"{waiting}; {_last(collection, standing)}",
    }


def _deadline(collection: Collection) -> str:
    lang, day = collection.lang, date_text(collection.day.isoformat(), collection.lang)
    left = collection.days_left
    if collection.due is None or left is None:
        return word("due_unknown", lang, day=day)
    key = "due_passed" if left < 0 else "due_in"
    said = {"due": date_text(collection.due.isoformat(), lang), "days": count_text(abs(left), lang), "day": day}
    return word(key, lang, **said)


def _unasked(collection: Collection) -> list[str]:
    codes = collection.totals.unasked
    return [word("nobody_asked", collection.lang, codes=listed(codes, collection.lang))] if codes else []


def _last(collection: Collection, standing: AgencyProgress) -> str:
    if standing.last is None:
        return word("never_answered", collection.lang)
    return word("last_answered", collection.lang, day=date_text(standing.last.isoformat(), collection.lang))


def _visit(collection: Collection, standing: AgencyProgress) -> list[Cell]:
    points = see(standing.role, exact_text(standing.at_stake_micro, collection.lang))
    return [
        collection.name(standing.role),
        count_text(len(standing.waiting), collection.lang),
        points,
        _last(collection, standing),
    ]


def _waiting(collection: Collection, standing: AgencyProgress) -> Markup:
    lang = collection.lang
    columns = [Column(word("question", lang)), Column(word("max", lang), numeric=True)]
    nodes = [collection.edition.by_code[code] for code in standing.waiting]
    rows: list[list[Cell]] = [[f"{n.code} {n.label(lang)}", exact_maximum_text(n.max_micro or 0, lang)] for n in nodes]
    foot: list[Cell] = [word("sum", lang), exact_text(standing.at_stake_micro, lang)]
    codes = join([n.code for n in nodes[:CODES]] + (["…"] if len(nodes) > CODES else []), ", ")
    return details(codes, Table(word("waiting_caption", lang), columns, rows, foot), standing.role)


def _at_stake(collection: Collection) -> str:
    return exact_text(sum(standing.at_stake_micro for standing in collection.visits), collection.lang)


def _answered(collection: Collection, standing: AgencyProgress) -> list[Cell]:
    lang = collection.lang
    kind = "full" if standing.answered == standing.asked else "partial" if standing.answered else "unanswered"
    counts = [count_text(n, lang) for n in (standing.asked, standing.answered)]
    share = percent_text(standing.answered, standing.asked, lang)
    new = count_text(standing.new, lang) if standing.new else ""
    return [state(kind, collection.name(standing.role)), *counts, share, new, _last(collection, standing)]


def due_line(collection: Collection) -> str:
    """The day and how many days are left or have passed; that no day is set where nobody has said."""
    lang, left = collection.lang, collection.days_left
    if collection.due is None or left is None:
        return word("remind_no_date", lang)
    due = date_text(collection.due.isoformat(), lang)
    return word("remind_late" if left < 0 else "remind_due", lang, due=due, days=count_text(abs(left), lang))


NAME = 48


def status_lines(collection: Collection) -> list[str]:
    """What is answered, certain and possible, what has come in the last week, the days left; then the visit list."""
    lang, sums = collection.lang, collection.totals
    spoken = sum(1 for standing in collection.standings if standing.answered)
    counts = {"answered": sums.answered, "asked": sums.asked, "spoken": spoken, "agencies": len(collection.standings)}
    points = {"certain": sums.certain_micro, "possible": sums.possible_micro, "waiting": sums.waiting_micro}
    lines = [
        f"{collection.title} · {collection.period} · {date_text(collection.day.isoformat(), lang)}",
        word("status_answered", lang, **{k: count_text(v, lang) for k, v in counts.items()}),
        word("status_points", lang, **{k: exact_text(v, lang) for k, v in points.items()}),
        word("status_new", lang, count=count_text(sums.new, lang)),
        due_line(collection),
    ]
    lines += (
        [word("status_conflicts", lang, count=count_text(len(collection.conflicts), lang))]
        if collection.conflicts
        else []
    )
    return [*lines, "", word("visits_caption", lang), *(_visit_line(collection, s) for s in collection.visits)]


def _visit_line(collection: Collection, standing: AgencyProgress) -> str:
    points = exact_text(standing.at_stake_micro, collection.lang)
    name = collection.name(standing.role)
    shown = name if len(name) <= NAME else name[: NAME - 1] + "…"
    waiting = word("visit_waiting", collection.lang, count=count_text(len(standing.waiting), collection.lang))
    return f"  {points:>9}  {shown:{NAME}}  {waiting}"


def status_record(collection: Collection) -> dict[str, Any]:
    """The sums, every agency, the visit list (roles in order) and the conflicts; points as numbers, dates in ISO form."""
    sums = collection.totals
    return {
        "place": collection.title,
        "period": collection.period,
        "date": collection.day.isoformat(),
        "due": collection.due.isoformat() if collection.due else None,
        "days_left": collection.days_left,
        "questions": sums.asked,
        "answered": sums.answered,
        "new_in_week": sums.new,
        "without_agency": list(sums.unasked),
        "certain": sums.certain_micro / MICRO,
        "possible": sums.possible_micro / MICRO,
        "waiting": sums.waiting_micro / MICRO,
        "certain_category": collection.reach[0],
        "possible_category": collection.reach[1],
        "agencies": [_agency(collection, standing) for standing in collection.standings],
        "visits": [standing.role for standing in collection.visits],
        "conflicts": list(collection.conflicts),
    }


def _agency(collection: Collection, standing: AgencyProgress) -> dict[str, Any]:
    return {
        "role": standing.role,
        "name": collection.name(standing.role),
        "asked": standing.asked,
        "answered": standing.answered,
        "waiting": list(standing.waiting),
        "at_stake": standing.at_stake_micro / MICRO,
        "last": standing.last.isoformat() if standing.last else None,
        "new_in_week": standing.new,
    }


QUESTIONS = 5


def reminder_text(collection: Collection, standing: AgencyProgress) -> str:
    """The message for an agency, at most 900 characters as a phone counts them."""
    made = ("\n".join(_lines(collection, standing, longest)) for longest in FITS)
    return next(text for text in made if utf16_units(text) <= LIMIT)


def _lines(collection: Collection, standing: AgencyProgress, longest: int) -> Iterator[str]:
    lang = collection.lang
    yield f"*{defused(collection.name(standing.role), longest)}*"
    yield word("remind_for", lang, place=defused(collection.title, longest), period=defused(collection.period, longest))
    yield ""
    counts = {"answered": count_text(standing.answered, lang), "asked": count_text(standing.asked, lang)}
    yield word("remind_thanks" if standing.answered else "remind_nothing", lang, **counts)
    if standing.waiting:
        points = exact_maximum_text(standing.at_stake_micro, lang)
        yield word("remind_waiting", lang, count=count_text(len(standing.waiting), lang), points=points)
        yield from _questions(collection, standing, longest)
    yield ""
    yield due_line(collection)
    yield word("remind_how", lang)
    if collection.contact:
        yield word("remind_ask", lang, contact=defused(collection.contact, longest))


def _questions(collection: Collection, standing: AgencyProgress, longest: int) -> Iterator[str]:
    """The questions that weigh most, then how many more there are."""
    nodes = sorted((collection.edition.by_code[c] for c in standing.waiting), key=lambda n: -(n.max_micro or 0))
    for node in nodes[:QUESTIONS]:
        yield f"- {node.code} {defused(node.label(collection.lang), longest)}"
    if len(nodes) > QUESTIONS:
        yield "- " + word("others", collection.lang, count=count_text(len(nodes) - QUESTIONS, collection.lang))


def read_lines(
    run: Account,
    total: Account,
    conflicts: Sequence[Conflict],
    strangers: Sequence[str],
    names: Mapping[str, str],
    lang: Lang,
) -> list[str]:
    """This run, everything so far, files that were not kept, and each contradiction with all its cells.

    ``names`` gives what each agency is called here.
    """
    lines = [word("form_read_run", lang, **_counts(run, lang)), word("form_read_total", lang, **_counts(total, lang))]
    if strangers:
        lines.append(word("form_read_strangers", lang, names=", ".join(strangers)))
    for conflict in conflicts:
        lines.append(
            word("form_read_conflict", lang, code=conflict.code, field=word(f"form_head_{conflict.field}", lang))
        )
        for record in conflict.records:
            where, agency = record.latest.where, names.get(record.agency, record.agency)
            lines.append(f"  {agency}: {record.given.text} ({where.file}, {where.sheet} {where.cell})")
    return lines


def _counts(account: Account, lang: Lang) -> dict[str, str]:
    return {name: count_text(count, lang) for name, count in asdict(account).items()}
