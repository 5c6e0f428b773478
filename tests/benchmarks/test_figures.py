"""The arithmetic behind the table of benchmarks, and the floor's pages against the run's."""

import importlib
import math
from pathlib import Path

import pytest

from benchmarks.commands import planned
from benchmarks.engine.engines import Row, lines, measured
from benchmarks.engine.many import trivial, wrong
from benchmarks.engine.rivals import Rival, flat
from benchmarks.run.country import make_country
from benchmarks.table import Line, at_least, at_most, drawn
from benchmarks.watch import Sample, at, largest, together
from kla_lib.engine.task import Task, run_task

ROOT = Path(__file__).parents[2]

# two rounds; a slow second round slows all alike, so the ratios stay
SECONDS = {
    "a": [10.0, 20.0], "b": [4.0, 8.0], "c": [2.0, 4.0], "d": [1.0, 2.0], "floor": [0.25, 0.5],
    "e": [0.5, 1.0], "f": [0.4, 0.8], "e1": [4.0, 8.0], "f1": [3.0, 6.0],
}  # fmt: skip


@pytest.fixture
def told():
    ways = [Row(name, name, lambda turn, name=name: SECONDS[name][turn]) for name in SECONDS]
    found = lines(ways, measured(ways, 2), {"d": "no module"}, jobs=70)
    return {line.what: (line.measured, line.met) for line in found}


@pytest.mark.parametrize(
    ("what", "figure", "met"),
    [
        ("(a) a", "15.000 s", None),
        ("(d) d", "not runnable: no module", None),
        ("(f) faster than (a)", "25.0 x", True),
        ("(f) faster than (b)", "10.0 x", True),
        ("(f) faster than (c)", "5.0 x", True),
        ("(e) against the floor", "2.00 x", False),
        ("(e) each further report", "0.738 s", None),
        ("(e) start of the command", "0.83 s", None),
    ],
)
def test_medians_ratios_and_the_start_of_the_command(told, what, figure, met):
    # (e): 70 reports cost 35 s and 7 cost 4 s, so 63 cost 31 s: 0.492 s each, and 0.56 s before any; twice that next
    assert told[what] == (figure, met)


@pytest.mark.parametrize(
    ("line", "met"),
    [
        (at_most("x", 3.0, 3, "s"), True),
        (at_most("x", 3.1, 3, "s"), False),
        (at_least("x", 24.9, 25, "x"), False),
        (at_least("x", 25.0, 25, "x"), True),
        (at_most("x", math.nan, 3, "s"), False),
        (at_least("x", math.nan, 3, "s"), False),
    ],
)
def test_a_promise_is_kept_or_not(line, met):
    assert line.met is met


def test_the_table_has_a_row_per_line_in_columns():
    table = drawn([Line("first", "1 s", "at most 2 s", True), Line("a longer one", "12 s")])
    assert table.splitlines() == [
        "              measured  target",
        "first         1 s       at most 2 s  met",
        "a longer one  12 s",
    ]


def test_memory_is_told_per_kind_of_process():
    samples = [
        Sample(1.0, 90, "worker", 1, 100.0, 50.0),
        Sample(1.0, 90, "driver", 2, 200.0, 150.0),
        Sample(2.0, 150, "worker", 1, 120.0, 60.0),
        Sample(2.0, 150, "worker", 3, 110.0, 70.0),
    ]
    assert at(samples, "worker", 100, 200) == samples[2:]
    assert largest(samples[2:]) == (120.0, 70.0)
    assert largest([]) == (0.0, 0.0)
    assert together(samples) == 200.0


def test_a_notebook_that_says_the_wrong_thing_is_counted(tmp_path):
    source = trivial(tmp_path)
    for number in (0, 1):
        run_task(Task(source, tmp_path / f"{number}.ipynb", parameters={"n": 0}, kernel_name="python3"))
    assert wrong(tmp_path, 3) == 2  # the second says 1 instead of 2, the third is missing


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    make_country(folder, 1)
    return planned(folder)[:1]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["floor", pytest.param("papermill-api", marks=pytest.mark.long)])
def test_a_rival_makes_pages(way, jobs, tmp_path):
    rival = Rival(way, jobs, tmp_path)
    executing, exporting = rival.once()
    rival.end()
    assert rival.fault == ""
    assert executing > 0 and exporting > 0
    assert "rekap-rekaan.csv" in (rival.folder / flat(jobs[0])).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_way_that_cannot_run_says_why(jobs, tmp_path):
    broken = [type(jobs[0])(jobs[0].notebook, {**jobs[0].parameters, "place": "tidak-ada"}, "x", "x.html")]
    rival = Rival("floor", broken, tmp_path)
    assert all(math.isnan(spent) for spent in rival.once())
    rival.end()
    assert "tidak-ada" in rival.fault


@pytest.mark.parametrize("path", sorted(path.relative_to(ROOT) for path in ROOT.glob("benchmarks/*/*.py")), ids=str)
def test_every_benchmark_can_be_imported(path):
    """Most are run by hand only: a name that has moved would not be seen."""
    importlib.import_module(".".join(path.with_suffix("").parts))
