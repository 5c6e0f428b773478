"""Declared corrections and rubrics: applied where the source stands as expected, a fault where it does not."""

from dataclasses import replace

import pytest

from kla_lib.instrument.instrument import Correction, Option

SHEET = "kode;nilai;nilai maksimal\n13.1;{points};{max}\n13.2;2;3\n"
DECLARED = Correction(
    period="2024",
    place="kab-contoh",
    stage="EM",
    code="13.1",
    expected_points="9,0",
    expected_max="9",
    points="3",
    max="3",
    reason_id="salah cetak",
    reason_en="a misprint",
    confidence="M",
    source="contoh",
)
RUBRIC = [
    Option("1.1", "Perda", "Perda KLA", "By-law", "12", "kami"),
    Option("1.1", "Perbup", "Perbup", "Regulation", "7,5", "kami"),
    Option("1.4", "Ya", "Ya", "Yes", "5", "kami"),
]


def kinds(recap):
    return [(p.kind, p.severity) for p in recap.problems]


def first(recap):
    return recap.answers.set_index("code").loc["13.1"]


@pytest.mark.parametrize("points", ["9", "9,0", "9.00"])
def test_a_correction_replaces_what_stands_as_expected_and_is_remembered(recap_of, points):
    recap = recap_of(SHEET.format(points=points, max="9"), corrections=[DECLARED])
    assert recap.problems == ()
    row = first(recap)
    assert (row["points_micro"], row["points_printed_micro"], row["found"]) == (3_000_000, 9_000_000, points)
    assert (row["correction_id"], row["correction_en"], row["correction_confidence"]) == (
        "salah cetak",
        "a misprint",
        "M",
    )


@pytest.mark.parametrize(("points", "maximum"), [("3", "3"), ("9", "3"), ("3", "9"), ("", "9"), ("9", "")])
def test_a_correction_fails_the_day_the_source_is_repaired_or_differs(recap_of, points, maximum):
    recap = recap_of(SHEET.format(points=points, max=maximum), corrections=[DECLARED])
    stale = next(p for p in recap.problems if p.kind == "correction_stale")
    assert stale.severity == "error" and stale.where.cell == "B2"
    assert stale.found == f"{points or '-'} / {maximum or '-'}"
    assert "9,0 / 9" in stale.expected("id") and "13.1" in stale.expected("id")
    assert "13.1" not in recap.answers["code"].to_list()


def test_a_correction_without_its_row_is_a_remark(recap_of):
    recap = recap_of("kode;nilai\n13;19\n", corrections=[DECLARED])
    assert kinds(recap) == [("correction_unused", "info")]


@pytest.mark.parametrize("other", [{"period": "2023"}, {"place": "kab-lain"}, {"stage": "VA"}])
def test_a_correction_of_another_recap_does_not_apply(recap_of, other):
    recap = recap_of(SHEET.format(points="9", max="9"), corrections=[replace(DECLARED, **other)])
    assert kinds(recap) == [("points_above", "error"), ("max_differs", "warning")]


def test_the_places_own_correction_wins_over_the_editions(edition, recap_of):
    theirs = replace(edition, corrections=(replace(DECLARED, points="1"),))
    recap = recap_of(SHEET.format(points="9", max="9"), edition=theirs, corrections=[DECLARED])
    assert first(recap)["points_micro"] == 3_000_000
    recap = recap_of(SHEET.format(points="9", max="9"), edition=theirs)
    assert first(recap)["points_micro"] == 1_000_000


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [({"code": "99.9"}, "correction_code"), ({"points": "tiga"}, "number"), ({"expected_max": "1.004"}, "number")],
)
def test_a_correction_nobody_can_read_is_a_problem_of_its_own_table(recap_of, wrong, kind):
    recap = recap_of("kode;nilai\n13.2;2\n", corrections=[replace(DECLARED, **wrong)])
    assert [(p.kind, p.where.file) for p in recap.problems] == [(kind, "corrections.csv")]


def test_a_corrected_row_may_become_unanswered(recap_of):
    recap = recap_of(SHEET.format(points="9", max="9"), corrections=[replace(DECLARED, points="")])
    assert first(recap)["status"] == "unanswered"


def test_points_of_an_option_come_from_the_places_rubric(recap_of):
    recap = recap_of("kode;jawaban\n1.1;  perbup\n1.4;YA\n", options=RUBRIC)
    assert recap.problems == ()
    assert recap.answers["points_micro"].to_list() == [7_500_000, 5_000_000]
    assert recap.answers["rubric"].to_list() == ["local", "local"]
    assert recap.answers[["cell", "found", "option"]].to_numpy().tolist()[0] == ["B2", "  perbup", "perbup"]
    assert recap.answers["points_printed_micro"].isna().all()


def test_the_editions_rubric_is_named_as_such(edition, recap_of):
    theirs = replace(edition, options=tuple(RUBRIC))
    recap = recap_of("kode;jawaban\n1.1;Perda\n", edition=theirs, options=RUBRIC)
    assert recap.answers["rubric"].to_list() == ["edition"]


def test_an_unknown_option_names_itself_and_the_known_ones(recap_of):
    recap = recap_of("kode;jawaban\n1.1;SK Bupati\n", options=RUBRIC)
    assert [(p.kind, p.found, p.where.cell) for p in recap.problems] == [("option_unknown", "SK Bupati", "B2")]
    assert "Perda, Perbup" in recap.problems[0].expected("id")
    assert recap.rows_rejected == 1


def test_points_that_disagree_with_their_option_are_a_warning_and_stay(recap_of):
    recap = recap_of("kode;jawaban;nilai\n1.1;Perda;10\n1.4;Ya;5\n", options=RUBRIC)
    assert [(p.kind, p.found, p.where.cell) for p in recap.problems] == [("option_differs", "10", "C2")]
    assert "12" in recap.problems[0].expected("id")
    assert recap.answers["points_micro"].to_list() == [10_000_000, 5_000_000]
    assert recap.answers["rubric"].to_list() == ["", ""]


def test_a_mark_in_the_option_column_is_no_option(recap_of):
    recap = recap_of("kode;jawaban\n1.1;-\n1.4;tidak berlaku\n", options=RUBRIC)
    assert recap.problems == ()
    assert recap.answers["status"].to_list() == ["unanswered", "not_applicable"]


@pytest.mark.parametrize(("points", "kind"), [("", "number"), ("banyak", "number"), ("-1", "number")])
def test_a_rubric_row_without_usable_points_is_a_problem(recap_of, points, kind):
    recap = recap_of("kode;nilai\n1.1;3\n", options=[replace(RUBRIC[0], points=points)])
    assert [(p.kind, p.where.file) for p in recap.problems] == [(kind, "options.csv")]


def test_a_rubric_above_the_maximum_is_found(recap_of):
    recap = recap_of("kode;jawaban\n1.1;Perda\n", options=[replace(RUBRIC[0], points="13")])
    assert [(p.kind, p.found) for p in recap.problems] == [("points_above", "Perda = 13")]
