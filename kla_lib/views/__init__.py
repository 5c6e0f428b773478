"""WHAT PEOPLE SEE: tables, charts, pages and words, in two languages. A case in, `Html` and `Chart` out.

``VIEWS`` names what notebooks show and the module each stands in, so that the library's door can offer them
without importing matplotlib for those who do not draw.
"""

VIEWS = {
    "headline": "headline",
    "ladder": "charts",
    "bars": "charts",
    "points_table": "tables",
    "strengths": "tables",
    "gaps": "tables",
    "unanswered": "tables",
    "agencies": "tables",
    "arithmetic": "arithmetic",
    "gap_memo": "memo",
    "remarks": "checks",
    "provenance": "checks",
    "glossary_list": "checks",
    "award_headline": "history",
    "award_steps": "history",
    "award_table": "history",
    "unpublished": "history",
    "stages_table": "stages",
    "stages_chart": "stages",
    "pairs_chart": "pairs",
    "pairs_table": "pairs",
}
