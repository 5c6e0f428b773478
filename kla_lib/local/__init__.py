"""What a place says of itself in its own tables: agencies, duties, deadlines, districts."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "model": (
            "Agency",
            "Deadline",
            "Decision",
            "District",
            "Duty",
            "Local",
        ),
        "reading": ("read_all",),
    },
)
