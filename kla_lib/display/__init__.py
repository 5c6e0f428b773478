"""Output that knows nothing of KLA: tables, charts, pages, workbook sheets, numbers and words, and what commands print."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "executed": ("read_report",),
        "html": (
            "Column",
            "Head",
            "Html",
            "Table",
        ),
        "plot": (
            "Plot",
            "style",
        ),
    },
)
