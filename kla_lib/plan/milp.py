"""The plan as a mixed-integer program: one yes or no per raise, solved by HiGHS (``scipy.optimize.milp``), checked in integers.

Gains and efforts are divided by their greatest common divisor, so that every figure of the program is a small whole
number; the solver's answer is rounded and every row is checked again in exact integers.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import gcd, inf

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from kla_lib.plan.model import Limits, Raise

STDOUT = 1  # as the system numbers it; Python's own prints do not pass here before they are flushed


Ints = npt.NDArray[np.int64]
SOLVED, NONE = 0, 2  # what milp's status says


@dataclass(frozen=True)
class Bound:
    """One row of the program: a weighted sum of steps between two figures; steps it leaves out weigh nothing."""

    weights: Mapping[int, int]
    low: float = -inf
    high: float = inf


@dataclass(frozen=True)
class Model:
    """The steps a plan may take, in the order of the instrument, with the rows that always hold.

    ``gains`` and ``efforts`` are whole numbers of ``gain_unit`` micropoints and ``effort_unit`` hundredths. ``next_alike``: for
    a step, the next of those that count alike (agency, action, gain and effort); the earlier in the instrument goes first.
    ``places`` are those among all steps, also the ones that are left out, so that no limit moves them.
    """

    steps: tuple[Raise, ...]
    gains: Ints
    efforts: Ints
    gain_unit: int
    effort_unit: int
    rows: tuple[Bound, ...]
    next_alike: Mapping[int, int]
    places: Ints


def build(steps: Sequence[Raise], limits: Limits) -> Model:
    """The program of these steps under these limits; what is forbidden or too late is left out."""
    kept = undominated(allowed(steps, limits))
    gains, gain_unit = _in_units([step.gain_micro for step in kept])
    efforts, effort_unit = _in_units([step.effort_centi for step in kept])
    alike = _next_alike(kept, limits)
    in_order = [Bound({first: 1, second: -1}, low=0) for first, second in alike.items()]
    rows = [*_one_each(kept, limits), *in_order, *_capacities(kept, efforts, effort_unit, limits)]
    places = np.array([1 + at for at, step in enumerate(steps) if any(step is own for own in kept)], dtype=np.int64)
    return Model(kept, gains, efforts, gain_unit, effort_unit, tuple(rows), alike, places)


def allowed(steps: Sequence[Raise], limits: Limits) -> tuple[Raise, ...]:
    """The steps that are not forbidden, win something and can be ready in time."""
    return tuple(
        step
        for step in steps
        if step.code not in limits.forbid
        and step.gain_micro > 0
        and (limits.by is None or step.earliest is None or step.earliest <= limits.by)
    )


def undominated(steps: Sequence[Raise]) -> tuple[Raise, ...]:
    """Without steps of a question to which another of its steps wins as much or more for as little effort or less."""
    best: dict[str, list[Raise]] = {}
    for step in sorted(steps, key=lambda step: (step.effort_centi, -step.to_micro)):
        mine = best.setdefault(step.code, [])
        mine += [step] if not mine or step.to_micro > mine[-1].to_micro else []
    return tuple(step for step in steps if any(step is kept for kept in best[step.code]))


def optimum(model: Model, objective: Ints, rows: Iterable[Bound] = ()) -> Ints | None:
    """The 0/1 choice with the least objective; None where no choice keeps to the rows.

    A choice that keeps to them only within the solver's tolerance is cut off, and the next one taken.
    """
    every = [*model.rows, *rows]
    while True:
        chosen = _solved(len(model.steps), every, objective)
        if chosen is None or all(_holds(row, chosen) for row in every):
            return chosen
        every.append(not_again(chosen))


def not_again(chosen: Ints) -> Bound:
    """The row that forbids exactly this choice."""
    return Bound({at: 1 if on else -1 for at, on in enumerate(chosen)}, high=int(chosen.sum()) - 1)


def weighted(weights: Ints, low: float = -inf, high: float = inf) -> Bound:
    """A row over all steps."""
    return Bound(dict(enumerate(weights.tolist())), low, high)


def no_superset(model: Model, chosen: Ints) -> Bound:
    """The row that forbids every choice that does all of this one, or more of the same: a higher step counts as more.

    The choice holds the first of questions that are alike, so that sets that only exchange these are forbidden with it.
    """
    taken = [at for at, on in enumerate(chosen) if on]
    last = [at for at in taken if model.next_alike.get(at) not in taken]
    weights: dict[int, int] = {}
    for at in last:
        step = model.steps[at]
        higher = [k for k, s in enumerate(model.steps) if s.code == step.code and s.to_micro >= step.to_micro]
        weights |= dict.fromkeys(higher, 1)
    return Bound(weights, high=len(last) - 1)


def _in_units(figures: Sequence[int]) -> tuple[Ints, int]:
    unit = gcd(*figures) or 1
    return np.array([figure // unit for figure in figures], dtype=np.int64), unit


def _one_each(steps: Sequence[Raise], limits: Limits) -> list[Bound]:
    """One step of each question at most, and of the fixed ones exactly one."""
    of_code: dict[str, list[int]] = {code: [] for code in sorted(limits.fix)}
    for at, step in enumerate(steps):
        of_code.setdefault(step.code, []).append(at)
    least = {code: int(code in limits.fix) for code in of_code}
    rows = [Bound(dict.fromkeys(ats, 1), least[code], 1) for code, ats in of_code.items()]
    return [row for row in rows if len(row.weights) != 1 or row.low]


def _next_alike(steps: Sequence[Raise], limits: Limits) -> dict[int, int]:
    several = _with_several(steps) | limits.fix
    last: dict[tuple[object, ...], int] = {}
    following = {}
    for at, step in enumerate(steps):
        if step.code in several:
            continue
        alike = (step.agency, step.action, step.gain_micro, step.effort_centi)
        if alike in last:
            following[last[alike]] = at
        last[alike] = at
    return following


def _with_several(steps: Sequence[Raise]) -> set[str]:
    codes = [step.code for step in steps]
    return {code for code in codes if codes.count(code) > 1}


def _capacities(steps: Sequence[Raise], efforts: Ints, unit: int, limits: Limits) -> list[Bound]:
    rows = []
    for role, most in sorted(limits.capacity_centi.items()):
        mine = {at: int(efforts[at]) for at, step in enumerate(steps) if step.agency == role}
        rows += [Bound(mine, high=most // unit)] if mine else []
    if limits.effort_centi is not None:
        rows.append(weighted(efforts, high=limits.effort_centi // unit))
    return rows


def _solved(width: int, rows: Sequence[Bound], objective: Ints) -> Ints | None:
    if not width:
        empty = np.zeros(0, dtype=np.int64)
        return empty if all(_holds(row, empty) for row in rows) else None
    with silent_stdout():
        found = milp(
            objective.astype(float),
            integrality=np.ones(width),
            bounds=Bounds(0, 1),
            constraints=_matrix(rows, width),
            options={"mip_rel_gap": 0.0},
        )
    if found.status not in (SOLVED, NONE):
        raise RuntimeError(f"HiGHS: {found.message}")
    return None if found.x is None else np.rint(found.x).astype(np.int64)


def _matrix(rows: Sequence[Bound], width: int) -> LinearConstraint | tuple[()]:
    if not rows:
        return ()
    cells = [(n, at, weight) for n, row in enumerate(rows) for at, weight in row.weights.items()]
    lines, columns, weights = zip(*cells, strict=True) if cells else ((), (), ())
    whole = csr_matrix((np.array(weights, dtype=float), (lines, columns)), shape=(len(rows), width))
    return LinearConstraint(whole, [row.low for row in rows], [row.high for row in rows])


def _holds(row: Bound, chosen: Ints) -> bool:
    return row.low <= sum(weight * int(chosen[at]) for at, weight in row.weights.items()) <= row.high


@contextmanager
def silent_stdout() -> Iterator[None]:
    """Suppress what a C library prints to stdout.

    HiGHS now and then prints a line even when told not to; it would appear in a report or after a JSON document.
    """
    try:
        kept = os.dup(STDOUT)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        _flush()
        os.dup2(nowhere, STDOUT)
        yield
    finally:
        _flush()
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    """Write C's buffered output to where stdout leads now."""
    ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fflush(None)
