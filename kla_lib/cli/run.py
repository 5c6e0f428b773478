"""``kla run``: all reports of a workspace, by as many workers as there are, and what to tell meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.cli.guard import machine_fault
from kla_lib.cli.options import (
    HERE,
    INPUT_FAULT,
    INTERRUPTED,
    REPORT_FAILED,
    Home,
    Json,
    LangOption,
    PeriodOption,
    Places,
    settle,
)
from kla_lib.cli.telling import list_plan, tell_end, watching
from kla_lib.problems import Lang, Problem, errors
from kla_lib.workspace import Workspace

if TYPE_CHECKING:
    from kla_lib.batch.pool import Pool
    from kla_lib.batch.shapes import Order, Outcome, Plan
    from kla_lib.intake.shapes import Recap, StageKey

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
    from kla_lib.batch.lock import only_run
    from kla_lib.batch.run import run
    from kla_lib.batch.shapes import Limits

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
    from kla_lib.batch.gather import gather, subjects
    from kla_lib.batch.jobs import list_jobs
    from kla_lib.batch.ledger import read_records
    from kla_lib.batch.origin import judged
    from kla_lib.batch.shapes import Plan
    from kla_lib.views.figures import short_name

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
    from kla_lib.batch.entries import entries
    from kla_lib.batch.ledger import publish
    from kla_lib.batch.origin import origin_of_place
    from kla_lib.intake.forms.load import load
    from kla_lib.scoring.summary import totals
    from kla_lib.views.index_page import index_page

    where, edition = plan.workspace, plan.gathered.editions[period]

    def read(key: StageKey) -> Recap:
        return load(where.raw, where.processed, key, edition)

    listed = partial(entries, origin_of=origin_of_place, load=read, totals=totals)
    publish(plan, period, made, listed, index_page)


def _drive(orders: Sequence[Order], workers: int, scheduler: str) -> Iterator[Outcome]:
    from kla_lib.batch import work
    from kla_lib.batch.drive import drive
    from kla_lib.batch.engine.task import run_task
    from kla_lib.batch.pool import cluster_pool
    from kla_lib.views.index_page import error_page

    pool = cluster_pool(scheduler) if scheduler else _local_pool(workers, work.PRELOAD)
    make = partial(work.make_chunk, run=run_task, error_page=error_page)
    return drive(orders, pool, make, partial(work.failed, kind="worker_lost", error_page=error_page))


def _local_pool(workers: int, preload: tuple[str, ...]) -> Pool:
    """Where there is fork, the workers share one warm server, started here."""
    from kla_lib.batch.engine.suitable import can_fork
    from kla_lib.batch.pool import local_pool, nothing

    if not can_fork():
        return local_pool(workers, fork=False, prepare=nothing)
    from kla_lib.batch.engine.server import join_server, warm_server

    address = warm_server(preload).address()
    return local_pool(workers, fork=True, prepare=partial(join_server, address, preload))


def _run_watched(run: Callable[..., list[dict[str, object]]], plan: Plan, as_json: bool) -> list[dict[str, object]]:
    try:
        with watching(plan, as_json) as watch:
            return run(watch)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
