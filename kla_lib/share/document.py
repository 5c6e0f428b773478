"""Parts of every shared page: the document around it, charts as pictures, deadlines in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup
from matplotlib.axes import Axes

from kla_lib.core.problems import Lang
from kla_lib.display.html import paragraph, render, sheet, stylesheet
from kla_lib.display.numbers import date_text
from kla_lib.display.plot import SVG, Plot
from kla_lib.display.svg import themed
from kla_lib.display.words import word
from kla_lib.instrument.stages import STAGES
from kla_lib.instrument.words import stage_name

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

UNQUOTED = " =:;,()"
SHOWN = 3  # deadlines
Due = Sequence[tuple[str, date]]  # steps of local.model.STEPS with their days, the nearest first


def document(template: str, assessment: Assessment, kicker: str, about: str = "", **values: object) -> str:
    """A page of templates/ as a whole document: one file, no script, no request, every text escaped."""
    style = Markup(stylesheet() + sheet("share.css"))  # noqa: S704 - our own files
    heading = full_title(assessment)
    title = f"{assessment.title} {assessment.period} · {kicker}"
    shell = {"style": style, "script": "", "title": title, "kicker": kicker, "heading": heading}
    return render(template, assessment.lang, **shell, about=about or period_and_stage(assessment), **values).text


def full_title(assessment: Assessment) -> str:
    """The place in full: ``Kabupaten Ogan Ilir``."""
    return re.sub(r"^Kab\. ", "Kabupaten ", assessment.title)


def period_and_stage(assessment: Assessment) -> str:
    """``Periode 2024 · Evaluasi mandiri (EM)``."""
    period = f"{word('period', assessment.lang)} {assessment.period}"
    return (
        f"{period} · {stage_name(assessment.stage, assessment.lang, assessment.period)}" if assessment.stage else period
    )


def figure(chart: Plot | Axes) -> Markup:
    """A chart as a picture inside the page, with its message as alternative text; an empty one is a sentence."""
    if not isinstance(chart, Plot):
        raise TypeError("a page shows a chart of its own, not axes")
    if chart.empty:
        return paragraph(chart.alt).__html__()
    data = quote(themed(chart.svg), safe=UNQUOTED)
    frame = Markup(
        '<figure><img src="data:{},{}" alt="{}" width="340" height="{}"><figcaption>{}</figcaption></figure>'
    )
    return frame.format(SVG, data, chart.alt, chart.height, chart.caption)


def due_texts(due: Due, lang: Lang) -> list[str]:
    """``formulir OPD kembali 15 Desember 2026``, the next few of them."""
    return [f"{_step(step, day, lang)} {date_text(day.isoformat(), lang)}" for step, day in due[:SHOWN]]


def _step(step: str, day: date, lang: Lang) -> str:
    return stage_name(step, lang, str(day.year)) if step in STAGES else word(f"step_{step}", lang)
