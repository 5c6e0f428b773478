"""What a worker does: execute a chunk of orders, write each report, and return the outcomes."""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from kla_lib.core.files import RUN_FOLDER, content_hash, write_whole
from kla_lib.core.problems import Lang, message, system_reason
from kla_lib.engine.task import Result, Task, run_task
from kla_lib.run.index_page import error_page
from kla_lib.run.ledger import note
from kla_lib.run.model import Order, Outcome

PRELOAD = ("kla_lib.run.warm_reports",)


def make_chunk(orders: Sequence[Order]) -> list[Outcome]:
    """Make every report of a chunk; a fault becomes the outcome of its report and is not raised."""
    logging.getLogger("papermill").setLevel(logging.ERROR)
    made = [_guarded(order) for order in orders]
    gc.collect()  # nbclient leaves cycles, which would pile up for a thousand notebooks
    return made


def failed(order: Order, detail: str, kind: Literal["not_written", "worker_lost"]) -> Outcome:
    """Return the outcome of an order that could not be finished, and replace its report by a page that says why.

    ``detail`` is the machine's own message.
    """
    reason = message(f"failed_{kind}", order.lang).format(detail=detail)
    page = _page_of_failure(order, reason)
    with contextlib.suppress(OSError):  # a full disk: the reason is in the outcome all the same
        (order.reports / order.output).unlink(missing_ok=True)
        write_whole(order.reports / order.output, page, staging=order.reports / RUN_FOLDER)
    return Outcome(order.output, "failed", reason)


def _guarded(order: Order) -> Outcome:
    try:
        outcome = _make_report(order)
        note(order.reports / RUN_FOLDER, outcome.as_record(order.record))
    except OSError as fault:  # a full disk or a folder without write permission: only this report fails
        return _not_written(order, fault)
    except Exception as fault:  # a fault of ours
        return failed(order, f"{type(fault).__name__}: {fault}", "not_written")
    return outcome


def _make_report(order: Order) -> Outcome:
    """Make one report. A failing notebook is an outcome, not an exception.

    A notebook that failed is kept next to its report, executed up to the failing cell; the report itself is replaced
    by a page that says why, so that an older one is not taken for the result of this run.
    """
    target = order.reports / order.output
    kept = target.with_suffix(".failed.ipynb")
    result = run_task(_task(order, kept))
    write = partial(write_whole, target, staging=order.reports / RUN_FOLDER)
    outcome = partial(
        Outcome,
        order.output,
        seconds=round(result.seconds, 3),
        peak_mb=result.peak_mb,
        handed_over=result.handed_over,
    )
    if result.status != "done":
        reason = _reason_text(result, order.lang)
        write(_page_of_failure(order, reason))
        return outcome("failed", reason)
    page = str(result.product)
    write(page)
    kept.unlink(missing_ok=True)
    return outcome("ok", sha256=content_hash(page))


def _not_written(order: Order, fault: OSError) -> Outcome:
    """Record a report that could not be written; an older one is kept, and run.json says that it is older."""
    detail = system_reason(fault, order.lang)
    if not (order.reports / order.output).is_file():
        return failed(order, detail, "not_written")
    return Outcome(order.output, "failed", message("failed_not_written", order.lang).format(detail=detail))


def _reason_text(result: Result, lang: Lang) -> str:
    """Why a notebook gave no report: in the reader's words, then the machine's message."""
    told = message(f"failed_{result.status}", lang).format(detail=result.reason)
    return told if result.cell is None else message("failed_in_cell", lang).format(told=told, cell=result.cell + 1)


def _page_of_failure(order: Order, reason: str) -> str:
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
