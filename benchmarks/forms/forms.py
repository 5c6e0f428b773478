"""Forms for the agencies of one city, written one after the other: 33 in at most 3 s, start of Python aside.

Edition 2023 asks 30 agencies; the three with the most questions are written twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.table import Line, at_most, note, options, tell
from kla_lib.forms.shape import Form, form_questions, identity, quantities_of, roles_asked
from kla_lib.forms.write.workbook import form_workbook
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition

FORMS, MOST = 33, 3.0


def forms_of(edition: Edition, count: int) -> list[Form]:
    """Forms of so many agencies, the largest of them again where there are not enough."""
    forms = [_form(edition, role) for role in roles_asked(edition)]
    largest = sorted(forms, key=lambda form: len(form.questions), reverse=True)
    return [*forms, *largest][:count]


def _form(edition: Edition, role: str) -> Form:
    named = identity("kota-pekanbaru", "2026", edition, role)
    questions, quantities = tuple(form_questions(edition, role)), tuple(quantities_of(edition, role))
    return Form(named, "Kota Pekanbaru", edition.agency(role), edition, questions, quantities, due="2026-12-31")


def written(forms: Sequence[Form], rounds: int) -> list[Line]:
    """The seconds of the best round, and what the files weigh."""
    seconds, sizes = [], [0]
    for turn in range(rounds):
        started = time.perf_counter()
        sizes = [len(form_workbook(form)) for form in forms]
        seconds.append(time.perf_counter() - started)
        note(f"round {turn + 1}: {seconds[-1]:.2f} s")
    questions = sum(len(form.questions) for form in forms)
    return [
        at_most(f"{len(forms)} forms written", min(seconds), MOST, "s"),
        Line("questions in them", f"{questions}"),
        Line("the largest file", f"{max(sizes) / 1024:.0f} KB"),
    ]


if __name__ == "__main__":
    arguments = options(__doc__, forms=FORMS, rounds=3)
    edition = editions.load(editions.folder_of("2023"))
    tell(written(forms_of(edition, arguments.forms), arguments.rounds), arguments.json)
