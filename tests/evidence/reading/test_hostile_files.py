"""Files that are broken or mean harm: each is told as what it is, in bounded memory, and nothing is written anywhere."""

import csv
import sys
from pathlib import Path

import pytest

from kla_lib.core.problems import message
from kla_lib.evidence.reading.measure import measure
from kla_lib.evidence.scan.scan import scan
from kla_lib.evidence.scan.workers import Limits
from tests.evidence.reading.hostile import FILES

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
    before, grown = tree(home), most_memory()
    seen, problems = scan(home / "evidence", home / "kept", ["14.1"], measure, jobs=2, limits=LIMITS)
    after = tree(home)
    assert problems == []
    files = {file.path.removeprefix("14.1/"): file for file in seen.files}
    told = {name: seen.measured[file.sha256] for name, file in files.items()}
    return told, before, after, home, most_memory() - grown


def most_memory():
    """The most that this process ever held, in KB; nothing where the system does not tell."""
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_there_are_enough_of_them():
    assert [case["file"] for case in CASES] == list(FILES)
    assert sum(case["state"] != "ok" for case in CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_each_is_told_as_what_it_is(found, case):
    one = found[0][case["file"]]
    assert one.content == case["content"], case["what"]
    assert one.state in case["state"].split("|"), case["what"]
    assert one.detail in case["detail"].split("|"), case["what"]
    assert one.state == "ok" or message(f"detail_{one.detail}", "id")


def test_nothing_is_written_but_what_is_kept(found):
    _, before, after, home, _ = found
    assert {path for path in after if path not in before} == {home / "kept", home / "kept/measured.jsonl"}
    evidence = home / "evidence"
    assert all(after[path] == seen for path, seen in before.items() if path.is_relative_to(evidence))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_bombs_are_not_unpacked_in_this_process(found):
    assert found[4] < 200_000  # KB; the bombs come to fifty times that
