"""Which edition a period is measured with: never assumed, always from a table with a source.

The shipped table is data/periods.csv; a workspace's own table wins. A row without an edition says why the
sources leave it open.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from kla_lib.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.rules import editions
from kla_lib.rules.folders import shipped

_HEADER = re.compile(r"""^[ \t]*\[[ \t]*(?:periods|"periods"|'periods')[ \t]*\][^\n]*""", re.MULTILINE)
_INLINE = re.compile(r"""^[ \t]*(?:periods|"periods"|'periods')[ \t]*=[ \t]*\{""", re.MULTILINE)
_DOTTED = re.compile(r"""^[ \t]*(?:periods|"periods"|'periods')[ \t]*\.""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Period:
    """A period, its edition id (empty where the sources leave it open), and what to know about that choice."""

    period: str
    edition: str
    confidence: str
    source: str
    note_id: str
    note_en: str

    def note(self, lang: Lang = "id") -> str:
        """What a reader must know about this choice, in the reader's language."""
        return self.note_en if lang == "en" else self.note_id


@cache
def all_periods() -> dict[str, Period]:
    """Every period of the shipped table, oldest first."""
    text = files("kla_lib.rules").joinpath("data", "periods.csv").read_text(encoding="utf-8")
    return {row["period"]: Period(**row) for row in csv.DictReader(text.splitlines())}


def edition_of(period: str, own: Mapping[str, str], lang: Lang = "id") -> tuple[str, str]:
    """The edition id of a period, with the note on that choice (empty for the workspace's ``own`` choice).

    Raises InputFault (``period_unknown``) for a period that neither table gives an edition, saying how to
    add it to kla.toml and, where something is known, why it is open.
    """
    if period in own:
        return own[period], ""
    row = _row(period)
    if row.edition:
        return row.edition, row.note(lang)
    raise InputFault([period_open(period)])


def _row(period: str) -> Period:
    return all_periods().get(period, Period(period, "", "", "", "", ""))


def with_period(settings: str, period: str, edition: str) -> str:
    """The text of a kla.toml with one more entry in ``[periods]``; comments, order and line ends stay as they are.

    Each way of writing the table is tried and read again; empty where none gives the old settings and the new entry.
    """
    end = "\r\n" if "\r\n" in settings else "\n"
    before = _parsed(settings)
    wanted = {**before, "periods": {**before.get("periods", {}), period: edition}}
    return next((text for text in _ways(settings, f'"{period}" = "{edition}"', end) if _parsed(text) == wanted), "")


def _ways(settings: str, entry: str, end: str) -> Iterator[str]:
    for at in _HEADER.finditer(settings):
        line = at.end() - at[0].endswith("\r")
        yield f"{settings[:line]}{end}{entry}{settings[line:]}"
    for at in _INLINE.finditer(settings):
        for separator in (", ", " "):  # the second for an empty table
            yield f"{settings[: at.end()]} {entry}{separator}{settings[at.end() :].lstrip()}"
    for at in _DOTTED.finditer(settings):
        yield f"{settings[: at.start()]}periods.{entry}{end}{settings[at.start() :]}"
    gap = end if settings.endswith("\n") or not settings else end * 2
    yield f"{settings}{gap}[periods]{end}{entry}{end}"


def _parsed(settings: str) -> dict[str, Any]:
    try:
        return tomllib.loads(settings.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return {}


def period_open(period: str) -> Problem:
    """The fault of a period without an edition: which editions points can be counted with, and why it is open."""
    row = _row(period)
    notes = {f"note_{lang}": f" {row.note(lang)}".rstrip() for lang in get_args(Lang)}
    known = [name for name, folder in shipped().items() if editions.load(folder).has_weights]
    return problem("period_unknown", Where(), row.period, known=", ".join(known), **notes)
