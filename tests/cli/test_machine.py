"""What the machine refuses: a sentence in the user's language, never a traceback, and what was whole stays whole."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

resource = pytest.importorskip("resource", reason="limits of a process are POSIX's")
ROOT = Path(__file__).parents[2]
KLA = Path(sys.executable).with_name("kla")
PLACE = ("--place", "kab-ogan-ilir", "--period", "2024")
FULL = {"id": "media penyimpanan penuh", "en": "the disk is full"}


def run(home, *arguments, full=False, **given):
    """The command; ``full``: no file can grow, which is what a full disk does to a program."""
    limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))) if full else None
    return subprocess.run(
        [KLA, *arguments],
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        preexec_fn=limit,
        check=False,
        **given,
    )


def contents(home):
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.stat().st_size}


WRITES = [  # each command that writes something, and what it needs first
    ("workbook", *PLACE),
    ("share", *PLACE, "--for", "media"),
    ("plan", *PLACE, "--rad"),
    ("scenario", "new", "coba", *PLACE, "--set", "1.1=12"),
    ("editions", "new", "coba", "--from", "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"),
    ("form", "make", *PLACE, "--for", "dinkes"),
    ("init", "--place", "kota-pekanbaru", "--period", "2026"),
    ("run", "--only", "2024/kab-ogan-ilir/10-*", "--workers", "1"),
    ("evidence", "pack", *PLACE),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", WRITES, ids=lambda command: " ".join(command[:2]))
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_full_disk(workspace, command, lang):
    evidence = workspace / "data/raw/2024/kab-ogan-ilir/evidence/1.1"
    evidence.mkdir(parents=True)
    shutil.copy(ROOT / "docs/formulir.png", evidence)
    report = workspace / "reports/2024/kab-ogan-ilir/10-ringkasan.html"
    report.parent.mkdir(parents=True)
    report.write_text("laporan lama")
    before = contents(workspace)
    done = run(workspace, *command, "--lang", lang, full=True)
    assert done.returncode == 2 and FULL[lang] in done.stderr and "Traceback" not in done.stderr
    assert contents(workspace) == before


def test_what_only_reads_works_on_a_full_disk(workspace):
    for command, said in ((("check",), "312"), (("score", *PLACE), "769,61")):
        done = run(workspace, *command, full=True)
        assert done.returncode == 0 and said in done.stdout, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_output_that_cannot_be_written(workspace):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [KLA, "editions", "list"], stdout=full, stderr=subprocess.PIPE, cwd=workspace, check=False
        )
    assert done.returncode == 2 and done.stderr.decode().count("\n") == 3


def test_a_reader_that_has_gone(workspace):
    script = f"'{KLA}' editions show 2023 | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=workspace, check=False)
    assert done.stdout.endswith("\n0\n") and not done.stderr


@pytest.mark.parametrize("command", [("score", "tidak-ada"), ("plan",), ("form", "status"), ("check", "--home", "x")])
def test_a_refusal_is_json_where_json_was_asked_for(kla, workspace, command):
    ran = kla(*command, "--json", cwd=workspace)
    assert ran.code == 2 and ran.err
    assert {"kind", "found", "expected", "remedy", "severity"} <= set(json.loads(ran.out)["problems"][0])


@pytest.mark.slow
def test_an_interruption_at_any_time(workspace):
    """The interpreter itself takes some hundredths of a second to start, which are not ours."""
    for seconds in (0.2, 0.4, 0.8, 1.5):
        process = subprocess.Popen([KLA, "check"], cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert b"Traceback" not in err and process.returncode in (0, 130)


def test_no_home_and_a_plain_locale(workspace):
    odd = workspace.rename(workspace.with_name("folder ä 子"))
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": "/proc/nowhere"}
    done = run(odd, "score", str(odd / "data/raw/2024/kab-ogan-ilir"), env=bare)
    assert done.returncode == 0 and "769,61" in done.stdout, done.stderr
