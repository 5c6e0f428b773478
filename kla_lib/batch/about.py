"""What a notebook says of itself: place, period, stage, cluster, language, and the title that follows from them.

Nothing here trusts a notebook: it may be executed or not, ours or a stranger's, and is never a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nbformat import NotebookNode

from kla_lib.batch.parameters import assigned
from kla_lib.problems import Lang, prose
from kla_lib.rules.places import all_places
from kla_lib.rules.provinces import all_provinces
from kla_lib.rules.standings import NATION

ClusterName = Callable[[str, str, str, Path, Lang], str]
TAGS = {"parameters", "injected-parameters"}
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


def parameters_of(notebook: NotebookNode) -> dict[str, str]:
    """The texts its cells of parameters assign, a later one winning, and those that papermill noted."""
    told = {name: value for cell in notebook.cells for name, value in _of_cell(cell)}
    noted = _mapping(_mapping(notebook.metadata.get("papermill")).get("parameters"))
    return {name: value for name, value in {**told, **noted}.items() if isinstance(value, str)}


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


def page_of(notebook: NotebookNode, name: str, folder: Path, cluster_name: ClusterName) -> tuple[Lang, dict[str, str]]:
    """The language and the page (see `export.export`) of a notebook alone; ``folder`` is where it lies.

    ``name`` is the title of one that says nothing of itself. ``cluster_name`` tells a cluster's name from its code, the
    period, the notebook's home and folder, and the language; empty where there is no such cluster.
    """
    told = parameters_of(notebook)
    lang: Lang = "en" if told.get("lang") == "en" else "id"
    place = _place(told)
    period, cluster = told.get("period", ""), told.get("cluster", "")
    known = cluster_name(cluster, period, told.get("home", ""), folder, lang) if cluster and period else ""
    report = known or _title(notebook, lang)
    title = " · ".join(part for part in (report or name, place, period) if part)
    page = {"title": title, "report": report or name, "place": place, "period": period}
    return lang, {**page, "stage": told.get("stage", ""), "accent": cluster if known else ""}


def _place(told: Mapping[str, str]) -> str:
    """The place or province as people write it; what is known of none as it is told."""
    if told.get("place") in all_places():
        return all_places()[told["place"]].title
    if "province" not in told:
        return told.get("place", "")
    named = [p.name for p in (NATION, *all_provinces().values()) if told["province"] in (p.slug, p.code)]
    return named[0] if named else told["province"]


def _title(notebook: NotebookNode, lang: Lang) -> str:
    """Its metadata's title, or its first heading, in the reader's language."""
    title = _mapping(notebook.metadata.get("kla")).get("title")
    first = notebook.cells[0] if notebook.cells else None
    if not isinstance(title, str) and first and first.cell_type == "markdown" and first.source.startswith("# "):
        title = first.source.partition("\n")[0].removeprefix("# ")
    return prose("notebook", f"# {title}", lang).removeprefix("# ") if isinstance(title, str) else ""
