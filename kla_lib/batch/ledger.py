"""run.json: what a run read, with which rules and code, and what became of every report."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kla_lib.batch.files import RUN_FOLDER, write_whole
from kla_lib.batch.journal import read_journal
from kla_lib.batch.origin import LIBRARIES, shared_digests
from kla_lib.batch.shapes import Outcome, Plan, Planned

Record = dict[str, Any]
EMPTY: Record = {"reports": [], "places": [], "inputs": {}}


def report_record(planned: Planned, outcome: Outcome, plan: Plan) -> Record:
    """One report: what it was made from (a digest per part), what it took, and what became of it."""
    job = planned.job
    parameters = {key: value for key, value in job.parameters.items() if key != "home"}
    return {
        "report": job.output,
        "place": job.subject.place,
        "title": job.title(plan.lang),
        "state": outcome.state,
        "reason": outcome.reason,
        "notebook": f"notebooks/{job.template.path.name}",
        "parameters": parameters,
        "made_from": dict(planned.made_from),
        "sha256": outcome.sha256,
        "seconds": outcome.seconds,
        "peak_mb": outcome.peak_mb,
        "handed_over": outcome.handed_over,
    }


def ledger(plan: Plan, period: str, reports: Iterable[Record], places: Sequence[Record]) -> Record:
    """The record of one period: hashes of inputs, edition and code, its places, and every report's record."""
    edition = plan.gathered.editions[period]
    recaps = {k: recap for k, recap in sorted(plan.gathered.recaps.items()) if k.period == period}
    return {
        "period": period,
        "lang": plan.lang,
        "edition": {"id": edition.id, "digest": edition.digest},
        "boundary_rule": plan.workspace.boundary_rule or edition.default_boundary_rule,
        "code": {"kla_lib": version("kla_lib"), "digest": shared_digests()["code"]},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": {file: digest for recap in recaps.values() for file, digest in sorted(recap.files.items())},
        "places": list(places),
        "reports": list(reports),
    }


def read_records(reports: Path, period: str) -> Record:
    """The record of the runs before, with what an interrupted one finished; empty lists where there is none."""
    record = _read(reports / period / "run.json")
    finished = [r for r in read_journal(reports / RUN_FOLDER) if r["report"].startswith(f"{period}/")]
    by_name = {r["report"]: r for r in [*record["reports"], *finished]}
    return {**record, "reports": list(by_name.values())}


def _read(path: Path) -> Record:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return EMPTY
    return record if isinstance(record, dict) and set(EMPTY) <= set(record) else EMPTY


def with_earlier(record: Record, earlier: Mapping[str, Any], reports: Path) -> Record:
    """A record with what earlier runs made and this one was not about, as long as those reports are still there."""
    mine = {r["report"] for r in record["reports"]}
    kept = [r for r in earlier["reports"] if r["report"] not in mine and (reports / r["report"]).is_file()]
    known = {p["slug"] for p in record["places"]}
    places = [p for p in earlier["places"] if p["slug"] not in known and p["slug"] in {r["place"] for r in kept}]
    return {
        **record,
        "inputs": dict(sorted({**(earlier["inputs"] if kept else {}), **record["inputs"]}.items())),
        "places": sorted([*record["places"], *places], key=lambda place: str(place["slug"])),
        "reports": sorted([*record["reports"], *kept], key=lambda report: str(report["report"])),
    }


def write_ledger(path: Path, record: Mapping[str, Any]) -> None:
    """Write the record as readable JSON, whole or not at all."""
    write_whole(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
