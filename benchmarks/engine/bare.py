"""The floor: a notebook's cells in a warm IPython shell, and one render of the outcome by the project's template."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, v4
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from traitlets import Type

from benchmarks.commands import Job
from kla_lib.instrument.places import all_places
from kla_lib.run.page import export


class Shown(DisplayHook):
    """Keeps the value of a cell's last expression as all its MIME types, as a kernel would send it."""

    def __call__(self, result: object = None) -> None:
        """Take one value."""
        if result is not None:
            data, metadata = self.shell.display_formatter.format(result)
            self.shell.shown.append(v4.new_output("execute_result", data, metadata=metadata))


class BareShell(InteractiveShell):
    """IPython's shell with nothing around it."""

    displayhook_class = Type(Shown)
    display_pub_class = Type(CapturingDisplayPublisher)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.shown: list[NotebookNode] = []

    def enable_gui(self, gui: object = None) -> None:
        """There is no window."""


@cache
def _shell() -> BareShell:
    HistoryManager.enabled = False
    return BareShell.instance()


def bare_report(job: Job) -> tuple[str, tuple[float, float]]:
    """The page, and the seconds of the cells and of the render; loading the notebook is not counted."""
    os.chdir(job.notebook.parent)
    notebook = parameterize_notebook(load_notebook_node(str(job.notebook)), job.parameters)
    page, lang = _page(job), job.parameters["lang"]
    started = time.perf_counter()
    _run_cells(notebook)
    ran = time.perf_counter()
    html = export(notebook, lang, page)
    spent = ran - started, time.perf_counter() - ran
    _shell().reset(new_session=False)
    return html, spent


def _run_cells(notebook: NotebookNode) -> None:
    shell = _shell()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shell.shown = []
            shell.run_cell(cell.source).raise_error()
            cell.outputs = shell.shown + [v4.new_output("display_data", **out) for out in shell.display_pub.outputs]
            shell.display_pub.outputs.clear()


def _page(job: Job) -> dict[str, str]:
    """What the template prints around the cells, as the batch driver gives it."""
    given, place = job.parameters, all_places()[job.parameters["place"]].title
    title = f"{job.title} · {place} · {given['period']}"
    about = {"title": title, "place": place, "period": given["period"]}
    return {**about, "stage": given["stage"], "accent": given["cluster"]}
