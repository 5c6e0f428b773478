"""Editions: the shipped folders and a workspace's own, reading a folder into an Edition, and the edition of a period.

A folder holds edition.toml, instrument.csv, bands.csv and, where there is something to say, kinds.csv,
agencies.csv, aliases.csv, options.csv, corrections.csv, columns/recap.csv, columns/marks.csv,
columns/codes.csv and the tables of the forms (see checks).

The edition of a period is never assumed: it is in data/periods.csv with its source, and a workspace's own table wins. A row
without an edition says why the sources leave it open.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args

from kla_lib.core.points import read_number, to_micro
from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.core.tables import Folder, Row, read_table
from kla_lib.instrument.checks import (
    FORM_TABLES,
    check_bands,
    check_edition,
    check_form_tables,
    check_rows,
    form_fields,
    negative,
)
from kla_lib.instrument.declared import CORRECTIONS, OPTIONS, correction, unreadable
from kla_lib.instrument.instrument import Band, Edition, Node, Option, Source

T = TypeVar("T")

INSTRUMENT: tuple[str, ...] = ("code", "parent", "level", "max", "kind", "direction", "agencies")
INSTRUMENT += ("label_id", "label_en", "source", "confidence", "note")
BANDS = ("category", "lower", "upper", "source")
TOML_KEYS = ("id", "title_id", "title_en", "legal_basis", "total", "default_boundary_rule", "sources")
OPTIONAL_TABLES: dict[str, tuple[str, ...]] = {
    "kinds.csv": ("kind", "label_id", "label_en"),
    "agencies.csv": ("role", "name_id", "name_en"),
    "aliases.csv": ("alias", "role", "source"),
    "leads.csv": ("code", "agencies", "source"),
    "options.csv": OPTIONS,
    "corrections.csv": CORRECTIONS,
    "evidence.csv": ("code",),
    "columns/recap.csv": ("heading", "field"),
    "columns/marks.csv": ("mark", "meaning"),
    "columns/codes.csv": ("spelling", "code"),
    **FORM_TABLES,
}
FILES = ("edition.toml", "instrument.csv", "bands.csv", *OPTIONAL_TABLES)
SETTLED_NS = 2_000_000_000  # the coarsest clock of a file system in use (FAT): 2 seconds
_HEADER = re.compile(r"""^[ \t]*\[[ \t]*(?:periods|"periods"|'periods')[ \t]*\][^\n]*""", re.MULTILINE)
_INLINE = re.compile(r"""^[ \t]*(?:periods|"periods"|'periods')[ \t]*=[ \t]*\{""", re.MULTILINE)
_DOTTED = re.compile(r"""^[ \t]*(?:periods|"periods"|'periods')[ \t]*\.""", re.MULTILINE)

Signature = tuple[tuple[int, ...], ...]


def shipped() -> dict[str, Folder]:
    """The edition folders that come with the library, by id."""
    return dict(_shipped())


@cache
def _shipped() -> tuple[tuple[str, Folder], ...]:
    """Safe to keep: which editions come with the library does not change while it runs (their content might)."""
    data = files("kla_lib.instrument").joinpath("data")
    return tuple(sorted((entry.name, entry) for entry in data.iterdir() if entry.joinpath("edition.toml").is_file()))


def folder_of(edition_id: str, own: Path | None = None) -> Folder:
    """The folder of an edition id, a workspace's own editions first. Raises InputFault for an unknown id."""
    if own is not None and own.joinpath(edition_id, "edition.toml").is_file():
        return own / edition_id
    known = shipped()
    if edition_id in known:
        return known[edition_id]
    ids = dict.fromkeys(folder.name for folder in all_folders(own))
    raise InputFault([problem("edition_unknown", Where(), edition_id, known=", ".join(ids))])


def all_folders(own: Path | None = None) -> list[Folder]:
    """Every edition folder there is: the shipped ones, then the workspace's own."""
    mine = sorted(toml.parent for toml in own.glob("*/edition.toml")) if own else []
    return [*shipped().values(), *mine]


def load(folder: Folder) -> Edition:
    """The edition in a folder. Raises InputFault with every fault at once when it is not sound.

    An edition read before is given again as long as its files are the same (see `_signature`): reading one takes 12 ms.
    """
    if isinstance(folder, Path) and (signature := _signature(folder)):
        return _read_before(folder, signature)
    return _sound(folder)


@lru_cache(maxsize=16)
def _read_before(folder: Path, signature: Signature) -> Edition:
    """Safe to keep: every change of a file changes the signature, which is taken before the files are read."""
    return _sound(folder)


def _signature(folder: Path) -> Signature:
    """Device, inode, size and times of every file an edition is made of; empty where a change could hide.

    It could where a file changed so lately that the clock of its file system may give the next change the same time.
    """
    found = [_stat(folder / name) for name in FILES]
    changed = [max(one.st_mtime_ns, one.st_ctime_ns) for one in found if one]
    if not changed or max(changed) > time.time_ns() - SETTLED_NS:
        return ()
    return tuple((s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) if s else () for s in found)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _sound(folder: Folder) -> Edition:
    edition, problems = examine(folder)
    if edition is None or errors(problems):
        raise InputFault(problems)
    return edition


def examine(folder: Folder) -> tuple[Edition | None, list[Problem]]:
    """The edition in a folder as far as it can be built, with every problem found in it."""
    facts, problems = _read_toml(folder)
    rows, more = read_table(folder, "instrument.csv", INSTRUMENT)
    band_rows, band_problems = read_table(folder, "bands.csv", BANDS)
    problems += more + band_problems
    tables = {name: _optional(folder, name, columns, problems) for name, columns in OPTIONAL_TABLES.items()}
    if not rows or "sources" not in facts:
        return None, problems or [problem("table_empty", Where("instrument.csv"), "instrument.csv")]
    problems += check_rows(rows, facts, tables) + check_form_tables(rows, facts["sources"], tables)
    numbers = [(r, c) for r in rows for c in ("max",)] + [(r, c) for r in band_rows for c in ("lower", "upper")]
    faults = unreadable(numbers)
    problems += faults + negative(rows) + ([] if faults else check_bands([_band(row) for row in band_rows]))
    if errors(problems):
        return None, problems
    edition = _build(folder, facts, rows, band_rows, tables)
    return edition, problems + check_edition(edition, rows, facts)


def digest(folder: Folder) -> str:
    """SHA-256 over the names and bytes of the folder's tables: another rule, another digest."""
    whole = hashlib.sha256()
    for name in sorted(FILES):
        source = folder.joinpath(name)
        if source.is_file():
            whole.update(name.encode() + b"\0" + source.read_bytes())
    return whole.hexdigest()


def _read_toml(folder: Folder) -> tuple[dict[str, Any], list[Problem]]:
    source = folder.joinpath("edition.toml")
    if not source.is_file():
        return {}, [problem("table_missing", Where("edition.toml"), "edition.toml")]
    try:
        facts = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return {}, [problem("toml_broken", Where("edition.toml"), fault)]
    missing = [key for key in TOML_KEYS if key not in facts]
    return facts, [problem("toml_key", Where("edition.toml"), key) for key in missing]


def _optional(folder: Folder, name: str, columns: tuple[str, ...], problems: list[Problem]) -> list[Row]:
    if not folder.joinpath(name).is_file():
        return []
    rows, found = read_table(folder, name, columns)
    problems += found
    return rows


def _build(
    folder: Folder, facts: dict[str, Any], rows: list[Row], bands: list[Row], tables: dict[str, list[Row]]
) -> Edition:
    leads = _pairs(tables["leads.csv"], "code", lambda r: r)
    return Edition(
        id=facts["id"],
        title_id=facts["title_id"],
        title_en=facts["title_en"],
        legal_basis=facts["legal_basis"],
        nodes=tuple(_node(row, leads.get(row["code"])) for row in rows),
        bands=tuple(_band(row) for row in bands),
        sources={key: _source(key, entry) for key, entry in facts["sources"].items()},
        default_boundary_rule=facts["default_boundary_rule"],
        corrections=tuple(correction(row) for row in tables["corrections.csv"]),
        options=tuple(Option(**{c: row[c] for c in OPTIONS}) for row in tables["options.csv"]),
        agencies=_pairs(tables["agencies.csv"], "role", lambda r: (r["name_id"], r["name_en"])),
        aliases=_pairs(tables["aliases.csv"], "alias", lambda r: r["role"]),
        headings=_pairs(tables["columns/recap.csv"], "heading", lambda r: r["field"]),
        marks=_pairs(tables["columns/marks.csv"], "mark", lambda r: r["meaning"]),
        spellings=_pairs(tables["columns/codes.csv"], "spelling", lambda r: r["code"]),
        kinds=_pairs(tables["kinds.csv"], "kind", lambda r: (r["label_id"], r["label_en"])),
        evidence=_pairs(tables["evidence.csv"], "code", _kinds_asked),
        **form_fields(tables),
        legal_note_id=facts.get("legal_note_id", ""),
        legal_note_en=facts.get("legal_note_en", ""),
        digest=digest(folder),
    )


def _kinds_asked(row: Row) -> tuple[str, ...]:
    return tuple(kind for kind, asked in row.cells.items() if asked == "1")


def _pairs(rows: list[Row], key: str, value: Callable[[Row], T]) -> dict[str, T]:
    return {row[key]: value(row) for row in rows}


def _node(row: Row, lead: Row | None) -> Node:
    """A node; without agencies of its own it has those of leads.csv."""
    maximum = to_micro(read_number(row["max"])) if row["max"] else None
    given = lead if lead and not row["agencies"] else None
    agencies = tuple(role for role in (given or row)["agencies"].split(";") if role)
    words = {c: row[c] for c in ("kind", "direction", "label_id", "label_en", "source", "confidence", "note")}
    words["lead_source"] = given["source"] if given else ""
    return Node(row["code"], row["parent"], row["level"], maximum, agencies=agencies, **words)  # type: ignore[arg-type]


def _band(row: Row) -> Band:
    lower, upper = (int(read_number(row[c]) * 100) for c in ("lower", "upper"))
    return Band(row["category"], lower, upper, row["source"])


def _source(key: str, entry: dict[str, str]) -> Source:
    return Source(key, *(entry.get(k, "") for k in ("title", "url", "checked_on", "confidence")))


@dataclass(frozen=True, slots=True)
class Period:
    """A period, its edition id (empty where the sources leave it open), and what to know about that choice."""

    period: str
    edition: str
    confidence: str
    source: str
    note_id: str
    note_en: str

    def note(self, lang: Lang = "id") -> str:
        """What a reader must know about this choice, in the reader's language."""
        return self.note_en if lang == "en" else self.note_id


@cache
def all_periods() -> dict[str, Period]:
    """Every period of the shipped table, oldest first."""
    text = files("kla_lib.instrument").joinpath("data", "periods.csv").read_text(encoding="utf-8")
    return {row["period"]: Period(**row) for row in csv.DictReader(text.splitlines())}


def edition_of(period: str, own: Mapping[str, str], lang: Lang = "id") -> tuple[str, str]:
    """The edition id of a period, with the note on that choice (empty for the workspace's ``own`` choice).

    Raises InputFault (``period_unknown``) for a period that neither table gives an edition, saying how to
    add it to kla.toml and, where something is known, why it is open.
    """
    if period in own:
        return own[period], ""
    row = _row(period)
    if row.edition:
        return row.edition, row.note(lang)
    raise InputFault([period_open(period)])


def _row(period: str) -> Period:
    return all_periods().get(period, Period(period, "", "", "", "", ""))


def with_period(settings: str, period: str, edition: str) -> str:
    """The text of a kla.toml with one more entry in ``[periods]``; comments, order and line ends stay as they are.

    Each way of writing the table is tried and read again; empty where none gives the old settings and the new entry.
    """
    end = "\r\n" if "\r\n" in settings else "\n"
    before = _parsed(settings)
    wanted = {**before, "periods": {**before.get("periods", {}), period: edition}}
    return next((text for text in _ways(settings, f'"{period}" = "{edition}"', end) if _parsed(text) == wanted), "")


def _ways(settings: str, entry: str, end: str) -> Iterator[str]:
    for at in _HEADER.finditer(settings):
        line = at.end() - at[0].endswith("\r")
        yield f"{settings[:line]}{end}{entry}{settings[line:]}"
    for at in _INLINE.finditer(settings):
        for separator in (", ", " "):  # the second for an empty table
            yield f"{settings[: at.end()]} {entry}{separator}{settings[at.end() :].lstrip()}"
    for at in _DOTTED.finditer(settings):
        yield f"{settings[: at.start()]}periods.{entry}{end}{settings[at.start() :]}"
    gap = end if settings.endswith("\n") or not settings else end * 2
    yield f"{settings}{gap}[periods]{end}{entry}{end}"


def _parsed(settings: str) -> dict[str, Any]:
    try:
        return tomllib.loads(settings.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return {}


def period_open(period: str) -> Problem:
    """The fault of a period without an edition: which editions points can be counted with, and why it is open."""
    row = _row(period)
    notes = {f"note_{lang}": f" {row.note(lang)}".rstrip() for lang in get_args(Lang)}
    known = [name for name, folder in shipped().items() if load(folder).has_weights]
    return problem("period_unknown", Where(), row.period, known=", ".join(known), **notes)
