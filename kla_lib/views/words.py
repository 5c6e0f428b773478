"""Every word of the tables, charts and pages, in the reader's language."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.resources import files

from kla_lib.problems import Lang, message
from kla_lib.rules.stages import stage_of


def word(key: str, lang: Lang, **values: object) -> str:
    """The words under a key, its ``{placeholders}`` filled. Raises KeyError for an unknown key or placeholder."""
    text = message(key, lang)
    return text.format_map(values) if values else text


def glossary(lang: Lang) -> list[tuple[str, str]]:
    """The law's own words and what they mean, in the order they are best read."""
    text = files("kla_lib.rules").joinpath("data", "glossary.csv").read_text(encoding="utf-8")
    return [(row["term"], row[f"meaning_{lang}"]) for row in csv.DictReader(text.splitlines())]


def stage_name(stage: str, lang: Lang, period: str = "") -> str:
    """``EM`` -> ``Evaluasi mandiri (EM)``, as the table of stages names it for a period; an unknown stage stays as it is."""
    if found := stage_of(stage, period):
        return f"{found.name(lang)} ({found.code})"
    return word("stage_unclear", lang) if stage == "unclear" else stage


def listed(items: Sequence[str], lang: Lang) -> str:
    """``a, b dan c``."""
    if len(items) < 2:
        return "".join(items)
    return word("list_and", lang, first=", ".join(items[:-1]), last=items[-1])
