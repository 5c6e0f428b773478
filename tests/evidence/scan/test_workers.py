"""What one file does to its process, no other file feels."""

import hashlib
import sys

import pytest

from kla_lib.evidence.scan.workers import Job, Limits, measure_all
from tests.evidence.scan import measures

LIMITS = Limits(seconds=2, memory=256 << 20)
GIVEN_UP = {
    "hang": ("slow", "time"),
    "hang in C": ("slow", "time"),
    "crash": ("hostile", "crash"),
    "raise": ("unreadable", "failed"),
    "recursion": ("unreadable", "failed"),
    "print": ("ok", ""),
    "once": ("ok", ""),
}
LINUX = {"memory": ("hostile", "memory"), "write": ("unreadable", "reading")}
CASES = GIVEN_UP | (LINUX if sys.platform == "linux" else {})


def job(folder, text):
    path = folder / f"{text}.txt"
    path.write_text(text)
    return Job(path, hashlib.sha256(text.encode()).hexdigest(), len(text))


@pytest.mark.parametrize("workers", [1, 3])
def test_a_file_that_misbehaves_is_told_and_all_others_are_measured(tmp_path, workers):
    sound = [f"rekaan {number}" for number in range(40)]
    texts = sound[:10] + [text for pair in zip(CASES, sound[10:], strict=False) for text in pair] + sound[30:]
    jobs = [job(tmp_path, text) for text in dict.fromkeys(texts)]
    named = {one.sha256: one.path.stem for one in jobs}
    found = {named[m.sha256]: m for m in measure_all(measures.by_text, iter(jobs), workers, LIMITS)}
    assert len(found) == len(jobs)
    assert {text: (found[text].state, found[text].detail) for text in CASES} == CASES
    assert all(m.letters == len(text) for text, m in found.items() if text.startswith("rekaan"))


def test_workers_end_when_nobody_wants_more(tmp_path):
    answers = measure_all(measures.by_text, (job(tmp_path, f"rekaan {n}") for n in range(1000)), 2, LIMITS)
    next(answers)
    answers.close()
    assert len(list(tmp_path.iterdir())) < 1000


def test_a_measure_that_cannot_be_found_is_an_error(tmp_path):
    with pytest.raises(OSError, match="does not start"):
        list(measure_all(lambda path, sha256: None, [job(tmp_path, "a")], 1, LIMITS))


def test_what_goes_wrong_with_the_jobs_is_raised(tmp_path):
    def jobs():
        yield job(tmp_path, "a")
        raise LookupError

    with pytest.raises(LookupError):
        list(measure_all(measures.by_text, jobs(), 2, LIMITS))


def test_a_file_that_changed_under_way_is_told(tmp_path):
    one = job(tmp_path, "rekaan")
    one.path.write_text("rekaan lain")
    assert [m.detail for m in measure_all(measures.by_text, [one], 1, LIMITS)] == ["changed"]
