"""The lines of an export, from a text file or the text in a ZIP, a block at a time whatever its size."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kla_lib.problems import InputFault, Problem, Where, problem, system_reasons
from kla_lib.rules.cases import group_name, phone_words
from kla_lib.rules.privacy import masked

BLOCK = 1 << 20
LONGEST_LINE = 1 << 17  # characters; a telephone cuts messages at 65,536
LIMIT = 1_000_000_000  # bytes of text; the telephone itself exports 40,000 messages at most
INSIDE = "_chat.txt"
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)


def shown_name(path: Path) -> str:
    """A file's name without the group or person that a telephone puts in it, and without personal data."""
    found = phone_words("zip").search(path.name)
    if not found:
        return masked(path.name)
    name = group_name("zip", path.stem)
    return masked(path.name.replace(name, "…") if name else path.name)


@contextmanager
def export_lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of an export without their ends, to be read inside the block. Raises InputFault for what is none."""
    name = shown_name(path)
    try:
        with _opened(path, name) as raw:
            yield _lines(raw, name)
    except InputFault:
        raise
    except _BROKEN as broken:
        raise InputFault([problem("chat_archive", Where(name), name)]) from broken
    except OSError as refused:
        raise InputFault([problem("file_unreadable", Where(name), name, **system_reasons(refused))]) from refused


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The bytes of the text. Raises InputFault, and whatever reading an archive may raise."""
    with path.open("rb") as source:
        if source.read(4) == b"PK\x03\x04" or path.suffix.lower() == ".zip":
            source.seek(0)
            with zipfile.ZipFile(source) as archive, archive.open(_member(archive, name)) as inside:
                yield inside
            return
        _refuse_large(source.seek(0, io.SEEK_END), name)
        source.seek(0)
        yield source


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The text in the archive: the one that telephones name so, else the only one."""
    texts = [info for info in archive.infolist() if info.filename.lower().endswith(".txt") and "/" not in info.filename]
    named = [i for i in texts if i.filename.lower() == INSIDE or phone_words("zip").match(i.filename)] or texts
    if len(named) != 1:
        raise InputFault([problem("chat_which", Where(name), len(named))])
    if named[0].flag_bits & 1:
        raise InputFault([problem("chat_locked", Where(name), name)])
    _refuse_large(named[0].file_size, name)
    return named[0]


def _refuse_large(size: int, name: str) -> None:
    if size > LIMIT:
        raise InputFault([problem("chat_large", Where(name), f"{size // 1_000_000} MB", limit=LIMIT // 1_000_000)])
    if not size:
        raise InputFault([problem("file_empty", Where(name), name)])


def _lines(raw: IO[bytes], name: str) -> Iterator[str]:
    """Every line, in UTF-8. Raises InputFault that names the line for other bytes, or a line without an end."""
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    tail, done, count = "", False, 0
    while not done:
        block = raw.read(BLOCK)
        done = not block
        try:
            text = tail + decode(block, done)
        except UnicodeDecodeError as fault:
            raise InputFault([_not_utf8(tail, fault, name, count, raw)]) from fault
        lines = re.split("\r\n|\n|\r(?!$)", text) if "\r" in text else text.split("\n")
        tail = "" if done else lines.pop()
        if len(tail) > LONGEST_LINE or "\0" in text or max(map(len, lines), default=0) > LONGEST_LINE:
            raise InputFault([problem("chat_not", Where(name, "", str(count + 1)), name, line=count + 1)])
        yield from lines
        count += len(lines)


def _not_utf8(tail: str, fault: UnicodeDecodeError, name: str, count: int, raw: IO[bytes]) -> Problem:
    """Where the bytes stop being UTF-8: in the middle (another encoding) or at the very end (a cut file)."""
    before = fault.object[: fault.start]
    line = count + tail.count("\n") + before.count(b"\n") + 1
    cut = fault.reason == "unexpected end of data" and not raw.read(1)
    return problem("chat_cut" if cut else "chat_encoding", Where(name, "", str(line)), line, line=line)
