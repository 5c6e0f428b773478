"""What a notebook says of itself: place, period, stage, cluster, language, and the title that follows from them.

Nothing here trusts a notebook: it may be executed or not, ours or a stranger's, and is never a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nbformat import NotebookNode

from kla_lib.batch.parameters import assigned
from kla_lib.problems import InputFault, Lang, Problem, prose
from kla_lib.rules.parameters import read_lang, read_text
from kla_lib.rules.places import find_place
from kla_lib.rules.provinces import find_province

ClusterOf = Callable[[str, str, str, Path, Lang], tuple[str, str]]
LangOf = Callable[[str, Path], Lang]
TAGS = {"parameters", "injected-parameters"}
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


def parameters_of(notebook: NotebookNode) -> dict[str, str]:
    """Return what its parameter cells assign (a later one wins) and what papermill recorded; whole numbers as texts."""
    told = {name: value for cell in notebook.cells for name, value in _of_cell(cell)}
    noted = _mapping(_mapping(notebook.metadata.get("papermill")).get("parameters"))
    problems: list[Problem] = []
    read = {name: _text(value, problems) for name, value in {**told, **noted}.items() if value is not ...}
    return {name: text for name, text in read.items() if text is not None}


def _text(value: object, problems: list[Problem]) -> str | None:
    return value if isinstance(value, str) else read_text("period", value, problems) or None


def _of_cell(cell: NotebookNode) -> Iterator[tuple[str, object]]:
    tags = cell.metadata.get("tags", [])
    if cell.cell_type != "code" or not TAGS & {str(tag) for tag in tags}:
        return
    try:
        yield from assigned(cell.source)
    except NO_PYTHON:  # another language, or a cell magic: it tells us nothing
        return


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def page_of(
    notebook: NotebookNode, name: str, folder: Path, cluster_of: ClusterOf, lang_of: LangOf
) -> tuple[Lang, dict[str, str]]:
    """The language and the page (see `export.export`) of a notebook alone; ``folder`` is where it lies.

    ``name`` is the title of one that says nothing of itself. ``cluster_of`` gives a cluster's code and name by what was asked
    for, the period, the notebook's home and folder, and the language; empty where there is no such cluster. ``lang_of`` gives
    the language of a workspace, for a notebook that names none.
    """
    told = parameters_of(notebook)
    asked = read_lang(told.get("lang"), []) or lang_of(told.get("home", ""), folder)
    lang: Lang = "en" if asked == "en" else "id"
    place = _place(told)
    period, asked = told.get("period", ""), told.get("cluster", "")
    cluster, known = cluster_of(asked, period, told.get("home", ""), folder, lang) if asked and period else ("", "")
    report = known or _title(notebook, lang)
    title = " · ".join(part for part in (report or name, place, period) if part)
    page = {"title": title, "report": report or name, "place": place, "period": period}
    return lang, {**page, "stage": told.get("stage", ""), "accent": cluster}


def _place(told: Mapping[str, str]) -> str:
    """The place or province as people write it; what is known of none as it is told."""
    try:
        return find_province(told["province"]).name if "province" in told else find_place(told.get("place", "")).title
    except InputFault:
        return told.get("province") or told.get("place", "")


def _title(notebook: NotebookNode, lang: Lang) -> str:
    """Its metadata's title, or its first heading, in the reader's language."""
    title = _mapping(notebook.metadata.get("kla")).get("title")
    first = notebook.cells[0] if notebook.cells else None
    if not isinstance(title, str) and first and first.cell_type == "markdown" and first.source.startswith("# "):
        title = first.source.partition("\n")[0].removeprefix("# ")
    return prose("notebook", f"# {title}", lang).removeprefix("# ") if isinstance(title, str) else ""
