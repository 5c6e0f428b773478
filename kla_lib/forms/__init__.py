"""Forms to the agencies and their answers: write the forms, read and join the returned ones, track the collecting.

The answers end as a recap of the stage, so that they are scored, reported and compared as any other recap.
"""

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
