"""Workspaces with every kind of page there is, made by the installed command: for the tests and for ``make screens``."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kla_lib.samples import offices
from tests.notebooks_made import write_notebook

ROOT = Path(__file__).parents[2]
KLA = Path(sys.executable).with_name("kla")
NOT_TAKEN = ("21B.2", "19.4", "3.1")  # two that the real recap has corrected, and one that is left out
AUDIENCES = ("gugus-tugas", "klaster:2", "opd:dinkes", "forum-anak", "media")


def copied(home, *names):
    """The committed recap, and what else of the top level is wanted."""
    for name in ("data/raw", *names):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "kla.toml", home)


def make_reports(home):
    """The folder of Indonesian reports on the real recap."""
    copied(home, "notebooks")
    subprocess.run([KLA, "run", "--home", home], check=True, capture_output=True)
    return home / "reports" / "2024"


def make_english(home):
    """The folder of English reports, with a made-up second stage and a report that fails.

    The VA recap is MADE UP: half of every answer of the real EM recap, one question left out.
    """
    copied(home, "notebooks")
    halved(home / "data/raw/2024/kab-ogan-ilir", "EM", "VA")
    write_notebook(home / "notebooks/90-gagal.ipynb", "raise KeyError('<img src=x onerror=window.__ran=1>')")
    command = [KLA, "run", "--home", home, "--lang", "en"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    share(home, AUDIENCES[2:], "--lang", "en")
    return home / "reports" / "2024"


def make_shared(home):
    """The folder of shared pages on the real recap, one per audience."""
    copied(home)
    share(home, AUDIENCES)
    return home / "reports/2024/kab-ogan-ilir/bagikan"


def make_collecting(home):
    """The report of a collecting and the data dictionary; the answers are MADE UP (see tests/offices.py)."""
    where = ["--place", "kota-pekanbaru", "--period", "2026"]
    inbox = home / "data/raw/2026/kota-pekanbaru/formulir/kirim"
    wanted = [part for role in ("dinkes", "disdik", "disdukcapil", "hukum") for part in ("--for", role)]
    subprocess.run([KLA, "init", *where], cwd=home, check=True, capture_output=True)
    subprocess.run([KLA, "form", "make", *where, *wanted], cwd=home, check=True, capture_output=True)
    offices.main(inbox, home / "kembali")
    subprocess.run([KLA, "form", "read", "kembali"], cwd=home, check=False, capture_output=True)
    subprocess.run([KLA, "run", "--only", "30-*"], cwd=home, check=True, capture_output=True)
    subprocess.run(
        [KLA, "editions", "dictionary", "--out", home / "reports/2026"], cwd=home, check=True, capture_output=True
    )
    return home / "reports" / "2026"


def make_evidence(home):
    """The report on the evidence of a made city: ALL OF IT IS MADE UP (see kla_lib/samples/city.py)."""
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    command = [sys.executable, "-m", "kla_lib.samples.city", home]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    subprocess.run([KLA, "run", "--only", "70-*"], cwd=home, check=True, capture_output=True)
    return home / "reports" / "2026"


def make_incidents(home):
    """The report on the field reports of a made group: ALL OF IT IS MADE UP (see kla_lib/samples/town.py)."""
    where = ["--place", "kota-pekanbaru", "--period", "2026"]
    subprocess.run([KLA, "init", *where], cwd=home, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "kla_lib.samples.town", home], check=True, capture_output=True)
    target = home / "data/raw/2026/kota-pekanbaru/target.csv"
    target.write_text("step,hours,note\ntindak,48,REKAAN\nselesai,336,REKAAN\n", encoding="utf-8")
    subprocess.run(
        [KLA, "incident", "read", "REKAAN-grup-setahun.txt", *where], cwd=home, check=True, capture_output=True
    )
    command = [KLA, "run", *where[2:], *where[:2], "--only", "80-*"]
    subprocess.run(command, cwd=home, check=True, capture_output=True)
    return home / "reports" / "2026"


def share(home, audiences, *more):
    wanted = [part for name in audiences for part in ("--for", name)]
    where = ["--home", home, "--place", "kab-ogan-ilir", "--period", "2024"]
    subprocess.run([KLA, "share", *where, *wanted, *more], check=True, capture_output=True)


def halved(place, stage, made_up):
    """A made-up recap of a later stage: half of every answer."""
    with (place / stage / "rekap.csv").open() as source:
        rows = [row for row in csv.DictReader(source) if "." in row["kode"] and row["kode"] not in NOT_TAKEN]
    (place / made_up).mkdir()
    with (place / made_up / "rekap.csv").open("w", newline="") as target:
        out = csv.DictWriter(target, rows[0])
        out.writeheader()
        out.writerows({**row, "nilai": str(round(float(row["nilai"] or 0) / 2, 2))} for row in rows)
