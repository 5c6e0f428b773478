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
from kla_lib.display.html import Cell, Column, Html, Table, details, join, render, see, show, small, state
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
from kla_lib.scoring.views.figures import Figure, figure_of, figures_under

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case

ARROWS = {"went_up": "▲", "went_down": "▼", "stayed": "="}
HUNDREDTH = MICRO // 100


def steps(case: Case, code: str, points: int, possible: int, maximum: int) -> Markup:
    """Every sum that starts from a node's certain points; all figures in hundredths."""
    lines = [*_missing(case, points, maximum), *_possible(case, points, possible)]
    lines += [*_next(case, code, points), *_change(case, code, points)]
    return join(Markup('<p class="calc">{}</p>').format(line) for line in lines)


def _missing(case: Case, points: int, maximum: int) -> list[str]:
    if maximum == points:
        return []
    texts = {"points": points_text(points, case.lang), "result": points_text(maximum - points, case.lang)}
    return [word("calc_missing", case.lang, max=maximum_text(maximum, case.lang), **texts)]


def _possible(case: Case, points: int, possible: int) -> list[str]:
    if possible == points:
        return []
    figures = {"points": points, "open": possible - points, "result": possible}
    return [word("calc_possible", case.lang, **{k: points_text(v, case.lang) for k, v in figures.items()})]


def _next(case: Case, code: str, points: int) -> list[str]:
    found = case.rating.next if code == TOTAL else None
    if found is None:
        return []
    values = {"start": maximum_text(found.start_hundredths, case.lang), "category": found.category}
    texts = {"points": points_text(points, case.lang), "result": points_text(found.short_hundredths, case.lang)}
    return [word("calc_next", case.lang, **values, **texts)]


def _change(case: Case, code: str, points: int) -> list[str]:
    before = earlier_points(case, code)
    if before is None or case.earlier is None:
        return []
    return [change_line(points, before, case.earlier.stage, case.earlier.period, case.lang)]


def change_line(points: int, before: int, stage: str, period: str, lang: Lang) -> str:
    """The change since a stage and period, as a sum; both figures in hundredths."""
    texts = {"points": points_text(points, lang), "before": points_text(before, lang)}
    return word("calc_change", lang, stage=stage, period=period, **texts, result=change_text(points - before, lang))


def earlier_points(case: Case, code: str) -> int | None:
    """A node's points at the stage or period before, in hundredths; None where there is nothing to compare with."""
    row = case.earlier.score_rows.get(code) if case.earlier else None
    return int(row["points_hundredths"]) if row and row["given_at"] != "" else None


def moved(case: Case, code: str, points: int | None) -> Markup:
    """How a node moved since: an arrow, a signed figure and a word; nothing where there is nothing to compare."""
    before = earlier_points(case, code)
    if before is None or points is None:
        return Markup("")
    return Markup("<small>{}</small>").format(arrow(points - before, case.lang))


def arrow(change: int, lang: Lang) -> Markup:
    """A change in hundredths as an arrow, a signed figure and a word: never colour alone."""
    said = ("went_up" if change > 0 else "went_down") if change else "stayed"
    text = word(said, lang, change=change_text(change, lang))
    return Markup('<span class="m"><span aria-hidden="true">{}</span> {}</span>').format(ARROWS[said], text)


def compared_with(case: Case) -> str:
    """The stage and period that arrows compare with: ``dibanding EM 2024``; empty where there is none."""
    if case.earlier is None:
        return ""
    return word("compared_with", case.lang, stage=case.earlier.stage, period=case.earlier.period)


def arithmetic(case: Case, code: str | int) -> Html:
    """Every block of the whole, every indicator of a block, or one indicator; each opens to the rows it is the sum of.

    Of the whole, first the sum of the blocks. Raises InputFault for a code the edition does not have.
    """
    code = node_code(code, case.edition, case.lang)
    one = code != TOTAL and case.edition.by_code[code].level == "indicator"
    figures = [figure_of(case, code)] if one else figures_under(case, code)
    whole = working(case, figure_of(case)) if code == TOTAL else ""
    return render("arithmetic.html.j2", case.lang, whole=whole, indicators=[_indicator(case, f) for f in figures])


def working(case: Case, figure: Figure) -> Markup:
    """The folded part below a figure: its parts, or the row that gives the figure itself.

    The parts link to their own arithmetic elsewhere on the page. Empty where no figure is known.
    """
    if figure.points is None:
        return Markup("")
    items = case.explain_rows(figure.code)
    given = [item for item in items if item["code"] == figure.code]
    table = _table(case, figure, given) if given else _parts(case, figure)
    return details(_summary(case, items), Markup("{}{}").format(table, sum_steps(case, figure)), figure.code)


def _indicator(case: Case, figure: Figure) -> dict[str, object]:
    items = case.explain_rows(figure.code)
    lang, maximum = case.lang, maximum_text(figure.maximum, case.lang)
    value: Cell = state("hidden", word("no_figure", lang))
    if not items:
        told = Markup("<p>{}</p>").format(word("hidden_figure", lang))
        return {"code": "", "label": figure.label, "value": value, "summary": told, "rows": ""}
    if figure.points is not None:
        value = word("points_of", lang, points=points_text(figure.points, lang), max=maximum)
    rows = Markup("{}{}").format(_table(case, figure, items), sum_steps(case, figure))
    return {"code": figure.code, "label": figure.label, "value": value, "summary": _summary(case, items), "rows": rows}


def _summary(case: Case, items: Sequence[Row]) -> Markup:
    """The number of rows and of corrected rows, and their file and cells; this is also printed."""
    lang = case.lang
    corrected = sum(known(item.get("correction_id")) for item in items)
    said = [word("row_count", lang, count=count_text(len(items), lang))]
    said += [word("rows_corrected", lang, count=count_text(corrected, lang))] if corrected else []
    said += [where] if (where := _where(case, items)) else []
    return act(case, ", ".join(said))


def act(case: Case, about: str) -> Markup:
    """The invitation to open, which is not printed, and a summary of the content, which is."""
    invitation = word("show_arithmetic", case.lang)
    return Markup('<span class="act">{}</span> <small>{}</small>').format(invitation, about)


def _where(case: Case, items: Sequence[Row]) -> str:
    """The file with its first and last cell; only the files where there are several."""
    files, cells = _files(items), [str(item["cell"]) for item in items if known(item.get("cell"))]
    if len(files) != 1 or not cells:
        return ", ".join(files)
    key = "cell_range" if len(cells) > 1 else "cell_of"
    return word(key, case.lang, file=files[0], cell=cells[0], last=cells[-1])


def sum_steps(case: Case, figure: Figure) -> Markup:
    """The sums that start from a figure (see `steps`); none for a figure that is not known."""
    if figure.points is None:
        return Markup("")
    return steps(case, figure.code, figure.points or 0, figure.possible or 0, figure.maximum)


def _parts(case: Case, figure: Figure) -> Html:
    """The blocks of the total or the indicators of a block, each exact."""
    lang, whole = case.lang, figure.code == TOTAL
    keys = ("block" if whole else "indicator", "points", "max")
    columns = [Column(word(key, lang), numeric=key in ("points", "max")) for key in keys]
    rows = [_part(case, part) for part in figures_under(case, figure.code)]
    return show(Table(word("parts_caption", lang), columns, rows, _foot(case, figure)[:3]))


def _part(case: Case, part: Figure) -> list[Cell]:
    maximum = maximum_text(part.maximum, case.lang)
    if part.points is None:
        return [part.label, state("hidden", word("no_figure", case.lang)), maximum]
    return [part.label, see(part.code, exact_text(certain_micro(case, part.code), case.lang)), maximum]


def certain_micro(case: Case, code: str) -> int:
    """A node's certain points, in micropoints, before any rounding."""
    return sum(int(item["points_micro"]) for item in case.explain_rows(code) if item["status"] == "answered")


def _table(case: Case, figure: Figure, items: Sequence[Row]) -> Html:
    lang, files = case.lang, _files(items)
    keys = ("question", "points", "max", "cell")
    columns = [Column(word(key, lang), numeric=key in ("points", "max")) for key in keys]
    where = word("all_from", lang, file=files[0]) if len(files) == 1 else word("from_files", lang)
    rows = [_row(case, item, len(files) > 1) for item in items]
    return show(Table(where, columns, rows, _foot(case, figure)))


def _foot(case: Case, figure: Figure) -> list[Cell]:
    """The sum; where it is not whole hundredths, also what it was before its one rounding."""
    lang, exact = case.lang, certain_micro(case, figure.code)
    if figure.points is None:
        return [word("sum", lang), state("hidden", word("no_figure", lang)), maximum_text(figure.maximum, lang), ""]
    return [word("sum", lang), rounded(case, exact, figure.points), maximum_text(figure.maximum, lang), ""]


def rounded(case: Case, exact: int, points: int) -> Cell:
    """A node's points in hundredths, and what they were in micropoints where that is not the same."""
    text = points_text(points, case.lang)
    if exact % HUNDREDTH == 0:
        return text
    return Markup("{}{}").format(text, small(word("rounded_from", case.lang, exact=exact_text(exact, case.lang))))


def sum_line(case: Case, code: str, name: str) -> Markup:
    """A node's points as the sum of those of its parts that are known, exact, then rounded once."""
    parts = [certain_micro(case, part.code) for part in figures_under(case, code) if part.points is not None]
    told, exact = " + ".join(exact_text(part, case.lang) for part in parts), exact_text(sum(parts), case.lang)
    whole = points_text(figure_of(case, code).points or 0, case.lang)
    note = "" if whole == exact else word("rounded_to", case.lang, points=whole)
    return Markup('<p class="calc">{}: {} = {}{}</p>').format(name, told, exact, small(note))


def _files(items: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(PurePosixPath(str(i["file"])).name for i in items if known(i.get("file"))))


def _row(case: Case, item: Row, many: bool) -> list[Cell]:
    node = case.edition.by_code[str(item["code"])]
    maximum = exact_maximum_text(node.max_micro or 0, case.lang)
    return [question_head(case, node, item), points_cell(case, node, item), maximum, address(item, many)]


def question_head(case: Case, node: Node, *items: Row) -> Markup:
    """A question's number and label, and below them what a reader must know of it and of its rows."""
    said = dict.fromkeys(remark for item in items for remark in remarks_on(node, item, case.lang))
    return Markup("{} {}{}").format(node.code, node.label(case.lang), join(map(small, said)))


def points_cell(case: Case, node: Node, item: Row) -> Markup:
    """The points of one row with the sign of its state; words where there is no figure."""
    if item["status"] != "answered":
        return state(str(item["status"]), word(f"state_{item['status']}", case.lang))
    points = int(item["points_micro"])
    text = exact_text(points, case.lang)
    if points:
        return state("full" if points >= (node.max_micro or 0) else "partial", text)
    return state("zero", Markup("{}{}").format(text, small(word("state_zero", case.lang))))


def address(item: Row, many: bool) -> str:
    """File (where there are several), sheet and cell."""
    if not known(item.get("cell")):
        return ""
    parts = [PurePosixPath(str(item["file"])).name] if many else []
    return " ".join([*parts, *(str(item[c]) for c in ("sheet", "cell") if known(item[c]))])


def agency_sum(case: Case, role: str, questions: Iterable[Row], place: str = "") -> Markup:
    """The gaps of a role's questions, the largest first, as one sum; each links to its own arithmetic.

    ``place`` is the code under which the sum is found (see `html.see`). Empty where nothing is missing.
    """
    mine = [q for q in questions if role in q["agencies"] and q["gap_micro"] > 0]
    if not mine:
        return Markup("")
    parts = [_addend(case, q) for q in sorted(mine, key=lambda q: -int(q["gap_micro"]))]
    whole = exact_text(sum(int(q["gap_micro"]) for q in mine), case.lang)
    line = Markup('<p class="calc">{} = {}</p>').format(join(parts, " + "), whole)
    return details(word("show_sum", case.lang), line, place)


def _addend(case: Case, question: Row) -> Markup:
    gap = see(str(question["indicator"]), exact_text(int(question["gap_micro"]), case.lang))
    return Markup("{} <i>({})</i>").format(gap, question["code"])
