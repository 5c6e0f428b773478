"""Cache the hashes and measurements of evidence below data/processed, so that nothing is read or measured twice.

A file counts as unchanged while its stamp (size and times) is the same. The cache is one journal of lines: its version,
then the content of each file, and what each content is. Every line has a checksum and can be read alone, so that a killed
scan loses only the files it was reading; a damaged line is dropped and its file measured again. A journal of another
version of the measuring is not used. A file's name may identify a child: files are known by a digest of their path.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from kla_lib.core.files import whole
from kla_lib.evidence.model import Measured
from kla_lib.evidence.scan.worker import from_row, to_line, to_row

Stamp = tuple[int, int, int]  # size, time of change of the contents, of anything about the file (ns)
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_NOCTTY"))


def digest_of(path: Path) -> tuple[str, Stamp]:
    """The SHA-256 of a regular file and its stamp, both of one opening; a link is not followed. Raises OSError."""
    with os.fdopen(os.open(path, _FLAGS), "rb", buffering=0) as source:
        about = os.fstat(source.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OSError("no regular file")
        return hashlib.file_digest(source, "sha256").hexdigest(), _stamp(about)


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file without opening it. Raises OSError."""
    return _stamp(os.lstat(path))


def _stamp(about: os.stat_result) -> Stamp:
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns


# Details that describe the moment or the computer, not the content
PASSING = ("reading", "changed", "no_decoder")
JOURNAL = "measured.jsonl"
FORMAT = 3
# ns: a file changed so shortly before it was read may change again unseen (FAT counts two seconds)
TOO_FRESH = 2_000_000_000


@dataclass
class Kept:
    """What is known: ``stamps`` by the key of a path (stamp and hash), ``measured`` by hash.

    ``stale`` counts the lines that closing drops, -1 where there is no journal to go on with; ``fault`` says why nothing
    more can be kept. Notes may come from several threads.
    """

    path: Path
    version: str
    stamps: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    passing: set[str] = field(default_factory=set)
    stale: int = 0
    fault: str = ""
    _journal: IO[str] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def digest(self, path: str, stamp: Stamp) -> str:
        """The hash of a file that has not changed since; empty where it has, or is not known."""
        known = self.stamps.get(path_key(path))
        return known[1] if known is not None and known[0] == stamp else ""

    def keep_digest(self, path: str, stamp: Stamp, sha256: str) -> None:
        """Note which content a file has, unless it changed so recently that it could change unseen."""
        if time.time_ns() - stamp[1] > TOO_FRESH:
            key = path_key(path)
            self.stale += key in self.stamps
            self.stamps[key] = (stamp, sha256)
            self._append(["f", key, list(stamp), sha256])

    def keep(self, found: Measured) -> None:
        """Note what a content is; what depends on the moment rather than on the bytes is for this scan, and never written."""
        if found.detail in PASSING:
            self.measured[found.sha256] = found
            self.passing.add(found.sha256)
            return
        self.stale += found.sha256 in self.measured
        self.measured[found.sha256] = found
        self._append(["m", to_row(found)])

    def _append(self, value: list[Any]) -> None:
        with self._lock:
            if self.fault:
                return
            try:
                self._journal = self._journal or self._opened()
                self._journal.write(_line(value))
                self._journal.flush()
            except OSError as fault:
                self.fault = fault.strerror or type(fault).__name__

    def _opened(self) -> IO[str]:
        """The journal to go on with; a new one where there is none that can be used."""
        if self.stale < 0 or not self.path.is_file():
            self.stale = max(self.stale, 0)
            _write_whole(self.path, [["kla-evidence", FORMAT, self.version]])
        return self.path.open("a", encoding="ascii", newline="\n")

    def close(self, keys: Collection[str], digests: Collection[str]) -> None:
        """Rewrite the journal with what the paths of these keys and these contents need, if it holds anything else."""
        gone = len(self.stamps.keys() - set(keys)) + len(self.measured.keys() - set(digests))
        try:
            if self._journal is not None:
                self._journal.close()
            if not self.fault and (self.stale > 0 or gone):
                _write_whole(self.path, self._values(set(keys), set(digests)))
        except OSError as fault:
            self.fault = fault.strerror or type(fault).__name__
        self._journal, self.stale = None, min(self.stale, 0)

    def _values(self, keys: set[str], digests: set[str]) -> Iterator[list[Any]]:
        yield ["kla-evidence", FORMAT, self.version]
        yield from (["f", key, list(stamp), sha] for key, (stamp, sha) in sorted(self.stamps.items()) if key in keys)
        yield from (
            ["m", to_row(found)] for sha, found in sorted(self.measured.items()) if sha in digests - self.passing
        )


def path_key(path: str) -> str:
    """What a path is known by here."""
    return blake2b(path.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def open_kept(folder: Path, version: str) -> Kept:
    """What a folder keeps for a version of the measuring; nothing where it keeps none, or one that cannot be read."""
    kept = Kept(folder / JOURNAL, version, stale=-1)
    try:
        data = kept.path.read_bytes()
    except OSError:
        return kept
    lines = data.split(b"\n")
    if _value(lines[0]) != ["kla-evidence", FORMAT, version]:
        return kept
    kept.stale = sum(not _take(kept, line) for line in lines[1:-1]) + bool(lines[-1])
    if lines[-1]:  # torn by a scan that was killed: nothing may be written behind it
        kept.close(kept.stamps, kept.measured)
    return kept


def _take(kept: Kept, line: bytes) -> bool:
    """Add a line to what is known; True if it holds anything new that can be used."""
    try:
        match _value(line):
            case ["f", str(key), [int(size), int(changed), int(touched)], str(sha)]:
                new = key not in kept.stamps
                kept.stamps[key] = ((size, changed, touched), sha)
                return new
            case ["m", row]:
                found = from_row(row)
                new = found.sha256 not in kept.measured
                kept.measured[found.sha256] = found
                return new
    except ValueError:
        pass
    return False


def _line(value: list[Any]) -> str:
    text = to_line(value)
    return f"{zlib.crc32(text.encode('ascii')):08x} {text}\n"


def _value(line: bytes) -> Any:
    check, _, text = line.partition(b" ")
    try:
        return json.loads(text) if int(check, 16) == zlib.crc32(text) else None
    except ValueError:
        return None


def _write_whole(path: Path, values: Iterable[list[Any]]) -> None:
    with whole(path) as part, part.open("w", encoding="ascii", newline="\n") as stream:
        stream.writelines(map(_line, values))


def used(measured: Mapping[str, Measured], digests: Iterable[str]) -> dict[str, Measured]:
    """What is known of these contents, in order of hash."""
    return {sha: measured[sha] for sha in sorted({*digests}) if sha in measured}
