"""Files that are broken or mean harm: each is told as what it is, in bounded memory, and nothing is written anywhere."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from intake.evidence.hostile import FILES

from kla_lib.intake.evidence.measure import measure
from kla_lib.intake.evidence.scan import scan
from kla_lib.intake.evidence.workers import Limits
from kla_lib.problems import message

with (Path(__file__).parent / "cases/hostile.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))
LIMITS = Limits(seconds=30, memory=512 << 20)


def tree(folder):
    return {path: (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What each file was measured as, and what lay where before and after."""
    home = tmp_path_factory.mktemp("hostile")
    folder = home / "evidence/14.1"
    folder.mkdir(parents=True)
    for name, made in FILES.items():
        (folder / name).write_bytes(made())
    before = tree(home)
    seen, problems = scan(home / "evidence", home / "kept", ["14.1"], measure, jobs=2, limits=LIMITS)
    after = tree(home)
    assert problems == []
    files = {file.path.removeprefix("14.1/"): file for file in seen.files}
    return {name: seen.measured[file.sha256] for name, file in files.items()}, before, after, home


def test_there_are_enough_of_them():
    assert [case["file"] for case in CASES] == list(FILES)
    assert sum(case["state"] != "ok" for case in CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_each_is_told_as_what_it_is(found, case):
    one = found[0][case["file"]]
    assert one.content == case["content"], case["what"]
    assert one.state in case["state"].split("|"), case["what"]
    if case["detail"]:
        assert one.detail == case["detail"]
    assert one.state == "ok" or message(f"detail_{one.detail}", "id")


def test_nothing_is_written_but_what_is_kept(found):
    _, before, after, home = found
    assert {path for path in after if path not in before} == {home / "kept", home / "kept/measured.jsonl"}
    evidence = home / "evidence"
    assert all(after[path] == seen for path, seen in before.items() if path.is_relative_to(evidence))


SCAN = """
import resource, sys
from pathlib import Path
from kla_lib.intake.evidence.measure import measure
from kla_lib.intake.evidence.scan import scan
home = Path(sys.argv[1])
seen, _ = scan(home / "evidence", home / "kept again", ["14.1"], measure, jobs=2)
print(len(seen.files), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_bombs_are_not_unpacked_in_the_process_that_scans(found):
    told = subprocess.run([sys.executable, "-c", SCAN, found[3]], capture_output=True, text=True, check=True).stdout
    files, peak_kb = map(int, told.split())
    assert files == len(FILES)
    assert peak_kb < 400 << 10  # the bombs come to twenty times that
