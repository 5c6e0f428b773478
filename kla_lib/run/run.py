"""One run: plan the reports, make what is new or changed, and write index and run.json of each period."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kla_lib.core.problems import Lang, Problem
from kla_lib.core.workspace import Workspace
from kla_lib.display.guard import machine_fault
from kla_lib.run.drive import cluster_pool, drive, local_pool
from kla_lib.run.gather import gather, subjects
from kla_lib.run.jobs import list_jobs
from kla_lib.run.ledger import clear_journal, publish, read_records
from kla_lib.run.made_from import planned
from kla_lib.run.model import Limits, Order, Outcome, Plan, Planned

Watch = Callable[[Outcome], object]


@dataclass(frozen=True)
class Done:
    """What a run did: the record of each report it made (as in run.json), and why an index could not be written."""

    made: list[dict[str, Any]]
    refused: list[Problem]

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The records of the reports that could not be made."""
        return [record for record in self.made if record["state"] == "failed"]


def make_plan(
    workspace: Workspace, period: str, places: Collection[str], patterns: Sequence[str], lang: Lang, force: bool
) -> Plan:
    """Every report of a workspace (or of one period, some places, some patterns) with why it is to be made, if it is.

    Raises InputFault for whatever cannot be read or is not there.
    """
    found = gather(workspace, period, places)
    jobs = list_jobs(workspace, found, subjects(found, workspace.history), patterns, lang)
    earlier = {known: read_records(workspace.reports, known) for known in found.editions}
    return Plan(workspace, lang, found, planned(jobs, earlier, found, workspace, lang, force), earlier)


def run(plan: Plan, folder: Path, limits: Limits, workers: int, scheduler: str, watch: Watch) -> Done:
    """Make every report that has to be made, call ``watch`` with each outcome, and publish every period.

    ``folder`` is that of `locks.only_run`, held since before the plan was made. ``scheduler`` is the address of a Dask
    scheduler; without one there are at most ``workers`` processes on this machine. Interrupted (KeyboardInterrupt), it
    publishes what is finished and passes the interruption on.
    """
    orders = [_order(planned, plan, limits) for planned in plan.to_make]
    records = {order.output: order.record for order in orders}
    done = Done([], [])
    try:
        if orders:
            pool = cluster_pool(scheduler) if scheduler else local_pool(min(workers, len(orders)))
            for outcome in drive(orders, pool):
                done.made.append(outcome.as_record(records[outcome.output]))
                watch(outcome)
    finally:
        for period in plan.gathered.editions:
            _publish(plan, period, done)
    clear_journal(folder)
    return done


def _publish(plan: Plan, period: str, done: Done) -> None:
    """Publish a period; where the operating system refuses, the earlier index stays as it is."""
    try:
        publish(plan, period, done.made)
    except OSError as fault:
        problem = machine_fault(fault, plan.lang)
        if problem not in done.refused:
            done.refused.append(problem)


def _order(planned: Planned, plan: Plan, limits: Limits) -> Order:
    job, subject = planned.job, planned.job.subject
    place, report = subject.title, job.title(plan.lang)
    page = {"title": f"{report} · {place} · {subject.period}", "report": report, "place": place}
    page |= {"period": subject.period, "stage": subject.stage, "accent": job.cluster}
    record, reports = planned.as_record(plan.lang), plan.workspace.reports
    return Order(job.output, job.template.path, job.parameters, page, record, plan.lang, reports, limits)
