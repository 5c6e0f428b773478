"""``kla scenario`` on the terminal: the scenarios beside the base, and how firm the rating is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kla_lib.rules.instrument import TOTAL
from kla_lib.rules.outlook_shapes import Loss, Outcome
from kla_lib.views.numbers import change_text, count_text, exact_text, points_text
from kla_lib.views.outlook_words import category_text, codes_text, node_name, rank_text, scenario_name
from kla_lib.views.phrases import standing
from kla_lib.views.words import word

if TYPE_CHECKING:
    from kla_lib.outlook import Outlook

SHOWN = 10


def scenario_lines(outlook: Outlook) -> list[str]:
    """A block of lines per scenario: total, category, ranks, and the nodes that move; the base first."""
    case = outlook.case
    lines = [f"{case.title} · {case.period} · {case.stage}"]
    for outcome in outlook.outcomes:
        lines += ["", *_outcome(outlook, outcome)]
    return lines if len(outlook.outcomes) > 1 else [*lines, "", word("scenario_how", outlook.lang)]


def _outcome(outlook: Outlook, outcome: Outcome) -> Iterator[str]:
    lang, base = outlook.lang, outlook.outcomes[0]
    points, before = outcome.points() or 0, base.points() or 0
    moved = f" ({change_text(points - before, lang)})" if outcome is not base else ""
    yield f"{scenario_name(outcome, lang)}: {points_text(points, lang)}{moved} · {category_text(outcome.category, lang)}"
    yield from (f"  {note}" for note in (outcome.scenario.notes if outcome.scenario else ()))
    scored, published = outlook.standing(outcome)
    yield f"  {word('rank_scored', lang)}: {rank_text(scored, lang)}"
    yield f"  {word('rank_published', lang)}: {rank_text(published, lang)}"
    for code in _moved(outlook, outcome):
        change = change_text((outcome.points(code) or 0) - (base.points(code) or 0), lang)
        yield f"  {node_name(outlook, code)}: {points_text(outcome.points(code) or 0, lang)} ({change})"


def _moved(outlook: Outlook, outcome: Outcome) -> list[str]:
    """Blocks and indicators of the same maximum whose points are others than in the base."""
    base = outlook.outcomes[0]
    nodes = [node.code for node in base.edition.nodes if node.level != "question"]
    alike = [code for code in nodes if outcome.maximum(code) == base.maximum(code)]
    return [code for code in alike if code != TOTAL and outcome.points(code) != base.points(code)]


def stability_lines(outlook: Outlook) -> list[str]:
    """The largest loss the rating bears, and everything that would move it."""
    lang, found, case = outlook.lang, outlook.stability, outlook.case
    lines = [
        f"{case.title} · {case.period} · {case.stage}: {points_text(found.total_hundredths, lang)}, {standing(case)}"
    ]
    if found.spare_micro is None:
        return [*lines, word("firm_none", lang)]
    told = {"category": category_text(found.category, lang), "start": points_text(found.start_hundredths, lang)}
    lines.append(f"{exact_text(found.spare_micro, lang)} {word('firm_verdict', lang, **told)}")
    lines.append(f"{word('firm_single_count', lang)}: {count_text(len(found.singles), lang)}")
    lines += [_loss(outlook, loss) for loss in found.singles[:SHOWN]]
    lines.append(f"{word('firm_pair_count', lang)}: {count_text(found.pairs_count, lang)}")
    lines += [_loss(outlook, loss) for loss in found.pairs]
    lines += [f"{word('firm_row_fewest', lang)}: {count_text(len(found.fewest.codes), lang)}",
              _loss(outlook, found.fewest)] if found.fewest else []  # fmt: skip
    lines += [f"{word('firm_row_indicator', lang)}:", *(_loss(outlook, loss) for loss in found.indicators)]
    lines += [f"{word('firm_row_doubtful', lang)}: {_doubtful(outlook)}"]
    top = f"{points_text(found.possible_hundredths, lang)} · {category_text(found.possible, lang)}"
    lines += [f"{word('firm_row_open', lang)}: {top}"]
    rules = (f"  {word(f'boundary_named_{rule}', lang)}: {category_text(c, lang)}" for rule, c in found.by_rule.items())
    return [*lines, *rules, word("firm_note", lang)]


def _doubtful(outlook: Outlook) -> str:
    lang, found = outlook.lang, outlook.stability.doubtful
    if found is None:
        return word("firm_no_evidence", lang)
    return _loss(outlook, found).strip() if found.codes else word("firm_no_doubt", lang)


def _loss(outlook: Outlook, loss: Loss) -> str:
    lang = outlook.lang
    after = f"{points_text(loss.after_hundredths, lang)} · {category_text(loss.after, lang)}"
    lost = word("firm_lost", lang, points=exact_text(loss.points_micro, lang))
    return f"  {codes_text(loss.codes, lang)}: {lost} → {after}"
