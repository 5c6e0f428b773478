"""The action list (RAD) of a place and period: ``rad.csv``, one row per question, which people edit in Excel.

``from`` are the points the action starts at and ``points`` what it is to win; ``since`` is the period in which it was first
planned. Only ``code`` must be filled. Nothing of ours ever writes into a table that is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kla_lib.problems import Lang, Problem, message, problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local_cells import code_of, codes_once, known_role, micro_of, span
from kla_lib.rules.local_shapes import RAD, RAD_COLUMNS
from kla_lib.rules.local_tables import read_local
from kla_lib.rules.rad_shapes import STATUSES, RadItem, RadStatus, RadTables
from kla_lib.rules.tables import Row

LANGUAGES: tuple[Lang, ...] = ("id", "en")


def read_tables(raw: Path, period: str, place: str, edition: Edition) -> tuple[RadTables, list[Problem]]:
    """The tables of a place for this period and before, and every fault of this period's.

    What is wrong with an earlier table is told when that period is planned.
    """
    folder = raw / period / place
    items, problems = read_rad(folder, edition)
    earlier = sorted(path.parent for path in raw.glob(f"*/{place}/{RAD}") if path.parent.parent.name < period)
    before = read_rad(earlier[-1], edition)[0] if earlier else []
    return RadTables(tuple(items) if (folder / RAD).is_file() else None, tuple(before)), problems


def read_rad(folder: Path, edition: Edition) -> tuple[list[RadItem], list[Problem]]:
    """The rows of a place's table, and every fault in it; no table is no rows."""
    rows, problems = read_local(folder, RAD, RAD_COLUMNS)
    found = [_item(row, edition, problems) for row in rows]
    problems += codes_once(rows, edition)
    return [item for item in found if item.code], problems


def _item(row: Row, edition: Edition, problems: list[Problem]) -> RadItem:
    code = code_of(row, edition, problems)
    agency = known_role(row, "agency", edition, problems)
    start, points = (micro_of(row, column, edition, code, problems) for column in ("from", "points"))
    due = span(row, problems, "due", "due")[1]
    texts = row["action"], row["evidence"], row["note"], row["since"]
    return RadItem(code, texts[0], agency, start, points, texts[1], due, _status(row, problems), texts[2], texts[3])


def _status(row: Row, problems: list[Problem]) -> RadStatus:
    """The status by its key or its word in either language; a blank cell is only planned."""
    text = row["status"].casefold()
    found = status_words().get(text)
    if found is None and text:
        known = ", ".join(message(f"rad_status_{status}", "id") for status in STATUSES)
        problems.append(problem("value", row.where("status"), row["status"], known=known))
    return found or "planned"


def status_words() -> Mapping[str, RadStatus]:
    """Every spelling of a status."""
    words = {message(f"rad_status_{s}", lang).casefold(): s for lang in LANGUAGES for s in STATUSES}
    return words | {status: status for status in STATUSES}
