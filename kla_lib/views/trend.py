"""A place over the years: what may be compared from one period to the next, and what became of each indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.instrument import Edition
from kla_lib.rules.mapping import COMPARED, Pairing
from kla_lib.rules.outlook_shapes import NO_AWARD, Point, Step
from kla_lib.views.citing import source_links
from kla_lib.views.html import Cell, Column, Html, Table, details, render, show, small
from kla_lib.views.instrument_words import stage_name
from kla_lib.views.numbers import change_text, count_text, points_text
from kla_lib.views.outlook_words import node_name
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook

SHOWN = 5


def trend_table(outlook: Outlook) -> Html:
    """Each figure and award known, by stage, with what may be said of the step to it."""
    lang, points = outlook.lang, outlook.history
    if not points:
        return render("sentence.html.j2", lang, text=word("trend_nothing", lang))
    steps = {(step.after.stage, step.after.period): step for step in outlook.steps}
    columns = [Column(word(key, lang), numeric=n == 1) for n, key in enumerate(("trend_when", "points", "trend_step"))]
    rows = [_row(outlook, point, steps.get((point.stage, point.period))) for point in points]
    return show(Table(word("trend_caption", lang), columns, rows))


def _row(outlook: Outlook, point: Point, step: Step | None) -> list[Cell]:
    lang = outlook.lang
    edition = word("trend_edition", lang, edition=point.edition) if point.edition else word("trend_edition_open", lang)
    origin = word(f"trend_origin_{point.origin}", lang)
    sure = [word(f"confidence_{point.confidence}", lang)] if point.confidence else []
    doubt = [word("is_disputed", lang)] if point.disputed else []
    told = " · ".join([edition, origin, *sure, *doubt])
    head = Markup("{} {}{}").format(point.period, stage_name(point.stage, lang, point.period), small(told))
    figure = points_text(point.points_hundredths, lang) if point.points_hundredths is not None else ""
    return [head, Markup("{}{}").format(figure, small(_category(outlook, point))), _step(outlook, step)]


def _step(outlook: Outlook, step: Step | None) -> Cell:
    lang = outlook.lang
    if step is None:
        return word("trend_first", lang)
    told = word(f"trend_step_{step.verdict}", lang, before=step.before.period)
    if step.verdict == "points":
        return Markup("{}{}").format(change_text(step.change_hundredths or 0, lang), small(told))
    if step.verdict == "category":
        return Markup("{} → {}{}").format(*(_category(outlook, p) for p in (step.before, step.after)), small(told))
    return told


def _category(outlook: Outlook, point: Point) -> str:
    return word("league_none", outlook.lang) if point.category == NO_AWARD else point.category


def node_changes(outlook: Outlook) -> Html:
    """The indicators that rose and fell most since the latest period of the same stage and edition."""
    lang, (before, changes) = outlook.lang, outlook.node_changes
    if not before:
        return render("sentence.html.j2", lang, text=word("trend_no_earlier", lang))
    if not changes:
        return render("sentence.html.j2", lang, text=word("trend_no_change", lang, before=before))
    picked = changes if len(changes) <= 2 * SHOWN else [*changes[:SHOWN], *changes[-SHOWN:]]
    columns = [Column(word("indicator", lang)), Column(word("trend_change", lang), numeric=True)]
    rows = [[node_name(outlook, code), change_text(change, lang)] for code, change in picked]
    return show(Table(word("trend_changes_caption", lang, before=before), columns, rows))


def mapping_tables(outlook: Outlook) -> Html:
    """For each pair of editions, what became of every indicator, how sure that is, and what cannot be compared."""
    return Html("".join(_mapping(outlook, *each) for each in outlook.mappings))


def _mapping(outlook: Outlook, before: Edition, after: Edition, rows: Sequence[Pairing]) -> str:
    lang = outlook.lang
    counts = {said: count_text(sum(row.compared == said for row in rows), lang) for said in COMPARED}
    summary = word("mapping_summary", lang, before=before.id, after=after.id, **counts)
    columns = [Column(word(key, lang)) for key in ("mapping_was", "mapping_is", "mapping_said")]
    body = [_pairing(outlook, before, after, row) for row in rows]
    caption = word("mapping_caption", lang, before=before.title(lang), after=after.title(lang))
    unweighted = [word("mapping_unweighted", lang, edition=e.id) for e in (before, after) if not e.has_weights]
    note = Markup("<p>{}</p>").format(" ".join(unweighted)) if unweighted else ""
    table = show(Table(caption, columns, body, shape="stack"))
    return details(summary, Markup("{}{}").format(note, table))


def _pairing(outlook: Outlook, before: Edition, after: Edition, row: Pairing) -> list[Cell]:
    lang = outlook.lang
    said = word(f"compared_{row.compared}", lang)
    relation = word(f"relation_{row.relation}", lang)
    sure = word("sure", lang, confidence=word(f"confidence_{row.confidence}", lang))
    known = {**after.sources, **before.sources}
    links = source_links([known[source].url or known[source].title for source in row.source.split(";")], lang)
    told = Markup("{}{}{}").format(said, small(relation), small(row.note(lang)))
    return [_node(outlook, before, row.from_code), _node(outlook, after, row.to_code),
            Markup("{}<small>{} · {}</small>").format(told, sure, links)]  # fmt: skip


def _node(outlook: Outlook, edition: Edition, code: str) -> str:
    return f"{code} {edition.by_code[code].label(outlook.lang)}" if code else word("mapping_none", outlook.lang)
