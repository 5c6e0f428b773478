"""Points at every node, against cases written by hand, a brute-force oracle and another engine."""

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.core.points import MICRO, decimal_points
from kla_lib.core.problems import InputFault
from kla_lib.core.records import by_code
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import TOTAL
from kla_lib.scoring.nodes import score
from kla_lib.scoring.rows import explain_rows
from tests.scoring.frames import answers_frame

EDITION = editions.load(editions.shipped()["2023"])
CASES = Path(__file__).parent / "cases"


def at(scores: pd.DataFrame, code: str) -> pd.Series:
    return scores[scores["code"] == code].iloc[0]


def figures(row: pd.Series) -> tuple[str, ...]:
    points = [row["points_hundredths"], row["possible_hundredths"]]
    shown = ["" if pd.isna(p) else f"{decimal_points(p):f}" for p in points]
    return (*shown, str(row["answered"]), str(row["asked"]), str(row["given_at"]))


def cases():
    """One case per name: answers as ``code=points`` and the figures expected at one node, by the rule."""
    with (CASES / "nodes.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['case']}-{c['node']}")
def test_case(case):
    given_rows = [pair.split("=") for pair in case["answers"].split()]
    row = at(score(answers_frame(given_rows), EDITION), case["node"])
    assert figures(row) == tuple(case[c] for c in ("points", "possible", "answered", "asked", "given_at"))


def brute_force(given_rows: dict[str, str], code: str) -> tuple[Decimal, Decimal]:
    """The same rule written for one place in plain recursion: (certain, possible) points."""
    children = EDITION.children[code]
    own = given_rows.get(code, "")
    below = {q for q, text in given_rows.items() if text and q != code and under(q, code)}
    if children and (below or not own):
        parts = [brute_force(given_rows, child.code) for child in children]
        return sum(p[0] for p in parts), sum(p[1] for p in parts)
    if own in ("", "na"):
        open_points = Decimal(0) if own == "na" else Decimal(EDITION.by_code[code].max_micro) / MICRO
        return Decimal(0), open_points
    return Decimal(own), Decimal(own)


def under(code: str, ancestor: str) -> bool:
    parent = EDITION.by_code[code].parent or TOTAL
    return code != ancestor and (ancestor in (TOTAL, parent) or (parent != TOTAL and under(parent, ancestor)))


codes = st.sampled_from([node.code for node in EDITION.nodes])
marks = st.sampled_from(["", "na", "0", "0.25", "1", "0.333333", "0.66"])


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.dictionaries(codes, marks, max_size=80))
def test_any_mixture_of_levels_against_brute_force_and_the_arithmetic_shown(rows):
    frame = answers_frame(list(rows.items()) or [("1.1", "")])
    scores, answers = score(frame, EDITION).set_index("code"), by_code(frame)
    for code in [TOTAL, *(n.code for n in EDITION.at("block")), *(n.code for n in EDITION.at("indicator"))]:
        points = scores.loc[code, "points_hundredths"]
        shown = pd.DataFrame(explain_rows(answers, EDITION, code), columns=["points_micro"])
        if pd.isna(points):
            assert shown.empty
            continue
        certain, possible = brute_force(rows, code)
        assert decimal_points(points) == certain.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
        assert decimal_points(scores.loc[code, "possible_hundredths"]) == possible.quantize(
            Decimal("0.01"), rounding="ROUND_HALF_UP"
        )
        assert shown["points_micro"].fillna(0).sum() == int(certain * MICRO)


def test_many_places_at_once_equal_each_alone_and_another_engine():
    rows = [(q.code, str(i % 3 * Decimal("0.33"))) for i, q in enumerate(EDITION.at("question"))]
    keys = [("kab-a", "2024", "EM"), ("kab-a", "2024", "VA"), ("kota-b", "2024", "EM"), ("kota-b", "2023", "VF")]
    frames = [answers_frame(rows[i:], key) for i, key in enumerate(keys)]
    together = score(pd.concat(frames[::-1], ignore_index=True), EDITION)
    for frame, key in zip(frames, keys, strict=True):
        mine = together[(together[["place", "period", "stage"]].astype(str) == list(key)).all(axis=1)]
        alone = score(frame, EDITION)
        assert mine["points_hundredths"].tolist() == alone["points_hundredths"].tolist()
        assert at(alone, TOTAL)["points_hundredths"] == round(frame["points_micro"].sum() / 10_000)


def test_categories_and_plain_text_give_the_same():
    plain = answers_frame([("1.1", "12"), ("14.10", "4"), ("26.17", "0")])
    category = plain.astype(dict.fromkeys(["place", "period", "stage", "code", "status"], "category"))
    pd.testing.assert_frame_equal(score(plain, EDITION), score(category, EDITION))


def test_an_unknown_code_is_named():
    with pytest.raises(InputFault, match=r"99\.1"):
        score(answers_frame([("99.1", "1")]), EDITION)


def test_a_double_answer_is_named():
    with pytest.raises(InputFault, match=r"1\.1 kab-contoh 2024 EM"):
        score(answers_frame([("1.1", "1"), ("1.1", "2")]), EDITION)


def test_an_edition_without_weights_says_how_to_supply_ones_own():
    with pytest.raises(InputFault, match=r"(?s)tidak punya bobot yang dipublikasikan.*kla editions new"):
        score(answers_frame([("1", "1")]), editions.load(editions.shipped()["2018"]))


def test_nothing_given_scores_nothing():
    empty = answers_frame([("1.1", "1")]).iloc[:0]
    assert score(empty, EDITION).empty
