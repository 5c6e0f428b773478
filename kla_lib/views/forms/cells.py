"""What the cells of a form accept, what Excel says where they do not, the texts of drop-downs, the count of answers.

An error's title holds at most 32 signs, its message at most 255.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kla_lib.problems import Lang
from kla_lib.rules.tables import column_letter
from kla_lib.views.book_page import quoted
from kla_lib.views.words import word

Rule = dict[str, Any]
TITLE, MESSAGE = 32, 255
MOST = 999_999_999
FIRST_DATE, YEARS_AFTER = "DATE(2000,1,1)", 2


class Lists:
    """The drop-downs of a form: each list of texts stands once, in a column of its own from row 2 on."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.columns: dict[tuple[str, ...], str] = {}

    def cells(self, texts: Sequence[str]) -> str:
        """Where a list stands: ``_pilihan!$A$2:$A$9``."""
        letter = self.columns.setdefault(tuple(texts), column_letter(len(self.columns)))
        return f"{self.sheet}!${letter}$2:${letter}${len(texts) + 1}"


def whole_number(lang: Lang) -> Rule:
    """A count: whole and not below zero."""
    limits = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST}
    return limits | _said("whole", lang)


def percentage(lang: Lang) -> Rule:
    """A percentage typed as 0 to 100, with a hint beside the cell: 0.85 is a common slip."""
    limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    hint = {"input_title": word("form_percent_title", lang)[:TITLE], "input_message": word("form_percent_hint", lang)}
    return limits | _said("percent", lang) | hint


def day(period: str, lang: Lang) -> Rule:
    """A date from 2000 to two years after the period."""
    last = int(period[:4]) + YEARS_AFTER
    limits = {"validate": "date", "criteria": "between", "minimum": f"={FIRST_DATE}", "maximum": f"=DATE({last},12,31)"}
    return limits | _said("date", lang, last=last)


def one_of(cells: str, lang: Lang) -> Rule:
    """One of the texts in a range of the hidden sheet (a list written out ends at 255 signs)."""
    return {"validate": "list", "source": f"={cells}"} | _said("choice", lang)


def progress_formula(cells: str, count: int, lang: Lang) -> str:
    """A formula that says ``12 dari 40 terisi`` of cells that hold 1 where something is filled in."""
    before, after = word("form_progress", lang, done="\0", all=count).split("\0")
    return f"={quoted(before)}&SUM({cells})&{quoted(after)}"


def _said(kind: str, lang: Lang, **values: object) -> Rule:
    title, message = word(f"form_error_{kind}_title", lang), word(f"form_error_{kind}", lang, **values)
    return {"error_type": "stop", "error_title": title[:TITLE], "error_message": message[:MESSAGE]}
