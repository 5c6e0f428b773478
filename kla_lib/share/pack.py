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
    from kla_lib.scoring.assessment import Assessment


def pack(assessment: Assessment) -> str:
    """The pack as a whole document. Raises InputFault for an assessment without a recap."""
    figures = figures_under(assessment, TOTAL)
    blocks = [replace(_block(assessment, found), open=1) for found in figures]
    sections = [_summary(assessment), *blocks, _history(assessment), _behind(assessment)]
    return document("share_pack.html.j2", assessment, word("share_pack", assessment.lang), sections=sections)


def cluster_page(assessment: Assessment, code: str) -> str:
    """One cluster of the pack as a whole document. Raises KeyError for a code the edition does not have."""
    section = _block(assessment, figure_of(assessment, code))
    return document("share_pack.html.j2", assessment, section.title, sections=[section])


def _summary(assessment: Assessment) -> Section:
    lang = assessment.lang
    pieces: list[tuple[str, Piece]] = [
        ("", headline(assessment)),
        (word("pack_ladder", lang), figure(ladder(assessment))),
        (word("pack_parts", lang), figure(bars(assessment))),
        ("", points_table(assessment, opened=False)),  # each cluster brings its own
        (word("pack_gaps", lang), gaps(assessment)),
        (word("pack_strengths", lang), strengths(assessment)),
    ]
    return Section("ringkasan", word("pack_summary", lang), pieces, points_of_maximum(figure_of(assessment), lang))


def _block(assessment: Assessment, found: Figure) -> Section:
    pieces = [("", headline(assessment, found.code)), *_block_pieces(assessment, found.code)]
    title, aside = found.label, points_of_maximum(found, assessment.lang)
    return Section(f"klaster-{found.code}", title, pieces, aside, own=True, accent=accent(found.code))


def _block_pieces(assessment: Assessment, code: str) -> Iterator[tuple[str, Piece]]:
    lang = assessment.lang
    yield word("pack_indicators", lang), figure(bars(assessment, code))
    yield word("pack_memo", lang), gap_memo(assessment, code)
    yield word("pack_agencies", lang), agencies(assessment, code)
    yield word("pack_unanswered", lang), unanswered(assessment, code)
    yield word("pack_arithmetic", lang), arithmetic(assessment, code)


def _history(assessment: Assessment) -> Section:
    lang = assessment.lang
    pieces: list[tuple[str, Piece]] = [
        ("", award_headline(assessment)),
        (word("pack_steps", lang), figure(award_steps(assessment))),
        ("", award_table(assessment)),
        (word("pack_unpublished", lang), unpublished(assessment)),
        (word("pack_stages", lang), stages_table(assessment)),
        ("", figure(stages_chart(assessment))),
        (word("pack_pairs", lang), figure(pairs_chart(assessment))),
    ]
    return Section("riwayat", word("pack_history", lang), pieces)


def _behind(assessment: Assessment) -> Section:
    lang = assessment.lang
    pieces: list[tuple[str, Piece]] = [
        (word("pack_remarks", lang), remarks(assessment)),
        (word("pack_provenance", lang), provenance(assessment)),
        (word("pack_terms", lang), glossary_list(assessment)),
    ]
    return Section("asal-angka", word("pack_behind", lang), pieces, open=0)
