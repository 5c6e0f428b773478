"""Whose form a file says it is, before anybody has said which place and period are awaited."""

from __future__ import annotations

from kla_lib.intake.forms.identity import is_identity, read_identity
from kla_lib.intake.forms.tables import all_headings
from kla_lib.intake.sniff import sniff
from kla_lib.intake.source import read_grids
from kla_lib.problems import InputFault


def whose(data: bytes, name: str) -> dict[str, str]:
    """The identity that a file carries; empty for a file without one, or that cannot be read."""
    try:
        grids = read_grids(sniff(data, name), all_headings())
    except InputFault:  # told when the file itself is read
        return {}
    return next((read_identity(grid) for grid in grids if is_identity(grid)), {})
