"""``kla form``: make the forms, read the returned ones, show the progress, and write reminders.

make: a workbook (or XLSForm) per agency, and the table of kecamatan and villages. read: keep returned forms as they
came and account for every cell. status, remind: the progress, and a message for each agency that has not answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.display.command import (
    HERE,
    INPUT_FAULT,
    Home,
    Json,
    LangOption,
    PeriodOption,
    PlaceOption,
    complain,
    near,
    only_here,
    print_json,
    print_lines,
    refuse,
    settle,
    unnamed,
)
from kla_lib.instrument.place_folder import AGENCIES, OUTBOX

if TYPE_CHECKING:
    from kla_lib.core.workspace import Workspace
    from kla_lib.forms.collection import Collection
    from kla_lib.forms.inbox import Received
    from kla_lib.forms.making import FormParts
    from kla_lib.instrument.instrument import Edition
    from kla_lib.instrument.places import Place

Roles = Annotated[list[str] | None, typer.Option("--for", help="Peran OPD, boleh diulang; tanpa ini: semua.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder; tanpa ini: formulir/kirim di data/raw.")]
XlsForm = Annotated[bool, typer.Option("--xlsform", help="XLSForm untuk ODK atau Kobo, bukan buku kerja Excel.")]
Villages = Annotated[bool, typer.Option("--villages", help="Hanya tabel kecamatan dan desa/kelurahan.")]


def form_make_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    role: Roles = None,
    out: Out = None,
    xlsform: XlsForm = False,
    villages: Villages = False,
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Buat formulir isian untuk tiap OPD."""
    from kla_lib.core.files import save
    from kla_lib.forms.inbox import kept_aside
    from kla_lib.forms.making import form_parts
    from kla_lib.instrument.parameters import edition_for
    from kla_lib.instrument.places import find_place

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, AGENCIES)
    refuse(_unclear(place, period))
    where, edition = find_place(place), edition_for(workspace, period)
    parts = form_parts(workspace, where, period, edition, speech)
    refuse(_without_questions(role or [], parts))
    folder = out or workspace.raw.joinpath(period, where.slug, *OUTBOX)
    complain([*parts.remarks, *([] if villages else _unasked(parts))], speech)
    for name, content in _village_form(parts) if villages else _forms(parts, role or [], xlsform):
        if aside := kept_aside(folder / name):
            complain([problem("form_aside", Where(name), name, aside=aside.name)], speech)
        print_lines([str(save(content, folder, name, None))])


def _unclear(place: str, period: str) -> list[Problem]:
    if missing := unnamed("kla form make", place, period):
        return missing
    return [] if period[:4].isdecimal() and len(period) >= 4 else [problem("form_period", found=period)]


def _without_questions(asked: Sequence[str], parts: FormParts) -> list[Problem]:
    """Roles asked for that answer nothing; an edition that names no agency at all is one fault."""
    known = parts.roles
    if not known:
        return [problem("edition_without_agencies", Where("tugas.csv"), parts.edition.id)]
    names = _spelled(parts)
    wrong = [name for name in asked if name.casefold() not in names]
    return [
        problem("agency_without_questions", found=name or '""', known=", ".join(known), near=near(name, names))
        for name in wrong
    ]


def _spelled(parts: FormParts) -> dict[str, str]:
    """The roles that get a form, by every spelling of theirs."""
    roles = parts.roles
    aliases = {alias.casefold(): role for alias, role in parts.edition.aliases.items() if role in roles}
    return aliases | {role.casefold(): role for role in roles}


def _unasked(parts: FormParts) -> list[Problem]:
    """Report questions without an agency, and those that go to our default agency because no source names one."""
    from kla_lib.forms.shape import ours, unasked

    nobody = ", ".join(node.code for node in unasked(parts.edition, parts.duties))
    default = ", ".join(node.code for node in ours(parts.edition, parts.duties))
    at, told = Where("tugas.csv"), list[Problem]()
    if nobody:
        told.append(problem("question_without_agency", at, nobody, count=nobody.count(",") + 1))
    if default:
        told.append(problem("question_default_agency", at, default, count=default.count(",") + 1))
    return told


def _forms(parts: FormParts, asked: Sequence[str], xlsform: bool) -> Iterator[tuple[str, bytes]]:
    """The forms asked for (of all agencies where none is), each with its file's name."""
    from kla_lib.forms.write.workbook import form_name, form_workbook
    from kla_lib.forms.write.xlsform import xls_form

    names, title = _spelled(parts), parts.place.title
    for role in dict.fromkeys(names[name.casefold()] for name in asked or parts.roles):
        made = xls_form(parts.form(role)) if xlsform else form_workbook(parts.form(role))
        yield form_name(title, parts.period, role + ("-xlsform" if xlsform else "")), made


def _village_form(parts: FormParts) -> Iterator[tuple[str, bytes]]:
    from kla_lib.forms.write.villages import village_workbook
    from kla_lib.forms.write.workbook import form_name

    yield form_name(parts.place.title, parts.period, "kecamatan-desa"), village_workbook(parts.village_form)


LINE = "────────"

Day = Annotated[str, typer.Option("--date", help="Hari yang dilihat, misalnya 2026-03-31; tanpa ini: hari ini.")]
RolesToRemind = Annotated[
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
    from kla_lib.forms.tables import status_lines, status_record

    found = _opened("kla form status", place, period, day, home, lang)
    if as_json:
        print_json(status_record(found))
    else:
        print_lines(status_lines(found))


def form_remind_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    role: RolesToRemind = None,
    day: Day = "",
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Tulis pesan pengingat untuk setiap OPD yang masih ditunggu, untuk grup atau pesan langsung."""
    from kla_lib.display.words import word
    from kla_lib.forms.tables import reminder_text

    found = _opened("kla form remind", place, period, day, home, lang)
    known = {standing.role: standing for standing in found.standings}
    asked = role or [standing.role for standing in found.standings if standing.waiting or not standing.answered]
    wrong = [
        problem("agency_without_questions", found=r, known=", ".join(known), near=near(r, list(known)))
        for r in asked
        if r not in known
    ]
    refuse(wrong)
    texts = [reminder_text(found, known[name]) for name in dict.fromkeys(asked)]
    print_lines([f"\n{LINE}\n".join(texts)] if texts else [word("collection_all_in", found.lang)])


def _opened(command: str, place: str, period: str, day: str, home: Path, lang: str) -> Collection:
    """The collection as it is on a day. Raises InputFault with everything that is wrong with the command itself."""
    from kla_lib.forms.collection import open_collection

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, AGENCIES)
    faults = unnamed(command, place, period)
    try:
        looked_at = date.fromisoformat(day) if day else date.today()
    except ValueError:
        faults.append(problem("date_unread", Where(), day))
    refuse(faults)
    return open_collection(workspace, period, place, lang=speech, day=looked_at)


HISTORY = "riwayat.csv"

Files = Annotated[
    list[Path] | None, typer.Argument(help="Berkas atau folder formulir yang kembali; tanpa ini: semua yang tersimpan.")
]
ReturnPlaceOption = Annotated[str, typer.Option("--place", help="Tempat; tanpa ini: yang disebut formulirnya.")]
Role = Annotated[str, typer.Option("--for", help="Peran OPD, untuk berkas yang kehilangan lembar identitasnya.")]
MarkedOut = Annotated[Path | None, typer.Option("--out", help="Folder riwayat; tanpa ini: formulir di data/processed.")]


def form_read_command(
    files: Files = None,
    place: ReturnPlaceOption = "",
    period: PeriodOption = "",
    role: Role = "",
    out: MarkedOut = None,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Baca formulir yang kembali, simpan aslinya, dan sebutkan nasib setiap isian."""
    from kla_lib.core.files import save
    from kla_lib.forms.inbox import files_of, place_and_period, receive, write_replies
    from kla_lib.forms.making import form_parts
    from kla_lib.forms.originals import history_csv
    from kla_lib.instrument.parameters import edition_for
    from kla_lib.instrument.places import find_place

    workspace, speech = settle(home, lang)
    arrived, unread = files_of(files or [])
    if files and not (arrived or unread):
        raise InputFault([problem("forms_no_file", Where(), ", ".join(path.name for path in files) or ".")])
    place, period = place_and_period(arrived, place, period, only_here(workspace, place, period, AGENCIES))
    where, edition = find_place(place), edition_for(workspace, period)
    with _alone(workspace, where, period) as folder:
        received = receive(workspace, where.slug, period, edition, arrived, unread, _role_named(edition, role))
        collected, faults = received.collected, received.faults
        if not (collected.kept or files):
            raise InputFault([*faults, problem("forms_none", Where(f"{period}/{where.slug}"), where.slug)])
        save(history_csv(collected.joined.records, collected.kept).encode("utf-8"), out or folder, HISTORY, None)
        replies = list[Path]()
        if not errors(faults):
            parts = form_parts(workspace, where, period, edition, speech)
            replies = write_replies(parts, collected, received.scope, workspace.raw / period / where.slug)
    problems = received.problems
    if as_json:
        print_json(_as_json(received, speech))
    else:
        _print_read(received, replies, speech)
        complain(problems, speech)
    raise typer.Exit(INPUT_FAULT if errors(problems) else 0)


@contextmanager
def _alone(workspace: Workspace, where: Place, period: str) -> Iterator[Path]:
    """One reading at a time of a place and period: a second one waits. Yields the folder for what was made of it."""
    from kla_lib.core.locks import held
    from kla_lib.forms.inbox import writable

    folder = workspace.processed / period / where.slug / "formulir"
    with writable(folder.name):
        lock = held(folder / ".lock")
    with lock:
        yield folder


def _role_named(edition: Edition, text: str) -> str:
    """The role that a text names, in any spelling the edition knows; else the text, which is then told."""
    names = {alias.casefold(): role for alias, role in edition.aliases.items()}
    return (names | {role.casefold(): role for role in edition.agencies}).get(text.casefold(), text)


def _print_read(received: Received, replies: Sequence[Path], lang: Lang) -> None:
    from kla_lib.forms.tables import read_lines

    collected, strangers = received.collected, [returned.file for returned in received.strangers]
    conflicts, names = collected.joined.conflicts, collected.names
    print_lines(read_lines(received.account, received.total, conflicts, strangers, names, lang))
    print_lines(map(str, replies))


def _as_json(received: Received, lang: Lang) -> dict[str, object]:
    problems = [{key: value for key, value in p.as_dict(lang).items() if key != "kind"} for p in received.problems]
    conflicts = [conflict.as_dict() for conflict in received.collected.joined.conflicts]
    return {**asdict(received.account), "conflicts": conflicts, "problems": problems}


form_app = typer.Typer(no_args_is_help=True, help="Formulir untuk OPD: kirim, terima kembali, ingatkan.")
form_app.command("make")(form_make_command)
form_app.command("read")(form_read_command)
form_app.command("status")(form_status_command)
form_app.command("remind")(form_remind_command)
