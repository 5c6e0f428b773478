"""Which node of the instrument a text names: blocks and indicators under their usual names, subtotals and totals.

A name is compared by its words, without order, small words, numbering ("I.", "Klaster 2:") and words of summing
("Jumlah", "Total nilai"); one misspelled word is forgiven. A text that contradicts itself ("Klaster III Pendidikan")
names nothing. Whole labels of questions are compared by the words they share, weighted by how rare each is.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from kla_lib.instrument.instrument import TOTAL, Edition, code_key
from kla_lib.recap.model import plain

LONGEST_NAME = 160
MOST_WORDS = 24
SHORTEST_CORRECTED = 5
REMEMBERED = 10_000  # texts and words of one edition; a country's recaps share most of theirs
SAME_NAME = 0.7
FEWER_WORDS = 0.6
SAME_WORD = 0.84
STEM = 6
CLEARLY = 0.5
MARGIN = 0.25
ALIKE = 0.3
MOVED = 1.5
FARTHEST = 3

INDICATOR = re.compile(r"(?:indikator|indicator|ind)\.?\s*(?:nomor|no)?\.?\s*(\d+\s*[a-z]?)(?!\w)(?!\.\d)", re.I)
_SUMS = frozenset(
    [
        "sub",
        "subtotal",
        "jumlah",
        "jml",
        "jlh",
        "total",
        "grand",
        "nilai",
        "skor",
        "poin",
        "capaian",
        "perolehan",
        "σ",
        "∑",
    ]
)
_CLUSTER = frozenset(["klaster", "kluster", "cluster", "klst", "kl", "k", "blok"])
_WHOLE = frozenset(["keseluruhan", "seluruhnya", "seluruh", "semua", "akhir", "kla", "klaster"])
_SMALL = frozenset({"dan", "serta", "pemenuhan", "di", "pada", "dalam", "bagi", "anak", "kla", "kabupaten", "kota"})
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_ORDINAL = re.compile(r"\d{1,2}|[ivx]{1,4}|[a-h]")


class Names:
    """The names of one edition's nodes."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        known = {plain(s): code for s, code in edition.spellings.items() if code == TOTAL or code in edition.by_code}
        blocks = {plain(node.code): node.code for node in edition.at("block")}
        self.spelled = {plain(TOTAL): TOTAL, **blocks, **known}
        self._named = lru_cache(maxsize=REMEMBERED)(self._find)
        self._usual = lru_cache(maxsize=REMEMBERED)(self._closest)

    def named(self, text: str) -> str:
        """The block, indicator or ``TOTAL`` that a text names, or nothing."""
        text = text[:LONGEST_NAME]
        return self._named(text) or self._named(_IN_BRACKETS.sub(" ", text))

    def _find(self, text: str) -> str:
        words = plain(text).split()
        key = " ".join(words)
        exact = {code for code in self._labels.get(key, ()) if self._level(code) != "question"}
        if key in self.spelled or exact or not words or len(words) > MOST_WORDS:
            return self.spelled.get(key, "") or min(exact, default="")
        summed = next((at for at, word in enumerate(words) if word not in _SUMS), len(words))
        if {"jumlah", "total", "subtotal", "keseluruhan"} & set(words) and _is_whole(words):
            return TOTAL
        rest = words[summed:]
        if summed and rest:
            found = INDICATOR.match(" ".join(rest))
            return self.edition.by_key.get(code_key(found[1]), "") if found else self._after_sum(rest)
        return self._numbered(rest) if rest else ""

    def abbreviated(self, text: str) -> str:
        """The only block whose name has all the words of a text (``Pendidikan``), for tables of blocks only."""
        words = self._bag(plain(text[:LONGEST_NAME]).split())
        found = {code for bag, code in self._bags if words and words <= bag and self._level(code) == "block"}
        return found.pop() if len(found) == 1 else ""

    def elsewhere(self, text: str, code: str) -> str:
        """Return the node that a label names for certain, if it is neither the row's own nor one above it."""
        named = self._nodes(text)
        return "" if not named or code == TOTAL or named & self._line(code) else min(named)

    def _nodes(self, text: str) -> set[str]:
        """Return the nodes whose name a text is."""
        return self._labels.get(plain(text)) or {self.named(text)} - {"", TOTAL}

    def likeness(self, text: str, code: str) -> tuple[float, float]:
        """How much a label shares with its own node, and with the node that it shares most with (0 to 1)."""
        if code in self._labels.get(plain(text), ()):
            return 1.0, 1.0
        shared: dict[str, float] = {}
        words = _stems(text)
        for word in sorted(words):
            for other in self._rows_of.get(word, ()):
                shared[other] = shared.get(other, 0.0) + self._weight[word]
        size = self._length(words)
        scores = {other: found / (size * self._size[other]) for other, found in shared.items()}
        return scores.get(code, 0.0), max(scores.values(), default=0.0)

    def moved(self, rows: Sequence[tuple[str, str]]) -> tuple[float, int]:
        """How much better a run of labels fits the codes a few rows above or below, and the row where the run begins.

        ``rows``: (label, code). The figure is the sum over the rows of the run of what each label shares with the
        other code, less what it shares with its own; 0 where all fit best as they are.
        """
        stems = [_stems(label) for label, _ in rows]
        own = [
            1.0 if self._nodes(label) & self._line(code) else self._shared(words, code)
            for words, (label, code) in zip(stems, rows, strict=True)
        ]
        best = (0.0, 0)
        for offset in (at for most in range(1, FARTHEST + 1) for at in (most, -most)):
            run, start = 0.0, 0
            for at in range(max(0, -offset), min(len(rows), len(rows) - offset)):
                start = start if run else at
                run = max(0.0, run + self._shared(stems[at], rows[at + offset][1]) - own[at])
                best = max(best, (run, start))
        return best

    def _shared(self, words: set[str], code: str) -> float:
        common = words & self._stems_of.get(code, set())
        return self._total(common) / (self._length(words) * self._size[code]) if common else 0.0

    def _length(self, words: set[str]) -> float:
        return math.sqrt(self._total(words)) or 1.0

    def _total(self, words: set[str]) -> float:
        """The weight of some words, the same in whatever order the set gives them."""
        return math.fsum(self._weight.get(word, 0.0) for word in words)

    def _after_sum(self, words: list[str]) -> str:
        """Return the node that is summed in ``Jumlah Klaster I``, ``Jumlah Kelembagaan`` or ``Subtotal K1``."""
        code = self.edition.by_key.get("".join(words), "")
        block = code if code and self._level(code) == "block" else ""
        return block or self.spelled.get(" ".join(words), "") or self._numbered(words)

    def _numbered(self, words: list[str]) -> str:
        clustered = words[0] in _CLUSTER
        bare = words[1:] if clustered else words
        ordinal = bare[0] if bare and _ORDINAL.fullmatch(bare[0]) else ""
        name = self._by_words(bare[1:] if ordinal else bare)
        if not (clustered and ordinal):
            return name
        block = self.edition.by_key.get(f"k{_ROMAN.get(ordinal, ordinal)}", "")
        part = self._bag(bare[1:])
        fits = name == block or (not name and any(part <= bag for bag, code in self._bags if code == block))
        return block if fits else ""

    def _by_words(self, words: Iterable[str]) -> str:
        """The block with nearly the same words, or the indicator with just the same.

        Fewer words do ("Hak Sipil") where no indicator has them, too.
        """
        bag = self._bag(words)
        shared = Counter(at for word in bag for at in self._bags_of.get(word, ()))
        within = {self._bags[at][1] for at, count in shared.items() if count == len(bag)}
        fewest = FEWER_WORDS if all(self._level(code) == "block" for code in within) else SAME_NAME
        scores: dict[str, float] = {}
        for at, count in shared.items():
            other, code = self._bags[at]
            score = count / len(bag | other)
            enough = fewest if code in within else SAME_NAME
            if score == 1 or (score >= enough and self._level(code) == "block"):
                scores[code] = max(scores.get(code, 0.0), score)
        best = sorted(scores, key=lambda code: -scores[code])[:2]
        return best[0] if best and (len(best) == 1 or scores[best[0]] > scores[best[1]]) else ""

    def _bag(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(self._usual(word) for word in words if word not in _SMALL)

    def _closest(self, word: str) -> str:
        """A word as the names spell it, where it is one of theirs misspelled."""
        if word in self._words or len(word) < SHORTEST_CORRECTED:
            return word
        near = [w for w in self._words if w[0] == word[0] and abs(len(w) - len(word)) < 3]
        return next(iter(difflib.get_close_matches(word, near, n=1, cutoff=SAME_WORD)), word)

    def _level(self, code: str) -> str:
        return self.edition.by_code[code].level

    def _line(self, code: str) -> set[str]:
        """A node and those above it."""
        line = set[str]()
        while code:
            line.add(code)
            code = self.edition.by_code[code].parent
        return line

    @cached_property
    def _bags(self) -> list[tuple[frozenset[str], str]]:
        nodes = [node for node in self.edition.nodes if node.level != "question"]
        names = [(name, node.code) for node in nodes for name in (node.label_id, node.label_en)]
        names += [(name, code) for name, code in self.spelled.items() if code != TOTAL]
        bags = [(_name_words(name), code) for name, code in names]
        return [(bag, code) for bag, code in bags if bag]

    @cached_property
    def _bags_of(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, (bag, _) in enumerate(self._bags):
            for word in bag:
                found.setdefault(word, []).append(at)
        return found

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for bag, _ in self._bags for word in bag)

    @cached_property
    def _labels(self) -> dict[str, set[str]]:
        labels: dict[str, set[str]] = {}
        for node in self.edition.nodes:
            for label in (node.label_id, node.label_en):
                labels.setdefault(plain(label), set()).add(node.code)
        return labels

    @cached_property
    def _stems_of(self) -> dict[str, set[str]]:
        return {node.code: _stems(node.label_id) for node in self.edition.nodes}

    @cached_property
    def _rows_of(self) -> dict[str, list[str]]:
        rows: dict[str, list[str]] = {}
        for code, stems in self._stems_of.items():
            for word in stems:
                rows.setdefault(word, []).append(code)
        return rows

    @cached_property
    def _weight(self) -> dict[str, float]:
        """How rare each word is among the names, squared."""
        count = Counter(word for stems in self._stems_of.values() for word in stems)
        return {word: (math.log(len(self._stems_of) / found) + 0.01) ** 2 for word, found in count.items()}

    @cached_property
    def _size(self) -> dict[str, float]:
        return {code: self._length(stems) for code, stems in self._stems_of.items()}


@lru_cache(maxsize=4)
def names_of(edition: Edition) -> Names:
    """The names of an edition's nodes, prepared once for all recaps."""
    return Names(edition)


def is_sum(text: str) -> bool:
    """True for a text that begins with a word of summing: ``Jumlah Klaster I``, ``Sub total``."""
    return plain(text).partition(" ")[0] in _SUMS


def _is_whole(words: list[str]) -> bool:
    """True if only words of summing are there; ``Jumlah klaster`` alone may be any sum."""
    beyond = [word for word in words if word not in _SUMS]
    return set(beyond) <= _WHOLE and set(beyond) != {"klaster"}


def _name_words(name: str) -> frozenset[str]:
    words = plain(name).split()
    while words and (words[0] in _CLUSTER or _ORDINAL.fullmatch(words[0])):
        words = words[1:]
    return frozenset(word for word in words if word not in _SMALL)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in plain(text).split() if len(word) > 2}
