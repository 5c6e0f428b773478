"""What a report is made from, as one digest per part: by these a run knows what to make again, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kla_lib.core.files import SHORT, file_hash, short_hash
from kla_lib.core.problems import Lang
from kla_lib.core.workspace import Workspace
from kla_lib.run.library import shared_digests
from kla_lib.run.model import Gathered, Job, Planned, Subject
from kla_lib.run.report_kinds import sources


def part_names() -> tuple[str, ...]:
    """The parts, in the order in which the reasons for making a report again are listed."""
    own = ("notebook", "parameters", "data", "corrections", "edition", "rule")
    return (*own, *sources(), "template", "lang", "code", "libraries")


def planned(
    jobs: Iterable[Job],
    earlier: Mapping[str, Mapping[str, Any]],
    gathered: Gathered,
    workspace: Workspace,
    lang: Lang,
    force: bool,
) -> tuple[Planned, ...]:
    """Every job with why its report is to be made; with ``force`` each is made again.

    ``earlier``: per period, the record of the earlier runs (see `ledger.read_records`).
    """
    known = {record["report"]: record for records in earlier.values() for record in records["reports"]}
    found = []
    for job in jobs:
        parts = digests(job, gathered, workspace, lang)
        why = reasons(parts, known.get(job.output), workspace.reports / job.output)
        found.append(Planned(job, parts, why or (("forced",) if force else ())))
    return tuple(found)


def digests(job: Job, gathered: Gathered, workspace: Workspace, lang: Lang) -> dict[str, str]:
    """The parts of a report and their digests; of the sources only those that the report reads."""
    subject, shared = job.subject, shared_digests()
    parts = {
        "notebook": notebook_digest(job.template.path),
        "parameters": short_hash({k: v for k, v in job.parameters.items() if k not in ("home", "lang")}),
        **_of_subject(subject, gathered),
        **_of_rules(subject.period, gathered, workspace),
        **{source.name: source.digest(workspace, subject, gathered) for source in job.template.sources},
        "lang": lang,
        **{name: shared[name] for name in ("template", "code", "libraries")},
    }
    return {name: parts[name] for name in part_names() if name in parts}


def reasons(made_from: Mapping[str, str], record: Mapping[str, Any] | None, report: Path) -> tuple[str, ...]:
    """Why a report is to be made: see `model.Planned`. ``record`` is what the run that made it wrote of it."""
    if record is None:
        return ("new",)
    if record["state"] != "ok":
        return ("failed",)
    if not report.is_file():
        return ("missing",)
    earlier = record.get("made_from", {})
    changed = tuple(part for part in part_names() if earlier.get(part) != made_from.get(part))
    return changed or (() if file_hash(report) == record["sha256"] else ("altered",))


def digest_of_place(period: str, place: str, gathered: Gathered, workspace: Workspace, lang: Lang) -> str:
    """One digest of all that a place's line in the index is made from."""
    parts = [_of_place(period, place, gathered), _of_rules(period, gathered, workspace), shared_digests()["code"], lang]
    return short_hash(parts)


@cache
def notebook_digest(path: Path) -> str:
    """The digest of a notebook's cells and metadata without outputs: running it changes nothing."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [[c["cell_type"], "".join(c["source"]), c["metadata"]] for c in notebook["cells"]]
    return short_hash([cells, notebook["metadata"].get("kla")])


def _of_rules(period: str, gathered: Gathered, workspace: Workspace) -> dict[str, str]:
    edition = gathered.editions[period]
    rule = workspace.boundary_rule or edition.default_boundary_rule
    return {"edition": f"{edition.id} {edition.digest[:SHORT]}", "rule": rule}


def _of_subject(subject: Subject, gathered: Gathered) -> dict[str, str]:
    """A report on many places reads the recaps of all of them that have any."""
    if subject.place:
        return _of_place(subject.period, subject.place, gathered)
    held = [place for place in subject.places if gathered.of_place(subject.period, place)]
    parts = {place: _of_place(subject.period, place, gathered) for place in held}
    return {part: short_hash({place: parts[place][part] for place in held}) for part in ("data", "corrections")}


def _of_place(period: str, place: str, gathered: Gathered) -> dict[str, str]:
    """A report reads every stage of its place and period, the tables the place declared, and the period before."""
    heads = gathered.of_place(period, place)
    files = {stage: head.inputs["files"] for stage, head in heads.items()}
    declared = {stage: head.inputs["declared"] for stage, head in heads.items()}
    return {"data": short_hash([files, gathered.before.get((period, place), "")]), "corrections": short_hash(declared)}
