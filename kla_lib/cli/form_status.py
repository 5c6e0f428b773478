"""``kla form status`` and ``kla form remind``: how far the collecting is, and a message for each agency that is awaited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.cli.options import HERE, Home, Json, LangOption, PeriodOption, PlaceOption, only_here, settle, unnamed
from kla_lib.cli.printing import print_json, print_lines
from kla_lib.cli.refusing import near, refuse
from kla_lib.problems import Where, problem
from kla_lib.rules.place_folder import AGENCIES

if TYPE_CHECKING:
    from pathlib import Path

    from kla_lib.collection import Collection

LINE = "────────"

Day = Annotated[str, typer.Option("--date", help="Hari yang dilihat, misalnya 2026-03-31; tanpa ini: hari ini.")]
Roles = Annotated[
    list[str] | None, typer.Option("--for", help="Peran OPD, boleh diulang; tanpa ini: semua yang ditunggu.")
]


def form_status_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    day: Day = "",
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Sebutkan siapa sudah menjawab, poin yang menunggu, dan kantor yang didatangi lebih dulu."""
    from kla_lib.views.collection_lines import status_lines
    from kla_lib.views.collection_record import status_record

    found = _opened("kla form status", place, period, day, home, lang)
    if as_json:
        print_json(status_record(found))
    else:
        print_lines(status_lines(found))


def form_remind_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    role: Roles = None,
    day: Day = "",
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Tulis pesan pengingat untuk setiap OPD yang masih ditunggu, untuk grup atau pesan langsung."""
    from kla_lib.views.forms.reminder import reminder_text
    from kla_lib.views.words import word

    found = _opened("kla form remind", place, period, day, home, lang)
    known = {standing.role: standing for standing in found.standings}
    asked = role or [standing.role for standing in found.standings if standing.waiting or not standing.answered]
    wrong = [problem("agency_without_questions", found=r, known=", ".join(known), near=near(r, list(known)))
             for r in asked if r not in known]  # fmt: skip
    refuse(wrong)
    texts = [reminder_text(found, known[name]) for name in dict.fromkeys(asked)]
    print_lines([f"\n{LINE}\n".join(texts)] if texts else [word("collection_all_in", found.lang)])


def _opened(command: str, place: str, period: str, day: str, home: Path, lang: str) -> Collection:
    """The collection as it is on a day. Raises InputFault with everything that is wrong with the command itself."""
    from kla_lib.collection import open_collection

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, AGENCIES)
    faults = unnamed(command, place, period)
    try:
        looked_at = date.fromisoformat(day) if day else date.today()
    except ValueError:
        faults.append(problem("date_unread", Where(), day))
    refuse(faults)
    return open_collection(workspace, period, place, lang=speech, day=looked_at)
