"""The data dictionary: every question, its agencies, answers, evidence and maximum, in both languages."""

import pytest
from bs4 import BeautifulSoup

from kla_lib.display.numbers import exact_maximum_text
from kla_lib.forms.dictionary import dictionary_page
from kla_lib.instrument import editions
from tests.forms.filled import EDITION


@pytest.fixture(scope="module", params=["id", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def page(lang):
    return BeautifulSoup(dictionary_page(EDITION, lang), "html.parser")


def row_of(page, code):
    return next(row for row in page.select("tr") if (bold := row.select_one("th b")) and bold.text == code)


def test_the_limits_of_what_is_known_stand_with_the_legal_basis(page, lang):
    assert f"{EDITION.legal_basis}" in page.text and EDITION.legal_note(lang) in page.text


def test_an_office_of_our_own_choice_says_so(page, lang):
    said = {"id": "usulan kami", "en": "our default"}[lang]
    assert said in row_of(page, "26.15").text and said not in row_of(page, "26.14").text


def test_every_question_stands_there_once_with_its_label_and_maximum(page, lang):
    heads = [bold.text for bold in page.select("section[id^=b-] tbody th b")]
    assert heads == [node.code for node in EDITION.at("question")]
    row_with = {bold.text: row for row in page.select("tr") if (bold := row.select_one("th b"))}
    for node in EDITION.at("question"):
        row = row_with[node.code]
        assert node.label(lang) in row.th.text
        assert row.select("td")[-1].text == exact_maximum_text(node.max_micro, lang)
        assert all(EDITION.agency(role, lang) in row.text for role in node.agencies)


def test_answers_and_evidence_are_told(page, lang):
    cells = [cell.text for cell in row_of(page, "4.1").select("td")]
    assert ("Cakupan (persentase)" if lang == "id" else "Coverage (percentage)") in cells[1]
    assert ("Laki-laki" if lang == "id" else "Male") in cells[1]
    assert ("matriks" if lang == "id" else "matrix") in cells[2]


def test_the_choices_are_named_as_ours(page, lang):
    said = page.select_one("#choices").text
    assert ("bukan pilihan resmi kementerian" if lang == "id" else "not the ministry's options") in said


def test_it_is_one_file_with_captions_and_headers(page):
    assert not page.select("script, img, link, iframe")
    for table in page.select("table"):
        assert table.caption.text and table.select("thead th[scope=col]")
        assert all(cell.get("scope") == "row" for cell in table.select("tbody th"))
    contents = [a["href"].removeprefix("#") for a in page.select(".contents a")]
    assert contents == [section["id"] for section in page.select("section.chapter")]


def test_quantities_say_what_they_are_a_part_of(page, lang):
    said = page.select_one("#quantities").text
    assert ("bagian dari: Balita yang diukur" if lang == "id" else "a part of: Under-fives measured") in said


@pytest.mark.parametrize("edition", ["2011", "2018"])
def test_an_edition_without_weights_or_agencies_invents_none(edition, lang):
    page = BeautifulSoup(dictionary_page(editions.load(editions.folder_of(edition)), lang), "html.parser")
    assert not page.select("#quantities")
    for row in page.select("section[id^=b-] tbody tr"):
        assert row.select("td")[-1].text == "–" and row.select("td")[2].text == "–"
