"""Scores: points at every node of the instrument, gaps, and the arithmetic behind a figure.

`assessment` opens one place, period and stage with all of this; `views` shows it as tables, charts and terminal lines.
"""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "assessment": (
            "Assessment",
            "open_assessment",
            "open_file",
        ),
        "country": ("open_country",),
        "nodes": ("score",),
        "views.arithmetic": ("arithmetic",),
        "views.charts": (
            "bars",
            "ladder",
            "stages_chart",
        ),
        "views.checks": (
            "glossary_list",
            "provenance",
            "remarks",
        ),
        "views.headline": ("headline",),
        "views.history": (
            "award_headline",
            "award_steps",
            "award_table",
            "unpublished",
        ),
        "views.memo": ("gap_memo",),
        "views.pairs": (
            "pairs_chart",
            "pairs_table",
        ),
        "views.stages": ("stages_table",),
        "views.tables": (
            "agencies",
            "gaps",
            "points_table",
            "strengths",
            "unanswered",
        ),
    },
)
