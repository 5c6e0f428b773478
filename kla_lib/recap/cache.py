"""Keeping what was read: data/processed holds one parquet per recap, used while every input still has its hash.

Nothing in data/processed is a source: delete it and it is made again. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kla_lib.core.files import whole
from kla_lib.core.problems import Lang, Problem, Where, errors
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.place_folder import DECISIONS, DUTIES, POINTS
from kla_lib.recap.find_recaps import recap_files
from kla_lib.recap.model import DTYPES, Head, Recap, StageKey
from kla_lib.recap.sniff import MAX_FILE, RESERVED, is_recap, relative_name

RECORD = b"kla"
CORRECTIONS, OPTIONS = RESERVED
FORM_TABLES = (OPTIONS, POINTS, DECISIONS, DUTIES)  # what the answers of returned forms depend on
SCHEMA = pa.schema([(name, pa.int64() if dtype == "Int64" else pa.string()) for name, dtype in DTYPES.items()])


def keep(recap: Recap, folder: Path, key: StageKey, inputs: Mapping[str, Any]) -> Path | None:
    """Write ``folder/<period>/<place>/<stage>.parquet`` whole or not at all; None for a recap with errors.

    ``inputs`` (see `fingerprint`) go into the file with the problems and row counts.
    """
    path = recap_path(folder, key)
    if errors(recap.problems):
        path.unlink(missing_ok=True)
        return None
    with whole(path) as part:
        pq.write_table(_table(recap, inputs), part, compression="zstd")
    return path


def fingerprint(raw: Path, key: StageKey, edition: Edition) -> dict[str, Any]:
    """Everything a kept recap depends on: file hashes, the place's tables, the edition, and the code that reads."""
    root, place_folder = root_of(raw), raw / key.period / key.place
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
    for package in ("kla_lib.core", "kla_lib.instrument", "kla_lib.recap", "kla_lib.local", "kla_lib.forms"):
        folder = Path(str(files(package)))
        for source in sorted(folder.rglob("*.py")):
            whole.update(source.relative_to(folder).as_posix().encode() + b"\0" + source.read_bytes())
    for table in ("problems.csv", *(f"locale/{lang}/LC_MESSAGES/kla.po" for lang in get_args(Lang))):
        whole.update(files("kla_lib").joinpath(table).read_bytes())
    return whole.hexdigest()


def recap_path(folder: Path, key: StageKey) -> Path:
    """Where the recap of a stage is kept."""
    return folder / key.period / key.place / f"{key.stage}.parquet"


def root_of(raw: Path) -> Path:
    """The folder that addresses in problems count from: the workspace of ``raw``, where it lies in one."""
    return raw.parents[1] if raw.parts[-2:] == ("data", "raw") else raw.parent


def _hash(path: Path) -> str:
    """The hash of a file that is read; of any other only that it is there."""
    try:
        if not is_recap(path) or path.stat().st_size > MAX_FILE:
            return "not read"
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


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


def kept_recap(processed: Path, key: StageKey, inputs: Mapping[str, Any]) -> Recap | None:
    """What was kept, or None where there is nothing, it is damaged, or an input has changed."""
    head = kept_head(processed, key, inputs)
    if head is None:
        return None
    try:
        with pq.ParquetFile(
            recap_path(processed, key), pre_buffer=False
        ) as source:  # a small file: threads would cost more than reading it
            answers = _frame(source.read(use_threads=False))
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None
    return Recap(answers, head.problems, head.rows_in, head.rows_kept, head.rows_rejected, head.files)


def kept_head(processed: Path, key: StageKey, inputs: Mapping[str, Any]) -> Head | None:
    """The same without the rows."""
    try:
        schema = pq.read_schema(recap_path(processed, key))
        record = json.loads(schema.metadata[RECORD])
        if record["inputs"] != inputs or not schema.equals(SCHEMA):
            return None
        rows_in, kept, rejected = record["rows"]
        return Head(_problems(record["problems"]), rows_in, kept, rejected, record["files"], inputs)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None


def _frame(table: pa.Table) -> pd.DataFrame:
    types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get, use_threads=False)
    return frame


def _problems(rows: Sequence[Any]) -> tuple[Problem, ...]:
    return tuple(Problem(kind, Where(*at), found, tuple((k, v) for k, v in values)) for kind, at, found, values in rows)
