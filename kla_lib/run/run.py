"""One run: make what is new or changed, note each report at once, then write the index and the ledger of each period."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kla_lib.run.ledger import clear_journal
from kla_lib.run.model import Limits, Order, Outcome, Plan, Planned

Record = dict[str, Any]
Watch = Callable[[Outcome], object]
Drive = Callable[[Sequence[Order]], Iterator[Outcome]]
Publish = Callable[[Plan, str, list[Record]], None]


def run(plan: Plan, folder: Path, drive: Drive, limits: Limits, publish: Publish, watch: Watch) -> list[Record]:
    """Make every report that has to be made by ``drive``, telling ``watch`` of each, and ``publish`` every period.

    ``folder`` is that of `lock.only_run`, held since before the plan was made; ``publish`` is `ledger.publish`. Returns
    the record of each report made in this run. Interrupted (KeyboardInterrupt), it publishes what is finished and passes
    the interruption on.
    """
    orders = [_order(planned, plan, limits) for planned in plan.to_make]
    records = {order.output: order.record for order in orders}
    made: list[Record] = []
    try:
        for outcome in drive(orders) if orders else ():
            made.append(outcome.as_record(records[outcome.output]))
            watch(outcome)
    finally:
        for period in plan.gathered.editions:
            publish(plan, period, made)
    clear_journal(folder)
    return made


def _order(planned: Planned, plan: Plan, limits: Limits) -> Order:
    job, subject = planned.job, planned.job.subject
    place, report = subject.title, job.title(plan.lang)
    page = {"title": f"{report} · {place} · {subject.period}", "report": report, "place": place}
    page |= {"period": subject.period, "stage": subject.stage, "accent": job.cluster}
    record, reports = planned.as_record(plan.lang), plan.workspace.reports
    return Order(job.output, job.template.path, job.parameters, page, record, plan.lang, reports, limits)
