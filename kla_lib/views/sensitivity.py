"""On which uncertain question the total hangs most: exact shares of its variance, and SALib's estimates beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.outlook_shapes import REST, Sensitivity, Share
from kla_lib.views.checks import problem_table
from kla_lib.views.html import Cell, Column, Html, Table, render, show, small
from kla_lib.views.numbers import count_text, exact_text, percent_text, range_text
from kla_lib.views.outlook_words import category_text, node_name
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook


def sensitivity_table(outlook: Outlook) -> Html:
    """Each uncertain question with its range, why, and its share; then what is wrong with the table the place states."""
    problems, lang = outlook.uncertainty_problems, outlook.lang
    faults = problem_table(problems, word("unsure_faults", lang), lang).text if problems else ""
    return Html(f"{_shares(outlook).text}{faults}")


def _shares(outlook: Outlook) -> Html:
    lang, found = outlook.lang, outlook.sensitivity
    if found is None:
        return render("sentence.html.j2", lang, text=word("unsure_none", lang))
    columns = [
        Column(word("question", lang)),
        *(Column(word(key, lang), numeric=True) for key in ("unsure_share", "salib")),
    ]
    rows = [_row(outlook, share) for share in found.shares]
    table = show(Table(word("unsure_caption", lang), columns, rows))
    return Html(f"{table.text}{_told(outlook, found).text}")


def _row(outlook: Outlook, share: Share) -> list[Cell]:
    lang = outlook.lang
    exact = percent_text(share.exact.numerator, share.exact.denominator, lang)
    estimate = Markup("{}{}").format(_percent(share.estimate, lang), small(f"± {_percent(share.margin, lang)}"))
    if share.uncertain is None or share.code == REST:
        return [word("unsure_rest", lang), exact, estimate]
    low, high = (exact_text(micro, lang) for micro in (share.uncertain.low_micro, share.uncertain.high_micro))
    why = word(f"unsure_{share.uncertain.why}", lang)
    told = word("unsure_range", lang, low=low, high=high, why=why)
    source = small(share.uncertain.source)
    return [Markup("{}{}{}").format(node_name(outlook, share.code), small(told), source), exact, estimate]


def _percent(share: float, lang: str) -> str:
    return percent_text(int(Decimal(share) * 1_000_000), 1_000_000, "en" if lang == "en" else "id")


def _told(outlook: Outlook, found: Sensitivity) -> Html:
    lang = outlook.lang
    told = {
        "range": range_text(found.lowest_hundredths, found.highest_hundredths, lang),
        "share": percent_text(found.holding, found.cases, lang),
        "cases": count_text(found.cases, lang),
        "category": category_text(found.category, lang),
    }
    return render("sentence.html.j2", lang, text=word("unsure_cases", lang, **told))
