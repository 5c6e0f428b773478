"""papermill's client with a time limit over all cells, a note of the current cell, and a last step."""

from __future__ import annotations

import time

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager

from kla_lib.engine.child import load
from kla_lib.engine.options import Options, ProductFault

NEVER = float("inf")


class LimitedClient(PapermillNotebookClient):  # type: ignore[misc]
    """Shared by the forked and the standing kernel."""

    def __init__(self, nb_man: NotebookExecutionManager, options: Options, km: object, **traits: object) -> None:
        """A client for one notebook on a given kernel manager."""
        super().__init__(nb_man, km=km, **traits)
        self._options = options
        self._deadline = time.monotonic() + (options.notebook_timeout or NEVER)

    def execute_cell(self, cell: NotebookNode, cell_index: int, **given: object) -> NotebookNode:
        """Run one cell, remembering which for the reason of a crash."""
        self._options.facts.cell = cell_index
        return super().execute_cell(cell, cell_index, **given)

    def _get_timeout(self, cell: NotebookNode | None) -> float | None:
        limit = min(self._left(), super()._get_timeout(cell) or NEVER)
        return None if limit == NEVER else limit

    def _left(self) -> float:
        return max(0.001, self._deadline - time.monotonic())


def produce_here(notebook: NotebookNode, options: Options) -> None:
    """The last step in this process, for notebooks whose process cannot do it."""
    if not options.after or has_failed(notebook):
        return
    try:
        options.facts.product = load(options.after)(notebook, **options.after_given)
    except Exception as fault:
        raise ProductFault(f"the export after the notebook failed: {fault!r}") from fault


def has_failed(notebook: NotebookNode) -> bool:
    """Whether papermill will raise for this notebook: an error other than a clean exit."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return any(output.output_type == "error" and not _clean_exit(output) for output in outputs)


def _clean_exit(output: NotebookNode) -> bool:
    return output.ename == "SystemExit" and output.evalue in ("", "0")
