"""The arithmetic of a block, shown: every question with its points, its correction and the cell it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from markupsafe import Markup

from kla_lib.rules.instrument import Node
from kla_lib.rules.records import Row
from kla_lib.views.case_like import CaseLike
from kla_lib.views.figures import Figure, figure_of, figures_under
from kla_lib.views.html import Cell, Column, Html, Table, details, join, render, show, small, state
from kla_lib.views.numbers import count_text, exact_maximum_text, exact_text, known, maximum_text, points_text
from kla_lib.views.remarks import remarks_on
from kla_lib.views.words import word


def arithmetic(case: CaseLike, code: str, heading: int = 3) -> Html:
    """Every indicator of a block, or one indicator, with its questions; each opens to the rows it is the sum of.

    ``heading`` is the level of the indicators' headings on their page. Raises KeyError for a code the edition does not have.
    """
    node = case.edition.by_code[code]
    figures = figures_under(case, code) if node.level == "block" else [figure_of(case, code)]
    return render("arithmetic.html.j2", case.lang, level=heading, indicators=[_indicator(case, f) for f in figures])


def _indicator(case: CaseLike, figure: Figure) -> dict[str, object]:
    items = case.explain_rows(figure.code)
    lang, maximum = case.lang, maximum_text(figure.maximum, case.lang)
    if figure.points is None or not items:
        nothing = state("hidden", word("no_figure", lang))
        told = Markup("<p>{}</p>").format(word("hidden_figure", lang))
        return {"label": figure.label, "value": nothing, "rows": told}
    value = word("points_of", lang, points=points_text(figure.points, lang), max=maximum)
    summary = word("show_arithmetic", lang, count=count_text(len(items), lang))
    return {"label": figure.label, "value": value, "rows": details(summary, _table(case, figure, items))}


def _table(case: CaseLike, figure: Figure, items: Sequence[Row]) -> Html:
    lang, files = case.lang, _files(items)
    keys = ("question", "points", "max", "cell")
    columns = [Column(word(key, lang), numeric=key in ("points", "max")) for key in keys]
    where = word("all_from", lang, file=files[0]) if len(files) == 1 else word("from_files", lang)
    rows = [_row(case, item, len(files) > 1) for item in items]
    foot = [word("sum", lang), points_text(figure.points or 0, lang), maximum_text(figure.maximum, lang), ""]
    return show(Table(where, columns, rows, foot))


def _files(items: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(PurePosixPath(str(i["file"])).name for i in items if known(i.get("file"))))


def _row(case: CaseLike, item: Row, many: bool) -> list[Cell]:
    node = case.edition.by_code[str(item["code"])]
    said = join(small(text) for text in remarks_on(node, item, case.lang))
    head = Markup("{} {}{}").format(node.code, node.label(case.lang), said)
    return [head, _points(case, node, item), exact_maximum_text(node.max_micro or 0, case.lang), _address(item, many)]


def _points(case: CaseLike, node: Node, item: Row) -> Markup:
    if item["status"] != "answered":
        return state(str(item["status"]), word(f"state_{item['status']}", case.lang))
    points = int(item["points_micro"])
    text = exact_text(points, case.lang)
    if points:
        return state("full" if points >= (node.max_micro or 0) else "partial", text)
    return state("zero", Markup("{}{}").format(text, small(word("state_zero", case.lang))))


def _address(item: Row, many: bool) -> Cell:
    """File (where there are several), sheet and cell."""
    if not known(item.get("cell")):
        return ""
    parts = [PurePosixPath(str(item["file"])).name] if many else []
    return " ".join([*parts, *(str(item[c]) for c in ("sheet", "cell") if known(item[c]))])
