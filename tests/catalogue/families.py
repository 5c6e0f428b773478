"""Keys that are put together at run time: what may stand where the code puts ``{}``.

Only what the code cannot tell by itself stands here; each list comes from the code or data that decides it.
"""

import csv
import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import get_args, get_type_hints

from kla_lib.core.problems import REFUSALS
from kla_lib.display.palette import BLOCKS
from kla_lib.engine.task import Status
from kla_lib.evidence.findings import FAMILIES, finding_kinds
from kla_lib.evidence.model import Content, Dated, Sure
from kla_lib.evidence.pack import COLUMNS as PACK_COLUMNS
from kla_lib.forms import joining
from kla_lib.forms.shape import ANSWERS
from kla_lib.forms.write.sheets import HEADINGS
from kla_lib.forms.write.workbook import SECTIONS
from kla_lib.incidents.events import NOT_ROWS, STOPS
from kla_lib.incidents.sums import TABLES
from kla_lib.instrument.checks import PARTS
from kla_lib.instrument.diff import COMPARED
from kla_lib.instrument.instrument import BOUNDARY_RULES
from kla_lib.instrument.published import inferred_awards
from kla_lib.instrument.stages import STAGES
from kla_lib.local.form_fields import ANSWER_COLUMNS, EVIDENCE_COLUMNS, FIGURE_COLUMNS
from kla_lib.local.model import STEPS
from kla_lib.plan.actions import STATUSES as STATUSES_OF_RAD
from kla_lib.plan.actions import VERDICTS
from kla_lib.plan.effort import default_rows
from kla_lib.plan.explore.page import STEPS as EXPLORE_STEPS
from kla_lib.plan.model import Status as PlanStatus
from kla_lib.robustness.mapping import COMPARED as COMPARED_EDITIONS
from kla_lib.robustness.mapping import RELATIONS
from kla_lib.robustness.model import Origin, Verdict, Why
from kla_lib.run import made_from
from kla_lib.run.model import STATUSES
from kla_lib.scoring.views.terminal import AWARDED
from kla_lib.share.book.workbook import SHEETS

LIBRARY = Path(__file__).parents[2] / "kla_lib"
SEVERITIES = ("error", "warning", "info")
UNTOLD = ("no_award", "awarded_uncategorised", "score_only", "nothing_published", "no_round")
INCIDENT_FAULTS = (*STOPS, *NOT_ROWS, "number_twice", "kind_missing", "kinds_many", "kind_unsure", "districts_many")
INCIDENT_FAULTS += ("agencies_many", "agency_unsure", "agency_unknown", "outcomes_many", "outcome_unknown")
INCIDENT_FAULTS += tuple(f"district_{n}" for n in ("unknown", "former", "missing"))
FORM_FAULTS = (  # what intake.forms finds in a cell or says of a row
    "row_nameless", "row_shifted", "code", "code_unclear", "code_again", "code_double", "closed", "choice", "error",
    "formula", "number_text", "number_date", "number_fraction", "number_range", "number_unlike", "percent_range", "percent_unclear",
    "date", "date_range",
)  # fmt: skip
FAULTS = ("text", "date", "error", "formula", "ambiguous")


def kinds() -> list[str]:
    """The kinds of problem, as problems.csv lists them."""
    with (LIBRARY / "problems.csv").open(encoding="utf-8") as table:
        return [row["kind"] for row in csv.DictReader(table)]


def _evidence() -> list[str]:
    with (LIBRARY / "instrument/data/2023/evidence.csv").open(encoding="utf-8") as table:
        return next(csv.reader(table))[1:]


def _of_2023(*levels: str) -> list[str]:
    with (LIBRARY / "instrument/data/2023/instrument.csv").open(encoding="utf-8") as table:
        return [row["code"] for row in csv.DictReader(table) if row["level"] in levels]


def _details() -> list[str]:
    """The machine words for what is wrong with a content, as far as they are put into words."""
    text = (LIBRARY / "locale/id/LC_MESSAGES/kla.po").read_text(encoding="utf-8")
    return re.findall(r'^msgctxt "detail_([a-z0-9_]+)"$', text, re.MULTILINE)


def _national(column: str) -> set[str]:
    with (LIBRARY / "instrument/data/published/national_counts.csv").open(encoding="utf-8") as table:
        return {row[column] for row in csv.DictReader(table)}


KEYS: dict[str, Iterable[str]] = {
    "case_step_{}": ("action", "close"),
    "cases_by_{}": TABLES,
    "cases_by_{}_caption": [f"{name}_caption" for name in TABLES],
    "content_{}": get_args(Content),
    "date_role_{}": get_args(get_type_hints(Dated)["role"]),
    "detail_{}": _details(),
    "plan_effort_{}": ("default", "equal"),
    "plan_cut_{}": ("own", "range"),
    "plan_why_{}": ("points", "capacity", "effort", "forbid", "dates", "limits", "fix"),
    "rad_do_{}": [row["kind"] for row in default_rows() if row["kind"] != "mend"],
    "rad_status_{}": STATUSES_OF_RAD,
    "rad_verdict_{}": VERDICTS,
    "evidence_count_{}": SEVERITIES,
    "evidence_level_{}": ("error", "warning"),
    "family_{}": FAMILIES,
    "finding.{}.reason": [f"{kind}.reason" for kind in finding_kinds()],
    "finding.{}.remedy": [f"{kind}.remedy" for kind in finding_kinds()],
    "pack_{}": PACK_COLUMNS,
    "pack_left_{}": ("unreadable", "no_file", "no_question", "hostile", "link", "over_limit", "changed"),
    "sure_{}": get_args(Sure),
    "system_{}": REFUSALS,
    "usage_{}": ("option", "incomplete", "missing", "command", "extra", "integer", "number"),
    "block_{}": BLOCKS,
    "book_sheet_{}": SHEETS,
    "boundary_{}": BOUNDARY_RULES,
    "boundary_named_{}": BOUNDARY_RULES,
    "child_ask_{}": _of_2023("indicator"),
    "child_block_{}": _of_2023("block"),
    "child_right_{}": _of_2023("indicator"),
    "confidence_{}": "HML",
    "change_{}": ("added", "removed", "band", *COMPARED),
    "counted_{}": _national("category") - {*AWARDED},
    "evidence_{}": _evidence(),
    "form_evidence_{}": EVIDENCE_COLUMNS,
    "form_field_fault_{}": PARTS,
    "form_figure_{}": FIGURE_COLUMNS,
    "form_guide_{}": SECTIONS,
    "form_head_{}": ANSWER_COLUMNS,
    "field_{}": joining.COMPARED,
    "failed_{}": (*(status for status in get_args(Status) if status != "done"), "not_written", "worker_lost"),
    "form_review_{}": HEADINGS,
    "mark_{}": UNTOLD,
    "outcome_{}": ("ok", "failed"),
    "plan_{}": (*STATUSES, "optimal", "reached"),
    "problem.{}.{}": [f"{kind}.{part}" for kind, part in product(kinds(), ("expected", "remedy"))],
    "explore_{}": get_args(PlanStatus),
    "explore_step_{}": [key for _, key, _ in EXPLORE_STEPS],
    "round_{}": UNTOLD,
    "severity_{}": SEVERITIES,
    "shared_{}": ("chromium", "plain", "fallback"),
    "standing_{}": _national("status"),
    "inferred_{}": sorted(set(inferred_awards()["rule"])),
    "why_{}": (*made_from.part_names(), "missing", "failed", "altered", "forced"),
    "village_{}": (*ANSWERS, "district", "village"),
    "step_{}": [step for step in STEPS if step not in STAGES],
    "compared_{}": COMPARED_EDITIONS,
    "relation_{}": RELATIONS,
    "peers_few_{}": ("province", "band"),
    "peers_caption_{}": ("province", "band"),
    "trend_origin_{}": get_args(Origin),
    "trend_step_{}": get_args(Verdict),
    "unsure_{}": get_args(Why),
    "state_{}": ("unanswered", "not_applicable", "zero"),
}
KINDS: dict[str, Iterable[str]] = {
    "case_{}": INCIDENT_FAULTS,
    "points_{}": FAULTS,
    "form_{}": FORM_FAULTS,
    "form_other_{}": ("place", "period", "edition", "agency"),
    "max_{}": [fault for fault in FAULTS if fault not in ("date", "error")],
}


def spelled_out(keys: Iterable[str], families: dict[str, Iterable[str]]) -> set[str]:
    """Keys with every family's members in its place. Raises KeyError for a ``{}`` that no family explains."""
    return {key for made in keys for key in _members(made, families)}


def _members(made: str, families: dict[str, Iterable[str]]) -> list[str]:
    if "{}" not in made:
        return [made]
    head, _, _ = made.partition("{}")
    return [head + member for member in families[made]]
