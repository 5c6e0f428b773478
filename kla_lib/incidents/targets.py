"""The tables a place keeps of its field reports in data/raw: the time it allows, and what was decided of unclear messages."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kla_lib.core.problems import Problem, Where, problem
from kla_lib.core.tables import Row, read_local
from kla_lib.incidents.model import COLUMNS, STEPS, Decided, Targets
from kla_lib.incidents.words import kinds, other_offices, outcomes
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.place_folder import FORMER, REPORT_DECISIONS, TARGETS

YES = ("ya", "yes", "y", "1", "true")
SHORTEST_ID = 6
MOST_HOURS, MOST_NUMBER = 100_000, 99_999


def read_targets(folder: Path) -> tuple[Targets, list[Problem]]:
    """The time a place allows until the first action and until closing; no table is no target."""
    rows, problems = read_local(folder, TARGETS, COLUMNS[TARGETS])
    hours: dict[str, int | None] = {}
    for row in rows:
        step = STEPS.get(row["step"].casefold(), "")
        if not step:
            problems.append(problem("target_step", row.where("step"), row["step"], known=", ".join(STEPS)))
        elif row["hours"]:
            hours[step] = _whole(row, "hours", MOST_HOURS, "target_hours", problems)
    return Targets(hours.get("action"), hours.get("close")), problems


def read_decisions(folder: Path, edition: Edition, districts: Collection[str]) -> tuple[list[Decided], list[Problem]]:
    """What was decided of messages that could not be understood, each named by the id that was told."""
    name, renamed = _decisions_table(folder)
    rows, problems = read_local(folder, name, COLUMNS[REPORT_DECISIONS])
    problems += renamed
    known = {
        "district": districts,
        "kind": kinds(),
        "agency": [*edition.agencies, *other_offices()],
        "outcome": outcomes(),
    }
    found = []
    for row in rows:
        if len(row["id"]) < SHORTEST_ID:
            problems.append(problem("decision_id", row.where("id"), row["id"] or '""'))
            continue
        number = _whole(row, "number", MOST_NUMBER, "decision_number", problems) if row["number"] else None
        said = {name: _known(row, name, values, problems) for name, values in known.items()}
        found.append(Decided(row["id"].casefold(), number, **said, ignore=row["ignore"].casefold() in YES))
    return found, problems


def _decisions_table(folder: Path) -> tuple[str, list[Problem]]:
    """The table's name in a folder, with a remark where it is the former one; both at once are an error."""
    former = FORMER[REPORT_DECISIONS]
    if not (folder / former).is_file():
        return REPORT_DECISIONS, []
    kind = "table_twice" if (folder / REPORT_DECISIONS).is_file() else "table_renamed"
    return former, [problem(kind, Where("/".join([*folder.parts[-2:], former])), former, now=REPORT_DECISIONS)]


def _whole(row: Row, column: str, most: int, kind: str, problems: list[Problem]) -> int | None:
    text = row[column]
    if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= most:
        return int(text)
    problems.append(problem(kind, row.where(column), text))
    return None


def _known(row: Row, column: str, values: Collection[str], problems: list[Problem]) -> str:
    text = row[column]
    if text and text not in values:
        problems.append(problem("value", row.where(column), text, known=", ".join(values)))
        return ""
    return text
