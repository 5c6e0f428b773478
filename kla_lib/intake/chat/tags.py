"""The tags of a message: which, and whether the message or a line begins with it, past a picture and bold letters."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kla_lib.rules.case_shapes import Act
from kla_lib.rules.cases import phone_words, tags, titles

NEAR = 0.75  # how like a tag a word after # must be for a person to look at it
FAR = 400  # what stands further before a tag in its line is not looked at
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_HASH = re.compile(rf"#[\s{_UNSEEN}]{{0,3}}([^\W\d_]{{3,15}})")
_BEFORE = re.compile(r"[\s*_~`>\-•.]*")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag found: what it says was done, the text after it, and the fault of it where it is not as the convention has it."""

    act: Act
    rest: str
    edited: bool = False
    fault: str = ""


def tags_in(text: str) -> list[Tag]:
    """The tags of a message, and words that are very like one, each with what follows it; none: it is nobody's business.

    The library's own texts for the group show tags and carry none.
    """
    if "#" not in text or clean(text).lstrip("*_ \n").startswith(titles()):
        return []
    known = [(found, *_act(found[1].casefold())) for found in _HASH.finditer(text)]
    told = [(found, act, sure) for found, act, sure in known if act]
    ends = [*(found.start() for found, _, _ in told[1:]), len(text)] if told else []
    edited = phone_words("edited").search(text) is not None
    tags = list[Tag]()
    for (found, act, sure), end in zip(told, ends, strict=True):
        line = max(text.rfind("\n", 0, found.start()) + 1, found.start() - FAR) if tags else 0
        before = text[line : found.start()]
        tags.append(_read(before, text[found.end() : end], act, sure, edited))
    return tags


def _read(before: str, after: str, act: Act, sure: bool, edited: bool) -> Tag:
    begins = not _BEFORE.sub("", phone_words("media").sub("", clean(before)))
    rest = phone_words("media").sub(" ", clean(after))
    fault = "" if begins and sure else "tag_inside" if sure else "tag_near"
    return Tag(act, phone_words("edited").sub("", rest), edited, fault)


def clean(text: str) -> str:
    """A text as it was meant: letters and digits of one width, without marks that nobody sees."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=10_000)
def _act(word: str) -> tuple[Act | None, bool]:
    """What a word after ``#`` says was done, and whether it is a tag or only like one."""
    if word in tags():
        return tags()[word], True
    near = difflib.get_close_matches(word, tags(), n=1, cutoff=NEAR)
    return (tags()[near[0]], False) if near else (None, False)
