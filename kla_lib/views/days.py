"""Days and months in words."""

from __future__ import annotations

from kla_lib.problems import Lang
from kla_lib.views.words import word


def day_text(iso: str, lang: Lang) -> str:
    """``21 Juli 2026``."""
    year, month, day = iso.split("-")
    return f"{int(day)} {word('month_names', lang).split()[int(month) - 1]} {year}"


def month_text(iso: str, lang: Lang) -> str:
    """``Juli 2026``."""
    year, month = iso.split("-")
    return f"{word('month_names', lang).split()[int(month) - 1]} {year}"
