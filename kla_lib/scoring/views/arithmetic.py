"""The arithmetic of a figure: the parts it is the sum of, down to every question with its correction and its cell.

Also the sums that start from it (missing, possible, short of the next category, changed) and an agency's gaps as one sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.points import MICRO
from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.html import Cell, Html, Table, details, join, render, see, small, state
from kla_lib.display.numbers import (
    change_text,
    count_text,
    exact_maximum_text,
    exact_text,
    known,
    maximum_text,
    points_text,
)
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL, Node
from kla_lib.instrument.parameters import node_code
from kla_lib.instrument.remarks import remarks_on
from kla_lib.scoring.views.figures import Figure, columns_of, figure_of, figures_under, points_of_maximum

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

ARROWS = {"went_up": "▲", "went_down": "▼", "stayed": "="}
HUNDREDTH = MICRO // 100


def change_line(points: int, before: int, stage: str, period: str, lang: Lang) -> str:
    """The change since a stage and period, as a sum; both figures in hundredths."""
    texts = {"points": points_text(points, lang), "before": points_text(before, lang)}
    return word("calc_change", lang, stage=stage, period=period, **texts, result=change_text(points - before, lang))


def earlier_points(assessment: Assessment, code: str) -> int | None:
    """A node's points at the stage or period before, in hundredths; None where there is nothing to compare with."""
    row = assessment.earlier.score_rows.get(code) if assessment.earlier else None
    return int(row["points_hundredths"]) if row and row["given_at"] != "" else None


def moved(assessment: Assessment, code: str, points: int | None) -> Markup:
    """How a node moved since: an arrow, a signed figure and a word; nothing where there is nothing to compare."""
    before = earlier_points(assessment, code)
    if before is None or points is None:
        return Markup("")
    return Markup("<small>{}</small>").format(arrow(points - before, assessment.lang))


def arrow(change: int, lang: Lang) -> Markup:
    """A change in hundredths as an arrow, a signed figure and a word: never colour alone."""
    key = ("went_up" if change > 0 else "went_down") if change else "stayed"
    text = word(key, lang, change=change_text(change, lang))
    return Markup('<span class="m"><span aria-hidden="true">{}</span> {}</span>').format(ARROWS[key], text)


def compared_with(assessment: Assessment) -> str:
    """The stage and period that arrows compare with: ``dibanding EM 2024``; empty where there is none."""
    if assessment.earlier is None:
        return ""
    return word("compared_with", assessment.lang, stage=assessment.earlier.stage, period=assessment.earlier.period)


def arithmetic(assessment: Assessment, code: str | int) -> Html:
    """Every block of the whole, every indicator of a block, or one indicator; each opens to the rows it is the sum of.

    Of the whole, first the sum of the blocks. Raises InputFault for a code the edition does not have.
    """
    code = node_code(code, assessment.edition, assessment.lang)
    one = code != TOTAL and assessment.edition.by_code[code].level == "indicator"
    figures = [figure_of(assessment, code)] if one else figures_under(assessment, code)
    whole = working(assessment, figure_of(assessment)) if code == TOTAL else ""
    return render(
        "arithmetic.html.j2", assessment.lang, whole=whole, indicators=[_indicator(assessment, f) for f in figures]
    )


def working(assessment: Assessment, figure: Figure) -> Markup:
    """The folded part below a figure: its parts, or the row that gives the figure itself.

    The parts link to their own arithmetic elsewhere on the page. Empty where no figure is known.
    """
    if figure.points is None:
        return Markup("")
    items = assessment.explain_rows(figure.code)
    given = [item for item in items if item["code"] == figure.code]
    table = _table(assessment, figure, given) if given else _parts(assessment, figure)
    return details(
        _summary(assessment, items), Markup("{}{}").format(table, sum_steps(assessment, figure)), figure.code
    )


def _indicator(assessment: Assessment, figure: Figure) -> dict[str, object]:
    items = assessment.explain_rows(figure.code)
    lang = assessment.lang
    value: Cell = state("hidden", word("no_figure", lang))
    if not items:
        note = Markup("<p>{}</p>").format(word("hidden_figure", lang))
        return {"code": "", "label": figure.label, "value": value, "summary": note, "rows": ""}
    if figure.points is not None:
        value = points_of_maximum(figure, lang)
    rows = Markup("{}{}").format(_table(assessment, figure, items), sum_steps(assessment, figure))
    return {
        "code": figure.code,
        "label": figure.label,
        "value": value,
        "summary": _summary(assessment, items),
        "rows": rows,
    }


def _summary(assessment: Assessment, items: Sequence[Row]) -> Markup:
    """The number of rows and of corrected rows, and their file and cells; this is also printed."""
    lang = assessment.lang
    corrected = sum(known(item.get("correction_id")) for item in items)
    parts = [word("row_count", lang, count=count_text(len(items), lang))]
    parts += [word("rows_corrected", lang, count=count_text(corrected, lang))] if corrected else []
    parts += [where] if (where := _where(assessment, items)) else []
    return act(assessment, ", ".join(parts))


def act(assessment: Assessment, about: str) -> Markup:
    """The invitation to open, which is not printed, and a summary of the content, which is."""
    invitation = word("show_arithmetic", assessment.lang)
    return Markup('<span class="act">{}</span> <small>{}</small>').format(invitation, about)


def _where(assessment: Assessment, items: Sequence[Row]) -> str:
    """The file with its first and last cell; only the files where there are several."""
    files, cells = _files(items), [str(item["cell"]) for item in items if known(item.get("cell"))]
    if len(files) != 1 or not cells:
        return ", ".join(files)
    key = "cell_range" if len(cells) > 1 else "cell_of"
    return word(key, assessment.lang, file=files[0], cell=cells[0], last=cells[-1])


def sum_steps(assessment: Assessment, figure: Figure) -> Markup:
    """Every sum that starts from a node's certain points; none for a figure that is not known."""
    if figure.points is None:
        return Markup("")
    lang, points, possible = assessment.lang, figure.points, figure.possible or 0
    certain, lines = points_text(points, lang), list[str]()
    if figure.maximum != points:
        whole, missing = maximum_text(figure.maximum, lang), points_text(figure.maximum - points, lang)
        lines.append(word("calc_missing", lang, max=whole, points=certain, result=missing))
    if possible != points:
        still_open, result = points_text(possible - points, lang), points_text(possible, lang)
        lines.append(word("calc_possible", lang, points=certain, open=still_open, result=result))
    if figure.code == TOTAL and (following := assessment.rating.next):
        start, short = maximum_text(following.start_hundredths, lang), points_text(following.short_hundredths, lang)
        lines.append(word("calc_next", lang, start=start, category=following.category, points=certain, result=short))
    before = earlier_points(assessment, figure.code)
    if before is not None and assessment.earlier is not None:
        lines.append(change_line(points, before, assessment.earlier.stage, assessment.earlier.period, lang))
    return join(Markup('<p class="calc">{}</p>').format(line) for line in lines)


def _parts(assessment: Assessment, figure: Figure) -> Html:
    """The blocks of the total or the indicators of a block, each exact."""
    lang, whole = assessment.lang, figure.code == TOTAL
    keys = ("block" if whole else "indicator", "points", "max")
    columns = columns_of(keys, lang, keys[1:])
    rows = [_part(assessment, part) for part in figures_under(assessment, figure.code)]
    return Table(word("parts_caption", lang), columns, rows, _foot(assessment, figure)[:3])


def _part(assessment: Assessment, part: Figure) -> list[Cell]:
    maximum = maximum_text(part.maximum, assessment.lang)
    if part.points is None:
        return [part.label, state("hidden", word("no_figure", assessment.lang)), maximum]
    return [part.label, see(part.code, exact_text(certain_micro(assessment, part.code), assessment.lang)), maximum]


def certain_micro(assessment: Assessment, code: str) -> int:
    """A node's certain points, in micropoints, before any rounding."""
    return sum(int(item["points_micro"]) for item in assessment.explain_rows(code) if item["status"] == "answered")


def _table(assessment: Assessment, figure: Figure, items: Sequence[Row]) -> Html:
    lang, files = assessment.lang, _files(items)
    columns = columns_of(("question", "points", "max", "cell"), lang, ("points", "max"))
    where = word("all_from", lang, file=files[0]) if len(files) == 1 else word("from_files", lang)
    rows = [_row(assessment, item, len(files) > 1) for item in items]
    return Table(where, columns, rows, _foot(assessment, figure))


def _foot(assessment: Assessment, figure: Figure) -> list[Cell]:
    """The sum; where it is not whole hundredths, also what it was before its one rounding."""
    lang, exact = assessment.lang, certain_micro(assessment, figure.code)
    if figure.points is None:
        return [word("sum", lang), state("hidden", word("no_figure", lang)), maximum_text(figure.maximum, lang), ""]
    return [word("sum", lang), rounded(assessment, exact, figure.points), maximum_text(figure.maximum, lang), ""]


def rounded(assessment: Assessment, exact: int, points: int) -> Cell:
    """A node's points in hundredths, and what they were in micropoints where that is not the same."""
    text = points_text(points, assessment.lang)
    if exact % HUNDREDTH == 0:
        return text
    return Markup("{}{}").format(
        text, small(word("rounded_from", assessment.lang, exact=exact_text(exact, assessment.lang)))
    )


def sum_line(assessment: Assessment, code: str, name: str) -> Markup:
    """A node's points as the sum of those of its parts that are known, exact, then rounded once."""
    parts = [
        certain_micro(assessment, part.code) for part in figures_under(assessment, code) if part.points is not None
    ]
    addends, exact = (
        " + ".join(exact_text(part, assessment.lang) for part in parts),
        exact_text(sum(parts), assessment.lang),
    )
    whole = points_text(figure_of(assessment, code).points or 0, assessment.lang)
    note = "" if whole == exact else word("rounded_to", assessment.lang, points=whole)
    return Markup('<p class="calc">{}: {} = {}{}</p>').format(name, addends, exact, small(note))


def _files(items: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(PurePosixPath(str(i["file"])).name for i in items if known(i.get("file"))))


def _row(assessment: Assessment, item: Row, many: bool) -> list[Cell]:
    node = assessment.edition.by_code[str(item["code"])]
    maximum = exact_maximum_text(node.max_micro or 0, assessment.lang)
    return [question_head(assessment, node, item), points_cell(assessment, node, item), maximum, address(item, many)]


def question_head(assessment: Assessment, node: Node, *items: Row) -> Markup:
    """A question's number and label, and below them what a reader must know of it and of its rows."""
    remarks = dict.fromkeys(remark for item in items for remark in remarks_on(node, item, assessment.lang))
    return Markup("{} {}{}").format(node.code, node.label(assessment.lang), join(map(small, remarks)))


def points_cell(assessment: Assessment, node: Node, item: Row) -> Markup:
    """The points of one row with the sign of its state; words where there is no figure."""
    if item["status"] != "answered":
        return state(str(item["status"]), word(f"state_{item['status']}", assessment.lang))
    points = int(item["points_micro"])
    text = exact_text(points, assessment.lang)
    if points:
        return state("full" if points >= (node.max_micro or 0) else "partial", text)
    return state("zero", Markup("{}{}").format(text, small(word("state_zero", assessment.lang))))


def address(item: Row, many: bool) -> str:
    """File (where there are several), sheet and cell."""
    if not known(item.get("cell")):
        return ""
    parts = [PurePosixPath(str(item["file"])).name] if many else []
    return " ".join([*parts, *(str(item[c]) for c in ("sheet", "cell") if known(item[c]))])


def agency_sum(assessment: Assessment, role: str, questions: Iterable[Row], place: str = "") -> Markup:
    """The gaps of a role's questions, the largest first, as one sum; each links to its own arithmetic.

    ``place`` is the code under which the sum is found (see `html.see`). Empty where nothing is missing.
    """
    mine = [q for q in questions if role in q["agencies"] and q["gap_micro"] > 0]
    if not mine:
        return Markup("")
    parts = [_addend(assessment, q) for q in sorted(mine, key=lambda q: -int(q["gap_micro"]))]
    whole = exact_text(sum(int(q["gap_micro"]) for q in mine), assessment.lang)
    line = Markup('<p class="calc">{} = {}</p>').format(join(parts, " + "), whole)
    return details(word("show_sum", assessment.lang), line, place)


def _addend(assessment: Assessment, question: Row) -> Markup:
    gap = see(str(question["indicator"]), exact_text(int(question["gap_micro"]), assessment.lang))
    return Markup("{} <i>({})</i>").format(gap, question["code"])
