"""Keeping what was read: data/processed holds one parquet per recap, used while every input still has its hash.

Nothing in data/processed is a source: delete it and it is made again. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kla_lib.intake.shapes import DTYPES, Head, Recap, StageKey
from kla_lib.intake.sniff import MAX_FILE, RESERVED, is_recap, relative_name
from kla_lib.intake.stages import recap_files
from kla_lib.intake.whole import whole
from kla_lib.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.rules.declared import read_corrections, read_options
from kla_lib.rules.instrument import Correction, Edition, Option
from kla_lib.rules.local_shapes import DECISIONS, DUTIES, POINTS

T = TypeVar("T")

RECORD = b"kla"
CORRECTIONS, OPTIONS = RESERVED
FORM_TABLES = (OPTIONS, POINTS, DECISIONS, DUTIES)  # what the answers of returned forms depend on
MAX_DECLARED = 5_000_000
SCHEMA = pa.schema([(name, pa.int64() if dtype == "Int64" else pa.string()) for name, dtype in DTYPES.items()])


Read = Callable[..., Recap]


def load(
    raw: Path, processed: Path, key: StageKey, edition: Edition, read: Read, read_forms: Read | None = None
) -> Recap:
    """The recap of one stage: from ``processed`` while every input still has its hash, else from ``raw`` and kept.

    ``read`` is `recap.read_recap`, handed in so that keeping knows nothing of reading. A recap with errors is never kept,
    and what was kept of it before is removed. Problems are in the recap. ``read_forms`` reads returned forms; without
    it they are only taken from what was kept, and a problem says so where that is of yesterday.
    """
    inputs = fingerprint(raw, key, edition)
    return _read(_path(processed, key), inputs) or _read_anew(raw, processed, key, edition, (read, read_forms), inputs)


def load_head(
    raw: Path, processed: Path, key: StageKey, edition: Edition, read: Read, read_forms: Read | None = None
) -> Head:
    """As `load`, without the rows where they are kept already: a country is looked through in a second."""
    inputs = fingerprint(raw, key, edition)
    kept = _read_head(_path(processed, key), inputs)
    return kept or _head(_read_anew(raw, processed, key, edition, (read, read_forms), inputs, needed=False), inputs)


def _read_anew(
    raw: Path,
    processed: Path,
    key: StageKey,
    edition: Edition,
    readers: tuple[Read, Read | None],
    inputs: Mapping[str, Any],
    needed: bool = True,
) -> Recap:
    """Read a recap and keep it where the disk allows; ``needed``: returned forms must be kept, to be found by others."""
    read, read_forms = readers
    place_folder = raw / key.period / key.place
    if key.is_forms:
        recap = read_forms(key, edition, place_folder, _root(raw)) if read_forms else _stale(raw, key)
        with nullcontext() if needed else suppress(OSError):
            keep(recap, processed, key, inputs)
        return recap
    corrections, options, faults = _declared(place_folder, key, _root(raw))
    stages = {"place": key.place, "period": key.period, "stage": key.stage}
    found = recap_files(key.folder)
    recap = read(found, edition, **stages, corrections=corrections, options=options, root=_root(raw))
    recap = Recap(**{**vars(recap), "problems": (*faults, *recap.problems)})
    with suppress(OSError):  # a full or read-only disk: the recap is read again next time
        keep(recap, processed, key, inputs)
    return recap


def keep(recap: Recap, folder: Path, key: StageKey, inputs: Mapping[str, Any]) -> Path | None:
    """Write ``folder/<period>/<place>/<stage>.parquet`` whole or not at all; None for a recap with errors.

    ``inputs`` (see `fingerprint`) go into the file with the problems and row counts.
    """
    path = _path(folder, key)
    if errors(recap.problems):
        path.unlink(missing_ok=True)
        return None
    with whole(path) as part:
        pq.write_table(_table(recap, inputs), part, compression="zstd")
    return path


def fingerprint(raw: Path, key: StageKey, edition: Edition) -> dict[str, Any]:
    """Everything a kept recap depends on: file hashes, the place's tables, the edition, and the code that reads."""
    root, place_folder = _root(raw), raw / key.period / key.place
    declared = [place_folder / name for name in (FORM_TABLES if key.is_forms else RESERVED)]
    return {
        "files": {relative_name(path, root): _hash(path) for path in recap_files(key.folder)},
        "declared": {relative_name(path, root): _hash(path) for path in declared if path.is_file()},
        "edition": edition.id,
        "edition_digest": edition.digest,
        "intake": version(),
    }


@cache
def version() -> str:
    """The version of the reading itself: a hash over the code of intake and rules, kinds of problems and their words."""
    whole = hashlib.sha256()
    for package in ("kla_lib.intake", "kla_lib.intake.forms", "kla_lib.rules"):
        for source in sorted((s for s in files(package).iterdir() if s.name.endswith(".py")), key=lambda s: s.name):
            whole.update(source.name.encode() + b"\0" + source.read_bytes())
    for table in ("problems.csv", *(f"locale/{lang}/LC_MESSAGES/kla.po" for lang in get_args(Lang))):
        whole.update(files("kla_lib").joinpath(table).read_bytes())
    return whole.hexdigest()


def _stale(raw: Path, key: StageKey) -> Recap:
    """Forms that nobody has read since they, or the tables beside them, changed."""
    answers = pd.DataFrame(columns=list(DTYPES)).astype(DTYPES)
    told = problem("forms_stale", Where(relative_name(key.folder, _root(raw))), f"{key.period} {key.place}")
    return Recap(answers, (told,), 0, 0, 0, {})


def _path(folder: Path, key: StageKey) -> Path:
    return folder / key.period / key.place / f"{key.stage}.parquet"


def _root(raw: Path) -> Path:
    return raw.parents[1] if raw.parts[-2:] == ("data", "raw") else raw.parent


def _hash(path: Path) -> str:
    """The hash of a file that is read; of any other only that it is there."""
    try:
        if not is_recap(path) or path.stat().st_size > MAX_FILE:
            return "not read"
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


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


def _table(recap: Recap, inputs: Mapping[str, Any]) -> pa.Table:
    record = {
        "inputs": inputs,
        "files": recap.files,
        "rows": [recap.rows_in, recap.rows_kept, recap.rows_rejected],
        "problems": [[p.kind, [p.where.file, p.where.sheet, p.where.cell], p.found, p.values] for p in recap.problems],
    }
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    table = pa.Table.from_pandas(recap.answers, schema=SCHEMA, preserve_index=False)
    return table.replace_schema_metadata({RECORD: text.encode()})


def _read(path: Path, inputs: Mapping[str, Any]) -> Recap | None:
    """What was kept, or None where there is nothing, it is damaged, or an input has changed."""
    head = _read_head(path, inputs)
    if head is None:
        return None
    try:
        with pq.ParquetFile(path, pre_buffer=False) as source:  # a small file: threads would cost more than reading it
            answers = _frame(source.read(use_threads=False))
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None
    return Recap(answers, head.problems, head.rows_in, head.rows_kept, head.rows_rejected, head.files)


def _read_head(path: Path, inputs: Mapping[str, Any]) -> Head | None:
    """The same without the rows."""
    try:
        schema = pq.read_schema(path)
        record = json.loads(schema.metadata[RECORD])
        if record["inputs"] != inputs or not schema.equals(SCHEMA):
            return None
        rows_in, kept, rejected = record["rows"]
        return Head(_problems(record["problems"]), rows_in, kept, rejected, record["files"], inputs)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None


def _head(recap: Recap, inputs: Mapping[str, Any]) -> Head:
    return Head(recap.problems, recap.rows_in, recap.rows_kept, recap.rows_rejected, recap.files, inputs)


def _frame(table: pa.Table) -> pd.DataFrame:
    types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get, use_threads=False)
    return frame


def _problems(rows: Sequence[Any]) -> tuple[Problem, ...]:
    return tuple(Problem(kind, Where(*at), found, tuple((k, v) for k, v in values)) for kind, at, found, values in rows)
