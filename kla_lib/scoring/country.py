"""The answers of every place of a period at one stage, for comparisons: read once and cached in data/processed.

The cache key is a digest of names, sizes and times of the files read, so that later reports do not read the country again.
Places whose recap has errors are left out and listed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kla_lib.core.files import whole
from kla_lib.core.problems import errors
from kla_lib.forms.load import load
from kla_lib.instrument.frames import in_points
from kla_lib.instrument.instrument import Edition, require_weights
from kla_lib.instrument.parameters import edition_for, in_language, province_given
from kla_lib.instrument.place_folder import INBOX
from kla_lib.instrument.places import all_places
from kla_lib.instrument.stages import STAGES, stage_code
from kla_lib.recap.cache import FORM_TABLES, version
from kla_lib.recap.find_recaps import RETURNS, stages_of
from kla_lib.recap.sniff import MAX_FILE, RESERVED
from kla_lib.scoring.nodes import score

COLUMNS = ["place", "period", "stage", "code", "status", "points_micro"]
RECORD = b"kla-peers"


def period_answers(
    raw: Path, processed: Path, period: str, stage: str, edition: Edition
) -> tuple[pd.DataFrame, list[str]]:
    """One row per (place, code) of a period at a stage, and the places left out for errors in their recap."""
    key = _stamps_digest(raw, period, stage) + edition.digest + version()
    kept = processed / period / f"{stage}.peers.parquet"
    found = _kept(kept, key)
    if found is None:
        found = _read(raw, processed, period, stage, edition)
        _keep(kept, key, *found)
    return found


def _stamps_digest(raw: Path, period: str, stage: str) -> str:
    """By names, sizes and times of every file that a comparison at a stage is made from, without opening one."""
    paths = [path for slug in _places(raw / period) for path in _sources(raw / period / slug, (stage,))]
    stats = [(path, path.stat()) for path in paths]
    stamps = [(os.fsencode(path).hex(), about.st_size, about.st_mtime_ns) for path, about in stats]
    return hashlib.sha256(json.dumps(stamps).encode()).hexdigest()


def contents_digest(raw: Path, period: str, places: Sequence[str] = ()) -> str:
    """By the contents of all recaps of a period at any stage, or of some places: independent of their folder."""
    whole = hashlib.sha256()
    for slug in places or _places(raw / period):
        for path in _sources(raw / period / slug, STAGES):
            whole.update(f"{slug}/{path.parent.name}/{path.name}".encode(errors="surrogateescape") + b"\0")
            whole.update(hashlib.sha256(path.read_bytes()).digest() if path.stat().st_size <= MAX_FILE else b"large")
    return whole.hexdigest()


def _places(folder: Path) -> list[str]:
    return sorted(path.name for path in _files(folder) if path.name in all_places())


def _sources(place: Path, stages: tuple[str, ...]) -> list[Path]:
    """The recaps of a place, its tables, and the list of returned forms, as far as they exist."""
    tables = [place / name for name in {*RESERVED, *FORM_TABLES}] + [place.joinpath(*INBOX, RETURNS)]
    folders = [folder for folder in _files(place) if folder.is_dir() and stage_code(folder.name) in stages]
    recaps = [path for folder in folders for path in _files(folder)]
    return sorted(path for path in (*tables, *recaps) if path.is_file())


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _read(raw: Path, processed: Path, period: str, stage: str, edition: Edition) -> tuple[pd.DataFrame, list[str]]:
    frames, left_out = [pd.DataFrame(columns=COLUMNS)], list[str]()
    for slug in _places(raw / period):
        for key in [key for key in stages_of(raw, period, slug) if key.stage == stage]:
            recap = load(raw, processed, key, edition)
            if errors(recap.problems) or recap.answers.empty:
                left_out.append(slug)
            else:
                frames.append(recap.answers[COLUMNS])
    whole = pd.concat(frames if len(frames) == 1 else frames[1:], ignore_index=True)
    return whole.astype(dict.fromkeys(COLUMNS[:-1], "string") | {"points_micro": "Int64"}), left_out


def _kept(path: Path, key: str) -> tuple[pd.DataFrame, list[str]] | None:
    try:
        with pq.ParquetFile(path, pre_buffer=False) as source:
            record = json.loads(source.schema_arrow.metadata[RECORD])
            if record["key"] != key:
                return None
            types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}
            return source.read(use_threads=False).to_pandas(types_mapper=types.get, use_threads=False), record["out"]
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None


def _keep(path: Path, key: str, answers: pd.DataFrame, left_out: list[str]) -> None:
    """Write the cache atomically, as other reports may read it meanwhile."""
    fields = [(name, pa.int64() if name == "points_micro" else pa.string()) for name in COLUMNS]
    table = pa.Table.from_pandas(answers, schema=pa.schema(fields), preserve_index=False)
    record = json.dumps({"key": key, "out": left_out})
    with suppress(OSError), whole(path) as part:  # a full or read-only disk: they are read again next time
        pq.write_table(table.replace_schema_metadata({RECORD: record.encode()}), part, compression="zstd")


@in_language
def open_country(home: object = None, period: object = None, lang: object = None) -> pd.DataFrame:
    """Every recap of a period, all places and stages, as one tidy frame: one row per (place, stage, node).

    place, period, stage, code, level, points, possible, max (in points), answered, asked, given_at. Places whose recap has
    errors are left out and listed in ``frame.attrs["unread"]``. Raises InputFault where the parameters cannot be used.
    """
    workspace, _, year, _ = province_given(home, period, "", lang)
    edition = edition_for(workspace, year)
    require_weights(edition)
    read = [period_answers(workspace.raw, workspace.processed, year, stage, edition) for stage in STAGES]
    frame = in_points(score(pd.concat([answers for answers, _ in read], ignore_index=True), edition))
    frame.attrs["unread"] = sorted({slug for _, left in read for slug in left})
    return frame
