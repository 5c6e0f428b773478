"""The lists of evidence that agencies return with their forms, merged with the files in the folder.

A listed name in its question's folder is that file; a link, or a name that no file has, becomes an `EvidenceFile` without
a path, and a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kla_lib.evidence.model import EvidenceFile

if TYPE_CHECKING:
    from kla_lib.forms.returns import Record

_APART = re.compile(r"\s*[;\n]\s*")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of an agency's list: a file or link, the kind of document, its date and number."""

    code: str
    agency: str
    file: str
    kind: str = ""
    date: str = ""
    number: str = ""


def with_lists(files: Sequence[EvidenceFile], rows: Iterable[Listed], codes: Sequence[str]) -> tuple[EvidenceFile, ...]:
    """The files with what the lists say of them, and what is only listed, in order of ``codes`` and path."""
    known = {(file.code, key): n for n, file in reversed(list(enumerate(files))) for key in _keys(file.path)}
    whole, only_listed = list(files), dict[tuple[str, str], EvidenceFile]()
    for row in (part for each in rows for part in _parts(each)):
        key = (row.code, _key(row.file))
        at = known.get(key)
        bare = EvidenceFile("", row.code) if at is None else whole[at]
        listed = replace(bare, listed=row.file, kind=row.kind, date=row.date, number=row.number, agency=row.agency)
        if at is None:
            only_listed.setdefault(key, listed)
        elif not bare.listed:
            whole[at] = listed
    order = {code: n for n, code in enumerate(codes)}
    everything = [*whole, *only_listed.values()]
    return tuple(
        sorted(everything, key=lambda file: (order.get(file.code, len(order)), file.path or "\uffff" + file.listed))
    )


def _parts(row: Listed) -> list[Listed]:
    """A cell may name several files, one under another or apart by semicolons."""
    return [replace(row, file=part) for part in _APART.split(row.file.strip()) if part]


def _keys(path: str) -> list[str]:
    """The names under which a file may be listed: with its ending or without."""
    name = PurePosixPath(path)
    return [_key(name.name), _key(name.stem)]


def _key(name: str) -> str:
    """A name without its folders, in any case, spaces or underscores."""
    bare = name if "://" in name else name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return re.sub(r"[\s_]+", " ", bare).strip().casefold()


def listed_rows(records: Iterable[Record]) -> list[Listed]:
    """The rows of the agencies' lists from the current cells of their forms; rows without a file are left out."""
    rows: dict[tuple[str, str, int], dict[str, str]] = {}
    for record in records:
        cell = record.given
        if cell.table == "evidence" and record.status in ("current", "conflict"):
            rows.setdefault((cell.code, record.agency, record.row), {"kind": cell.choice})[cell.field] = cell.text
    return [
        Listed(code, agency, row["file"], row["kind"], row.get("date", ""), row.get("number", ""))
        for (code, agency, _), row in rows.items()
        if row.get("file")
    ]
