"""Seven ways to make the same cluster reports, side by side: seconds per report, executing and HTML.

Round by round (a b c ... a b c ...), so that a shared machine's drift hits all alike; medians over the rounds, and
ratios taken pair by pair within each round. The recaps are MADE UP (see country.py) and have been read once before.
(a) to (d) export by nbconvert's stock template ``lab``, as anybody would; ``kla run`` and the floor by the project's.
"""

from __future__ import annotations

import math
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import Job, kla_seconds, planned, read_once, two_commands_seconds
from benchmarks.engine.rivals import WORKERS, Rival, flat
from benchmarks.run.country import make_country
from benchmarks.table import Line, at_least, at_most, note, options, tell

PER_PLACE = 7
LETTERS = {"b": "papermill-api", "c": "process-pool", "d": "ploomber-engine", "floor": "floor"}
COMMANDS_PER_ROUND = 2  # they take eight seconds each; the rounds walk through the seven clusters


@dataclass(frozen=True)
class Row:
    """One way: its name, what was measured and on how many reports, and its turn in a round (seconds per report)."""

    name: str
    about: str
    turn: Callable[[int], float]


def rows(home: Path, jobs: Sequence[Job], rivals: dict[str, Rival]) -> list[Row]:
    """The ways in the order of a round; the ones with a fault have no turn."""
    one = jobs[0].parameters["place"]

    def command(workers: int) -> Callable[[int], float]:
        return lambda _: kla_seconds(home, workers) / len(jobs)

    def further(workers: int) -> Callable[[int], float]:
        return lambda _: kla_seconds(home, workers, "--place", one)

    def rival(name: str) -> Callable[[int], float]:
        return lambda _: _total(rivals[name].once())

    whole = f"{len(jobs)} reports, start of the command inside"
    return [
        Row("a", f"papermill command + nbconvert command; {COMMANDS_PER_ROUND} reports a round", _commands(home, jobs)),
        Row("b", "papermill API + one HTMLExporter, in turn; 7 reports, warm", rival("papermill-api")),
        Row("c", f"the same in a pool of {WORKERS} processes; 14 reports, warm", rival("process-pool")),
        Row("d", "ploomber-engine, in turn, no isolation; 7 reports, warm", rival("ploomber-engine")),
        Row("e", f"kla run, 1 worker; {whole}", command(1)),
        Row("f", f"kla run, 2 workers; {whole}", command(2)),
        Row("e1", "kla run, 1 worker, one place: the whole command", further(1)),
        Row("f1", "kla run, 2 workers, one place: the whole command", further(2)),
        Row("floor", "floor: the cells in one warm process + one render; 28 reports", rival("floor")),
    ]


def _commands(home: Path, jobs: Sequence[Job]) -> Callable[[int], float]:
    def turn(number: int) -> float:
        first = number * COMMANDS_PER_ROUND
        mine = [jobs[at % PER_PLACE] for at in range(first, first + COMMANDS_PER_ROUND)]
        return statistics.mean(two_commands_seconds(job, home.parent) for job in mine)

    return turn


def _total(spent: tuple[float, float]) -> float:
    executing, exporting = spent
    return executing if math.isnan(exporting) else executing + exporting


def measured(ways: Sequence[Row], rounds: int) -> dict[str, list[float]]:
    """Seconds per way and round."""
    found: dict[str, list[float]] = {way.name: [] for way in ways}
    for number in range(rounds):
        for way in ways:
            found[way.name].append(way.turn(number))
        note(f"round {number + 1} of {rounds}: " + ", ".join(f"{k} {v[-1]:.3f}" for k, v in found.items()))
    return found


def lines(ways: Sequence[Row], found: dict[str, list[float]], faults: dict[str, str], jobs: int) -> Iterator[Line]:
    """The table: each way's median, then what each further report costs, then the ratios that were promised."""
    for way in ways:
        fault = faults.get(way.name)
        value = f"not runnable: {fault}" if fault else f"{statistics.median(found[way.name]):.3f} s"
        yield Line(f"({way.name}) {way.about}", value)
    marginal = {name: _marginal(found[name], found[f"{name}1"], jobs) for name in "ef"}
    for name, (fixed, each) in marginal.items():
        yield Line(f"({name}) start of the command", f"{statistics.median(fixed):.2f} s")
        yield Line(f"({name}) each further report", f"{statistics.median(each):.3f} s")
    for slow, times in (("a", 25), ("b", 8), ("c", 4)):
        yield at_least(f"(f) faster than ({slow})", _ratio(found[slow], found["f"]), times, "x")
    yield at_most("(e) against the floor", _ratio(found["e"], found["floor"]), 1.3, "x")
    yield Line("(e) against the floor, each further report", f"{_ratio(marginal['e'][1], found['floor']):.2f} x")


def _ratio(above: Sequence[float], below: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def _marginal(per_report: Sequence[float], one_place: Sequence[float], jobs: int) -> tuple[list[float], list[float]]:
    """The line through one place and all places: what the command costs before any report, and each report."""
    each = [(many * jobs - few) / (jobs - PER_PLACE) for many, few in zip(per_report, one_place, strict=True)]
    return [few - PER_PLACE * slope for few, slope in zip(one_place, each, strict=True)], each


def start(jobs: Sequence[Job], folder: Path) -> dict[str, Rival]:
    """The rivals, each warm, with the jobs it gets."""
    counts = {"papermill-api": 7, "process-pool": 14, "ploomber-engine": 7, "floor": 28}
    return {name: Rival(name, jobs[:count], folder) for name, count in counts.items()}


def same_pages(home: Path, jobs: Sequence[Job], floor: Path) -> Line:
    """Whether the floor did the same work: its pages against those of ``kla run``."""
    pairs = [(home / "reports" / job.report, floor / flat(job)) for job in jobs[:28]]
    equal = sum(ours.read_bytes() == bare.read_bytes() for ours, bare in pairs)
    return Line(
        "pages of (f) equal to the floor's, byte by byte", f"{equal} of {len(pairs)}", "all", equal == len(pairs)
    )


def main() -> None:
    """Measure and tell."""
    asked = options(__doc__, places=15, rounds=5)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "country"
        make_country(home, max(asked.places, 4))
        read_once(home)
        jobs = planned(home)
        rivals = start(jobs, Path(folder))
        ways = rows(home, jobs, rivals)
        found = measured(ways, asked.rounds)
        for rival in rivals.values():
            rival.end()
        faults = {letter: rivals[name].fault for letter, name in LETTERS.items()}
        same = same_pages(home, jobs, rivals["floor"].folder)
        tell([*lines(ways, found, faults, len(jobs)), same], asked.json)


if __name__ == "__main__":
    main()
