"""An executed notebook -> one self-contained HTML page in the reader's language, without code cells.

The same exporter serves ``kla run``, ``jupyter nbconvert --to kla notebook.ipynb`` and JupyterLab's menu.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, List, default

from kla_lib.batch.about import page_of
from kla_lib.batch.markup import settled
from kla_lib.problems import InputFault, Lang
from kla_lib.rules import editions
from kla_lib.rules.folders import folder_of
from kla_lib.rules.parameters import read_cluster
from kla_lib.rules.periods import edition_of
from kla_lib.views.figures import short_name
from kla_lib.views.html import MADE_HERE
from kla_lib.views.instrument_words import stage_name
from kla_lib.views.page import chrome
from kla_lib.workspace import Workspace, nearest_workspace, open_workspace

SAFE_KINDS = {"text/html", "image/svg+xml", "image/png", "text/plain"}
PREPROCESSORS = tuple(f"kla_lib.batch.narrative.{name}" for name in ("Narrative", "Masthead", "Still"))
_kept_open = ExitStack()  # in a zipped library the template is unpacked, for as long as the process lives


class KlaExporter(HTMLExporter):
    """One self-contained HTML page in the reader's language, without code cells and without any request.

    Where a page's HTML is all our own, nbconvert's second reading of it is left out: it writes alternative texts, which
    our template does itself, and mends broken HTML, which only somebody else's can be; it takes two thirds of an export.

    What stands around the cells (title, place, period, stage, accent, language) comes in ``resources["page"]`` and
    ``resources["lang"]``, or else from the notebook's own parameters.
    """

    export_from_notebook = "KLA (HTML)"
    exclude_anchor_links = Bool(True).tag(config=True)
    exclude_input = Bool(True).tag(config=True)
    exclude_input_prompt = Bool(True).tag(config=True)
    exclude_output_prompt = Bool(True).tag(config=True)
    optimistic_validation = Bool(True)  # once, not after each of nbconvert's eleven preprocessors
    preprocessors = List(list(PREPROCESSORS)).tag(config=True)

    @default("template_name")
    def _template_name_default(self) -> str:
        return "kla"

    @default("extra_template_basedirs")
    def _our_templates(self) -> list[str]:
        folder = files("kla_lib.batch").joinpath("template")
        return [str(_kept_open.enter_context(as_file(folder)))]

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own HTMLExporter does
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and the resources it was made with."""
        given = dict(resources or {})
        if "page" not in given:
            about = given.get("metadata", {})
            folder = Path(about.get("path") or ".")
            given["lang"], given["page"] = page_of(nb, about.get("name") or "Notebook", folder, cluster_of, lang_of)
        lang, page = given["lang"], given["page"]
        around = {"metadata": {"name": page["title"]}, **given, **page}
        around["chrome"] = chrome(lang, page["accent"], stage_name(page["stage"], lang) if page["stage"] else "")
        if not _is_our_own(nb):
            page_and_more: tuple[str, dict[str, Any]] = super().from_notebook_node(nb, around, **kw)
            return page_and_more
        html, found = TemplateExporter.from_notebook_node(self, nb, around, **kw)
        return settled(html), found


def cluster_of(asked: str, period: str, home: str, folder: Path, lang: Lang) -> tuple[str, str]:
    """The code of a cluster and its name in the period's edition; empty where no such edition or cluster is found."""
    try:
        workspace = _workspace(home, folder)
        edition_id, _ = edition_of(period, workspace.periods if workspace else {})
        edition = editions.load(folder_of(edition_id, workspace.editions if workspace else None))
    except (InputFault, OSError):
        return "", ""
    code = read_cluster(asked, edition, [])
    return (code, short_name(edition.by_code[code], lang)) if code in edition.by_code else ("", "")


def lang_of(home: str, folder: Path) -> Lang:
    """The language of the notebook's workspace."""
    workspace = _workspace(home, folder)
    return workspace.lang if workspace else "id"


def _workspace(home: str, folder: Path) -> Workspace | None:
    """The notebook's workspace; None where it is not on this machine, and never a network address it names."""
    if home.startswith(("//", "\\\\")):
        return None
    try:
        found = folder / home if home else nearest_workspace(folder.resolve())
        return open_workspace(found) if found else None
    except (InputFault, OSError, ValueError):
        return None


def _is_our_own(notebook: NotebookNode) -> bool:
    """Whether a page holds no HTML but that of our templates: not in its prose, its outputs or raw cells."""
    kinds = {cell.cell_type for cell in notebook.cells}
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return kinds <= {"markdown", "code"} and not any("<" in text for text in prose) and all(map(_is_safe, outputs))


def _is_safe(output: NotebookNode) -> bool:
    """Whether the template escapes an output, or it is a piece made by our own templates."""
    data = output.get("data", {})
    return set(data) <= SAFE_KINDS and ("text/html" not in data or output.metadata.get("text/html") == MADE_HERE)


def export(notebook: NotebookNode, lang: Lang, page: Mapping[str, str]) -> str:
    """The page of an executed notebook.

    ``page`` holds what the template prints around the cells: title, place, period, stage, accent (a block
    code or empty). The same notebook gives the same text.
    """
    html, _ = _exporter().from_notebook_node(notebook, resources={"lang": lang, "page": dict(page)})
    return html


@cache
def _exporter() -> KlaExporter:
    return KlaExporter()
