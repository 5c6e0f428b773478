"""An executed notebook as one self-contained HTML page in the reader's language, without code cells.

The same exporter serves ``kla run``, ``jupyter nbconvert --to kla notebook.ipynb`` and JupyterLab's menu. The last two
take place, period, stage, cluster and language from the notebook itself, which may be anyone's, executed or not, and is
never a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, List, default

from kla_lib.core.problems import InputFault, Lang, prose
from kla_lib.core.workspace import Workspace, nearest_workspace, open_workspace
from kla_lib.display.html import JSON, MADE_HERE, chrome, from_notebook
from kla_lib.display.svg import themed
from kla_lib.instrument import editions
from kla_lib.instrument.editions import edition_of, folder_of
from kla_lib.instrument.parameters import read_cluster, read_lang, read_text
from kla_lib.instrument.places import find_place, find_province
from kla_lib.instrument.words import stage_name
from kla_lib.run.jobs import assigned
from kla_lib.run.preprocessors import canonical_html
from kla_lib.scoring.views.figures import short_name

TAGS = {"parameters", "injected-parameters"}
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


def parameters_of(notebook: NotebookNode) -> dict[str, str]:
    """Return what its parameter cells assign (a later one wins) and what papermill recorded; whole numbers as texts."""
    assigned_here = {name: value for cell in notebook.cells for name, value in _of_cell(cell)}
    noted = _mapping(_mapping(notebook.metadata.get("papermill")).get("parameters"))
    given = {name: value for name, value in {**assigned_here, **noted}.items() if value is not ...}
    texts = {name: value if isinstance(value, str) else read_text("period", value, []) for name, value in given.items()}
    return {name: text for name, text in texts.items() if text or text == given[name]}


def _of_cell(cell: NotebookNode) -> Iterator[tuple[str, object]]:
    tags = cell.metadata.get("tags", [])
    if cell.cell_type != "code" or not TAGS & {str(tag) for tag in tags}:
        return
    try:
        yield from assigned(cell.source)
    except NO_PYTHON:  # another language, or a cell magic
        return


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def page_of(notebook: NotebookNode, name: str, folder: Path) -> tuple[Lang, dict[str, str]]:
    """The language and the page (see `export`) of a notebook alone, which is stored in ``folder``.

    ``name`` is the title of a notebook that states none. One that names no language has that of its workspace.
    """
    given = parameters_of(notebook)
    workspace = _workspace(given.get("home", ""), folder)
    asked = read_lang(given.get("lang"), []) or (workspace.lang if workspace else "id")
    lang: Lang = "en" if asked == "en" else "id"
    place = _place(given)
    period, code = given.get("period", ""), given.get("cluster", "")
    cluster, cluster_name = _cluster_of(code, period, workspace, lang) if code and period else ("", "")
    report = cluster_name or _title(notebook, lang)
    title = " · ".join(part for part in (report or name, place, period) if part)
    page = {"title": title, "report": report or name, "place": place, "period": period}
    return lang, {**page, "stage": given.get("stage", ""), "accent": cluster}


def _place(given: Mapping[str, str]) -> str:
    """The place or province as people write it; an unknown one as it is given."""
    try:
        return (
            find_province(given["province"]).name if "province" in given else find_place(given.get("place", "")).title
        )
    except InputFault:
        return given.get("province") or given.get("place", "")


def _title(notebook: NotebookNode, lang: Lang) -> str:
    """Its metadata's title, or its first heading, in the reader's language."""
    title = _mapping(notebook.metadata.get("kla")).get("title")
    first = notebook.cells[0] if notebook.cells else None
    if not isinstance(title, str) and first and first.cell_type == "markdown" and first.source.startswith("# "):
        title = first.source.partition("\n")[0].removeprefix("# ")
    return prose("notebook", f"# {title}", lang).removeprefix("# ") if isinstance(title, str) else ""


SAFE_KINDS = {JSON, "text/html", "image/svg+xml", "image/png", "text/plain"}
PREPROCESSORS = tuple(f"kla_lib.run.preprocessors.{name}" for name in ("Narrative", "Masthead", "Still"))
_kept_open = ExitStack()  # in a zipped library the template is unpacked, for as long as the process lives


class KlaExporter(HTMLExporter):
    """One self-contained HTML page in the reader's language, without code cells and without any request.

    Where a page's HTML is all our own, nbconvert's second reading of it is left out: it writes alternative texts, which
    our template does itself, and repairs broken HTML, which ours is not; it takes two thirds of an export.

    What is printed around the cells (title, place, period, stage, accent, language) comes in ``resources["page"]`` and
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
        folder = files("kla_lib.run").joinpath("template")
        return [str(_kept_open.enter_context(as_file(folder)))]

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """nbconvert's own filters, and the one that gives a chart the page's dark colours."""
        yield from super().default_filters()
        yield "themed", themed
        yield "from_notebook", from_notebook

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own HTMLExporter does
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and the resources it was made with."""
        given = dict(resources or {})
        if "page" not in given:
            about = given.get("metadata", {})
            folder = Path(about.get("path") or ".")
            given["lang"], given["page"] = page_of(nb, about.get("name") or "Notebook", folder)
        lang, page = given["lang"], given["page"]
        around = {"metadata": {"name": page["title"]}, **given, **page}
        around["chrome"] = chrome(lang, page["accent"], stage_name(page["stage"], lang) if page["stage"] else "")
        if not _is_our_own(nb):
            page_and_more: tuple[str, dict[str, Any]] = super().from_notebook_node(nb, around, **kw)
            return page_and_more
        html, found = TemplateExporter.from_notebook_node(self, nb, around, **kw)
        return canonical_html(html), found


def _cluster_of(asked: str, period: str, workspace: Workspace | None, lang: Lang) -> tuple[str, str]:
    """The code of a cluster and its name in the period's edition; empty where no such edition or cluster is found."""
    try:
        edition_id, _ = edition_of(period, workspace.periods if workspace else {})
        edition = editions.load(folder_of(edition_id, workspace.editions if workspace else None))
    except (InputFault, OSError):
        return "", ""
    code = read_cluster(asked, edition, [])
    return (code, short_name(edition.by_code[code], lang)) if code in edition.by_code else ("", "")


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
    """True if a page holds no HTML but that of our templates: not in its prose, its outputs or raw cells."""
    kinds = {cell.cell_type for cell in notebook.cells}
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return kinds <= {"markdown", "code"} and not any("<" in text for text in prose) and all(map(_is_safe, outputs))


def _is_safe(output: NotebookNode) -> bool:
    """True if the template escapes an output, or it is a piece made by our own templates."""
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
