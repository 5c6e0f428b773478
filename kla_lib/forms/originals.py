"""The originals of returned forms, kept untouched in the order in which they came, with their list and history.

They are in ``data/raw/<period>/<place>/formulir/kembali``; ``daftar.csv`` has one row for each: order, sha256,
original_name, received_at, agency where a person said whose form it is, and newest where a person said that it holds.
An original is never changed, moved or kept twice. The history is one table of every value ever given.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kla_lib.core.files import write_whole
from kla_lib.core.privacy import masked
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.core.tables import Row, read_table
from kla_lib.forms.cells import is_formula
from kla_lib.forms.returns import Record
from kla_lib.recap.find_recaps import RETURNS
from kla_lib.recap.sniff import read_bytes, relative_name

LIST_COLUMNS = ("order", "sha256", "original_name", "received_at")
SAID = "agency"  # empty but for a form that lost its identity
NEWEST = "newest"  # "ya" where a person says that it holds, old as it looks
YES = ("ya", "yes", "y", "x", "1")
MARK = "\ufeff"  # by this Excel knows UTF-8
DIGITS, LONGEST, LONGEST_SUFFIX, SHOWN = 12, 80, 10, 80

_HASH = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept original; ``name`` is what it was called when it came, personal data hidden."""

    order: int
    sha256: str
    name: str
    received_at: str
    agency: str = ""
    newest: bool = False

    @property
    def file(self) -> str:
        """What it is called where it is kept: no two originals have one name."""
        return f"{self.sha256[:DIGITS]}_{safe_name(self.name)}"


def safe_name(name: str) -> str:
    """A name that any system can hold and no spreadsheet or shell takes for more; the suffix stays."""
    plain = _UNSAFE.sub("_", masked(name.replace("\\", "/").rsplit("/", 1)[-1])).strip(" .").lstrip("_-") or "_"
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:LONGEST]}{dot}{suffix[:LONGEST_SUFFIX]}"


def read_kept(folder: Path, root: Path | None = None) -> tuple[list[Kept], list[Problem]]:
    """The list of a folder, in order. A row that cannot be used is a problem, and so is a file that no row names."""
    if not (folder / RETURNS).is_file():
        return [], []
    here = relative_name(folder / RETURNS, root)
    try:
        rows, faults = read_table(folder, RETURNS, LIST_COLUMNS, semicolons=True)
    except (csv.Error, OSError) as fault:
        return [], [problem("csv_broken", Where(here), fault)]
    sound = _once([row for row in rows if row["order"].isdecimal() and _HASH.fullmatch(row["sha256"])])
    kept = [_kept(row) for row in sound]
    odd = [
        problem("form_list_row", Where(here, "", row.where().cell), f"{row['order']} {row['sha256']}"[:SHOWN])
        for row in rows
        if row not in sound
    ]
    told = [Problem(p.kind, Where(here, "", p.where.cell), p.found, p.values) for p in faults]
    return sorted(kept, key=lambda one: one.order), [*told, *odd, *_unlisted(folder, kept, root)]


def _once(rows: Sequence[Row]) -> list[Row]:
    """The first row of every original: a list that names one twice does not make it come twice."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["sha256"], row)
    return list(first.values())


def _kept(row: Row) -> Kept:
    said = row.cells.get(SAID, "")
    newest = row.cells.get(NEWEST, "").strip().casefold() in YES
    return Kept(int(row["order"]), row["sha256"], row["original_name"], row["received_at"], said, newest)


def _unlisted(folder: Path, kept: Sequence[Kept], root: Path | None) -> list[Problem]:
    """Files put into the folder by hand: they are not read, for nobody knows when they came."""
    known = {one.sha256 for one in kept}
    marks = {digest[:DIGITS] for digest in known}
    found = sorted(path for path in folder.iterdir() if path.name != RETURNS and not path.name.startswith((".", "~$")))
    return [
        problem("form_not_listed", Where(relative_name(path, root)), relative_name(path, None))
        for path in found
        if path.name.partition("_")[0] not in marks and _hash(path) not in known
    ]


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(read_bytes(path, path.name)).hexdigest()
    except InputFault:
        return ""


def original_path(folder: Path, kept: Kept) -> Path:
    """Where an original lies, found by its hash, whatever the list calls it by now."""
    path = folder / kept.file
    return path if path.is_file() else next(iter(sorted(folder.glob(f"{kept.sha256[:DIGITS]}_*"))), path)


def read_original(folder: Path, kept: Kept, root: Path | None = None) -> tuple[bytes | None, list[Problem]]:
    """The bytes of an original; None, and a problem, where it is gone or is no longer what came."""
    path = original_path(folder, kept)
    here = relative_name(path, root)
    try:
        data = read_bytes(path, here)
    except InputFault as fault:
        return None, fault.problems
    if hashlib.sha256(data).hexdigest() != kept.sha256:
        return None, [problem("form_original_changed", Where(here), kept.name)]
    return data, []


def keep_originals(
    folder: Path, arrived: Sequence[tuple[bytes, str]], received_at: str, agency: str = ""
) -> list[Kept]:
    """Keep returns (bytes and name) in the order given; those kept before are left out of what is given back.

    ``agency`` is the role that a person said they are of.

    An original lies there whole before the list names it, and the list is replaced whole: a run that is cut short
    leaves at most a file that the next run takes again.
    """
    known, _ = read_kept(folder)
    hashes, made = {one.sha256 for one in known}, list[Kept]()
    order = max((one.order for one in known), default=0)
    for data, name in arrived:
        digest = hashlib.sha256(data).hexdigest()
        if digest in hashes:
            continue
        hashes.add(digest)
        kept = Kept(order + len(made) + 1, digest, _inert(masked(name)), received_at, agency)
        write_whole(folder / kept.file, data)
        made.append(kept)
    if made:
        _append(folder / RETURNS, made)
    return made


def _append(path: Path, made: Sequence[Kept]) -> None:
    """The list with further rows; what people wrote into it stays as it is."""
    text = io.StringIO()
    before = path.read_bytes() if path.is_file() else b""
    mark = _delimiter(before)
    header = _header(before, mark) or [*LIST_COLUMNS, SAID, NEWEST]
    writer = csv.DictWriter(text, header, restval="", extrasaction="ignore", delimiter=mark, lineterminator="\n")
    if not before:
        text.write(MARK)
        writer.writeheader()
    writer.writerows(
        dict(zip((*LIST_COLUMNS, SAID), (one.order, one.sha256, one.name, one.received_at, one.agency), strict=True))
        for one in made
    )
    gap = b"\n" if before and not before.endswith(b"\n") else b""
    write_whole(path, before + gap + text.getvalue().encode("utf-8"))


def _header(table: bytes, mark: str) -> list[str]:
    """The columns of the list as it is, people's own too."""
    line = table.partition(b"\n")[0].decode("utf-8-sig").rstrip("\r")
    return next(csv.reader([line], delimiter=mark), [])


def _delimiter(table: bytes) -> str:
    header = table.partition(b"\n")[0]
    return ";" if b";" in header and b"," not in header else ","


def _inert(name: str) -> str:
    """A name on one line that no spreadsheet takes for a formula."""
    line = " ".join(name.split())
    return f"_{line}" if line.startswith(("=", "+", "-", "@")) else line


HISTORY_COLUMNS: tuple[str, ...] = (
    "order",
    "received_at",
    "agency",
    "file",
    "sheet",
    "cell",
    "table",
    "code",
    "field",
    "found",
    "number",
)
HISTORY_COLUMNS += ("choice", "became", "superseded_by", "counts")


def history_csv(records: Sequence[Record], kept: Sequence[Kept]) -> str:
    """One row per filled cell, in the order in which they came; ``counts`` says why a value is the city's.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HISTORY_COLUMNS)
    writer.writerows(_row(record, kept) for record in records)
    return MARK + text.getvalue()


def _row(record: Record, kept: Sequence[Kept]) -> tuple[object, ...]:
    given, where, came = record.given, record.given.where, kept[record.order - 1]
    number = "" if given.number is None else f"{given.number:f}"
    later = kept[record.by - 1].order if record.by else ""
    stood = (
        where.file,
        _inert_cells(where.sheet),
        where.cell,
        given.table,
        given.code,
        given.field,
        _inert_cells(given.text),
    )
    return (
        came.order,
        came.received_at,
        record.agency,
        *stood,
        number,
        given.choice,
        record.status,
        later,
        record.counts,
    )


def _inert_cells(text: str) -> str:
    return f"'{text}" if is_formula(text) else text
