"""The answers of one stage, from a recap or from returned forms: cached in data/processed while no input changes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kla_lib.forms.as_recap import recap_of_forms
from kla_lib.forms.collect import collect
from kla_lib.instrument.instrument import Edition
from kla_lib.recap.cache import fingerprint, keep, kept_head, kept_recap, root_of
from kla_lib.recap.model import Head, Recap, StageKey
from kla_lib.recap.recap import read_stage


def load(raw: Path, processed: Path, key: StageKey, edition: Edition) -> Recap:
    """The recap of one stage, from ``processed`` while every input still has its hash, else from ``raw``.

    Returned forms are read as a recap too. A recap with errors is not cached, and an earlier cache of it is removed.
    """
    inputs = fingerprint(raw, key, edition)
    return kept_recap(processed, key, inputs) or _read(raw, processed, key, edition, inputs)


def load_head(raw: Path, processed: Path, key: StageKey, edition: Edition) -> Head:
    """As `load`, but without the rows if the recap is cached: a whole country takes about a second."""
    inputs = fingerprint(raw, key, edition)
    if head := kept_head(processed, key, inputs):
        return head
    recap = _read(raw, processed, key, edition, inputs)
    return Head(recap.problems, recap.rows_in, recap.rows_kept, recap.rows_rejected, recap.files, inputs)


def _read(raw: Path, processed: Path, key: StageKey, edition: Edition, inputs: Mapping[str, Any]) -> Recap:
    if key.is_forms:
        folder, root = raw / key.period / key.place, root_of(raw)
        found = collect(key.place, key.period, edition, folder, root)
        recap = recap_of_forms(found, edition, key, folder, root)
    else:
        recap = read_stage(raw, key, edition)
    with suppress(OSError):  # full or read-only disk: read again next time
        keep(recap, processed, key, inputs)
    return recap
