"""What a worker does: a chunk of orders -> reports, written whole, and what became of each."""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from kla_lib.core.files import RUN_FOLDER, content_hash, write_whole
from kla_lib.core.problems import Lang, message, system_reason
from kla_lib.engine.task import Result, Task
from kla_lib.run.ledger import note
from kla_lib.run.model import Order, Outcome

Run = Callable[[Task], Result]
ErrorPage = Callable[..., str]
PRELOAD = ("kla_lib.run.warm_reports",)


def make_chunk(orders: Sequence[Order], run: Run, error_page: ErrorPage) -> list[Outcome]:
    """Make every report of a chunk by ``run`` (see `engine.task.run_task`); no fault is raised.

    ``error_page`` is `index_page.error_page`.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    made = [_guarded(order, run, error_page) for order in orders]
    gc.collect()  # nbclient leaves cycles, which would pile up for a thousand notebooks
    return made


def _guarded(order: Order, run: Run, error_page: ErrorPage) -> Outcome:
    try:
        outcome = make_report(order, run, error_page)
        note(order.reports / RUN_FOLDER, outcome.as_record(order.record))
    except OSError as fault:  # a full disk, a folder that may not be written: this report's alone
        return _not_written(order, fault, error_page)
    except Exception as fault:  # a fault of ours
        return failed(order, f"{type(fault).__name__}: {fault}", "not_written", error_page)
    return outcome


def make_report(order: Order, run: Run, error_page: ErrorPage) -> Outcome:
    """Make one report. A failing notebook is an outcome, not an exception.

    The notebook that failed is kept, executed up to the failing cell, beside its report; in the report's place
    stands a page that says why, so that nobody takes an older report for this run's.
    """
    target = order.reports / order.output
    kept = target.with_suffix(".failed.ipynb")
    result = run(_task(order, kept))
    write = partial(write_whole, target, staging=order.reports / RUN_FOLDER)
    outcome = partial(
        Outcome,
        order.output,
        seconds=round(result.seconds, 3),
        peak_mb=result.peak_mb,
        handed_over=result.handed_over,
    )
    if result.status != "done":
        reason = _told(result, order.lang)
        write(_page_of_failure(order, reason, error_page))
        return outcome("failed", reason)
    page = str(result.product)
    write(page)
    kept.unlink(missing_ok=True)
    return outcome("ok", sha256=content_hash(page))


def failed(order: Order, detail: str, kind: str, error_page: ErrorPage) -> Outcome:
    """An order that could not be finished, with the page that says so; no older page may pass for this run's.

    ``kind`` is ``not_written`` or ``worker_lost``; ``detail`` is what the machine said of it.
    """
    reason = message(f"failed_{kind}", order.lang).format(detail=detail)
    page = _page_of_failure(order, reason, error_page)
    with contextlib.suppress(OSError):  # a full disk: the reason is told all the same
        (order.reports / order.output).unlink(missing_ok=True)
        write_whole(order.reports / order.output, page, staging=order.reports / RUN_FOLDER)
    return Outcome(order.output, "failed", reason)


def _not_written(order: Order, fault: OSError, error_page: ErrorPage) -> Outcome:
    """Record a report that could not be written; an older one is kept, and run.json says that it is older."""
    detail = system_reason(fault, order.lang)
    if not (order.reports / order.output).is_file():
        return failed(order, detail, "not_written", error_page)
    return Outcome(order.output, "failed", message("failed_not_written", order.lang).format(detail=detail))


def _told(result: Result, lang: Lang) -> str:
    """Why a notebook gave no report: in the reader's words, then what the machine said."""
    told = message(f"failed_{result.status}", lang).format(detail=result.reason)
    return told if result.cell is None else message("failed_in_cell", lang).format(told=told, cell=result.cell + 1)


def _page_of_failure(order: Order, reason: str, error_page: ErrorPage) -> str:
    page = order.page
    return error_page(page["report"], page["place"], page["period"], reason, order.lang)


def _task(order: Order, kept: Path) -> Task:
    limits = order.limits
    return Task(
        source=order.notebook,
        parameters=order.parameters,
        cwd=order.notebook.parent,
        kernel_name="python3",
        cell_timeout=limits.cell_seconds,
        notebook_timeout=limits.report_seconds,
        memory_mb=limits.memory_mb,
        after="kla_lib.run.page:export",
        after_given={"lang": order.lang, "page": dict(order.page)},
        preload=PRELOAD,
        kept=kept,
        staging=order.reports / RUN_FOLDER,
    )
