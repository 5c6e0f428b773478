"""The message for the group: what it says, how long it is, and that nothing from a file comes alive in it."""

import dataclasses
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.display.chat_text import LIMIT, defused, utf16_units
from kla_lib.share.whatsapp import message_text

LINKS = re.compile(r"https?://|www\.|@\w|\w\.[^\W\d_]|\d(?:[ .()+/\-‐-―−]{0,2}\d){6,}")
HOSTILE = [
    "*tebal* _miring_ ~coret~ `kode`", "baris\nbaru\r\n> kutipan\n- butir", "https://jahat.example/x wa.me/6281234567",
    "NIK 1471081203040001, tel +62 812-3456-7890", "ibu.contoh@surat.example", "\u202ebalik\u200b\u2066", "😀" * 500, "x" * 5000,
    "kata " * 900, "", "*", "0812 3456 7890", "a.b.c.d.e",
]  # fmt: skip


def renamed(assessment, label, agency, title=None):
    """The assessment with every text that a file can bring replaced."""
    nodes = tuple(dataclasses.replace(n, label_id=label, label_en=label) for n in assessment.edition.nodes)
    agencies = dict.fromkeys(assessment.edition.agencies, (agency, agency))
    edition = dataclasses.replace(assessment.edition, nodes=nodes, agencies=agencies)
    place = assessment.place if title is None else None
    return dataclasses.replace(assessment, edition=edition, place=place, place_slug=title or assessment.place_slug)


def check(message, lines=None):
    assert len(message) <= utf16_units(message) <= LIMIT
    assert all(line.count("*") % 2 == 0 for line in message.splitlines())
    assert not set("_~`") & set(message)
    told = re.sub(r"\d{1,3}(?:[.,]\d+)+", "", message)  # our own figures
    assert not LINKS.search(told), LINKS.search(told)
    assert not re.search("[\u0000-\u0009\u000b-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", message)
    assert lines is None or len(message.splitlines()) == lines


def test_the_message_of_the_real_recap(assessment):
    assert message_text(assessment).splitlines()[:8] == [
        "*KLA Kab. Ogan Ilir 2024*",
        "Evaluasi mandiri (EM): angka kerja",
        "*769,61* dari 1.000 poin, setara Nindya",
        "Kurang *31,39* poin ke Utama (mulai 801)",
        "",
        "*Kekurangan terbesar*",
        "1. *26,60* poin: 26 Penyelenggaraan KLA di Desa/Kelurahan",
        "→ Dinas pemberdayaan masyarakat dan desa (usulan kami), Dinas pemberdayaan perempuan dan perlindungan anak (usulan kami) dan 7 lainnya",
    ]
    assert "*Tenggat:* belum ditetapkan." in message_text(assessment)


@pytest.mark.parametrize("name", ["assessment", "english", "final"])
def test_it_is_short_and_names_the_three_largest_gaps(name, request):
    chosen = request.getfixturevalue(name)
    message = message_text(chosen)
    check(message)
    for row in chosen.gap_rows[:3]:
        assert f": {row['code']} " in message
    assert len(re.findall(r"^\d\. ", message, re.M)) == 3


def test_the_final_stage_is_no_working_figure(final, assessment):
    assert "angka kerja" in message_text(assessment) and "bukan penghargaan" in message_text(assessment)
    assert "angka kerja" not in message_text(final) and "bukan penghargaan" not in message_text(final)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_dead_on_one_line(assessment, text, lang):
    usual = len(message_text(dataclasses.replace(assessment, lang=lang)).splitlines())
    message = message_text(dataclasses.replace(renamed(assessment, text, text, text or None), lang=lang))
    check(message, usual)
    assert "1471081203040001" not in message and "6281234567" not in message and "surat.example" not in message


@pytest.fixture(scope="module")
def made_of(assessment):
    """Makes a message of other texts; a function, because hypothesis prints a whole assessment at length."""
    return lambda label, agency, lang: message_text(
        dataclasses.replace(renamed(assessment, label, agency, label or None), lang=lang)
    )


anything = st.text(max_size=400) | st.text(alphabet="*_~`@.:/0123456789 \n+-ab😀", max_size=400)


@settings(max_examples=60, deadline=None)
@given(label=anything, agency=anything, lang=st.sampled_from(["id", "en"]))
def test_whatever_the_labels_it_fits_and_nothing_comes_alive(made_of, label, agency, lang):
    check(made_of(label, agency, lang))


@given(text=st.text(max_size=300), longest=st.integers(2, 100))
def test_a_dead_text_fits_its_place(text, longest):
    found = defused(text, longest)
    assert utf16_units(found) <= longest and "\n" not in found and found == found.strip()


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("26 Penyelenggaraan KLA", "26 Penyelenggaraan KLA"),
        ("Kab. Ogan Ilir", "Kab. Ogan Ilir"),
        ("lihat jahat.example/x", "lihat jahat. example/x"),
        ("hubungi 0812-3456-7890 segera", "hubungi … segera"),
        ("1.2za dan 21A.4", "1.2za dan 21A.4"),
        ("＊tebal＊ jahat．example ８１２３４５６７８", "tebal jahat. example …"),
        ("0812–3456–7890", "…"),
        ("angka 1.000 dan 12,5", "angka 1.000 dan 12,5"),
    ],
)
def test_dead_cases(text, want):
    assert defused(text, 100) == want


def test_what_is_due_is_said_the_nearest_first_and_still_fits(assessment):
    due = [
        ("forms_back", date(2026, 12, 15)),
        ("EM", date(2027, 3, 31)),
        ("VA", date(2027, 5, 1)),
        ("VF", date(2027, 9, 1)),
    ]
    text = message_text(assessment, due)
    assert "formulir OPD kembali 15 Desember 2026; Evaluasi mandiri (EM) 31 Maret 2027" in text
    assert "2027-" not in text and "September" not in text and utf16_units(text) <= LIMIT
