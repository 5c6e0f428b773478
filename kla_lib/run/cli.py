"""``kla run``: options, progress (a bar, lines or JSON events) and the summary at the end."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import Lang, Problem, errors, problem_lines
from kla_lib.display.command import (
    HERE,
    INPUT_FAULT,
    INTERRUPTED,
    REPORT_FAILED,
    Home,
    Json,
    LangOption,
    PeriodOption,
    Places,
    print_event,
    print_json,
    print_lines,
    settle,
)

if TYPE_CHECKING:
    from kla_lib.run.model import Outcome, Plan
    from kla_lib.run.run import Done

Watch = Callable[["Outcome"], None]
MOST_WARNINGS = 30  # a country's recaps have thousands; `kla check` lists them all

Workers = Annotated[int, typer.Option("--workers", min=1, help="Banyaknya proses (bawaan: semua inti prosesor).")]
Scheduler = Annotated[str, typer.Option("--scheduler", help="Penjadwal Dask, misalnya tcp://10.0.0.5:8786.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Hanya laporan yang cocok, boleh diulang: 'kab-ogan-ilir/20-*' ...")
]
Force = Annotated[bool, typer.Option("--force", help="Buat ulang semua, juga yang tidak berubah.")]
ListOnly = Annotated[bool, typer.Option("--list", help="Tampilkan rencana dan alasannya tanpa menjalankan.")]
Memory = Annotated[int | None, typer.Option("--memory", min=64, help="Batas memori tiap laporan, MB.")]
CellSeconds = Annotated[int, typer.Option("--cell-seconds", min=1, help="Batas waktu tiap sel.")]
ReportSeconds = Annotated[float, typer.Option("--report-seconds", min=1, help="Batas waktu tiap laporan.")]


def run_command(
    home: Home = HERE,
    period: PeriodOption = "",
    place: Places = None,
    only: Only = None,
    workers: Workers = os.cpu_count() or 1,
    scheduler: Scheduler = "",
    force: Force = False,
    list_only: ListOnly = False,
    memory: Memory = None,
    cell_seconds: CellSeconds = 300,
    report_seconds: ReportSeconds = 900,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Buat laporan HTML yang baru atau berubah, indeks dan run.json."""
    from kla_lib.core.locks import only_run
    from kla_lib.run.model import Limits
    from kla_lib.run.run import make_plan, run

    workspace, speech = settle(home, lang)
    asked = (workspace, period, place or [], only or [], speech, force)
    if list_only:
        _list_plan(make_plan(*asked), as_json)
        return
    started = time.monotonic()
    limits = Limits(cell_seconds, report_seconds, memory)
    with only_run(workspace.reports) as folder:
        plan = make_plan(*asked)
        try:
            with _watching(plan, as_json) as watch:
                done = run(plan, folder, limits, workers, scheduler, watch)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
    _print_end(plan, done, time.monotonic() - started, as_json)
    faults = done.refused or errors(plan.gathered.all_problems())
    raise typer.Exit(REPORT_FAILED if done.failed else INPUT_FAULT if faults else 0)


def _list_plan(plan: Plan, as_json: bool) -> None:
    """Print every report with what would be done with it and why."""
    from kla_lib.run.lines import plan_lines

    if as_json:
        about = [
            {
                "report": planned.job.output,
                "title": planned.job.title(plan.lang),
                "parameters": dict(planned.job.parameters),
                "status": planned.status,
                "why": list(planned.why),
            }
            for planned in plan.reports
        ]
        print_json(about)
    else:
        print_lines(plan_lines(plan.reports, plan.lang))


@contextmanager
def _watching(plan: Plan, as_json: bool) -> Iterator[Watch]:
    """Yield the function that reports each outcome: as JSON events, as a bar on a terminal, else as a line each."""
    if as_json:
        print_event("plan", **Counter(str(planned.status) for planned in plan.reports))
        yield _report_event
    elif sys.stderr.isatty():
        with _bar(plan) as watch:
            yield watch
    else:
        yield _line_by_line(len(plan.to_make), plan.lang)


def _print_end(plan: Plan, done: Done, seconds: float, as_json: bool) -> None:
    """Print the result of a run: counts, failures with their reason, the slowest reports, input problems, the indexes."""
    from kla_lib.run.lines import run_lines

    indexes = [(plan.workspace.reports / period / "index.html").as_posix() for period in plan.gathered.editions]
    problems = [*done.refused, *plan.gathered.all_problems()]
    failed, unchanged = len(done.failed), len(plan.reports) - len(done.made)
    counts = {"made": len(done.made) - failed, "failed": failed, "unchanged": unchanged}
    if as_json:
        shown = [p.as_dict(plan.lang) for p in problems]
        print_event("done", **counts, seconds=round(seconds, 2), indexes=indexes, problems=shown)
        return
    _print_problems(problems, plan.lang)
    print_lines(run_lines(counts, done.made, seconds, indexes, plan.lang))


def _print_problems(problems: Sequence[Problem], lang: Lang) -> None:
    """Print all problems, or the errors and how many others there are."""
    from kla_lib.display.numbers import count_text
    from kla_lib.display.words import word

    wrong = [p for p in problems if p.severity == "error"]
    others = len(problems) - len(wrong)
    if others <= MOST_WARNINGS:
        print_lines(problem_lines(problems, lang), sys.stderr)
    else:
        more = word("more_warnings", lang, count=count_text(others, lang))
        print_lines([*problem_lines(wrong, lang), more], sys.stderr)


def _report_event(outcome: Outcome) -> None:
    rest = {key: value for key, value in asdict(outcome).items() if key != "output"}
    print_event("report", report=outcome.output, **rest)


def _line_by_line(total: int, lang: Lang) -> Watch:
    from kla_lib.run.lines import outcome_line

    numbers = count(1)

    def watch(outcome: Outcome) -> None:
        print_lines([outcome_line(next(numbers), total, outcome, lang)], sys.stderr)

    return watch


@contextmanager
def _bar(plan: Plan) -> Iterator[Watch]:
    """One bar: how many, how fast, how long still, how many failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from kla_lib.run.lines import bar_text

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    failed = 0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(bar_text(None, 0, plan.lang), total=len(plan.to_make))

        def watch(outcome: Outcome) -> None:
            nonlocal failed
            failed += outcome.state == "failed"
            bar.update(task, advance=1, description=bar_text(bar.tasks[0].speed, failed, plan.lang))

        yield watch
