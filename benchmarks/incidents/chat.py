"""A million MADE-UP messages of a group read by kla_lib and by whatstk in one run: seconds and memory of fresh processes.

The file is one that both can read (an English Android export). Both find every message; whatstk makes a table of them all,
kla_lib counts them, understands those with a tag and forgets the rest. whatstk is GPL and is only measured here, never used.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.commands import BIN
from benchmarks.table import Line, at_least, at_most, options, tell

SECONDS, MEGABYTES, FASTER = 20, 500, 3
APART = BIN.parent / "bench"  # where make installs what only benchmarks need
WORDS = "rapat besok pagi dinas laporan jalan sekolah data mohon izin siap pak bu terima kasih anak kota".split()  # noqa: SIM905
TAGGED, PEOPLE, TWO_LINES = 1_000, 250, 9


def write(path: Path, messages: int) -> None:
    """The made-up group: every ninth message has two lines, every thousandth a tag."""
    chance, at = random.Random(1), datetime(2024, 1, 1)
    with path.open("w", encoding="utf-8") as out:
        for n in range(messages):
            at += timedelta(seconds=chance.randint(1, 60))
            text = " ".join(chance.choices(WORDS, k=chance.randint(1, 18)))
            text = "#lapor anak terlantar, Bukit Raya, Dinsos" if n % TAGGED == 5 else text
            more = "\n" + " ".join(chance.choices(WORDS, k=6)) if n % TWO_LINES == 0 else ""
            out.write(f"{at:%d/%m/%Y, %H:%M} - Orang REKAAN {n % PEOPLE}: {text}{more}\n")


def ours(path: Path) -> dict[str, float]:
    """The whole of ``kla incident read``, in a workspace of its own."""
    from kla_lib.incidents.register import read_incidents

    with tempfile.TemporaryDirectory() as home:
        Path(home, "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
        started = time.perf_counter()
        found = read_incidents(home, "2026", "kota-pekanbaru", path)
        return {"seconds": time.perf_counter() - started, "messages": found.messages, "tagged": found.tagged}


def theirs(path: Path) -> dict[str, float]:
    """whatstk's table of all messages."""
    sys.path.append(str(APART))
    from whatstk.whatsapp.parser import df_from_whatsapp

    started = time.perf_counter()
    found = df_from_whatsapp(str(path), max_size=None)
    return {"seconds": time.perf_counter() - started, "messages": len(found)}


def measured(way: str, path: Path) -> dict[str, float] | None:
    """One way in a process of its own; None where whatstk is not installed or cannot read the file."""
    command = [sys.executable, "-m", "benchmarks.incidents.chat", way, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode and way == "ours":
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1]) if not done.returncode else None


def lines(messages: int) -> list[Line]:
    """Both ways on the same file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "REKAAN.txt"
        write(path, messages)
        mine, other = measured("ours", path), measured("theirs", path)
    assert mine is not None and mine["messages"] == messages, mine
    told = [
        at_most(f"{messages:,} messages read, understood and kept", mine["seconds"], SECONDS, "s"),
        at_most("memory of it", mine["megabytes"], MEGABYTES, "MB"),
    ]
    if other is None:
        return [*told, Line("whatstk on the same file", "not installed")]
    assert other["messages"] == messages, other
    told += [Line("whatstk: the same file as a table", f"{other['seconds']:.1f} s, {other['megabytes']:.0f} MB")]
    return [*told, at_least("times as fast as whatstk", other["seconds"] / mine["seconds"], FASTER, "x")]


def main() -> None:
    """The table, or one way in this process."""
    if sys.argv[1:2] in (["ours"], ["theirs"]):
        found = (ours if sys.argv[1] == "ours" else theirs)(Path(sys.argv[2]))
        print(json.dumps({**found, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    given = options(__doc__, messages=1_000_000)
    tell(lines(given.messages), given.json)


if __name__ == "__main__":
    main()
