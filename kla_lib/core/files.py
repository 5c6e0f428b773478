"""Writing files whole or not at all, whoever reads them meanwhile and whenever the machine stops; their names and hashes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kla_lib.core.problems import InputFault, Where, problem, system_reasons

SHORT = 16  # digits of a short hash; a country's ledger holds thousands of them
LONGEST_PART = 60  # characters of one part of a file name
UNFINISHED = ".tmp-"  # how the names of files not yet whole begin
RUN_FOLDER = ".run"  # below reports: the lock, who holds it, the journal, and files not yet whole
MADE = datetime(2000, 1, 1)  # the day on which every workbook is made: the same contents give the same bytes
SAFE_WORKBOOK = {  # options of xlsxwriter: no text becomes a formula, a link or a number
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def whole(path: Path, staging: Path | None = None) -> Iterator[Path]:
    """Yield a temporary name to write to; what is written there takes the file's place at the end, or is removed after a fault.

    The temporary file is in ``staging`` (on the same disk; what a killed run leaves there can be swept away at once),
    else in the file's own folder. A file that is replaced keeps its permissions.
    """
    if path.exists() and not path.is_file():  # a device would be replaced, a folder is in the way
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    folder = staging or path.parent
    for wanted in {path.parent, folder}:
        wanted.mkdir(parents=True, exist_ok=True)
    part = folder / f"{UNFINISHED}{secrets.token_hex(8)}{path.suffix}"
    try:
        yield part
        if path.exists():
            shutil.copymode(path, part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes, staging: Path | None = None) -> None:
    """Write a file whole or not at all (see `whole`); text as UTF-8."""
    with whole(path, staging) as part:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def short_hash(value: object) -> str:
    """The first digits of the hash of a plain value: enough to tell versions apart."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:SHORT]


def content_hash(text: str) -> str:
    """The hash that `file_hash` gives once the text is written."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def tree_hash(root: Path, paths: Iterable[Path]) -> str:
    """SHA-256 over names (relative, forward slashes) and bytes of many files, whatever their order."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def file_name(*parts: str, ending: str = "") -> str:
    """``KLA_Kab-Ogan-Ilir_2024_EM.xlsx``: clear in a list of downloads and valid on every system; empty parts are left out.

    Of each part letters, digits, ``_`` and ``-`` stay; everything else is one hyphen.
    """
    plain = (re.sub(r"[^\w-]+", "-", part).strip("-")[:LONGEST_PART].strip("-") for part in parts)
    return "_".join(["KLA", *filter(None, plain)]) + (f".{ending}" if ending else "")


def save(content: bytes, folder: Path, name: str, out: Path | None) -> Path:
    """Write a file whole or not at all: as ``out``, into it where it is a folder, else into ``folder``.

    Raises InputFault where the file cannot be written, for instance while Excel holds it open.
    """
    path = folder / name if out is None else out / name if out.is_dir() else out
    try:
        write_whole(path, content)
    except OSError as fault:
        raise InputFault([problem("file_unwritable", Where(path.name), path.name, **system_reasons(fault))]) from fault
    return path
