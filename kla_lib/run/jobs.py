"""What the cells of a notebook assign, read without running anything.

The job list: which notebooks make which reports, for which places.
"""

from __future__ import annotations

import ast
import difflib
import fnmatch
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.core.workspace import Workspace
from kla_lib.instrument.instrument import Node
from kla_lib.instrument.place_folder import FORMS_FOLDER, REGISTER_FOLDER
from kla_lib.recap.find_recaps import has_evidence
from kla_lib.run.model import Gathered, Job, Subject, Template


def assigned(source: str) -> Iterator[tuple[str, object]]:
    """Each name assigned at the top level, with its value if that is a plain constant (else ``...``).

    Raises SyntaxError for what is no Python.
    """
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        default = value.value if isinstance(value, ast.Constant) else ...
        yield from ((target.id, default) for target in targets if isinstance(target, ast.Name))


Name = Callable[[Node, Lang], str]
PER = ("place", "cluster", "history", "collection", "evidence", "cases", "province")
READS = ("published", "forms", "evidence", "cases", "outlook")


def read_templates(folder: Path) -> list[Template]:
    """The report notebooks of a folder, by name; notebooks that say nothing of themselves are not reports.

    Raises InputFault with every notebook that is no notebook or says too little.
    """
    found, problems = [], []
    for path in sorted(folder.glob("*.ipynb")):
        template, fault = _template(path)
        found += [template] if template else []
        problems += [fault] if fault else []
    if problems or not folder.is_dir():
        raise InputFault(problems or [problem("folder_missing", Where(str(folder)), folder)])
    return found


def list_jobs(
    workspace: Workspace,
    gathered: Gathered,
    subjects: Iterable[Subject],
    patterns: Sequence[str],
    lang: Lang,
    name: Name,
) -> list[Job]:
    """The reports of a workspace that match any of the patterns (none: all); ``name`` is `figures.short_name`, for clusters.

    Raises InputFault for notebooks or parameters that cannot be used, and for every pattern that matches nothing.
    """
    blocks = {
        p: {node.code: name(node, lang) for node in edition.at("block")} for p, edition in gathered.editions.items()
    }
    common = {"home": workspace.home.as_posix(), "lang": lang}
    planned = plan_jobs(read_templates(workspace.notebooks), subjects, blocks, common)
    jobs = [job for job in planned if _has_matter(job, workspace)]
    if idle := [pattern for pattern in patterns if not only(jobs, [pattern])]:
        idle_faults = [problem("nothing_matches", Where(), pattern) for pattern in idle]
        raise InputFault([*errors(gathered.all_problems()), *idle_faults])
    return only(jobs, patterns)


def plan_jobs(
    templates: Sequence[Template],
    subjects: Iterable[Subject],
    blocks: Mapping[str, Mapping[str, str]],
    common: Mapping[str, Any],
) -> list[Job]:
    """Every report of every subject, in order of place and notebook.

    ``blocks`` gives the block codes of a period's edition with their names; ``common`` the parameters all notebooks take
    (home, lang). Raises InputFault for every parameter a notebook does not know or is not given.
    """
    jobs = [job for subject in subjects for t in templates for job in _jobs(t, subject, blocks, common)]
    problems = {p: None for job in jobs for p in _parameter_faults(job)}
    if problems:
        raise InputFault(problems)
    return jobs


def only(jobs: Sequence[Job], patterns: Sequence[str]) -> list[Job]:
    """The jobs whose report matches any of some globs, told with or without its period and place: ``kab-ogan-ilir/20-*``.

    Without any glob: all."""
    wanted = [pattern.removesuffix(".html") for pattern in patterns] or ["*"]
    return [job for job in jobs if any(fnmatch.fnmatchcase(name, glob) for name in _names(job) for glob in wanted)]


def _has_matter(job: Job, workspace: Workspace) -> bool:
    """Whether there is anything to report on: a collection only where forms were sent out or have come back, evidence
    only where there is a folder of it or a form with its list, field reports only where any were read."""
    folder = workspace.raw / job.subject.period / job.subject.place
    if job.template.per == "cases":
        return workspace.processed.joinpath(job.subject.period, job.subject.place, REGISTER_FOLDER).is_dir()
    if job.template.per == "evidence":
        return has_evidence(folder)
    return job.template.per != "collection" or (folder / FORMS_FOLDER).is_dir()


def _names(job: Job) -> list[str]:
    parts = job.output.removesuffix(".html").split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))]


def _template(path: Path) -> tuple[Template | None, Problem | None]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        about = notebook["metadata"].get("kla")
        names, no_default = _parameters(notebook["cells"])
    except (ValueError, KeyError, AttributeError, TypeError, SyntaxError) as fault:
        return None, problem("notebook_broken", Where(f"notebooks/{path.name}"), fault)
    if about is None:
        return None, None
    reads = tuple(about.get("reads", ()))
    named = all(isinstance(about.get(key), str) for key in ("name", "title"))
    if about.get("per") not in PER or not named or not set(reads) <= set(READS):
        return None, problem("notebook_metadata", Where(f"notebooks/{path.name}"), json.dumps(about))
    if not names:
        return None, problem("notebook_parameters", Where(f"notebooks/{path.name}"), path.name)
    return Template(path, about["name"], about["per"], about["title"], names, no_default, reads), None


def _parameters(cells: list[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names assigned in the cell tagged ``parameters``, and those whose default is None."""
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    values = dict(pair for cell in tagged for pair in assigned("".join(cell["source"])))
    return tuple(values), tuple(name for name, value in values.items() if value is None)


def _jobs(
    template: Template, subject: Subject, blocks: Mapping[str, Mapping[str, str]], common: Mapping[str, Any]
) -> list[Job]:
    base = f"{subject.period}/{subject.folder}/{template.name}"
    if bool(subject.province) != (template.per == "province"):
        return []
    if subject.province:
        return [
            Job(template, subject, f"{base}.html", {**common, "period": subject.period, "province": subject.province})
        ]
    given = {**common, "period": subject.period, "place": subject.place}
    if template.per not in ("collection", "cases"):  # which are about no recap, and so about no stage
        given["stage"] = subject.stage
    if template.per in ("history", "collection", "evidence", "cases"):
        return [Job(template, subject, f"{base}.html", given)]
    if not subject.stage:
        return []
    if template.per == "place":
        return [Job(template, subject, f"{base}.html", given)]
    clusters = blocks[subject.period].items()
    return [Job(template, subject, f"{base}-{b}.html", {**given, "cluster": b}, b, name) for b, name in clusters]


def _parameter_faults(job: Job) -> list[Problem]:
    where = Where(f"notebooks/{job.template.path.name}")
    known = job.template.parameters
    unknown = [name for name in job.parameters if name not in known]
    missing = [name for name in job.template.no_default if name not in job.parameters]
    return [problem("parameter_unknown", where, n, near=_near(n, known)) for n in unknown] + [
        problem("parameter_missing", where, n, near=_near(n, job.parameters)) for n in missing
    ]


def _near(name: str, known: Iterable[str]) -> str:
    listed = list(known)
    return ", ".join(difflib.get_close_matches(name, listed, n=1, cutoff=0.5) or listed)
