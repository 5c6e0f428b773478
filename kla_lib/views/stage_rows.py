"""The stages of a case as plain rows: total and blocks, one figure per stage that has a recap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.rules.instrument import TOTAL
from kla_lib.rules.records import Row
from kla_lib.rules.stages import STAGES
from kla_lib.views.figures import short_name

if TYPE_CHECKING:
    from kla_lib.case import Case


def stages_of(case: Case) -> list[str]:
    """The stages that have a recap, in order."""
    return [stage for stage in STAGES if stage in case.stages]


def stage_rows(case: Case) -> list[Row]:
    """The rows of `scoring.stages.side_by_side` of the total, then of each block."""
    rows = case.stage_rows
    wanted = [TOTAL, *(node.code for node in case.edition.at("block"))]
    return [{**rows[code], "code": code} for code in wanted]


def block_label(case: Case, row: Row) -> str:
    """A block's name as people know it."""
    return short_name(case.edition.by_code[row["code"]], case.lang)


def place_of(code: str) -> str:
    """Where on a page a node's stages open (see `html.see`): its arithmetic at one stage may stand there too."""
    return f"stages-{code}"
