"""Reads a recap as people send it: sheets, headings, rows, codes, checks, corrections."""

from kla_lib.core.lazy import lazy

__getattr__, __dir__, __all__ = lazy(
    __name__,
    {
        "draft": ("draft_edition",),
        "find_recaps": ("find_stages",),
        "model": ("Recap",),
        "recap": ("read_recap",),
    },
)
