"""The ladder that moves: where the points are, what the ticked questions add, and how far the cheapest plan climbs."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from kla_lib.rules.instrument import Band
from kla_lib.views.canvas import SMALL, WIDTH, Canvas, text_width
from kla_lib.views.explore_look import Look
from kla_lib.views.numbers import maximum_text, points_text
from kla_lib.views.svg import svg_text
from kla_lib.views.words import word

FLOOR, STEP, BELOW, HEIGHT = 172, 21, 30, 246
FIGURE = Markup(
    '<figure class="view"><img alt="{}" height="{}" src="{}" width="{}"><figcaption>{}</figcaption></figure>'
)
NEEDED_ROW, NOW_ROW, PLAN_ROW, TICKED_ROW = 11, 30, 60, 74


def climb_figure(look: Look, alt: str) -> Markup:
    """The ladder as an image for a page or a widget; ``alt`` is its message (`explore_words.climb_text`)."""
    source = "data:image/svg+xml," + quote(svg_text(climb(look)), safe=" =:;,()/")
    caption = word("explore_caption", look.found.lang)
    return FIGURE.format(alt, HEIGHT, source, WIDTH, caption)


def climb(look: Look) -> Canvas:
    """The drawing."""
    canvas, plan = Canvas(HEIGHT), look.plan
    bands = look.found.edition.bands
    canvas.box(0, FLOOR - 6, BELOW, 6, "rule" if plan.now_hundredths >= bands[0].lower_hundredths else "track")
    for n, band in enumerate(bands):
        _step(canvas, look, n, band)
    _needed(canvas, look)
    _mark(canvas, look, plan.now_hundredths, NOW_ROW, "explore_now")
    _mark(
        canvas,
        look,
        plan.after_hundredths,
        FLOOR + PLAN_ROW,
        "explore_furthest" if plan.status == "impossible" else "explore_planned",
    )
    if look.found.limits.fix:
        canvas.text(0, FLOOR + TICKED_ROW, word("explore_ticked", look.found.lang,
                    ticked=points_text(look.ticked_hundredths, look.found.lang)), "muted", size=SMALL)  # fmt: skip
    return canvas


def _across(hundredths: int, look: Look) -> float:
    """From points to pixels: what lies below the first step is drawn short, the steps in proportion."""
    bands = look.found.edition.bands
    first, last = bands[0].lower_hundredths, bands[-1].upper_hundredths
    if hundredths < first:
        return BELOW * hundredths / first
    return BELOW + (WIDTH - BELOW) * (min(hundredths, last) - first) / (last - first)


def _step(canvas: Canvas, look: Look, n: int, band: Band) -> None:
    """A step, filled as far as the points are and hatched as far as the plan comes."""
    starts = {d.category: d.start_hundredths for d in look.found.case.rating.distances}
    start, lang, now, after = (
        starts[band.category],
        look.found.lang,
        look.plan.now_hundredths,
        look.plan.after_hundredths,
    )
    left, right, top = _across(start, look), _across(band.upper_hundredths, look), FLOOR - STEP * (n + 1)
    canvas.box(left, top, right - left, FLOOR - top, "track")
    have, reach = (min(max(_across(points, look), left), right) for points in (now, after))
    if now > start:
        canvas.box(left, top, have - left, FLOOR - top, "TOTAL" if now <= band.upper_hundredths else "rule")
    if after > max(now, start) and reach > have:
        canvas.hatch(have, top, reach - have, FLOOR - top, "TOTAL")
    middle, bold = (left + right) / 2, band.category == look.found.target
    canvas.text(middle, FLOOR + 16, band.category, align="center", bold=bold)
    from_points = word("from_points", lang, points=maximum_text(start, lang))
    canvas.text(middle, FLOOR + 30, from_points, "muted", size=SMALL, align="center")


def _needed(canvas: Canvas, look: Look) -> None:
    """The line that the plan must reach."""
    x, lang = _across(look.plan.needed_hundredths, look), look.found.lang
    canvas.line([(x, NEEDED_ROW + 4), (x, FLOOR)], "ink", dashed=True)
    text = word("explore_needed", lang, points=points_text(look.plan.needed_hundredths, lang))
    _centred(canvas, x, NEEDED_ROW, text, "ink")


def _mark(canvas: Canvas, look: Look, hundredths: int, row: float, key: str) -> None:
    """A figure with a triangle that points at its place on the ladder: down from above, up from below."""
    x, above = _across(hundredths, look), row < FLOOR
    tip, base = (row + 11, row + 4) if above else (row - 18, row - 11)
    canvas.shape([(x - 5, base), (x + 5, base), (x, tip)], "ink")
    if above:
        canvas.line([(x, tip), (x, FLOOR)], "ink", 1.5)
    text = word(key, look.found.lang, points=points_text(hundredths, look.found.lang))
    needed, half = _across(look.plan.needed_hundredths, look), text_width(text, bold=True) / 2
    beside = needed - 4 - half if above and abs(needed - x) < half + 4 and needed > x else x
    _centred(canvas, beside, row, text, "ink", True)


def _centred(canvas: Canvas, x: float, y: float, text: str, role: str, bold: bool = False) -> None:
    half = text_width(text, bold=bold) / 2
    canvas.text(min(max(x, half + 2), WIDTH - half - 2), y, text, role, align="center", bold=bold)
