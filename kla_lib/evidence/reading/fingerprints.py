"""What is kept of a text instead of the text: fingerprints, dates, kinds of personal data.

The same text is known again whatever its line breaks, capitals, page numbers or file format. A digest of the normalised
text is equal for the same text alone. A MinHash (`WORD_SLOTS` numbers of 32 bits) of runs of `RUN` words tells how much two
texts share; one number more is a digest of the words with digits or capitals, so that two filled copies of one form,
however long, are told apart. A digest per page is made for pages with at least `PAGE_LETTERS` letters. Running heads and
feet count nowhere.

A document without a word or picture is empty, and one with only a link is not what the link leads to (`substance`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kla_lib.core.document_words import any_of
from kla_lib.evidence.model import WORD_SLOTS, Content, Dated, Measured, Picture, State
from kla_lib.evidence.names import BROKEN_LINK, may_hold_links
from kla_lib.evidence.personal import personal_in
from kla_lib.evidence.reading.dates import dates_in, is_regulation

TEXT_LETTERS = 200
PAGE_LETTERS = 250
RUN = 3
AT_ONCE = 4_000  # runs of words that all mixings are made of together, in a megabyte
MOST_WORDS = 200_000
READ_PAGES = 50  # whose dates are looked for, and all that is read of a PDF
FEW_LETTERS, FEW_DIGITS = 40, 8  # beside each link: "Foto kegiatan dapat dilihat pada tautan berikut:"
_SALTS = np.array(
    [[int.from_bytes(blake2b(b"%d" % slot, digest_size=4).digest()) | 1] for slot in range(WORD_SLOTS)], dtype=np.uint32
)

_PAGE_NUMBER = re.compile(
    r"[^\w\n]{0,9}(?:(?:hal(?:aman)?|page)\W{0,3})?(?:\d{1,4}|[ivxlc]{1,7})(?:\s{0,3}"
    + any_of("of_pages")
    + r"\s{0,3}\d{1,4})?[^\w\n]{0,9}",
    re.I,
)
_BROKEN_WORD = re.compile(r"[-\u2010\u00ad](?<=[^\W\d_].)[ \t]*\n\s*(?=[a-z])")
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGIT = re.compile(r"\d")
_BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and sign != "\n")
_DIGITS = re.compile(rf"[\d{_BLANKS}]+")
_ASCII = [chr(code) for code in range(128)]  # plain texts are read by tables, several times faster than by patterns
_PLAIN_DIGITS = dict.fromkeys(ord(sign) for sign in _ASCII if _DIGITS.match(sign))
_PLAIN_APART = dict.fromkeys((ord(sign) for sign in _ASCII if not _WORD.match(sign)), " ")
EDGE_LINES, RUNNING_ON = 2, 3  # lines at either edge of a page, and pages that such a line must stand on to be no text


@dataclass(frozen=True, slots=True)
class TextPrints:
    """What is kept of a text instead of the text; fields as in `Measured`."""

    letters: int = 0
    text_print: str = ""
    text_sketch: tuple[int, ...] = ()
    page_prints: tuple[tuple[int, str], ...] = ()


def measured_text(
    content: Content,
    pages: Sequence[str],
    state: State = "ok",
    detail: str = "",
    pictures: Sequence[Picture] = (),
    metadata: Sequence[Dated] = (),
) -> Measured:
    """What is kept of a document with the text of these pages. Its digest and size are for the caller to fill in."""
    prints = text_prints(pages)
    return Measured(
        "",
        0,
        content,
        state,
        detail,
        pages=len(pages),
        letters=prints.letters,
        text_print=prints.text_print,
        text_sketch=prints.text_sketch,
        page_prints=prints.page_prints,
        regulation=is_regulation(pages),
        pictures=tuple(pictures),
        dates=(*dates_in(pages[:READ_PAGES]), *metadata),
        personal=personal_in("\n".join(pages)),
    )


def text_prints(pages: Sequence[str]) -> TextPrints:
    """The fingerprints of a document's pages; empty ones where there is too little text to compare."""
    texts = _without_running([_plain(page) for page in pages])
    said = [_words(text) for text in texts]
    words = [" ".join(of_page).casefold().split(" ") if of_page else [] for of_page in said]
    letters = [_letters("".join(of_page)) for of_page in words]
    prints = tuple(
        (n, _digest(w))
        for n, (w, count) in enumerate(zip(words, letters, strict=True), start=1)
        if count >= PAGE_LETTERS
    )
    whole = [word for of_page in words for word in of_page][:MOST_WORDS]
    if sum(letters) < TEXT_LETTERS:
        return TextPrints(sum(letters), page_prints=prints)
    return TextPrints(sum(letters), _digest(whole), _sketch(whole, _filled(said)), prints)


def _plain(text: str) -> str:
    """Without ligatures, soft hyphens, words broken at line ends and the page's number."""
    lines = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    whole = _BROKEN_WORD.sub("", lines).replace("\xad", "").replace("\u200b", "").strip().split("\n")
    for edge in (0, -1):
        if len(whole) > 1 and _PAGE_NUMBER.fullmatch(whole[edge][:60]):
            del whole[edge]
    return "\n".join(whole)


def _words(text: str) -> list[str]:
    return text.translate(_PLAIN_APART).split() if text.isascii() else _WORD.findall(text)


def _bare(text: str) -> str:
    """Without digits and blanks, line by line."""
    return text.translate(_PLAIN_DIGITS) if text.isascii() else _DIGITS.sub("", text)


def _letters(words: str) -> int:
    """How many letters stand in words that hold letters and digits alone."""
    return len(words) - sum(map(words.count, "0123456789")) if words.isascii() else sum(map(str.isalpha, words))


def _filled(pages: Sequence[Sequence[str]]) -> int:
    """A digest of what may be filled into a form: every number, and every word that a name could be."""
    said = set[str]().union(*pages)
    words = {word.casefold() for word in said if word[0] not in _SMALL or _DIGIT.search(word)}
    return crc32("\n".join(sorted(words)).encode("utf-8", "replace"))


def _without_running(texts: Sequence[str]) -> list[str]:
    """Pages without the lines that stand at the edges of several, whatever number they carry."""
    if len(texts) < RUNNING_ON:
        return list(texts)
    pages = [_bare(text).split("\n") for text in texts]
    edges = [{*page[:EDGE_LINES], *page[-EDGE_LINES:]} - {""} for page in pages]
    counts = Counter(line for edge in edges for line in edge)
    running = {line for line, count in counts.items() if count >= max(RUNNING_ON, len(pages) // 2)}
    if not running:
        return list(texts)
    both = (zip(text.split("\n"), page, strict=True) for text, page in zip(texts, pages, strict=True))
    return ["\n".join(line for line, bare in lines if bare not in running) for lines in both]


def _digest(words: Sequence[str]) -> str:
    """Of the letters and digits alone, so that spaces do not matter."""
    return blake2b("".join(words).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _sketch(words: Sequence[str], filled: int) -> tuple[int, ...]:
    codes = {word: crc32(word.encode("utf-8", "replace")) for word in set(words)}
    hashed = np.fromiter(map(codes.__getitem__, words), dtype=np.uint64, count=len(words))
    runs = hashed[: max(1, len(hashed) - RUN + 1)].copy()
    for step in range(1, min(RUN, len(hashed))):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashed[step : step + len(runs)]
    return (*_least(runs), filled)


def _least(values: NDArray[np.uint64]) -> tuple[int, ...]:
    """The least of each of several mixings of the values: two sets agree in a slot as often as they share values."""
    mixed = (_mixed(values) >> np.uint64(32)).astype(np.uint32)
    parts = [(mixed[at : at + AT_ONCE] * _SALTS).min(axis=1) for at in range(0, len(mixed), AT_ONCE)]
    return tuple(np.minimum.reduce(parts).tolist())


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit spread over all 64 (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def substance(pages: Sequence[str]) -> tuple[State, str]:
    """The state and detail of a document of these pages and no picture: sound, empty, or only a link."""
    text = "\n".join(pages)
    if not any(map(str.isalnum, text)):
        return "empty", "no_text"
    if not may_hold_links(text):
        return "ok", ""
    links = len(BROKEN_LINK.findall(text))
    rest = BROKEN_LINK.sub(" ", text)
    letters, digits = sum(map(str.isalpha, rest)), sum(map(str.isdigit, rest))
    few = letters < FEW_LETTERS * (links + 1) and digits < FEW_DIGITS * (links + 1)
    return ("not_a_file", "only_link") if links and few else ("ok", "")
