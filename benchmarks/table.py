"""Every benchmark in one run, and one table of what was measured beside what was promised.

Each part is a module in the folder of the room it measures (``python -m benchmarks.run.nation --places 20``); this runs them (or those named) one after the other,
each in a fresh process, and prints one table at the end.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

PARTS = (
    "scoring",
    "forms",
    "forms_read",
    "sizes",
    "engines",
    "nation",
    "many",
    "speed",
    "plan",
    "explore",
    "chat",
    "phone",
)
HERE = Path(__file__).parent
VERDICTS = {True: "met", False: "not met", None: ""}


@dataclass(frozen=True)
class Line:
    """One row: what was measured, the figure with its unit, the promise, and whether it is kept (None: no promise)."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


def at_most(what: str, value: float, limit: float, unit: str) -> Line:
    """A figure that should not be larger than ``limit``."""
    return Line(what, f"{value:.2f} {unit}", f"at most {limit:.3g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str) -> Line:
    """A figure that should not be smaller than ``limit``."""
    return Line(what, f"{value:.1f} {unit}", f"at least {limit:g} {unit}", value >= limit)


def options(about: str | None, **defaults: int) -> argparse.Namespace:
    """The command line of a part: its own numbers, and ``--json`` for lines that a machine reads."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value, help=f"default: {value}")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    return parser.parse_args()


def tell(lines: Iterable[Line], as_json: bool) -> None:
    """Print the lines of one part."""
    found = list(lines)
    print(json.dumps([asdict(line) for line in found]) if as_json else drawn(found))


def note(text: str) -> None:
    """Progress, beside the table."""
    print(text, file=sys.stderr, flush=True)


def drawn(lines: Iterable[Line]) -> str:
    """The table as text."""
    rows = [("", "measured", "target", ""), *((x.what, x.measured, x.target, VERDICTS[x.met]) for x in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def measure(part: str) -> list[Line]:
    """The lines of one part, run in a process of its own; a part that breaks is a broken promise."""
    note(f"== {part}")
    (path,) = HERE.glob(f"*/{part}.py")
    command = [sys.executable, "-m", f"benchmarks.{path.parent.name}.{part}", "--json"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, cwd=HERE.parent)
    heading = Line(f"-- {part}", "")
    if ran.returncode:
        return [heading, Line("not measured", f"exit code {ran.returncode}", "", False)]
    return [heading, *(Line(**line) for line in json.loads(ran.stdout))]


if __name__ == "__main__":
    print(drawn([line for part in sys.argv[1:] or PARTS for line in measure(part)]))
