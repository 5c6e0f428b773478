"""The texts for the group: how to report, and what waits. Neither names a child, a person or an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kla_lib.core.problems import Lang
from kla_lib.display.chat_text import FITS, defused
from kla_lib.display.numbers import count_text, day_text
from kla_lib.display.words import word
from kla_lib.incidents.words import kinds, title

if TYPE_CHECKING:
    from kla_lib.incidents.register import Incidents
    from kla_lib.incidents.sums import Todo

MOST = 12  # incidents of one agency in a message; the rest is counted
HOURS = 24


def pinned_lines(lang: Lang) -> list[str]:
    """The convention, to pin in the group: learnt in a minute."""
    labels = ", ".join(meant.label(lang) for meant in kinds().values())
    rules = [word(key, lang) for key in ("pin_report", "pin_action", "pin_close")]
    cares = [word(key, lang) for key in ("pin_care", "pin_number", "pin_kept")]
    return [f"*{title('pin', lang)}*", "", *rules, "", word("pin_kinds", lang, kinds=labels), "", *cares]


def reminder_lines(incidents: Incidents) -> list[str]:
    """What each agency has to do today, by case number; a sentence where nothing waits."""
    lang = incidents.lang
    head = [
        f"*{title('remind', lang)}*",
        f"{defused(incidents.title, FITS[0])} · {day_text(incidents.day.isoformat(), lang)}",
        "",
    ]
    groups = groupby(incidents.standing.todo, key=lambda todo: todo.agency)
    lines = [line for role, todo in groups for line in _agency(incidents, role, list(todo))]
    return [*head, *lines, word("remind_cases_how", lang)] if lines else [*head, word("cases_none_open", lang)]


def age_text(hours: float, lang: Lang) -> str:
    """``5 jam``, ``3 hari``: whole days from one day on."""
    if hours < HOURS:
        return word("hours_count", lang, count=count_text(int(hours), lang))
    return word("days_count", lang, count=count_text(int(hours // HOURS), lang))


def _agency(incidents: Incidents, role: str, todo: Sequence[Todo]) -> Iterator[str]:
    lang = incidents.lang
    yield f"*{defused(incidents.name(role), FITS[0]) if role else word('cases_no_agency', lang)}*"
    opened = {incident.number: incident.opened for incident in incidents.register.incidents}
    for each in todo[:MOST]:
        at = opened[each.number]
        when = f"{at:%d-%m %H.%M}" if at else "–"
        late = f" · {word('cases_late', lang)}" if each.overdue else ""
        step = word(f"case_step_{each.step}", lang)
        yield f"- {word('case_number', lang, number=each.number, when=when)}: {step}, {age_text(each.hours, lang)}{late}"
    if len(todo) > MOST:
        yield "- " + word("others", lang, count=count_text(len(todo) - MOST, lang))
    yield ""
