"""What a report is made from, as one digest per part: by these a run knows what to make again, and why."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kla_lib
from kla_lib.batch.files import file_hash, tree_hash
from kla_lib.batch.shapes import Gathered, Job
from kla_lib.workspace import Workspace

# The order in which the reasons for making a report again are told.
PARTS = (
    "notebook", "parameters", "data", "corrections", "edition", "rule", "published", "template", "lang", "code",
    "libraries",
)  # fmt: skip
LIBRARIES = ("matplotlib", "nbconvert", "pandas", "papermill")
TEMPLATES = ("batch/template", "views/templates")
PUBLISHED = "rules/data/published"
CODE_FILES = ("*.py", "*.csv", "*.toml", "*.j2", "*.css", "*.js", "conf.json", "*.po")
SHORT = 16  # digits of a digest: enough to tell versions apart, and a country's ledger stays small


def origin(job: Job, gathered: Gathered, workspace: Workspace, lang: str) -> dict[str, str]:
    """The parts of a report and their digests; ``published`` only for a notebook that says it reads it."""
    parts = {
        "notebook": notebook_digest(job.template.path),
        "parameters": _digest({k: v for k, v in job.parameters.items() if k not in ("home", "lang")}),
        **_of_place(job.subject.period, job.subject.place, gathered),
        **_of_rules(job.subject.period, gathered, workspace),
        **shared_digests(),
        "lang": lang,
    }
    return {part: parts[part] for part in PARTS if part != "published" or part in job.template.reads}


def reasons(made_from: Mapping[str, str], record: Mapping[str, Any] | None, report: Path) -> tuple[str, ...]:
    """Why a report is to be made: see `shapes.Planned`. ``record`` is what the run that made it wrote of it."""
    if record is None:
        return ("new",)
    if record["state"] != "ok":
        return ("failed",)
    if not report.is_file():
        return ("missing",)
    earlier = record.get("made_from", {})
    changed = tuple(part for part in PARTS if earlier.get(part) != made_from.get(part))
    return changed or (() if file_hash(report) == record["sha256"] else ("altered",))


def origin_of_place(period: str, place: str, gathered: Gathered, workspace: Workspace, lang: str) -> str:
    """One digest of all that a place's line in the index is made from."""
    parts = [_of_place(period, place, gathered), _of_rules(period, gathered, workspace), shared_digests()["code"], lang]
    return _digest(parts)


def _of_rules(period: str, gathered: Gathered, workspace: Workspace) -> dict[str, str]:
    edition = gathered.editions[period]
    rule = workspace.boundary_rule or edition.default_boundary_rule
    return {"edition": f"{edition.id} {edition.digest[:SHORT]}", "rule": rule}


def _of_place(period: str, place: str, gathered: Gathered) -> dict[str, str]:
    """A report reads every stage of its place and period, and the tables the place declared."""
    heads = gathered.of_place(period, place)
    files = {stage: head.inputs["files"] for stage, head in heads.items()}
    declared = {stage: head.inputs["declared"] for stage, head in heads.items()}
    return {"data": _digest(files), "corrections": _digest(declared)}


@cache
def shared_digests() -> dict[str, str]:
    """The digests that are the same for every report: published, template, code, libraries."""
    root = Path(kla_lib.__file__).parent
    files = {path for pattern in CODE_FILES for path in root.rglob(pattern)}
    templates = {path for path in files if _below(path, root, TEMPLATES)}
    published = {path for path in files if _below(path, root, (PUBLISHED,))}
    editions = {path for path in files if _below(path, root, ("rules/data",)) and path.parent != root / "rules/data"}
    code = files - templates - published - editions
    libraries = [platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES)]
    trees = {"published": published, "template": templates, "code": code}
    return {**{name: tree_hash(root, paths)[:SHORT] for name, paths in trees.items()}, "libraries": _digest(libraries)}


@cache
def notebook_digest(path: Path) -> str:
    """The digest of a notebook's cells and metadata without outputs: running it changes nothing."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [[c["cell_type"], "".join(c["source"]), c["metadata"]] for c in notebook["cells"]]
    return _digest([cells, notebook["metadata"].get("kla")])


def _below(path: Path, root: Path, folders: Sequence[str]) -> bool:
    return any(path.is_relative_to(root / folder) for folder in folders)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:SHORT]
