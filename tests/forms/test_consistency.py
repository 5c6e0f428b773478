"""Numbers held against one another; the first assessments are figures that were printed of Kota Pekanbaru."""

import pytest

from kla_lib.forms.consistency import check_return
from kla_lib.forms.write.workbook import form_workbook
from tests.forms import made
from tests.forms.filled import EDITION, form, row

# pekanbaru-figures.csv: schools of 2019, assessments of January to June 2023
SCHOOLS = {"answer": "Ada", "total": 248, "whole": 1238, "percent": 35}
KINDS = {"kasus_anak": 79, "kasus_seksual": 28, "kasus_hak_anak": 26, "kasus_fisik": 11, "kasus_psikis": 8,
         "kasus_hak_asuh": 6, "kasus_abh": 1, "kasus_lain": 0}  # fmt: skip
COLUMNS = {"answer": "C", "male": "D", "female": "E", "total": "F", "whole": "G", "percent": "H"}

ANSWERS = [  # fields of question 25.5, and what is found: kind and column
    ({"answer": "Ada", "total": 12, "whole": 15, "percent": 80}, []),
    ({"answer": "Ada", "total": 248, "whole": 1238, "percent": 20}, []),
    (SCHOOLS, [("check_percent", "H")]),
    ({"answer": "Ada", "total": 16, "whole": 15}, [("check_part", "F")]),
    ({"answer": "Ada", "total": 16, "whole": 15, "percent": 80}, [("check_part", "F"), ("check_percent", "H")]),
    ({"answer": "Ada", "total": 0, "whole": 0, "percent": 0}, [("check_whole_zero", "G")]),
    ({"answer": "Ada", "total": 0, "whole": 0}, []),
    ({"answer": "Belum ada", "total": 3, "whole": 15}, [("check_no", "F")]),
    ({"answer": "Belum ada", "total": 0}, []),
    ({"answer": "Belum ada"}, []),
    ({"answer": "Tidak berlaku", "total": 0}, [("check_not_applicable", "F")]),
    ({"total": 12, "whole": 15, "percent": 80}, [("check_no_answer", "F")]),
    ({"answer": "sudah", "total": 12, "whole": 15}, []),
    ({"answer": "Sebagian", "total": 12}, []),
]
SEXES = [  # males, females, total of question 4.1
    ((120, 110, 230), []), ((121, 110, 230), ["check_sexes"]), ((None, 110, 230), []), ((231, None, 230), ["check_sexes"]),
    ((120, 110, None), []), ((None, None, 230), []), ((0, 0, 0), []), ((0, 0, 1), ["check_sexes"]),
]  # fmt: skip
FIGURES = [  # id: total, whole or last year's; what is found
    (KINDS, ["kasus_anak: check_kinds"]),
    ({**KINDS, "kasus_anak": 80}, []),
    ({"kasus_anak": 107, "kasus_seksual": 36}, []),
    ({"kasus_anak": 33, "kasus_seksual": 36}, ["kasus_anak: check_kinds"]),
    ({"kasus_seksual": 28, "kasus_fisik": 11}, []),
]


def answered(fields):
    made_form = made.MADE
    cells = {("Jawaban", f"{COLUMNS[name]}{row(made_form, '25.5')}"): value for name, value in fields.items()}
    return made.read(form_workbook(form(made.ROLE, filled=cells)))


@pytest.mark.parametrize(("fields", "wanted"), ANSWERS)
def test_an_answer_and_its_numbers(fields, wanted):
    line = row(made.MADE, "25.5")
    found = [(p.kind, p.where.cell) for p in check_return(answered(fields), EDITION)]
    assert found == [(kind, f"{column}{line}") for kind, column in wanted]


def test_the_percentage_that_follows_is_named():
    problem = check_return(answered(SCHOOLS), EDITION)[0]
    assert "20,0%" in problem.remedy("id") and "20.0%" in problem.remedy("en")
    assert "248" in problem.expected("id") and problem.found == "35"


@pytest.mark.parametrize(("numbers", "wanted"), SEXES)
def test_boys_and_girls_are_the_total(numbers, wanted):
    line = row(made.MADE, "4.1")
    cells = {("Jawaban", f"{c}{line}"): v for c, v in zip("DEF", numbers, strict=True) if v is not None}
    returned = made.read(form_workbook(form(made.ROLE, filled={**cells, ("Jawaban", f"C{line}"): "Ada"})))
    assert [p.kind for p in check_return(returned, EDITION)] == wanted


@pytest.mark.parametrize(("numbers", "wanted"), FIGURES)
def test_kinds_add_up_to_their_total(numbers, wanted):
    asked = form("uptd_ppa")
    rows = {quantity.id: 5 + n for n, quantity in enumerate(asked.quantities)}
    cells = {("Angka", f"F{rows[name]}"): number for name, number in numbers.items()}
    found = check_return(made.read(form_workbook(form("uptd_ppa", filled=cells))), EDITION)
    assert [f"{dict(p.values)['code']}: {p.kind}" for p in found] == wanted
    assert all(p.where.cell == f"F{rows['kasus_anak']}" for p in found)


@pytest.mark.parametrize(
    ("now", "last", "wanted"),
    [(100, 50, []), (101, 50, ["check_last"]), (50, 100, []), (49, 100, ["check_last"]), (0, 3, ["check_last"]),
     (3, 0, []), (0, 0, []), (5, None, [])],
)  # fmt: skip
def test_this_year_against_last(now, last, wanted):
    cells = {("Angka", "F5"): now} | ({("Angka", "G5"): last} if last is not None else {})
    returned = made.read(form_workbook(form(made.ROLE, filled=cells)))
    problems = check_return(returned, EDITION)
    assert [(p.kind, p.severity) for p in problems] == [(kind, "warning") for kind in wanted]


def test_a_part_is_not_above_its_whole_for_boys_and_girls_alike():
    cells = {("Angka", made.figure("anak", c)): v for c, v in zip("DEF", (10, 20, 30), strict=True)}
    cells |= {("Angka", made.figure("anak_kia", c)): v for c, v in zip("DEF", (11, 9, 20), strict=True)}
    problems = check_return(made.read(form_workbook(form(made.ROLE, filled=cells))), EDITION)
    assert [(p.kind, p.where.cell) for p in problems] == [("check_quantity_part", made.figure("anak_kia", "D"))]
