"""The plan of a run: every report of the workspace, and which of them are to be made, and why."""

from __future__ import annotations

from collections.abc import Iterable

from kla_lib.batch.jobs import only, plan_jobs, read_templates
from kla_lib.batch.ledger import Record, read_records
from kla_lib.batch.origin import origin, reasons
from kla_lib.batch.shapes import Gathered, Job, Plan, Planned, Subject
from kla_lib.problems import InputFault, Lang, Where, problem
from kla_lib.views.figures import short_name
from kla_lib.workspace import Workspace


def make_plan(
    workspace: Workspace, gathered: Gathered, subjects: Iterable[Subject], pattern: str, lang: Lang, force: bool
) -> Plan:
    """The reports of a run; with ``force`` each is made again.

    Raises InputFault for notebooks or parameters that cannot be used, or a pattern that matches nothing.
    """
    blocks = {
        p: {node.code: short_name(node, lang) for node in edition.at("block")}
        for p, edition in gathered.editions.items()
    }
    common = {"home": workspace.home.as_posix(), "lang": lang}
    jobs = only(plan_jobs(read_templates(workspace.notebooks), subjects, blocks, common), pattern)
    if pattern and not jobs:
        raise InputFault([problem("nothing_matches", Where(), pattern)])
    earlier = {period: read_records(workspace.reports, period) for period in gathered.editions}
    known = {record["report"]: record for records in earlier.values() for record in records["reports"]}
    planned = [_planned(job, known.get(job.output), gathered, workspace, lang, force) for job in jobs]
    return Plan(workspace, lang, gathered, tuple(planned), earlier)


def _planned(
    job: Job, record: Record | None, gathered: Gathered, workspace: Workspace, lang: Lang, force: bool
) -> Planned:
    made_from = origin(job, gathered, workspace, lang)
    why = reasons(made_from, record, workspace.reports / job.output)
    return Planned(job, made_from, why or (("forced",) if force else ()))
