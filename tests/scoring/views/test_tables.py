"""Tables of the real recap say what the recap says, and keep absent apart from zero."""

import re

import pytest
from bs4 import BeautifulSoup

from kla_lib.core.problems import InputFault
from kla_lib.instrument.instrument import TOTAL
from kla_lib.scoring.views.arithmetic import arithmetic
from kla_lib.scoring.views.checks import glossary_list, provenance, remarks
from kla_lib.scoring.views.figures import agencies_behind
from kla_lib.scoring.views.headline import headline
from kla_lib.scoring.views.history import award_headline, award_steps, award_table, unpublished
from kla_lib.scoring.views.memo import gap_memo
from kla_lib.scoring.views.pairs import pairs_table
from kla_lib.scoring.views.stages import stages_table
from kla_lib.scoring.views.tables import agencies, gaps, points_table, strengths, unanswered

BLOCKS = ["K0", "K1", "K2", "K3", "K4", "K5", "KD"]
OF_AN_ASSESSMENT = [headline, points_table, strengths, gaps, unanswered, agencies, remarks, provenance, stages_table]
OF_A_BLOCK = [headline, points_table, gaps, unanswered, agencies, arithmetic, gap_memo]
OF_A_PLACE = [award_headline, award_table, unpublished, pairs_table, glossary_list]


def soup(html):
    return BeautifulSoup(html.text, "html.parser")


def opened(html):
    """Every row of an arithmetic, which opens below its figure."""
    return [
        [c.get_text(" ", strip=True) for c in tr.find_all(["th", "td"])] for tr in soup(html).select("details tbody tr")
    ]


def rows(html):
    """The rows of the tables themselves, without those that open below them."""
    return [
        [c.get_text(" ", strip=True) for c in tr.find_all(["th", "td"], recursive=False)]
        for tr in soup(html).select("tbody tr, tfoot tr")
        if tr.find_parent("details") is None and "under" not in tr.get("class", [])
    ]


def test_the_first_screen_answers_the_four_questions(assessment):
    text = soup(headline(assessment)).get_text(" ", strip=True)
    for said in (
        "769,61",
        "dari 1.000 poin",
        "Setara Nindya",
        "31,39 poin lagi untuk setara Utama",
        "770,61",
        "273 dari 274",
    ):
        assert said in text
    assert "26,60" in text and "Kerjakan lebih dulu" in text
    assert "bukan penghargaan" in text


def test_the_first_screen_in_english(english):
    text = soup(headline(english)).get_text(" ", strip=True)
    assert "of 1,000 points" in text and "Equivalent to Nindya" in text and "31.39 points short" in text


def test_only_the_final_stage_speaks_of_an_award_and_never_foretells_one(assessment, final):
    assert "Setara" in headline(assessment).text and "Peringkat Nindya" not in headline(assessment).text
    assert "setara" not in headline(final).text and "Di bawah semua peringkat" in headline(final).text


def test_blocks_add_up_to_the_total(assessment):
    table = rows(points_table(assessment))
    assert [table[-1][0], table[-1][1].split()[0], *table[-1][2:]] == ["Jumlah", "769,61", "1.000", "77,0%"]
    second = next(r for r in table if r[0].startswith("Klaster II "))
    assert [second[1].split()[0], *second[2:]] == ["93,80", "156", "60,1%"]
    assert len(table) == 8


def test_what_is_open_shows_how_far_it_can_rise(assessment):
    assert "77 dari 78 dijawab, masih mungkin 127,91" in rows(points_table(assessment))[0][0]


def test_gaps_come_largest_first_with_their_agencies(assessment):
    found = rows(gaps(assessment))
    missing = [float(r[1].replace(",", ".")) for r in found]
    assert missing == sorted(missing, reverse=True) and missing[0] == 26.6
    assert "Dinas yang membidangi pemberdayaan masyarakat dan desa" in found[0][0]
    assert all(r[0].split()[0] in ("7", "8", "9", "10", "11") for r in rows(gaps(assessment, "K2")))


def test_a_long_list_of_agencies_is_counted_not_cut(assessment):
    assert re.search(r"dan \d+ lainnya$", agencies_behind(assessment, "1"))


def test_unanswered_is_not_zero(assessment, final):
    assert [r[1] for r in rows(unanswered(assessment))] == ["1"]
    assert "1.2za" in rows(unanswered(assessment))[0][0] and "belum dijawab" in rows(unanswered(assessment))[0][0]
    assert "dijawab: nol" not in unanswered(assessment).text
    assert "dijawab: nol" in arithmetic(assessment, "K5").text
    assert len(rows(unanswered(final))) > 10


def test_not_applicable_is_a_third_thing(assessment):
    import dataclasses

    status = assessment.answers["status"].mask(assessment.answers["code"] == "4.1", "not_applicable")
    recap = dataclasses.replace(assessment.recap, answers=assessment.answers.assign(status=status))
    other = dataclasses.replace(assessment, recaps={assessment.stage: recap})
    assert {"s-unanswered", "s-not_applicable"} <= {c for s in soup(unanswered(other)).select(".s") for c in s["class"]}
    assert "tidak berlaku" in arithmetic(other, "4").text


def test_every_figure_opens_to_its_arithmetic(assessment):
    page = soup(arithmetic(assessment, "K5"))
    assert len(page.find_all("details")) == 9
    section = next(s for s in page.find_all("details") if "21B" in s.summary.text)
    lines = [
        [c.get_text(" ", strip=True) for c in tr.find_all(["th", "td"])] for tr in section.select("tbody tr, tfoot tr")
    ]
    assert [line[1:] for line in lines] == [["7,20", "9", "B240"], ["8,00", "8", "B241"], ["15,20", "17", ""]]
    assert "Dikoreksi (tercetak “7.2”)" in lines[1][0] and "rekap.csv" in section.caption.text


def test_the_question_without_known_text_says_so(assessment):
    line = next(r for r in opened(arithmetic(assessment, "7")) if r[0].startswith("7.2"))
    assert "Teks resminya tidak ditemukan" in line[0]
    fourth = next(r for r in opened(arithmetic(assessment, "19")) if r[0].startswith("19.4"))
    assert "disimpulkan, keyakinan rendah" in fourth[0] and "Dikoreksi" in fourth[0]


def test_a_figure_further_up_hides_its_parts_and_says_so(assessment):
    import dataclasses

    answers = assessment.answers[assessment.answers["code"].isin(["K2", "K3"])].assign(
        status="answered", points_micro=90_000_000
    )
    recap = dataclasses.replace(assessment.recap, answers=answers)
    other = dataclasses.replace(assessment, recaps={assessment.stage: recap})
    assert "tingkat atas" in arithmetic(other, "K2").text
    assert "belum ada angka" in points_table(other, "K2").text
    assert "90,00" in points_table(other).text


def test_the_memo_has_the_form_officials_use(assessment):
    page = soup(gap_memo(assessment, "K2"))
    assert [th.text for th in page.thead.find_all("th")] == [
        "No", "Klaster", "Nilai", "Indikator", "Telah dilaksanakan", "Belum dilaksanakan", "Data yang dibutuhkan",
        "Penanggung jawab",
    ]  # fmt: skip
    assert rows(gap_memo(assessment, "K2"))[0][2] == "20,00 dari 36"
    assert "matriks" in rows(gap_memo(assessment, "K2"))[0][6]


def test_remarks_show_place_finding_expectation_and_remedy(assessment):
    found = rows(remarks(assessment))
    assert len(found) == len(assessment.problems) and all(all(r) for r in found)
    assert found[0][0] == "rekap.csv, sel C84"


def test_provenance_names_files_rows_edition_rule_and_rubric(assessment):
    text = soup(provenance(assessment)).get_text(" ", strip=True)
    assert assessment.edition.legal_basis in text and assessment.edition.legal_note("id") in text
    digest = next(iter(assessment.recap.files.values()))
    for said in (
        digest[:16],
        assessment.edition.digest[:16],
        "312 dibaca = 312 dipakai + 0 ditolak",
        "reach:",
        "2 pertanyaan",
    ):
        assert said in text
    assert "23 November 2026" in text


def test_the_boundary_rule_is_told_where_it_matters(assessment):
    import dataclasses

    total = assessment.answers[assessment.answers["code"] == TOTAL]
    blocks = [("K0", 150), ("K1", 100), ("K2", 100), ("K3", 100), ("K4", 100), ("K5", 50.5), ("KD", 0)]
    frame = assessment.answers[assessment.answers["code"].isin(BLOCKS)].set_index("code")
    for code, points in blocks:
        frame.loc[code, ["status", "points_micro"]] = ["answered", round(points * 1_000_000)]
    recap = dataclasses.replace(assessment.recap, answers=frame.reset_index())
    text = soup(headline(dataclasses.replace(assessment, recaps={assessment.stage: recap}))).get_text(" ", strip=True)
    assert total.empty or total["code"].eq(TOTAL).all()
    assert "600,50" in text and "Setara Pratama" in text and "contiguous" in text and "Madya" in text


def test_stages_stand_side_by_side_with_their_change(final):
    table = rows(stages_table(final))
    assert table[-1][0] == "Jumlah" and table[-1][3].startswith("▼ −")
    assert len(table) == 8


def test_a_place_without_recap_says_so(pekanbaru):
    assert "Belum ada rekap" in stages_table(pekanbaru).text


def test_the_awards_of_pekanbaru_with_sources_and_their_own_words(pekanbaru):
    text = soup(award_table(pekanbaru)).get_text("")
    for said in ("Nindya", "957,00", "“sekitar 600-an”", "goriau.com", "kategori tidak disebut"):
        assert said in text
    for link in soup(award_table(pekanbaru)).find_all("a"):
        assert link["rel"] == ["noreferrer"]


def test_figures_never_published_are_neither_zero_nor_about(pekanbaru):
    by_year = {r[0]: r[1:] for r in rows(unpublished(pekanbaru))}
    assert by_year["2022"][0] == "957,00"
    assert by_year["2022"][1] == "“sekitar 600-an” bukan angka pasti"
    assert by_year["2025"] == ["– tidak ditemukan"] * 5
    assert "0,00" not in unpublished(pekanbaru).text


def test_a_year_whose_sources_disagree_shows_both(home):
    from kla_lib.scoring.assessment import open_assessment

    page = soup(award_table(open_assessment(home, period="2024", place="kab-bangka", lang="id")))
    of_2025 = [tr for tr in page.select("tbody tr") if tr.th.text == "2025"]
    assert len(of_2025) >= 2
    assert any("sumber berbeda" in tr.text for tr in of_2025)


def test_a_round_that_gave_no_award_says_so_with_its_source(home):
    from kla_lib.scoring.assessment import open_assessment

    kuansing = open_assessment(home, period="2024", place="kab-kuantan-singingi", lang="id")
    said = [tr for tr in soup(award_table(kuansing)).select("tbody tr") if "Tanpa penghargaan" in tr.text]
    assert (
        [tr.th.text for tr in said] == ["2019", "2021", "2022"]
        and "riauonline" in said[-1].text
        and "keyakinan rendah" in said[-1].text
    )
    assert "2022 tanpa penghargaan" in award_steps(kuansing).alt


def test_every_published_pair_has_its_source_and_vague_ones_stand_apart(pekanbaru):
    exact, vague = soup(pairs_table(pekanbaru)).find_all("table")
    assert all(tr.a for tr in exact.select("tbody tr")) and all(tr.a for tr in vague.select("tbody tr"))
    assert "Kota Pekanbaru" in vague.text and "Kota Pekanbaru" not in exact.text


@pytest.mark.parametrize("view", OF_AN_ASSESSMENT, ids=lambda v: v.__name__)
def test_nothing_from_a_file_comes_alive(view, hostile):
    assert "<script" not in view(hostile).text and "<img" not in view(hostile).text


@pytest.mark.parametrize("view", OF_A_BLOCK, ids=lambda v: v.__name__)
def test_nothing_from_a_file_comes_alive_in_a_block(view, hostile):
    assert "<script" not in view(hostile, "K2").text and "<img" not in view(hostile, "K2").text


@pytest.mark.parametrize("view", OF_AN_ASSESSMENT + OF_A_PLACE, ids=lambda v: v.__name__)
def test_every_table_is_a_real_one(view, assessment, pekanbaru):
    for made in (view(assessment), view(pekanbaru) if view in OF_A_PLACE else view(assessment)):
        for table in soup(made).find_all("table"):
            assert table.caption.text.strip()
            assert all(th["scope"] in ("col", "row") for th in table.find_all("th"))
            width = len(table.thead.find_all("th"))
            assert all(
                len(tr.find_all(["th", "td"], recursive=False)) in (1, width)
                for tr in table.tbody.find_all("tr", recursive=False)
            )


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_can_be_shown(assessment, final, block):
    for view in OF_A_BLOCK:
        assert view(assessment, block).text and view(final, block).text


@pytest.mark.parametrize("view", [headline, unanswered, agencies, arithmetic, gap_memo])
def test_an_unknown_block_is_named(assessment, view):
    with pytest.raises(InputFault, match=r"code: ditemukan “K9”(.|\n)*mungkin maksudnya K5"):
        view(assessment, "K9")
