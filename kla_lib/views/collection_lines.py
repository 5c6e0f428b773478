"""``kla form status`` on the terminal: the sums, then whom to visit first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.views.collection_due import due_line
from kla_lib.views.numbers import count_text, date_text, exact_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.collection import Collection
    from kla_lib.scoring.collection import Standing

NAME = 48


def status_lines(found: Collection) -> list[str]:
    """What is answered, certain and possible, what has come in the last week, the days left; then the visit list."""
    lang, sums = found.lang, found.whole
    spoken = sum(1 for standing in found.standings if standing.answered)
    counts = {"answered": sums.answered, "asked": sums.asked, "spoken": spoken, "agencies": len(found.standings)}
    points = {"certain": sums.certain_micro, "possible": sums.possible_micro, "waiting": sums.waiting_micro}
    lines = [
        f"{found.title} · {found.period} · {date_text(found.day.isoformat(), lang)}",
        word("status_answered", lang, **{k: count_text(v, lang) for k, v in counts.items()}),
        word("status_points", lang, **{k: exact_text(v, lang) for k, v in points.items()}),
        word("status_new", lang, count=count_text(sums.new, lang)),
        due_line(found),
    ]
    lines += [word("status_conflicts", lang, count=count_text(len(found.conflicts), lang))] if found.conflicts else []
    return [*lines, "", word("visits_caption", lang), *(_visit(found, s) for s in found.visits)]


def _visit(found: Collection, standing: Standing) -> str:
    points = exact_text(standing.at_stake_micro, found.lang)
    name = found.name(standing.role)
    shown = name if len(name) <= NAME else name[: NAME - 1] + "…"
    waiting = word("visit_waiting", found.lang, count=count_text(len(standing.waiting), found.lang))
    return f"  {points:>9}  {shown:{NAME}}  {waiting}"
