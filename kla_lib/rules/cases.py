"""The words of the register of field reports: tags, kinds, outcomes, channels, and what telephones write; all data.

Tables in ``data/cases``. What is *ours* there says so in its column ``source``: it is no list of the ministry's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kla_lib.problems import Lang
from kla_lib.rules.case_shapes import Act

CHAT = "whatsapp"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind, an outcome or a channel: its key, its label, the words people write for it, the indicators it belongs to."""

    key: str
    label_id: str
    label_en: str
    words: tuple[str, ...]
    indicators: tuple[str, ...] = ()

    def label(self, lang: Lang) -> str:
        """What it is called."""
        return self.label_en if lang == "en" else self.label_id


@cache
def kinds() -> Mapping[str, Meaning]:
    """The kinds of cases by key, in the order they are told."""
    return _meanings("kinds.csv", "kind")


@cache
def outcomes() -> Mapping[str, Meaning]:
    """How a case may end."""
    return _meanings("outcomes.csv", "outcome")


@cache
def channels() -> Mapping[str, Meaning]:
    """The ways a report may come in."""
    return _meanings("channels.csv", "channel")


@cache
def tags() -> Mapping[str, Act]:
    """What each tag, without its ``#``, says was done."""
    acts: dict[str, Act] = {"report": "report", "action": "action", "close": "close"}
    return {row["tag"]: acts[row["act"]] for row in table("tags.csv")}


@cache
def own_tag(act: Act) -> str:
    """The tag the convention has for an act, as ``#tindak``."""
    return "#" + next(tag for tag, meant in tags().items() if meant == act)


@cache
def headings() -> Mapping[str, str]:
    """The fields that a register's headings mean, by heading in small letters."""
    return {row["heading"]: row["field"] for row in table("headings.csv")}


@cache
def phone_words(what: str) -> re.Pattern[str]:
    """One pattern for all that telephones write of a sort: media, edited, deleted, system, created, zip."""
    return re.compile("|".join(_once(row["pattern"], n) for n, row in enumerate(_said(what))), re.IGNORECASE)


def group_name(what: str, text: str) -> str:
    """The name in a line or a file name of a sort (created, zip); empty where it is none."""
    found = phone_words(what).search(text)
    return next((name for name in found.groups() if name), "") if found else ""


@cache
def title(what: str, lang: Lang) -> str:
    """The first line of a text that the library writes for the group (pin, remind), by which it is known again."""
    return next(row["title"] for row in table("titles.csv") if (row["what"], row["lang"]) == (what, lang))


@cache
def titles() -> tuple[str, ...]:
    """All first lines of the library's own texts."""
    return tuple(row["title"] for row in table("titles.csv"))


@cache
def counted_words() -> frozenset[str]:
    """The words after a number by which it says how many or how old, not which case."""
    return frozenset(row["word"] for row in table("counted.csv"))


@cache
def negations() -> frozenset[str]:
    """The words that say of what follows that it is not so."""
    return frozenset(row["word"] for row in table("negations.csv"))


def squeezed(words: Iterable[str]) -> str:
    """Words without spaces in small letters: ``Lima Puluh`` and ``limapuluh`` are one."""
    return "".join(words).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text: letters and digits alone."""
    return re.findall(r"[^\W_]+", text)


def _meanings(name: str, key: str) -> dict[str, Meaning]:
    return {
        row[key]: Meaning(row[key], row["label_id"], row["label_en"], _several(row["words"]),
                          _several(row.get("indicators", "")))
        for row in table(name)
    }  # fmt: skip


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _said(what: str) -> list[dict[str, str]]:
    return [row for row in table("phone_words.csv") if row["what"] == what]


def _once(pattern: str, number: int) -> str:
    """A group's name may stand once in a pattern."""
    return f"(?:{pattern.replace('(?P<name>', f'(?P<name{number}>')})"


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the tables."""
    text = files("kla_lib.rules").joinpath("data", "cases", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
