"""How firmly a rating stands: the largest loss it bears, and what would drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.rules.instrument import BOUNDARY_RULES
from kla_lib.rules.outlook_shapes import Loss, Stability
from kla_lib.rules.points import MICRO_PER_HUNDREDTH
from kla_lib.views.html import Cell, Column, Html, Table, details, render, show, small
from kla_lib.views.numbers import count_text, exact_text, maximum_text, points_text
from kla_lib.views.outlook_words import category_text, codes_text, node_name
from kla_lib.views.phrases import standing
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook

SHOWN = 5  # of each kind, the heaviest first


def outlook_headline(outlook: Outlook) -> Html:
    """The points that may be lost before the rating drops, and the shortest way down."""
    lang, found = outlook.lang, outlook.stability
    if found.spare_micro is None:
        lines = [word("firm_none", lang), standing(outlook.case)]
        most = maximum_text(outlook.case.edition.total_micro // MICRO_PER_HUNDREDTH, lang)
        return _headline(outlook, points_text(found.total_hundredths, lang), lines, most)
    start = points_text(found.start_hundredths, lang)
    told = {"category": category_text(found.category, lang), "start": start}
    lines = [word("firm_verdict", lang, **told), _way_down(outlook, found)]
    return _headline(outlook, exact_text(found.spare_micro, lang), lines)


def _headline(outlook: Outlook, big: str, lines: list[str], most: str = "") -> Html:
    """``most`` stands behind a total; points that may be lost are out of nothing."""
    working = "" if most else _working(outlook)
    return render("headline.html.j2", outlook.lang, name="", big=big, known=bool(most), maximum=most, moved="", lines=lines,
                  facts=_facts(outlook), working=working, first=[], notes=[word("firm_note", outlook.lang)])  # fmt: skip


def _way_down(outlook: Outlook, found: Stability) -> str:
    lang = outlook.lang
    if found.singles:
        codes = codes_text([loss.codes[0] for loss in found.singles], lang)
        return word("firm_singles", lang, count=count_text(len(found.singles), lang), codes=codes)
    if found.pairs_count:
        return word("firm_pairs", lang, count=count_text(found.pairs_count, lang))
    if found.fewest is None:
        return word("firm_all", lang)
    return word("firm_fewest", lang, count=count_text(len(found.fewest.codes), lang))


def _facts(outlook: Outlook) -> list[tuple[str, Cell]]:
    lang, found = outlook.lang, outlook.stability
    return [
        (
            word("firm_now", lang),
            f"{points_text(found.total_hundredths, lang)} · {category_text(found.category, lang)}",
        ),
        (word("firm_single_count", lang), count_text(len(found.singles), lang)),
        (word("firm_pair_count", lang), count_text(found.pairs_count, lang)),
        (word("firm_scenarios", lang), count_text(len(outlook.outcomes) - 1, lang)),
    ]


def _working(outlook: Outlook) -> Markup:
    """Why the loss may be half a hundredth larger than the distance: the total is rounded once, after summing."""
    lang, found = outlook.lang, outlook.stability
    total, start = points_text(found.total_hundredths, lang), points_text(found.start_hundredths, lang)
    line = word("firm_sum", lang, total=total, start=start, spare=exact_text(found.spare_micro or 0, lang))
    return details(word("show_sum", lang), Markup('<p class="calc">{}</p>').format(line))


def stability_table(outlook: Outlook) -> Html:
    """Each thing that could move the rating: what would be left, and the category it comes to."""
    lang, found = outlook.lang, outlook.stability
    columns = [Column(word(key, lang), numeric=key == "points") for key in ("firm_what", "points", "category")]
    rows = [
        *(_row(outlook, word("firm_row_single", lang), loss) for loss in found.singles[:SHOWN]),
        *(_row(outlook, word("firm_row_pair", lang), loss) for loss in found.pairs[:SHOWN]),
        *(_row(outlook, word("firm_row_fewest", lang), loss) for loss in _several(found)),
        *(_row(outlook, word("firm_row_indicator", lang), loss) for loss in found.indicators[:SHOWN]),
        _doubtful(outlook, found),
        _open(outlook, found),
        *_rules(outlook, found),
    ]
    return show(Table(word("firm_caption", lang), columns, rows))


def _several(found: Stability) -> list[Loss]:
    """The heaviest questions that drop it together, where these are more than a single or a pair already told."""
    return [found.fewest] if found.fewest and len(found.fewest.codes) > 2 else []


def _row(outlook: Outlook, told: str, loss: Loss) -> list[Cell]:
    lang = outlook.lang
    names = [node_name(outlook, code) for code in loss.codes]
    said = names[0] if len(names) == 1 else codes_text(loss.codes, lang)
    lost = word("firm_lost", lang, points=exact_text(loss.points_micro, lang))
    head = Markup("{}{}{}").format(told, small(said), small(lost))
    return [head, points_text(loss.after_hundredths, lang), category_text(loss.after, lang)]


def _doubtful(outlook: Outlook, found: Stability) -> list[Cell]:
    """What is left when all points at risk by their evidence are lost; that nobody looked is not that nothing is wrong."""
    lang = outlook.lang
    if found.doubtful is None:
        return [Markup("{}{}").format(word("firm_row_doubtful", lang), small(word("firm_no_evidence", lang))), "", ""]
    if not found.doubtful.codes:
        said = Markup("{}{}").format(word("firm_row_doubtful", lang), small(word("firm_no_doubt", lang)))
        return [said, points_text(found.total_hundredths, lang), category_text(found.category, lang)]
    return _row(outlook, word("firm_row_doubtful", lang), found.doubtful)


def _open(outlook: Outlook, found: Stability) -> list[Cell]:
    lang = outlook.lang
    key = "firm_open" if found.open_codes else "firm_all_answered"
    told = word(key, lang, count=count_text(len(found.open_codes), lang), codes=codes_text(found.open_codes, lang))
    head = Markup("{}{}").format(word("firm_row_open", lang), small(told))
    return [head, points_text(found.possible_hundredths, lang), category_text(found.possible, lang)]


def _rules(outlook: Outlook, found: Stability) -> list[list[Cell]]:
    lang, points = outlook.lang, points_text(found.total_hundredths, outlook.lang)
    mine = outlook.case.rule
    heads = {rule: word("firm_row_rule" if rule == mine else "firm_row_other_rule", lang) for rule in BOUNDARY_RULES}
    return [
        [
            Markup("{}{}").format(heads[rule], small(word(f"boundary_named_{rule}", lang))),
            points,
            category_text(found.by_rule[rule], lang),
        ]
        for rule in (mine, *(r for r in BOUNDARY_RULES if r != mine))
    ]
