"""The sheets of indicators and of blocks: every figure is a sum over the inputs, rounded once after summing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_lib.core.points import MICRO, float_points
from kla_lib.core.problems import Lang
from kla_lib.display.book import FIRST, BookSheet, Grid
from kla_lib.display.words import word
from kla_lib.share.book.data import Part

HEADINGS = {
    "code": "book_code",
    "label": "book_label",
    "block": "book_block",
    "max": "book_maximum",
    "own": "book_printed",
    "points": "points",
    "share": "share",
    "possible": "possible",
    "answered": "answered",
    "asked": "book_asked",
    "file": "book_file",
    "cell": "cell",
    "correction": "book_correction",
    "remark": "book_remark",
}
WIDTHS = {"code": 9, "label": 60, "block": 9, "file": 20, "cell": 9, "correction": 34, "remark": 34}
NONE, ANYTHING, A_NUMBER = "–", '"<>"', '">=0"'
BAR = "#b9cbda"


Cells = dict[str, tuple[str, float | str, str]]


@dataclass(frozen=True, slots=True)
class Sums:
    """The tables a figure is summed from: a level has inputs only where the recap gives figures of its own."""

    questions: Grid
    indicators: Grid
    blocks: Grid

    def under(self, level: str, column: str, criterion: str) -> str:
        """The sum of a column over the questions of a part, and over the inputs of the indicators of a block."""
        parts = [f"SUMIFS({self.questions.column(column)},{self.questions.column(level)},{criterion})"]
        if level == "block" and "own" in self.indicators.keys:
            parts.append(f"SUMIFS({self.indicators.column('own')},{self.indicators.column('block')},{criterion})")
        return "+".join(parts)

    def whole(self, column: str) -> str:
        """The sum of a column over all questions, and over all inputs further up."""
        further = [grid.column("own") for grid in (self.indicators, self.blocks) if "own" in grid.keys]
        return f"SUM({','.join([self.questions.column(column), *further])})"

    def count(self, level: str, criterion: str, what: str) -> str:
        """How many inputs under a part are ``what``: a number (``">=0"``) or anything at all (``"<>"``)."""
        parts = [_count(self.questions, level, "points", criterion, what)]
        if level == "block" and "own" in self.indicators.keys:
            parts.append(_count(self.indicators, "block", "own", criterion, what))
        return "+".join(parts)


def _count(grid: Grid, level: str, column: str, criterion: str, what: str) -> str:
    return f"COUNTIFS({grid.column(level)},{criterion},{grid.column(column)},{what})"


def level_grid(level: str, parts: Sequence[Part], lang: Lang) -> Grid:
    """The position of the parts of a level; columns of inputs exist only where the recap gives such figures."""
    own = any(part.own for part in parts)
    keys = ("code", "label", *(["block"] * (level == "indicator")), "max", *(["own"] * own))
    keys += ("points", "share", "possible", "answered", "asked")
    keys += ("file", "cell", "correction", "remark") if own else ()
    sheet = word("book_sheet_blocks" if level == "block" else "book_sheet_indicators", lang)
    return Grid(sheet, keys, len(parts))


def total_row(blocks: Grid) -> int:
    """The row of the total, counted from 0."""
    return FIRST + blocks.rows


def write_level(page: BookSheet, level: str, parts: Sequence[Part], sums: Sums, lang: Lang) -> None:
    """One row per block or indicator."""
    grid = sums.blocks if level == "block" else sums.indicators
    page.heading(grid.sheet, word("book_levels_told", lang))
    page.widths(*(WIDTHS.get(key, 12) for key in grid.keys))
    page.table(grid, [word(HEADINGS[key], lang) for key in grid.keys])
    for row, part in enumerate(parts, start=FIRST):
        cells = {"max": _maximum(part, level, row, sums), **_cells(part, level, row, grid, sums)}
        _write_part(page, row, part, grid, cells, lang)
    _bars(page, grid)


def write_total(page: BookSheet, total: Part, sums: Sums, lang: Lang) -> None:
    """The total below the blocks, summed from the inputs themselves: rounded figures are never added."""
    grid, row = sums.blocks, total_row(sums.blocks)
    cells: Cells = {
        "max": (f"=ROUND(SUM({sums.questions.column('max')}),2)", float_points(total.maximum), "total"),
        "points": (f"=ROUND({sums.whole('points')},2)", float_points(total.points or 0), "total"),
        "share": (_share(grid, row), _share_value(total), "totalshare"),
        "possible": (f"=ROUND({sums.whole('possible')},2)", float_points(total.possible or 0), "total"),
        "answered": (f"=SUM({grid.column('answered')})", total.answered, "totalcount"),
        "asked": (f"=SUM({grid.column('asked')})", total.asked, "totalcount"),
    }
    for column, key in enumerate(grid.keys):
        if key in cells:
            page.formula(row, column, *cells[key])
        else:
            page.text(row, column, word("sum", lang) if key == "label" else "", "totaltext")


def _maximum(part: Part, level: str, row: int, sums: Sums) -> tuple[str, float, str]:
    questions = sums.questions
    formula = f"=ROUND(SUMIFS({questions.column('max')},{questions.column(level)},$A{row + 1}),2)"
    return formula, float_points(part.maximum), "points"


def _cells(part: Part, level: str, row: int, grid: Grid, sums: Sums) -> Cells:
    """The formulas of a part: from its own figure, from its parts, or none where a figure further up counts."""
    if part.hidden:
        return {}
    share = (_share(grid, row), _share_value(part), "share")
    possible, points = float_points(part.possible or 0), NONE if part.points is None else float_points(part.points)
    if part.own:
        own, shown = grid.at("own", row), grid.at("points", row)
        return {
            "points": (f"=ROUND(SUM({own}),2)", points, "points"),
            "share": share,
            "possible": (f"={shown}", possible, "points"),
            "answered": (f"=COUNT({own})", part.answered, "count"),
            "asked": (f"=ROWS({own})", part.asked, "count"),
        }
    code = f"$A{row + 1}"
    known = f'IF({sums.count(level, code, ANYTHING)}=0,"{NONE}",ROUND({sums.under(level, "points", code)},2))'
    return {
        "points": (f"={known}", points, "points"),
        "share": share,
        "possible": (f"=ROUND({sums.under(level, 'possible', code)},2)", possible, "points"),
        "answered": (f"={sums.count(level, code, A_NUMBER)}", part.answered, "count"),
        "asked": (_asked(level, code, sums), part.asked, "count"),
    }


def _asked(level: str, code: str, sums: Sums) -> str:
    if level == "indicator":
        return f"=COUNTIFS({sums.questions.column('indicator')},{code})"
    return f"=SUMIFS({sums.indicators.column('asked')},{sums.indicators.column('block')},{code})"


def _share(grid: Grid, row: int) -> str:
    points, maximum = grid.at("points", row), grid.at("max", row)
    return f'=IF(AND(ISNUMBER({points}),{maximum}>0),{points}/{maximum},"{NONE}")'


def _share_value(part: Part) -> float | str:
    return part.points / part.maximum if part.points is not None and part.maximum else NONE


def _write_part(page: BookSheet, row: int, part: Part, grid: Grid, cells: Cells, lang: Lang) -> None:
    origin = part.origin
    told = {"code": part.code, "label": part.label, "block": part.block}
    told |= {"file": origin.file, "cell": origin.cell, "correction": origin.correction, "remark": origin.remark}
    for column, key in enumerate(grid.keys):
        if key in cells:
            page.formula(row, column, *cells[key])
        elif key in told:
            page.text(row, column, told[key])
        elif key == "own" and part.own:
            _write_input(page, row, column, part, lang)
        else:
            page.text(row, column, word("book_hidden", lang) if key == "points" else "", "muted")


def _write_input(page: BookSheet, row: int, column: int, part: Part, lang: Lang) -> None:
    if part.own_micro is None:
        page.text(row, column, word("state_not_applicable", lang), "choice")
    else:
        page.number(row, column, part.own_micro / MICRO, "input")


def _bars(page: BookSheet, grid: Grid) -> None:
    """A bar in each share, drawn by the spreadsheet itself."""
    column, last = grid.keys.index("share"), FIRST + max(grid.rows, 1) - 1
    scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    look = {"bar_color": BAR, "bar_solid": True, "bar_border_color": BAR}
    page.sheet.conditional_format(FIRST, column, last, column, {"type": "data_bar", **look, **scale})
