"""A report of a package that kla_lib does not know: made when there is matter, and again when what it reads changes."""

import json
import re
import shutil
from pathlib import Path

import pytest

from kla_lib.run.report_kinds import KINDS, report_kinds, sources
from tests.notebooks_made import PARAMETERS, write_notebook
from tests.run.conftest import ROOT, plan, record, run

PARKS = """
from pathlib import Path

from kla_lib.core.files import file_hash
from kla_lib.run.report_kinds import ReportKind, Source


def listed(workspace, subject):
    return workspace.home / "data/taman" / subject.period / f"{subject.place}.csv"


PARKS = ReportKind(
    "parks",
    takes_stage=False,
    has_matter=lambda workspace, subject: listed(workspace, subject).is_file(),
    places=lambda workspace, period: [path.stem for path in workspace.home.glob(f"data/taman/{period}/*.csv")],
    reads=(Source("parks", lambda workspace, subject, gathered: file_hash(listed(workspace, subject))),),
    notebook=Path(__file__).with_name("85-taman.ipynb"),
)
"""
CODE = (
    "from pathlib import Path\nfrom IPython.display import HTML\n"
    "HTML('<p>' + Path(home, 'data/taman', period, place + '.csv').read_text() + '</p>')"
)
OURS = "2024/kota-pekanbaru/85-taman.html"  # a place without a recap


@pytest.fixture
def package(tmp_path):
    """A folder as an installed package is: a module, its notebook, and its entry point."""
    folder = tmp_path / "packages"
    parameters = PARAMETERS.replace('stage = ""\n', "")
    write_notebook(folder / "made_up_parks/85-taman.ipynb", CODE, per="parks", parameters=parameters)
    (folder / "made_up_parks/__init__.py").write_text(PARKS, encoding="utf-8")
    about = folder / "made_up_parks-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up-parks\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[kla_lib.report_kinds]\nparks = made_up_parks:PARKS\n", encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


@pytest.fixture
def parks(tmp_path):
    """A workspace with the real recap, no notebook of its own, and the table of one place."""
    home = tmp_path / "kerja"
    shutil.copytree(ROOT / "data/raw", home / "data/raw")
    (home / "notebooks").mkdir()
    return home


def write_table(home, text):
    path = home / "data/taman/2024/kota-pekanbaru.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_a_report_of_another_package_is_made_where_there_is_matter_and_again_when_that_changes(parks, package):
    assert plan(parks, **package) == {}, "no place has such a table"
    write_table(parks, "Taman Kota")
    assert plan(parks) == {}, "the package is not installed"
    ran = run(parks, **package)
    assert (ran.code, ran.made) == (0, [OURS]), ran.done
    assert "Taman Kota" in (parks / "reports" / OURS).read_text(encoding="utf-8")
    assert "parks" in record(parks)["reports"][0]["made_from"]
    assert run(parks, **package).made == []
    write_table(parks, "Taman Baru")
    assert plan(parks, **package) == {OURS: ["parks"]}
    assert run(parks, **package).made == [OURS]
    assert "Taman Baru" in (parks / "reports" / OURS).read_text(encoding="utf-8")
    (parks / "data/taman/2024/kota-pekanbaru.csv").unlink()
    assert plan(parks, **package) == {}


def test_every_kind_and_source_of_the_library_is_used_by_a_notebook():
    about = [json.loads(path.read_text("utf-8"))["metadata"]["kla"] for path in Path(ROOT, "notebooks").glob("*.ipynb")]
    assert {each["per"] for each in about} == {kind.name for kind in KINDS} == set(report_kinds())
    read = {name for each in about for name in each.get("reads", [])}
    assert read | {source.name for kind in KINDS for source in kind.reads} == set(sources())


def test_no_view_of_a_place_or_cluster_is_missing_from_what_is_warmed():
    """By the source, because importing the module warms at once."""
    warmed = Path(ROOT, "kla_lib/run/warm_reports.py").read_text("utf-8")
    shown = set()
    for path in Path(ROOT, "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text("utf-8"))
        if notebook["metadata"]["kla"]["name"][:2] in ("10", "20", "40", "55"):
            code = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
            shown |= set(re.findall(r"\bkla\.(\w+)\(", code))
    assert len(shown) > 20
    assert {name for name in shown if not re.search(rf"\b{name}\b", warmed)} == set()
