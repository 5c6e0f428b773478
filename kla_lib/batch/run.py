"""One run: make what is new or changed, note each report at once, then write the index and the ledger of each period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kla_lib.batch.entries import entries
from kla_lib.batch.files import write_whole
from kla_lib.batch.journal import Journal
from kla_lib.batch.ledger import Record, ledger, report_record, with_earlier, write_ledger
from kla_lib.batch.shapes import Limits, Order, Outcome, Plan, Planned
from kla_lib.rules.places import all_places
from kla_lib.views.index_page import index_page

Watch = Callable[[Outcome], object]
Drive = Callable[[Sequence[Order]], Iterator[Outcome]]


def run(plan: Plan, folder: Path, drive: Drive, limits: Limits, watch: Watch) -> list[Record]:
    """Make every report that has to be made by ``drive``, telling ``watch`` of each, and publish every period.

    ``folder`` is that of `lock.only_run`, held since before the plan was made. Returns the record of each report made
    in this run. Interrupted (KeyboardInterrupt), it publishes what is finished and passes the interruption on.
    """
    wanted = {planned.job.output: planned for planned in plan.to_make}
    orders = [_order(planned, plan, limits) for planned in plan.to_make]
    made: list[Record] = []
    journal = Journal(folder)
    try:
        for outcome in drive(orders) if orders else ():
            made.append(report_record(wanted[outcome.output], outcome, plan))
            journal.add(made[-1])
            watch(outcome)
    finally:
        for period in plan.gathered.editions:
            _publish(plan, period, made)
    journal.clear()
    return made


def _order(planned: Planned, plan: Plan, limits: Limits) -> Order:
    job, subject = planned.job, planned.job.subject
    place, report = all_places()[subject.place].title, job.title(plan.lang)
    page = {"title": f"{report} · {place} · {subject.period}", "report": report, "place": place}
    page |= {"period": subject.period, "stage": subject.stage, "accent": job.cluster}
    return Order(job.output, job.template.path, job.parameters, page, plan.lang, plan.workspace.reports, limits)


def _publish(plan: Plan, period: str, made: Iterable[Record]) -> None:
    """The period's run.json and index: what was made now, what stands unchanged, and what this run was not about."""
    folder = plan.workspace.reports / period
    mine = [planned for planned in plan.reports if planned.job.subject.period == period]
    names, earlier = {planned.job.output for planned in mine}, plan.earlier[period]
    by_name = {r["report"]: r for r in [*earlier["reports"], *made] if r["report"] in names and _stands(plan, r)}
    held = {planned.job.subject.place for planned in mine}
    places = entries(plan, period, sorted(held | set(plan.gathered.faulty(period))))
    record = with_earlier(ledger(plan, period, by_name.values(), places), earlier, plan.workspace.reports)
    write_ledger(folder / "run.json", record)
    write_whole(folder / "index.html", index_page(period, _listed(record), record, plan.lang))


def _stands(plan: Plan, report: Record) -> bool:
    return (plan.workspace.reports / report["report"]).is_file()


def _listed(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The places of a ledger, each with its reports, as the index shows them."""
    by_place: dict[str, list[dict[str, Any]]] = {}
    for report in record["reports"]:
        line = {**report, "href": report["report"].removeprefix(f"{record['period']}/")}
        by_place.setdefault(report["place"], []).append(line)
    return [{**place, "reports": by_place.get(place["slug"], [])} for place in record["places"]]
