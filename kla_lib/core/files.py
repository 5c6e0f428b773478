"""Writing so that a reader never meets half a file, and naming files by what is in them.

Files that are there whole or not at all, whoever reads them meanwhile and whenever the machine stops.

``kla workbook``: where the Excel workbook of an assessment is written, and the writing itself.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kla_lib.core.problems import InputFault, Where, problem, system_reasons

SHORT = 16  # digits of a short hash; a country's ledger holds thousands of them
RUN_FOLDER = ".run"  # below reports: the lock, who holds it, the journal, and files not yet whole
SAFE_WORKBOOK = {  # options of xlsxwriter: no text becomes a formula, a link or a number
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_whole(path: Path, content: str | bytes, staging: Path | None = None) -> None:
    """Write under a temporary name, then rename: the file is there whole or not at all.

    The temporary file lies in ``staging`` (on the same disk; what a killed run leaves there can be swept away at
    once), else beside the file.
    """
    folder = staging or path.parent
    if path.exists() and not path.is_file():  # a device would be replaced, a folder is in the way
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    for wanted in {path.parent, folder}:
        wanted.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".tmp-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


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


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside this one to write to; what is written takes its place at the end, and is removed after a fault."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def workbook_name(title: str, period: str, stage: str) -> str:
    """A name that speaks: ``KLA_Kab-Ogan-Ilir_2024_EM.xlsx``."""
    parts = ("KLA", *(re.sub(r"[^\w-]+", "-", part).strip("-") for part in (title, period, stage)))
    return "_".join(part for part in parts if part) + ".xlsx"


def save(content: bytes, folder: Path, name: str, out: Path | None) -> Path:
    """Write a workbook whole or not at all: as ``out``, into it where it is a folder, else into ``folder``.

    Raises InputFault where the file cannot be written, for instance while Excel holds it open.
    """
    path = folder / name if out is None else out / name if out.is_dir() else out
    try:
        write_whole(path, content)
    except OSError as fault:
        raise InputFault([problem("file_unwritable", Where(path.name), path.name, **system_reasons(fault))]) from fault
    return path
