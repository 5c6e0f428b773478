"""Every word of the tables, charts and pages, in words.csv: one row per key, both languages."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from kla_lib.problems import Lang


def word(key: str, lang: Lang, **values: object) -> str:
    """The words under a key, its ``{placeholders}`` filled. Raises KeyError for an unknown key or placeholder."""
    text = _words()[key][lang]
    return text.format_map(values) if values else text


def glossary(lang: Lang) -> list[tuple[str, str]]:
    """The law's own words and what they mean, in the order they are best read."""
    text = files("kla_lib.rules").joinpath("data", "glossary.csv").read_text(encoding="utf-8")
    return [(row["term"], row[f"meaning_{lang}"]) for row in csv.DictReader(text.splitlines())]


def stage_name(stage: str, lang: Lang) -> str:
    """``EM`` -> ``Evaluasi mandiri (EM)``; a stage nobody named stays as it is."""
    key = f"stage_{stage}"
    return word(key, lang) if key in _words() else stage


def listed(items: Sequence[str], lang: Lang) -> str:
    """``a, b dan c``."""
    if len(items) < 2:
        return "".join(items)
    return word("list_and", lang, first=", ".join(items[:-1]), last=items[-1])


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("kla_lib.views").joinpath("words.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}
