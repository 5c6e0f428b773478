"""The same text and the same page in two files: against brute force, and on made documents that are nearly the same."""

import random
import re
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.evidence.documents import made, pages_of, pieces
from kla_lib.evidence.alike.texts import MOST_SHARING, SAME_WORDS, common_pages, text_twins
from kla_lib.evidence.model import WORD_SLOTS, EvidenceFile, Measured, Scan
from kla_lib.evidence.reading.fingerprints import text_prints
from kla_lib.evidence.reading.office import measure_office
from kla_lib.evidence.reading.pdf import measure_pdf

FORM = "{kop2}\nBERITA ACARA\nNomor : %d/BA/2024\n{isi}\n{cite}\nNama : %s\nJabatan : Ketua Forum Anak\n{isi}\nPekanbaru, %d Mei 2024"
CERTIFICATE = (
    "SERTIFIKAT\ndiberikan kepada\n%s\natas partisipasi dalam pelatihan konvensi hak anak\n{isi}\n{isi}\n{cite}"
)
NAMES = ["Ani Contoh", "Budi Contoh", "Sari Contoh", "Dewi Contoh", "Eka Contoh"]


def scan(*measured, order=None):
    """A scan in which each content stands once, or as often and in the order that is given."""
    contents = {one.sha256: one for one in measured}
    names = order or list(contents)
    return Scan(tuple(EvidenceFile(f"1.1/{n}.pdf", "1.1", sha) for n, sha in enumerate(names)), contents)


@cache
def of(sha, *pages):
    """A measured text of pages."""
    prints = text_prints(pages)
    return Measured(
        sha, 1, "text", letters=prints.letters, text_print=prints.text_print,
        text_sketch=prints.text_sketch, page_prints=prints.page_prints,
    )  # fmt: skip


def told(twins):
    return [(t.first, t.second, t.how, t.first_page, t.second_page) for t in twins]


@cache
def text(seed, words=120):
    chance = random.Random(seed)
    return " ".join("".join(chance.choice("abdegiklmnprstu") for _ in range(6)) for _ in range(words))


def test_the_same_text_in_another_format_is_known_again(tmp_path):
    pages = pages_of("{kop2}\nPekanbaru, 2 Mei 2024\n{isi}\n{isi}\n{cite}")
    measured = []
    for kind in ("pdf", "docx", "odt", "txt"):
        path = tmp_path / kind
        path.write_bytes(made(kind, pages, 1))
        found = measure_pdf(path) if kind == "pdf" else measure_office(path, "text" if kind == "txt" else kind)
        measured.append(Measured(kind, 1, found.content, text_print=found.text_print, text_sketch=found.text_sketch))
    assert [(t.first, t.second, t.how) for t in text_twins(scan(*measured))] == [
        (a, b, "same_text") for a, b in combinations(range(4), 2)
    ]


@pytest.mark.parametrize("template", [FORM, CERTIFICATE, FORM + "\n{isi}" * 40])
def test_one_form_filled_differently_is_not_the_same_text(template):
    filled = [template % ((n, name, n) if "%d" in template else name) for n, name in enumerate(NAMES, start=3)]
    assert text_twins(scan(*(of(str(n), *pages_of(one)) for n, one in enumerate(filled)))) == []


def test_a_slip_mended_is_still_the_same_text():
    (page,) = pages_of(FORM % (1, "Ani Contoh", 2))
    mended = page.replace("berkomitmen", "berniat", 1)
    assert told(text_twins(scan(of("a", page), of("b", mended)))) == [(0, 1, "same_text", 0, 0)]


def test_running_heads_and_page_numbers_do_not_make_another_text():
    pages = [text(n) for n in range(5)]
    headed = [f"PEMERINTAH KOTA CONTOH {n}\n{page}\n- {n} -" for n, page in enumerate(pages, start=1)]
    assert told(text_twins(scan(of("a", *pages), of("b", *headed)))) == [(0, 1, "same_text", 0, 0)]


def test_a_page_in_two_files_is_told_once_and_where_it_stands():
    one, other = of("a", text(1), text(2), text(3)), of("b", text(4), text(3))
    assert told(text_twins(scan(one, other))) == [(0, 1, "same_page", 3, 2)]


def test_a_page_twice_in_one_file_is_no_twin():
    assert text_twins(scan(of("a", text(1), text(1)))) == []


def test_files_of_the_same_bytes_are_left_to_others():
    twins = text_twins(scan(of("a", text(1)), of("b", text(1).upper()), order=["a", "a", "b"]))
    assert [(t.first, t.second) for t in twins] == [(0, 2), (1, 2)]


def test_a_law_that_everybody_attaches_is_none():
    law = text(99)
    many = [of(str(n), text(n), law) for n in range(MOST_SHARING + 1)]
    assert text_twins(scan(*many)) == []
    assert len(common_pages({one.sha256: one for one in many})) == 1
    assert len(text_twins(scan(*many[1:]))) == MOST_SHARING * (MOST_SHARING - 1) // 2


def brute(scanned):
    """What is asked for, by looking at every pair of files."""
    common, found = common_pages(scanned.measured), []
    for a, b in combinations(range(len(scanned.files)), 2):
        one, other = (scanned.measured[scanned.files[at].sha256] for at in (a, b))
        same = sum(x == y for x, y in zip(one.text_sketch[:-1], other.text_sketch[:-1], strict=False)) / WORD_SLOTS
        near = one.text_sketch[-1:] == other.text_sketch[-1:] != () and same >= SAME_WORDS
        shared = ({d for _, d in one.page_prints} & {d for _, d in other.page_prints}) - common
        if one.sha256 != other.sha256 and ((one.text_print and one.text_print == other.text_print) or near):
            found.append((a, b, "same_text"))
        elif one.sha256 != other.sha256 and shared:
            found.append((a, b, "same_page"))
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=3), min_size=1, max_size=14), st.integers(0, 5))
def test_it_finds_what_looking_at_every_pair_finds(books, again):
    measured = [of(str(n), *(text(page) for page in book)) for n, book in enumerate(books)]
    scanned = scan(*measured, order=[one.sha256 for one in measured] + [measured[0].sha256] * min(again, 3))
    assert [(t.first, t.second, t.how) for t in text_twins(scanned)] == brute(scanned)


def test_nothing_of_the_text_stays():
    (page,) = pages_of(FORM % (1, "Ani Contoh", 2))
    assert not re.search("contoh|forum", repr(of("a", page)), re.I)
    assert pieces()
