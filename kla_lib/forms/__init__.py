"""Forms to the agencies and their answers, which end as answers of a stage like a recap."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "collection": (
            "Collection",
            "open_collection",
        ),
        "tables": (
            "agencies_answered",
            "answered_this_week",
            "collection_headline",
            "conflicts",
            "visit_list",
        ),
    },
)
