"""What a link looks like, written as offices write it: with or without ``https://``, a short one, a folder in a drive."""

from __future__ import annotations

import re

LINK = re.compile(
    r"(?i)\b(?:https?://|www\.|(?:bit\.ly|s\.id|tinyurl\.com|forms\.gle|youtu\.be|(?:drive|docs|photos)\.google\.com)/)"
    r"\S{2,}"
)
_SIGNS = ("://", "www.", ".ly/", "s.id/", "url.com/", ".gle/", ".be/", "google.com/")  # one of them is in every link
BROKEN_LINK = re.compile(LINK.pattern + r"(?:\s?\n\S{16,})*")  # as a narrow page breaks it


def may_hold_links(text: str) -> bool:
    """Whether it is worth looking for links in a long text, which takes a hundred times as long."""
    plain = text.casefold()
    return any(sign in plain for sign in _SIGNS)


def is_link(text: str) -> bool:
    """Whether a text is a link rather than a file's name."""
    return LINK.match(text.strip()) is not None
