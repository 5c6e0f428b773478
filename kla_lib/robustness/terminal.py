"""``kla scenario`` on the terminal: scenarios compared with the base, and stability; as lines, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kla_lib.core.points import MICRO, decimal_points, float_points
from kla_lib.core.tables import inert
from kla_lib.display.numbers import change_text, count_text, exact_text, points_text
from kla_lib.display.words import word
from kla_lib.instrument.awards import Rank
from kla_lib.instrument.instrument import TOTAL
from kla_lib.robustness.model import Loss, Outcome, ScenarioAnswer
from kla_lib.robustness.tables import category_text, codes_text, node_name, rank_text, scenario_name
from kla_lib.scoring.views.figures import standing

if TYPE_CHECKING:
    from kla_lib.robustness.robustness import Robustness

SHOWN = 10
MARK = "\ufeff"  # byte-order mark, by which Excel recognises UTF-8
COLUMNS = ("scenario", "edition", "boundary_rule", "category", "code", "level", "points", "max", "change")


def scenario_lines(robustness: Robustness) -> list[str]:
    """A block of lines per scenario: total, category, ranks, and the nodes that move; the base first."""
    assessment = robustness.assessment
    lines = [f"{assessment.title} · {assessment.period} · {assessment.stage}"]
    for outcome in robustness.outcomes:
        lines += ["", *_outcome(robustness, outcome)]
    return lines if len(robustness.outcomes) > 1 else [*lines, "", word("scenario_how", robustness.lang)]


def _outcome(robustness: Robustness, outcome: Outcome) -> Iterator[str]:
    lang, base = robustness.lang, robustness.outcomes[0]
    points, before = outcome.points() or 0, base.points() or 0
    moved = f" ({change_text(points - before, lang)})" if outcome is not base else ""
    yield f"{scenario_name(outcome, lang)}: {points_text(points, lang)}{moved} · {category_text(outcome.category, lang)}"
    yield from (f"  {note}" for note in outcome.scenario.notes)
    scored, published = robustness.ranks(outcome)
    yield f"  {word('rank_scored', lang)}: {rank_text(scored, lang)}"
    yield f"  {word('rank_published', lang)}: {rank_text(published, lang)}"
    for code in _moved(robustness, outcome):
        change = change_text((outcome.points(code) or 0) - (base.points(code) or 0), lang)
        yield f"  {node_name(robustness, code)}: {points_text(outcome.points(code) or 0, lang)} ({change})"


def _moved(robustness: Robustness, outcome: Outcome) -> list[str]:
    """Blocks and indicators of the same maximum whose points are others than in the base."""
    base = robustness.outcomes[0]
    nodes = [node.code for node in base.edition.nodes if node.level != "question"]
    alike = [code for code in nodes if outcome.maximum(code) == base.maximum(code)]
    return [code for code in alike if code != TOTAL and outcome.points(code) != base.points(code)]


def stability_lines(robustness: Robustness) -> list[str]:
    """The largest loss the rating bears, and everything that would move it."""
    lang, found, assessment = robustness.lang, robustness.stability, robustness.assessment
    lines = [
        f"{assessment.title} · {assessment.period} · {assessment.stage}: {points_text(found.total_hundredths, lang)}, {standing(assessment)}"
    ]
    if found.spare_micro is None:
        return [*lines, word("firm_none", lang)]
    told = {"category": category_text(found.category, lang), "start": points_text(found.start_hundredths, lang)}
    lines.append(f"{exact_text(found.spare_micro, lang)} {word('firm_verdict', lang, **told)}")
    lines.append(f"{word('firm_single_count', lang)}: {count_text(len(found.singles), lang)}")
    lines += [_loss(robustness, loss) for loss in found.singles[:SHOWN]]
    lines.append(f"{word('firm_pair_count', lang)}: {count_text(found.pairs_count, lang)}")
    lines += [_loss(robustness, loss) for loss in found.pairs]
    if found.fewest:
        lines += [f"{word('firm_row_fewest', lang)}: {count_text(len(found.fewest.codes), lang)}"]
        lines += [_loss(robustness, found.fewest)]
    lines += [f"{word('firm_row_indicator', lang)}:", *(_loss(robustness, loss) for loss in found.indicators)]
    lines += [f"{word('firm_row_doubtful', lang)}: {_doubtful(robustness)}"]
    top = f"{points_text(found.possible_hundredths, lang)} · {category_text(found.possible, lang)}"
    lines += [f"{word('firm_row_open', lang)}: {top}"]
    rules = (f"  {word(f'boundary_named_{rule}', lang)}: {category_text(c, lang)}" for rule, c in found.by_rule.items())
    return [*lines, *rules, word("firm_note", lang)]


def _doubtful(robustness: Robustness) -> str:
    lang, found = robustness.lang, robustness.stability.doubtful
    if found is None:
        return word("firm_no_evidence", lang)
    return _loss(robustness, found).strip() if found.codes else word("firm_no_doubt", lang)


def _loss(robustness: Robustness, loss: Loss) -> str:
    lang = robustness.lang
    after = f"{points_text(loss.after_hundredths, lang)} · {category_text(loss.after, lang)}"
    lost = word("firm_lost", lang, points=exact_text(loss.points_micro, lang))
    return f"  {codes_text(loss.codes, lang)}: {lost} → {after}"


def scenario_record(robustness: Robustness) -> dict[str, Any]:
    """place, period, stage, and per scenario (the base's name is empty): what it changes and what it comes to."""
    assessment = robustness.assessment
    named = {"place": assessment.place_slug, "period": assessment.period, "stage": assessment.stage}
    return {**named, "scenarios": [_outcome_record(robustness, outcome) for outcome in robustness.outcomes]}


def _outcome_record(robustness: Robustness, outcome: Outcome) -> dict[str, Any]:
    scored, published = robustness.ranks(outcome)
    scenario, nodes = outcome.scenario, [n.code for n in outcome.edition.nodes if n.level != "question"]
    return {
        "name": outcome.name,
        "file": scenario.file,
        "notes": list(scenario.notes),
        "edition": outcome.edition.id,
        "boundary_rule": outcome.rule,
        "points": _points(outcome.points()),
        "change": _change(robustness.outcomes[0], outcome, TOTAL),
        "category": outcome.category,
        "rules_differ": outcome.differs,
        "next_category": outcome.next_category or None,
        "short": float_points(outcome.short_hundredths),
        "rank_scored": _rank(scored),
        "rank_published": _rank(published),
        "answers": {code: _answer(answer) for code, answer in scenario.answers.items()},
        "uncorrected": list(scenario.uncorrected),
        "carried": asdict(outcome.carried) if outcome.carried else None,
        "nodes": {code: _points(outcome.points(code)) for code in nodes},
    }


def _answer(answer: ScenarioAnswer) -> float | str:
    return answer.status if answer.points_micro is None else answer.points_micro / MICRO


def _points(hundredths: int | None) -> float | None:
    return None if hundredths is None else float_points(hundredths)


def _change(base: Outcome, outcome: Outcome, code: str) -> float | None:
    """The change of a node with the same maximum, where both are known."""
    before, after = base.points(code), outcome.points(code)
    if before is None or after is None or base.maximum(code) != outcome.maximum(code):
        return None
    return float_points(after - before)


def _rank(rank: Rank | None) -> dict[str, int] | None:
    return {"best": rank.first, "worst": rank.last, "of": rank.of, "shared_by": rank.tied} if rank else None


def stability_record(robustness: Robustness) -> dict[str, Any]:
    """Points, category, what may be lost, and everything that would move the category."""
    assessment, found = robustness.assessment, robustness.stability
    return {
        "place": assessment.place_slug,
        "period": assessment.period,
        "stage": assessment.stage,
        "points": float_points(found.total_hundredths),
        "category": found.category,
        "spare": None if found.spare_micro is None else found.spare_micro / MICRO,
        "singles": [_loss_record(loss) for loss in found.singles],
        "pairs_count": found.pairs_count,
        "pairs": [_loss_record(loss) for loss in found.pairs],
        "fewest": _loss_record(found.fewest) if found.fewest else None,
        "indicators": [_loss_record(loss) for loss in found.indicators],
        "by_rule": dict(found.by_rule),
        "possible": float_points(found.possible_hundredths),
        "possible_category": found.possible,
        "unanswered": list(found.open_codes),
        "doubtful": _loss_record(found.doubtful) if found.doubtful else None,
    }


def _loss_record(loss: Loss) -> dict[str, Any]:
    after = {"points_after": float_points(loss.after_hundredths), "category_after": loss.after}
    return {"codes": list(loss.codes), "lost": loss.points_micro / MICRO, **after}


def scenario_csv(robustness: Robustness) -> str:
    """One row per scenario and node (total, blocks, indicators); points with a dot, empty where not known."""
    base, text = robustness.outcomes[0], io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for outcome in robustness.outcomes:
        head = [outcome.name, outcome.edition.id, outcome.rule, outcome.category or ""]
        for code, row in outcome.rows.items():
            if row["level"] != "question":
                change = _change(base, outcome, code)
                figures = (_text(outcome.points(code)), _text(outcome.maximum(code)))
                writer.writerow(
                    [*map(inert, head), code, row["level"], *figures, "" if change is None else f"{change:.2f}"]
                )
    return MARK + text.getvalue()


def _text(hundredths: int | None) -> str:
    return "" if hundredths is None else str(decimal_points(hundredths))
