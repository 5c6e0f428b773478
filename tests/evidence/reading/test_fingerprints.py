"""Fingerprints of texts: what they do not depend on, and what they do."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.evidence.documents import pages_of
from kla_lib.evidence.model import WORD_SLOTS
from kla_lib.evidence.reading import fingerprints
from kla_lib.evidence.reading.fingerprints import PAGE_LETTERS, TEXT_LETTERS, text_prints

(TEXT,) = pages_of("{kop2}\nPekanbaru, 2 Mei 2024\n{isi}\n{cite}")
WORDS = [word for word in TEXT.split() if len(word) > 4 and word.strip(".,;:()").isalpha()]


@pytest.mark.parametrize(
    "change",
    [
        str.upper, str.casefold, lambda t: t.replace(" ", "  "), lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("\n", "\r\n"), lambda t: t.replace("fi", "\ufb01").replace("ff", "\ufb00"),
        lambda t: t.replace("kelangsungan", "kelang\u00adsungan"), lambda t: t.replace("kelangsungan", "kelang-\nsungan"),
        lambda t: t.replace(";", ",").replace(".", ""), lambda t: t + "\n- 3 -", lambda t: "Halaman 1 dari 3\n" + t,
    ],
)  # fmt: skip
def test_the_digest_does_not_depend_on_how_a_text_is_set(change):
    assert text_prints([change(TEXT)]).text_print == text_prints([TEXT]).text_print


@pytest.mark.parametrize("change", [lambda t: t.replace("2024", "2023"), lambda t: t.replace("anak", "perempuan", 1)])
def test_the_digest_depends_on_what_it_says(change):
    assert text_prints([change(TEXT)]).text_print != text_prints([TEXT]).text_print


@given(st.integers(0, 1 << 32))
def test_line_and_page_breaks_do_not_matter(seed):
    chance = random.Random(seed)
    broken = "".join(word + chance.choice((" ", " ", "\n", " \n ")) for word in WORDS)
    cut = chance.randrange(len(WORDS))
    paged = [" ".join(WORDS[:cut]), " ".join(WORDS[cut:])]
    whole = text_prints([" ".join(WORDS)])
    assert text_prints([broken]).text_print == text_prints(paged).text_print == whole.text_print
    assert text_prints([broken]).text_sketch == text_prints(paged).text_sketch == whole.text_sketch


@given(st.lists(st.text(st.characters(codec="ascii", exclude_characters="\r-"), max_size=300), max_size=6))
def test_a_text_of_plain_signs_is_read_as_any_other(lines):
    """Plain signs are read by tables, all else by patterns; a bullet is no word and no digit."""
    pages = [f"Kop {n}\t{n}\nSurat {n} \n{TEXT[: 300 * n]}\n{{0}}\nKaki {n}\n-- {n}.{n}" for n in (1, 2, 3)]
    plain, other = (text_prints([page.format(" ".join(lines) + sign) for page in pages]) for sign in (" .", " \u2022"))
    assert plain == other


@given(st.lists(st.text(max_size=500), max_size=4))
def test_any_text_has_prints_of_the_stated_size(pages):
    found = text_prints(pages)
    assert len(found.text_sketch) in (0, WORD_SLOTS + 1) and all(0 <= slot < 1 << 32 for slot in found.text_sketch)
    assert bool(found.text_print) == (found.letters >= TEXT_LETTERS)


def test_a_page_with_little_text_has_no_print():
    assert [page for page, _ in text_prints(["a" * (PAGE_LETTERS - 1), "b" * PAGE_LETTERS]).page_prints] == [2]


def test_a_page_has_the_same_print_wherever_it_stands():
    one, other = text_prints([TEXT, "x" * 300]), text_prints(["y" * 300, "", TEXT])
    assert dict(one.page_prints)[1] == dict(other.page_prints)[3]


def test_running_lines_are_compared_without_digits_and_blanks_but_line_by_line():
    signs = [chr(code) for code in range(0x11000)]
    left_out = {sign for sign in signs if fingerprints._DIGITS.fullmatch(sign)}
    assert left_out == {sign for sign in signs if re.fullmatch(r"[\d\s]", sign) and sign != "\n"}
