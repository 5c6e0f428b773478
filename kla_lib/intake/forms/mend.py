"""What goes back to each office to be mended: what it says by now, what was rejected, and every fault."""

from __future__ import annotations

from collections.abc import Sequence

from kla_lib.intake.forms.collect import Collected
from kla_lib.intake.forms.contradictions import told_to_each
from kla_lib.intake.forms.said import cell_key, offices, unmended
from kla_lib.intake.forms.shapes import Return
from kla_lib.problems import Problem, Where
from kla_lib.rules.returns import Given

BETWEEN_OFFICES = ("form_conflict", "check_agencies")


def to_mend(found: Collected) -> dict[str, Return]:
    """What goes back to each office as one return: what it says by now, what of it was rejected and still stands so,
    and every fault in any of its files. Each office of a conflict is told of it."""
    said = offices(found.joined.records)
    open_cells: dict[str, dict[Where, Given]] = {}
    for returned, rest in zip(found.returns, unmended(found.returns, found.joined.aged), strict=True):
        faulty = {fault.where for fault in rest.problems}
        rejected = {given.where: given for given in returned.given if given.status == "rejected"}
        last = rest is returned
        mine = open_cells.setdefault(returned.agency, {})
        mine |= {where: given for where, given in rejected.items() if last or where in faulty}
    between = told_to_each(found.joined.conflicts, found.names)
    return {agency: _to_mend(agency, list(cells.values()), said.get(agency), found, between.get(agency, []))
            for agency, cells in open_cells.items()}  # fmt: skip


def _to_mend(
    agency: str, rejected: Sequence[Given], said: Return | None, found: Collected, between: Sequence[Problem]
) -> Return:
    files = {returned.file for returned in found.returns if returned.agency == agency}
    faulty = {cell_key(given) for given in rejected if given.code}
    given = [*rejected, *(cell for cell in (said.given if said else ()) if cell_key(cell) not in faulty)]
    own = [fault for fault in found.problems if fault.where.file in files and fault.kind not in BETWEEN_OFFICES]
    return Return("", "", {"agency": agency}, tuple(given), (*own, *between))
