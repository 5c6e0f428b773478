r"""List every file in a folder of evidence without opening one: its name, its question, and what it cannot be.

Links are never followed, neither to files nor to folders, so that there is no way out of the folder and no loop.
Files that a system leaves by itself (hidden files, ``~$`` locks, Thumbs.db) are counted and left out.

In a stored path control characters, marks that turn the direction of writing (which make ``gpj.exe`` look like
``exe.jpg``) and characters without width are escapes (``\u{202e}``; a byte that is no UTF-8: ``\u{dcff}``). `located`
finds the file again.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kla_lib.core.nearest import nearest
from kla_lib.core.problems import Problem, Where, problem, system_reasons
from kla_lib.evidence.model import EvidenceFile
from kla_lib.evidence.names import file_shown
from kla_lib.instrument.instrument import code_key
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER

LONGEST_NAME = 200  # bytes: system limits are 255 a name, and on many an office machine 260 a whole path

_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,5}|10[0-9a-f]{4})\}")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LEFT_OUT = (
    "thumbs.db",
    "desktop.ini",
    "ehthumbs.db",
    "icon\r",
    "__macosx",
    "$recycle.bin",
    "system volume information",
)


def escaped_name(name: str) -> str:
    """One name in which every character that must not be shown is an escape."""
    if name.isascii() and name.isprintable() and "\\" not in name:
        return name
    name = _ESCAPE.sub(lambda found: "\\u{5c}" + found[0][1:], name)
    return "".join(_escaped(sign) if _is_odd(sign) or _is_unseen(sign) else sign for sign in name)


def visible(name: str) -> str:
    """What people see of a name: a code copied from a web page may hold characters without width."""
    return name if name.isascii() else "".join(sign for sign in name if not _is_unseen(sign))


def located(root: Path, path: str) -> Path:
    """The file on disk of a path whose names are as `escaped_name` returns them."""
    return root / _ESCAPE.sub(lambda found: chr(int(found[1], 16)), path)


def name_fault(name: str) -> str:
    """What is wrong with a name, as a machine word; empty for a sound one."""
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        return "name_encoding"
    if any(sign in _DIRECTION for sign in name):
        return "name_direction"
    if any(_is_odd(sign) for sign in name):
        return "name_control"
    return "name_long" if len(name.encode()) > LONGEST_NAME else ""


def is_left_out(name: str) -> bool:
    """True if a file is the system's or a program's own: hidden, a lock file, a picture store."""
    return name.startswith((".", "~$")) or name.lower() in _LEFT_OUT


def _is_odd(sign: str) -> bool:
    return sign in _DIRECTION or unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")


def _is_unseen(sign: str) -> bool:
    """Of no width: no fault of a name, for emojis are joined by one."""
    return unicodedata.category(sign) == "Cf"


def _escaped(sign: str) -> str:
    return f"\\u{{{ord(sign):x}}}"


MAX_FILES = 200_000  # where the walk stops, and says so
CROWDED = 1_000  # files of one question from which on a problem is reported
DEEPEST = 30  # folders inside one another
LARGEST = 1 << 30  # bytes: a file above is neither hashed nor measured
NEAR, MOST_TOLD = 3, 50
LONGEST_SHOWN = 80

_CODE = re.compile(
    r"[\s_(\[]*(?:(?:nomor|no|pertanyaan|soal|kode|bukti|question)(?![A-Za-z])[\s_.:#-]*){0,2}"
    r"([0-9]+\s?[A-Za-z]{0,2}(?:\.\s?[0-9]+\s?[A-Za-z]{0,2})?)(?=$|[\s_\-,;:()\[\]]|\.(?:\s|$))",
    re.IGNORECASE,
)
_NOT_FILES = (
    (stat.S_ISLNK, "symlink"),
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


@dataclass
class _Walk:
    """What is known so far."""

    root: Path
    files: list[EvidenceFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    outside: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def _problem(kind: str, path: str, found: object = "", **values: object) -> Problem:
    where = file_shown(f"{EVIDENCE_FOLDER}/{path}" if path else EVIDENCE_FOLDER)
    return problem(kind, Where(where), found or where[-LONGEST_SHOWN:], **values)


def walk(root: Path, codes: Sequence[str]) -> tuple[list[EvidenceFile], list[Problem]]:
    """The files below ``root`` in order of ``codes`` and path, those of no question last; a folder that is not there has none.

    The first word of a folder's name is its question's code, in any spelling: ``25.10``, ``21a.4A``, ``14.1. Akta``; before
    it may stand what people write before a number (``No. 14.1``, ``BUKTI 14.1``). In a folder of no question
    (``KLASTER II``) those inside may be of one.
    """
    seen = _Walk(root)
    if root.is_symlink():
        seen.problems.append(_problem("evidence_root_link", ""))
    elif root.is_dir():
        by_key = {code_key(code): code for code in codes}
        for entry in _entries(seen, root, ""):
            _take(seen, entry, by_key)
            if max(len(seen.files), len(seen.unknown)) >= MAX_FILES:
                break
        _add_summary_problems(seen, by_key)
    order = {code: at for at, code in enumerate(codes)}
    return sorted(seen.files, key=lambda f: (order.get(f.code, len(order)), f.path)), seen.problems


def _take(seen: _Walk, entry: os.DirEntry[str], by_key: dict[str, str]) -> None:
    """Add one entry of the topmost folder: a question's folder, or a file outside of them."""
    path = escaped_name(entry.name)
    if is_left_out(entry.name):
        seen.left_out += 1
    elif not _is_folder(entry):
        seen.files.append(_file(entry, path, ""))
        seen.outside.append(path)
    else:
        before = len(seen.files)
        _descend(seen, entry, path, by_key)
        found = seen.files[before:]
        if not folder_code(entry.name, by_key) and (not found or any(not file.code for file in found)):
            seen.unknown.append(path)


def folder_code(name: str, by_key: dict[str, str]) -> str:
    """The question that a folder's name begins with, empty where it is none."""
    name = visible(name)
    found = _CODE.match(name)
    return by_key.get(code_key(name)) or (by_key.get(code_key(found[1]), "") if found else "")


def _descend(seen: _Walk, folder: os.DirEntry[str], path: str, by_key: dict[str, str]) -> None:
    """Everything below a folder, folder by folder; none is read twice, whatever is mounted where. The first that is of a
    question says which for all below it."""
    first = (folder.path, path, name_fault(folder.name), folder_code(folder.name, by_key))
    waiting, been, before = [first], set[tuple[int, int]](), len(seen.files)
    while waiting and len(seen.files) < MAX_FILES:
        here, path_here, fault, code = waiting.pop()
        for entry in _entries(seen, Path(here), path_here, been):
            inner = f"{path_here}/{escaped_name(entry.name)}"
            if is_left_out(entry.name):
                seen.left_out += 1
            elif not _is_folder(entry):
                seen.files.append(_file(entry, inner, code, fault))
            elif inner.count("/") >= DEEPEST:
                seen.problems.append(_problem("evidence_deep", inner, limit=DEEPEST))
            else:
                below = code or folder_code(entry.name, by_key)
                waiting.append((entry.path, inner, fault or name_fault(entry.name), below))
            if len(seen.files) >= MAX_FILES:
                break
    if len(seen.files) - before > CROWDED:
        seen.problems.append(_problem("evidence_crowded", path, rows=len(seen.files) - before))


def _entries(
    seen: _Walk, folder: Path, path: str, been: set[tuple[int, int]] | None = None
) -> Iterator[os.DirEntry[str]]:
    """The entries of a folder; one that cannot be listed is reported."""
    try:
        if been is not None:
            about = folder.stat(follow_symlinks=False)
            if (about.st_dev, about.st_ino) in been and about.st_ino:
                return
            been.add((about.st_dev, about.st_ino))
        with os.scandir(folder) as entries:
            yield from entries
    except OSError as fault:
        seen.problems.append(_problem("evidence_folder_unreadable", path, **system_reasons(fault)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """A real folder: no link and no junction."""
    try:
        return entry.is_dir(follow_symlinks=False) and not _is_junction(entry.stat(follow_symlinks=False))
    except OSError:
        return False


def _is_junction(about: os.stat_result) -> bool:
    return getattr(about, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)


def _file(entry: os.DirEntry[str], path: str, code: str, folder_fault: str = "") -> EvidenceFile:
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return EvidenceFile(path, code, fault="unreadable", detail="vanished")
    fault, detail = _fault(about, name_fault(entry.name) or folder_fault)
    return EvidenceFile(path, code, size=about.st_size, modified=_day(about.st_mtime), fault=fault, detail=detail)


def _fault(about: os.stat_result, name: str) -> tuple[str, str]:
    """The state and the word for what the walk itself sees; a file with an odd name is measured nevertheless."""
    if not stat.S_ISREG(about.st_mode):
        words: Iterable[str] = (word for is_one, word in _NOT_FILES if is_one(about.st_mode))
        return "not_a_file", next(iter(words), "folder_link")
    if about.st_size > LARGEST:
        return "too_large", "size"
    return ("hostile", name) if name else ("", "")


def _day(seconds: float) -> str:
    """A day in UTC, so that one folder is told alike on every machine."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, OSError, ValueError):
        return ""


def _add_summary_problems(seen: _Walk, by_key: dict[str, str]) -> None:
    """Report once what may occur often: files outside the folders, folders of no question, sums."""
    for path in sorted(seen.unknown)[:MOST_TOLD]:
        close_codes = ", ".join(nearest(code_key(path)[:20], by_key, NEAR)) or "-"
        seen.problems.append(_problem("evidence_code_unknown", path, near=close_codes))
    if len(seen.unknown) > MOST_TOLD:
        seen.problems.append(_problem("evidence_codes_unknown", "", len(seen.unknown)))
    if seen.outside:
        names = ", ".join(file_shown(path) for path in sorted(seen.outside)[:NEAR])
        seen.problems.append(_problem("evidence_outside", "", names[:LONGEST_SHOWN], rows=len(seen.outside)))
    if len(seen.files) >= MAX_FILES:
        seen.problems.append(_problem("evidence_too_many", "", rows=MAX_FILES))
    if seen.left_out:
        seen.problems.append(_problem("evidence_left_out", "", seen.left_out))
