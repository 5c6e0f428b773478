"""The recap of one stage with the tables that its place declares: corrections and answer options."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kla_lib.intake.keep import root_of
from kla_lib.intake.recap import read_recap
from kla_lib.intake.shapes import Recap, StageKey
from kla_lib.intake.sniff import RESERVED, relative_name
from kla_lib.intake.stages import recap_files
from kla_lib.problems import InputFault, Problem, Where, problem
from kla_lib.rules.declared import read_corrections, read_options
from kla_lib.rules.instrument import Correction, Edition, Option

T = TypeVar("T")
CORRECTIONS, OPTIONS = RESERVED
MAX_DECLARED = 5_000_000


def read_stage(raw: Path, key: StageKey, edition: Edition) -> Recap:
    """Read the recap of a stage below ``raw``; what is wrong with the declared tables is among its problems."""
    root = root_of(raw)
    corrections, options, faults = _declared(raw / key.period / key.place, key, root)
    about = {"place": key.place, "period": key.period, "stage": key.stage}
    files = recap_files(key.folder)
    recap = read_recap(files, edition, **about, corrections=corrections, options=options, root=root)
    return replace(recap, problems=(*faults, *recap.problems))


def _declared(folder: Path, key: StageKey, root: Path) -> tuple[list[Correction], list[Option], list[Problem]]:
    corrections, faults = _guarded(read_corrections, folder, CORRECTIONS, root)
    options, more = _guarded(read_options, folder, OPTIONS, root)
    return corrections, options, faults + more + _elsewhere(corrections, key, relative_name(folder / CORRECTIONS, root))


def _guarded(
    read: Callable[[Path], tuple[list[T], list[Problem]]], folder: Path, name: str, root: Path
) -> tuple[list[T], list[Problem]]:
    here = relative_name(folder / name, root)
    try:
        _refuse_large(folder / name, here)
        rows, faults = read(folder)
    except (csv.Error, OSError) as fault:
        return [], [problem("csv_broken", Where(here), fault)]
    except InputFault as fault:
        return [], fault.problems
    return rows, [Problem(p.kind, Where(here, "", p.where.cell), p.found, p.values) for p in faults]


def _refuse_large(path: Path, here: str) -> None:
    if path.is_file() and path.stat().st_size > MAX_DECLARED:
        raise InputFault([problem("file_large", Where(here), here, limit=MAX_DECLARED // 1_000_000)])


def _elsewhere(corrections: Sequence[Correction], key: StageKey, here: str) -> list[Problem]:
    strangers = [c for c in corrections if (c.period, c.place) != (key.period, key.place)]
    mine = f"{key.period} {key.place}"
    return [
        problem("correction_elsewhere", Where(here), f"{c.period} {c.place} {c.stage} {c.code}", here=mine)
        for c in strangers
    ]
