"""No word is missing, in either language; no key is missing or forgotten."""

import csv
import re
import string
from pathlib import Path

import pytest

from kla_lib.rules.instrument import BOUNDARY_RULES, STAGES
from kla_lib.views import words
from kla_lib.views.page import CHROME
from kla_lib.views.palette import BLOCKS
from kla_lib.views.workbook import SHEETS

LIBRARY = Path(__file__).parents[2] / "kla_lib"
ROWS = list(csv.DictReader((LIBRARY / "views/words.csv").open(encoding="utf-8")))
KEYS = {row["key"] for row in ROWS}
UNTOLD = ("awarded_uncategorised", "score_only", "nothing_published", "no_round")
MADE = [
    *(f"stage_{stage}" for stage in (*STAGES, "unclear")),
    *(f"boundary_{rule}" for rule in BOUNDARY_RULES),
    *(f"boundary_named_{rule}" for rule in BOUNDARY_RULES),
    *(f"block_{code}" for code in BLOCKS),
    *(f"confidence_{grade}" for grade in "HML"),
    *(f"severity_{kind}" for kind in ("error", "warning", "info")),
    *(f"count_{kind}" for kind in ("error", "warning")),
    *(f"state_{state}" for state in ("unanswered", "not_applicable", "zero")),
    *(f"{kind}_{status}" for kind in ("mark", "round") for status in UNTOLD),
    *(f"book_sheet_{sheet}" for sheet in SHEETS),
]  # fmt: skip


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_languages_say_the_same(row):
    assert row["id"].strip() and row["en"].strip()
    assert placeholders(row["id"]) == placeholders(row["en"])


def test_keys_stand_once():
    assert len(KEYS) == len(ROWS)


def used():
    """Keys that the code and the templates name, and those they put together."""
    python = "".join(path.read_text() for path in (LIBRARY / "views").glob("*.py"))
    pages = "".join(path.read_text() for path in (LIBRARY / "views/templates").glob("*.j2"))
    literal = set(re.findall(r"[\"']([a-z][a-z_0-9]*)[\"']", python)) | set(re.findall(r't\("([a-z_]+)"', pages))
    evidence = next(csv.reader((LIBRARY / "rules/data/2023/evidence.csv").open()))[1:]
    memo = re.search(r"MEMO = \((.*?)\)", python, re.DOTALL)[1]
    made = [
        *MADE,
        *CHROME,
        *(f"evidence_{kind}" for kind in evidence),
        *(f"memo_{k}" for k in re.findall(r'"(\w+)"', memo)),
    ]
    return literal, {*made, "points_table_block", "points_table_indicator"}


def test_every_key_that_is_put_together_has_words():
    assert used()[1] <= KEYS


def test_every_key_that_is_asked_for_has_words():
    python = "".join(path.read_text() for path in (LIBRARY / "views").glob("*.py"))
    pages = "".join(path.read_text() for path in (LIBRARY / "views/templates").glob("*.j2"))
    asked = set(re.findall(r'(?:word|sentence)\("([a-z_]+)"', python)) | set(re.findall(r'\bt\("([a-z_]+)"', pages))
    assert asked <= KEYS


def test_no_words_are_left_over():
    literal, made = used()
    assert KEYS - literal - made == set()


def test_a_missing_placeholder_is_an_error():
    with pytest.raises(KeyError):
        words.word("points_of", "id", points="1")


def test_lists_read_like_lists():
    assert words.listed(["a"], "id") == "a"
    assert words.listed(["a", "b", "c"], "id") == "a, b dan c"
    assert words.listed([], "en") == ""


def test_the_glossary_explains_in_both_languages():
    terms = {lang: words.glossary(lang) for lang in ("id", "en")}
    assert [t for t, _ in terms["id"]] == [t for t, _ in terms["en"]]
    assert all(meaning.strip() for lang in terms for _, meaning in terms[lang])
    assert {"EM", "VA", "VL", "VF", "setara", "OPD"} <= {term for term, _ in terms["id"]}


def test_a_stage_nobody_named_stays_as_it_is():
    assert words.stage_name("XX", "id") == "XX"
    assert words.stage_name("EM", "id") == "Evaluasi mandiri (EM)"
