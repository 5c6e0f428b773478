"""``kla form make``: one workbook (or XLSForm) per agency, and the table of kecamatan and villages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.cli.options import HERE, Home, LangOption, PeriodOption, PlaceOption, only_here, settle, unnamed
from kla_lib.cli.output import complain
from kla_lib.cli.printing import print_lines
from kla_lib.cli.refusing import near, refuse
from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.place_folder import AGENCIES, OUTBOX

if TYPE_CHECKING:
    from kla_lib.cli.form_parts import Parts


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
    from kla_lib.cli.form_inbox import kept_aside
    from kla_lib.cli.form_parts import gather
    from kla_lib.cli.workbook import save
    from kla_lib.parameters import edition_for
    from kla_lib.rules.places import find_place

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, AGENCIES)
    refuse(_unclear(place, period))
    where, edition = find_place(place), edition_for(workspace, period)
    parts = gather(workspace, where, period, edition, speech)
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


def _without_questions(asked: Sequence[str], parts: Parts) -> list[Problem]:
    """Roles asked for that answer nothing; an edition that names no agency at all is one fault."""
    known = parts.roles
    if not known:
        return [problem("edition_without_agencies", Where("tugas.csv"), parts.edition.id)]
    names = _spelled(parts)
    wrong = [name for name in asked if name.casefold() not in names]
    return [problem("agency_without_questions", found=name or '""', known=", ".join(known), near=near(name, names))
            for name in wrong]  # fmt: skip


def _spelled(parts: Parts) -> dict[str, str]:
    """The roles that get a form, by every spelling of theirs."""
    roles = parts.roles
    aliases = {alias.casefold(): role for alias, role in parts.edition.aliases.items() if role in roles}
    return aliases | {role.casefold(): role for role in roles}


def _unasked(parts: Parts) -> list[Problem]:
    """Report questions without an agency, and those that go to our default agency because no source names one."""
    from kla_lib.rules.forms import ours, unasked

    nobody = ", ".join(node.code for node in unasked(parts.edition, parts.duties))
    default = ", ".join(node.code for node in ours(parts.edition, parts.duties))
    at, told = Where("tugas.csv"), list[Problem]()
    if nobody:
        told.append(problem("question_without_agency", at, nobody, count=nobody.count(",") + 1))
    if default:
        told.append(problem("question_default_agency", at, default, count=default.count(",") + 1))
    return told


def _forms(parts: Parts, asked: Sequence[str], xlsform: bool) -> Iterator[tuple[str, bytes]]:
    """The forms asked for (of all agencies where none is), each with its file's name."""
    from kla_lib.views.forms.workbook import form_name, form_workbook
    from kla_lib.views.forms.xlsform import xls_form

    names, title = _spelled(parts), parts.place.title
    for role in dict.fromkeys(names[name.casefold()] for name in asked or parts.roles):
        made = xls_form(parts.form(role)) if xlsform else form_workbook(parts.form(role))
        yield form_name(title, parts.period, role + ("-xlsform" if xlsform else "")), made


def _village_form(parts: Parts) -> Iterator[tuple[str, bytes]]:
    from kla_lib.views.forms.villages import village_workbook
    from kla_lib.views.forms.workbook import form_name

    content = village_workbook(parts.place, parts.period, parts.edition, parts.districts, parts.lang)
    yield form_name(parts.place.title, parts.period, "kecamatan-desa"), content
