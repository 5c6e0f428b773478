"""The task force's full pack: the summary, every cluster and the history of awards in one page; or one cluster of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kla_lib.display.html import Piece, Section
from kla_lib.display.palette import accent
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.scoring.views.arithmetic import arithmetic
from kla_lib.scoring.views.charts import bars, ladder, stages_chart
from kla_lib.scoring.views.checks import glossary_list, provenance, remarks
from kla_lib.scoring.views.figures import Figure, figure_of, figures_under, points_of_maximum
from kla_lib.scoring.views.headline import headline
from kla_lib.scoring.views.history import award_headline, award_steps, award_table, unpublished
from kla_lib.scoring.views.memo import gap_memo
from kla_lib.scoring.views.pairs import pairs_chart
from kla_lib.scoring.views.stages import stages_table
from kla_lib.scoring.views.tables import agencies, gaps, points_table, strengths, unanswered
from kla_lib.share.document import document, figure

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case


def pack(case: Case) -> str:
    """The pack as a whole document. Raises InputFault for a case without a recap."""
    figures = figures_under(case, TOTAL)
    blocks = [replace(_block(case, found), open=1) for found in figures]
    sections = [_summary(case), *blocks, _history(case), _behind(case)]
    return document("share_pack.html.j2", case, word("share_pack", case.lang), sections=sections)


def cluster_page(case: Case, code: str) -> str:
    """One cluster of the pack as a whole document. Raises KeyError for a code the edition does not have."""
    section = _block(case, figure_of(case, code))
    return document("share_pack.html.j2", case, section.title, sections=[section])


def _summary(case: Case) -> Section:
    lang = case.lang
    pieces: list[tuple[str, Piece]] = [
        ("", headline(case)),
        (word("pack_ladder", lang), figure(ladder(case))),
        (word("pack_parts", lang), figure(bars(case))),
        ("", points_table(case, opened=False)),  # each cluster brings its own
        (word("pack_gaps", lang), gaps(case)),
        (word("pack_strengths", lang), strengths(case)),
    ]
    return Section("ringkasan", word("pack_summary", lang), pieces, points_of_maximum(figure_of(case), lang))


def _block(case: Case, found: Figure) -> Section:
    pieces = [("", headline(case, found.code)), *_block_pieces(case, found.code)]
    title, aside = found.label, points_of_maximum(found, case.lang)
    return Section(f"klaster-{found.code}", title, pieces, aside, own=True, accent=accent(found.code))


def _block_pieces(case: Case, code: str) -> Iterator[tuple[str, Piece]]:
    lang = case.lang
    yield word("pack_indicators", lang), figure(bars(case, code))
    yield word("pack_memo", lang), gap_memo(case, code)
    yield word("pack_agencies", lang), agencies(case, code)
    yield word("pack_unanswered", lang), unanswered(case, code)
    yield word("pack_arithmetic", lang), arithmetic(case, code)


def _history(case: Case) -> Section:
    lang = case.lang
    pieces: list[tuple[str, Piece]] = [
        ("", award_headline(case)),
        (word("pack_steps", lang), figure(award_steps(case))),
        ("", award_table(case)),
        (word("pack_unpublished", lang), unpublished(case)),
        (word("pack_stages", lang), stages_table(case)),
        ("", figure(stages_chart(case))),
        (word("pack_pairs", lang), figure(pairs_chart(case))),
    ]
    return Section("riwayat", word("pack_history", lang), pieces)


def _behind(case: Case) -> Section:
    lang = case.lang
    pieces: list[tuple[str, Piece]] = [
        (word("pack_remarks", lang), remarks(case)),
        (word("pack_provenance", lang), provenance(case)),
        (word("pack_terms", lang), glossary_list(case)),
    ]
    return Section("asal-angka", word("pack_behind", lang), pieces, open=0)
