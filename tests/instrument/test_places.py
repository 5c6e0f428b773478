"""Places: the table is whole, and what people write finds the one place meant."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument.places import all_places, all_provinces, find_place

CASES = list(csv.DictReader((Path(__file__).parent / "cases/place_names.csv").read_text("utf-8").splitlines()))
PLACES = list(all_places().values())
BARE = Counter(place.name for place in PLACES)


def refusal(text: str) -> InputFault:
    with pytest.raises(InputFault) as caught:
        find_place(text)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"].strip())
def test_what_people_write_finds_the_place(case: dict[str, str]) -> None:
    assert find_place(case["text"]).title == case["title"]


def test_the_table_holds_every_kabupaten_and_kota_once() -> None:
    assert Counter(place.kind for place in PLACES) == {"kabupaten": 416, "kota": 98}
    assert len({place.code for place in PLACES}) == len({place.slug for place in PLACES}) == 514
    assert len({place.title for place in PLACES}) == 514


def test_each_code_and_slug_is_well_formed() -> None:
    assert [p.slug for p in PLACES if not re.fullmatch(r"(kab|kota)(-[a-z]+)+", p.slug)] == []
    assert [p.code for p in PLACES if not re.fullmatch(p.province_code + r"\.\d\d", p.code)] == []


@pytest.mark.parametrize("form", ["{0.slug}", "{0.code}", "{0.title}", "{0.kind} {0.name}", "{0.kind}-{0.name}."])
def test_each_place_is_found_by_all_its_names(form: str) -> None:
    assert [place.title for place in PLACES if find_place(form.format(place)) != place] == []


def test_provinces_are_38_with_one_name_each() -> None:
    provinces = {province.code: province.name for province in all_provinces().values()}
    assert len(provinces) == 38
    assert provinces["14"] == "Riau"
    assert {(place.province_code, place.province) for place in PLACES} == set(provinces.items())


def test_a_bare_name_of_two_places_is_refused_with_both() -> None:
    twice = [name for name, count in BARE.items() if count > 1]
    faults = {name: refusal(name).problems[0] for name in twice}
    assert len(twice) == 26
    assert {fault.kind for fault in faults.values()} == {"place_ambiguous"}
    for name, fault in faults.items():
        assert set(fault.remedy().split(": ")[1].split(", ")) == {f"Kab. {name}", f"Kota {name}"}


def test_a_bare_name_of_one_place_is_enough() -> None:
    assert [name for name, count in BARE.items() if count == 1 and find_place(name).name != name] == []


@pytest.mark.parametrize(("text", "near"), [("Pekanbru", "Kota Pekanbaru"), ("Kab. Ogan Ilyr", "Kab. Ogan Ilir")])
def test_an_unknown_name_is_refused_with_near_ones(text: str, near: str) -> None:
    fault = refusal(text).problems[0]
    assert fault.kind == "place_unknown"
    assert text in fault.remedy("id")
    assert near in fault.remedy("id")
    assert near in fault.remedy("en")


@pytest.mark.parametrize(("text", "near"), [("16.1", ["16.10 ", "16.01 "]), ("1471", ["14.71 "])])
def test_an_incomplete_code_is_asked_about(text: str, near: list[str]) -> None:
    fault = refusal(text).problems[0]
    assert fault.kind == "place_code"
    assert all(code in fault.remedy("id") for code in near)


@pytest.mark.parametrize("text", ["", "   ", "99.99", "16.99", "Atlantis Raya Sekali"])
def test_nothing_is_guessed(text: str) -> None:
    assert [p.kind for p in refusal(text).problems] == ["place_unknown"]


def test_an_empty_name_is_shown_as_such() -> None:
    assert refusal("  ").problems[0].found == '""'
