"""The lowest floor: a fault says the same in both languages, each in its own form."""

import pickle

import pytest

from kla_lib.core.problems import InputFault, Where, errors, message, problem


@pytest.mark.parametrize(
    ("made", "indonesian", "english"),
    [
        (problem("max_sum", found="96.5", total="1097.25", code="1.1"), "1097,25: jumlah bagian-bagian 1.1",
         "1097.25: the sum of the parts of 1.1"),
        (problem("sheet_large", found="x", rows=10000, columns=200), "paling banyak 10.000 baris dan 200 kolom",
         "at most 10,000 rows and 200 columns"),
        (problem("value", found="fr", known="1.1, 2.2"), "salah satu dari: 1.1, 2.2", "one of: 1.1, 2.2"),
        (problem("points_above", found="7", code="4.1", max="1000"), "nilai 4.1 paling tinggi 1000",
         "at most 1000 points for 4.1"),
    ],
)  # fmt: skip
def test_figures_and_counts_follow_the_language_and_codes_do_not(made, indonesian, english):
    assert (made.expected("id"), made.expected("en")) == (indonesian, english)


def test_a_value_that_is_words_comes_in_both_languages():
    made = problem("period_unknown", found="2020", known="2018", note_id=" Belum pasti.", note_en=" It is open.")
    assert made.remedy("id").endswith("untuk Anda). Belum pasti.")
    assert made.remedy("en").endswith("it for you). It is open.")


@pytest.mark.parametrize("values", [{}, {"know": "x"}])
def test_a_placeholder_left_out_is_an_error_where_the_problem_is_made(values):
    with pytest.raises(KeyError):
        problem("value", found="x", **values)


def test_a_kind_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        problem("no_such_kind")


def test_braces_in_what_was_found_are_text():
    assert "{known}" in problem("value", found="{known}{0}", known="a").remedy("en")


def test_severity_comes_from_the_table_and_words_from_the_catalogue():
    made = problem("row_remark", Where("a.csv", "", "A1"), "x")
    assert made.severity == "info" and errors([made, problem("max_missing", found="1")])[0].kind == "max_missing"
    assert made.as_dict("en")["expected"] == message("problem.row_remark.expected", "en")


def test_a_fault_is_printed_as_kla_check_prints_it_errors_first():
    """By Python, and in place of a traceback by IPython."""
    warning, error = (
        problem("row_remark", Where("a.csv", "", "A1"), "x"),
        problem("value", Where(cell="lang"), "fr", known="id"),
    )
    fault = InputFault([warning, error], "en")
    lines = fault._render_traceback_()
    assert str(fault) == "\n".join(lines) and lines[:2] == ["Error: lang: found “fr”", "  expected: one of: id"]
    assert lines[3] == "Note: a.csv, A1: found “x”" and str(InputFault([error])).startswith(
        "Salah: lang: ditemukan “fr”"
    )
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)
