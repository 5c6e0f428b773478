"""Preloaded by the fork server, after the engine's own `warm`: what every report needs and no workspace decides.

On import, a made-up recap in a temporary folder is read, kept, opened, shown by every view in both languages and
exported, and then thrown away. Modules, places, words, published facts, the shipped editions, styles, templates, the
widths of labels and the exporters are then ready in every process forked from here. No thread is left alive.
"""

from __future__ import annotations

import contextlib
import gc
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from nbformat import v4

from kla_lib.core.problems import Lang
from kla_lib.core.workspace import Workspace
from kla_lib.display.html import stylesheet
from kla_lib.display.palette import BLOCKS
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition
from kla_lib.plan.explore.page import explorer
from kla_lib.plan.planning import open_exploration
from kla_lib.province.explore import award_explorer
from kla_lib.robustness.charts import scenario_chart
from kla_lib.robustness.robustness import open_robustness
from kla_lib.robustness.scenario_tables import scenario_changes, scenario_table
from kla_lib.robustness.tables import (
    mapping_tables,
    node_changes,
    peers_table,
    robustness_headline,
    sensitivity_table,
    stability_table,
    trend_table,
)
from kla_lib.run.page import export
from kla_lib.scoring.assessment import open_assessment
from kla_lib.scoring.views.arithmetic import arithmetic
from kla_lib.scoring.views.charts import bars, ladder, stages_chart
from kla_lib.scoring.views.checks import glossary_list, provenance, remarks
from kla_lib.scoring.views.headline import headline
from kla_lib.scoring.views.history import award_headline, award_steps, award_table, unpublished
from kla_lib.scoring.views.memo import gap_memo
from kla_lib.scoring.views.pairs import pairs_chart, pairs_table
from kla_lib.scoring.views.stages import stages_table
from kla_lib.scoring.views.tables import agencies, gaps, points_table, strengths, unanswered

PERIOD, PLACE, STAGE = "2000", "kota-pekanbaru", "EM"  # a real place with published facts; its recap is made up
View = Callable[..., Any]
OF_PLACE: tuple[View, ...] = (
    agencies, award_explorer, award_headline, award_steps, award_table, bars, gaps, glossary_list, headline, ladder,
    pairs_chart, pairs_table, points_table, provenance, remarks, stages_chart, stages_table, strengths, unanswered,
    unpublished,
)  # fmt: skip
OF_BLOCK: tuple[View, ...] = (agencies, arithmetic, bars, gap_memo, gaps, headline, points_table, unanswered)
OF_ROBUSTNESS: tuple[View, ...] = (
    mapping_tables,
    node_changes,
    robustness_headline,
    peers_table,
    scenario_changes,
    scenario_chart,
    scenario_table,
    sensitivity_table,
    stability_table,
    trend_table,
)


def warm() -> None:
    """Load everything above. A fault here is left to the report that meets it, which then says so."""
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
    open_assessment(workspace, PERIOD, PLACE)  # reads the recap and keeps it; the next ones find it kept
    for lang in get_args(Lang):
        assessment = open_assessment(workspace, PERIOD, PLACE, lang=lang)
        shown = [*every_view(assessment), explorer(open_exploration(assessment))]  # the solver too
        cells = [v4.new_markdown_cell("# rekaan"), *(_cell(output) for output in shown)]
        about = {"title": PLACE, "place": assessment.title, "period": PERIOD, "stage": STAGE, "accent": ""}
        robustness = open_robustness(workspace, PERIOD, PLACE, lang=lang)
        cells += (_cell(view(robustness)) for view in OF_ROBUSTNESS)
        export(v4.new_notebook(cells=cells), lang, about)


def made_up(edition: Edition) -> str:
    """A made-up recap: half the points of every question but the last two: open, and one names an unknown agency."""
    *answered, open_, last = edition.at("question")
    rows = [f"{question.code};{(question.max_micro or 0) / 2_000_000};" for question in answered]
    return "\n".join(["kode;nilai;opd", *rows, f"{open_.code};;", f"{last.code};;Dinas Rekaan"])


def every_view(assessment: Any) -> Iterator[Any]:
    """What each view shows of an assessment as a whole, and of each of its blocks."""
    yield from (view(assessment) for view in OF_PLACE)
    yield from (view(assessment, block.code) for view in OF_BLOCK for block in assessment.edition.at("block"))


def _cell(shown: Any) -> Any:
    data, metadata = shown._repr_mimebundle_()
    output = v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)
    return v4.new_code_cell("rekaan", outputs=[output])


warm()
