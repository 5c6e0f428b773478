"""Fingerprints of texts: the same text is known again whatever its line breaks, capitals, page numbers or file format.

Three kinds. A digest of the normalised text is equal for the same text alone. A MinHash (`SLOTS` numbers of 32 bits) of
runs of `RUN` words tells how much two texts share; its last `FIGURE_SLOTS` numbers are of what is filled in alone
(words with digits, and what follows a colon), so that two filled copies of one form are told apart. A digest per page
is made for pages with at least `PAGE_LETTERS` letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

TEXT_LETTERS = 200
PAGE_LETTERS = 250
RUN = 3
SLOTS, FIGURE_SLOTS = 96, 32
MOST_WORDS = 200_000

_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:hal(?:aman)?|page)\W{0,3})?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|dari|of)\s*\d{1,4})?\W*$", re.I | re.M
)
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad][ \t]*\n\s*(?=[a-z])")
_WORD = re.compile(r"[^\W_]+")
_FILLED = re.compile(r"[^\W_]*\d[^\W_]*|(?<=:)[ \t]*[^\W\d_]+(?:[ \t]+[^\W\d_]+){0,3}")


@dataclass(frozen=True, slots=True)
class TextPrints:
    """What is kept of a text instead of the text; fields as in `Measured`."""

    letters: int = 0
    text_print: str = ""
    text_sketch: tuple[int, ...] = ()
    page_prints: tuple[tuple[int, str], ...] = ()


def text_prints(pages: Sequence[str]) -> TextPrints:
    """The fingerprints of a document's pages; empty ones where there is too little text to compare."""
    texts = [_plain(page) for page in pages]
    words = [_words(text) for text in texts]
    letters = [sum(map(str.isalpha, "".join(of_page))) for of_page in words]
    prints = tuple(
        (n, _digest(w))
        for n, (w, count) in enumerate(zip(words, letters, strict=True), start=1)
        if count >= PAGE_LETTERS
    )
    whole = [word for of_page in words for word in of_page][:MOST_WORDS]
    if sum(letters) < TEXT_LETTERS:
        return TextPrints(sum(letters), page_prints=prints)
    return TextPrints(sum(letters), _digest(whole), _sketch(whole, _filled("\n".join(texts))), prints)


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """How much two texts share, 0 to 1, by their sketches: the lesser of all their words' and what is filled in."""
    if not one or len(one) != len(other):
        return 0.0
    same = [a == b for a, b in zip(one, other, strict=True)]
    words = SLOTS - FIGURE_SLOTS
    return min(sum(same[:words]) / words, sum(same[words:]) / FIGURE_SLOTS)


def _plain(text: str) -> str:
    """Without ligatures, soft hyphens, words broken at line ends and page numbers."""
    lines = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _PAGE_NUMBER.sub("", _BROKEN_WORD.sub("", lines)).replace("\xad", "").replace("\u200b", "")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _filled(text: str) -> list[str]:
    """What is filled into a form, as far as it shows: numbers, and the words behind a colon."""
    return ["".join(found.casefold().split()) for found in _FILLED.findall(text)][:MOST_WORDS]


def _digest(words: Sequence[str]) -> str:
    """Of the letters and digits alone, so that spaces do not matter."""
    return blake2b("".join(words).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _sketch(words: Sequence[str], filled: Sequence[str]) -> tuple[int, ...]:
    hashed = np.array([crc32(word.encode("utf-8", "replace")) for word in words] or [0], dtype=np.uint64)
    runs = hashed[: max(1, len(hashed) - RUN + 1)].copy()
    for step in range(1, min(RUN, len(hashed))):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashed[step : step + len(runs)]
    figures = np.array([crc32(word.encode("utf-8", "replace")) for word in filled] or [0], dtype=np.uint64)
    return (*_least(runs, SLOTS - FIGURE_SLOTS, 1), *_least(figures, FIGURE_SLOTS, 2))


def _least(values: NDArray[np.uint64], slots: int, seed: int) -> tuple[int, ...]:
    """The least of each of ``slots`` mixings of the values: two sets agree in a slot as often as they share values."""
    mixed = _mixed(np.unique(values))
    salts = np.array(
        [int.from_bytes(blake2b(b"%d:%d" % (seed, n), digest_size=8).digest()) for n in range(slots)], np.uint64
    )
    return tuple(int(_mixed(mixed ^ salt).min() >> np.uint64(32)) for salt in salts)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit spread over all 64 (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
