"""What each office says by now over all its returns, and which faults of earlier ones still stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kla_lib.intake.forms.records import Key, Record, key_of
from kla_lib.intake.forms.shapes import Return
from kla_lib.problems import Problem, errors
from kla_lib.rules.returns import Given


def offices(records: Sequence[Record]) -> dict[str, Return]:
    """What each office says by now, as one return without problems: its current cells, each at its own address."""
    found: dict[str, list[Given]] = {}
    for record in records:
        if record.became in ("current", "conflict"):
            found.setdefault(record.agency, []).append(record.latest)
    return {agency: Return("", "", {"agency": agency}, tuple(given)) for agency, given in sorted(found.items())}


def unmended(returns: Sequence[Return], aged: Collection[int] = ()) -> list[Return]:
    """The returns with the problems that still stand: all of each office's last return, and of earlier ones those of
    cells that no later return answers. What was written beside the form's places stands until a later return says
    all that the earlier one does: then it is a later copy of it, and what is gone was taken out.

    ``aged`` are the returns, by number from 1, that are older copies: they mend nothing.
    """
    later: dict[str, list[set[Key]]] = {}
    told = list(returns)
    for place in sorted(range(len(returns)), key=lambda n: (n + 1 not in aged, n), reverse=True):
        returned = returns[place]
        after = later.setdefault(returned.agency, [])
        if after:
            told[place] = replace(returned, problems=_open(returned, after))
        after.append({cell_key(given) for given in returned.given if given.code})
    return told


def _open(returned: Return, later: Sequence[set[Key]]) -> tuple[Problem, ...]:
    answered = set[Key]().union(*later)
    rejected = [given for given in returned.given if given.status == "rejected"]
    still = {given.where for given in rejected if given.code and cell_key(given) not in answered}
    loose = {given.where for given in rejected if not given.code}
    if loose and not any(_is_copy(one, returned) for one in later):
        coded = {given.where for given in returned.given if given.code}
        still |= loose | {fault.where for fault in errors(returned.problems) if fault.where not in coded}
    return tuple(fault for fault in returned.problems if fault.where in still)


def _is_copy(later: set[Key], returned: Return) -> bool:
    """Whether a later return says all that an earlier one does; of one that could not be used, at least as much."""
    mine = {cell_key(given) for given in returned.given if given.code and given.status == "kept"}
    return mine <= later if mine else len(later) >= returned.rejected


def cell_key(given: Given) -> Key:
    """What a cell is a value of, evidence by its own row."""
    return key_of(given, given.row if given.table == "evidence" else 0)
