"""A report is made again when, and only when, something it reads changed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import kla_lib
from kla_lib.run.made_from import part_names, reasons
from tests.notebooks_made import PARAMETERS, write_notebook
from tests.run.conftest import FINE, KLA, ROOT, plan, record, run

ALL = {
    f"2024/{place}/{name}.html" for place in ("kab-ogan-ilir", "kota-palembang") for name in ("10-baik", "40-riwayat")
}
OF_ONE = {name for name in ALL if "ogan" in name}
HISTORY = {name for name in ALL if "riwayat" in name}
RECAP = "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"


def append(path, text):
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_text(before + text, encoding="utf-8")


def declare_correction(home):
    source = ROOT / "kla_lib/instrument/data/2023/corrections.csv"
    header = source.read_text(encoding="utf-8").splitlines()[0]
    (home / "data/raw/2024/kab-ogan-ilir/corrections.csv").write_text(header + "\n", encoding="utf-8")


def change_prose(home):
    path = home / "notebooks/40-riwayat.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source = "# Riwayat"
    nbformat.write(notebook, path)


def change_outputs(home):
    path = home / "notebooks/40-riwayat.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="dijalankan di JupyterLab")]
    notebook.cells[2].execution_count = 7
    nbformat.write(notebook, path)


def set_rule(home):
    append(home / "kla.toml", '\nboundary_rule = "contiguous"\n')


def own_edition(home):
    """The period is scored with an edition folder of the workspace's own, which differs by one word."""
    folder = home / "data/editions/2023-salinan"
    shutil.copytree(ROOT / "kla_lib/instrument/data/2023", folder)
    about = folder / "edition.toml"
    about.write_text(about.read_text(encoding="utf-8").replace('id = "2023"', 'id = "2023-salinan"'), encoding="utf-8")
    append(home / "kla.toml", '\n[periods]\n"2024" = "2023-salinan"\n')


WORKSPACE = [
    ("notebook", change_prose, HISTORY, {"notebook"}),
    ("data", lambda home: append(home / RECAP, "\n"), OF_ONE, {"data"}),
    ("corrections", declare_correction, OF_ONE, {"corrections"}),
    ("edition", own_edition, ALL, {"edition"}),
    ("rule", set_rule, ALL, {"rule"}),
    ("altered", lambda home: append(home / "reports" / sorted(ALL)[0], " "), {sorted(ALL)[0]}, {"altered"}),
    ("missing", lambda home: (home / "reports" / sorted(ALL)[0]).unlink(), {sorted(ALL)[0]}, {"missing"}),
    ("outputs of a notebook", change_outputs, set(), set()),
    ("a comment in README", lambda home: append(home / "README.md", "<!-- halo -->"), set(), set()),
    ("a comment in kla.toml", lambda home: append(home / "kla.toml", "# halo"), set(), set()),
    ("processed deleted", lambda home: shutil.rmtree(home / "data/processed"), set(), set()),
]  # fmt: skip


CASES = {"argvalues": [case[1:] for case in WORKSPACE], "ids": [case[0] for case in WORKSPACE]}


@pytest.mark.slow
@pytest.mark.parametrize(("change", "wanted", "why"), **CASES)
def test_the_plan_says_what_is_made_again_and_why(made, change, wanted, why):
    change(made)
    told = plan(made)
    assert {name for name, reasons in told.items() if reasons} == wanted
    assert {reason for reasons in told.values() for reason in reasons} == why


@pytest.mark.long
@pytest.mark.parametrize(("change", "wanted", "why"), **CASES)
def test_a_change_in_the_workspace_makes_again_what_reads_it(made, change, wanted, why):
    change(made)
    ran = run(made)
    assert set(ran.made) == wanted
    assert {entry["state"] for entry in record(made)["reports"]} == {"ok"}
    assert ran.done["unchanged"] == len(ALL) - len(wanted)
    assert run(made).made == []


@pytest.mark.slow
def test_all_parts_changed_one_after_the_other_each_make_again_what_reads_them(made):
    """The short form of the test above: the same changes, on one workspace, each followed by a run."""
    for name, change, wanted, _ in WORKSPACE[:3]:
        change(made)
        assert set(run(made).made) == wanted, name
    assert run(made).made == []


@pytest.mark.slow
def test_a_recap_of_the_period_before_makes_again_what_compares_with_it(made):
    folder = made / "data/raw/2023/kab-ogan-ilir/EM"
    folder.mkdir(parents=True)
    (folder / "rekaan.csv").write_text("kode,nilai\nK1,90\n", encoding="utf-8")  # made up
    told = plan(made, "--period", "2024")
    assert {name for name, why in told.items() if why} == OF_ONE
    assert {reason for why in told.values() for reason in why} == {"data"}


LIBRARY = [
    ("code", "instrument/rating.py", "\n# a remark\n", ALL),
    ("template", "display/templates/page.css", "\n/* wider */\n", ALL),
    ("template", "run/template/kla/index.html.j2", "\n{# a remark #}\n", ALL),
    (
        "published",
        "instrument/data/published/rounds.csv",
        '2099,claimed,"https://example.org/made-up","made up"\n',
        HISTORY,
    ),
    ("edition", "instrument/data/2023/bands.csv", "\n", ALL),
    ("code", "instrument/data/places.csv", "\n", ALL),
    ("nothing", "instrument/data/2018/bands.csv", "\n", set()),
    ("nothing", "instrument/data/LICENSE-DATA.md", "\n", set()),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A copy of the library that may be changed; PYTHONPATH makes it the one that runs."""
    folder = tmp_path_factory.mktemp("pustaka")
    shutil.copytree(Path(kla_lib.__file__).parent, folder / "kla_lib", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "file", "text", "wanted"), LIBRARY, ids=[f"{c[0]}-{Path(c[1]).name}" for c in LIBRARY]
)
def test_a_change_in_the_library_makes_again_what_reads_it(made, library, part, file, text, wanted):
    path = library / "kla_lib" / file
    before = path.read_text(encoding="utf-8")
    path.write_text(before + text, encoding="utf-8")
    try:
        told = plan(made, PYTHONPATH=str(library))
    finally:
        path.write_text(before, encoding="utf-8")
    assert {name for name, why in told.items() if why} == wanted
    assert {reason for why in told.values() for reason in why} == ({part} if wanted else set())


@pytest.mark.slow
def test_another_language_and_force_make_all_again(made):
    assert set(map(tuple, plan(made, "--lang", "en").values())) == {("lang",)}
    assert set(run(made, "--lang", "en").made) == ALL
    assert set(run(made, "--lang", "en", "--force").made) == ALL


@pytest.mark.slow
def test_a_failed_report_is_tried_again(made):
    write_notebook(made / "notebooks/10-baik.ipynb", "1 / 0")
    assert run(made).code == 3
    assert [why for name, why in plan(made).items() if "baik" in name] == [["failed"], ["failed"]]
    write_notebook(made / "notebooks/10-baik.ipynb", FINE)
    assert run(made).code == 0
    assert not list((made / "reports").rglob("*.failed.ipynb"))


PATH = Path(__file__)
PARTS = part_names()
MADE = {"state": "ok", "made_from": dict.fromkeys(PARTS, "a"), "sha256": ""}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_alone_is_a_reason(part):
    assert reasons(MADE["made_from"] | {part: "b"}, MADE, PATH) == (part,)


def test_a_part_that_came_or_went_is_a_reason():
    fewer = {key: value for key, value in MADE["made_from"].items() if key != "published"}
    assert reasons(fewer, MADE, PATH) == ("published",)
    assert reasons(MADE["made_from"], {**MADE, "made_from": fewer}, PATH) == ("published",)


@pytest.mark.slow
def test_a_notebook_says_what_shared_data_it_reads(tmp_path):
    """The oracle: the system itself tells which files are opened while each real notebook runs."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, 4)
        about = notebook.metadata.get("kla")
        if about is None:
            continue
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        opened = files_opened(code, path.parent, tmp_path / f"{path.stem}.py")
        below = {name.split("instrument/data/")[1].split("/")[0] for name in opened if "/instrument/data/" in name}
        assert ("published" in below) == ("published" in about.get("reads", [])), path.name
        data = ROOT / "kla_lib/instrument/data"
        editions = {path.parent.name for path in data.glob("*/edition.toml")}
        with_code = {path.name for path in data.iterdir()} - editions  # see run.made_from
        mine = editions if "robustness" in about.get("reads", []) else {"2023"}
        assert below - {"published"} <= {*mine, *with_code}, (path.name, below)


def files_opened(cells, folder, script):
    script.write_text(
        "import sys, os\nopened = set()\n"
        "sys.addaudithook(lambda e, a: opened.add(str(a[0])) if e == 'open' else None)\n"
        f"os.chdir({str(folder)!r})\n" + "\n".join(cells) + "\nprint('\\n'.join(sorted(opened)))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    return done.stdout.replace("\\", "/").splitlines()


@pytest.mark.slow
def test_the_record_keeps_what_each_report_took(made):
    for entry in record(made)["reports"]:
        assert entry["seconds"] > 0 and entry["peak_mb"] > 1 and len(entry["sha256"]) == 64
        assert set(entry["made_from"]) <= set(PARTS) and entry["handed_over"] == ""
    assert json.dumps(record(made)).count(str(made)) == 0


@pytest.mark.slow
def test_parameters_of_a_notebook_that_gained_one_are_told(made):
    write_notebook(made / "notebooks/10-baik.ipynb", FINE, parameters=PARAMETERS + "\nstages = None")
    done = subprocess.run([str(KLA), "run", "--home", str(made)], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "stages" in done.stderr
