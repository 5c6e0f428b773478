"""The answers of one stage, from a recap or from returned forms: out of data/processed while nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from kla_lib.forms.as_recap import as_recap, files_of, still_faulty
from kla_lib.forms.collection import collected
from kla_lib.instrument.declared import read_options
from kla_lib.instrument.instrument import Edition
from kla_lib.recap.cache import fingerprint, keep, kept_head, kept_recap, root_of
from kla_lib.recap.model import Head, Recap, StageKey
from kla_lib.recap.recap import read_stage


def load(raw: Path, processed: Path, key: StageKey, edition: Edition) -> Recap:
    """The recap of one stage, from ``processed`` while every input still has its hash, else from ``raw``.

    Returned forms are a recap, too. A recap with errors is not kept, and what was kept of it is removed.
    """
    inputs = fingerprint(raw, key, edition)
    return kept_recap(processed, key, inputs) or _read(raw, processed, key, edition, inputs)


def load_head(raw: Path, processed: Path, key: StageKey, edition: Edition) -> Head:
    """As `load`, without the rows where they are kept: a country is looked through in a second."""
    inputs = fingerprint(raw, key, edition)
    if head := kept_head(processed, key, inputs):
        return head
    recap = _read(raw, processed, key, edition, inputs)
    return Head(recap.problems, recap.rows_in, recap.rows_kept, recap.rows_rejected, recap.files, inputs)


def read_forms(key: StageKey, edition: Edition, folder: Path, root: Path) -> Recap:
    """Read the returned forms of a place as a recap; what is wrong with the place's tables is among its problems."""
    found, local, faults = collected(key.place, key.period, edition, folder, root)
    options, more = read_options(folder)
    recap = as_recap(found.joined, local, options, edition, key)
    problems = (*faults, *more, *still_faulty(found.joined, found.problems, key), *recap.problems)
    return replace(recap, problems=problems, files=files_of(found.kept, key.folder, root))


def _read(raw: Path, processed: Path, key: StageKey, edition: Edition, inputs: Mapping[str, Any]) -> Recap:
    if key.is_forms:
        recap = read_forms(key, edition, raw / key.period / key.place, root_of(raw))
    else:
        recap = read_stage(raw, key, edition)
    with suppress(OSError):  # a full or read-only disk: it is read again next time
        keep(recap, processed, key, inputs)
    return recap
