"""File names as they may be shown and kept, and back: what cannot be shown stands as an escape.

A name is text in UTF-8 without control characters, without marks that turn the direction of writing (which make
``gpj.exe`` look like ``exe.jpg``) and without signs that nobody sees (a space of no width).
Everything else is written ``\\u{202e}``, a byte that is no UTF-8 ``\\u{dcff}``; an ordinary name stands as it is.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

LONGEST_NAME = 200  # bytes: system limits are 255 a name, and on many an office machine 260 a whole path

_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,5}|10[0-9a-f]{4})\}")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LEFT_OUT = (
    "thumbs.db",
    "desktop.ini",
    "ehthumbs.db",
    "icon\r",
    "__macosx",
    "$recycle.bin",
    "system volume information",
)


def shown(name: str) -> str:
    """One name with everything that must not be shown as an escape."""
    if name.isascii() and name.isprintable() and "\\" not in name:
        return name
    name = _ESCAPE.sub(lambda found: "\\u{5c}" + found[0][1:], name)
    return "".join(_escaped(sign) if _is_odd(sign) or _is_unseen(sign) else sign for sign in name)


def visible(name: str) -> str:
    """What people see of a name: a code copied from a web page brings signs of no width with it."""
    return name if name.isascii() else "".join(sign for sign in name if not _is_unseen(sign))


def located(root: Path, path: str) -> Path:
    """Where a file lies whose path was made of names as they are `shown`."""
    return root / _ESCAPE.sub(lambda found: chr(int(found[1], 16)), path)


def name_fault(name: str) -> str:
    """What is wrong with a name, as a machine word; empty for a sound one."""
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        return "name_encoding"
    if any(sign in _DIRECTION for sign in name):
        return "name_direction"
    if any(_is_odd(sign) for sign in name):
        return "name_control"
    return "name_long" if len(name.encode()) > LONGEST_NAME else ""


def is_left_out(name: str) -> bool:
    """Whether a file is a system's or a program's own: hidden, a lock file, a picture store; nobody put it there."""
    return name.startswith((".", "~$")) or name.lower() in _LEFT_OUT


def _is_odd(sign: str) -> bool:
    return sign in _DIRECTION or unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")


def _is_unseen(sign: str) -> bool:
    """Of no width: no fault of a name, for emojis are joined by one."""
    return unicodedata.category(sign) == "Cf"


def _escaped(sign: str) -> str:
    return f"\\u{{{ord(sign):x}}}"
