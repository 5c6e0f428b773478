"""The digests of what every report shares: the library's code and templates, the published data, other libraries.

What a report is made from, as one digest per part: by these a run knows what to make again, and why.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kla_lib
from kla_lib.core.files import SHORT, file_hash, short_hash, tree_hash
from kla_lib.core.workspace import Workspace
from kla_lib.incidents.store import EVENTS, SOURCES
from kla_lib.instrument.place_folder import (
    EVIDENCE_FOLDER,
    INBOX,
    RAD,
    REGISTER_FOLDER,
    REPORT_DECISIONS,
    SCENARIO_FOLDER,
    TARGETS,
)
from kla_lib.local.model import COLUMNS
from kla_lib.recap.find_recaps import RETURNS
from kla_lib.run.jobs import READS
from kla_lib.run.model import Gathered, Job, Planned, Subject
from kla_lib.scoring.country import contents_digest

LIBRARIES = ("matplotlib", "nbconvert", "pandas", "papermill", "pillow", "pypdfium2")
TEMPLATES = ("display/templates", "run/template")
PUBLISHED = "instrument/data/published"
CODE_FILES = ("*.py", "*.csv", "*.toml", "*.j2", "*.css", "*.js", "conf.json", "*.po")


@cache
def shared_digests() -> dict[str, str]:
    """The digests that are the same for every report: published, template, code, libraries, and all editions shipped."""
    root = Path(kla_lib.__file__).parent
    files = {path for pattern in CODE_FILES for path in root.rglob(pattern)}
    templates = {path for path in files if _below(path, root, TEMPLATES)}
    published = {path for path in files if _below(path, root, (PUBLISHED,))}
    folders = [about.parent.relative_to(root).as_posix() for about in root.glob("instrument/data/*/edition.toml")]
    editions = {path for path in files if _below(path, root, folders)}
    code = files - templates - published - editions
    libraries = [platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES)]
    trees = {"published": published, "template": templates, "code": code, "editions": editions}
    return {
        **{name: tree_hash(root, paths)[:SHORT] for name, paths in trees.items()},
        "libraries": short_hash(libraries),
    }


def _below(path: Path, root: Path, folders: Sequence[str]) -> bool:
    return any(path.is_relative_to(root / folder) for folder in folders)


# The order in which the reasons for making a report again are told.
PARTS = (
    "notebook", "parameters", "data", "corrections", "edition", "rule", "published", "forms", "evidence", "cases", "outlook", "template", "lang",
    "code",
    "libraries",
)  # fmt: skip


def judged(
    jobs: Iterable[Job], earlier: Mapping[str, Mapping[str, Any]], gathered: Gathered, workspace: Workspace, lang: str,
    force: bool,
) -> tuple[Planned, ...]:  # fmt: skip
    """Every job with why its report is to be made; with ``force`` each is made again.

    ``earlier``: per period, the record of the runs before (see `ledger.read_records`).
    """
    known = {record["report"]: record for records in earlier.values() for record in records["reports"]}
    return tuple(_judged(job, known.get(job.output), gathered, workspace, lang, force) for job in jobs)


def _judged(
    job: Job, record: Mapping[str, Any] | None, gathered: Gathered, workspace: Workspace, lang: str, force: bool
) -> Planned:
    made_from = origin(job, gathered, workspace, lang)
    why = reasons(made_from, record, workspace.reports / job.output)
    return Planned(job, made_from, why or (("forced",) if force else ()))


def origin(job: Job, gathered: Gathered, workspace: Workspace, lang: str) -> dict[str, str]:
    """The parts of a report and their digests; ``published``, ``forms``, ``evidence`` and ``cases`` only for a notebook that says it reads them."""
    parts = {
        "notebook": notebook_digest(job.template.path),
        "parameters": short_hash({k: v for k, v in job.parameters.items() if k not in ("home", "lang")}),
        **_of_subject(job.subject, gathered),
        **_of_rules(job.subject.period, gathered, workspace),
        **shared_digests(),
        "forms": _of_forms(workspace.raw / job.subject.period / job.subject.place),
        "evidence": _of_evidence(workspace, job),
        "cases": _of_cases(workspace, job),
        "outlook": _of_outlook(workspace, job, gathered),
        "lang": lang,
    }
    return {part: parts[part] for part in PARTS if part not in READS or part in job.template.reads}


def _of_evidence(workspace: Workspace, job: Job) -> str:
    """The files of evidence by name, size and time of change, without opening one; the years and the limit set for it."""
    if "evidence" not in job.template.reads:
        return ""
    period = job.subject.period
    settings = [workspace.evidence_years.get(period), workspace.upload_limit_mb, workspace.ocr]
    return short_hash([settings, stamps(workspace.raw / period / job.subject.place / EVIDENCE_FOLDER)])


def _of_outlook(workspace: Workspace, job: Job, gathered: Gathered) -> str:
    """The place's scenarios and every edition they may choose, its other periods, and the places it stands beside."""
    if "outlook" not in job.template.reads:
        return ""
    period, place = job.subject.period, job.subject.place
    folders = [workspace.raw / period / place / SCENARIO_FOLDER, workspace.editions]
    periods = sorted(path.parent.name for path in workspace.raw.glob(f"*/{place}"))
    own = [[name, contents_digest(workspace.raw, name, [place])] for name in periods]
    return short_hash([*map(_contents, folders), shared_digests()["editions"], own, gathered.peers.get(period, "")])


def _contents(folder: Path) -> list[tuple[str, str]]:
    """The digest of every file below a folder, in order of their paths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), file_hash(path)) for path in files]


def _of_cases(workspace: Workspace, job: Job) -> str:
    """The register of field reports and the place's own tables of it."""
    if "cases" not in job.template.reads:
        return ""
    place = (job.subject.period, job.subject.place)
    files = [workspace.processed.joinpath(*place, REGISTER_FOLDER, name) for name in (EVENTS, SOURCES)]
    files += [workspace.raw.joinpath(*place, name) for name in (TARGETS, REPORT_DECISIONS)]
    return short_hash([file_hash(path) if path.is_file() else "" for path in files])


def stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Every entry below a folder with its size and time of change, in order; links are not followed."""
    found, waiting = list[tuple[str, int, int]](), [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                about = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                name = os.fsencode(entry.path[len(str(folder)) :]).hex()
                found.append((name, about.st_size, about.st_mtime_ns))
    return sorted(found)


def _of_forms(place: Path) -> str:
    """The list of returns, whose names hold their digests, the place's own tables, and its action lists of all periods."""
    tables = [*(place / name for name in COLUMNS), *sorted(place.parent.parent.glob(f"*/{place.name}/{RAD}"))]
    return short_hash(
        [file_hash(path) if path.is_file() else "" for path in (place.joinpath(*INBOX, RETURNS), *tables)]
    )


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
    return short_hash(parts)


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


@cache
def notebook_digest(path: Path) -> str:
    """The digest of a notebook's cells and metadata without outputs: running it changes nothing."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [[c["cell_type"], "".join(c["source"]), c["metadata"]] for c in notebook["cells"]]
    return short_hash([cells, notebook["metadata"].get("kla")])
