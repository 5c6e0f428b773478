"""The data dictionary of an edition: what each question asks, of whom, how it is answered, what counts as evidence.

One self-contained page in one language: no script, no request, every text escaped.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.display.html import Cell, Column, Html, Piece, Section, Table, link, render, sheet, small, stylesheet
from kla_lib.display.numbers import date_text, exact_maximum_text
from kla_lib.display.palette import accent
from kla_lib.display.words import listed, word
from kla_lib.forms.shape import AnswerType, answer_type
from kla_lib.instrument.instrument import TOTAL, Edition, Node
from kla_lib.instrument.remarks import remarks_on

QUESTION = ("question", "dictionary_asked", "dictionary_answer", "dictionary_evidence", "max")
QUANTITY = ("form_figure_label", "form_figure_unit", "dictionary_asked", "dictionary_relation", "source")
NONE = "–"


def dictionary_page(edition: Edition, lang: Lang) -> str:
    """The whole document."""
    style = Markup(stylesheet() + sheet("share.css"))  # noqa: S704 - our own files
    kicker, heading = word("dictionary_title", lang), edition.title(lang)
    shell = {"style": style, "script": "", "title": f"{kicker} · {heading}", "kicker": kicker, "heading": heading}
    blocks = [_block(edition, block, lang) for block in edition.children[TOTAL]]
    sections = [_choices(edition, lang), *blocks, *_quantities(edition, lang), _sources(edition, lang)]
    return render("share_pack.html.j2", lang, **shell, about=_about(edition, lang), sections=sections).text


def _about(edition: Edition, lang: Lang) -> str:
    about = word("dictionary_about", lang, count=len(edition.at("question")), law=edition.legal_basis)
    return f"{about} {edition.legal_note(lang)}".strip()


def _block(edition: Edition, block: Node, lang: Lang) -> Section:
    pieces: list[tuple[str, Piece]] = [
        (f"{node.code}. {node.label(lang)}", _questions(edition, node, lang)) for node in edition.children[block.code]
    ]
    aside = _most(block, lang)
    return Section(f"b-{block.code}", block.label(lang), pieces, aside, accent=accent(block.code))


def _questions(edition: Edition, indicator: Node, lang: Lang) -> Html:
    columns = [Column(word(key, lang), numeric=key == "max") for key in QUESTION]
    rows = [_row(edition, node, lang) for node in edition.questions_under(indicator.code)]
    return Table(word("dictionary_caption", lang, code=indicator.code), columns, rows, shape="stack")


def _row(edition: Edition, node: Node, lang: Lang) -> list[Cell]:
    head = Markup("<b>{}</b> {}{}").format(node.code, node.label(lang), small(" ".join(remarks_on(node, {}, lang))))
    asked = [edition.agency(role, lang) for role in node.agencies]
    names = [word(f"evidence_{kind}", lang) for kind in edition.evidence.get(node.code, ())]
    return [
        head,
        _agencies(asked, lang),
        _answer(edition, node, lang),
        listed(names, lang) if names else word("evidence_none", lang) if edition.evidence else NONE,
        _most(node, lang),
    ]


def _agencies(names: Sequence[str], lang: Lang) -> Cell:
    """The leading agency, then those that support it."""
    if not names:
        return word("dictionary_nobody", lang)
    return Markup("{}{}").format(names[0], small("; ".join(names[1:])))


def _answer(edition: Edition, node: Node, lang: Lang) -> Cell:
    """The kind of question, the numbers that belong to it, and its choices where they are not those of its kind."""
    kind, usual = answer_type(edition, node.code), edition.answers.get(node.kind, ((), ()))[0]
    numbers = [word(f"form_head_{part}", lang) for part in kind.parts]
    lines = [word("dictionary_numbers", lang, parts=", ".join(numbers))] if numbers else []
    own = tuple(choice.key for choice in kind.choices)
    lines += [_listed(kind, lang)] if edition.answers and own != usual else []
    return Markup("{}{}").format(_kind(edition, node.kind, lang), small(". ".join(lines)))


def _kind(edition: Edition, kind: str, lang: Lang) -> str:
    names = edition.kinds.get(kind, (kind or NONE,) * 2)
    return names[1] if lang == "en" else names[0]


def _listed(kind: AnswerType, lang: Lang) -> str:
    return "; ".join(choice.label(lang) for choice in kind.choices)


def _most(node: Node, lang: Lang) -> str:
    return NONE if node.max_micro is None else exact_maximum_text(node.max_micro, lang)


def _choices(edition: Edition, lang: Lang) -> Section:
    """The choices of every kind of question; kinds with the same ones share a row."""
    by_choices: dict[str, list[str]] = {}
    for node in edition.at("question"):
        kinds = by_choices.setdefault(_listed(answer_type(edition, node.code), lang), [])
        kinds += [name] if (name := _kind(edition, node.kind, lang)) not in kinds else []
    columns = [Column(word("dictionary_kinds", lang)), Column(word("dictionary_choices", lang))]
    rows = [[", ".join(kinds), choices] for choices, kinds in by_choices.items()]
    title = word("dictionary_choices_title", lang)
    return Section("choices", title, [("", Table(word("dictionary_own", lang), columns, rows))])


def _quantities(edition: Edition, lang: Lang) -> list[Section]:
    if not edition.quantities:
        return []
    labels = {quantity.id: quantity.label(lang) for quantity in edition.quantities}
    columns = [Column(word(key, lang)) for key in QUANTITY]
    rows: list[list[Cell]] = []
    for one in edition.quantities:
        relation = [word("dictionary_kind_of", lang, name=labels[one.total_id])] if one.total_id else []
        relation += [word("dictionary_part_of", lang, name=labels[one.whole_id])] if one.whole_id else []
        asked = listed([edition.agency(role, lang) for role in one.agencies], lang)
        rows.append([one.label(lang), one.unit, asked, "; ".join(relation) or NONE, one.source])
    table = Table(word("dictionary_quantities", lang), columns, rows, shape="stack")
    return [Section("quantities", word("form_figures_title", lang), [("", table)])]


def _sources(edition: Edition, lang: Lang) -> Section:
    columns = [Column(word(key, lang)) for key in ("source", "dictionary_checked", "confidence")]
    rows = [
        [
            Markup("<b>{}</b> {}").format(source.id, link(source.url, source.title) if source.url else source.title),
            date_text(source.checked_on, lang) if source.checked_on else NONE,
            word(f"confidence_{source.confidence}", lang) if source.confidence else NONE,
        ]
        for source in edition.sources.values()
    ]
    table = Table(word("dictionary_sources", lang), columns, rows, shape="stack")
    return Section("sources", word("sources", lang), [("", table)])
