"""No figure reaches a page but in its reader's form: every view of the real recap, searched for the other form."""

import re

import pytest
from bs4 import BeautifulSoup

import kla_lib as kla

WHOLE = ("headline", "ladder", "bars", "points_table", "strengths", "gaps", "unanswered", "agencies", "remarks",
         "provenance", "stages_table", "award_table", "unpublished", "pairs_chart", "pairs_table")  # fmt: skip
OF_A_BLOCK = ("headline", "bars", "arithmetic", "gap_memo", "agencies", "unanswered")
FOREIGN = {"id": r"(?<![\w.])\d+\.\d{1,2}(?![\w.])", "en": r"(?<![\w,])\d+,\d{1,2}(?![\w,])"}


def text_of(shown):
    """What a reader sees or is read of a view: its text, or a chart's words."""
    if hasattr(shown, "alt"):
        return f"{shown.alt} {shown.caption}"
    return BeautifulSoup(shown.text, "html.parser").get_text(" ")


def printed(assessment):
    """What stands in the recap, letter by letter, and may be quoted: codes, and what was found in cells."""
    found = " ".join([*(p.found for p in assessment.problems), *assessment.answers["found"].dropna()])
    return {*assessment.edition.by_code, *re.findall(r"\d+[.,]\d+", found)}


@pytest.mark.parametrize("lang", FOREIGN)
@pytest.mark.parametrize("view", [*WHOLE, *(f"{name} K{n}" for name in OF_A_BLOCK for n in (0, 3))])
def test_no_figure_has_the_other_language_s_form(lang, view, assessment, english):
    name, *code = view.split()
    mine = assessment if lang == "id" else english
    text = text_of(getattr(kla, name)(mine, *code))
    assert set(re.findall(FOREIGN[lang], text)) - printed(mine) == set()


def test_the_search_finds_what_it_looks_for(assessment, english):
    assert re.search(FOREIGN["en"], text_of(kla.headline(assessment))) and re.search(
        FOREIGN["id"], text_of(kla.headline(english))
    )
