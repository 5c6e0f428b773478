"""Our SVG against matplotlib's own writer: the same marks at the same places, in the charts and in any drawing."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_lib.display import chart
from kla_lib.display.canvas import WIDTH, Canvas
from kla_lib.display.chart import svg_text
from kla_lib.display.palette import COLOURS
from kla_lib.scoring.views.charts import bars, ladder, stages_chart
from kla_lib.scoring.views.history import award_steps
from kla_lib.scoring.views.pairs import _chart as pairs_chart
from tests.display.svg_oracle import drawn_by_matplotlib

HEIGHT = 200
across, down = st.floats(0, WIDTH - 40), st.floats(0, HEIGHT - 40)
points = st.lists(st.tuples(across, down), min_size=2, max_size=4, unique=True)
roles = st.sampled_from(list(COLOURS))
sides = st.floats(0.5, 30)
texts = st.text("aZ09,.;:&<>'\"/%…é·–", min_size=1, max_size=9)
marks = st.one_of(
    st.tuples(st.just("text"), across, down, texts, roles),
    st.tuples(st.just("box"), across, down, sides, sides, roles),
    st.tuples(st.just("frame"), across, down, sides, sides, roles),
    st.tuples(st.just("hatch"), across, down, st.floats(3, 30), st.floats(5, 30), roles),
    st.tuples(st.just("line"), points, roles, st.sampled_from([1, 1.5, 9]), st.booleans()),
    st.tuples(st.just("dot"), across, down, roles, st.floats(1, 6), st.booleans()),
    st.tuples(st.just("shape"), points, roles),
)


def drawn(canvas):
    return svg_text(canvas).split("</style>")[1].removesuffix("</svg>")


@pytest.fixture
def canvases(monkeypatch):
    """The canvases of the charts made in a test."""
    seen = []
    monkeypatch.setattr(chart, "svg_text", lambda canvas: seen.append(canvas) or svg_text(canvas))
    return seen


def test_every_chart_is_drawn_as_matplotlib_draws_it(assessment, final, pekanbaru, canvases):
    for one in (assessment, final):
        for code in ("TOTAL", "K0", "K3", "K5"):
            bars(one, code)
        ladder(one)
    stages_chart(final), award_steps(pekanbaru), pairs_chart.__wrapped__("kota-pekanbaru", "id")
    assert len(canvases) == 13
    for canvas in canvases:
        assert drawn(canvas) == drawn_by_matplotlib(canvas)


@settings(max_examples=60, deadline=None)
@given(st.lists(marks, min_size=1, max_size=6))
def test_any_drawing_is_drawn_as_matplotlib_draws_it(wanted):
    canvas = Canvas(HEIGHT)
    for name, *how in wanted:
        getattr(canvas, name)(*how)
    assert drawn(canvas) == drawn_by_matplotlib(canvas)


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("size", [11, 12.5])
def test_texts_stand_where_matplotlib_puts_them(align, bold, size):
    canvas = Canvas(40)
    canvas.text(170.25, 20, "15,00 dari 45 & <lain>", "muted", size=size, align=align, bold=bold)
    canvas.frame(1, 1, 30, 5, "rule", dashed=True)
    assert drawn(canvas) == drawn_by_matplotlib(canvas)


def test_a_label_cannot_reach_the_markup_or_the_colours():
    label = '#1b1e22 style="x" id="y" font-family: z; 1.23456 </text><script>alert(1)</script>'
    canvas = Canvas(40)
    canvas.text(0, 20, label)
    written = ET.fromstring(svg_text(canvas))
    assert [element.tag.split("}")[1] for element in written.iter()] == ["svg", "style", "text"]
    assert written[1].text == label


def test_nothing_is_written_for_no_text():
    canvas = Canvas(40)
    canvas.text(0, 20, "")
    assert drawn(canvas) == ""
