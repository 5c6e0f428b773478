"""The ladder of the explorer, its message, and the tables below it: the plan's questions and other targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup
from matplotlib.figure import Figure

from kla_lib.core.points import to_hundredths
from kla_lib.display.html import Cell, Column, Html, Table, details, join, small
from kla_lib.display.numbers import count_text, exact_text, maximum_text, points_text
from kla_lib.display.plot import SMALL, WIDTH, Drawing, draw, text_width
from kla_lib.display.svg import svg_text, themed
from kla_lib.display.words import listed, word
from kla_lib.instrument.instrument import Band
from kla_lib.plan.model import Plan, Raise
from kla_lib.plan.words import office, question, why
from kla_lib.scoring.views.charts import BELOW, STEP, ladder_x

if TYPE_CHECKING:
    from kla_lib.plan.planning import Planning

FLOOR, HEIGHT = 172, 246
FIGURE = Markup(
    '<figure class="view"><img alt="{}" height="{}" src="{}" width="{}"><figcaption>{}</figcaption></figure>'
)
NEEDED_ROW, NOW_ROW, PLAN_ROW, TICKED_ROW = 11, 30, 60, 74
SHOWN = 10
MARGINS = (0, 25, 50)


@dataclass(frozen=True)
class Look:
    """The question asked and its plan, which may be only the quick one."""

    found: Planning
    plan: Plan

    @property
    def ticked_hundredths(self) -> int:
        """The total once every ticked question is raised as far as it goes."""
        wins: dict[str, int] = {}
        for step in self.found.steps:
            if step.code in self.found.limits.fix:
                wins[step.code] = max(wins.get(step.code, 0), step.gain_micro)
        return to_hundredths(self.found.now_micro + sum(wins.values()))


def climb_figure(look: Look) -> Markup:
    """The ladder as an image for a page or a widget, with its message as alternative text."""
    source = "data:image/svg+xml," + quote(themed(svg_text(_climb(look))), safe=" =:;,()/")
    caption = word("explore_caption", look.found.lang)
    return FIGURE.format(climb_text(look), HEIGHT, source, WIDTH, caption)


def _climb(look: Look) -> Figure:
    drawing, plan, lang = draw(None, HEIGHT), look.plan, look.found.lang
    bands = look.found.edition.bands
    drawing.bar(FLOOR - 6, 6, 0, BELOW, "rule" if plan.now_hundredths >= bands[0].lower_hundredths else "track")
    for n, band in enumerate(bands):
        _step(drawing, look, n, band)
    _needed(drawing, look)
    _mark(drawing, look, plan.now_hundredths, NOW_ROW, "explore_now")
    reached = "explore_furthest" if plan.status == "impossible" else "explore_planned"
    _mark(drawing, look, plan.after_hundredths, FLOOR + PLAN_ROW, reached)
    if look.found.limits.fix:
        ticked = word("explore_ticked", lang, ticked=points_text(look.ticked_hundredths, lang))
        drawing.text(0, FLOOR + TICKED_ROW, ticked, "muted", size=SMALL)
    return drawing.figure


def _step(drawing: Drawing, look: Look, n: int, band: Band) -> None:
    """A step, filled as far as the points are and hatched as far as the plan comes."""
    bands, lang = look.found.edition.bands, look.found.lang
    start = next(d.start_hundredths for d in look.found.assessment.rating.distances if d.category == band.category)
    now, after = look.plan.now_hundredths, look.plan.after_hundredths
    left, right = (ladder_x(points, bands) for points in (start, band.upper_hundredths))
    top = FLOOR - STEP * (n + 1)
    drawing.bar(top, FLOOR - top, left, right, "track")
    have, reach = (min(max(ladder_x(points, bands), left), right) for points in (now, after))
    if now > start:
        drawing.bar(top, FLOOR - top, left, have, "TOTAL" if now <= band.upper_hundredths else "rule")
    if after > max(now, start) and reach > have:
        drawing.hatched(top, FLOOR - top, have, reach, "TOTAL")
    middle, bold = (left + right) / 2, band.category == look.found.target
    drawing.text(middle, FLOOR + 16, band.category, align="center", bold=bold)
    from_points = word("from_points", lang, points=maximum_text(start, lang))
    drawing.text(middle, FLOOR + 30, from_points, "muted", size=SMALL, align="center")


def _needed(drawing: Drawing, look: Look) -> None:
    """The line that the plan must reach."""
    x, lang = ladder_x(look.plan.needed_hundredths, look.found.edition.bands), look.found.lang
    drawing.line([(x, NEEDED_ROW + 4), (x, FLOOR)], "ink", dashed=True)
    text = word("explore_needed", lang, points=points_text(look.plan.needed_hundredths, lang))
    _centred(drawing, x, NEEDED_ROW, text, "ink")


def _mark(drawing: Drawing, look: Look, hundredths: int, row: float, key: str) -> None:
    """A figure with a triangle that points at its place on the ladder: down from above, up from below."""
    x, above = ladder_x(hundredths, look.found.edition.bands), row < FLOOR
    tip, base = (row + 11, row + 4) if above else (row - 18, row - 11)
    drawing.shape([(x - 5, base), (x + 5, base), (x, tip)], "ink")
    if above:
        drawing.line([(x, tip), (x, FLOOR)], "ink", 1.5)
    text = word(key, look.found.lang, points=points_text(hundredths, look.found.lang))
    needed, half = ladder_x(look.plan.needed_hundredths, look.found.edition.bands), text_width(text, bold=True) / 2
    middle = needed - 4 - half if above and abs(needed - x) < half + 4 and needed > x else x
    _centred(drawing, middle, row, text, "ink", True)


def _centred(drawing: Drawing, x: float, y: float, text: str, role: str, bold: bool = False) -> None:
    half = text_width(text, bold=bold) / 2
    drawing.text(min(max(x, half + 2), WIDTH - half - 2), y, text, role, align="center", bold=bold)


def plan_message(look: Look) -> Markup:
    """The message of the ladder, why a target cannot be reached, and the limits that hold, as a paragraph."""
    found = look.found
    reason = word("explore_why", found.lang, reason=why(found, look.plan)) if look.plan.reason else ""
    said = [climb_text(look), reason, _limits_text(found)]
    return Markup("<p>{}</p>").format(" ".join(filter(None, said)))


def climb_text(look: Look) -> str:
    """The message of the ladder in words and figures."""
    found, plan, lang = look.found, look.plan, look.found.lang
    figures = {
        "now": plan.now_hundredths,
        "ticked": look.ticked_hundredths,
        "after": plan.after_hundredths,
        "needed": plan.needed_hundredths,
    }
    told = {key: points_text(value, lang) for key, value in figures.items()}
    count = {"count": count_text(len(plan.picks), lang), "effort": maximum_text(plan.effort_centi, lang)}
    start, margin = (maximum_text(value, lang) for value in (found.start_hundredths, found.margin_hundredths))
    goal = word("explore_goal", lang, target=found.target, start=start, margin=margin, needed=told["needed"])
    said = [word(f"explore_{plan.status}", lang, **told, **count), goal]
    said += [word("explore_ticked", lang, ticked=told["ticked"])] if found.limits.fix else []
    return " ".join(said)


def _limits_text(exploration: Planning) -> str:
    """The most effort of each agency, once where it is the same for all; empty where there is no limit."""
    lang, capacity = exploration.lang, exploration.limits.capacity_centi
    roles = {step.agency for step in exploration.steps if step.agency}
    if roles <= set(capacity) and len(set(capacity.values())) == 1:
        return word("explore_limit_all", lang, effort=maximum_text(next(iter(capacity.values())), lang))
    each = [f"{exploration.name(role)} {maximum_text(centi, lang)}" for role, centi in capacity.items()]
    return word("explore_limits", lang, limits=listed(each, lang)) if each else ""


def picks(look: Look) -> Markup:
    """The questions of the plan: the first ones open, the rest on demand."""
    chosen, lang = look.plan.picks, look.found.lang
    if not chosen:
        return Markup("")
    shown: list[Html] = [_picks(look.found, chosen[:SHOWN], "explore_picks")]
    if rest := chosen[SHOWN:]:
        more = word("explore_more", lang, count=count_text(len(rest), lang))
        shown.append(Html(str(details(more, _picks(look.found, rest, "explore_picks_rest")))))
    return join(shown)


def _picks(exploration: Planning, chosen: Iterable[Raise], caption: str) -> Table:
    columns = [
        Column(word(key, exploration.lang), numeric=n > 0)
        for n, key in enumerate(("question", "explore_gain", "explore_effort"))
    ]
    return Table(word(caption, exploration.lang), columns, [_pick(exploration, step) for step in chosen])


def _pick(exploration: Planning, step: Raise) -> list[Cell]:
    lang = exploration.lang
    mend = f" · {word('plan_mend', lang)}" if step.action == "mend" else ""
    head = Markup("{}{}").format(question(exploration, step.code), small(f"{office(exploration, step.agency)}{mend}"))
    return [head, f"+{exact_text(step.gain_micro, lang)}", maximum_text(step.effort_centi, lang)]


def others(exploration: Planning) -> Html:
    """The next two categories that are not reached yet, with three margins: questions, effort and total of each."""
    lang = exploration.lang
    wanted = [d.category for d in exploration.assessment.rating.distances if d.short_hundredths] or [exploration.target]
    asked = [exploration.again(target=target, margin=str(margin)) for target in wanted[:2] for margin in MARGINS]
    keys = ("explore_goal_head", "questions", "explore_effort", "explore_after")
    columns = [Column(word(key, lang), numeric=n > 0) for n, key in enumerate(keys)]
    return Table(word("explore_others", lang), columns, [_other(other) for other in asked])


def _other(exploration: Planning) -> list[Cell]:
    plan, lang = exploration.quick_plan, exploration.lang
    margin = maximum_text(exploration.margin_hundredths, lang)
    needed = word("explore_needed", lang, points=points_text(plan.needed_hundredths, lang))
    head = Markup("{}{}").format(
        word("explore_with_margin", lang, target=exploration.target, margin=margin), small(needed)
    )
    if plan.status == "impossible":
        return [head, "–", "–", word("explore_only", lang, points=points_text(plan.after_hundredths, lang))]
    figures = count_text(len(plan.picks), lang), maximum_text(plan.effort_centi, lang)
    return [head, *figures, points_text(plan.after_hundredths, lang)]
