"""The index, the page of a failed report, and what every page is dressed in."""

import re

import pytest
from bs4 import BeautifulSoup

from kla_lib.display.html import chrome, stylesheet
from kla_lib.display.palette import COLOURS
from kla_lib.run.index_page import error_page, index_page

HOSTILE = "<script>alert(1)</script>\"'&</title>"
RECORD = {
    "edition": {"id": "2023", "digest": "a" * 64},
    "code": {"kla_lib": "0.1.0", "digest": "b" * 64},
    "python": "3.11.2",
}


def entry(**changed):
    report = {"href": "x/10.html", "title": "Ringkasan", "state": "ok", "reason": ""}
    plain = {"slug": "x", "place": "Kab. X", "province": "Riau", "stage": "EM", "points": 769.61, "category": "Nindya"}
    return {**plain, "problems": [], "reports": [report], **changed}


def page(*entries, lang="id"):
    return BeautifulSoup(index_page("2024", entries, RECORD, lang), "html.parser")


def cells(tree):
    return [[c.get_text(" ", strip=True) for c in tr.find_all(["th", "td"])] for tr in tree.select("tbody tr")]


def test_a_place_with_its_points_standing_and_reports():
    tree = page(entry(problems=[{"severity": "warning"}] * 2))
    want = ["Kab. X Riau", "769,61", "setara Nindya", "Evaluasi mandiri (EM)", "Ringkasan", "2 peringatan"]
    assert cells(tree) == [want]
    assert [a["href"] for a in tree.select("tbody a")] == ["x/10.html#a-TOTAL", "x/10.html"]


def test_only_the_final_stage_is_called_an_award():
    assert cells(page(entry(stage="VF")))[0][2] == "peringkat Nindya"
    assert cells(page(entry(category=None)))[0][2] == "belum setara peringkat mana pun"


def test_a_place_without_recap_has_no_figure_rather_than_zero():
    row = cells(page(entry(stage="", points=None, category=None)))[0]
    assert row[1:4] == ["belum ada angka", "", "belum ada rekap"]


def test_failures_are_said_in_words():
    failed = {"href": "x/20.html", "title": "Klaster K2", "state": "failed", "reason": "KeyError: K9"}
    text = page(entry(reports=[failed])).get_text(" ", strip=True)
    assert "Klaster K2 gagal dibuat" in text and "KeyError: K9" in text
    assert "tidak ada laporan" in cells(page(entry(reports=[])))[0][4]


def area(name, slug, **changed):
    report = {
        "report": f"2024/{slug}/60.html",
        "area": name,
        "place": slug,
        "title": "Provinsi",
        "state": "ok",
        "reason": "",
    }
    return {**report, "parameters": {"province": slug}, **changed}


def test_reports_on_many_places_stand_above_the_table_the_nation_first():
    many = [area("Aceh", "aceh"), area("Indonesia", "indonesia"), area("Bali", "bali", state="failed", reason="Kosong")]
    text = index_page("2024", [entry()], {**RECORD, "reports": many}, "id")
    tree = BeautifulSoup(text, "html.parser")
    assert [(a.text, a["href"]) for a in tree.select("nav a")] == [
        ("Indonesia", "indonesia/60.html"), ("Aceh", "aceh/60.html"),
    ]  # fmt: skip
    assert "Bali: Provinsi" in tree.get_text(" ", strip=True) and "Kosong" in text
    assert not page(entry()).select("nav")


def test_without_script_it_is_a_plain_table_and_nothing_dead_is_shown():
    tree = page(entry())
    assert not tree.find_all(["input", "button"])
    assert tree.find("table").caption.text == "1 tempat"


def test_its_one_script_is_the_one_its_policy_allows():
    tree = page(entry())
    policy = tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'") and "script-src 'sha256-" in policy and "unsafe-eval" not in policy
    assert len(tree.find_all("script")) == 1 and not tree.script.has_attr("src")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_pages_are_whole_documents_without_any_request(lang):
    for text in (index_page("2024", [entry()], RECORD, lang), error_page("a", "b", "2024", "c", lang)):
        tree = BeautifulSoup(text, "html.parser")
        assert text.startswith("<!doctype html>") and tree.html["lang"] == lang and tree.title.text
        assert len(tree.find_all("h1")) == len(tree.find_all("main")) == 1
        assert tree.select_one("a.skip")["href"] == f"#{tree.main['id']}"
        assert not tree.select("link, img, iframe, [src]")


def test_nothing_from_a_file_comes_alive():
    failed = {"href": HOSTILE, "title": HOSTILE, "state": "failed", "reason": HOSTILE}
    fine = {"href": HOSTILE, "title": HOSTILE, "state": "ok", "reason": ""}
    bad = entry(place=HOSTILE, province=HOSTILE, stage=HOSTILE, category=HOSTILE, reports=[failed, fine])
    for text in (index_page(HOSTILE, [bad], RECORD, "id"), error_page(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "id")):
        assert "<script>alert" not in text
        assert len(re.findall("<script", text)) == text.count("</script>") <= 1
        assert text.count("</title>") == 1


def test_the_style_asks_nobody_and_wears_the_accent():
    css = stylesheet("K2")
    assert "url(" not in css and "@import" not in css and "http" not in css
    assert f"--accent:{COLOURS['K2'][0]}" in css and "prefers-color-scheme:dark" in css and "@page" in css
    assert stylesheet("K2") == css and len(css) < 12_000
    assert css.count("{") == css.count("}")


def test_chrome_speaks_the_readers_language():
    assert chrome("id", "K1", "Evaluasi mandiri (EM)")["stage"] == "Evaluasi mandiri (EM)"
    assert chrome("en")["skip"] == "Skip to content" and chrome("en")["stage"] == ""
