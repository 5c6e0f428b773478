"""run.json: what a run read, with which rules and code, and what became of every report."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kla_lib
from kla_lib.batch.files import file_hash, tree_hash, write_whole
from kla_lib.batch.shapes import Outcome, Plan

LIBRARIES = ("matplotlib", "nbconvert", "pandas", "papermill")
CODE_FILES = ("*.py", "*.po", "*.csv", "*.toml", "*.j2", "*.css", "*.json")


def ledger(plan: Plan, period: str, outcomes: Iterable[Outcome], places: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The record of one period's run: hashes of inputs, edition, code and notebooks, and every report's outcome.

    ``places`` are shown by the index. The same input, code and libraries give the same record.
    """
    edition = plan.gathered.editions[period]
    recaps = {k: recap for k, recap in sorted(plan.gathered.recaps.items()) if k.period == period}
    return {
        "period": period,
        "lang": plan.lang,
        "edition": {"id": edition.id, "digest": edition.digest},
        "boundary_rule": plan.workspace.boundary_rule or edition.default_boundary_rule,
        "code": {"kla_lib": version("kla_lib"), "digest": code_digest()},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": {file: digest for recap in recaps.values() for file, digest in sorted(recap.files.items())},
        "places": list(places),
        "reports": [_report(outcome, plan) for outcome in outcomes],
    }


def read_ledger(path: Path) -> dict[str, Any]:
    """The record of the run before; empty where there is none or it cannot be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and {"reports", "places", "inputs"} <= set(record) else {}


def with_earlier(record: Mapping[str, Any], earlier: Mapping[str, Any], reports: Path) -> dict[str, Any]:
    """A record with what an earlier run made and this one did not touch, as long as those reports are still there."""
    mine = {r["report"] for r in record["reports"]}
    kept = [r for r in earlier.get("reports", []) if r["report"] not in mine and (reports / r["report"]).is_file()]
    known = {p["slug"] for p in record["places"]}
    places = [
        p for p in earlier.get("places", []) if p["slug"] not in known and p["slug"] in {r["place"] for r in kept}
    ]
    return {
        **record,
        "inputs": dict(sorted({**(earlier.get("inputs", {}) if kept else {}), **record["inputs"]}.items())),
        "places": sorted([*record["places"], *places], key=lambda place: str(place["slug"])),
        "reports": sorted([*record["reports"], *kept], key=lambda report: str(report["report"])),
    }


def write_ledger(path: Path, record: Mapping[str, Any]) -> None:
    """Write the record as readable JSON, whole or not at all."""
    write_whole(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


@cache
def code_digest() -> str:
    """SHA-256 over the library's own files: code, tables, templates."""
    root = Path(kla_lib.__file__).parent
    return tree_hash(root, (path for pattern in CODE_FILES for path in root.rglob(pattern)))


def notebook_digest(path: Path) -> str:
    """SHA-256 of a notebook's cells and metadata without outputs: running it changes nothing."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [[c["cell_type"], "".join(c["source"]), c["metadata"]] for c in notebook["cells"]]
    text = json.dumps([cells, notebook["metadata"].get("kla")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _report(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    job, target = outcome.job, plan.workspace.reports / outcome.job.output
    parameters = {key: value for key, value in job.parameters.items() if key != "home"}
    return {
        "report": job.output,
        "place": job.subject.place,
        "title": job.title(plan.lang),
        "state": outcome.state,
        "reason": outcome.reason,
        "notebook": f"notebooks/{job.template.path.name}",
        "notebook_digest": notebook_digest(job.template.path),
        "parameters": parameters,
        "sha256": file_hash(target) if outcome.state == "ok" else None,
    }
