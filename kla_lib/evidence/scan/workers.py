"""Files measured and pages drawn in processes of their own, under limits: what one file does to its process, no other feels.

A process that runs out of time or memory, or breaks, is replaced, and its file becomes ``slow`` or ``hostile``. A file
whose process broke is tried once more in a fresh one, so that no file pays for the one before it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kla_lib.evidence.model import Content, Measured, State
from kla_lib.evidence.reading.sniff import content_by_head
from kla_lib.evidence.scan import worker
from kla_lib.evidence.scan.worker import from_row, to_line

ENDING = 3.0  # seconds that a process which has nothing more to say may take to end
AHEAD = 4  # jobs sent before their answers come: no waiting between files, and what is sent always fits into a pipe
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
KEPT = {  # memory that one picture needed is kept for the next: asking the system for it anew costs a tenth of the time
    "MALLOC_ARENA_MAX": "1",  # a decoder's thread reserves 64 MB of addresses otherwise, which count as memory
    "PILLOW_BLOCKS_MAX": "4",  # of 16 MB
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
DRAWER = "kla_lib.evidence.reading.thumbnail"  # by name: it is run as a program, and never imported here
Measure = Callable[..., Measured]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds, and bytes of memory beyond what an idle worker holds."""

    seconds: float = 60.0
    memory: int = 512 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """One content to measure, by one of the files that hold it."""

    path: Path
    sha256: str
    size: int

    def line(self) -> str:
        """What is sent to a worker; the path as bytes, for not every name is text."""
        return to_line({"path": os.fsencode(self.path).hex(), "sha256": self.sha256, "size": self.size}) + "\n"


@dataclass
class _Worker:
    """One process, the jobs it was sent and has not answered, and those to be tried again."""

    measure: str
    limits: Limits
    process: subprocess.Popen[str] | None = None
    sent: deque[Job] = field(default_factory=deque)
    again: deque[Job] = field(default_factory=deque)
    broke: set[str] = field(default_factory=set)

    def start(self) -> subprocess.Popen[str]:
        if self.process is None:
            self.process = _started(self.measure, self.limits)
        return self.process

    def stop(self) -> int:
        """End the process and say with which code it ended, as far as it ended by itself."""
        process, self.process = self.process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            _close(stream)
        try:
            return process.wait(timeout=ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def measure_all(
    measure: Measure, jobs: Iterable[Job], workers: int = 2, limits: Limits = Limits()
) -> Iterator[Measured]:
    """Each job's `Measured`, in whatever order they are done. ``measure`` is a function at the top of a module.

    ``jobs`` is drawn from as workers are free, by one thread at a time.
    """
    waiting, lock, done = iter(jobs), threading.Lock(), queue.SimpleQueue[Measured | BaseException | None]()
    halted = threading.Event()
    name = f"{measure.__module__}:{measure.__qualname__}"
    team = [_Worker(name, limits) for _ in range(max(1, workers))]
    threads = [threading.Thread(target=_work, args=(each, waiting, lock, done, halted), daemon=True) for each in team]
    for thread in threads:
        thread.start()
    try:
        yield from _answers(done, len(team))
    finally:
        halted.set()
        for each in team:
            if each.process is not None:
                each.process.kill()
        for thread in threads:
            thread.join()


def _answers(done: queue.SimpleQueue[Measured | BaseException | None], working: int) -> Iterator[Measured]:
    while working:
        found = done.get()
        if isinstance(found, BaseException):
            raise found
        if found is None:
            working -= 1
        else:
            yield found


def _work(
    team: _Worker,
    waiting: Iterator[Job],
    lock: threading.Lock,
    done: queue.SimpleQueue[Measured | BaseException | None],
    halted: threading.Event,
) -> None:
    """One worker's life: send ahead, take answers, replace the process that ended."""
    try:
        while not halted.is_set() and (_send(team, waiting, lock) or team.sent):
            line = _read(team)
            found = _measured(line, team.sent[0]) if line else None
            if found is not None:
                team.sent.popleft()
            elif not halted.is_set():
                found = _ended(team, team.stop())
            if found is not None:
                done.put(found)
    except BaseException as fault:
        done.put(fault)
    finally:
        team.stop()
        done.put(None)


def _send(team: _Worker, waiting: Iterator[Job], lock: threading.Lock) -> bool:
    """Fill up what is sent ahead; a job that broke a process goes alone. False when there is nothing more."""
    while len(team.sent) < (1 if team.again or _is_second(team) else AHEAD):
        job = team.again.popleft() if team.again else _next(waiting, lock)
        if job is None:
            return bool(team.sent)
        team.sent.append(job)
        _write(team, job.line())
    return True


def _is_second(team: _Worker) -> bool:
    return bool(team.sent) and team.sent[0].sha256 in team.broke


def _next(waiting: Iterator[Job], lock: threading.Lock) -> Job | None:
    with lock:
        return next(waiting, None)


def _write(team: _Worker, line: str) -> None:
    process = team.start()
    with contextlib.suppress(OSError):  # it has ended: found out where its answer is read
        if process.stdin is not None:
            process.stdin.write(line)
            process.stdin.flush()


def _read(team: _Worker) -> str:
    process = team.start()
    try:
        return process.stdout.readline() if process.stdout is not None else ""
    except (OSError, ValueError):
        return ""


def _measured(line: str, job: Job) -> Measured | None:
    """An answer, if it is one and about this job."""
    try:
        found = from_row(json.loads(line))
    except ValueError:
        return None
    if found.sha256 != job.sha256:
        return None
    return found if found.size == job.size else Measured(job.sha256, job.size, "other", "unreadable", "changed")


def _ended(team: _Worker, code: int) -> Measured | None:
    """What is said of the job on which a process ended; those sent after it, and it itself the first time, come again."""
    first, *rest = team.sent
    team.sent.clear()
    alone = first.sha256 in team.broke
    team.broke.add(first.sha256)
    if code == worker.RAN_OUT:
        team.again.extend(rest)
        return _given_up(first, "slow", "time")
    if not alone:
        team.again.extend((first, *rest))
        return None
    team.again.extend(rest)
    return _given_up(first, "hostile", "memory" if code == worker.OUT_OF_MEMORY else "crash")


def _given_up(job: Job, state: State, detail: str) -> Measured:
    return Measured(job.sha256, job.size, content_by_head(job.path), state, detail)


def _started(measure: str, limits: Limits) -> subprocess.Popen[str]:
    process = _spawned(worker.__name__, {**dict.fromkeys(ONE_THREAD, "1"), **KEPT})
    given = {"measure": measure, "seconds": limits.seconds, "memory": limits.memory}
    if process.stdin is None or process.stdout is None:
        raise OSError("a worker without pipes")
    process.stdin.write(to_line(given) + "\n")
    process.stdin.flush()
    if process.stdout.readline() != "ready\n":
        process.kill()
        raise OSError(f"a worker for {measure} does not start")
    return process


def _close(stream: Any) -> None:
    with contextlib.suppress(OSError):
        stream.close()


def _spawned(module: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """A module of ours, run as a program that answers lines with lines."""
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-B", "-X", "utf8", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment, "PYTHONPATH": paths},
        text=True,
        encoding="ascii",
        bufsize=1,
    )


@dataclass
class Drawing:
    """Draws pages of documents as small pictures, in a process that is started when the first page is asked for."""

    process: subprocess.Popen[str] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: Path, content: Content, page: int) -> bytes:
        """A page as a small JPEG; empty where it cannot be drawn, or breaks the process."""
        line = json.dumps({"path": os.fsencode(path).hex(), "content": content, "page": page})
        with self.lock:
            self.process = self.process or _spawned(DRAWER, {})
            answer = _asked(self.process, line)
            if not answer.endswith("\n"):
                self.process.kill()
                self.process.wait()
                self.process = None
                return b""
        return base64.b64decode(answer)


def _asked(process: subprocess.Popen[str], line: str) -> str:
    with contextlib.suppress(OSError, ValueError):
        if process.stdin is not None and process.stdout is not None:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            return process.stdout.readline()
    return ""
