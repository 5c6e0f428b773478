"""What ``kla check`` finds in the tables that people edit beside the recaps: offices, deadlines, actions, scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kla_lib.core.problems import InputFault, Problem
from kla_lib.core.workspace import Workspace
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.place_folder import SCENARIO_FOLDER
from kla_lib.instrument.places import all_places
from kla_lib.local.reading import read_all
from kla_lib.plan.actions import read_rad
from kla_lib.robustness.robustness import open_robustness
from kla_lib.robustness.scenario_files import read_scenarios
from kla_lib.robustness.sensitivity import read_uncertainty


def table_faults(workspace: Workspace, editions: Mapping[str, Edition], asked: tuple[str, ...]) -> list[Problem]:
    """Every fault of the tables of these periods, of all places or of those asked for, each once."""
    found: list[Problem] = []
    for period, edition in editions.items():
        folders = sorted(path for path in (workspace.raw / period).glob("*") if path.name in all_places())
        for folder in folders:
            if not asked or folder.name in asked:
                found += _of_place(workspace, folder, edition)
    return list(dict.fromkeys(found))


def _of_place(workspace: Workspace, folder: Path, edition: Edition) -> list[Problem]:
    readers = (read_all, read_rad, read_uncertainty)
    return [*(p for read in readers for p in read(folder, edition)[1]), *_of_scenarios(workspace, folder, edition)]


def _of_scenarios(workspace: Workspace, folder: Path, edition: Edition) -> list[Problem]:
    """As the recap has them; where it cannot be scored (which is told elsewhere), by themselves."""
    if not (folder / SCENARIO_FOLDER).is_dir():
        return []
    try:
        return list(open_robustness(workspace, folder.parent.name, folder.name).problems)
    except InputFault:
        return read_scenarios(folder, edition, workspace)[1]
