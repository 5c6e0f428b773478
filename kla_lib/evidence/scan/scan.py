"""All evidence of a place and period: walked, hashed, and each content measured once; what is known already is not read."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.evidence.model import EvidenceFile, Measured, Scan
from kla_lib.evidence.scan.cache import Kept, digest_of, open_kept, path_key, stamp_of, used
from kla_lib.evidence.scan.walk import located, walk
from kla_lib.evidence.scan.workers import Job, Limits, Measure, measure_all
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER

Progress = Callable[[int, int], None]
READABLE = ("", "hostile")  # faults of the walk with which a file is measured nevertheless: its name alone is odd


def scan(
    root: Path,
    kept: Path,
    codes: Sequence[str],
    measure: Measure,
    jobs: int = 2,
    progress: Progress | None = None,
    limits: Limits = Limits(),
) -> tuple[Scan, list[Problem]]:
    """Every file below ``root`` and what each content is; ``kept`` is a folder of ours for what later scans need not read.

    ``measure`` is a function at the top of a module with a ``VERSION``; ``progress`` is called with the number of
    files done and of all. The outcome is the same whatever ``jobs`` is and whatever was known.
    """
    files, problems = walk(root, codes)
    run = _Run(root, open_kept(kept, version_of(measure, limits)), files, progress or _silent)
    unknown = run.settle_known()
    run.report()
    for found in measure_all(measure, run.jobs(unknown), jobs, limits):
        run.take(found)
        run.report()
    run.report()
    whole = tuple(run.hashed[file.path] for file in files)
    paths = {file.path: file.sha256 for file in whole if file.sha256}
    digests = set(paths.values())
    run.known.close({path_key(path) for path in paths}, digests)
    return Scan(whole, used(run.known.measured, digests)), problems + _not_kept(run.known)


def version_of(measure: Measure, limits: Limits) -> str:
    """What a kept `Measured` depends on beside its bytes."""
    version = getattr(sys.modules[measure.__module__], "VERSION", 0)
    return f"{measure.__module__}:{measure.__qualname__} {version} {limits.seconds:g} {limits.memory}"


@dataclass
class _Run:
    """How far a scan is. ``hashed`` are the files that are hashed or cannot be; ``waiting`` counts those whose content is
    being measured."""

    root: Path
    known: Kept
    files: Sequence[EvidenceFile]
    progress: Progress
    hashed: dict[str, EvidenceFile] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def settle_known(self) -> list[EvidenceFile]:
        """Settle the files whose content is known without reading them; the others, which must be read."""
        for file in self.files:
            digest = self._known(file)
            if digest or file.fault not in READABLE:
                self.hashed[file.path] = replace(file, sha256=digest)
        return [file for file in self.files if file.path not in self.hashed]

    def _known(self, file: EvidenceFile) -> str:
        if path_key(file.path) not in self.known.stamps or file.fault not in READABLE:
            return ""
        try:
            digest = self.known.digest(file.path, stamp_of(located(self.root, file.path)))
        except OSError:
            return ""
        return digest if digest in self.known.measured else ""

    def jobs(self, files: Sequence[EvidenceFile]) -> Iterator[Job]:
        """Hash file by file, and give each content that nobody has measured, once."""
        for file in files:
            path = located(self.root, file.path)
            try:
                digest, stamp = digest_of(path)
            except OSError as fault:
                self.hashed[file.path] = replace(file, fault="unreadable", detail=_reason(fault))
                continue
            self.known.keep_digest(file.path, stamp, digest)
            with self.lock:
                self.hashed[file.path] = replace(file, sha256=digest, size=stamp[0])
                is_new = digest not in self.known.measured and digest not in self.waiting
                if digest not in self.known.measured:
                    self.waiting[digest] = self.waiting.get(digest, 0) + 1
            if is_new:
                yield Job(path, digest, stamp[0])

    def take(self, found: Measured) -> None:
        """Note an answer."""
        with self.lock:
            self.known.keep(found)
            del self.waiting[found.sha256]

    def report(self) -> None:
        """Call ``progress`` with the number of files done and of all."""
        with self.lock:
            done = len(self.hashed) - sum(self.waiting.values())
        self.progress(done, len(self.files))


def _reason(fault: OSError) -> str:
    if isinstance(fault, PermissionError):
        return "permission"
    return "vanished" if isinstance(fault, FileNotFoundError) else "reading"


def _not_kept(known: Kept) -> list[Problem]:
    if not known.fault:
        return []
    return [problem("evidence_not_kept", Where(EVIDENCE_FOLDER), known.path.name, reason=known.fault)]


def _silent(done: int, total: int) -> None:
    """Report no progress."""
