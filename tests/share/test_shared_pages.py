"""The shared pages: structure, size, escaping, and who is shown what."""

import dataclasses
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

import kla_lib
from kla_lib.core.files import file_name
from kla_lib.core.problems import InputFault
from kla_lib.display.numbers import exact_text, maximum_text, percent_text, points_text
from kla_lib.display.plot import nothing
from kla_lib.scoring.views.figures import figure_of, figures_under
from kla_lib.share.agency import agency_page
from kla_lib.share.children import children_page
from kla_lib.share.document import figure
from kla_lib.share.pack import pack
from kla_lib.share.press import press_page
from tests.conftest import HOSTILE

MB = 1_000_000


def text_of(tree):
    return " ".join(tree.main.get_text(" ", strip=True).split())


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_page_is_one_whole_accessible_document(make, read, assessment, lang):
    tree = read(make(dataclasses.replace(assessment, lang=lang)))
    assert tree.html["lang"] == lang and "2024" in tree.title.text and "Ogan Ilir" in tree.title.text
    assert len(tree.find_all("h1")) == len(tree.find_all("main")) == 1
    assert tree.select_one("a.skip")["href"] == f"#{tree.main['id']}"
    levels = [int(h.name[1]) for h in tree.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels)), levels
    ids = [e["id"] for e in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert all(a["href"][1:] in ids for a in tree.select("a[href^='#']"))


def test_every_table_has_a_caption_and_headers_with_scope(make, read, assessment):
    for table in read(make(assessment)).find_all("table"):
        assert table.caption.text.strip()
        assert all(th.get("scope") in ("col", "row") for th in table.find_all("th"))
        assert len(table.thead.find_all("th")) == len(table.tbody.tr.find_all(["th", "td"]))


def test_no_page_asks_for_anything_or_runs_anything(make, read, assessment):
    html = make(assessment)
    tree = read(html)
    assert not tree.find_all(["script", "link", "iframe", "object", "form", "base"])
    assert all(image["src"].startswith("data:image/") for image in tree.find_all("img"))
    assert not re.search(r"url\((?!#)", html.replace("%23", "#")) and "@import" not in html
    assert "default-src 'none'" in tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]


@pytest.mark.parametrize("name", ["assessment", "final", "english"])
def test_every_page_is_small_enough_to_send_and_the_same_twice(make, name, request):
    chosen = request.getfixturevalue(name)
    html = make(chosen)
    assert len(html.encode()) < MB / 2
    assert make(dataclasses.replace(chosen)) == html


def test_nothing_from_a_file_comes_alive(make, read, hostile):
    html = make(dataclasses.replace(hostile, period=HOSTILE))
    assert "<script" not in html and "<img src=x" not in html
    assert not any(name.startswith("on") for tag in read(html).find_all(True) for name in tag.attrs)


def test_an_assessment_without_a_recap_has_a_press_page_and_no_other(make, pekanbaru):
    if make.kind == "press":
        assert "Nindya" in make(pekanbaru)
    else:
        with pytest.raises(InputFault):
            make(pekanbaru)


# --- the task force -----------------------------------------------------------------------------------------------


def test_the_pack_holds_all_clusters_with_the_figures_of_their_own(assessment, read):
    tree = read(pack(assessment))
    assert "769,61" in text_of(tree.main.parent)
    for block in figures_under(assessment):
        chapter = tree.find(id=f"klaster-{block.code}")
        told = chapter.get_text(" ", strip=True)
        assert chapter.h2.text == block.label and points_text(block.points, "id") in told
        for question in assessment.edition.questions_under(block.code):
            assert f"{question.code} {question.label()}" in told, question.code
    assert [a["href"] for a in tree.select(".contents a")] == [f"#{s['id']}" for s in tree.select("section.chapter")]
    assert len(tree.select("section.chapter")) == 10


def test_every_picture_of_the_pack_tells_its_message_and_is_drawn(assessment, read):
    pictures = read(pack(assessment)).find_all("img")
    assert len(pictures) >= 9 and all(len(p["alt"]) > 40 for p in pictures)
    assert all(" " not in p["src"] or "%3Csvg" in p["src"] for p in pictures)


def test_an_empty_chart_is_a_sentence():
    assert "Belum dapat digambar." in figure(nothing(None, "Belum dapat digambar."))


# --- an agency ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["dinkes", "hukum", "forum_anak", "disdik"])
def test_an_agency_sees_each_of_its_questions_once_and_nobody_elses(assessment, read, role):
    tree = read(agency_page(assessment, role))
    mine = {q.code for q in assessment.edition.at("question") if role in q.agencies}
    shown = [th.get_text(" ", strip=True).split()[0] for th in tree.select("tbody th") if not th.find_parent("details")]
    assert sorted(shown) == sorted(mine) and mine


def test_an_agencys_missing_points_are_the_sum_of_its_rows_largest_first(assessment, read):
    tree = read(agency_page(assessment, "dinkes"))
    gaps = [Decimal(b.text.replace(",", ".")) for b in tree.select(".agency tbody td.n b")]
    assert gaps == sorted(gaps, reverse=True)
    row = next(row for row in assessment.agency_rows() if row["role"] == "dinkes")
    assert tree.select_one(".figure strong").text == exact_text(row["gap_micro"], "id")
    assert sum(gaps) * 1_000_000 == row["gap_micro"]
    assert [dd.text for dd in tree.select(".facts dd")][:2] == [str(row["questions"]), str(row["open_questions"])]


def test_an_agency_is_told_the_evidence_who_shares_and_that_no_deadline_is_known(assessment, read):
    tree = read(agency_page(assessment, "dinkes"))
    row = next(tr for tr in tree.select(".agency tbody tr") if tr.th.text.startswith("16.8 "))
    cells = [td.get_text(" ", strip=True) for td in row.find_all("td")]
    assert cells == ["4,00 dari 4", "dijawab: nol", "dokumen dan foto", "Dinas Pekerjaan Umum dan Penataan Ruang"]
    assert "Tenggat Belum ditetapkan" in text_of(tree)
    open_rows = [q for q in assessment.question_rows() if "dinkes" in q["agencies"] and q["gap_micro"] > 0]
    documents = sum("document" in q["evidence"] for q in open_rows)
    assert f"{documents} dokumen" in text_of(tree)


def test_an_agency_is_told_what_is_due(assessment, read):
    told = text_of(read(agency_page(assessment, "dinkes", [("forms_back", date(2026, 12, 15))])))
    assert "formulir OPD kembali 15 Desember 2026" in told and "Belum ditetapkan" not in told


def test_hidden_questions_are_said_to_be_unknown_rather_than_missing(home, read):
    from kla_lib.scoring.assessment import open_assessment

    folder = home / "data/raw/2024/kota-batu/EM"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rekap.csv").write_text("kode,nilai\nK0,150\nK1,100\nK2,1\nK3,9\nK4,1\nK5,1\nKD,1\n")  # made-up figures
    tree = read(agency_page(open_assessment(home, period="2024", place="kota-batu"), "dinkes"))
    assert "Untuk 95 pertanyaan" in text_of(tree) and not tree.select("table")


# --- Forum Anak ---------------------------------------------------------------------------------------------------

JARGON = r"KLA|OPD|EM|VA|VP|VLH|VF|KHA|PUSPAGA|PATBM|ABH|NAPZA|PMBA|SRA|RAD|IPS|KTR|indikator|klaster|verifikasi|infrastruktur"


@pytest.mark.parametrize("name", ["assessment", "final"])
def test_children_read_plain_words_in_short_sentences(name, read, request):
    tree = read(children_page(request.getfixturevalue(name)))
    tree.select_one("section.proof .view").decompose()  # the arithmetic in the official words, closed until asked for
    told = text_of(tree)
    assert not re.findall(rf"\b(?:{JARGON})\b", told)
    blocks = [p.get_text(" ", strip=True) for p in tree.select("p, li")]
    sentences = [s for block in blocks for s in re.split(r"(?<=[.?!])\s+", block)]
    assert max(len(s.split()) for s in sentences) <= 18


def test_childrens_steps_are_whole_points_rounded_down_and_meet_the_next_band(assessment, read):
    tree = read(children_page(assessment))
    steps = [p.get_text(" ", strip=True) for p in tree.select(".steps")]
    assert steps[0] == "769 dari 1.000 anak tangga"
    assert steps[1:] == [f"{f.points // 100} dari {f.maximum // 100} anak tangga" for f in figures_under(assessment)]
    assert "Naik 32 anak tangga lagi, daerah kita sampai di tingkat Utama" in text_of(tree)


def test_complete_and_missing_rights_are_those_of_the_scores(assessment, read):
    sections = read(children_page(assessment)).select("section")[1:8]
    for section, block in zip(sections, figures_under(assessment), strict=True):
        below = figures_under(assessment, block.code)
        assert len(section.select(".yes li")) == min(3, sum(not f.missing for f in below))
        assert section.select(".notyet li") and section.select_one(".ask").text.endswith("?")


def test_another_editions_codes_keep_their_own_labels(assessment):
    other = dataclasses.replace(assessment, edition=dataclasses.replace(assessment.edition, id="2026-rancangan"))
    html = children_page(other)
    assert assessment.edition.by_code["26"].label() in html and "Desa dan kelurahan ikut bekerja" not in html


# --- the press ----------------------------------------------------------------------------------------------------


def every_figure(assessment):
    codes = ["TOTAL", *(n.code for n in assessment.edition.nodes if n.level != "question")]
    for found in (figure_of(assessment, code) for code in codes):
        if found.points:
            yield points_text(found.points, assessment.lang)
            yield percent_text(found.points, found.maximum, assessment.lang)
            yield points_text(found.possible, assessment.lang)
    for distance in assessment.rating.distances:
        if distance.short_hundredths:
            yield points_text(distance.short_hundredths, assessment.lang)


@pytest.mark.parametrize("name", ["assessment", "final", "english"])
def test_the_press_sees_no_figure_of_any_recap(name, read, request):
    chosen = request.getfixturevalue(name)
    shown = text_of(read(press_page(chosen)))
    figures = set(every_figure(chosen))
    assert len(figures) > 60
    assert not [text for text in figures if text in shown]
    assert "770,36" not in shown and "setara" not in shown  # what a third party computed and put on the web


def test_the_press_page_does_not_read_the_recap_at_all(assessment):
    blind = dataclasses.replace(assessment, recaps={}, stage="")
    assert press_page(blind) == press_page(assessment)


def test_the_press_sees_every_published_award_with_its_source(pekanbaru, read):
    tree = read(press_page(pekanbaru))
    rows = [[c.get_text(" ", strip=True) for c in tr.find_all(["th", "td"])] for tr in tree.table.select("tbody tr")]
    assert [(r[0], r[1].split()[0]) for r in rows[:3]] == [("2025", "Nindya"), ("2023", "Nindya"), ("2022", "Nindya")]
    facts = set(pekanbaru.awards["source_url"])
    assert all(tr.a and tr.a["href"] in facts for tr in tree.table.select("tbody tr"))
    for band in pekanbaru.edition.bands:
        assert f"{band.category} {maximum_text(band.lower_hundredths, 'id')}–" in text_of(tree)
    assert "Pratama 139, Madya 125, Nindya 69 dan Utama 22" in text_of(tree)


# --- file names ---------------------------------------------------------------------------------------------------


def test_file_names_say_what_they_are():
    assert file_name("Kab. Ogan Ilir", "2024", "Gugus-Tugas") == "KLA_Kab-Ogan-Ilir_2024_Gugus-Tugas"


@pytest.mark.parametrize("odd", ["../..", "a:b*c?", "con", "x" * 300, "titik...", "Ä/é\\ü", "\u202egnp", ""])
def test_file_names_are_safe_on_every_system(odd):
    name = file_name(odd, odd, odd)
    assert re.fullmatch(r"KLA(_[\w-]+){3}|KLA", name) and len(name) < 200 and "__" not in name


@pytest.mark.parametrize(
    ("place", "texts"),
    [
        ("kab-kuningan", ["Putaran 2025: Tanpa penghargaan", "nawacita."]),
        ("kab-solok", ["Putaran 2025: Disimpulkan", "Provinsi Layak Anak (Provila)"]),
        ("kab-bangka", ["Diperselisihkan: sumber berbeda", "Nindya: babelpos"]),
        ("kab-aceh-tengah", ["Diperselisihkan: tidak diketahui ada penghargaan pada tahun itu"]),
    ],
)
def test_the_press_page_tells_what_is_known_after_the_last_award_and_what_contradicts_it(place, texts, read, tmp_path):
    (tmp_path / "kla.toml").write_text("", encoding="utf-8")
    text = text_of(read(press_page(kla_lib.open_assessment(tmp_path, period="2024", place=place))))
    assert [said for said in texts if said not in text.replace(" :", ":")] == []


def test_an_agencys_page_marks_the_questions_that_our_default_addresses_to_it(read, assessment):
    tree = read(agency_page(assessment, "dpmd"))
    rows = [row.text for row in tree.select(".view.agency tbody tr")]
    assert rows and all("usulan kami" in row for row in rows)
    assert "usulan kami" not in read(agency_page(assessment, "disdukcapil")).select_one(".view.agency").text
