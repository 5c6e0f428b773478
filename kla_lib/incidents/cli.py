"""``kla incident``: field reports from a WhatsApp group or a register, what waits, and the texts for the group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.display.command import (
    HERE,
    INPUT_FAULT,
    Home,
    Json,
    LangOption,
    PeriodOption,
    PlaceOption,
    complain,
    only_here,
    print_json,
    print_lines,
    refuse,
    settle,
    unnamed,
)
from kla_lib.instrument.place_folder import AGENCIES

if TYPE_CHECKING:
    from kla_lib.core.workspace import Workspace
    from kla_lib.incidents.register import Reading

incident_app = typer.Typer(
    no_args_is_help=True, help="Laporan lapangan: dari pesan di grup WhatsApp sampai anak tertangani."
)

Day = Annotated[str, typer.Option("--date", help="Hari yang dilihat, misalnya 2026-03-31; tanpa ini: hari ini.")]
Order = Annotated[
    str, typer.Option("--dates", help="Urutan tanggal bila berkasnya tak memastikannya: dmy, mdy atau ymd.")
]
File = Annotated[Path, typer.Argument(help="Hasil “Ekspor chat” (.txt, .zip) atau register (.csv, .xlsx, .ods).")]
Out = Annotated[Path | None, typer.Option("--out", help="Berkas atau folder; tanpa ini: reports/<periode>/<tempat>/.")]
KINDS = (".txt", ".zip", ".csv", ".xlsx", ".xlsm", ".ods")


@incident_app.command("read")
def read_command(
    file: File,
    place: PlaceOption = "",
    period: PeriodOption = "",
    dates: Order = "",
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Baca ekspor grup atau register; hanya yang baru yang ditambahkan. Nama, nomor dan alamat tidak pernah disimpan."""
    from kla_lib.incidents.register import Reading
    from kla_lib.incidents.tables import reading_lines

    speech: Lang = "id"
    try:
        workspace, speech = settle(home, lang)
        place, period = only_here(workspace, place, period, AGENCIES)
        refuse(unnamed("kla incident read", place, period))
        found = _read(workspace, place, period, file, dates)
    except InputFault as fault:
        if not as_json:
            raise
        found = Reading(problems=fault.problems)
    if as_json:
        print_json({**asdict(found), "problems": [p.as_dict(speech) for p in found.problems]})
    else:
        print_lines(reading_lines(found, speech))
        complain(found.problems, speech)
    raise typer.Exit(INPUT_FAULT if any(p.severity == "error" for p in found.problems) else 0)


@incident_app.command("remind")
def remind_command(
    place: PlaceOption = "", period: PeriodOption = "", day: Day = "", home: Home = HERE, lang: LangOption = ""
) -> None:
    """Tulis pesan untuk grup: kasus yang menunggu tiap OPD, dengan nomornya."""
    from kla_lib.incidents.register import open_incidents
    from kla_lib.incidents.reminder import reminder_lines

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, AGENCIES)
    faults = unnamed("kla incident remind", place, period)
    try:
        looked_at = date.fromisoformat(day) if day else date.today()
    except ValueError:
        faults.append(problem("date_unread", Where(), day))
    refuse(faults)
    found = open_incidents(workspace, period, place, lang=speech, day=looked_at)
    refuse([] if found.is_read else [problem("case_nothing_read", Where(), f"{place} --period {period}")])
    print_lines(reminder_lines(found))


@incident_app.command("table")
def table_command(
    place: PlaceOption = "", period: PeriodOption = "", out: Out = None, home: Home = HERE, lang: LangOption = ""
) -> None:
    """Tulis tabel bukti perlindungan khusus (XLSX) untuk ditandatangani; angka kecil tidak ditampilkan."""
    from kla_lib.core.files import file_name, save
    from kla_lib.incidents.register import open_incidents
    from kla_lib.incidents.signed import incidents_book, signed_table

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, AGENCIES)
    refuse(unnamed("kla incident table", place, period))
    found = open_incidents(workspace, period, place, lang=speech)
    refuse([] if found.is_read else [problem("case_nothing_read", Where(), f"{place} --period {period}")])
    table = signed_table(found)
    name = file_name(found.title, period, table.sheet, ending="xlsx")
    print_lines([str(save(incidents_book(table, speech), workspace.reports / period / found.place.slug, name, out))])


@incident_app.command("pin")
def pin_command(home: Home = HERE, lang: LangOption = "") -> None:
    """Tulis teks untuk disematkan di grup: cara melapor dalam satu menit."""
    from kla_lib.incidents.reminder import pinned_lines

    print_lines(pinned_lines(settle(home, lang, anywhere=True)[1]))


def _read(workspace: Workspace, place: str, period: str, file: Path, dates: str) -> Reading:
    """Read a file, one reading at a time. Raises InputFault with what is wrong with the command or the file."""
    from kla_lib.incidents.register import read_incidents
    from kla_lib.instrument.places import find_place

    refuse([problem("value", Where(), dates, known="dmy, mdy, ymd")] if dates not in ("", "dmy", "mdy", "ymd") else [])
    refuse([] if file.is_file() and file.suffix.lower() in KINDS else [_no_file(file)])
    with _alone(workspace.processed / period / find_place(place).slug):
        return read_incidents(workspace, period, place, file, dates)


def _no_file(file: Path) -> Problem:
    from kla_lib.incidents.chat.export import shown_name

    name = shown_name(file) or "."
    return problem("case_file", Where(name), name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """A second reading of the same place waits for the first. What is refused leaves no register behind."""
    from kla_lib.core.locks import held
    from kla_lib.incidents.store import unwritable
    from kla_lib.instrument.place_folder import REGISTER_FOLDER

    try:
        lock = held(folder / f".{REGISTER_FOLDER}.lock")
    except OSError as fault:
        raise InputFault([unwritable(folder, fault)]) from fault
    with lock:
        yield
