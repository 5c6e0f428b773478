"""Preloaded by the fork server, after the engine's own `warm`: what every report needs and no workspace decides.

On import, a made-up recap in a temporary folder is read, kept, opened, shown by every view in both languages and
exported, and then thrown away. Modules, places, words, published facts, the shipped editions, styles, templates, the
widths of labels and the exporters are then ready in every process forked from here. No thread is left alive.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from nbformat import v4

import kla_lib
from kla_lib.core.problems import Lang
from kla_lib.core.workspace import Workspace
from kla_lib.display.html import stylesheet
from kla_lib.display.palette import BLOCKS
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition
from kla_lib.run.page import export

PERIOD, PLACE, STAGE = "2000", "kota-pekanbaru", "EM"  # a real place with published facts; its recap is made up
NO_VIEWS = ("workbook",)  # what else is given a case shows something of it on a page


def warm() -> None:
    """Everything above. What cannot be warmed is simply not warm: a report then meets its fault itself, and says so."""
    for accent in ("", *BLOCKS):
        stylesheet(accent)
    for edition in map(editions.load, editions.shipped().values()):
        if edition.has_weights:
            with contextlib.suppress(Exception), tempfile.TemporaryDirectory(prefix="kla-warm-") as home:
                _show_made_up(Path(home), edition)
    gc.collect()
    gc.freeze()


def _show_made_up(home: Path, edition: Edition) -> None:
    recap = home / "data" / "raw" / PERIOD / PLACE / STAGE / "rekaan.csv"
    recap.parent.mkdir(parents=True)
    recap.write_text(made_up(edition), encoding="utf-8")
    workspace = Workspace(home, periods={PERIOD: edition.id})
    kla_lib.open_place(workspace, PERIOD, PLACE)  # reads the recap and keeps it; the next ones find it kept
    for lang in get_args(Lang):
        case = kla_lib.open_place(workspace, PERIOD, PLACE, lang=lang)
        shown = [*every_view(case), kla_lib.explorer(kla_lib.open_exploration(case))]  # the solver too
        cells = [v4.new_markdown_cell("# rekaan"), *(_cell(output) for output in shown)]
        about = {"title": PLACE, "place": case.title, "period": PERIOD, "stage": STAGE, "accent": ""}
        outlook = kla_lib.open_outlook(workspace, PERIOD, PLACE, lang=lang)
        cells += map(_cell, every_view(outlook, "outlook"))
        export(v4.new_notebook(cells=cells), lang, about)


def made_up(edition: Edition) -> str:
    """A made-up recap: half the points of every question but the last two: open, and one names an unknown agency."""
    *answered, open_, last = edition.at("question")
    rows = [f"{question.code};{(question.max_micro or 0) / 2_000_000};" for question in answered]
    return "\n".join(["kode;nilai;opd", *rows, f"{open_.code};;", f"{last.code};;Dinas Rekaan"])


def every_view(case: Any, kind: str = "case") -> Iterator[Any]:
    """What each view shows of a case (or what ``kind`` names), and of each of its blocks where it takes one."""
    for view in (getattr(kla_lib, name) for name in kla_lib.__all__ if name not in NO_VIEWS):
        takes = inspect.signature(view).parameters
        if next(iter(takes)) != kind:
            continue
        if "code" not in takes or takes["code"].default is not inspect.Parameter.empty:
            yield view(case)
        if "code" in takes:
            yield from (view(case, block.code) for block in case.edition.at("block"))


def _cell(shown: Any) -> Any:
    data, metadata = shown._repr_mimebundle_()
    output = v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)
    return v4.new_code_cell("rekaan", outputs=[output])


warm()
