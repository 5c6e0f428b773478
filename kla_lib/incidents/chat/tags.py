"""The tags of a message: which, the text after each, and whether the text before it belongs to a report.

A salutation, an emoji, a number or a caption before a tag is normal. A tag in the middle of a sentence may be talk about
the tag (``silakan pakai #lapor``): it waits for a person. So does a word after ``#`` that is only like a tag.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kla_lib.incidents.model import Act
from kla_lib.incidents.words import phone_words, plain_words, squeezed, tags, titles, tokens, words

NEAR = 0.72  # how like a tag a word after # must be for a person to look at it
FAR = 400  # characters before a tag that are looked at
ABOVE = 6  # lines above a tag that belong to its message's beginning
NAMED = 5  # words of a name that may follow "Pak" or "Yth."
HASHES = "#＃﹟♯⌗⋕𐄹"
_HASH = re.compile(f"[{HASHES}]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff]"
)
_ALIKE = str.maketrans("аеорсхіѕАЕОРСХІЅκοΑΟ", "aeopcxisAEOPCXISkoAO")  # letters of other scripts that look the same
_TAG = re.compile(r"#[\s*_~`'\"“”]{0,3}([^\W\d_]{2,40})")
_SPACED = re.compile(r"#\s?((?:[^\W\d_] ){3,14}[^\W\d_])\b")  # l a p o r
_MENTION = re.compile("@\u2068([^\u2069\n]{0,80})\u2069")
_MENTIONED = re.compile(r"@[^\s#]{1,80}")
_QUOTES = re.compile('["“”„‟″]')
_QUOTED = re.compile('["“”„‟″][ \\t]*$|(?:^|\\n)[ \\t]*>(?!>)[^\\n]*$')  # the tag of another message is quoted
_ENDED = re.compile(r"[^\W_]\W*[.,!]\W*$")
_LIST = re.compile(r"^\s*(?:\d{1,3}|[A-Za-z])\s*[.):\-]\s*")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: the action it reports, the text after it, and its fault if it does not follow the convention.

    ``before``: what a message says before its tag, ``greeting``: whom it greets. ``glued``: letters written to the tag without a space.
    """

    act: Act
    rest: str
    edited: bool = False
    fault: str = ""
    before: str = ""
    glued: str = ""
    greeting: str = ""


def has_hash(line: str) -> bool:
    """True if a line holds a hash of any kind."""
    return "#" in line or (not line.isascii() and _HASH.search(line) is not None)


def tags_in(text: str) -> list[Tag]:
    """The tags of a message, and words that are very like one, each with what follows it.

    The library's own texts for the group show tags and carry none.
    """
    text = _SPACED.sub(lambda found: "#" + found[1].replace(" ", ""), clean(_MENTION.sub(_joined, text)))
    if "#" not in text or any(line.lstrip("*_> ").startswith(titles()) for line in text.split("\n")):
        return []
    known = [(found, *_act(found[1].translate(_ALIKE).casefold())) for found in _TAG.finditer(text)]
    told = _once(text, [(found, act, sure, glued) for found, act, sure, glued in known if act])
    ends = [*(found.start() for found, _, _, _ in told[1:]), len(text)] if told else []
    edited = phone_words("edited").search(text) is not None
    found_tags = list[Tag]()
    for (found, act, sure, glued), end in zip(told, ends, strict=True):
        first = not found_tags
        line = max(text.rfind("\n", 0, found.start()) + 1, found.start() - FAR)
        before = text[max(0, found.start() - 10 * FAR) if first else line : found.start()]
        found_tags.append(
            _read(
                before, text[found.end() : end], act, sure, edited, found[1][len(found[1]) - glued :] if glued else ""
            )
        )
    return found_tags


def _once(text: str, told: list[tuple[re.Match[str], Act, bool, int]]) -> list[tuple[re.Match[str], Act, bool, int]]:
    """Tags without one that the same tag follows at once (``#lapor #lapor``)."""
    return [
        each
        for n, each in enumerate(told)
        if not (
            n + 1 < len(told) and told[n + 1][1] == each[1] and not text[each[0].end() : told[n + 1][0].start()].strip()
        )
    ]


def _read(before: str, after: str, act: Act, sure: bool, edited: bool, glued: str) -> Tag:
    rest = phone_words("edited").sub("", phone_words("media").sub(" ", after))
    above, greeting, begins = _opening(phone_words("media").sub("", before))
    is_quoted = _QUOTED.search(before) is not None and not _QUOTES.match(after)
    fault = "tag_near" if not sure else "" if begins and not is_quoted else "tag_inside"
    return Tag(act, rest, edited, fault, above, glued, greeting)


def _opening(before: str) -> tuple[str, str, bool]:
    """Return the text before the tag, the greeting, and whether the tag begins a sentence and is not talked about."""
    lines = before.split("\n")
    if lines[-1].strip() and not _is_greeting(lines[-1]) and not _ENDED.search(lines[-1]):
        return "", "", False
    said = [line for line in lines if line.strip() and not _is_greeting(line)]
    near = said[-ABOVE:]
    if any(set(plain_words(line)) & words("talk") for line in near[-2:]):
        return "", "", False
    return "\n".join(near), "\n".join(line for line in lines if _is_greeting(line)), True


def _is_greeting(line: str) -> bool:
    """True if a line only greets, addresses somebody by a title and a name, or announces a report."""
    line = _MENTIONED.sub(" ", _LIST.sub("", line))
    named = 0
    for raw, word in zip(tokens(line), _plain(line), strict=False):
        if word in words("greeting_title"):
            named = NAMED
        elif word in words("greeting"):
            continue
        elif named and word not in words("talk") and not word.isdigit():
            named -= 1
        elif not (raw.isdigit() and len(raw) <= 2):
            return False
    return True


def _joined(mention: re.Match[str]) -> str:
    """Keep the mention of a member in one piece: it ends in an invisible character."""
    return "@" + "_".join(mention[1].split())


def _plain(line: str) -> list[str]:
    return [squeezed(plain_words(raw)) for raw in tokens(line)]


def clean(text: str) -> str:
    """Normalise a text: letters and hashes of one width, without invisible characters."""
    return _HASH.sub("#", unicodedata.normalize("NFKC", _UNSEEN.sub("", _HASH.sub("#", text))))


@lru_cache(maxsize=10_000)
def _act(word: str) -> tuple[Act | None, bool, int]:
    """Return the action of a word after ``#``, whether it is a tag or only like one, and how many letters are glued to it."""
    if word in tags():
        return tags()[word], True, 0
    glued = next((tag for tag in _longest_first() if word.startswith(tag) and len(word) - len(tag) > 2), "")
    if glued:
        return tags()[glued], True, len(word) - len(glued)
    near = difflib.get_close_matches(word, tags(), n=1, cutoff=NEAR) or [tag for tag in tags() if _slipped(word, tag)]
    return (tags()[near[0]], False, 0) if near else (None, False, 0)


def _slipped(word: str, tag: str) -> bool:
    """True if a word has a tag's letters in another order, or its first and last with some left out."""
    if sorted(word) == sorted(tag):
        return True
    rest = iter(tag)
    short = len(word) >= 3 and word[0] == tag[0] and word[-1] == tag[-1]
    return short and all(letter in rest for letter in word)


@lru_cache(maxsize=1)
def _longest_first() -> Sequence[str]:
    return sorted(tags(), key=len, reverse=True)
