"""A scan reads what is new and nothing else, says the same however it is done, and survives being killed."""

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kla_lib.evidence.model import Measured
from kla_lib.evidence.reading import measure as measuring
from kla_lib.evidence.scan.cache import JOURNAL, open_kept, path_key
from kla_lib.evidence.scan.scan import scan, version_of
from kla_lib.evidence.scan.workers import Limits
from tests.evidence.scan import measures

LONG_AGO = 1_700_000_000
LIMITS = Limits(seconds=20, memory=256 << 20)


@pytest.fixture
def home(tmp_path):
    """Sixty files with fifty contents, changed long ago."""
    for number in range(60):
        put(tmp_path / f"evidence/14.{number % 3}/{number}.txt", f"rekaan {number % 50}")
    return tmp_path


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (LONG_AGO, LONG_AGO))


def scanned(home, jobs=1, measure=measures.by_text, **given):
    return scan(home / "evidence", home / "kept", ["14.0", "14.1", "14.2"], measure, jobs, limits=LIMITS, **given)


def lines(home):
    return (home / "kept" / JOURNAL).read_text().splitlines()


def test_the_same_bytes_are_measured_once_under_many_names(home):
    found, problems = scanned(home)
    assert problems == []
    assert len(found.files) == 60
    assert len(found.measured) == 50
    assert {m.state for m in found.measured.values()} == {"ok"}
    assert sum('["m"' in line for line in lines(home)) == 50


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_outcome_is_the_same_with_any_number_of_workers_and_with_any_knowledge(home, jobs):
    first = scanned(home, jobs=2)
    assert scanned(home, jobs=jobs) == first
    (home / "kept" / JOURNAL).unlink()
    assert scanned(home, jobs=jobs) == first
    assert list(first[0].measured) == sorted(first[0].measured)


def test_a_second_scan_reads_and_writes_nothing(home):
    first = scanned(home)
    before = (home / "kept" / JOURNAL).stat()
    for path in (home / "evidence").rglob("*.txt"):
        path.chmod(0o600)
    scanned(home)  # what is known of a file changes with its rights
    for path in (home / "evidence").rglob("*.txt"):  # who reads now, reads other bytes
        about = path.stat()
        assert open_kept(home / "kept", version_of(measures.by_text, LIMITS)).digest(
            path.relative_to(home / "evidence").as_posix(), (about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        )
    assert scanned(home) == first
    assert before.st_size == (home / "kept" / JOURNAL).stat().st_size


def test_progress_is_told_up_to_the_end(home):
    told = []
    scanned(home, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (60, 60)
    assert told == sorted(told)
    told.clear()
    scanned(home, progress=lambda done, total: told.append((done, total)))
    assert set(told) == {(60, 60)}


CHANGES = {
    "another text": lambda folder: put(folder / "0.txt", "rekaan baru"),
    "the same length": lambda folder: put(folder / "0.txt", "rekaan !"),
    "renamed": lambda folder: (folder / "0.txt").rename(folder / "baru.txt"),
    "moved away": lambda folder: (folder / "0.txt").unlink(),
    "one more": lambda folder: put(folder / "baru/lagi.txt", "rekaan lagi"),
    "a link in its place": lambda folder: ((folder / "0.txt").unlink(), (folder / "0.txt").symlink_to("3.txt")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_a_change_the_outcome_is_as_if_nothing_had_been_known(home, change):
    scanned(home)
    change(home / "evidence/14.0")
    again = scanned(home)
    present = {path_key(f.path) for f in again[0].files if f.sha256}
    kept = open_kept(home / "kept", version_of(measures.by_text, LIMITS))
    assert kept.stamps.keys() <= present
    assert kept.measured == again[0].measured
    (home / "kept" / JOURNAL).unlink()
    assert scanned(home) == again


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


DAMAGES = {
    "empty": lambda data: b"",
    "torn": lambda data: data[:-20],
    "zeros at the end": lambda data: data + bytes(4096),
    "a line lost": lambda data: b"".join(data.splitlines(keepends=True)[:5] + data.splitlines(keepends=True)[6:]),
    "its head lost": lambda data: data.partition(b"\n")[2],
    "binary": lambda data: random.Random(1).randbytes(5000),
    "another program's": lambda data: b'{"a": 1}\n' * 20,
    "twice": lambda data: data + data.partition(b"\n")[2],
    **{f"a bit at {at}": (lambda data, at=at: flip(data, at)) for at in (3, 30, 200, 2000, 5000)},
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_to_what_is_kept_changes_nothing_and_mends_itself(home, damage):
    first = scanned(home)
    path = home / "kept" / JOURNAL
    path.write_bytes(damage(path.read_bytes()))
    assert scanned(home) == first
    whole = path.read_bytes()
    assert scanned(home) == first
    assert path.read_bytes() == whole


def test_another_version_of_the_measuring_is_not_trusted(home):
    scanned(home)
    path = home / "kept" / JOURNAL
    other = open_kept(home / "kept", version_of(measures.by_text, LIMITS))
    other.version = "lain"
    other.stale = 1
    other.measured = {sha: replace(found, letters=999) for sha, found in other.measured.items()}
    other.close(other.stamps, other.measured)
    assert "lain" in path.read_text()
    assert all(m.letters < 20 for m in scanned(home)[0].measured.values())


def test_other_limits_or_another_measure_are_another_version(home):
    versions = {version_of(measure, limits) for measure in (measures.by_text, measures.lengths, measuring.measure)
                for limits in (LIMITS, replace(LIMITS, seconds=3))}  # fmt: skip
    assert len(versions) == 6


def test_what_hung_on_the_moment_is_not_kept(home):
    if sys.platform == "linux":
        put(home / "evidence/14.0/write.txt", "write")
        found, _ = scanned(home)
        assert "reading" in {m.detail for m in found.measured.values()}
        assert "reading" not in "".join(lines(home))


def test_a_file_changed_just_now_is_hashed_again_but_not_measured_again(home):
    (home / "evidence/14.0/0.txt").write_text("rekaan baru")
    first = scanned(home)
    assert path_key("14.0/0.txt") not in open_kept(home / "kept", version_of(measures.by_text, LIMITS)).stamps
    before = lines(home)
    assert scanned(home) == first
    assert lines(home) == before


def test_where_nothing_can_be_kept_it_is_told_and_the_scan_is_whole(home):
    (home / "kept").write_text("a file in place of a folder")
    found, problems = scanned(home)
    assert len(found.measured) == 50
    assert [p.kind for p in problems] == ["evidence_not_kept"]


def test_a_file_that_cannot_be_read_is_told(home):
    path = home / "evidence/14.0/0.txt"
    path.chmod(0)
    found, _ = scanned(home)
    if os.access(path, os.R_OK):
        pytest.skip("root may read everything")
    assert [(f.fault, f.detail) for f in found.files if not f.sha256] == [("unreadable", "permission")]


KILLED = """
import os, sys
from pathlib import Path
from tests.evidence.scan import measures
from kla_lib.evidence.scan.scan import scan
from kla_lib.evidence.scan.workers import Limits
home = Path(sys.argv[1])
def at(done, total):
    if done >= 40:
        os.kill(os.getpid(), 9)
scan(home / "evidence", home / "kept", ["14.0"], measures.by_text, 2, at, Limits(seconds=20, memory=256 << 20))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_killed_scan_loses_what_it_was_at_and_nothing_else(home):
    path = os.pathsep.join(filter(None, sys.path))
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(home)], env={**os.environ, "PYTHONPATH": path}, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    kept = open_kept(home / "kept", version_of(measures.by_text, LIMITS))
    assert len(kept.measured) >= 30
    again = scanned(home)
    (home / "kept" / JOURNAL).unlink()
    assert scanned(home) == again


def test_the_real_measure_goes_through_workers_and_journal(tmp_path):
    put(tmp_path / "evidence/14.0/a.pdf", "Surat Keputusan rekaan")
    put(tmp_path / "evidence/14.0/b.pdf", "")
    first, _ = scanned(tmp_path, measure=measuring.measure)
    assert {m.content: m.state for m in first.measured.values()} == {"text": "ok", "none": "empty"}
    assert all(isinstance(m, Measured) and m.sha256 == sha for sha, m in first.measured.items())
    assert json.loads(lines(tmp_path)[0].partition(" ")[2])[0] == "kla-evidence"
    assert Path(tmp_path / "kept").is_dir()


@pytest.mark.parametrize("rewritten", [False, True])
def test_a_drive_that_was_away_for_a_moment_is_read_when_it_is_back(home, rewritten):
    put(home / "evidence/14.0/away.txt", "away")
    away = next(f.sha256 for f in scanned(home, measure=measures.until_it_is_back)[0].files if "away" in f.path)
    if rewritten:
        (home / "evidence/14.0/0.txt").unlink()
    assert scanned(home, measure=measures.until_it_is_back)[0].measured[away].detail == "reading"
    (home / "back").touch()
    assert scanned(home, measure=measures.until_it_is_back)[0].measured[away].state == "ok"
