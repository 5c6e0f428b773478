"""The possible raises of questions, and their effort: by kind (AN ASSUMPTION OF OURS) or by a city's own table.

A city's table has the columns ``what`` (a question's code, a kind of question, or ``mend``), ``effort`` and, if it likes,
``earliest`` (the first day it can be ready). A code overrules a kind; what the table leaves out costs the default.

A question is raised to its maximum, unless a table of options names points in between. Points at risk count as not won:
mending the evidence is a raise of its own. Questions that do not apply, or whose points are only given further up, have none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from kla_lib.core import records
from kla_lib.core.dates import NotADay, read_day
from kla_lib.core.points import AmbiguousNumber, NotANumber, read_number, to_hundredths, to_micro
from kla_lib.core.problems import Problem, Where, problem
from kla_lib.core.tables import Row, read_local
from kla_lib.instrument.instrument import Edition, Node, code_key
from kla_lib.plan.model import EFFORT_EQUAL, Raise

MEND = "mend"  # to mend the evidence of points that are claimed
MOST = 1_000_000
ONE_CENTI = 100
COLUMNS = ("what", "effort")
NOT_RAISED = ("not_applicable", "hidden")
NOBODY: Mapping[str, int] = {}
Options = Mapping[str, Iterable[int]]


@dataclass(frozen=True)
class Effort:
    """Effort in hundredths of a unit, by question and by kind; ``name`` is its source: default, equal or a file's."""

    name: str
    of_kind: Mapping[str, int]
    of_code: Mapping[str, int] = field(default_factory=dict)
    earliest: Mapping[str, date] = field(default_factory=dict)

    @property
    def is_equal(self) -> bool:
        """True if every raised question costs the same, however far it is raised."""
        return self.name == EFFORT_EQUAL

    def of(self, node: Node, mend: bool = False) -> int:
        """The effort of raising a question, or of mending its evidence: never more than raising it."""
        whole = self.of_code.get(node.code, self.of_kind.get(node.kind, self.of_kind["unknown"]))
        return min(whole, self.of_kind[MEND]) if mend else whole

    def ready(self, node: Node) -> date | None:
        """The first day a question can be ready, by its code or its kind; None where it is not stated."""
        return self.earliest.get(node.code, self.earliest.get(node.kind))


def default_effort() -> Effort:
    """The default by kind of question: an assumption of ours, no fact."""
    return Effort("default", {row["kind"]: _centi(row["effort"]) or ONE_CENTI for row in default_rows()})


def equal_effort() -> Effort:
    """Every raised question costs one unit."""
    return Effort(EFFORT_EQUAL, dict.fromkeys(default_effort().of_kind, ONE_CENTI))


@cache
def default_rows() -> tuple[dict[str, str], ...]:
    """The rows of the default, with the reason for each."""
    text = files("kla_lib.instrument").joinpath("data", "effort.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def read_effort(path: Path, edition: Edition) -> tuple[Effort, list[Problem]]:
    """A city's own table over the default, and every fault in it."""
    if not path.is_file():
        return default_effort(), [problem("effort_file", Where(str(path)), path)]
    rows, problems = read_local(path.parent, path.name, COLUMNS)
    known = default_effort().of_kind
    of_kind = dict(known)
    of_code: dict[str, int] = {}
    earliest: dict[str, date] = {}
    seen = set[str]()
    for row in rows:
        what, cost, day = _what(row, edition, known, problems), _cost(row, problems), _day(row, problems)
        if what and what in seen:
            problems.append(problem("double_row", row.where("what"), row["what"]))
        seen.add(what)
        if what and cost:
            (of_kind if what in known else of_code)[what] = cost
        if what and day:
            earliest[what] = day
    return Effort(path.name, of_kind, of_code, earliest), problems


def _what(row: Row, edition: Edition, known: Mapping[str, int], problems: list[Problem]) -> str:
    text = row["what"]
    kind = text.casefold()
    code = edition.by_key.get(code_key(text), "")
    if kind in known or (code and edition.by_code[code].level == "question"):
        return kind if kind in known else code
    problems.append(problem("effort_of_what", row.where("what"), text or '""', known=", ".join(known)))
    return ""


def _cost(row: Row, problems: list[Problem]) -> int:
    """The effort of a row; 0 where the cell is blank or cannot be used."""
    cost = _centi(row["effort"])
    blank = not row["effort"] and bool(row.cells.get("earliest"))
    if not blank and not 0 < (cost or 0) <= MOST * ONE_CENTI:
        problems.append(problem("effort_number", row.where("effort"), row["effort"] or '""'))
        return 0
    return cost or 0


def _day(row: Row, problems: list[Problem]) -> date | None:
    text = row.cells.get("earliest", "")
    try:
        return read_day(text) if text else None
    except NotADay:
        problems.append(problem("date_unread", row.where("earliest"), text))
        return None


def _centi(text: str) -> int | None:
    try:
        return to_hundredths(to_micro(read_number(text)))
    except (NotANumber, AmbiguousNumber):
        return None


def steps(
    questions: Iterable[records.Row],
    edition: Edition,
    effort: Effort,
    leads: Mapping[str, str],
    at_risk: Mapping[str, int] = NOBODY,
    options: Options | None = None,
) -> list[Raise]:
    """Every raise, in the order of the questions (rows of `rows.question_rows`).

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
