"""What is due when, in words: the steps of a round with their days, as the place's own table has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kla_lib.problems import Lang
from kla_lib.rules.stages import STAGES
from kla_lib.views.instrument_words import stage_name
from kla_lib.views.numbers import date_text
from kla_lib.views.words import word

Due = Sequence[tuple[str, date]]  # steps of rules.local_shapes.STEPS with their days, the nearest first
SHOWN = 3


def due_texts(due: Due, lang: Lang) -> list[str]:
    """``formulir OPD kembali 15 Desember 2026``, the next few of them."""
    return [f"{_step(step, day, lang)} {date_text(day.isoformat(), lang)}" for step, day in due[:SHOWN]]


def _step(step: str, day: date, lang: Lang) -> str:
    return stage_name(step, lang, str(day.year)) if step in STAGES else word(f"step_{step}", lang)
