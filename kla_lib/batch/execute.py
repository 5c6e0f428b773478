"""One job -> one report: run its notebook by papermill, export it, write it whole."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from kla_lib.batch.export import export
from kla_lib.batch.files import write_whole
from kla_lib.batch.shapes import Job, Outcome
from kla_lib.problems import Lang
from kla_lib.rules.places import all_places
from kla_lib.views.index_page import error_page

CELL_SECONDS = 300


def make_report(job: Job, reports: Path, lang: Lang) -> Outcome:
    """Make one report below ``reports``. A failing notebook is an outcome, not an exception.

    The notebook that failed is kept, executed up to the failing cell, beside its report; in the report's place
    stands a page that says why, so that nobody takes an older report for this run's.
    """
    started = time.perf_counter()
    target = reports / job.output
    kept = target.with_suffix(".failed.ipynb")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        notebook = _run(job, kept)
        write_whole(target, export(notebook, lang, _page(job, lang)))
    except Exception as fault:  # whatever one notebook does, the others go on
        reason = _reason(fault)
        write_whole(target, error_page(job.title(lang), _place(job), job.subject.period, reason, lang))
        return Outcome(job, "failed", reason, time.perf_counter() - started)
    kept.unlink(missing_ok=True)
    return Outcome(job, "ok", "", time.perf_counter() - started)


def _reason(fault: Exception) -> str:
    if isinstance(fault, PapermillExecutionError):
        return f"{fault.ename}: {fault.evalue}"
    return f"{type(fault).__name__}: {fault}"


def _run(job: Job, kept: Path) -> nbformat.NotebookNode:
    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill.execute_notebook(
        _literal(job.template.path),
        _literal(kept),
        parameters=dict(job.parameters),
        kernel_name="python3",
        progress_bar=False,
        execution_timeout=CELL_SECONDS,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        cwd=str(job.template.path.parent),
    )


def _literal(path: Path) -> str:
    """Papermill fills braces in a path with parameters; a folder's own braces are meant as they stand."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _page(job: Job, lang: Lang) -> dict[str, str]:
    subject = job.subject
    title = f"{job.title(lang)} · {_place(job)} · {subject.period}"
    page = {"title": title, "place": _place(job), "period": subject.period}
    return {**page, "stage": subject.stage, "accent": job.cluster}


def _place(job: Job) -> str:
    return all_places()[job.subject.place].title
