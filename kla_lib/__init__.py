"""Penilaian Kabupaten/Kota Layak Anak: the names an analyst types after ``import kla_lib as kla``.

Each name is loaded where it is first used, so that the command line starts at once.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "kla_lib.case": ("open_place",),
    "kla_lib.collection": ("open_collection",),
    "kla_lib.cases": ("open_cases",),
    "kla_lib.evidence": ("open_evidence",),
    "kla_lib.exploring": ("open_exploration",),
    "kla_lib.planning": ("open_plan",),
    "kla_lib.outlook": ("open_outlook",),
    "kla_lib.province": ("open_province",),
    "kla_lib.scoring.nodes": ("score",),
    "kla_lib.views.headline": ("headline",),
    "kla_lib.views.collection": (
        "agencies_answered",
        "answered_this_week",
        "collection_headline",
        "conflicts",
        "visit_list",
    ),
    "kla_lib.views.cases": ("cases_by", "cases_headline", "cases_times"),
    "kla_lib.views.cases_chart": ("cases_ages",),
    "kla_lib.views.cases_tasks": ("cases_evidence", "cases_kept", "cases_todo"),
    "kla_lib.views.evidence": ("evidence_headline", "evidence_limits", "risk_blocks", "risk_reasons"),
    "kla_lib.views.evidence_chart": ("risk_chart",),
    "kla_lib.views.evidence_pictures": ("evidence_pairs",),
    "kla_lib.views.evidence_tasks": ("evidence_findings", "evidence_tasks"),
    "kla_lib.views.plan": ("plan_agencies", "plan_alternatives", "plan_cuts", "plan_effort", "plan_headline"),
    "kla_lib.views.plan_chart": ("frontier_chart",),
    "kla_lib.views.rad": ("rad_list",),
    "kla_lib.views.charts": ("bars", "ladder"),
    "kla_lib.views.outlook": ("outlook_headline", "stability_table"),
    "kla_lib.views.peers": ("peers_table",),
    "kla_lib.views.scenario_chart": ("scenario_chart",),
    "kla_lib.views.scenarios": ("scenario_changes", "scenario_table"),
    "kla_lib.views.sensitivity": ("sensitivity_table",),
    "kla_lib.views.trend": ("mapping_tables", "node_changes", "trend_table"),
    "kla_lib.views.tables": ("agencies", "gaps", "points_table", "strengths", "unanswered"),
    "kla_lib.views.arithmetic": ("arithmetic",),
    "kla_lib.views.memo": ("gap_memo",),
    "kla_lib.views.checks": ("glossary_list", "provenance", "remarks"),
    "kla_lib.views.history": ("award_headline", "award_steps", "award_table", "unpublished"),
    "kla_lib.views.stages": ("stages_table",),
    "kla_lib.views.stages_chart": ("stages_chart",),
    "kla_lib.views.pairs": ("pairs_chart", "pairs_table"),
    "kla_lib.views.explore": ("award_explorer", "explorer"),
    "kla_lib.views.explore_first": ("first_steps",),
    "kla_lib.views.league": (
        "award_moves",
        "award_ranks",
        "coverage_table",
        "places_table",
        "province_headline",
        "provinces_table",
        "rounds_table",
    ),
    "kla_lib.views.league_charts": ("bands_chart",),
    "kla_lib.views.league_map": ("tile_map",),
    "kla_lib.views.league_scores": ("blocks_chart", "blocks_table", "scored_table"),
    "kla_lib.views.workbook": ("workbook",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - derived from the table above


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'kla_lib' has no attribute {name!r}; it offers: {', '.join(__all__)}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
