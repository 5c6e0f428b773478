"""The sheet of bands: the rating by LOOKUP on the total, the points missing to each band, and the boundary rule to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kla_lib.core.points import float_points
from kla_lib.core.problems import Lang
from kla_lib.display.book import BookSheet, quoted
from kla_lib.display.words import word
from kla_lib.instrument import rating
from kla_lib.instrument.instrument import BOUNDARY_RULES, Band

BANDS_HEAD = 13
BANDS_FIRST = BANDS_HEAD + 1
TOTAL, POSSIBLE, RULE, RATING, IF_ALL, OTHER, NEXT, SHORT = range(3, 11)
NAMES, LOWER, UPPER, REACH, CONTIGUOUS, START, MISSING, REACHED = "ABCDEFGH"
ANSWERS = {
    RATING: "book_rating",
    IF_ALL: "book_if_all",
    OTHER: "book_other_rule",
    NEXT: "book_next",
    SHORT: "book_short",
}
HEADINGS = (
    "category",
    "book_lower",
    "book_upper",
    "book_reach",
    "book_contiguous",
    "book_start",
    "missing",
    "book_reached",
)
WIDTHS = (52, 17, 17, 17, 19, 17, 15, 15)
NONE = "–"


@dataclass(frozen=True, slots=True)
class RatingCells:
    """The points in hundredths with the cells that hold them, the boundary rule, and whether the figure is an award."""

    certain: int
    possible: int
    certain_cell: str
    possible_cell: str
    rule: str
    award: bool


def write_rating(page: BookSheet, bands: Sequence[Band], cells: RatingCells, lang: Lang) -> dict[int, float | str]:
    """Write the answers first, the bands they are read from below. Returns the values of the answers by row."""
    page.widths(*WIDTHS)
    page.heading(word("book_sheet_rating", lang), word("book_rating_told", lang))
    _write_question(page, cells, lang)
    said = _write_answers(page, bands, cells, lang)
    for column, key in enumerate(HEADINGS):
        page.text(BANDS_HEAD, column, word(key, lang), "headright" if column else "head")
    for index in range(len(bands)):
        _write_band(page, bands, index, cells, lang)
    return said


def answer_name(row: int, lang: Lang) -> str:
    """The name of the answer in a row. Raises KeyError for a row without one."""
    return word(ANSWERS[row], lang)


def _write_question(page: BookSheet, cells: RatingCells, lang: Lang) -> None:
    keys = ("book_total", "possible", "boundary")
    for row, key in enumerate(keys, start=TOTAL):
        page.text(row, 0, word(key, lang))
    page.formula(TOTAL, 1, f"={cells.certain_cell}", float_points(cells.certain), "large")
    page.formula(POSSIBLE, 1, f"={cells.possible_cell}", float_points(cells.possible), "points")
    page.text(RULE, 1, cells.rule, "choice")
    page.sheet.data_validation(RULE, 1, RULE, 1, {"validate": "list", "source": list(BOUNDARY_RULES)})


def _write_answers(page: BookSheet, bands: Sequence[Band], cells: RatingCells, lang: Lang) -> dict[int, float | str]:
    last = BANDS_FIRST + len(bands)
    names, starts = (f"${c}${BANDS_FIRST + 1}:${c}${last}" for c in (NAMES, START))
    mine, other = _starts(bands, cells.rule), _starts(bands, _other(cells.rule))
    total, possible = f"$B${TOTAL + 1}", f"$B${POSSIBLE + 1}"
    phrase = _Phrase(names, cells.award, lang)
    by_other = [phrase.formula(total, f"${c}${BANDS_FIRST + 1}:${c}${last}") for c in (REACH, CONTIGUOUS)]
    reached = f"SUMPRODUCT(--({starts}<={total}))"
    at_top = f"{reached}>=ROWS({starts})"
    following = next((i for i, start in enumerate(mine) if start > cells.certain), None)
    answers: dict[int, tuple[str, float | str]] = {
        RATING: (f"={phrase.formula(total, starts)}", phrase.said(bands, mine, cells.certain)),
        IF_ALL: (f"={phrase.formula(possible, starts)}", phrase.said(bands, mine, cells.possible)),
        OTHER: (
            f'=IF($B${RULE + 1}="contiguous",{by_other[0]},{by_other[1]})',
            phrase.said(bands, other, cells.certain),
        ),
        NEXT: (
            f'=IF({at_top},"{NONE}",INDEX({names},{reached}+1))',
            NONE if following is None else bands[following].category,
        ),
        SHORT: (
            f"=IF({at_top},0,ROUND(INDEX({starts},{reached}+1)-{total},2))",
            0 if following is None else float_points(mine[following] - cells.certain),
        ),
    }
    for row, (formula, value) in answers.items():
        page.text(row, 0, answer_name(row, lang))
        page.formula(
            row, 1, formula, value, "largesaid" if row == RATING else "points" if row == SHORT else "saidright"
        )
    return {row: value for row, (_, value) in answers.items()}


@dataclass(frozen=True, slots=True)
class _Phrase:
    """How a category is said: ``setara Nindya`` before the final verification, ``peringkat Nindya`` after it."""

    names: str
    award: bool
    lang: Lang

    def formula(self, points: str, starts: str) -> str:
        """The phrase by LOOKUP; below the first band there is no category."""
        before, after = self._words()
        said = f"{quoted(before)}&LOOKUP({points},{starts},{self.names})" + (f"&{quoted(after)}" if after else "")
        return f"IF({points}<INDEX({starts},1),{quoted(word('no_category', self.lang))},{said})"

    def said(self, bands: Sequence[Band], starts: Sequence[int], hundredths: int) -> str:
        """The value of the formula."""
        reached = [band.category for band, start in zip(bands, starts, strict=True) if hundredths >= start]
        before, after = self._words()
        return f"{before}{reached[-1]}{after}" if reached else word("no_category", self.lang)

    def _words(self) -> tuple[str, str]:
        before, _, after = word("award" if self.award else "equivalent", self.lang).partition("{category}")
        return before, after


def _starts(bands: Sequence[Band], rule: str) -> list[int]:
    """The first hundredth of each band, in order."""
    return list(rating.starts(bands, rule).values())


def _other(rule: str) -> str:
    return next(name for name in BOUNDARY_RULES if name != rule)


def _write_band(page: BookSheet, bands: Sequence[Band], index: int, cells: RatingCells, lang: Lang) -> None:
    band, row = bands[index], BANDS_FIRST + index
    line, start = row + 1, _starts(bands, cells.rule)[index]
    above = f"=ROUND({UPPER}{row}+0.01,2)" if index else f"={LOWER}{line}"
    reached = word("book_yes" if cells.certain >= start else "book_no", lang)
    page.text(row, 0, band.category)
    page.number(row, 1, float_points(band.lower_hundredths), "points")
    page.number(row, 2, float_points(band.upper_hundredths), "points")
    page.formula(row, 3, f"={LOWER}{line}", float_points(_starts(bands, "reach")[index]), "points")
    page.formula(row, 4, above, float_points(_starts(bands, "contiguous")[index]), "points")
    page.formula(
        row, 5, f'=IF($B${RULE + 1}="contiguous",{CONTIGUOUS}{line},{REACH}{line})', float_points(start), "points"
    )
    short = float_points(max(start - cells.certain, 0))
    page.formula(row, 6, f"=ROUND(MAX(0,{START}{line}-$B${TOTAL + 1}),2)", short, "points")
    asked = f"=IF($B${TOTAL + 1}>={START}{line},{quoted(word('book_yes', lang))},{quoted(word('book_no', lang))})"
    page.formula(row, 7, asked, reached, "saidright")
