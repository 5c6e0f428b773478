"""run.json: what a run read, with which rules and code, and what became of every report."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kla_lib
from kla_lib.batch.execute import Outcome
from kla_lib.batch.files import file_hash, tree_hash, write_whole
from kla_lib.problems import Lang, Problem
from kla_lib.rules.instrument import Edition

LIBRARIES = ("matplotlib", "nbconvert", "pandas", "papermill")
CODE_FILES = ("*.py", "*.csv", "*.toml", "*.j2", "*.css", "*.json")


def ledger(period: str, lang: Lang, edition: Edition, outcomes: Iterable[Outcome], reports: Path,
           inputs: Mapping[str, Mapping[str, str]], problems: Mapping[str, Iterable[Problem]]) -> dict[str, Any]:
    """The record of one period's run.

    ``inputs`` maps a place to its input files and their SHA-256; ``problems`` a place to what was found in
    them. The same input, code and libraries give the same record.
    """
    return {
        "period": period,
        "lang": lang,
        "edition": {"id": edition.id, "digest": edition.digest},
        "code": {"kla_lib": version("kla_lib"), "digest": code_digest()},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": {place: dict(sorted(files.items())) for place, files in sorted(inputs.items())},
        "problems": {place: [p.as_dict(lang) for p in found] for place, found in sorted(problems.items()) if found},
        "reports": [_report(outcome, reports) for outcome in outcomes],
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


def _report(outcome: Outcome, reports: Path) -> dict[str, Any]:
    job, target = outcome.job, reports / outcome.job.output
    parameters = {key: value for key, value in job.parameters.items() if key != "home"}
    return {
        "report": job.output,
        "state": outcome.state,
        "reason": outcome.reason,
        "notebook": f"notebooks/{job.template.path.name}",
        "notebook_digest": notebook_digest(job.template.path),
        "parameters": parameters,
        "sha256": file_hash(target) if outcome.state == "ok" else None,
    }
