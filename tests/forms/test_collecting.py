"""The walk-through of the README, on the shell: init, make, fill, read, status, remind, score, run. All answers made up."""

import csv
import json

import pytest

from kla_lib.samples import offices

WHERE = ("--place", "kota-pekanbaru", "--period", "2026")


@pytest.fixture(scope="module")
def printed(kla):
    """What a command prints in a folder, once it has ended as it should."""

    def of(home, *arguments, code=0):
        ran = kla(*arguments, cwd=home)
        assert ran.code == code, (arguments, ran.err)
        return ran.out

    return of


@pytest.fixture(scope="module")
def home(tmp_path_factory, printed):
    """A workspace with forms sent out, some of them returned and read."""
    home = tmp_path_factory.mktemp("gugus-tugas")
    printed(home, "init", *WHERE)
    table = home / "data/raw/2026/kota-pekanbaru/tenggat.csv"
    text = table.read_text(encoding="utf-8").replace("forms_back,,", "forms_back,2026-12-15,")
    table.write_text(text, encoding="utf-8")
    printed(home, "form", "make", *WHERE)
    offices.main(home / "data/raw/2026/kota-pekanbaru/formulir/kirim", home / "kembali")
    return home


@pytest.fixture(scope="module")
def account(home, printed):
    return json.loads(printed(home, "form", "read", "kembali", "--json", code=2))


@pytest.fixture(scope="module")
def status(home, account, printed):
    return json.loads(printed(home, "form", "status", *WHERE, "--date", "2026-12-01", "--json"))


def test_every_cell_is_accounted_for_and_each_fault_is_told(account):
    assert account["cells"] == account["kept"] + account["unchanged"] + account["rejected"] > 400
    assert account["superseded"] == 1
    assert {conflict["code"] for conflict in account["conflicts"]} >= {"22B.3"}
    told = {problem["file"] for problem in account["problems"] if problem["severity"] == "error"}
    assert {"dinkes sudah diisi.xlsx", "disdik sudah diisi.xlsx", "foto kegiatan.xlsx"} <= told


def test_offices_with_faults_get_their_form_back_marked(home, account):
    again = home / "data/raw/2026/kota-pekanbaru/formulir/kirim/ulang"
    assert {path.suffix for path in again.glob("*dinkes*")} == {".xlsx", ".txt"}


def test_the_status_adds_up(status):
    agencies = {agency["role"]: agency for agency in status["agencies"]}
    assert status["answered"] + sum(len(a["waiting"]) for a in agencies.values()) + len(status["without_agency"]) == 274
    assert (status["certain"], status["possible"]) == (0, 1000)
    assert status["days_left"] == 14 and status["new_in_week"] in (
        0,
        status["answered"],
    )  # as the day of this run falls
    stakes = [agencies[role]["at_stake"] for role in status["visits"]]
    assert stakes == sorted(stakes, reverse=True) and stakes[0] > 0
    assert {role for role, a in agencies.items() if not a["answered"]} >= {"bappeda"} or len(status["visits"]) > 5


def test_a_reminder_goes_to_each_agency_that_is_awaited(home, status, printed):
    texts = printed(home, "form", "remind", *WHERE, "--date", "2026-12-01").split("\n────────\n")
    awaited = [a for a in status["agencies"] if a["waiting"] or not a["answered"]]
    assert len(texts) == len(awaited)
    for text, agency in zip(texts, awaited, strict=True):
        assert text.startswith(f"*{agency['name'][:20]}") and len(text) <= 900
        assert "15 Desember 2026 (14 hari lagi)" in text
    assert (
        "Any difficulty?"
        not in printed(home, "form", "remind", *WHERE, "--lang", "en", "--for", "dinkes").split("*")[0]
    )


def test_points_from_the_coordinator_are_scored_and_narrow_the_range(home, account, printed):
    table = home / "data/raw/2026/kota-pekanbaru/poin.csv"
    before = table.read_bytes()
    with table.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows[:10]:
        row["points"] = row["nilai maksimal"]  # made up: everything
    with table.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    score = json.loads(printed(home, "score", *WHERE, "--json"))
    status = json.loads(printed(home, "form", "status", *WHERE, "--json"))
    table.write_bytes(before)
    given = sum(float(row["nilai maksimal"].replace(",", ".")) for row in rows[:10])
    assert score["points"] == status["certain"] == given
    assert score["points_possible"] == status["possible"] == 1000


@pytest.mark.slow
def test_the_reports_are_made_and_say_the_same(home, status, printed):
    printed(home, "run", "--only", "30-*")
    page = (home / "reports/2026/kota-pekanbaru/30-opd.html").read_text(encoding="utf-8")
    assert f"dari {status['questions']} pertanyaan sudah dijawab" in page
    first = next(a for a in status["agencies"] if a["role"] == status["visits"][0])
    assert first["name"] in page
    assert "0 laporan selesai" in printed(home, "run", "--only", "30-*")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("form", "status", "--period", "2025"), "tempat dan periode"),
        (("form", "status", *WHERE, "--date", "besok"), "tulis besok sebagai tahun-bulan-hari"),
        (("form", "remind", *WHERE, "--for", "dinkess"), "dinkes"),
    ],
)
def test_what_is_wrong_with_a_command_is_said(home, kla, arguments, said):
    ran = kla(*arguments, cwd=home)
    assert ran.code == 2 and said in ran.err
