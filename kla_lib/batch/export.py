"""An executed notebook -> one self-contained HTML page in the reader's language, without code cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

import nbformat
from nbconvert import HTMLExporter

from kla_lib.batch.narrative import Narrative
from kla_lib.problems import Lang
from kla_lib.views.page import chrome


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
def _exporter(lang: Lang) -> HTMLExporter:
    with as_file(files("kla_lib.batch").joinpath("template")) as folder:
        return HTMLExporter(
            template_name="kla",
            extra_template_basedirs=[str(folder)],
            exclude_anchor_links=True,
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            language_code=lang,
            preprocessors=[Narrative(lang=lang)],
        )
