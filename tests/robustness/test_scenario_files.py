"""Files of scenarios: what people write, what is understood, and every fault at once with its cell."""

import pytest

from kla_lib.core.problems import errors
from kla_lib.core.workspace import Workspace
from kla_lib.instrument import editions
from kla_lib.robustness.model import ScenarioAnswer
from kla_lib.robustness.scenario_files import MOST, read_scenarios

EDITION = editions.load(editions.shipped()["2023"])
HEAD = "change,code,value,note\n"


@pytest.fixture
def read(tmp_path):
    folder = tmp_path / "2024" / "kab-ogan-ilir" / "skenario"
    folder.mkdir(parents=True)

    def call(text=None, name="uji", names=(), files=()):
        for file in [*files, *([f"{name}.csv"] if text is not None else [])]:
            (folder / file).write_text(
                HEAD + "answer,1.1,max,\n" if text is None else text, encoding="utf-8", newline=""
            )
        return read_scenarios(folder.parent, EDITION, Workspace(tmp_path), names)

    return call


def told(faults):
    return [(fault.kind, fault.where.cell, fault.found) for fault in errors(faults)]


@pytest.mark.parametrize(
    ("row", "code", "expected"),
    [
        ("answer,1.1,12,", "1.1", ScenarioAnswer("answered", 12_000_000)),
        ('answer,1.1,"7,5",', "1.1", ScenarioAnswer("answered", 7_500_000)),
        ("Answer,1.1,penuh,", "1.1", ScenarioAnswer("answered", 12_000_000)),
        ("answer,1.1,MAX,", "1.1", ScenarioAnswer("answered", 12_000_000)),
        ("answer,1.1,0,", "1.1", ScenarioAnswer("answered", 0)),
        ("answer,1.1,,", "1.1", ScenarioAnswer("unanswered", None)),
        ("answer,1.1,belum diisi,", "1.1", ScenarioAnswer("unanswered", None)),
        ("answer,21a.4A,Tidak berlaku,", "21A.4a", ScenarioAnswer("not_applicable", None)),
        ("answer,K1,10,", "K1", ScenarioAnswer("answered", 10_000_000)),
    ],
)
def test_an_answer(read, row, code, expected):
    (scenario,), faults = read(HEAD + row + "\n")
    assert (scenario.answers, told(faults)) == ({code: expected}, [])


def test_a_whole_scenario_saved_by_excel_with_semicolons(read):
    text = (
        "\ufeffchange;code;value;note\r\nedition;;2023;\r\nrule;;contiguous;Aturan lain\r\nanswer;1.1;0;Perda batal\r\n"
    )
    (scenario,), faults = read(text + "correction;21B.2;off;Perda batal\r\n", "perda-batal")
    assert told(faults) == []
    assert (scenario.name, scenario.rule, scenario.edition) == ("perda-batal", "contiguous", "2023")
    assert scenario.uncorrected == ("21B.2",) and scenario.notes == ("Aturan lain", "Perda batal")
    assert scenario.file == "2024/kab-ogan-ilir/skenario/perda-batal.csv"


def test_every_fault_is_told_at_once_with_its_cell(read):
    rows = ["ganti,1.1,1,", "answer,99.9,1,", "answer,1.1,13,", "answer,1.1,-1,", "answer,2.2,banyak,", "answer,2.2,1.004,",
            "rule,,tepat,", "rule,,reach,", "edition,,2030,", "correction,21B.2,ya,", "answer,3.2,1,", "answer,3.2,1,"]  # fmt: skip
    _, faults = read(HEAD + "\n".join(rows) + "\n")
    assert sorted(told(faults)) == sorted([
        ("value", "A2", "ganti"), ("code_not_in_edition", "B3", "99.9"), ("points_above", "C4", "13"),
        ("points_negative", "C5", "-1"), ("number", "C6", "banyak"), ("points_ambiguous", "C7", "1.004"),
        ("value", "C8", "tepat"), ("double_row", "A9", "rule"), ("edition_unknown", "C10", "2030"),
        ("value", "C11", "ya"), ("double_row", "B13", "3.2"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "table_columns"),
        (HEAD, "scenario_empty"),
        ("kode,nilai\n1.1,2\n", "table_columns"),
        (HEAD + "edition,,2018,\n", "no_weights"),
        (HEAD + "answer,1.1\n", "table_row"),
    ],
)
def test_a_file_that_is_no_scenario(read, text, kind):
    _, faults = read(text)
    assert kind in [fault.kind for fault in errors(faults)]


def test_names(read):
    assert told(read(files=["b c.csv"])[1]) == [("scenario_name", "", "b c")]
    assert told(read(names=["tidak-ada"])[1]) == [("scenario_missing", "", "tidak-ada")]


def test_some_of_them_in_order_of_their_names(read):
    files = [f"s{n:02}.csv" for n in range(4)]
    assert [s.name for s in read(files=files, names=["s02", "s00"])[0]] == ["s00", "s02"]


def test_too_many_are_told_and_temporary_files_left_alone(read):
    _, faults = read(files=["~$s.csv", ".s.csv", *(f"s{n}.csv" for n in range(MOST + 1))])
    assert told(faults) == [("scenario_many", "", str(MOST + 1))]


def test_personal_data_in_a_note_is_masked(read):
    (scenario,), faults = read(HEAD + "answer,1.1,1,tanya 3276054107910002\n")
    assert "3276054107910002" not in scenario.notes[0] and "personal_data" in [fault.kind for fault in faults]
