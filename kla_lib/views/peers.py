"""A place beside its province and its band: where it stands above the middle, and where below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.outlook_shapes import FEWEST, Beside, Group
from kla_lib.views.html import Cell, Column, Html, Table, render, show, small
from kla_lib.views.instrument_words import stage_name
from kla_lib.views.numbers import change_text, count_text, points_text, range_text
from kla_lib.views.outlook_words import category_text, node_name, places_text
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook

SHOWN = 5


def peers_table(outlook: Outlook) -> Html:
    """Strengths and weaknesses beside each group; a sentence with the reason where a group is too small to be fair."""
    parts = [_few(outlook, group) if group.few else _group(outlook, group) for group in outlook.groups]
    left = _left_out(outlook)
    return Html("".join(part.text for part in [*parts, *left]))


def _few(outlook: Outlook, group: Group) -> Html:
    lang = outlook.lang
    told = {"count": count_text(len(group.places), lang), "fewest": count_text(FEWEST, lang)}
    who = word(f"peers_few_{group.kind}", lang, name=_name(outlook, group))
    said = word("peers_few" if group.places else "peers_nobody", lang, **told)
    return render("sentence.html.j2", lang, text=f"{who} {said}")


def _group(outlook: Outlook, group: Group) -> Html:
    lang, level = outlook.lang, {node.code for node in outlook.case.edition.at("indicator")}
    best = [row for row in group.strengths if row.code in level][:SHOWN]
    worst = [row for row in group.weaknesses if row.code in level][:SHOWN]
    told = {
        "count": count_text(len(group.places), lang),
        "stage": stage_name(outlook.case.stage, lang, outlook.case.period),
    }
    caption = word(f"peers_caption_{group.kind}", lang, name=_name(outlook, group), **told)
    if not best and not worst:
        return render("sentence.html.j2", lang, text=f"{caption} {word('peers_alike', lang)}")
    columns = [Column(word("indicator", lang)), *(Column(word(key, lang), numeric=True) for key in ("points", "lead"))]
    return show(Table(caption, columns, [*_rows(outlook, best), *_rows(outlook, worst)]))


def _rows(outlook: Outlook, rows: Sequence[Beside]) -> list[list[Cell]]:
    return [_row(outlook, row) for row in rows]


def _row(outlook: Outlook, row: Beside) -> list[Cell]:
    lang = outlook.lang
    spread = {"middle": points_text(row.middle, lang), "range": range_text(row.lowest, row.highest, lang)}
    told = word("peers_spread", lang, count=count_text(row.count, lang), **spread)
    head = Markup("{}{}").format(node_name(outlook, row.code), small(told))
    return [head, points_text(row.points, lang), change_text(row.lead, lang)]


def _name(outlook: Outlook, group: Group) -> str:
    return group.name if group.kind == "province" else category_text(group.name or None, outlook.lang)


def _left_out(outlook: Outlook) -> list[Html]:
    lang, compared = outlook.lang, any(not group.few for group in outlook.groups)
    codes = ", ".join(outlook.open_nodes)
    open_ = [render("sentence.html.j2", lang, text=word("peers_open", lang, codes=codes))] if codes and compared else []
    if not outlook.left_out:
        return open_
    told = {"count": count_text(len(outlook.left_out), lang)}
    text = word("peers_left_out", lang, places=places_text(outlook.left_out, lang), **told)
    return [*open_, render("sentence.html.j2", lang, text=text)]
