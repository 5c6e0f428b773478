"""Every notebook with one odd value for one parameter each: what comes out of papermill.

    python -m benchmarks.run.odd_parameters [notebook ...]

Each run gives a report or a fault in words. Bare exceptions, and reports that were made from another folder than the
workspace, are counted and printed: both have to be 0.
"""

import datetime
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

import nbformat

from kla_lib.engine.suitable import can_fork
from kla_lib.engine.task import Task, run_task
from kla_lib.run.jobs import assigned
from kla_lib.run.work import PRELOAD

ROOT = Path(__file__).parents[2]
NAN, DAY = float("nan"), datetime.date(2024, 1, 1)
COMMON = [
    None,
    "",
    "   ",
    True,
    ["a"],
    [],
    {"a": 1},
    NAN,
    float("inf"),
    DAY,
    -1,
    0,
    10**70,
    "x" * 5000,
    "xx",
    "\u202e2024",
    "';--",
    "{0}",
    "%s",
]
ODD = {
    "home": [*COMMON, ".", "..", "notebooks", "/", "/tmp", ROOT, str(ROOT), f"{ROOT}/kla.toml", "~", "~nobody", 2024, 3.5, "a\0b", "https://example.org"],
    "period": [*COMMON, 2024, 2024.0, 2024.5, "2024", " 2024 ", "２０２４", "24", "20244", "2023", 2023, 2025, 2019, 1800, 9999, "2024-01-01", "2024-perubahan", "dua ribu"],
    "place": [*COMMON, 16.1, 16.10, 14.71, 1610, "16.10", "16.1", "16,10", "Ogan Ilir", "KAB. OGAN ILIR", "kab-oganilir", "Bogor", "Kota Bogor", "kota-pekanbaru", "riau", 16, "16.10.01"],
    "stage": [*COMMON, "em", "EM", " Em ", "VA", "EMM", "evaluasi mandiri", 1],
    "lang": [*COMMON, "EN", "en", "ID", "id", "Id ", "en_US", "english", "Indonesia", "jv", 1],
    "cluster": [*COMMON, "K3", "k3", 3, "3", 3.0, 3.5, "III", "iii", "Klaster 3", "K9", 9, "KD", "kd", "Kelembagaan", "TOTAL", "1.1", "K3,K4", "Hak Sipil"],
    "target": [*COMMON, "utama", "Utama", "UTAMA ", "kla", "Paripurna", "emas", 900, 901, 3, "Utma"],
    "margin": [*COMMON, 25, "25", 25.0, 12.5, "12,5", "12.5", 1.004, "1.000", "-5", "dua", 1e-7, 1e9, 100000],
    "province": [*COMMON, 14, "14", 14.0, "Riau", "riau", "RIAU", "Prov. Riau", 16.1, 99, "jabar", "DKI Jakarta", "Indonesia", "nasional", "Pekanbaru"],
}  # fmt: skip


def names_of(path: Path) -> list[str]:
    """The parameters of a notebook."""
    cells = nbformat.read(path, as_version=4).cells
    source = next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", []))
    return [name for name, _ in assigned(source)]


def tried(path: Path, name: str, value: object, cwd: Path) -> tuple[str, str]:
    """``report`` with the first lines of it, ``fault`` with its words, or ``bare`` with what broke."""
    os.chdir(cwd)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "out.ipynb")
        result = run_task(Task(path, target, {name: value}, cwd, preload=PRELOAD, fork=can_fork()))
        if result.status == "input_fault":
            return "fault", result.reason
        if result.status != "done":
            return "bare", f"{result.status} {result.reason}"
        return "report", title_of(target)


def title_of(path: Path) -> str:
    """What a report says it is about: the first words that its cells gave."""
    cells = nbformat.read(path, as_version=4).cells
    given = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
    texts = [text for data in given for kind, text in data.items() if kind in ("text/html", "text/markdown")]
    return " ".join(re.sub(r"<style.*?</style>|<[^>]*>", " ", " ".join(texts), flags=re.S).split())[:120]


def main() -> None:
    """Run everything, one line a run, and the sums at the end."""
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    notebooks = [path for path in notebooks if not sys.argv[1:] or path.stem[:2] in sys.argv[1:]]
    sums: Counter[str] = Counter()
    for path in notebooks:
        for name in names_of(path):
            for value in ODD[name]:
                outcome, said = tried(path, name, value, ROOT)
                sums[outcome] += 1
                shown = repr(value)[:50]
                print(f"{path.stem} {name}={shown}: {outcome} {' | '.join(said.splitlines()[:9])}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in sums.items()))
    sys.exit(bool(sums["bare"]))


if __name__ == "__main__":
    main()
