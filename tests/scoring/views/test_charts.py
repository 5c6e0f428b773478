"""Charts: the same bytes each time, small, readable on a phone, and their text tells the message with its figures."""

import base64
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure
from PIL import Image

from kla_lib.display.palette import COLOURS
from kla_lib.display.plot import PNG, SMALL, SVG, WIDTH, Plot, draw, text_width, wrapped
from kla_lib.display.svg import themed
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
        assert isinstance(chart, Plot) and not chart.empty and len(chart.svg) < 20_000
        tags = {element.tag.split("}")[1] for element in ET.fromstring(chart.svg).iter()}
        assert tags <= {"svg", "path", "text", "defs", "g", "use", "pattern", "rect"}


def test_their_text_can_be_read_on_a_phone(charts):
    assert SMALL * PHONE / WIDTH >= READABLE
    for chart in charts:
        sizes = [float(s) for s in re.findall(r'font-size="([\d.]+)px"', chart.svg)]
        assert sizes and min(sizes) >= SMALL


def test_no_text_leaves_the_picture(charts):
    for chart in charts:
        for text in ET.fromstring(chart.svg).iter("{http://www.w3.org/2000/svg}text"):
            x, size = float(text.get("x")), float(text.get("font-size").removesuffix("px"))
            width = text_width(text.text, size, text.get("font-weight") == "700")
            left = x - width * {"middle": 0.5, "end": 1}.get(text.get("text-anchor"), 0)
            assert left >= -3 and left + width <= WIDTH + 3, text.text


def test_colours_are_plain_and_follow_the_page_that_asks_for_it(charts):
    """A program that knows no CSS shows the light colours; a page adds the dark form of each."""
    light = {pair[0] for pair in COLOURS.values()}
    for chart in charts:
        assert "var(" not in chart.svg and "<style" not in chart.svg
        for element in ET.fromstring(chart.svg).iter():
            for kind in ("fill", "stroke"):
                colour = element.get(kind, "none")
                if colour.startswith("#"):
                    role = next(name for name, pair in COLOURS.items() if pair[0] == colour)
                    assert colour in light and f"{kind[0]}-{role}" in element.get("class")
                    assert f".{kind[0]}-{role}{{{kind}:{COLOURS[role][1]}}}" in themed(chart.svg)


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

    drawn = pairs_chart(pekanbaru).svg
    for place, year, stage in zip(*(pairs()[column] for column in ("place", "year", "stage")), strict=True):
        assert f"{place} {year} · EM → {stage}" in drawn


def test_too_little_to_draw_is_said_in_words(assessment, pekanbaru, home):
    from kla_lib.scoring.assessment import open_assessment

    ogan_ilir = open_assessment(home, period="2024", place="kab-ogan-ilir", lang="id")
    for empty in (stages_chart(assessment), stages_chart(pekanbaru), award_steps(ogan_ilir)):
        assert isinstance(empty, Plot) and empty.empty and empty.data.empty
        assert empty.alt in empty._repr_mimebundle_()[0]["text/html"]
    assert "Evaluasi mandiri (EM)" in stages_chart(assessment).alt


def test_the_way_to_the_next_step_is_drawn_wherever_one_stands(assessment, final):
    assert "31,39 lagi" in ladder(assessment).svg
    assert " lagi" in ladder(final).svg


def test_a_figure_that_is_not_known_is_drawn_dashed(assessment):
    import dataclasses

    answers = assessment.answers[assessment.answers["code"] == "K2"].assign(status="answered", points_micro=90_000_000)
    recap = dataclasses.replace(assessment.recap, answers=answers)
    chart = bars(dataclasses.replace(assessment, recaps={assessment.stage: recap}), "K2")
    assert "dasharray" in chart.svg and "Belum ada angka" in chart.alt


@pytest.mark.slow
def test_the_same_drawing_gives_the_same_bytes_in_another_process(assessment, home):
    code = (
        "import hashlib, sys; from kla_lib.scoring.assessment import open_assessment; from kla_lib.scoring.views.charts import bars, ladder\n"
        f"case = open_assessment({str(home)!r}, period='2024', place='kab-ogan-ilir', lang='id')\n"
        "print(hashlib.sha256((bars(case).svg + ladder(case).svg).encode()).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "ab"
    ]
    assert runs[0] == runs[1] and len(runs[0]) == 65
    assert bars(assessment).svg == bars(assessment).svg


def test_notebooks_get_image_alternative_text_caption_and_size():
    plot = draw(None, 120).done(pd.DataFrame(), "pesan", "judul", "id")
    data, about = plot._repr_mimebundle_()
    assert data == {SVG: plot.svg, "text/plain": "pesan"}
    assert about == {SVG: {"alt": "pesan", "caption": "judul", "width": WIDTH, "height": 120}}


def test_a_kernel_of_a_run_makes_no_second_picture(assessment):
    """IPython asks every `_repr_..._` that an object has, also beside its bundle."""
    data, _ = DisplayFormatter().format(ladder(assessment))
    assert set(data) == {SVG, "text/plain"}


def test_a_front_end_gets_a_png_too(monkeypatch):
    monkeypatch.setattr("kla_lib.display.plot.has_front_end", lambda: True)
    data, about = draw(None, 120).done(pd.DataFrame(), "pesan", "judul", "id")._repr_mimebundle_()
    assert base64.b64decode(data[PNG]).startswith(b"\x89PNG") and about[PNG] == about[SVG]


def test_an_analyst_gives_axes_title_size_and_colours(assessment, final, pekanbaru, tmp_path):
    figure = Figure(figsize=(12, 8))
    for n, chart in enumerate((ladder, bars, stages_chart), start=1):
        ax = figure.add_subplot(1, 3, n)
        assert chart(final, ax=ax) is ax and ax.texts
    plot = bars(assessment, "K1", title="Klaster I", size=(6, 4), colours={"K1": "tab:blue"})
    assert "Klaster I" in plot.svg and "#1f77b4" in plot.svg and COLOURS["K1"][0] not in plot.svg
    plot.save(tmp_path / "slide.png", dpi=300)
    assert Image.open(tmp_path / "slide.png").size == (1800, 1200)
    with pytest.raises(TypeError, match="color"):
        bars(assessment, color="red")


def test_the_data_behind_a_chart_is_a_frame_in_points(assessment, pekanbaru):
    data = bars(assessment).data.set_index("code")
    assert list(data.columns) == ["label", "points", "possible", "maximum"]
    assert data.loc["K0", ["points", "possible", "maximum"]].tolist() == [126.91, 127.91, 164.0]
    assert ladder(assessment).data["start"].tolist() == [500, 601, 701, 801, 901]
    assert {"place", "em", "after"} <= set(pairs_chart(pekanbaru).data)


def test_no_figure_is_left_in_pyplot(charts):
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_text_from_files_is_escaped_in_pictures(hostile):
    assert "<script" not in bars(hostile).svg and "<img" not in bars(hostile).svg
    ET.fromstring(bars(hostile, "K2").svg)


@pytest.mark.parametrize(
    "text", [r"Rp $x^2$ \frac", "1.000 dan 0.123456", "#1b1e22 </text><script>", "a\x00\x0b\ud800b", "“ ” < & > \" '"]
)
def test_any_text_is_shown_as_it_is(text):
    drawing = draw(None, 40)
    drawing.text(0, 20, text)
    shown = ET.fromstring(drawing.done(pd.DataFrame(), "", "", "id").svg).find("{http://www.w3.org/2000/svg}text").text
    assert shown == text.replace("\x00\x0b\ud800", " ")


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
