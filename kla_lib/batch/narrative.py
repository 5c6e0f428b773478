"""The prose of a notebook in the reader's language, from the same catalogue as every other word."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Enum

from kla_lib.problems import prose

WIDGET = "application/vnd.jupyter.widget-view+json"


class Narrative(Preprocessor):
    """Replaces the text of each Markdown cell by its translation; prose without one stays Indonesian.

    The resources' ``lang`` wins over the trait. Also for nbconvert's own command line: ``--Exporter.preprocessors=kla_lib.batch.narrative.Narrative
    --Narrative.lang=en``.
    """

    lang = Enum(("id", "en"), default_value="id", help="The reader's language.").tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """One cell in the reader's language. nbconvert hands over a copy: the notebook itself is left as it is."""
        if cell.cell_type == "markdown":
            cell.source = prose("notebook", cell.source, "en" if resources.get("lang", self.lang) == "en" else "id")
        return cell, resources


class Masthead(Preprocessor):
    """Takes the first heading out of the cells, to stand above the page with the text that follows it.

    Sets ``heading``, ``dek`` and ``silent`` (whether there is code and none of it has an output) in the resources.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook without its heading. nbconvert hands over a copy."""
        heading, dek = str(resources.get("report") or resources.get("title", "")), ""
        if nb.cells and nb.cells[0].cell_type == "markdown" and nb.cells[0].source.startswith("# "):
            first, _, dek = nb.cells[0].source.partition("\n")
            heading, nb.cells = first.removeprefix("# ").strip(), nb.cells[1:]
        code = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
        silent = bool(code) and not any(cell.outputs for cell in code)
        resources |= {"heading": heading, "dek": dek, "silent": silent}
        return nb, resources


class Still(Preprocessor):
    """Takes controls off a page on which nothing answers them, where something else of the same cell can be shown."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """One cell without widgets. nbconvert hands over a copy: the notebook itself is left as it is."""
        for output in cell.get("outputs", []):
            if WIDGET in (data := output.get("data", {})) and set(data) - {WIDGET, "text/plain"}:
                del data[WIDGET]
        return cell, resources
