"""The shape of the forms: every question has an answer type, an agency its questions, a layout its own hash."""

import shutil

import pytest

from kla_lib.forms import shape
from kla_lib.instrument import editions
from kla_lib.instrument.checks import FORM_TABLES, PARTS
from kla_lib.local import form_fields

EDITION = editions.load(editions.folder_of("2023"))
OLD = editions.load(editions.folder_of("2018"))
ALL = ("male", "female", "total", "whole", "percent")

TYPES = {  # code: first choice, last choices, number columns
    "1.1": ("Peraturan Daerah", "Belum ada", ()),
    "2.1": ("Ada", "Belum ada", ()),
    "2.2": ("Ada", "Belum ada", ("total", "whole", "percent")),
    "4.1": ("Ada", "Belum ada", ALL),
    "12.1": ("Ada", "Belum ada", ("total", "whole", "percent")),
    "12.4": ("Ada", "Belum ada", ("male", "female", "total")),
    "14.7": ("Ada", "Belum ada", ("total",)),
    "17.5": ("Masih ada", "Tidak ada", ()),
    "24A.4": ("Masih ada", "Tidak ada", ("male", "female", "total")),
    "26.15": ("Ada", "Belum ada", ("total", "whole", "percent")),
}


@pytest.mark.parametrize(("code", "wanted"), TYPES.items())
def test_how_a_question_is_answered(code, wanted):
    kind = shape.answer_type(EDITION, code)
    labels = [choice.label() for choice in kind.choices]
    assert (labels[0], labels[-2], kind.parts) == wanted
    assert labels[-1] == "Tidak berlaku"
    assert kind.wants_numbers == bool(wanted[2])


def test_every_question_has_a_type_of_its_own_kind():
    for node in EDITION.at("question"):
        assert node.code in EDITION.answers or node.kind in EDITION.answers, node.code
        assert {c.means for c in shape.answer_type(EDITION, node.code).choices} >= {"yes", "no", "not_applicable"}


def test_columns_open_in_the_order_they_stand():
    for _, parts in EDITION.answers.values():
        assert list(parts) == [part for part in PARTS if part in parts]
    assert list(form_fields.NUMBERS) == list(PARTS)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Ada", "yes"), (" belum  ADA ", "not_yet"), ("Not yet", "not_yet"), ("tidak berlaku", "not_applicable"),
     ("part", "part"), ("mungkin", None), ("", None)],
)  # fmt: skip
def test_a_choice_is_found_in_both_languages_whatever_its_spaces(text, key):
    found = shape.answer_type(EDITION, "2.1").find(text)
    assert (found.key if found else None) == key


def test_no_text_of_a_drop_down_means_two_things():
    for node in EDITION.at("question"):
        choices = shape.answer_type(EDITION, node.code).choices
        texts = [{c.key.casefold(), c.label_id.casefold(), c.label_en.casefold()} for c in choices]
        assert sum(map(len, texts)) == len(set().union(*texts)), node.code


def test_an_edition_without_tables_is_answered_by_yes_in_part_not_yet():
    kind = shape.answer_type(OLD, OLD.nodes[0].code)
    assert [c.label("en") for c in kind.choices] == ["Yes", "In part", "Not yet", "Does not apply"]
    assert [c.means for c in kind.choices] == ["yes", "part", "no", "not_applicable"]
    assert not kind.wants_numbers and not OLD.quantities


def test_an_agency_gets_its_questions_in_the_instrument_s_order():
    order = [node.code for node in EDITION.at("question")]
    for role in shape.roles_asked(EDITION):
        codes = [node.code for node in shape.form_questions(EDITION, role)]
        assert codes == sorted(codes, key=order.index)
        assert all(role in EDITION.by_code[code].agencies for code in codes)


def test_every_question_is_asked_of_an_office():
    asked = {n.code for role in shape.roles_asked(EDITION) for n in shape.form_questions(EDITION, role)}
    assert asked == {node.code for node in EDITION.at("question")}
    assert shape.unasked(EDITION) == []


def test_a_place_s_own_duties_count_instead():
    duties = {"4.1": ("dinkes", "dp3a"), "1.1": ("hukum",)}
    assert shape.roles_asked(EDITION, duties) == ["dp3a", "dinkes", "hukum"]
    assert [n.code for n in shape.form_questions(EDITION, "dp3a", duties)] == ["4.1"]
    assert shape.leads("dinkes", "4.1", duties) and not shape.leads("dp3a", "4.1", duties)
    assert not shape.leads("dinkes", "9.9", duties)
    assert len(shape.unasked(EDITION, duties)) == 272


def test_an_unknown_role_of_a_place_comes_last():
    assert shape.roles_asked(EDITION, {"4.1": ("baru", "dp3a")}) == ["dp3a", "baru"]


def test_the_identity_says_who_and_what():
    found = shape.identity("kota-pekanbaru", "2026", EDITION, "dinkes")
    assert tuple(found) == form_fields.IDENTITY_KEYS
    assert found["edition_digest"] == EDITION.digest and len(found["layout_hash"]) == 64


def test_another_layout_has_another_hash():
    base = form_fields.layout_hash(["4.1", "4.2"], ["anak"])
    others = [(["4.2", "4.1"], ["anak"]), (["4.1"], ["anak"]), (["4.1", "4.2"], []), (["4.1", "4.2", "anak"], [])]
    assert len({base, *(form_fields.layout_hash(*other) for other in others)}) == 5
    assert base == form_fields.layout_hash(("4.1", "4.2"), ("anak",))


def test_quantities_hang_together():
    known = {quantity.id: quantity for quantity in EDITION.quantities}
    asked = set(shape.roles_asked(EDITION))
    for one in EDITION.quantities:
        assert one.source in EDITION.sources and set(one.agencies) <= asked
        assert one.label("id") and one.label("en") and one.unit
        for other in filter(None, (one.total_id, one.whole_id)):
            assert known[other].unit == one.unit or other == "penduduk"
            assert set(one.agencies) <= set(known[other].agencies) or other in ("penduduk", "sekolah"), one.id
    kinds = [quantity.id for quantity in EDITION.quantities if quantity.total_id == "kasus_anak"]
    assert len(kinds) == 7


def test_every_question_asks_for_evidence():
    assert shape.evidence_kinds(EDITION, "1.1") == ("document",)
    assert shape.evidence_kinds(EDITION, "4.1") == EDITION.evidence["4.1"]
    assert all(shape.evidence_kinds(EDITION, node.code) for node in EDITION.at("question"))


FAULTS = {  # table: a line to add, the kind of problem, what it names
    "choices.csv": [
        ("yes,Ya,Yes,yes,form-own", "double_row", "yes"),
        ("x,X,X,perhaps,form-own", "value", "perhaps"),
        ("x,X,X,yes,nowhere", "source", "nowhere"),
    ],
    "answers.csv": [
        ("9.99,yes,,form-own", "value", "9.99"),
        ("4.4,yes;maybe,,form-own", "value", "maybe"),
        ("4.4,yes,boys,form-own", "value", "boys"),
        ("plan,yes,,form-own", "double_row", "plan"),
    ],
    "quantities.csv": [
        ("x,X,X,anak,dinas_x,,,,form-own", "value", "dinas_x"),
        ("x,X,X,anak,dinkes,y,,,form-own", "value", "y"),
        ("x,X,X,anak,dinkes,,z,,form-own", "value", "z"),
        ("x,X,X,anak,dinkes,,,4.99,form-own", "value", "4.99"),
        ("anak,X,X,anak,dinkes,,,,form-own", "double_row", "anak"),
    ],
}


@pytest.mark.parametrize(
    ("table", "line", "kind", "found"),
    [(t, *assessment) for t, assessments in FAULTS.items() for assessment in assessments],
)
def test_a_faulty_table_is_told_with_its_cell(tmp_path, table, line, kind, found):
    folder = tmp_path / "2023"
    shutil.copytree(editions.folder_of("2023"), folder)
    with (folder / table).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    _, problems = editions.examine(folder)
    told = [(p.kind, p.found, p.where.file) for p in problems]
    assert (kind, found, table) in told and {one[0] for one in told} == {kind}


def test_the_tables_are_part_of_the_edition_s_digest(tmp_path):
    folder = tmp_path / "2023"
    shutil.copytree(editions.folder_of("2023"), folder)
    digests = {editions.digest(folder)}
    for name in FORM_TABLES:
        (folder / name).unlink()
        digests.add(editions.digest(folder))
    assert len(digests) == 1 + len(FORM_TABLES)
