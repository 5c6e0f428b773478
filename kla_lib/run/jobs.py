"""The job list: which notebooks make which reports, for which places."""

from __future__ import annotations

import ast
import difflib
import fnmatch
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.core.workspace import Workspace
from kla_lib.run.model import Gathered, Job, Subject, Template
from kla_lib.run.report_kinds import ReportKind, Source, report_kinds, sources
from kla_lib.scoring.views.figures import short_name

FORMER = {"cases": "incidents", "outlook": "robustness"}  # words of the release before this one, in a user's notebooks


def read_templates(folder: Path) -> list[Template]:
    """The report notebooks of a folder and of kinds that bring their own, by file name; others have no ``kla`` metadata.

    Raises InputFault with every notebook that is no notebook or states too little.
    """
    found, problems = [], []
    paths = [*(kind.notebook for kind in report_kinds().values() if kind.notebook), *folder.glob("*.ipynb")]
    for _, path in sorted({path.name: path for path in paths}.items()):
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
) -> list[Job]:
    """The reports of a workspace that match any of the patterns (none: all) and have something to report.

    Raises InputFault for notebooks or parameters that cannot be used, and for every pattern that matches nothing.
    """
    blocks = {
        p: {node.code: short_name(node, lang) for node in edition.at("block")}
        for p, edition in gathered.editions.items()
    }
    common = {"home": workspace.home.as_posix(), "lang": lang}
    planned = plan_jobs(read_templates(workspace.notebooks), subjects, blocks, common)
    jobs = [job for job in planned if job.template.kind.has_matter(workspace, job.subject)]
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
    """The jobs whose report matches any of some globs, written with or without period and place: ``kab-ogan-ilir/20-*``.

    Without any glob: all.
    """
    wanted = [pattern.removesuffix(".html") for pattern in patterns] or ["*"]
    return [job for job in jobs if any(fnmatch.fnmatchcase(name, glob) for name in _names(job) for glob in wanted)]


def assigned(source: str) -> Iterator[tuple[str, object]]:
    """Each name assigned at the top level, with its value if that is a plain constant (else ``...``).

    Raises SyntaxError for what is no Python.
    """
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        default = value.value if isinstance(value, ast.Constant) else ...
        yield from ((target.id, default) for target in targets if isinstance(target, ast.Name))


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
    kind, reads = _kind_and_reads(about)
    if kind is None:
        return None, problem("notebook_metadata", Where(f"notebooks/{path.name}"), json.dumps(about))
    if not names:
        return None, problem("notebook_parameters", Where(f"notebooks/{path.name}"), path.name)
    return Template(path, about["name"], kind, about["title"], names, no_default, reads), None


def _kind_and_reads(about: Any) -> tuple[ReportKind | None, tuple[Source, ...]]:
    """The kind that a notebook's metadata names, and what it reads besides recaps; None for metadata that is not as it must be."""
    if not isinstance(about, dict) or not isinstance(named := about.get("reads", []), list):
        return None, ()
    if not all(isinstance(text, str) for text in (about.get("name"), about.get("title"), about.get("per"), *named)):
        return None, ()
    reads = {FORMER.get(name, name) for name in named}
    per = str(about["per"])
    kind = report_kinds().get(FORMER.get(per, per))
    if kind is None or not reads <= set(sources()):
        return None, ()
    return kind, tuple(source for source in sources().values() if source.name in reads or source in kind.reads)


def _parameters(cells: list[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names assigned in the cell tagged ``parameters``, and those whose default is None."""
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    values = dict(pair for cell in tagged for pair in assigned("".join(cell["source"])))
    return tuple(values), tuple(name for name, value in values.items() if value is None)


def _jobs(
    template: Template, subject: Subject, blocks: Mapping[str, Mapping[str, str]], common: Mapping[str, Any]
) -> list[Job]:
    kind = template.kind
    if bool(subject.province) != (kind.made_for == "province"):
        return []
    if kind.made_for in ("recap", "cluster") and not subject.stage:
        return []
    given = {**common, "period": subject.period}
    given |= {"province": subject.province} if subject.province else {"place": subject.place}
    if kind.takes_stage and not subject.province:
        given["stage"] = subject.stage
    base = f"{subject.period}/{subject.folder}/{template.name}"
    if kind.made_for != "cluster":
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
