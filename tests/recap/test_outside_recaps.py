"""Made-up recaps from outside that were misread: what each gives, next to its file in tests/data/outside/sheets."""

from pathlib import Path

import pytest

from kla_lib.core.problems import errors

SHEETS = Path(__file__).parents[1] / "data/outside/sheets"
READ = {
    "01-second-table-columns-swapped": {"12.1": 2, "12.2": 2, "13.2": 2.5, "14.1": 2},
    "02-cluster-summary-No-Klaster-Nilai": {"K0": 60, "K1": 30, "K2": 28, "K3": 14, "K4": 40, "K5": 50, "KD": 20},
    "18-summary-sheet-beside": {"K0": 12, "1": 73, "1.1": 12},
}
REFUSED = {
    "07-code-14.10-as-number": [("code_zero", "A2", "14.1 atau 14.10")],
    "09-csv-decimal-comma-into-note": [("csv_decimal", "B3", "2 baris, yang pertama 0,75")],
    "12-jumlah-klaster-rows": [("points_above", "B4", "4.1")],  # the file's own slip: 4.1 has a maximum of 1
    "15-codes-with-comma": [("code_comma", "A2", "format kolom kode sebagai Teks, lalu tulis dengan titik: 1.1")],
    "20-text-date-code": [
        ("code_date", "A2", "4.1 / 1.4"),
        ("code_date", "A3", "1.4 / 4.1"),
        ("code_date", "A4", "4.1"),
    ],
}
SAID = {name: "kolom No dibaca sebagai nomor urut" for name in READ if name[:2] in ("02", "18")}


def file_of(name):
    return next((SHEETS / name).glob("rekap.*"))


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_right(name, read):
    recap = read(file_of(name))
    assert errors(recap.problems) == []
    points = recap.answers.set_index("code")["points_micro"].dropna() / 1e6
    assert points.to_dict() == READ[name]
    assert [p for p in recap.problems if SAID.get(name, "") in p.remedy("id")] or name not in SAID


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_mean_two_things_is_asked_about(name, read):
    found = errors(read(file_of(name)).problems)
    assert [(p.kind, p.where.cell) for p in found] == [(kind, cell) for kind, cell, _ in REFUSED[name]]
    for problem, (*_, words) in zip(found, REFUSED[name], strict=True):
        assert words in problem.expected("id") + problem.remedy("id")


def test_the_sums_of_clusters_are_read_as_their_blocks(read):
    recap = read(file_of("12-jumlah-klaster-rows"))
    assert {"K0", "K1"} <= set(recap.answers["code"])
