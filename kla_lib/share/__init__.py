"""Pages for single audiences as HTML and PDF, the message for the WhatsApp group, and the workbook."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "agency": ("agency_page",),
        "book.workbook": ("workbook",),
        "children": ("children_page",),
        "pack": ("cluster_page",),
        "press": ("press_page",),
    },
)
