"""One batch: which reports, what changed, workers, record and index."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "report_kinds": (
            "ReportKind",
            "Source",
        ),
    },
)
