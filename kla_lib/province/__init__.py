"""A province or the nation: how much is known, ranks by awards and by scores, who moved, tile maps."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "charts": ("bands_chart",),
        "explore": ("award_explorer",),
        "map": ("tile_map",),
        "province": (
            "Rankings",
            "open_province",
        ),
        "scores": (
            "blocks_chart",
            "blocks_table",
            "scored_table",
        ),
        "tables": (
            "award_moves",
            "award_ranks",
            "coverage_table",
            "places_table",
            "province_headline",
            "provinces_table",
            "rounds_table",
        ),
    },
)
