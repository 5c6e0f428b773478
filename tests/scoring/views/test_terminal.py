"""What the command line says, in both languages and in each one's figures."""

import pandas as pd
import pytest

from kla_lib.instrument import published
from kla_lib.instrument.diff import Change, diff
from kla_lib.instrument.editions import load, shipped
from kla_lib.scoring.views import terminal

COUNT = {"period": "2024", "place": "kab-x", "stage": "EM", "rows_in": 1312, "rows_kept": 1310, "rows_rejected": 2}
FACT = {"year": "2018", "stage": "unclear", "points_hundredths": 16825, "category": "", "disagrees": False,
        "confidence": "L", "source_url": "https://a.id", "origin": "scores"}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("id", "kab-x 2024 EM: 1.312 baris masuk = 1.310 dipakai + 2 ditolak"),
        ("en", "kab-x 2024 EM: 1,312 rows in = 1,310 kept + 2 rejected"),
    ],
)
def test_counts_stand_in_the_reader_s_form_and_years_do_not(lang, line):
    assert terminal.count_lines([COUNT], lang) == [line]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("id", "2018  tak jelas 168,25  [keyakinan rendah]  https://a.id"),
        ("en", "2018  unclear   168.25  [confidence low]  https://a.id"),
    ],
)
def test_a_published_fact_in_words(lang, line):
    assert terminal.award_lines("Kab. X", pd.DataFrame([FACT]), lang) == ["Kab. X", line]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("kab-kuningan", "2025  VF        Tanpa penghargaan"),
        ("kota-banjar", "2025  VF        Disimpulkan: ada penghargaan, kategori tidak diketahui."),
        ("kab-tanggamus", "2023  VF        Madya"),
    ],
)
def test_no_award_and_an_inferred_one_are_told_and_contested_ones_marked(place, line):
    lines = terminal.award_lines("X", published.everything_of(place), "id")
    (told,) = [one for one in lines if one.startswith(line)]
    contested = [one for one in lines if one.startswith("2023") and "tahun lain" in one]
    assert "https://" in told and bool(contested) == (place == "kab-tanggamus")


def test_national_counts_say_what_was_counted_and_how_it_stands():
    lines = {lang: terminal.national_lines(published.national_counts(), lang) for lang in ("id", "en")}
    assert len(lines["id"]) == len(lines["en"]) == len(published.national_counts())
    assert {"semua peringkat", "salah cetak"} <= {part.strip() for x in lines["id"] for part in (x[6:31], x[38:50])}
    assert {"all categories", "misprint"} <= {part.strip() for x in lines["en"] for part in (x[6:31], x[38:50])}


@pytest.mark.parametrize(
    ("change", "indonesian", "english"),
    [
        (Change("1", "max_micro", "12.5", ""), "nilai maksimal     12,5 → ", "maximum            12.5 → "),
        (Change("KLA", "band", "900.5–1000", "901–1000"), "batas peringkat    900,5–1.000 → 901–1.000",
         "band               900.5–1,000 → 901–1,000"),
        (Change("1.1", "added", "", "Perda 1.5"), "ditambahkan         → Perda 1.5", "added               → Perda 1.5"),
    ],
)  # fmt: skip
def test_changes_of_an_edition(change, indonesian, english):
    assert terminal.diff_lines([change], "id") == [f"{change.code:8} {indonesian}"]
    assert terminal.diff_lines([change], "en") == [f"{change.code:8} {english}"]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_change_between_the_shipped_editions_has_words(lang):
    old, new = (load(shipped()[name]) for name in ("2018", "2023"))
    lines = terminal.diff_lines(diff(old, new, lang), lang)
    assert len(lines) == len(diff(old, new)) > 300
    assert not [line for line in lines if "max_micro" in line or "label_" in line]


def test_bands_are_compared_in_points():
    old, new = (load(shipped()[name]) for name in ("2011", "2023"))
    assert next((c.code, c.before, c.after) for c in diff(old, new) if c.what == "band") == ("Pratama", "", "500–600")
