"""Names of files with personal data masked (numbers and addresses; the whole name if it holds a birth), and links.

Links are recognised as offices write them: with or without ``https://``, a short one, a folder in a drive.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kla_lib.core.privacy import MARKS, masked
from kla_lib.core.problems import Lang
from kla_lib.evidence.personal import personal_in

LINK = re.compile(
    r"(?i)\b(?:https?://|www\.|(?:bit\.ly|s\.id|tinyurl\.com|forms\.gle|youtu\.be|(?:drive|docs|photos)\.google\.com)/)"
    r"\S{2,}"
)
_SIGNS = ("://", "www.", ".ly/", "s.id/", "url.com/", ".gle/", ".be/", "google.com/")  # one of them is in every link
BROKEN_LINK = re.compile(LINK.pattern + r"(?:\s?\n\S{16,})*")  # as a narrow page breaks it


def file_shown(path: str, lang: Lang = "id") -> str:
    """A path or link with nothing personal in it; its folders stay, for they are questions' codes."""
    return "/".join(_part(part, lang) for part in path.split("/"))


@lru_cache(maxsize=20_000)  # a folder's or a twin's name is shown many times over
def _part(name: str, lang: Lang) -> str:
    if "birth" not in personal_in(name):
        return masked(name, lang)
    _, dot, ending = name.rpartition(".")
    return f"{MARKS[lang]}{dot}{ending}" if dot and ending.isalnum() and len(ending) <= 4 else MARKS[lang]


def may_hold_links(text: str) -> bool:
    """True if it is worth looking for links in a long text, which takes a hundred times as long."""
    plain = text.casefold()
    return any(sign in plain for sign in _SIGNS)


def is_link(text: str) -> bool:
    """True if a text is a link rather than a file's name."""
    return LINK.match(text.strip()) is not None
