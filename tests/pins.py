"""Make every report, shared page, message, workbook and JSON of the committed and the made-up data; list their SHA-256.

    python tests/pins.py AFTER.txt            make all and write one line "digest  name" per output
    python tests/pins.py AFTER.txt BEFORE.txt also list what differs from an earlier list; exit code 1 if anything does

A step that only moves code gives the same list; any other names each difference and its reason. What changes from run
to run is left out or replaced: seconds, moments, temporary paths, the digests of a run record, and PDF files.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
REAL = ("--place", "kab-ogan-ilir", "--period", "2024")
MADE = ("--place", "kota-pekanbaru", "--period", "2026")
AUDIENCES = ("gugus-tugas", "klaster:2", "opd:dinkes", "forum-anak", "media")

COMMITTED = [
    ("run", "--force"),
    ("run", "--force", "--lang", "en"),
    ("check", "--json"),
    ("score", *REAL, "--json"),
    ("score", "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"),
    ("plan", *REAL, "--target", "utama", "--json"),
    ("plan", *REAL, "--capacity", "dp3a=2", "--forbid", "6.3"),
    ("plan", *REAL, "--rad"),
    ("scenario", "stability", *REAL, "--json"),
    ("evidence", "scan", *REAL, "--json"),
    ("workbook", *REAL),
    ("awards", "kota-pekanbaru", "--json"),
    ("editions", "list"),
    ("editions", "show", "2023"),
    ("editions", "diff", "2018", "2023"),
    ("editions", "dictionary"),
    *(("share", *REAL, "--for", audience) for audience in AUDIENCES),
    ("share", *REAL, "--for", "gugus-tugas", "--whatsapp"),
]
COLLECTED = [
    ("init", *MADE),
    ("form", "make"),
    ("form", "make", "--xlsform"),
    ("form", "make", "--villages"),
    ("form", "read", "kembali"),
    ("form", "remind"),
    ("score", *MADE, "--json"),
    ("incident", "pin"),
    ("incident", "read", "REKAAN-grup-setahun.txt", *MADE),
    ("incident", "remind", *MADE, "--date", "2026-08-01"),
    ("incident", "table", *MADE),
    ("run", "--force"),
]
AUDITED = [
    ("init", *MADE),
    ("evidence", "scan", *MADE, "--json"),
    ("evidence", "pack", *MADE),
    ("plan", *MADE, "--json"),
    ("run", "--force"),
]
UNSTEADY = [  # pattern, replacement
    (r"\d+,\d+ s\b|\d+\.\d+ s\b|\b\d+ (?:ms|detik)\b", "SECONDS"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)?", "MOMENT"),
    (r"\b[0-9a-f]{12,64}\b", "DIGEST"),
]
LEFT_OUT = re.compile(r"(^|/)(run\.json|\.run/|\.ipynb_checkpoints/|data/private/|data/processed/|notebooks/)|\.pdf$")


def steady(text: str, home: Path) -> str:
    """A text without what differs between two runs of the same code."""
    text = text.replace(str(home), "HOME")
    for pattern, replacement in UNSTEADY:
        text = re.sub(pattern, replacement, text)
    return text


def kla(home: Path, *arguments: str) -> str:
    """What a command prints, and its exit code."""
    environment = {**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "kla_lib", *arguments]
    ran = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return f"{ran.stdout}\n--\n{ran.stderr}\n--\n{ran.returncode}"


def sample(name: str, *arguments: str, home: Path) -> None:
    """One of the made-up data sets."""
    command = [sys.executable, "-m", f"kla_lib.samples.{name}", *arguments]
    subprocess.run(command, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    for path in (home / "kembali").glob("*.xlsx"):
        with suppress(zipfile.BadZipFile):  # one is broken on purpose
            without_times(path)


def without_times(path: Path) -> None:
    """Write a workbook again without the time at which it was saved: the same answers give the same bytes."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in sorted(parts.items()):
            settled = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name), settled if name == "docProps/core.xml" else data)


def committed(home: Path) -> None:
    """A workspace with the committed data."""
    shutil.copytree(ROOT / "data/raw", home / "data/raw")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    shutil.copy(ROOT / "kla.toml", home)


def outputs(name: str, home: Path, commands: list[tuple[str, ...]]) -> dict[str, str]:
    """Digest by name of what each command prints, and of every file that the workspace holds at the end."""
    found = {}
    for arguments in commands:
        if arguments[:2] == ("form", "read"):
            sample("offices", "data/raw/2026/kota-pekanbaru/formulir/kirim", "kembali", home=home)
        if arguments[:2] == ("incident", "read"):
            sample("town", ".", home=home)
        said = steady(kla(home, *arguments), home)
        if arguments[0] == "run":  # its lines depend on which worker is first
            said = said.rsplit("--", 1)[1]
        found[f"{name}: kla {' '.join(arguments)}"] = hashlib.sha256(said.encode()).hexdigest()
        if arguments[0] == "run":
            found |= _files(f"{name}: {' '.join(arguments)}", home)
    return found | _files(name, home)


def _files(name: str, home: Path) -> dict[str, str]:
    found = {}
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        at = path.relative_to(home).as_posix()
        if LEFT_OUT.search(at):
            continue
        data = path.read_bytes()
        if path.suffix in (".html", ".txt", ".csv", ".json", ".md"):
            data = steady(data.decode("utf-8", "replace"), home).encode()
        found[f"{name}: {at}"] = hashlib.sha256(data).hexdigest()
    return found


def all_outputs() -> dict[str, str]:
    """Everything, made in three workspaces."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, commands in (("committed", COMMITTED), ("collected", COLLECTED), ("audited", AUDITED)):
            home = Path(folder) / name
            home.mkdir()
            if name == "committed":
                committed(home)
            if name == "audited":
                sample("city", str(home), home=Path(folder))
            found |= outputs(name, home, commands)
    return found


def main(after: Path, before: Path | None = None) -> int:
    """Write the list; compare it with an earlier one."""
    found = all_outputs()
    after.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(found.items())), encoding="utf-8")
    print(f"{len(found)} outputs -> {after}")
    if before is None:
        return 0
    lines = (line.split("  ", 1) for line in before.read_text(encoding="utf-8").splitlines())
    earlier = {name: digest for digest, name in lines}
    differing = sorted(name for name in found.keys() | earlier.keys() if found.get(name) != earlier.get(name))
    for name in differing:
        print("gone   " if name not in found else "new    " if name not in earlier else "changed", name)
    print(f"{len(differing)} of {len(found)} differ")
    return bool(differing)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
