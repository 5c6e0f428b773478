"""The lists of evidence that agencies return with their forms, beside the folder: files, links, what is not there. Made up."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kla_lib.evidence.audit import open_evidence
from kla_lib.local.form_fields import EVIDENCE, FIRST_ROW
from tests.forms.made import put

pytestmark = pytest.mark.slow  # a city with forms and evidence is made first
KLA = Path(sys.executable).with_name("kla")
WHERE = ("--place", "kota-pekanbaru", "--period", "2026")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def kla(home, *arguments, code=0):
    done = subprocess.run(
        [KLA, *map(str, arguments)], cwd=home, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == code and "Traceback" not in done.stderr, (arguments, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A workspace in which one office listed a file, a link, and a file that nobody has."""
    home = tmp_path_factory.mktemp("bukti-opd")
    kla(home, "init", *WHERE)
    kla(home, "form", "make", *WHERE, "--for", "dinkes")
    raw = home / "data/raw/2026/kota-pekanbaru"
    (form,) = (raw / "formulir/kirim").glob("*dinkes*.xlsx")
    rows = CalamineWorkbook.from_path(form).get_sheet_by_name(EVIDENCE).to_python(skip_empty_area=False)
    codes = {n: str(row[0]) for n, row in enumerate(rows, start=1) if n >= FIRST_ROW and str(row[0])}
    first, second, third = list(dict.fromkeys(codes.values()))[:3]
    at = {code: row for row, code in reversed(codes.items())}
    cells = {f"C{at[first]}": "laporan buatan.pdf", f"D{at[first]}": "2025-03-01",
             f"C{at[second]}": "https://contoh.invalid/buatan", f"C{at[third]}": "tidak ada buatan.pdf"}  # fmt: skip
    returned = home / "kembali.xlsx"
    returned.write_bytes(put(form.read_bytes(), EVIDENCE, **cells))
    kla(home, "form", "read", returned)
    (raw / "evidence" / first).mkdir(parents=True)
    (raw / "evidence" / first / "Laporan_Buatan.pdf").write_bytes(PDF)
    return home, first, second, third


def test_a_listed_file_is_the_one_in_the_folder(home):
    where, first, *_ = home
    found = open_evidence(where, "2026", "kota-pekanbaru")
    (file,) = [file for file in found.files if file.code == first]
    assert file.path.endswith("Laporan_Buatan.pdf") and file.listed == "laporan buatan.pdf" and file.agency == "dinkes"


def test_links_and_what_is_not_there_are_told(home):
    where, _, second, third = home
    record = json.loads(kla(where, "evidence", "scan", *WHERE, "--json"))
    told = {(finding["code"], finding["file"], finding["kind"]) for finding in record["findings"]}
    assert {(second, "https://contoh.invalid/buatan", "link"), (third, "tidak ada buatan.pdf", "not_there")} <= told


def test_points_of_the_coordinator_are_what_is_claimed(home):
    where, _first, second, _ = home
    table = where / "data/raw/2026/kota-pekanbaru/poin.csv"
    text = table.read_text(encoding="utf-8-sig").splitlines()
    names = text[0].split(",")
    assert names[:2] == ["code", "points"]
    lines = [
        line.replace(f"{second},,", f"{second},1,", 1) if line.startswith(f"{second},,") else line for line in text
    ]
    table.write_text("\n".join(lines), encoding="utf-8")
    found = open_evidence(where, "2026", "kota-pekanbaru")
    assert (found.claimed, found.claimed_at) == ({second: 1_000_000}, "EM")
    assert found.risk.by_code == {second: 1_000_000}, "a link is no file"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evidence", "scan", "--place", "kota-pekanbruu", "--period", "2026"), "kota-pekanbruu"),
        (("evidence", "pack", *WHERE, "--limit-mb", "-1"), "-1"),
        (("evidence", "scan", *WHERE, "--stage", "VX"), "VX"),
    ],
)
def test_what_is_wrong_with_a_command_is_said(home, arguments, said):
    done = subprocess.run([KLA, *arguments], cwd=home[0], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
