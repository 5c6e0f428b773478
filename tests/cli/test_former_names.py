"""Names of the release before this one still work, and say what they are called now."""

import csv
import json
import shutil

import pytest

import kla_lib as kla_names
from kla_lib.core.problems import InputFault
from kla_lib.core.workspace import open_workspace
from kla_lib.incidents.register import open_incidents
from kla_lib.incidents.store import load_events
from kla_lib.run.jobs import read_templates
from tests.incidents.chats import FORMS, export

WHERE = ("--place", "kota-pekanbaru", "--period", "2026")
FORMER = {
    "open_place": "open_assessment", "open_cases": "open_incidents", "open_outlook": "open_robustness",
    "outlook_headline": "robustness_headline",
    **{f"cases_{name}": f"incidents_{name}" for name in ("ages", "by", "evidence", "headline", "kept", "times", "todo")},
}  # fmt: skip
HEAD = "id,number,district,kind,agency,outcome,ignore,note\n"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    (tmp_path / "REKAAN.txt").write_text(export(FORMS["android-id-24"]), encoding="utf-8")
    (tmp_path / "data/raw/2026/kota-pekanbaru").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("old", FORMER)
def test_a_former_name_of_the_library_is_todays(old):
    with pytest.warns(FutureWarning, match=rf"kla\.{old} is now called kla\.{FORMER[old]}"):
        found = getattr(kla_names, old)
    assert found is getattr(kla_names, FORMER[old]) and old not in dir(kla_names)


@pytest.mark.parametrize(("lang", "told"), [("id", "sekarang bernama"), ("en", "is now called")])
def test_kla_case_is_kla_incident(kla, home, lang, told):
    today, former = (kla("--lang", lang, name, "pin", "--home", home) for name in ("incident", "case"))
    assert (former.code, former.out) == (today.code, today.out) == (0, today.out)
    (line,) = former.err.splitlines()
    assert "`kla case`" in line and "`kla incident`" in line and told in line
    assert " case " not in kla("--help").out


def test_the_former_table_of_decisions_is_read_with_a_remark(kla, home):
    folder = home / "data/raw/2026/kota-pekanbaru"
    (folder / "putusan.csv").write_text(HEAD, encoding="utf-8")
    assert [p.kind for p in open_incidents(open_workspace(home), "2026", "kota-pekanbaru").problems][-1:] == [
        "table_renamed"
    ]
    kla("init", *WHERE, "--home", home)
    assert (folder / "target.csv").is_file() and not (folder / "keputusan-laporan.csv").exists()
    (folder / "keputusan-laporan.csv").write_text(HEAD, encoding="utf-8")
    with pytest.raises(InputFault) as fault:
        open_incidents(open_workspace(home), "2026", "kota-pekanbaru")
    assert [(p.kind, p.severity) for p in fault.value.problems] == [("table_twice", "error")]


def test_a_register_kept_with_the_former_column_is_read(kla, home):
    kla("incident", "read", home / "REKAAN.txt", "--home", home, *WHERE)
    kept = home / "data/processed/2026/kota-pekanbaru/kasus"
    events, text = load_events(kept), (kept / "kejadian.csv").read_text(encoding="utf-8")
    assert "incident" in next(csv.reader(text.splitlines()))
    (kept / "kejadian.csv").write_text(text.replace(",incident,", ",case,", 1), encoding="utf-8")
    assert load_events(kept) == events and any(event.incident for event in events)


def test_a_notebook_may_use_the_former_words(request, tmp_path):
    for name in ("55-ketahanan", "80-laporan"):
        shutil.copy(request.config.rootpath / f"notebooks/{name}.ipynb", tmp_path)
    todays = read_templates(tmp_path)
    for path in tmp_path.glob("*.ipynb"):
        book = json.loads(path.read_text(encoding="utf-8"))
        book["metadata"]["kla"] = json.loads(
            json.dumps(book["metadata"]["kla"]).replace('"incidents"', '"cases"').replace('"robustness"', '"outlook"')
        )
        path.write_text(json.dumps(book), encoding="utf-8")
    assert read_templates(tmp_path) == todays
