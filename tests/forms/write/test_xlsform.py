"""The XLSForm of every agency converts with pyxform, and asks for numbers only where there is something to count."""

import io

import pytest
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from kla_lib.forms import shape
from kla_lib.forms.write.xlsform import field_name, xls_form
from tests.forms.filled import EDITION, form

ROLES = shape.roles_asked(EDITION)


def sheet(content, name):
    """A sheet's rows by the names of its columns."""
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()
    return [dict(zip(head, line, strict=True)) for line in rows]


@pytest.mark.parametrize("role", ROLES)
def test_it_converts_without_a_warning(role, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(xls_form(form(role)))
    made = convert(str(path), validate=False)
    assert made.warnings == []
    for node in shape.form_questions(EDITION, role):
        assert f'ref="/data/g_{field_name(node.parent)}/{field_name(node.code)}"' in made.xform


def test_the_same_form_gives_the_same_bytes():
    assert xls_form(form("dinkes")) == xls_form(form("dinkes"))


def test_names_are_unique_and_safe():
    codes = [node.code for node in EDITION.nodes]
    names = {field_name(code) for code in codes}
    assert len(names) == len(codes) and all(name.isidentifier() for name in names)
    assert field_name("21A.4a") == "q_21A_4a"


def test_numbers_are_asked_only_of_what_is_there():
    rows = {line["name"]: line for line in sheet(xls_form(form()), "survey")}
    assert rows["q_4_1_total"]["relevant"] == "${q_4_1} = 'yes' or ${q_4_1} = 'part'"
    assert rows["q_4_1_percent"]["type"] == "decimal" and "<= 100" in rows["q_4_1_percent"]["constraint"]
    assert "${q_4_1_total}" in rows["q_4_1_whole"]["constraint"]
    assert "q_4_4_total" not in rows


def test_both_languages_stand_side_by_side():
    content = xls_form(form())
    for name in ("survey", "choices"):
        for line in sheet(content, name):
            if line.get("type") not in ("calculate", "end_group"):
                assert line["label::Bahasa Indonesia (id)"] and line["label::English (en)"], line
    assert sheet(content, "settings")[0]["default_language"] == "Bahasa Indonesia (id)"


def test_it_says_whose_form_it_is():
    made = form("dinkes")
    rows = {line["name"]: line for line in sheet(xls_form(made), "survey")}
    for key, value in made.identity.items():
        assert rows[f"kla_{key}"]["calculation"] == f"'{value}'"
    assert sheet(xls_form(made), "settings")[0]["form_id"] == "kla_kota_pekanbaru_2026_dinkes"


def test_choices_are_those_of_the_workbook():
    rows = sheet(xls_form(form("hukum")), "choices")
    assert [line["name"] for line in rows if line["list_name"] == rows[0]["list_name"]] == [
        choice.key for choice in shape.answer_type(EDITION, "1.1").choices
    ]
