"""The possible raises of every question, from the points that are safe now.

A question is raised to its maximum, unless a table of options names points in between. Points at risk count as not won:
mending the evidence is a raise of its own. Questions that do not apply, or whose points are only given further up, have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kla_lib.core.records import Row
from kla_lib.instrument.instrument import Edition, Node
from kla_lib.plan.effort import Effort
from kla_lib.plan.model import Raise

NOT_RAISED = ("not_applicable", "hidden")
NOBODY: Mapping[str, int] = {}
Options = Mapping[str, Iterable[int]]


def steps(
    questions: Iterable[Row],
    edition: Edition,
    effort: Effort,
    leads: Mapping[str, str],
    at_risk: Mapping[str, int] = NOBODY,
    options: Options | None = None,
) -> list[Raise]:
    """Every raise, in the order of the questions (rows of `gaps.question_rows`).

    ``leads``: the role that answers for each question; ``at_risk``: claimed micropoints that evidence does not support;
    ``options``: the micropoints of the answer options of questions that have a table of them.
    """
    found: list[Raise] = []
    for row in questions:
        if row["state"] not in NOT_RAISED:
            node = edition.by_code[row["code"]]
            claimed = int(row["points_micro"]) if row["state"] in ("full", "partial", "zero") else 0
            safe = claimed - min(at_risk.get(node.code, 0), claimed)
            found += _of_question(node, leads.get(node.code, ""), safe, claimed, effort, (options or {}).get(node.code))
    return found


def _of_question(
    node: Node, agency: str, safe: int, claimed: int, effort: Effort, options: Iterable[int] | None
) -> list[Raise]:
    most, whole, ready = node.max_micro or 0, effort.of(node), effort.ready(node)
    between = [micro for micro in options or () if claimed < micro < most]
    found = []
    if safe < claimed:
        found.append(Raise(node.code, agency, safe, claimed, effort.of(node, mend=True), "mend", ready))
    for micro in sorted({*between, most} if claimed < most else ()):
        share = whole if effort.is_equal else -(-whole * (micro - claimed) // (most - claimed))
        found.append(Raise(node.code, agency, safe, micro, share, "raise", ready))
    return found
