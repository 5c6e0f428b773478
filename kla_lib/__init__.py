"""Penilaian Kabupaten/Kota Layak Anak: the names an analyst types after ``import kla_lib as kla``.

Each name is loaded where it is first used, so that the command line starts at once.
"""

import warnings
from importlib import import_module
from typing import Any

_HOMES = {
    "kla_lib.scoring.assessment": ("open_assessment",),
    "kla_lib.forms.collection": ("open_collection",),
    "kla_lib.incidents.register": ("open_incidents",),
    "kla_lib.evidence.audit": ("open_evidence",),
    "kla_lib.plan.planning": (
        "open_exploration",
        "open_plan",
    ),
    "kla_lib.robustness.robustness": ("open_robustness",),
    "kla_lib.province.province": ("open_province",),
    "kla_lib.scoring.nodes": ("score",),
    "kla_lib.scoring.views.headline": ("headline",),
    "kla_lib.forms.tables": (
        "agencies_answered",
        "answered_this_week",
        "collection_headline",
        "conflicts",
        "visit_list",
    ),
    "kla_lib.incidents.tables": (
        "incidents_by",
        "incidents_evidence",
        "incidents_headline",
        "incidents_kept",
        "incidents_times",
        "incidents_todo",
    ),
    "kla_lib.incidents.charts": ("incidents_ages",),
    "kla_lib.evidence.tables": (
        "evidence_findings",
        "evidence_headline",
        "evidence_limits",
        "evidence_tasks",
        "risk_blocks",
        "risk_reasons",
    ),
    "kla_lib.evidence.charts": ("evidence_pairs", "risk_chart"),
    "kla_lib.plan.tables": (
        "plan_agencies",
        "plan_alternatives",
        "plan_cuts",
        "plan_effort",
        "plan_headline",
        "rad_list",
    ),
    "kla_lib.plan.charts": ("frontier_chart",),
    "kla_lib.scoring.views.charts": (
        "bars",
        "ladder",
        "stages_chart",
    ),
    "kla_lib.robustness.tables": (
        "mapping_tables",
        "node_changes",
        "robustness_headline",
        "peers_table",
        "sensitivity_table",
        "stability_table",
        "trend_table",
    ),
    "kla_lib.robustness.charts": ("scenario_chart",),
    "kla_lib.robustness.scenario_tables": (
        "scenario_changes",
        "scenario_table",
    ),
    "kla_lib.scoring.views.tables": (
        "agencies",
        "gaps",
        "points_table",
        "strengths",
        "unanswered",
    ),
    "kla_lib.scoring.views.arithmetic": ("arithmetic",),
    "kla_lib.scoring.views.memo": ("gap_memo",),
    "kla_lib.scoring.views.checks": (
        "glossary_list",
        "provenance",
        "remarks",
    ),
    "kla_lib.scoring.views.history": (
        "award_headline",
        "award_steps",
        "award_table",
        "unpublished",
    ),
    "kla_lib.scoring.views.stages": ("stages_table",),
    "kla_lib.scoring.views.pairs": (
        "pairs_chart",
        "pairs_table",
    ),
    "kla_lib.plan.explore.page": (
        "explorer",
        "first_steps",
    ),
    "kla_lib.province.explore": ("award_explorer",),
    "kla_lib.province.tables": (
        "award_moves",
        "award_ranks",
        "coverage_table",
        "places_table",
        "province_headline",
        "provinces_table",
        "rounds_table",
    ),
    "kla_lib.province.charts": ("bands_chart",),
    "kla_lib.province.map": ("tile_map",),
    "kla_lib.province.scores": (
        "blocks_chart",
        "blocks_table",
        "scored_table",
    ),
    "kla_lib.share.workbook.workbook": ("workbook",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
_FORMER = {  # names of the release before this one, which still work -> what they are called now
    "open_cases": "open_incidents",
    "open_outlook": "open_robustness",
    "open_place": "open_assessment",
    "outlook_headline": "robustness_headline",
    "cases_ages": "incidents_ages",
    "cases_by": "incidents_by",
    "cases_evidence": "incidents_evidence",
    "cases_headline": "incidents_headline",
    "cases_kept": "incidents_kept",
    "cases_times": "incidents_times",
    "cases_todo": "incidents_todo",
}
__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - derived from the table above


def __getattr__(name: str) -> Any:
    if name in _FORMER:
        warnings.warn(f"kla.{name} is now called kla.{_FORMER[name]}", FutureWarning, stacklevel=2)
        name = _FORMER[name]
    if name not in _HOME_OF:
        raise AttributeError(f"module 'kla_lib' has no attribute {name!r}; it offers: {', '.join(__all__)}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
