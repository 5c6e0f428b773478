"""What is asked and what it is worth: editions, places, stages, ratings and published results, with their data."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "instrument": (
            "Edition",
            "Node",
        ),
        "places": (
            "Place",
            "Province",
            "all_places",
            "find_place",
            "find_province",
        ),
        "rating": (
            "Rating",
            "rate",
        ),
        "stages": (
            "STAGES",
            "Stage",
        ),
    },
)
