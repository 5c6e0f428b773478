"""Words as the views ask for them; that the catalogues hold them all is shown in tests/catalogue."""

import pandas as pd
import pytest

from kla_lib.display import words as display_words
from kla_lib.instrument import words
from kla_lib.instrument.remarks import note_of


def test_a_missing_placeholder_is_an_error():
    with pytest.raises(KeyError):
        display_words.word("points_of", "id", points="1")


def test_words_are_filled_in_both_languages():
    assert display_words.word("points_of", "id", points="1,5", max="2") == "1,5 dari 2"
    assert display_words.word("points_of", "en", points="1.5", max="2") == "1.5 of 2"


def test_lists_read_like_lists():
    assert display_words.listed(["a"], "id") == "a"
    assert display_words.listed(["a", "b", "c"], "id") == "a, b dan c"
    assert display_words.listed([], "en") == ""


def test_the_glossary_explains_in_both_languages():
    terms = {lang: words.glossary(lang) for lang in ("id", "en")}
    assert [t for t, _ in terms["id"]] == [t for t, _ in terms["en"]]
    assert all(meaning.strip() for lang in terms for _, meaning in terms[lang])
    assert {"EM", "VA", "VP", "VLH", "VF", "setara", "OPD"} <= {term for term, _ in terms["id"]}


@pytest.mark.parametrize("stage", ["XX", "", "{0}", "EM.__class__"])
def test_a_stage_nobody_named_stays_as_it_is(stage):
    assert words.stage_name(stage, "id") == stage


def test_a_stage_has_its_name():
    assert words.stage_name("EM", "id") == "Evaluasi mandiri (EM)"
    assert words.stage_name("VLH", "en") == "Hybrid field verification (VLH)"
    assert [words.stage_name("VA", "id", year) for year in ("2022", "2023")] == [
        "Verifikasi administrasi (VA)", "Verifikasi administrasi provinsi (VA)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "indonesian", "english"),
    [
        ({}, "", ""),
        ({"note": "lihat lampiran; surat 12"}, "lihat lampiran; surat 12", "lihat lampiran; surat 12"),
        (
            {"note": "lihat lampiran", "awaits_points": "yes"},
            "lihat lampiran; sudah dijawab, belum dinilai",
            "lihat lampiran; answered, no points given yet",
        ),
        (
            {"note": "rapat 3 Mei", "area_counts": "12;14;1", "awaits_points": pd.NA},
            "rapat 3 Mei; dihitung per wilayah: 12 ya dari 14 yang diketahui, 1 belum diketahui",
            "rapat 3 Mei; counted by area: 12 yes of 14 known, 1 not known",
        ),
    ],
)
def test_our_own_sentences_in_a_note_are_said_in_the_language_of_the_page(item, indonesian, english):
    assert (note_of(item, "id"), note_of(item, "en")) == (indonesian, english)
