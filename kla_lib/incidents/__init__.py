"""Field reports from the group: read, registered, followed up and counted."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "charts": ("incidents_ages",),
        "register": (
            "Incidents",
            "open_incidents",
        ),
        "tables": (
            "incidents_by",
            "incidents_evidence",
            "incidents_headline",
            "incidents_kept",
            "incidents_times",
            "incidents_todo",
        ),
    },
)
