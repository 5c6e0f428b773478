"""The lines of an export, from a text file or the text in a ZIP, a block at a time whatever its size.

One pass through an export: how many messages, which carry a tag, and what tells day from month.

The text of a tagged message is handed on to be understood and is then forgotten; of all others nothing is looked at.
"""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import IO

from kla_lib.core.privacy import masked
from kla_lib.core.problems import InputFault, Problem, Where, problem, system_reasons
from kla_lib.incidents.chat.forms import INVISIBLE, Dates, day_of, form_of, headers, moment, order_of
from kla_lib.incidents.chat.tags import Tag, has_hash, tags_in
from kla_lib.incidents.words import group_name, phone_words, table

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


SAMPLE = 2_000
LONGEST = 200_000  # characters of a message that are looked at together: telephones send 65,536 at most
MARK = "\u200e"
_SENT = re.compile(r"(?:IMG|VID|PTT|AUD|DOC|STK)-(\d{8})-WA")
_COPY = re.compile(
    r"(?:\.(?:txt|zip)|\s*\(\d{1,3}\)|\s*[-–_]?\s*\(?(?:copy|salinan|kopi|duplikat)(?:\s*\(?\d{1,3}\)?)?\)?|[-_]\d{1,2})$",
    re.I,
)
_QUOTE = re.compile('["“”„‟″]')
_HIDDEN = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A message with a tag: its line, minute (None where no clock shows it), sender, and the tag with what follows it."""

    line: int
    at: datetime | None
    sender: str
    tag: Tag
    written: str = ""  # its minute as the telephone wrote it


@dataclass
class Export:
    """What an export holds: counts, days, the messages to understand; ``group`` is the name it was created under."""

    name: str
    messages: int = 0
    first: date | None = None
    last: date | None = None
    until: datetime | None = None  # the minute of its last message
    created: str = ""
    titled: str = ""
    tagged: list[Tagged] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Found:
    messages: int = 0
    created: str = ""
    last: re.Match[str] | None = None
    dates: Dates = field(default_factory=Dates)
    tagged: list[tuple[int, re.Match[str], str, Tag]] = field(default_factory=list)


def read_export(path: Path, order: str = "", latest: datetime = datetime.max) -> Export:
    """An export in one pass. ``order`` (dmy, mdy) settles what the file itself does not; days after ``latest`` cannot be.

    Raises InputFault.
    """
    name = shown_name(path)
    with export_lines(path) as lines:
        sample = list(islice(lines, SAMPLE))
        form = form_of(sample)
        if not form:
            raise InputFault([problem("chat_not", Where(name, "", "1"), name, line=1)])
        begins = headers()[form]
        found = _walk(chain(sample, lines), begins)
    found.dates.indonesian = _is_indonesian(sample, begins, path.name, bool(found.tagged))
    order = order_of(found.dates, name, order, latest.date())
    days = [day for text in found.dates.lines if (day := day_of(text, order)) and day <= latest.date()]
    made = Export(name, found.messages, min(days, default=None), max(days, default=None))
    made.until = moment(found.last, order) if found.last else None
    made.created, made.titled = found.created, _group_of(path.stem)
    made.tagged = [Tagged(line, moment(head, order), who, tag, _written(head)) for line, head, who, tag in found.tagged]
    if not begins.match(next((line for line in sample if line.strip()), "")):
        made.problems.append(problem("chat_begins", Where(name, "", "1"), name, line=1))
    return made


def _group_of(stem: str) -> str:
    """The group in a file's name, without what a browser or a file manager adds to a second copy."""
    name = group_name("zip", stem)
    while (short := _COPY.sub("", name)) and short != name:
        name = short
    return name


def _is_indonesian(sample: Sequence[str], begins: re.Pattern[str], name: str, tagged: bool) -> bool:
    """True if times are written with a dot, and words of an Indonesian telephone or our tags are in the file."""
    heads = [found for line in sample if (found := begins.match(line))]
    dotted = bool(heads) and all(found.string[found.end("hour")] == "." for found in heads)
    patterns = [re.compile(row["pattern"], re.IGNORECASE) for row in table("phone_words.csv") if row["lang"] == "id"]
    return dotted and (tagged or any(each.search(text) for each in patterns for text in (name, *sample[:SAMPLE])))


def _walk(lines: Iterator[str], begins: re.Pattern[str]) -> _Found:
    """Count, and put aside every message with a tag. The loop that a million lines go through: kept bare."""
    found, match = _Found(), begins.match
    seen, rest, line_of, head, hashed, size = found.dates.lines, list[str](), 0, None, False, 0
    for number, line in enumerate(lines, 1):
        begun = match(line)
        if begun is None:
            size += len(line)
            if size > LONGEST:  # no message is so long: what follows is looked at by itself
                if hashed and head:
                    _put_aside(found, line_of, head, "\n".join(rest))
                rest, hashed, size = [rest[0].partition(": ")[0] + ": "], False, len(line)
            rest.append(line)
            hashed = hashed or has_hash(line)
            continue
        if hashed and head:
            _put_aside(found, line_of, head, "\n".join(rest))
        head, line_of, rest, size = begun, number, [line[begun.end() :]], len(line)
        day = begun["date"]
        if day not in seen:
            seen[day] = number
        if "-WA" in line:
            found.dates.witnesses.update((day, digits) for digits in _SENT.findall(line))
        hashed = has_hash(line)
        sender, colon, body = rest[0].partition(": ")
        if colon and body[:1] != MARK and not _about_group(sender):
            found.messages += 1
        else:
            _count(found, begun, rest[0])
    if hashed and head:
        _put_aside(found, line_of, head, "\n".join(rest))
    found.last = head
    return found


def _written(head: re.Match[str]) -> str:
    return " ".join(head[part] or "" for part in ("date", "hour", "minute", "half"))


def _count(found: _Found, head: re.Match[str], text: str) -> None:
    """Lines that need a second look: system lines, those under a mark, messages without a text."""
    sender, colon, body = text.partition(": ")
    name = group_name("created", text)
    if name:
        found.created = found.created or f"{head['date']} {name}"
    if not colon:
        found.messages += text.endswith(":")
    elif not _about_group(sender):
        found.messages += not _is_notice(body)


def _put_aside(found: _Found, line: int, head: re.Match[str], text: str) -> None:
    first, _, rest = text.partition("\n")
    text = f"{first} \n{rest}" if first.endswith(":") else text  # a message that begins with an empty line
    sender, colon, body = text.partition(": ")
    tags = tags_in(body) if colon and not _is_notice(body) else []
    if _about_group(sender):  # news of the group hold a tag in a new name of it; else it may be a person of such a name
        tags = [replace(tag, fault=tag.fault or "tag_inside") for tag in tags] if not _QUOTE.search(sender) else []
    found.tagged += [(line, head, _HIDDEN.sub("", sender), tag) for tag in tags]


def _is_notice(body: str) -> bool:
    """Whether a text is an iPhone's own notice, which stands under the group's name: a mark, then its words."""
    if body[:1] != MARK or phone_words("media").match(body.lstrip(MARK)):
        return False
    return phone_words("system").search(body.partition("#")[0]) is not None


@lru_cache(maxsize=5_000)
def _about_group(sender: str) -> bool:
    """Whether what stands before the colon is no sender but news of the group: ``X mengubah subjek menjadi "A``."""
    return phone_words("system").search(sender) is not None
