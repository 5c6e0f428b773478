"""What the shared pages have in common: a whole document, its speaking file name, a chart set into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from kla_lib.views.html import Html, render
from kla_lib.views.instrument_words import stage_name
from kla_lib.views.page import sheet, stylesheet
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.case import Case
    from kla_lib.views.chart import Chart

LONG = "Kabupaten "
NAME_LENGTH = 60
UNQUOTED = " =:;,()"


def document(template: str, case: Case, kicker: str, about: str = "", **values: object) -> str:
    """A page of templates/ as a whole document: one file, no script, no request, every text escaped."""
    style = Markup(stylesheet() + sheet("share.css"))  # noqa: S704 - our own files
    heading = full_title(case)
    title = f"{case.title} {case.period} · {kicker}"
    shell = {"style": style, "script": "", "title": title, "kicker": kicker, "heading": heading}
    return render(template, case.lang, **shell, about=about or period_and_stage(case), **values).text


def full_title(case: Case) -> str:
    """The place in full: ``Kabupaten Ogan Ilir``."""
    return re.sub(r"^Kab\. ", LONG, case.title)


def period_and_stage(case: Case) -> str:
    """``Periode 2024 · Evaluasi mandiri (EM)``."""
    period = f"{word('period', case.lang)} {case.period}"
    return f"{period} · {stage_name(case.stage, case.lang, case.period)}" if case.stage else period


def file_name(case: Case, audience: str) -> str:
    """``KLA_Kab-Ogan-Ilir_2024_Gugus-Tugas``: says what it is in a list of downloads, and is a name on every system."""
    return "_".join(["KLA", *(_safe(part) for part in (case.title, case.period, audience))])


def _safe(text: str) -> str:
    """Letters and digits, everything else one hyphen: no path, no reserved sign, no trailing dot."""
    return re.sub(r"[\W_]+", "-", text).strip("-")[:NAME_LENGTH].strip("-") or "-"


def figure(chart: Chart | Html) -> Markup:
    """A chart as a picture inside the page, with its message as alternative text; a sentence stays a sentence."""
    if isinstance(chart, Html):
        return chart.__html__()
    data = quote(chart.content, safe=UNQUOTED)
    frame = Markup(
        '<figure><img src="data:{},{}" alt="{}" width="340" height="{}"><figcaption>{}</figcaption></figure>'
    )
    return frame.format(chart.kind, data, chart.alt, chart.height, chart.caption)
