"""What-if scenarios: small tables ``data/raw/<period>/<place>/skenario/<name>.csv`` that say what would be different.

Each row changes one thing: an answer, whether a declared correction holds, the boundary rule, the edition. Nothing is
changed anywhere else, so a scenario can be read again tomorrow and gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kla_lib.core.problems import InputFault, Problem, Where, errors, problem
from kla_lib.core.tables import Row, read_local
from kla_lib.core.workspace import Workspace
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import BOUNDARY_RULES, Edition, require_weights
from kla_lib.instrument.place_folder import SCENARIO_FOLDER
from kla_lib.local.reading import filled, node_of, one_of, points_of
from kla_lib.robustness.model import Scenario, ScenarioAnswer

COLUMNS = ("change", "code", "value", "note")
CHANGES = ("answer", "correction", "rule", "edition")
FULL = ("max", "maks", "penuh", "full")  # an answer with all the points there are
OFF = ("off",)  # a declared correction that does not hold
NAME = re.compile(r"[^\W_][\w-]{0,59}")
MOST = 50  # scenarios of one place and period: more cannot be read side by side


def read_scenarios(
    place_folder: Path, base: Edition, workspace: Workspace, names: Sequence[str] = ()
) -> tuple[list[Scenario], list[Problem]]:
    """The sound scenarios of a place and period by name, or of the ``names`` asked for; with every fault of all of them."""
    folder = place_folder / SCENARIO_FOLDER
    there = sorted(path.stem for path in folder.glob("*.csv") if not path.name.startswith(("~$", ".")))
    here = "/".join([*place_folder.parts[-2:], SCENARIO_FOLDER])
    listed = ", ".join(there[:MOST]) or "-"
    missing = [problem("scenario_missing", Where(here), name, known=listed) for name in names if name not in there]
    wanted = [name for name in there if not names or name in names]
    if len(wanted) > MOST:
        missing.append(problem("scenario_many", Where(here), len(wanted), most=MOST))
    read = [read_scenario(folder, name, base, workspace) for name in wanted[:MOST]]
    sound = [scenario for scenario, faults in read if not errors(faults)]
    return sound, [*missing, *(fault for _, faults in read for fault in faults)]


def read_scenario(folder: Path, name: str, base: Edition, workspace: Workspace) -> tuple[Scenario, list[Problem]]:
    """One scenario and every fault in it; codes and points are held to the edition it chooses."""
    rows, problems = read_local(folder.parent, f"{SCENARIO_FOLDER}/{name}.csv", COLUMNS)
    if not NAME.fullmatch(name):
        problems.append(problem("scenario_name", Where(f"{SCENARIO_FOLDER}/{name}.csv"), name))
    kinds = [one_of(row, "change", CHANGES, problems) for row in rows]
    by_kind = {kind: [row for row, its in zip(rows, kinds, strict=True) if its == kind] for kind in CHANGES}
    chosen, edition = _edition(by_kind["edition"], base, workspace, problems)
    rules = [one_of(row, "value", BOUNDARY_RULES, problems) for row in by_kind["rule"]]
    for kind in ("rule", "edition"):
        problems += [problem("double_row", row.where("change"), kind) for row in by_kind[kind][1:]]
    answers = _answers(by_kind["answer"], edition, problems)
    uncorrected = tuple(_uncorrected(row, edition, problems) for row in by_kind["correction"])
    notes = tuple(dict.fromkeys(row["note"] for row in rows if row["note"]))
    if not rows and not errors(problems):
        problems.append(problem("scenario_empty", Where(f"{SCENARIO_FOLDER}/{name}.csv"), name))
    return Scenario(
        name,
        answers,
        uncorrected=tuple(filter(None, uncorrected)),
        rule="".join(rules[:1]),
        edition=chosen,
        notes=notes,
        file="/".join([*folder.parts[-3:], f"{name}.csv"]),
    ), problems


def edition_named(workspace: Workspace, name: str) -> Edition:
    """An edition by its id, the workspace's own first. Raises InputFault for an unknown one."""
    return editions.load(editions.folder_of(name, workspace.editions))


def _edition(rows: list[Row], base: Edition, workspace: Workspace, problems: list[Problem]) -> tuple[str, Edition]:
    chosen = filled(rows[0], "value", problems) if rows else ""
    try:
        edition = edition_named(workspace, chosen) if chosen else base
        require_weights(edition)
    except InputFault as fault:
        problems += [replace(p, where=rows[0].where("value")) for p in fault.problems[:1]]
        return "", base
    return chosen, edition


def _answers(rows: list[Row], edition: Edition, problems: list[Problem]) -> dict[str, ScenarioAnswer]:
    found: dict[str, ScenarioAnswer] = {}
    for row in rows:
        code = node_of(row, edition, problems)
        answer = _answer(row, edition, code, problems)
        if code in found:
            problems.append(problem("double_row", row.where("code"), row["code"]))
        elif code and answer:
            found[code] = answer
    return found


def _answer(row: Row, edition: Edition, code: str, problems: list[Problem]) -> ScenarioAnswer | None:
    """Full points, points, or a mark that recaps use too: ``belum diisi``, ``tidak berlaku``; blank is unanswered."""
    text = row["value"].casefold()
    meaning = {"": "unanswered"} | {mark.casefold(): meaning for mark, meaning in edition.marks.items()}
    if text in meaning:
        return ScenarioAnswer(meaning[text], None)
    if text in FULL:
        return ScenarioAnswer("answered", edition.by_code[code].max_micro) if code else None
    cells = {"points" if column == "value" else column: cell for column, cell in row.cells.items()}
    points = points_of(replace(row, cells=cells), edition, code, problems)
    return None if points is None else ScenarioAnswer("answered", points)


def _uncorrected(row: Row, edition: Edition, problems: list[Problem]) -> str:
    code = node_of(row, edition, problems)
    return code if one_of(row, "value", OFF, problems) else ""
