"""Words by which documents are read (document_words.csv), as alternatives of a regular expression."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def _sets() -> dict[str, list[str]]:
    text = files("kla_lib.core").joinpath("document_words.csv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["set"], []).append(row["pattern"])
    return found


def any_of(name: str) -> str:
    """The patterns of a set as one group; a space stands for any space."""
    return "(?:" + "|".join(pattern.replace(" ", r"\s+") for pattern in _sets()[name]) + ")"
