"""``kla plan``: the cheapest way to a target, and the action list made of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.core.workspace import Workspace
from kla_lib.display.command import (
    HERE,
    Home,
    Json,
    LangOption,
    PeriodOption,
    PlaceOption,
    StageOption,
    complain,
    print_json,
    print_lines,
    refuse,
    settle,
    unnamed,
)

if TYPE_CHECKING:
    from kla_lib.plan.planning import Planning

Target = Annotated[str, typer.Option("--target", help="Peringkat yang dituju; tanpa ini: yang berikutnya.")]
Margin = Annotated[str, typer.Option("--margin", help="Cadangan poin di atas batas peringkat.")]
Capacity = Annotated[
    list[str] | None,
    typer.Option("--capacity", help="Usaha yang sanggup diberikan OPD, misalnya dinkes=6; boleh diulang."),
]
Most = Annotated[str, typer.Option("--max-effort", help="Batas usaha seluruh rencana.")]
EffortOption = Annotated[
    str, typer.Option("--effort", help="Tabel usaha (what,effort,earliest), atau equal: setiap pertanyaan 1.")
]
Fix = Annotated[list[str] | None, typer.Option("--fix", help="Pertanyaan yang harus dinaikkan, misalnya 1.1,14.2.")]
Forbid = Annotated[list[str] | None, typer.Option("--forbid", help="Pertanyaan yang tidak boleh dipilih.")]
By = Annotated[str, typer.Option("--by", help="Hari terakhir, misalnya 2026-03-11.")]
Claimed = Annotated[bool, typer.Option("--claimed", help="Hitung juga poin yang terancam menurut bukti.")]
RadOption = Annotated[bool, typer.Option("--rad", help="Tulis rencana aksi (RAD) sebagai tabel untuk Excel.")]


def plan_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    stage: StageOption = "",
    target: Target = "",
    margin: Margin = "25",
    capacity: Capacity = None,
    max_effort: Most = "",
    effort: EffortOption = "",
    fix: Fix = None,
    forbid: Forbid = None,
    by: By = "",
    claimed: Claimed = False,
    rad: RadOption = False,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Susun rencana termurah menuju satu peringkat: pertanyaan mana, oleh siapa, untuk berapa poin."""
    from kla_lib.plan.actions import FAULTY
    from kla_lib.plan.planning import open_plan

    workspace, speech = settle(home, lang)
    refuse(unnamed("kla plan", place, period))
    roles, faults = capacities(capacity or [])
    refuse(faults)
    found = open_plan(
        workspace,
        period,
        place,
        stage,
        target,
        margin,
        capacity=roles,
        effort=effort,
        fix=codes(fix),
        forbid=codes(forbid),
        by=by,
        lang=speech,
        most=max_effort or None,
        claimed=claimed,
    )
    _print_plan(found, as_json)
    if rad:
        refuse([fault for fault in found.problems if fault.kind == FAULTY])
        _write_rad(found, workspace, as_json)


def capacities(texts: list[str]) -> tuple[dict[str, object], list[Problem]]:
    """``dinkes=6`` as role and figure, and what is not written so; a role that comes twice is one fault too."""
    found: dict[str, object] = {}
    faults = []
    for text in texts:
        role, sign, figure = text.partition("=")
        if not sign or role.strip() in found:
            faults.append(problem("plan_capacity", Where(), text))
        found[role.strip()] = figure.strip()
    return found, faults


def codes(texts: list[str] | None) -> list[str]:
    """Questions as typed, apart by commas, semicolons or blanks."""
    return [code for text in texts or [] for code in text.replace(",", " ").replace(";", " ").split()]


def _print_plan(planning: Planning, as_json: bool) -> None:
    from kla_lib.plan.terminal import plan_lines, plan_record

    if as_json:
        print_json(plan_record(planning))
    else:
        print_lines(plan_lines(planning))
    complain(planning.problems, planning.lang)


def _write_rad(planning: Planning, workspace: Workspace, as_json: bool) -> None:
    """Write a new table in the place's folder; if it has one, write only what the plan adds, among the reports."""
    from kla_lib.core.files import save
    from kla_lib.display.words import word
    from kla_lib.instrument.place_folder import RAD
    from kla_lib.plan.tables import rad_csv

    folder = (planning.period, planning.assessment.place_slug)
    new = planning.rad.is_proposal
    path = workspace.raw.joinpath(*folder, RAD) if new else workspace.reports.joinpath(*folder, f"usulan-{RAD}")
    rows = planning.rad.items if new else planning.rad.missing
    if not rows:  # an empty table would never be filled again
        print_lines([word("rad_nothing", planning.lang)], stream=sys.stderr if as_json else None)
        return
    save(rad_csv(rows, planning.edition, planning.lang).encode("utf-8"), path.parent, path.name, None)
    line = word("rad_made" if new else "rad_kept", planning.lang, file=path.relative_to(workspace.home), rows=len(rows))
    print_lines([line], stream=sys.stderr if as_json else None)
