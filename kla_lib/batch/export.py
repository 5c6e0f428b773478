"""An executed notebook -> one self-contained HTML page in the reader's language, without code cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import nbformat
from nbconvert import HTMLExporter, TemplateExporter

from kla_lib.batch.markup import settled
from kla_lib.batch.narrative import Narrative
from kla_lib.problems import Lang
from kla_lib.views.html import MADE_HERE
from kla_lib.views.page import chrome

SAFE_KINDS = {"text/html", "image/svg+xml", "image/png", "text/plain"}


class PageExporter(HTMLExporter):
    """nbconvert's HTML exporter without its second reading of a page whose HTML is all our own.

    That reading writes alternative texts, which our template does itself, and mends broken HTML, which only
    somebody else's can be; it takes two thirds of an export. The page is the same, byte by byte.
    """

    def from_notebook_node(  # type: ignore[override]
        self, nb: nbformat.NotebookNode, resources: dict[str, Any] | None = None, **given: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page and nbconvert's resources."""
        if not _is_our_own(nb):
            found: tuple[str, dict[str, Any]] = super().from_notebook_node(nb, resources, **given)
            return found
        html, resources = TemplateExporter.from_notebook_node(self, nb, resources, **given)
        return settled(html), resources


def _is_our_own(notebook: nbformat.NotebookNode) -> bool:
    """Whether a page holds no HTML but that of our templates: not in its prose, its outputs or raw cells."""
    kinds = {cell.cell_type for cell in notebook.cells}
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return kinds <= {"markdown", "code"} and not any("<" in text for text in prose) and all(map(_is_safe, outputs))


def _is_safe(output: nbformat.NotebookNode) -> bool:
    """Whether the template escapes an output, or it is a piece made by our own templates."""
    data = output.get("data", {})
    return set(data) <= SAFE_KINDS and ("text/html" not in data or output.metadata.get("text/html") == MADE_HERE)


def export(notebook: nbformat.NotebookNode, lang: Lang, page: Mapping[str, str]) -> str:
    """The page of an executed notebook.

    ``page`` holds what the template prints around the cells: title, place, period, stage, accent (a block
    code or empty). The same notebook gives the same text.
    """
    around = chrome(lang, page["accent"], page["stage"])
    resources = {"metadata": {"name": page["title"]}, "lang": lang, "chrome": around, **page}
    html, _ = _exporter(lang).from_notebook_node(notebook, resources=resources)
    return str(html)


@cache
def _exporter(lang: Lang) -> PageExporter:
    with as_file(files("kla_lib.batch").joinpath("template")) as folder:
        return PageExporter(
            optimistic_validation=True,  # once, not after each of nbconvert's eleven preprocessors
            template_name="kla",
            extra_template_basedirs=[str(folder)],
            exclude_anchor_links=True,
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            language_code=lang,
            preprocessors=[Narrative(lang=lang)],
        )
