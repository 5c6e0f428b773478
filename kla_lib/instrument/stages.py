"""The stages of an evaluation in order, from data/stages.csv: code, names, who does it, in which years, other spellings.

A code may have several rows, one after another in time: the administrative verification was the ministry's until 2022
and is the province's since 2023, when the ministry's own check became a result of its own (VP).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kla_lib.core.problems import Lang


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the table. ``valid_from`` and ``valid_to`` are years, empty where open."""

    code: str
    name_id: str
    name_en: str
    by_id: str
    by_en: str
    valid_from: str
    valid_to: str
    aliases: tuple[str, ...]
    source: str
    confidence: str
    note: str

    def name(self, lang: Lang = "id") -> str:
        """The name in the reader's language."""
        return self.name_en if lang == "en" else self.name_id

    def by(self, lang: Lang = "id") -> str:
        """Who does it."""
        return self.by_en if lang == "en" else self.by_id


def read_stages(lines: Iterable[str]) -> tuple[Stage, ...]:
    """The rows of a table of stages, in its order."""
    return tuple(_stage(row) for row in csv.DictReader(lines))


def _stage(row: dict[str, str]) -> Stage:
    aliases = tuple(alias for alias in row["aliases"].split(";") if alias)
    words = {column: text for column, text in row.items() if column != "aliases"}
    return Stage(aliases=aliases, **words)


@cache
def all_stages() -> tuple[Stage, ...]:
    """The shipped table."""
    text = files("kla_lib.instrument").joinpath("data", "stages.csv").read_text(encoding="utf-8")
    return read_stages(text.splitlines())


def codes(table: Iterable[Stage]) -> tuple[str, ...]:
    """The codes of a table, each once, in the order of the evaluation."""
    return tuple(dict.fromkeys(stage.code for stage in table))


STAGES = codes(all_stages())
SELF, AWARD = STAGES[0], STAGES[-1]


def stage_of(code: str, period: str = "") -> Stage | None:
    """The row of a code that holds in a period, else its latest one; None for an unknown code."""
    mine = [stage for stage in all_stages() if stage.code == code]
    year = period[:4]
    held = [stage for stage in mine if (stage.valid_from or "0") <= year <= (stage.valid_to or "9")]
    return (held or mine)[-1] if mine else None


def stage_code(text: str) -> str:
    """The code that a spelling means, such as ``vl`` or ``Verifikasi Lapangan Hybrid (VLH)``; empty where it means none."""
    whole, _, bracketed = text.partition("(")
    said = {code for part in (whole, bracketed) if (code := _spellings().get(_key(part)))}
    return said.pop() if len(said) == 1 else ""


@cache
def _spellings() -> dict[str, str]:
    spellings = {_key(alias): stage.code for stage in all_stages() for alias in stage.aliases}
    return spellings | {_key(stage.code): stage.code for stage in all_stages()}


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
