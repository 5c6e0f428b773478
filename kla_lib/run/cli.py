"""What ``kla run`` says: the plan, one bar or one line or one JSON event per report, and the sum at the end.

``kla run``: all reports of a workspace, by as many workers as there are, and what to tell meanwhile.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kla_lib.core.problems import Lang, Problem, errors, problem_lines
from kla_lib.core.workspace import Workspace
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
from kla_lib.display.guard import machine_fault

if TYPE_CHECKING:
    from kla_lib.recap.model import Recap, StageKey
    from kla_lib.run.drive import Pool
    from kla_lib.run.model import Order, Outcome, Plan

Watch = Callable[["Outcome"], None]
SLOWEST = 5
WARNINGS_TOLD = 30  # a country's recaps hold thousands; `kla check` tells them all


def list_plan(plan: Plan, as_json: bool) -> None:
    """Every report with what will be done with it and why, without doing it."""
    from kla_lib.display.lines import plan_lines

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
        print_lines(plan_lines([(p.job.output, p.status, p.why) for p in plan.reports], plan.lang))


@contextmanager
def watching(plan: Plan, as_json: bool) -> Iterator[Watch]:
    """Yield what is to be told of each outcome: to a terminal, to a file, or to a machine."""
    if as_json:
        print_event("plan", **Counter(str(planned.status) for planned in plan.reports))
        yield _report_event
    elif sys.stderr.isatty():
        with _bar(plan) as watch:
            yield watch
    else:
        yield _line_by_line(len(plan.to_make), plan.lang)


def tell_end(
    plan: Plan, made: Sequence[dict[str, Any]], seconds: float, as_json: bool, refused: Sequence[Problem] = ()
) -> None:
    """Print the result of a run: counts, failures with their reason, the slowest reports, input problems, the indexes.

    ``refused``: what kept the indexes from being written.
    """
    from kla_lib.display.lines import run_lines

    indexes = [(plan.workspace.reports / period / "index.html").as_posix() for period in plan.gathered.editions]
    problems = [*refused, *plan.gathered.all_problems()]
    failed = [(r["report"], r["reason"]) for r in made if r["state"] == "failed"]
    counts = {"made": len(made) - len(failed), "failed": len(failed), "unchanged": len(plan.reports) - len(made)}
    if as_json:
        told = [p.as_dict(plan.lang) for p in problems]
        print_event("done", **counts, seconds=round(seconds, 2), indexes=indexes, problems=told)
        return
    _complain_briefly(problems, plan.lang)
    slowest = sorted(made, key=lambda r: -r["seconds"])[:SLOWEST]
    slow = [(r["report"], r["seconds"]) for r in slowest]
    print_lines(run_lines(counts, failed, slow, seconds, indexes, plan.lang))


def _complain_briefly(problems: Sequence[Problem], lang: Lang) -> None:
    from kla_lib.display.lines import more_lines

    wrong = [p for p in problems if p.severity == "error"]
    others = len(problems) - len(wrong)
    if others <= WARNINGS_TOLD:
        print_lines(problem_lines(problems, lang), sys.stderr)
    else:
        print_lines([*problem_lines(wrong, lang), *more_lines(others, lang)], sys.stderr)


def _report_event(outcome: Outcome) -> None:
    told = {key: value for key, value in asdict(outcome).items() if key != "output"}
    print_event("report", report=outcome.output, **told)


def _line_by_line(total: int, lang: Lang) -> Watch:
    from kla_lib.display.lines import outcome_line

    told = iter(range(1, total + 1))

    def watch(outcome: Outcome) -> None:
        line = outcome_line(next(told), total, outcome.state, outcome.output, outcome.seconds, lang)
        print_lines([line], sys.stderr)

    return watch


@contextmanager
def _bar(plan: Plan) -> Iterator[Watch]:
    """One bar: how many, how fast, how long still, how many failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from kla_lib.display.lines import bar_text

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    failed: list[str] = []
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(bar_text(None, 0, plan.lang), total=len(plan.to_make))

        def watch(outcome: Outcome) -> None:
            failed.extend([outcome.output] if outcome.state == "failed" else [])
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, description=bar_text(speed, len(failed), plan.lang))

        yield watch


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
    from kla_lib.run.run import run

    workspace, speech = settle(home, lang)
    plan_now = partial(_plan, workspace, period, place or [], only or [], speech, force)
    if list_only:
        list_plan(plan_now(), as_json)
        return
    started = time.monotonic()
    with only_run(workspace.reports) as folder:
        plan = plan_now()
        drive = partial(_drive, workers=min(workers, max(1, len(plan.to_make))), scheduler=scheduler)
        limits = Limits(cell_seconds, report_seconds, memory)
        refused: list[Problem] = []
        made = _run_watched(partial(run, plan, folder, drive, limits, partial(_published, refused)), plan, as_json)
    tell_end(plan, made, time.monotonic() - started, as_json, list(dict.fromkeys(refused)))
    failed = any(record["state"] == "failed" for record in made)
    faults = refused or errors(plan.gathered.all_problems())
    raise typer.Exit(REPORT_FAILED if failed else INPUT_FAULT if faults else 0)


def _plan(workspace: Workspace, period: str, places: list[str], only: list[str], lang: Lang, force: bool) -> Plan:
    from kla_lib.run.gather import gather, subjects
    from kla_lib.run.jobs import list_jobs
    from kla_lib.run.ledger import read_records
    from kla_lib.run.made_from import judged
    from kla_lib.run.model import Plan
    from kla_lib.scoring.views.figures import short_name

    found = gather(workspace, period, places)
    jobs = list_jobs(workspace, found, subjects(found, workspace.history), only, lang, short_name)
    earlier = {known: read_records(workspace.reports, known) for known in found.editions}
    return Plan(workspace, lang, found, judged(jobs, earlier, found, workspace, lang, force), earlier)


def _published(refused: list[Problem], plan: Plan, period: str, made: list[dict[str, object]]) -> None:
    """Publish a period; what the machine refuses is added to ``refused``, and the earlier index stays as it is."""
    try:
        _publish(plan, period, made)
    except OSError as fault:
        refused.append(machine_fault(fault, plan.lang))


def _publish(plan: Plan, period: str, made: list[dict[str, object]]) -> None:
    from kla_lib.forms.load import load
    from kla_lib.run.index_page import index_page
    from kla_lib.run.ledger import entries, publish
    from kla_lib.run.made_from import origin_of_place
    from kla_lib.scoring.summary import totals

    where, edition = plan.workspace, plan.gathered.editions[period]

    def read(key: StageKey) -> Recap:
        return load(where.raw, where.processed, key, edition)

    listed = partial(entries, origin_of=origin_of_place, load=read, totals=totals)
    publish(plan, period, made, listed, index_page)


def _drive(orders: Sequence[Order], workers: int, scheduler: str) -> Iterator[Outcome]:
    from kla_lib.engine.task import run_task
    from kla_lib.run import work
    from kla_lib.run.drive import cluster_pool, drive
    from kla_lib.run.index_page import error_page

    pool = cluster_pool(scheduler) if scheduler else _local_pool(workers, work.PRELOAD)
    make = partial(work.make_chunk, run=run_task, error_page=error_page)
    return drive(orders, pool, make, partial(work.failed, kind="worker_lost", error_page=error_page))


def _local_pool(workers: int, preload: tuple[str, ...]) -> Pool:
    """Where there is fork, the workers share one warm server, started here."""
    from kla_lib.engine.suitable import can_fork
    from kla_lib.run.drive import local_pool, nothing

    if not can_fork():
        return local_pool(workers, fork=False, prepare=nothing)
    from kla_lib.engine.server import join_server, warm_server

    address = warm_server(preload).address()
    return local_pool(workers, fork=True, prepare=partial(join_server, address, preload))


def _run_watched(run: Callable[..., list[dict[str, object]]], plan: Plan, as_json: bool) -> list[dict[str, object]]:
    try:
        with watching(plan, as_json) as watch:
            return run(watch)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
