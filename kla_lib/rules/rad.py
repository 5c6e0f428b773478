"""The action list (RAD) of a place and period: ``rad.csv``, one row per question, which people edit in Excel.

``from`` are the points the action starts at and ``points`` what it is to win; ``since`` is the period in which it was first
planned. Only ``code`` must be filled. Nothing of ours ever writes into a table that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from kla_lib.problems import InputFault, Lang, Problem, Where, errors, message, problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local_cells import code_of, codes_once, known_role, micro_of, span
from kla_lib.rules.local_shapes import RAD_COLUMNS
from kla_lib.rules.local_tables import read_local
from kla_lib.rules.place_folder import RAD
from kla_lib.rules.rad_carried import in_edition
from kla_lib.rules.rad_shapes import STATUSES, RadItem, RadStatus, RadTables
from kla_lib.rules.tables import Row

LANGUAGES: tuple[Lang, ...] = ("id", "en")


def read_tables(
    raw: Path, period: str, place: str, edition: Edition, edition_of: Callable[[str], Edition]
) -> tuple[RadTables, list[Problem]]:
    """The tables of a place for this period and before, and every fault of this period's.

    An earlier table is read by the edition of its own period, while this period has none; what cannot be carried on from it
    is told, and that it has faults.
    """
    folder = raw / period / place
    items, problems = read_rad(folder, edition)
    if (folder / RAD).is_file():
        return RadTables(tuple(items)), problems
    earlier = sorted(path.parent for path in raw.glob(f"*/{place}/{RAD}") if path.parent.parent.name < period)
    before, told = _before(earlier[-1], edition, edition_of) if earlier else ([], [])
    return RadTables(None, tuple(before)), [*problems, *told]


def _before(
    folder: Path, edition: Edition, edition_of: Callable[[str], Edition]
) -> tuple[list[RadItem], list[Problem]]:
    period, place = folder.parts[-2:]
    try:
        old = edition_of(period)
    except InputFault:  # nobody has said which edition it was
        old = edition
    items, faults = read_rad(folder, old)
    where = Where("/".join([period, place, RAD]))
    found, problems = (
        (items, list[Problem]()) if old.digest == edition.digest else in_edition(items, old, edition, where)
    )
    if wrong := errors(faults):
        about = {"period": period, "place": place, "count": len(wrong)}
        problems.append(problem("rad_before_faulty", replace(where, cell=wrong[0].where.cell), wrong[0].found, **about))
    return found, problems


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
