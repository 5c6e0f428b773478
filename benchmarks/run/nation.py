"""The whole country: 514 places x 7 cluster reports by ``kla run --workers 2``, then the same command again.

The recaps are MADE UP (see country.py) and none has been read before. Memory is looked at once a second.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil

from benchmarks.commands import PERIOD, kla
from benchmarks.run.country import make_country
from benchmarks.table import Line, at_most, note, options, tell
from benchmarks.watch import Sample, at, largest, look, together

PLACES, MINUTES, AGAIN_SECONDS, MEGABYTES, GROWTH = 514, 12, 3, 400, 1.05
FIRST = 100


@dataclass
class Ran:
    """One run of the command: its seconds, what it told, and what was seen of its processes."""

    seconds: float = 0.0
    code: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    @property
    def reports(self) -> int:
        """How many reports were told of."""
        return sum(event["event"] == "report" for event in self.events)

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return sum(event.get("state") == "failed" for event in self.events)


def run(home: Path, workers: int) -> Ran:
    """Run the command to its end, reading its events and looking at its processes once a second."""
    ran, started = Ran(), time.perf_counter()
    with (home / "told.txt").open("w", encoding="utf-8") as told:
        command = kla(home, "--workers", str(workers), "--json")
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True, encoding="utf-8")
        reader = threading.Thread(target=_read, args=(process.stdout, ran.events))
        reader.start()
        driver = psutil.Process(process.pid)
        while _still_running(process):
            ran.samples += look(driver, time.perf_counter() - started, ran.reports)
    ran.seconds, ran.code = time.perf_counter() - started, process.returncode
    reader.join()
    return ran


def _still_running(process: subprocess.Popen[str]) -> bool:
    try:
        process.wait(1.0)
    except subprocess.TimeoutExpired:
        return True
    return False


def _read(stream: IO[str] | None, events: list[dict[str, Any]]) -> None:
    for line in stream or ():
        events.append(json.loads(line))


def files(home: Path) -> dict[Path, tuple[int, int]]:
    """Every report with its inode and time of change: a report made again shows, whatever the command tells."""
    found = ((path, path.stat()) for path in (home / "reports" / PERIOD).glob("*/*.html"))
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found}


def first_lines(ran: Ran, made: int, places: int) -> Iterator[Line]:
    """How long it took, and whether everything was made."""
    scale = places / PLACES
    yield Line(
        "places x cluster reports (made-up recaps)", f"{places} x 7 = {made}", f"{places * 7}", made == places * 7
    )
    yield at_most("first run, the whole command", ran.seconds / 60, MINUTES * scale, "min")
    yield Line("reports per second, the whole command", f"{made / ran.seconds:.2f}")
    first = next((sample.seconds for sample in ran.samples if sample.reports), ran.seconds)
    last = max((sample.seconds for sample in ran.samples if sample.reports < made), default=ran.seconds)
    yield Line("until the first report; after the last", f"{first:.0f} s; {ran.seconds - last:.0f} s")
    yield Line("reports failed; exit code", f"{ran.failed}; {ran.code}", "0; 0", (ran.failed, ran.code) == (0, 0))


def memory_lines(samples: list[Sample], made: int) -> Iterator[Line]:
    """Per kind of process, of the largest one: at the first hundred, at the last (before the index), and the peak."""
    for role in ("driver", "worker", "fork server"):
        early, late = at(samples, role, FIRST, 2 * FIRST), at(samples, role, made - FIRST, made - 1)
        (rss, uss), (rss_end, uss_end) = largest(early), largest(late)
        flat = bool(early and late) and rss_end <= rss * GROWTH
        # what a fork server shares with the notebook of the moment is not its own: its USS says nothing
        flat = flat and (role == "fork server" or uss_end <= uss * GROWTH)
        told = f"RSS {rss:.0f} -> {rss_end:.0f}, USS {uss:.0f} -> {uss_end:.0f} MB"
        yield Line(
            f"{role}: at the first {FIRST}, at the last (before the index)",
            told,
            f"flat: within {GROWTH - 1:.0%}",
            flat,
        )
    for role in ("driver", "worker", "fork server", "notebook"):
        rss, uss = largest([sample for sample in samples if sample.role == role])
        limit = "" if role == "notebook" else f"at most {MEGABYTES} MB"
        yield Line(f"{role}: largest", f"RSS {rss:.0f}, USS {uss:.0f} MB", limit, rss <= MEGABYTES if limit else None)
    yield Line("all processes together, largest", f"USS {together(samples):.0f} MB")


def main() -> None:
    """Measure and tell."""
    asked = options(__doc__, places=PLACES, workers=2)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "country"
        make_country(home, asked.places)
        note(f"{asked.places} made-up recaps written")
        ran = run(home, asked.workers)
        before = files(home)
        note(f"first run: {ran.seconds:.0f} s")
        again = run(home, asked.workers)
        changed = sum(before.get(path) != stat for path, stat in files(home).items())
        found = [*first_lines(ran, len(before), asked.places), *memory_lines(ran.samples, len(before))]
        found.append(at_most("second run, nothing changed", again.seconds, AGAIN_SECONDS, "s"))
        executed = f"{again.reports} told, {changed} files"
        found.append(Line("second run: notebooks executed", executed, "0", (again.reports, changed) == (0, 0)))
        tell(found, asked.json)


if __name__ == "__main__":
    main()
