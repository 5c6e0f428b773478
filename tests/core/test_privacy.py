"""Personal data is hidden, and nothing else is: cases by hand, then what holds of every text.

All numbers are made up: no province has the code 97.
"""

import csv
import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.core.privacy import EMAIL, MARKS, NIK, PHONE, masked, personal_kinds
from kla_lib.instrument import editions

CASES = list(csv.DictReader((Path(__file__).parent / "cases/personal.csv").open(encoding="utf-8")))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Nd",), exclude_characters="@"), max_size=40)
GAPS = st.sampled_from([" ", "-", ".", " - ", "\u00a0", "\u2013"])
DAYS = st.integers(1, 31).flatmap(lambda day: st.sampled_from([day, day + 40]))


@st.composite
def niks(draw):
    """A NIK as people write it: 16 digits, perhaps in groups."""
    area, serial = draw(st.integers(0, 9999)), draw(st.integers(0, 9999))
    born = f"{draw(DAYS):02}{draw(st.integers(1, 12)):02}{draw(st.integers(0, 99)):02}"
    digits, gap = f"97{area:04}{born}{serial:04}", draw(GAPS)
    cuts = draw(st.sampled_from([(), (4, 8, 12), (6, 12), (2, 4, 6, 12)]))
    return gap.join(digits[a:b] for a, b in zip((0, *cuts), (*cuts, 16), strict=True))


@st.composite
def phones(draw):
    """A mobile number: +62, 62 or 0, a prefix, and groups of three or four digits."""
    head, gap = draw(st.sampled_from(["+62 ", "+62", "62", "0"])), draw(GAPS)
    groups = [f"8{draw(st.integers(10, 99))}", *(f"{draw(st.integers(0, 9999)):04}" for _ in range(2))]
    return head + draw(st.sampled_from(["", gap])).join(groups)


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_what_is_personal_is_hidden_and_the_rest_stays(case):
    assert masked(case["text"]) == case["masked"]
    assert ";".join(personal_kinds(case["text"])) == case["kinds"]


def test_there_are_cases_enough_on_both_sides():
    hidden = [case for case in CASES if case["kinds"]]
    assert len(hidden) >= 30 and len(CASES) - len(hidden) >= 30


@given(WORDS, niks(), WORDS)
def test_no_nik_is_left_whatever_stands_around_it(before, nik, after):
    hidden = masked(f"{before}{nik}{after}")
    assert not re.search(r"\d{2}", hidden)
    assert hidden.count(MARKS["id"]) == 1 + (before + after).count(MARKS["id"])


@given(WORDS, phones(), WORDS)
def test_no_phone_is_left_whatever_stands_around_it(before, phone, after):
    text = f"{before} {phone} {after}"
    if not re.search(r"(?i)(rp|idr)[.:]?\s*$", before):
        assert not re.search(r"\d{2}", masked(text)), masked(text)
        assert personal_kinds(text) == (PHONE,)


@given(st.emails(), WORDS)
def test_no_address_is_left(address, after):
    if re.fullmatch(r"[\w.+-]{1,64}@[\w.-]+\.\w{2,}", address):
        text = f"Surel: {address} {after}"
        assert address not in masked(text) and EMAIL in personal_kinds(text)


@given(st.one_of(WORDS, niks(), phones(), st.emails(), st.text(alphabet="0123456789 .-+()@a", max_size=60)))
def test_what_is_hidden_stays_hidden_and_changes_no_more(text):
    hidden = masked(text)
    assert masked(hidden) == hidden and personal_kinds(hidden) == ()
    assert bool(personal_kinds(text)) == (hidden != text)


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["{:f}", "{:,}"]))
def test_points_and_amounts_stay(number, form):
    english = form.format(number)
    for text in (english, english.translate(str.maketrans(",.", ".,")), f"Rp {english}", f"{english} anak"):
        assert masked(text) == text


@given(st.binary(max_size=30))
def test_digests_stay(data):
    digest = hashlib.sha256(data).hexdigest()
    assert masked(f"rekap.csv {digest}") == f"rekap.csv {digest}"


def test_codes_and_labels_of_every_edition_stay():
    for folder in editions.shipped().values():
        for node in editions.load(folder).nodes:
            for text in (node.code, node.label_id, node.label_en, node.note):
                assert masked(text) == text


def test_the_mark_speaks_the_readers_language():
    assert masked("NIK 9799990101900001", "en") == masked(masked("NIK 9799990101900001"), "en") == "NIK [hidden]"
    assert personal_kinds("9799990101900001 contoh@contoh.id 0812-0000-0000") == (NIK, EMAIL, PHONE)


def test_a_long_hostile_text_is_read_once():
    for text in ("1 " * 50_000, "08 12 " * 20_000, "a@" * 50_000, "a@" + "b." * 50_000, "(" * 100_000):
        assert masked(text) == text
