"""The message to paste into the task force's WhatsApp group: rating, distance, the largest gaps, what is due when.

WhatsApp makes ``*bold*``, links, addresses and telephone numbers out of plain text, so text from a file is
defused first (`chat_text.defused`) and never begins a line. The message is measured in UTF-16 units, as phones do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.chat_text import FITS, LIMIT, defused, utf16_units
from kla_lib.display.numbers import maximum_text, points_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.words import stage_name
from kla_lib.scoring.views.figures import figure_of, open_indicators, short_name, standing, with_default
from kla_lib.share.document import Due, due_texts

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

GAPS, AGENCIES = 3, 2


def message_text(assessment: Assessment, due: Due = ()) -> str:
    """The message, at most 900 characters. Raises InputFault for an assessment without a recap."""
    made = (_message(assessment, longest, due) for longest in FITS)
    return next(text for text in made if utf16_units(text) <= LIMIT)


def _message(assessment: Assessment, longest: int, due: Due) -> str:
    parts = [
        "\n".join(_standing(assessment, longest)),
        "\n".join(_gaps(assessment, longest)),
        *_closing(assessment, due),
    ]
    return "\n\n".join(part for part in parts if part)


def _standing(assessment: Assessment, longest: int) -> Iterator[str]:
    lang, total = assessment.lang, figure_of(assessment)
    place, period, stage = (
        defused(t, longest)
        for t in (assessment.title, assessment.period, stage_name(assessment.stage, lang, assessment.period))
    )
    named = defused(f"{place} {period}", 2 * longest + 1)  # once more: two numbers side by side are one to call
    yield f"*KLA {named}*"
    yield stage if assessment.rating.award else word("wa_stage", lang, stage=stage)
    points, whole = points_text(total.points or 0, lang), maximum_text(total.maximum, lang)
    yield word("wa_points", lang, points=points, max=whole, standing=defused(standing(assessment), longest))
    if assessment.rating.next is not None:
        short, start = (
            points_text(assessment.rating.next.short_hundredths, lang),
            assessment.rating.next.start_hundredths,
        )
        name = defused(assessment.rating.next.category, longest)
        yield word("wa_next", lang, short=short, category=name, start=maximum_text(start, lang))


def _gaps(assessment: Assessment, longest: int) -> Iterator[str]:
    rows = open_indicators(assessment)[:GAPS]
    if not rows:
        yield word("nothing_missing", assessment.lang)
        return
    yield word("wa_gaps", assessment.lang)
    for number, row in enumerate(rows, start=1):
        yield _gap(assessment, row, number, longest)


def _gap(assessment: Assessment, row: Row, number: int, longest: int) -> str:
    lang, node = assessment.lang, assessment.edition.by_code[str(row["code"])]
    missing, label = points_text(int(row["gap_hundredths"]), lang), defused(short_name(node, lang), longest)
    line = word("wa_gap", lang, number=number, missing=missing, label=label)
    names = _agencies(assessment, node.code, longest)
    return f"{line}\n→ {names}" if names else line


def _agencies(assessment: Assessment, code: str, longest: int) -> str:
    rows = [row for row in assessment.agency_rows(code) if row["gap_micro"] > 0]
    names = [_agency(assessment, str(row["role"]), code, longest) for row in rows[:AGENCIES]]
    if len(rows) > AGENCIES:
        names.append(word("others", assessment.lang, count=len(rows) - AGENCIES))
    return listed(names, assessment.lang)


def _agency(assessment: Assessment, role: str, code: str, longest: int) -> str:
    name = defused(_short_agency(assessment.edition.agency(role, assessment.lang), assessment.lang), longest)
    return with_default(assessment, role, code, name)


def _short_agency(name: str, lang: Lang) -> str:
    """``Dinas yang membidangi perpustakaan`` -> ``Dinas perpustakaan``: the words that only define the role go."""
    short = " ".join(name.replace(word("wa_defining", lang), " ", 1).split())
    return short[:1].upper() + short[1:]


def _closing(assessment: Assessment, due: Due) -> list[str]:
    """The deadlines, or that none is known."""
    dates = "; ".join(due_texts(due, assessment.lang))
    said = [
        word("wa_deadlines", assessment.lang, dates=dates) if dates else word("wa_deadline_unknown", assessment.lang)
    ]
    return ["\n".join(said if assessment.rating.award else [*said, word("wa_not_award", assessment.lang)])]
