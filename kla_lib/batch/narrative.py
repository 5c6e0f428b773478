"""The prose of a notebook in the reader's language, from the same catalogue as every other word."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Enum

from kla_lib.problems import prose


class Narrative(Preprocessor):
    """Replaces the text of each Markdown cell by its translation; prose without one stays Indonesian.

    Also for nbconvert's own command line: ``--Exporter.preprocessors=kla_lib.batch.narrative.Narrative
    --Narrative.lang=en``.
    """

    lang = Enum(("id", "en"), default_value="id", help="The reader's language.").tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """One cell in the reader's language. nbconvert hands over a copy: the notebook itself is left as it is."""
        if cell.cell_type == "markdown":
            cell.source = prose("notebook", cell.source, "en" if self.lang == "en" else "id")
        return cell, resources
