"""The entry point: the command ``kla``. Heavy modules are imported only where a command needs them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from kla_lib.cli.editions import editions_app
from kla_lib.cli.init import init_command
from kla_lib.cli.lab import PASSED_ON, lab_command
from kla_lib.core.problems import InputFault, Problem, errors, message, problem
from kla_lib.display.command import (
    HERE,
    INPUT_FAULT,
    INTERRUPTED,
    Home,
    Json,
    LangOption,
    PeriodOption,
    Places,
    StageOption,
    complain,
    print_event,
    print_json,
    print_lines,
    print_records,
    printed,
    refuse,
    settle,
    unnamed,
)
from kla_lib.display.guard import guard
from kla_lib.display.help_language import in_language, spoken
from kla_lib.evidence.cli import evidence_app
from kla_lib.forms.cli import form_app
from kla_lib.incidents.cli import incident_app
from kla_lib.plan.cli import plan_command
from kla_lib.robustness.cli import scenario_app
from kla_lib.run.cli import run_command
from kla_lib.share.cli import share_command

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Penilaian Kabupaten/Kota Layak Anak (KLA): dari rekap menjadi laporan. [--lang en: English]",
)
app.add_typer(editions_app, name="editions")
app.add_typer(form_app, name="form")
app.add_typer(evidence_app, name="evidence")
app.add_typer(scenario_app, name="scenario")
app.add_typer(incident_app, name="incident")
app.add_typer(incident_app, name="case", hidden=True, callback=lambda: say_renamed("case", "incident"))
app.command("init")(init_command)
app.command("plan")(plan_command)
app.command("run")(run_command)
app.command("share")(share_command)


def say_renamed(old: str, new: str) -> None:
    """Print what a command of the release before this one is called now, on stderr."""
    print_lines([message("command_renamed", spoken(sys.argv[1:])).format(old=old, new=new)], sys.stderr)


@app.callback()
def speak(lang: LangOption = "") -> None:
    """Take the language before the command's name too; `help_language.in_language` hands it on."""


def main() -> None:
    """Run the command; faults of the input are printed, without a traceback."""
    arguments = sys.argv[1:]
    try:
        code = guard(in_language(typer.main.get_command(app), arguments), arguments)(standalone_mode=False)
    except InputFault as fault:
        refuse_all(fault.problems, arguments)
        code = INPUT_FAULT
    except typer.Abort:
        code = INTERRUPTED
    except typer.BadParameter.__base__ as fault:  # type: ignore[misc]  # UsageError, which typer does not export
        code = _misused(fault, arguments)
    sys.exit(code or 0)


def _misused(fault: Any, arguments: Sequence[str]) -> int:
    """A command line that is wrong: a fault like all others; the help where a group was called without a command."""
    from kla_lib.cli.usage import usage_fault

    if type(fault).__name__ == "NoArgsIsHelpError":
        fault.show()
    else:
        refuse_all([usage_fault(fault, arguments)], arguments)
    return INPUT_FAULT


def refuse_all(problems: Sequence[Problem], arguments: Sequence[str]) -> None:
    """Print why a command was not executed, on stderr; with ``--json`` also as one JSON document (of ``kla run``: one event)."""
    lang = spoken(arguments)
    if "--json" in arguments and not printed:
        told = {"problems": [p.as_dict(lang) for p in problems]}
        print_event("refused", **told) if "run" in arguments else print_json(told)
    complain(problems, lang)


@app.command()
def check(
    home: Home = HERE, period: PeriodOption = "", place: Places = None, lang: LangOption = "", as_json: Json = False
) -> None:
    """Periksa semua rekap, tabel, dan skenario, dan sebutkan setiap kesalahan sekaligus."""
    from kla_lib.cli.check import table_faults
    from kla_lib.run.gather import counts, gather
    from kla_lib.scoring.views.terminal import count_lines

    workspace, speech = settle(home, lang)
    found = gather(workspace, period, place or [])
    problems = list(dict.fromkeys([*found.all_problems(), *table_faults(workspace, found.editions, found.asked)]))
    if as_json:
        print_json({"recaps": counts(found), "problems": [p.as_dict(speech) for p in problems]})
    else:
        print_lines(count_lines(counts(found), speech))
        complain(problems, speech)
    raise typer.Exit(INPUT_FAULT if errors(problems) else 0)


@app.command()
def score(
    path: Annotated[Path | None, typer.Argument(help="Berkas atau folder rekap; tanpa ini: dari data/raw.")] = None,
    home: Home = HERE,
    place: Annotated[str, typer.Option("--place")] = "",
    period: PeriodOption = "",
    stage: Annotated[str, typer.Option("--stage", help="EM, VA, VP, VLH atau VF.")] = "",
    edition: Annotated[str, typer.Option("--edition", help="Edisi, bila periode tidak diketahui.")] = "",
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Hitung satu rekap: poin, peringkat, jarak ke peringkat berikutnya, per klaster."""
    from kla_lib.recap.find_recaps import place_at, recap_at
    from kla_lib.scoring.assessment import open_assessment, open_file
    from kla_lib.scoring.views.terminal import score_lines

    workspace, speech = settle(home, lang, anywhere=path is not None)
    if path is None and not (place and period):
        raise InputFault([problem("nothing_to_score", found="kla score")])
    if path is not None and not (place or period or edition) and (named := place_at(workspace.raw, path)):
        path, period, place = None, *named
    if path is not None:
        path = recap_at(path, stage.upper())
        assessment = open_file(
            workspace, path, place=place, period=period, stage=stage, edition_id=edition, lang=speech
        )
    else:
        assessment = open_assessment(workspace, period=period, place=place, stage=stage, lang=speech)
    if as_json:
        print_json(assessment.summary())
    else:
        print_lines(score_lines(assessment.title, assessment.summary(), assessment.rating, assessment.edition, speech))
        complain(assessment.problems, speech)


@app.command()
def awards(
    place: Annotated[str, typer.Argument(help="Tempat; tanpa ini: jumlah nasional.")] = "",
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Penghargaan dan nilai yang pernah dipublikasikan, dengan sumbernya."""
    from kla_lib.instrument import published
    from kla_lib.instrument.places import find_place
    from kla_lib.scoring.views.terminal import award_lines, national_lines

    _, speech = settle(HERE, lang, anywhere=True)
    if place:
        where = find_place(place)
        facts = published.everything_of(where.slug)
        print_records(facts) if as_json else print_lines(award_lines(where.title, facts, speech))
    else:
        counts = published.national_counts()
        print_records(counts) if as_json else print_lines(national_lines(counts, speech))


app.command("lab", context_settings=PASSED_ON)(lab_command)


@app.command("workbook")
def workbook_command(
    home: Home = HERE,
    place: Annotated[str, typer.Option("--place", help="Tempat: kab-ogan-ilir, 16.10 ...")] = "",
    period: PeriodOption = "",
    stage: StageOption = "",
    out: Annotated[Path | None, typer.Option("--out", help="Berkas atau folder; tanpa ini: reports/.")] = None,
    lang: LangOption = "",
) -> None:
    """Buat buku kerja Excel dengan rumus hidup, untuk memeriksa nilai."""
    from kla_lib.core.files import file_name, save
    from kla_lib.scoring.assessment import open_assessment
    from kla_lib.share.book.workbook import workbook

    workspace, speech = settle(home, lang)
    refuse(unnamed("kla workbook", place, period))
    assessment = open_assessment(workspace, period=period, place=place, stage=stage, lang=speech)
    name = file_name(assessment.title, assessment.period, assessment.stage, ending="xlsx")
    path = save(workbook(assessment), workspace.reports / assessment.period / assessment.place_slug, name, out)
    complain(assessment.problems, speech)
    print_lines([str(path)])
