"""Many places on a page: coverage before comparison, doubt said in words, ties shared, figures in the reader's form."""

import re

import pytest
from bs4 import BeautifulSoup

import kla_lib as kla
from kla_lib.display.plot import SMALL, text_width
from kla_lib.instrument.places import all_provinces
from kla_lib.province.map import _width, tiles_of
from kla_lib.province.province import open_province
from kla_lib.robustness.tables import rank_text

VIEWS = ("province_headline", "coverage_table", "bands_chart", "tile_map", "award_moves", "award_ranks", "scored_table",
         "blocks_chart", "blocks_table", "rounds_table", "provinces_table", "places_table")  # fmt: skip
FOREIGN = {"id": r"(?<![\w.])\d+\.\d{1,2}(?![\w.])", "en": r"(?<![\w,])\d+,\d{1,2}(?![\w,])"}


def tree(shown):
    return BeautifulSoup(shown.text, "html.parser")


def rows(shown):
    return [[c.get_text(" ", strip=True) for c in tr.find_all(["th", "td"])] for tr in tree(shown).select("tr")]


def text_of(shown):
    return f"{shown.alt} {shown.caption}" if hasattr(shown, "alt") else tree(shown).get_text(" ", strip=True)


@pytest.fixture(scope="module")
def riau(home):
    return open_province(home, "2022", "riau", "id")


@pytest.fixture(scope="module")
def nation(home):
    return open_province(home, "2024", "", "id")


@pytest.mark.parametrize("lang", FOREIGN)
@pytest.mark.parametrize("province", ["", "riau", "sumatera-selatan", "papua-pegunungan"])
@pytest.mark.parametrize("period", ["2011", "2021", "2024"])
def test_every_view_of_every_kind_in_the_reader_s_form(home, period, province, lang):
    found = open_province(home, period, province, lang)
    for view in VIEWS:
        text = text_of(getattr(kla, view)(found))
        assert text.strip(), view
        assert not re.findall(FOREIGN[lang], text), view
        assert "None" not in text and "{" not in text, view


def test_a_complete_province_says_so_and_no_award_is_a_result(riau):
    text = text_of(kla.province_headline(riau))
    assert text.startswith("12 dari 12 kabupaten dan kota") and "Lengkap" in text and "Tanpa penghargaan 1" in text
    assert rows(kla.award_ranks(riau))[1:] == [
        ["1", "Utama", "Kab. Siak"],
        [
            "2 4 kabupaten/kota berbagi urutan ini",
            "Nindya",
            "Kab. Indragiri Hulu, Kab. Kepulauan Meranti, Kota Pekanbaru dan Kota Dumai",
        ],
        [
            "6 4 kabupaten/kota berbagi urutan ini",
            "Madya",
            "Kab. Kampar, Kab. Indragiri Hilir, Kab. Pelalawan dan Kab. Rokan Hulu",
        ],
        ["10 2 kabupaten/kota berbagi urutan ini", "Pratama", "Kab. Bengkalis dan Kab. Rokan Hilir"],
        ["12", "Tanpa penghargaan", "Kab. Kuantan Singingi"],
    ]


def test_what_is_not_known_is_told_first_and_drawn(nation):
    assert "352" in text_of(kla.province_headline(nation)) and "Belum lengkap" in text_of(kla.province_headline(nation))
    assert "Tidak ditemukan 352" in kla.bands_chart(nation).alt
    assert "19 dari 22 yang diumumkan" in kla.bands_chart(nation).alt
    table = rows(kla.coverage_table(nation))
    assert table[1] == ["Utama", "19", "22"] and table[-1] == ["Jumlah", "154", "355"]


def test_more_names_than_were_announced_is_said(home):
    table = rows(kla.coverage_table(open_province(home, "2023", "", "id")))
    assert table[1] == ["Utama", "20 lebih dari yang diumumkan: ada sumber yang keliru, 1 diperselisihkan", "19"]


def test_a_split_nobody_published_is_not_made_up(home):
    table = rows(kla.coverage_table(open_province(home, "2021", "", "id")))
    assert {row[2] for row in table[1:-1]} == {"tidak ada sumber"} and table[-1][2] == "275"


def test_the_nation_s_ranks_come_from_the_numbers_announced(nation):
    assert [row[:2] for row in rows(kla.award_ranks(nation))[1:]] == [
        ["1 22 kabupaten/kota berbagi urutan ini", "Utama"],
        ["23 69 kabupaten/kota berbagi urutan ini", "Nindya"],
        ["92 125 kabupaten/kota berbagi urutan ini", "Madya"],
        ["217 139 kabupaten/kota berbagi urutan ini", "Pratama"],
        ["356", "Tanpa penghargaan"],
    ]


def test_where_others_are_not_known_a_rank_is_a_range(home):
    (group,) = open_province(home, "2024", "sumatera-selatan").groups
    assert (group.rank.first, group.rank.last) == (1, 17)


def test_who_moved_since_which_award(home):
    text = text_of(kla.award_moves(open_province(home, "2023", "riau", "id")))
    assert text.startswith("1 naik, 0 turun, 10 tetap") and "Kab. Bengkalis Pratama 2022 Madya +1" in text


def test_an_award_not_found_again_is_no_fall(nation):
    assert "bukan berarti turun" in text_of(kla.award_moves(nation))
    assert not {move.place for move in nation.moves} & {s for s, a in nation.awards.items() if a.status == "silent"}


def test_a_doubtful_award_carries_a_question_mark(nation):
    doubted = {slug for slug, award in nation.awards.items() if award.disputed}
    assert "kab-bangka" in doubted
    assert "Kab. Bangka ?" in text_of(kla.award_ranks(nation))


def test_a_contested_award_is_marked_and_counted_once_wherever_it_is_shown(home):
    """Tanggamus has Nindya for 2023 in one source; a speech of 2025 says that it fell from Madya."""
    found = open_province(home, "2023", "lampung", "id")
    nindya = [slug for slug, award in found.awards.items() if award.category == "Nindya"]
    doubted = [slug for slug in nindya if found.awards[slug].disputed]
    assert doubted == ["kab-tanggamus"]
    assert "Kab. Tanggamus ?" in text_of(kla.award_ranks(found))
    by_name = {row[0]: row for row in rows(kla.places_table(found))}
    assert "diperselisihkan: sumber berbeda" in next(row for name, row in by_name.items() if "Tanggamus" in name)[1]
    held = f"{len(nindya)} Nindya (1 diperselisihkan)"
    assert held in next(row for row in rows(kla.rounds_table(found)) if row[0] == "2023")[2]
    assert held in next(row for row in rows(kla.provinces_table(found)) if row[0] == "Lampung")[2]
    assert (
        next(row for row in rows(kla.coverage_table(found)) if row[0] == "Nindya")[1]
        == f"{len(nindya)} 1 diperselisihkan"
    )
    assert "dihitung satu kali" in text_of(kla.province_headline(found))
    later = open_province(home, "2025", "lampung", "id")
    earlier = next(row for row in rows(kla.places_table(later)) if "Tanggamus" in row[0])[0]
    assert "Nindya" in earlier and "diperselisihkan" in earlier


def test_an_inferred_award_is_told_and_stays_out_of_every_count(home):
    found = open_province(home, "2025", "gorontalo", "id")
    assert (found.coverage.silent, found.coverage.known, found.coverage.inferred) == (6, 0, 6)
    assert found.groups == [] and "tidak dihitung" in text_of(kla.province_headline(found))
    body = rows(kla.places_table(found))[1:]
    assert all("Disimpulkan" in row[1] and "Provila" in row[1] and row[2] for row in body)


def test_scores_are_compared_within_a_stage(nation):
    assert set(nation.points) == {"EM", "VF"} and nation.ranks["kab-batang"].first == 1
    text = text_of(kla.scored_table(nation))
    assert text.index("Verifikasi final") < text.index("Evaluasi mandiri") and "769,61–770,61" in text
    assert "Kurang dari lima" in kla.blocks_chart(nation).caption


def test_a_recap_that_cannot_be_read_is_counted_and_left_out(home, tmp_path):
    broken = tmp_path / "data/raw/2024/kab-siak/EM/rekap.csv"
    broken.parent.mkdir(parents=True)
    broken.write_text("kode,nilai\n1.1,banyak\n", encoding="utf-8")
    found = open_province(tmp_path, "2024", "riau", "id")
    assert (found.unread, found.scored) == (("kab-siak",), {})
    assert "1 tempat punya rekap yang tidak dapat dibaca" in text_of(kla.scored_table(found))


def test_a_period_without_an_edition_shows_its_awards_all_the_same(home):
    found = open_province(home, "2025", "riau")
    assert found.edition is None and found.coverage.complete


def test_a_chart_of_blocks_has_a_square_for_each_place_and_tells_the_spread(tmp_path):
    for n, place in enumerate(("kab-siak", "kab-kampar", "kota-dumai", "kab-bengkalis", "kota-pekanbaru")):
        recap = tmp_path / f"data/raw/2024/{place}/EM/rekap.csv"
        recap.parent.mkdir(parents=True)
        recap.write_text(f"kode,nilai\nK1,{10 * n}\nK2,50\n", encoding="utf-8")
    found = open_province(tmp_path, "2024", "riau", "id")
    chart = kla.blocks_chart(found)
    assert chart.svg.count('class="f-K') == len(chart.data) == 10
    assert "terendah 0,00 · tengah 20,00 · tertinggi 40,00" in chart.alt and "Kurang dari" not in chart.caption
    table = {row[0]: row[1:] for row in rows(kla.blocks_table(found))}
    assert table["Klaster I · Hak Sipil dan Kebebasan"] == ["0,00 0,0%", "20,00 17,4%", "40,00 34,8%"]
    assert table["Kelembagaan"] == ["belum ada angka"] * 3, "nothing given is not zero"
    assert "5 tempat belum menjawab semuanya" in chart.caption and "5 tempat belum menjawab" in text_of(
        kla.blocks_table(found)
    )


def test_a_place_has_the_same_rank_on_the_page_of_its_province_and_on_its_own(tmp_path):
    """Totals of 800, 800, 700: two places share the first rank, and the third has the rank 3."""
    head = "kode,nilai\nK1,115\nK2,156\nK3,150\nK4,110\n"
    for place, rest in {"kab-siak": "K0,164\nK5,105\nKD,0\n", "kab-kampar": "K0,164\nK5,5\nKD,100\n",
                        "kota-dumai": "K0,64\nK5,5\nKD,100\n"}.items():  # fmt: skip
        recap = tmp_path / f"data/raw/2024/{place}/EM/rekap.csv"
        recap.parent.mkdir(parents=True)
        recap.write_text(head + rest, encoding="utf-8")
    table = {
        row[0].split(" setara")[0]: row[1]
        for row in rows(kla.scored_table(open_province(tmp_path, "2024", "riau", "id")))
    }
    shared = "2 kabupaten/kota berbagi urutan ini"
    assert [table[name] for name in ("Kab. Siak", "Kab. Kampar", "Kota Dumai")] == [f"1 {shared}", f"1 {shared}", "3"]
    own = {}
    for place in ("kab-siak", "kab-kampar", "kota-dumai"):
        robustness = kla.open_robustness(tmp_path, "2024", place, lang="id")
        own[place] = rank_text(robustness.ranks(robustness.outcomes[0])[0], "id")
    assert list(own.values()) == [f"1 dari 3, {shared}", f"1 dari 3, {shared}", "3 dari 3"]


def test_a_recap_in_the_old_folder_of_the_field_verification_is_read(tmp_path):
    recap = tmp_path / "data/raw/2024/kab-siak/VL/rekap.csv"
    recap.parent.mkdir(parents=True)
    recap.write_text("kode,Nilai VL\nK0,100\n", encoding="utf-8")
    for stage in ("", "VL", "vlh"):
        assessment = kla.open_assessment(tmp_path, "2024", "kab-siak", stage=stage, lang="id")
        assert (assessment.stage, assessment.stages) == ("VLH", ("VLH",))
    assert "Verifikasi lapangan hybrid (VLH)" in text_of(kla.stages_table(assessment))


def test_what_points_come_to_spans_what_is_unanswered(tmp_path):
    for place, text in {"kab-siak": "K0,164\nK1,115\nK2,156\nK3,150\nK4,110\n", "kab-kampar": "K0,100\n"}.items():
        recap = tmp_path / f"data/raw/2024/{place}/EM/rekap.csv"
        recap.parent.mkdir(parents=True)
        recap.write_text(f"kode,nilai\n{text}", encoding="utf-8")
    text = text_of(kla.scored_table(open_province(tmp_path, "2024", "riau", "id")))
    assert "setara Madya sampai KLA" in text and "paling tinggi setara KLA" in text


@pytest.mark.parametrize("province", ["", *all_provinces()])
def test_the_map_tells_every_tile_in_words_and_all_text_fits(home, province):
    found = open_province(home, "2024", province, "id")
    chart, tiles = kla.tile_map(found), tiles_of(found.province.code)
    assert all(place.title in chart.alt for place in found.places.values()) or not province
    width = _width(tiles)
    labels = [tile.label for tile in tiles] if not province else ["Pratama ?", "Nindya"]
    assert all(0.9 * text_width(label, SMALL) <= width for label in labels), "phones' fonts are narrower than ours"
    assert len(chart.data) == len(tiles) and not re.search(r"\bnan\b", chart.svg)


def test_text_is_never_smaller_than_allowed(nation):
    texts = kla.tile_map(nation).ax.texts
    assert texts and min(text.get_fontsize() for text in texts) >= SMALL


def test_every_award_of_a_province_has_its_sources(riau):
    body = tree(kla.places_table(riau)).select("tbody tr")
    assert len(body) == 12 and all(row.select('a[href^="http"]') for row in body)


def test_the_nation_points_to_the_pages_with_the_sources(nation):
    assert "halaman provinsinya" in text_of(kla.places_table(nation))
    assert len(rows(kla.provinces_table(nation))) == 39
