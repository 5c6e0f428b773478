"""A text as somebody typed it: cleaned, without personal data, on one line for a message, never alive."""

from __future__ import annotations

import re

from kla_lib.rules.privacy import masked_figure

SHOWN = 80
SHORT = 9  # too short for personal data in one word

_ACTIVE = re.compile(r"[=+@].|-\S*[|!(]", re.DOTALL)
_MARK = re.compile(r"^[0-9a-f]{12}_(?=.)")  # see kept.Kept.file
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def tidy(text: str, is_number: bool = False) -> str:
    """The text without the spaces around it, odd spaces and invisible characters, and Excel's apostrophe; masked.

    ``is_number``: it is the text of a number cell.
    """
    if text.isascii() and text.isalnum() and len(text) < SHORT:
        return text
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\u00a0", " ").replace("\u202f", " ")).strip()
    clean = clean[1:].strip() if clean.startswith("'") else clean
    return masked_figure(clean, is_number)


def is_active(text: str) -> bool:
    """Whether a text would come alive as a formula in somebody's spreadsheet."""
    return _ACTIVE.match(text) is not None


def bare(file: str) -> str:
    """The name of a file as it came: without the folders in which it is kept, and the mark before it."""
    return _MARK.sub("", file.rpartition("/")[2])


def shown(text: str) -> str:
    """A text on one line, cleaned and masked, cut where it is too long for a message."""
    line = " ".join(tidy(text).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
