"""When the forms of a collecting are due back, as the terminal and the reminders say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.views.numbers import count_text, date_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.collection import Collection


def due_line(found: Collection) -> str:
    """The day and how many days are left or have passed; that no day is set where nobody has said."""
    lang, left = found.lang, found.days_left
    if found.due is None or left is None:
        return word("remind_no_date", lang)
    due = date_text(found.due.isoformat(), lang)
    return word("remind_late" if left < 0 else "remind_due", lang, due=due, days=count_text(abs(left), lang))
