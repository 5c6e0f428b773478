"""A page that children of ten to twelve can read: what goes well, what is still missing, what they may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kla_lib.core.problems import Lang
from kla_lib.display.html import Cell, see, told
from kla_lib.display.numbers import count_text, percent_text
from kla_lib.display.palette import accent
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.scoring.views.arithmetic import arithmetic
from kla_lib.scoring.views.figures import Figure, figure_of, figures_under
from kla_lib.share.document import document, full_title

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

WRITTEN_FOR = "2023"  # the plain words are written for the codes of this edition; others keep their own labels
GOOD, SHORT = 3, 2
STEP = 100  # one step of the children's stair is one whole point


def children_page(assessment: Assessment) -> str:
    """The page for Forum Anak as a whole document. Raises InputFault for an assessment without a recap."""
    lang, total = assessment.lang, figure_of(assessment)
    blocks = [_block(assessment, figure) for figure in figures_under(assessment, TOTAL)]
    return document(
        "share_children.html.j2",
        assessment,
        word("share_children", lang),
        f"{word('period', lang)} {assessment.period}",
        place=full_title(assessment),
        lead=_lead(assessment, total),
        proof=arithmetic(assessment, TOTAL),
        stairs=_stairs(total, lang),
        blocks=blocks,
        note=word("child_checked" if assessment.rating.award else "child_unchecked", lang),
    )


def _lead(assessment: Assessment, total: Figure) -> list[Cell]:
    lang, up = assessment.lang, (total.points or 0) // STEP
    whole = count_text(total.maximum // STEP, lang)
    steps = see(TOTAL, count_text(up, lang))
    said: list[Cell] = [told("child_stair", lang, whole=whole, place=full_title(assessment), steps=steps)]
    if assessment.rating.next is not None:
        left = assessment.rating.next.start_hundredths // STEP - up
        name = assessment.rating.next.category
        said.append(told("child_next", lang, steps=see(TOTAL, count_text(left, lang)), category=name))
    return said


def _stairs(figure: Figure, lang: Lang) -> dict[str, Any] | None:
    """Whole steps up, of how many, and the width of the bar; None where nothing is known."""
    if figure.points is None:
        return None
    up, whole = figure.points // STEP, figure.maximum // STEP
    said = told("child_steps", lang, steps=see(figure.code, count_text(up, lang)), whole=count_text(whole, lang))
    return {"said": said, "width": percent_text(figure.points, figure.maximum, "en")}


def _block(assessment: Assessment, figure: Figure) -> dict[str, Any]:
    below = [f for f in figures_under(assessment, figure.code) if f.points is not None]
    full = [f for f in below if not f.missing][:GOOD]
    best = max(below, key=lambda f: (f.points or 0) / f.maximum if f.maximum else 0, default=None)
    open_ = sorted((f for f in below if f.missing and (full or f is not best)), key=lambda f: -f.missing)[:SHORT]
    return {
        "accent": accent(figure.code),
        "title": _title(assessment, figure),
        "stairs": _stairs(figure, assessment.lang),
        "good": [_right(assessment, f) for f in full],
        "best": "" if full or best is None or not best.points else _right(assessment, best),
        "short": [_right(assessment, f) for f in open_],
        "ask": _ask(assessment, open_[0]) if open_ else "",
    }


def _plain(edition: Edition, code: str) -> bool:
    """True if plain words were written for this code."""
    return edition.id == WRITTEN_FOR and code in edition.by_code


def _title(assessment: Assessment, figure: Figure) -> str:
    return (
        word(f"child_block_{figure.code}", assessment.lang) if _plain(assessment.edition, figure.code) else figure.label
    )


def _right(assessment: Assessment, figure: Figure) -> str:
    return (
        word(f"child_right_{figure.code}", assessment.lang) if _plain(assessment.edition, figure.code) else figure.label
    )


def _ask(assessment: Assessment, figure: Figure) -> str:
    if _plain(assessment.edition, figure.code):
        return word(f"child_ask_{figure.code}", assessment.lang)
    return word("child_ask", assessment.lang, label=figure.label)
