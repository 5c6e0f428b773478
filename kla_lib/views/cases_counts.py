"""The table to sign for the evidence of 21A-24B: the counts of every kind, as they may be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kla_lib.rules.case_shapes import FEWEST
from kla_lib.rules.cases import kinds
from kla_lib.views.book_shapes import Counted, SignedTable
from kla_lib.views.days import day_text, month_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.cases import Cases
    from kla_lib.scoring.cases import Share


def signed_table(found: Cases) -> SignedTable:
    """By kind with the indicator it may be evidence for, all cases and those still open."""
    lang, standing = found.lang, found.signed
    return SignedTable(
        title=word("cases_evidence_caption", lang, place=found.title, day=day_text(found.day.isoformat(), lang)),
        period=found.period,
        sheet=word("cases_sheet", lang),
        heads=[word(key, lang) for key in ("cases_by_kind", "indicator", "cases_all", "cases_open")],
        rows=_rows(found),
        total=(word("sum", lang), "", standing.cases, standing.open),
        note=_note(found),
        signs=[word(key, lang) for key in ("cases_sign_made", "cases_sign_known")],
        line=word("cases_sign_line", lang),
    )


def _rows(found: Cases) -> list[Counted]:
    shares = {share.key: share for share in found.signed.tables["kind"]}
    rows = [
        (meant.label(found.lang), ", ".join(meant.indicators) or "–", *_both(shares.get(kind)))
        for kind, meant in kinds().items()
    ]
    return [*rows, (word("cases_unknown", found.lang), "–", *_both(shares[""]))] if "" in shares else rows


def _note(found: Cases) -> str:
    """What the table leaves out, whose the indicators are, and since when there are reports: by month, a day tells more."""
    lang, months = found.lang, [share.key for share in found.signed.tables["month"] if share.key]
    since = [word("cases_evidence_since", lang, month=month_text(min(months), lang))] if months else []
    own = word("cases_evidence_own", lang, period=found.period[:4])
    return " ".join([own, *since, word("cases_evidence_note", lang, few=FEWEST), word("cases_twice", lang)])


def _both(share: Share | None) -> tuple[int | None, int | None]:
    return (0, 0) if share is None else (share.cases, share.open)
