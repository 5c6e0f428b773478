"""How long a moved slider takes to redraw the ladder: promised are 200 ms.

In one process, without a browser: from a control's new value to the new figure, and to the new table of questions below
it, which is drawn afterwards. Margin, target, capacities of every agency and ticks take turns; each move is a new one.
What the browser adds is measured by tests/browser/test_jupyterlab.py (from the key to the figure in the page).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import kla_lib as kla
from benchmarks.table import Line, at_most, note, options, tell

ROOT = Path(__file__).parents[2]
MOST_MS = 200
PLACE = ("2024", "kab-ogan-ilir")


def moves(panel: Any) -> Iterator[Callable[[], None]]:
    """Every margin for both targets, without limits, then with capacities, then with questions ticked one by one."""
    for target in panel.target.options:
        yield partial(setattr, panel.target, "value", target)
        for limit in (-1, 6, 3):
            yield partial(setattr, panel.most, "value", limit)
            for margin in range(0, 151, 10):
                yield partial(setattr, panel.margin, "value", margin)
    for box in panel.ticks.boxes:
        yield partial(setattr, box, "value", True)


def measured(rounds: int) -> list[Line]:
    """The lines of the table."""
    figures, wholes, cpu = [], [], []
    for number in range(rounds):
        panel = kla.explorer(kla.open_exploration(ROOT, *PLACE)).panel()
        note(f"round {number + 1} of {rounds}")
        for move in moves(panel):
            drawn: list[float] = []
            panel.figure.observe(lambda _, drawn=drawn: drawn.append(time.perf_counter()), "value")
            before, used = time.perf_counter(), time.process_time()
            move()
            if drawn:
                figures.append((drawn[0] - before) * 1000)
                wholes.append((time.perf_counter() - before) * 1000)
                cpu.append((time.process_time() - used) * 1000)
            panel.figure.unobserve_all("value")
    return [
        at_most("moved slider: figure redrawn, median", statistics.median(figures), MOST_MS, "ms"),
        at_most(
            "moved slider: figure redrawn, 95 of 100 moves", sorted(figures)[len(figures) * 95 // 100], MOST_MS, "ms"
        ),
        Line("moved slider: figure redrawn, slowest", f"{max(figures):.0f} ms"),
        Line("figure and table of questions, median", f"{statistics.median(wholes):.0f} ms"),
        Line("processor time of both, median", f"{statistics.median(cpu):.0f} ms"),
        Line("moves", f"{len(figures)}"),
    ]


if __name__ == "__main__":
    arguments = options(__doc__, rounds=1)
    tell(measured(arguments.rounds), arguments.json)
