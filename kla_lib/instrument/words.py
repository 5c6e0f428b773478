"""The words of the instrument: its glossary and the names of the stages."""

from __future__ import annotations

import csv
from importlib.resources import files

from kla_lib.core.problems import Lang
from kla_lib.display.words import word
from kla_lib.instrument.stages import stage_of


def glossary(lang: Lang) -> list[tuple[str, str]]:
    """The law's own words and what they mean, in the order they are best read."""
    text = files("kla_lib.instrument").joinpath("data", "glossary.csv").read_text(encoding="utf-8")
    return [(row["term"], row[f"meaning_{lang}"]) for row in csv.DictReader(text.splitlines())]


def stage_name(stage: str, lang: Lang, period: str = "") -> str:
    """``EM`` -> ``Evaluasi mandiri (EM)``, as the table of stages names it for a period; an unknown stage stays as it is."""
    if found := stage_of(stage, period):
        return f"{found.name(lang)} ({found.code})"
    return word("stage_unclear", lang) if stage == "unclear" else stage
