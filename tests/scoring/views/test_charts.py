"""Charts: the same bytes each time, small, readable on a phone, and their text tells the message with its figures."""

import base64
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from kla_lib.display.canvas import SMALL, WIDTH, Canvas, text_width, wrapped
from kla_lib.display.chart import PNG, SVG, Chart, finish, png_bytes
from kla_lib.display.html import Html
from kla_lib.scoring.views.charts import bars, ladder, stages_chart
from kla_lib.scoring.views.history import award_steps
from kla_lib.scoring.views.pairs import pairs_chart

PHONE = 328
READABLE = 10.5


@pytest.fixture
def charts(assessment, final, pekanbaru):
    made = [
        ladder(assessment),
        ladder(final),
        bars(assessment),
        bars(assessment, "K5"),
        bars(final, "K3"),
        stages_chart(final),
    ]
    return [*made, award_steps(pekanbaru), pairs_chart(pekanbaru)]


def test_they_are_svg_that_parses_and_holds_no_script(charts):
    for chart in charts:
        assert chart.kind == SVG and len(chart.content) < 20_000
        tags = {element.tag.split("}")[1] for element in ET.fromstring(chart.content).iter()}
        assert tags <= {"svg", "style", "path", "text", "defs", "g"}


def test_their_text_can_be_read_on_a_phone(charts):
    assert SMALL * PHONE / WIDTH >= READABLE
    for chart in charts:
        sizes = [float(s) for s in re.findall(r"font-size:([\d.]+)px", chart.content.decode())]
        assert sizes and min(sizes) >= SMALL


def test_no_text_leaves_the_picture(charts):
    for chart in charts:
        for text in ET.fromstring(chart.content).iter("{http://www.w3.org/2000/svg}text"):
            x, style = float(text.get("x", "-1")), text.get("style", "")
            size = float(re.search(r"font-size:([\d.]+)", style)[1])
            width = text_width(text.text, size, "font-weight:700" in style)
            left = x - width * (0.5 if "middle" in style else 1 if "anchor:end" in style else 0)
            assert left >= -3 and left + width <= WIDTH + 3, text.text


def test_colours_follow_the_readers_page(charts):
    for chart in charts:
        text = chart.content.decode()
        assert "prefers-color-scheme:dark" in text
        drawn = text.split("</style>")[1]
        assert not re.search(r"#[0-9a-f]{6}", drawn), "a colour without a dark form"


def test_alternative_texts_tell_the_message_with_its_figures(assessment, final, pekanbaru):
    told = ladder(assessment).alt
    assert all(part in told for part in ("769,61", "setara Nindya", "770,61", "31,39", "Utama", "801"))
    assert all(part in bars(assessment).alt for part in ("Klaster II", "62,20", "126,91–127,91", "68,50 dari 100"))
    assert all(part in stages_chart(final).alt for part in ("EM → VF", "Kelembagaan"))
    assert all(
        part in award_steps(pekanbaru).alt for part in ("2017 Pratama (rendah)", "2018 Madya", "2020 tidak ada putaran")
    )
    assert all(
        part in pairs_chart(pekanbaru).alt
        for part in ("65,9%", "100,0%", "EM 959,60 menjadi VA 663,30", "EM 913,00 menjadi VF 602,00")
    )


def test_every_published_pair_is_drawn(pekanbaru):
    from kla_lib.instrument.published import pairs

    drawn = pairs_chart(pekanbaru).content.decode()
    for place, year, stage in zip(*(pairs()[column] for column in ("place", "year", "stage")), strict=True):
        assert f"{place} {year} · EM → {stage}" in drawn


def test_too_little_to_draw_is_said_in_words(assessment, pekanbaru, home):
    from kla_lib.scoring.assessment import open_assessment

    assert isinstance(stages_chart(assessment), Html) and "Evaluasi mandiri (EM)" in stages_chart(assessment).text
    assert isinstance(stages_chart(pekanbaru), Html)
    assert isinstance(award_steps(open_assessment(home, period="2024", place="kab-ogan-ilir", lang="id")), Html)


def test_the_way_to_the_next_step_is_drawn_wherever_one_stands(assessment, final):
    assert "31,39 lagi" in ladder(assessment).content.decode()
    assert " lagi" in ladder(final).content.decode()


def test_a_figure_that_is_not_known_is_drawn_dashed(assessment):
    import dataclasses

    answers = assessment.answers[assessment.answers["code"] == "K2"].assign(status="answered", points_micro=90_000_000)
    recap = dataclasses.replace(assessment.recap, answers=answers)
    chart = bars(dataclasses.replace(assessment, recaps={assessment.stage: recap}), "K2")
    assert "dasharray" in chart.content.decode() and "Belum ada angka" in chart.alt


@pytest.mark.slow
def test_the_same_drawing_gives_the_same_bytes_in_another_process(assessment, home):
    code = (
        "import hashlib, sys; from kla_lib.scoring.assessment import open_assessment; from kla_lib.scoring.views.charts import bars, ladder\n"
        f"case = open_assessment({str(home)!r}, period='2024', place='kab-ogan-ilir', lang='id')\n"
        "print(hashlib.sha256(bars(case).content + ladder(case).content).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "ab"
    ]
    assert runs[0] == runs[1] and len(runs[0]) == 65
    assert bars(assessment).content == bars(assessment).content


def test_a_dense_drawing_becomes_a_png_when_that_is_smaller():
    canvas = Canvas(200)
    for n in range(3000):
        canvas.dot(n % 340, n % 197, "ink", 1)
    chart = finish(canvas, "alt", "caption", "id")
    assert chart.kind == PNG and chart.content.startswith(b"\x89PNG")
    assert chart.content == png_bytes(canvas), "and the same each time"


def test_notebooks_get_image_alternative_text_caption_and_size():
    data, about = Chart(SVG, b"<svg/>", 120, "pesan", "judul")._repr_mimebundle_()
    assert data == {SVG: "<svg/>", "text/plain": "pesan"}
    assert about == {SVG: {"alt": "pesan", "caption": "judul", "width": WIDTH, "height": 120}}
    data, _ = Chart(PNG, b"\x89PNG", 120, "pesan", "judul")._repr_mimebundle_()
    assert base64.b64decode(data[PNG]) == b"\x89PNG"


def test_text_from_files_is_escaped_in_pictures(hostile):
    assert b"<script" not in bars(hostile).content and b"<img" not in bars(hostile).content
    ET.fromstring(bars(hostile, "K2").content)


def test_dollar_signs_are_no_mathematics():
    canvas = Canvas(40)
    canvas.text(0, 20, r"Rp $x^2$ \frac")
    assert r"Rp $x^2$ \frac" in finish(canvas, "", "", "id").content.decode()


def test_numbers_inside_texts_keep_their_places():
    canvas = Canvas(40)
    canvas.text(0, 20, "1.000 dan 0.123456")
    assert "1.000 dan 0.123456" in finish(canvas, "", "", "id").content.decode()


@pytest.mark.parametrize(
    ("text", "lines", "shown"),
    [
        ("satu", 2, ["satu"]),
        ("satu dua tiga empat", 2, ["satu dua", "tiga empat"]),
        ("satu dua tiga empat lima", 1, ["satu dua t…"]),
    ],
)
def test_long_labels_are_broken_and_cut_with_an_ellipsis(text, lines, shown):
    assert wrapped(text, 75, lines=lines) == shown


def test_a_word_wider_than_the_line_stays_whole():
    assert wrapped("Pertanggungjawaban", 10, lines=1) == ["Pertanggungjawaban"]
