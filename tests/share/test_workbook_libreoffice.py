"""Every figure of the workbook, calculated anew by LibreOffice, is the figure of scoring: to the hundredth, exactly."""

from decimal import Decimal

import pytest

from kla_lib.display.book import FIRST, HEAD
from kla_lib.display.words import word
from kla_lib.instrument.instrument import BOUNDARY_RULES, TOTAL
from kla_lib.instrument.rating import category
from kla_lib.share.book.questions import STATES
from kla_lib.share.book.rating import BANDS_FIRST, IF_ALL, NEXT, OTHER, RATING, SHORT
from kla_lib.share.book.workbook import workbook
from tests.office import calculated, grids, require_office, with_cell
from tests.share import books

pytestmark = pytest.mark.slow

NAMES = ["real", "english", "blocks", "indicators", "kinds", "mixed", "declared", "gap", "gap-contiguous", "final"]
NAMES += ["one-block", *(f"thirds-{seed}" for seed in range(4))]


@pytest.fixture(scope="module")
def assessments(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recaps")
    return {
        "real": books.real(),
        "english": books.real(lang="en"),
        "blocks": books.only(lambda code: code.startswith("K"), folder / "blocks"),
        "indicators": books.only(lambda code: code.isalnum() and code[0] != "K", folder / "indicators"),
        "kinds": books.made(books.KINDS, folder / "kinds"),
        "mixed": books.made(books.MIXED, folder / "mixed", lang="en"),
        "declared": books.declared(folder / "declared"),
        "gap": books.made(books.GAP, folder / "gap"),
        "gap-contiguous": books.made(books.GAP, folder / "gap2", rule="contiguous"),
        "final": books.made(books.GAP, folder / "final", stage="VF"),
        "one-block": books.made("kode,nilai\nK1,89\n", folder / "one"),
        **{f"thirds-{seed}": books.thirds(folder / str(seed), seed) for seed in range(4)},
    }


@pytest.fixture(scope="module")
def written(assessments):
    return {name: workbook(assessment) for name, assessment in assessments.items()}


@pytest.fixture(scope="module")
def oracle(written, tmp_path_factory):
    require_office()
    return calculated(written, tmp_path_factory.mktemp("office"))


def table(grid):
    """The rows of a sheet's table by code, each by the heading of its columns; the total by its own name."""
    headings = grid[HEAD]
    rows = [dict(zip(headings, row, strict=True)) for row in grid[FIRST:]]
    return {row[headings[0]] or TOTAL: row for row in rows}


def exact(value):
    return Decimal(repr(value))


def hundredths(value):
    return Decimal(int(value)).scaleb(-2)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_every_node_is_that_of_scoring(name, assessments, oracle):
    assessment, book = assessments[name], oracle[name]
    sheets = [word(f"book_sheet_{sheet}", assessment.lang) for sheet in ("blocks", "indicators")]
    rows = {code: row for sheet in sheets for code, row in table(book[sheet]).items()}
    asked = [r for r in assessment.scores.to_dict("records") if r["level"] != "question"]
    assert set(rows) == {str(r["code"]) for r in asked}
    for scored in asked:
        row = {key: rows[scored["code"]][word(heading, assessment.lang)] for key, heading in HEADINGS.items()}
        assert exact(row["max"]) == hundredths(scored["max_hundredths"])
        if scored["points_hundredths"] is None or str(scored["points_hundredths"]) == "<NA>":
            assert row == {**row, "points": word("book_hidden", assessment.lang), **dict.fromkeys(EMPTY, "")}
            continue
        assert exact(row["possible"]) == hundredths(scored["possible_hundredths"])
        assert (row["answered"], row["asked"]) == (scored["answered"], scored["asked"])
        if scored["given_at"]:
            assert exact(row["points"]) == hundredths(scored["points_hundredths"])
            share = Decimal(int(scored["points_hundredths"])) / int(scored["max_hundredths"])
            assert abs(exact(row["share"]) - share) < Decimal("1e-12")
        else:
            assert (row["points"], row["share"], scored["points_hundredths"]) == ("–", "–", 0)


HEADINGS = {"max": "book_maximum", "points": "points", "share": "share", "possible": "possible"}
HEADINGS |= {"answered": "answered", "asked": "book_asked"}
EMPTY = ("share", "possible", "answered", "asked")


@pytest.mark.parametrize("name", NAMES)
def test_every_question_stands_there_with_its_points_and_state(name, assessments, oracle):
    assessment = assessments[name]
    rows = table(oracle[name][word("book_sheet_questions", assessment.lang)])
    gaps = assessment.question_gaps().to_dict("records")
    assert list(rows) == [gap["code"] for gap in gaps] and len(rows) == 274
    for gap in gaps:
        row, maximum = rows[gap["code"]], Decimal(gap["max_micro"]).scaleb(-6)
        points = row[word("points", assessment.lang)]
        assert row[word("book_state", assessment.lang)] == word(STATES[gap["state"]], assessment.lang)
        assert exact(row[word("book_maximum", assessment.lang)]) == maximum
        possible = row[word("possible", assessment.lang)]
        if gap["state"] in ("full", "partial", "zero"):
            assert exact(points) == exact(possible) == Decimal(int(gap["points_micro"])).scaleb(-6)
        else:
            open_points = {"unanswered": float(maximum), "not_applicable": 0, "hidden": ""}[gap["state"]]
            assert points == (word("state_not_applicable", assessment.lang) if gap["state"] == "not_applicable" else "")
            assert possible == open_points


@pytest.mark.parametrize("name", NAMES)
def test_the_rating_and_every_distance_are_those_of_scoring(name, assessments, oracle):
    assessment, sheet = assessments[name], oracle[name][word("book_sheet_rating", assessments[name].lang)]
    found = assessment.rating

    def said(name):
        key = "award" if assessment.stage == "VF" else "equivalent"
        return word(key, assessment.lang, category=name) if name else word("no_category", assessment.lang)

    other = next(rule for rule in BOUNDARY_RULES if rule != assessment.rule)
    assert sheet[RATING][1] == said(found.category)
    assert sheet[IF_ALL][1] == said(
        category(assessment.score_rows[TOTAL]["possible_hundredths"], assessment.edition.bands, assessment.rule)
    )
    assert sheet[OTHER][1] == said(category(found.points_hundredths, assessment.edition.bands, other))
    assert sheet[NEXT][1] == (found.next.category if found.next else "–")
    assert exact(sheet[SHORT][1]) == hundredths(found.next.short_hundredths if found.next else 0)
    bands = sheet[BANDS_FIRST : BANDS_FIRST + len(found.distances)]
    for row, distance in zip(bands, found.distances, strict=True):
        assert (row[0], exact(row[5])) == (distance.category, hundredths(distance.start_hundredths))
        assert exact(row[6]) == hundredths(distance.short_hundredths)
        assert row[7] == word("book_no" if distance.short_hundredths else "book_yes", assessment.lang)


@pytest.mark.parametrize("name", NAMES)
def test_what_phones_show_is_what_comes_out(name, written, oracle):
    """The values written beside the formulas are, in every cell of every sheet, those that LibreOffice calculates."""
    for sheet, cached in grids(written[name]).items():
        for line, (ours, theirs) in enumerate(zip(cached, oracle[name][sheet], strict=True), start=1):
            for one, two in zip(ours, theirs, strict=True):
                close = isinstance(one, float) and isinstance(two, float) and abs(one - two) < 1e-12
                assert one == two or close, (sheet, line, one, two)


def test_the_real_recap(oracle):
    summary = {row[0]: row[1] for row in oracle["real"]["Ringkasan"]}
    assert (summary["Pasti"], summary["Masih mungkin"], summary["Nilai maksimal"]) == (769.61, 770.61, 1000)
    assert (summary["Peringkat"], summary["Peringkat berikutnya"]) == ("setara Nindya", "Utama")
    assert summary["Poin yang kurang ke peringkat berikutnya"] == 31.39
    english = {row[0]: row[1] for row in oracle["english"]["Summary"]}
    assert (english["Certain"], english["Rating"]) == (769.61, "equivalent to Nindya")


def test_the_ties_were_ties(assessments):
    """The made-up thirds do round: sums lie between two hundredths, and some exactly in the middle."""
    sums = [
        int(assessment.answers["points_micro"].sum()) for n, assessment in assessments.items() if n.startswith("thirds")
    ]
    parts = [
        int(rows["points_micro"].sum()) % 10_000
        for n, assessment in assessments.items()
        if n.startswith("thirds")
        for _, rows in assessment.answers.groupby(assessment.answers["code"].str.split(".").str[0])
    ]
    assert all(micro % 10_000 for micro in sums)
    assert parts.count(5_000) >= 3


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Workbooks with one input changed by hand, as an official would."""
    require_office()
    real, folder = books.real(), tmp_path_factory.mktemp("changed")
    low = workbook(books.real_without("KD", "25", "26"))
    blocks = workbook(books.only(lambda code: code.startswith("K"), folder / "blocks"))
    indicators = workbook(books.only(lambda code: code.isalnum() and code[0] != "K", folder / "indicators"))
    return calculated(
        {
            "low": low,
            "lower": with_cell(low, "Pertanyaan", "F5", 11),
            "filled": with_cell(workbook(real), "Pertanyaan", "F32", 1),
            "emptied": with_cell(workbook(real), "Pertanyaan", "F5", None),
            "block": with_cell(blocks, "Klaster", "D5", 0.375),
            "indicator": with_cell(indicators, "Indikator", "E5", 0.375),
        },
        tmp_path_factory.mktemp("office"),
    )


def total_of(book):
    summary = {row[0]: row[1] for row in book["Ringkasan"]}
    return summary["Pasti"], summary["Masih mungkin"], summary["Peringkat"]


def test_the_total_and_the_rating_follow_a_changed_answer(changed):
    assert total_of(changed["low"]) == (701.11, 802.11, "setara Nindya")
    assert total_of(changed["lower"]) == (700.11, 801.11, "setara Madya")
    assert table(changed["lower"]["Pertanyaan"])["1.1"]["Keadaan"] == "sebagian"
    assert table(changed["lower"]["Klaster"])["K0"]["Poin"] == 125.91


def test_an_answer_filled_in_closes_the_range_and_one_emptied_opens_it(changed):
    assert total_of(changed["filled"]) == (770.61, 770.61, "setara Nindya")
    assert total_of(changed["emptied"]) == (757.61, 770.61, "setara Nindya")
    assert table(changed["emptied"]["Pertanyaan"])["1.1"]["Keadaan"] == "belum dijawab"
    assert table(changed["emptied"]["Indikator"])["1"]["Terjawab"] == 61


def test_an_input_further_up_counts_too(changed):
    assert total_of(changed["block"])[0] == round(770.36 - 127.66 + 0.38, 2)
    assert table(changed["block"]["Klaster"])["K0"]["Poin"] == 0.38
    assert total_of(changed["indicator"])[0] == round(765.46 - 73.16 + 0.38, 2)
