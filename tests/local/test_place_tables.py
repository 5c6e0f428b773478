"""The tables of a place: read as people save them, and every fault told at once with its cell."""

import csv
from datetime import date
from pathlib import Path

import pytest

from kla_lib.cli.init import place_tables
from kla_lib.core.dates import NotADay, is_guessed, read_day
from kla_lib.core.problems import InputFault
from kla_lib.incidents import targets
from kla_lib.instrument import editions
from kla_lib.instrument.place_folder import AGENCIES, DISTRICTS
from kla_lib.local import reading
from kla_lib.local.districts import became, district_on
from kla_lib.local.model import COLUMNS, STEPS, Agency, CoordinatorPoints, Decision, Duty, holds, who
from kla_lib.local.shipped import shipped_rows

CASES = Path(__file__).parent / "cases"
EDITION = editions.load(editions.folder_of("2023"))
QUANTITIES = ("kasus_fisik",)
READERS = {
    "opd.csv": lambda folder: reading.read_agencies(folder, EDITION),
    "tugas.csv": lambda folder: reading.read_duties(folder, EDITION),
    "tenggat.csv": reading.read_deadlines,
    "kecamatan.csv": reading.read_districts,
    "poin.csv": lambda folder: reading.read_points(folder, EDITION),
    "keputusan.csv": lambda folder: reading.read_decisions(folder, EDITION, QUANTITIES),
}
OF_CASES = {
    "target.csv": targets.read_targets,
    "keputusan-laporan.csv": lambda folder: targets.read_decisions(folder, EDITION, ()),
}


def cases(name):
    with (CASES / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "data/raw/2026/kota-pekanbaru"
    found.mkdir(parents=True)
    return found


@pytest.fixture
def pekanbaru(folder):
    for name, text in place_tables("kota-pekanbaru", EDITION, "id").items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def put(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return {**READERS, **OF_CASES}[name](folder)


@pytest.mark.parametrize("case", cases("local_faults.csv"), ids=lambda c: f"{c['table']} {c['faults'][:40]}")
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_every_fault_is_told_with_its_cell(folder, case, mark):
    _, problems = put(folder, case["table"], mark + case["text"].replace("\\n", "\n"))
    told = [f"{p.kind} {p.where.cell} {p.found}" for p in problems]
    assert sorted(told) == sorted(filter(None, case["faults"].split(";")))
    assert {p.where.file for p in problems} <= {f"2026/kota-pekanbaru/{case['table']}"}


@pytest.mark.parametrize("name", READERS)
def test_no_table_is_no_fault(folder, name):
    assert READERS[name](folder) == ([], [])


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe\x00", "table_not_utf8"),
        (b"", "table_columns"),
        (b"\0" * 50, "table_columns"),
        (b"x" * 5_000_001, "file_large"),
        (b"PK\x03\x04", "table_columns"),
    ],
)
def test_what_is_no_table_is_a_problem_and_no_traceback(folder, name, content, kind):
    (folder / name).write_bytes(content)
    rows, problems = READERS[name](folder)
    assert rows == []
    assert [p.kind for p in problems] == [kind]


@pytest.mark.parametrize("name", READERS)
def test_a_cell_too_long_is_a_problem(folder, name):
    rows, problems = put(folder, name, ",".join(COLUMNS[name]) + "\n" + "x" * 200_000)
    assert (rows, [p.kind for p in problems]) == ([], ["csv_broken"])


def test_rows_as_they_are_meant(folder):
    duties, _ = put(folder, "tugas.csv", "code;lead;support\n1.2A; JDIH ;hukum ; dinkes;x\n")
    assert duties == []
    duties, _ = put(folder, "tugas.csv", 'code;lead;support\n1.2A; JDIH ;"hukum ; dinkes;jdih"\n')
    assert duties == [Duty("1.2a", "hukum", ("dinkes",))]
    points, _ = put(folder, "poin.csv", 'code,points,note\n1.1,"12,00",\n1.2a,,nanti\n1.2b,0,\n')
    assert points == [
        CoordinatorPoints("1.1", 12_000_000),
        CoordinatorPoints("1.2a", None, "nanti"),
        CoordinatorPoints("1.2b", 0),
    ]
    decided, _ = put(folder, "keputusan.csv", "code,field,agency,note\nkasus_fisik,jumlah,Dinas Kesehatan,rapat\n")
    assert decided == [Decision("kasus_fisik", "total", "dinkes", "rapat")]


def test_a_deadline_of_the_field_verification_may_have_its_old_name(folder):
    deadlines, problems = put(folder, "tenggat.csv", "step,due,note\nVL,2026-05-07,\nVP,2026-03-01,\n")
    assert ([d.step for d in deadlines], problems) == (["VLH", "VP"], [])
    _, problems = put(folder, "tenggat.csv", "step,due,note\nVL,2026-05-07,\nVLH,2026-03-01,\n")
    assert [p.kind for p in problems] == ["double_row"]


def test_a_zero_that_excel_drops_is_found_again_by_the_question_beside_it(pekanbaru):
    table = pekanbaru / "poin.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("14.10,,", "14.1,1,"), encoding="utf-8")
    points, problems = reading.read_points(pekanbaru, EDITION)
    assert problems == []
    assert [given.code for given in points if given.points_micro] == ["14.10"]


def test_personal_data_never_leaves_the_table(folder):
    agencies, problems = put(
        folder, "opd.csv", f"{','.join(COLUMNS[AGENCIES])}\ndinkes,Dinkes,,,,HP 0812-3456-7890,,\n"
    )
    assert agencies == [Agency("dinkes", "Dinkes", contact="HP [disembunyikan]")]
    assert "0812" not in str([p.as_dict() for p in problems])


@pytest.mark.parametrize("case", cases("days.csv"), ids=lambda c: c["text"])
def test_days(case):
    if case["first"]:
        assert read_day(case["text"]).isoformat() == case["first"]
        assert read_day(case["text"], last=True).isoformat() == case["last"]
        assert is_guessed(case["text"]) == bool(case["guessed"])
    else:
        with pytest.raises(NotADay):
            read_day(case["text"])


@pytest.mark.parametrize("case", cases("pekanbaru_names.csv"), ids=lambda c: f"{c['role']} {c['on']}")
def test_who_plays_a_role_on_a_day(pekanbaru, case):
    agencies, problems = reading.read_agencies(pekanbaru, EDITION)
    found = who(agencies, case["role"], date.fromisoformat(case["on"]))
    assert problems == []
    assert (found.name if found else "") == case["name"]


@pytest.mark.parametrize("case", cases("pekanbaru_districts.csv"), ids=lambda c: f"{c['name']} {c['on']}")
def test_what_a_kecamatan_means_on_a_day(pekanbaru, case):
    districts, _ = reading.read_districts(pekanbaru)
    on = date.fromisoformat(case["on"])
    if case["kind"]:
        with pytest.raises(InputFault) as fault:
            district_on(districts, case["name"], on)
        (told,) = fault.value.problems
        assert told.kind == case["kind"]
        assert case["told"] in told.expected()
    else:
        found = district_on(districts, case["name"], on)
        assert ";".join(found.before) == case["before"]
        assert ";".join(d.name for d in became(districts, found)) == case["became"]


@pytest.mark.parametrize(("on", "count"), [("2020-12-29", 12), ("2020-12-30", 15)])
def test_pekanbaru_has_twelve_kecamatan_before_the_split_and_fifteen_after(pekanbaru, on, count):
    districts, _ = reading.read_districts(pekanbaru)
    names = [d.name for d in districts if holds(d, date.fromisoformat(on))]
    assert len(names) == len(set(names)) == count


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("place", ["kota-pekanbaru", "kab-ogan-ilir"])
def test_new_tables_are_read_back_without_a_remark(folder, place, lang):
    for name, text in place_tables(place, EDITION, lang).items():
        assert put(folder, name, text)[1] == []
    assert len(reading.read_duties(folder, EDITION)[0]) == sum(bool(n.agencies) for n in EDITION.at("question"))
    assert {given.points_micro for given in reading.read_points(folder, EDITION)[0]} == {None}
    assert [d.step for d in reading.read_deadlines(folder)[0]] == list(STEPS)
    assert {a.role for a in reading.read_agencies(folder, EDITION)[0]} == set(EDITION.agencies)


@pytest.mark.parametrize("table", [AGENCIES, DISTRICTS])
def test_shipped_facts_have_sources_and_both_languages(table):
    rows = {lang: shipped_rows("kota-pekanbaru", table, lang) for lang in ("id", "en")}
    assert all(row["source"] for row in rows["id"])
    translated = [column for column in rows["id"][0] if column in ("note", "change")]
    assert all(row[column] for found in rows.values() for row in found for column in translated)
    assert rows["id"] != rows["en"]


def test_shipped_roles_are_the_editions():
    assert {row["role"] for row in shipped_rows("kota-pekanbaru", AGENCIES, "id")} <= set(EDITION.agencies)
    assert shipped_rows("kab-ogan-ilir", AGENCIES, "id") == []
