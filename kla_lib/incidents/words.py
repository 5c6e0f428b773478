"""The words of the register of field reports: tags, kinds, outcomes, channels, and what telephones write; all data.

Tables in ``data/incidents``. What is *ours* there says so in its column ``source``: it is no list of the ministry's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kla_lib.core.problems import Lang
from kla_lib.incidents.model import Act

CHAT = "whatsapp"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind, an outcome or a channel: its key, its label, the words people write for it, the indicators it belongs to."""

    key: str
    label_id: str
    label_en: str
    words: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()  # words that count only where no other meaning is said

    def label(self, lang: Lang) -> str:
        """What it is called."""
        return self.label_en if lang == "en" else self.label_id


@cache
def kinds() -> Mapping[str, Meaning]:
    """The kinds of incidents by key, in the order they are told."""
    return _meanings("kinds.csv", "kind")


@cache
def outcomes() -> Mapping[str, Meaning]:
    """How an incident may end."""
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
def words(what: str) -> frozenset[str]:
    """The words of a sort in ``words.csv`` (negation, kin, greeting ...), each as `squeezed` `plain_words`."""
    rows = (row for row in table("words.csv") if row["what"] == what)
    return frozenset(squeezed(plain_words(word)) for row in rows for word in _several(row["words"]))


@cache
def either(what: str) -> str:
    """The words of a sort as alternatives of a pattern, the longest first."""
    spelt = {word for row in table("words.csv") if row["what"] == what for word in _several(row["words"])}
    return "|".join(re.escape(word) for word in sorted(spelt, key=lambda word: (-len(word), word)))


@dataclass(frozen=True, slots=True)
class Office:
    """Names of one role that people write.

    ``weak``: ordinary words, which name it only where it is addressed (``yes``) or under ``OPD:`` (``label``).
    """

    role: str
    names: tuple[str, ...]
    part_of: str = ""
    weak: str = ""


@cache
def offices() -> tuple[Office, ...]:
    """The spellings of offices in everyday messages."""
    return tuple(
        Office(row["role"], _several(row["words"]), row["part_of"], row["weak"]) for row in table("offices.csv")
    )


@cache
def other_offices() -> Mapping[str, tuple[str, str]]:
    """Offices that a report may name and no edition asks: role -> name in Indonesian and English."""
    return {row["role"]: (row["name_id"], row["name_en"]) for row in table("offices.csv") if row["name_id"]}


@cache
def short_forms() -> Mapping[str, str]:
    """Abbreviations and regional words of everyday messages, in full."""
    return {row["short"]: row["full"] for row in table("short.csv")}


def squeezed(words: Iterable[str]) -> str:
    """Words without spaces in small letters: ``Lima Puluh`` and ``limapuluh`` are one."""
    return "".join(words).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text: letters and digits alone."""
    return re.findall(r"[^\W_]+", text)


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters and in full: ``Kec`` is ``kecamatan``, ``gak`` ``tidak``, ``anak2`` ``anak``."""
    return [_in_full(word) for word in map(str.casefold, tokens(text))]


def _in_full(word: str) -> str:
    once = re.sub(r"(?<=[a-z]{3})2$", "", word)  # anak2
    return short_forms().get(word) or short_forms().get(once, once)


def _meanings(name: str, key: str) -> dict[str, Meaning]:
    return {
        row[key]: Meaning(
            row[key],
            row["label_id"],
            row["label_en"],
            _several(row["words"]),
            _several(row.get("indicators", "")),
            _several(row.get("weak", "")),
        )
        for row in table(name)
    }


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
    text = files("kla_lib.instrument").joinpath("data", "incidents", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
