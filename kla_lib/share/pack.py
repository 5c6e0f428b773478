"""The task force's full pack: the summary, every cluster and the history of awards in one page; or one cluster of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kla_lib.display.html import Piece, Section
from kla_lib.display.numbers import maximum_text, points_text
from kla_lib.display.palette import accent
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.scoring.views.figures import Figure, figure_of, figures_under
from kla_lib.share.document import document, figure

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Case


def pack(case: Case, views: Any) -> str:
    """The pack as a whole document. Raises InputFault for a case without a recap.

    ``views`` holds the views by the names that analysts type, as `kla_lib` does; they are handed in, because an
    import chain has no room for them.
    """
    figures = figures_under(case, TOTAL)
    blocks = [replace(_block(case, views, found), open=1) for found in figures]
    sections = [_summary(case, views), *blocks, _history(case, views), _behind(case, views)]
    return document("share_pack.html.j2", case, word("share_pack", case.lang), sections=sections)


def cluster_page(case: Case, code: str, views: Any) -> str:
    """One cluster of the pack as a whole document. Raises KeyError for a code the edition does not have."""
    section = _block(case, views, figure_of(case, code))
    return document("share_pack.html.j2", case, section.title, sections=[section])


def _summary(case: Case, views: Any) -> Section:
    lang = case.lang
    pieces: list[tuple[str, Piece]] = [
        ("", views.headline(case)),
        (word("pack_ladder", lang), figure(views.ladder(case))),
        (word("pack_parts", lang), figure(views.bars(case))),
        ("", views.points_table(case, opened=False)),  # each cluster brings its own
        (word("pack_gaps", lang), views.gaps(case)),
        (word("pack_strengths", lang), views.strengths(case)),
    ]
    return Section("ringkasan", word("pack_summary", lang), pieces, _of(case, figure_of(case)))


def _block(case: Case, views: Any, found: Figure) -> Section:
    pieces = [("", views.headline(case, found.code)), *_block_pieces(case, views, found.code)]
    title, aside = found.label, _of(case, found)
    return Section(f"klaster-{found.code}", title, pieces, aside, own=True, accent=accent(found.code))


def _block_pieces(case: Case, views: Any, code: str) -> Iterator[tuple[str, Piece]]:
    lang = case.lang
    yield word("pack_indicators", lang), figure(views.bars(case, code))
    yield word("pack_memo", lang), views.gap_memo(case, code)
    yield word("pack_agencies", lang), views.agencies(case, code)
    yield word("pack_unanswered", lang), views.unanswered(case, code)
    yield word("pack_arithmetic", lang), views.arithmetic(case, code)


def _history(case: Case, views: Any) -> Section:
    lang = case.lang
    pieces: list[tuple[str, Piece]] = [
        ("", views.award_headline(case)),
        (word("pack_steps", lang), figure(views.award_steps(case))),
        ("", views.award_table(case)),
        (word("pack_unpublished", lang), views.unpublished(case)),
        (word("pack_stages", lang), views.stages_table(case)),
        ("", figure(views.stages_chart(case))),
        (word("pack_pairs", lang), figure(views.pairs_chart(case))),
    ]
    return Section("riwayat", word("pack_history", lang), pieces)


def _behind(case: Case, views: Any) -> Section:
    lang = case.lang
    pieces: list[tuple[str, Piece]] = [
        (word("pack_remarks", lang), views.remarks(case)),
        (word("pack_provenance", lang), views.provenance(case)),
        (word("pack_terms", lang), views.glossary_list(case)),
    ]
    return Section("asal-angka", word("pack_behind", lang), pieces, open=0)


def _of(case: Case, found: Figure) -> str:
    if found.points is None:
        return word("no_figure", case.lang)
    parts = points_text(found.points, case.lang), maximum_text(found.maximum, case.lang)
    return word("points_of", case.lang, points=parts[0], max=parts[1])
