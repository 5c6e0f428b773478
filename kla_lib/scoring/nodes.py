"""Points at every node of the instrument, for any number of places, periods and stages at once.

One row per (place, period, stage, question) goes in, one row per (place, period, stage, node) comes out.
A recap may give questions, indicators or blocks: at every node the parts count when any part is given,
else the node's own figure; so a printed subtotal never overrules the answers below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kla_lib.problems import InputFault, Where, problem
from kla_lib.rules.instrument import LEVELS, TOTAL, Edition, Node, max_micro, require_weights

KEYS = ["place", "period", "stage"]
ANSWERED, NOT_APPLICABLE = 1, 2
STATE = {"answered": ANSWERED, "not_applicable": NOT_APPLICABLE}

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Grid:
    """Answers as matrices, one row per group (place, period, stage), one column per node of the tree."""

    groups: pd.DataFrame
    points: Ints
    state: Ints


@dataclass
class _Sums:
    """What each node comes to: one array per node code and measure."""

    certain: Ints
    open: Ints
    answered: Ints
    asked: Ints
    given: Ints  # 0 nothing, else 1 + the index in LEVELS at which the figure stands
    hidden: Flags  # an ancestor's own figure counts, so nothing is known of this node


def score(answers: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Score every node, the total included.

    ``answers``: one row per (place, period, stage, code) with columns place, period, stage, code, status
    (answered, unanswered, not_applicable) and points_micro; rows of the printed total are passed over.

    Returns one row per (place, period, stage, node) in tree order, ``TOTAL`` first: place, period, stage,
    code, level, points_hundredths (certain), possible_hundredths (certain plus the maxima of what is
    unanswered), max_hundredths, answered, asked, given_at (question, indicator, block or empty). Points are
    <NA> where only a figure further up is known. Each figure is rounded once, after summing.

    Raises InputFault when the edition has no weights, a code is unknown or stands twice in a group.
    """
    require_weights(edition)
    grid = _grid(answers, edition)
    sums = _sum_up(grid, edition)
    return _table(grid.groups, sums, edition)


def _grid(answers: pd.DataFrame, edition: Edition) -> _Grid:
    rows = answers[answers["code"] != TOTAL]
    groups, group_of = _groups(rows)
    columns = _columns(rows["code"], edition)
    width = len(edition.nodes)
    flat = group_of * width + columns
    _refuse_doubles(flat, rows)
    points, state = (np.zeros(len(groups) * width, dtype=np.int64) for _ in range(2))
    status = rows["status"].map(STATE).astype("float64").fillna(0).to_numpy().astype(np.int64)
    state[flat] = status
    given = rows["points_micro"].fillna(0).to_numpy().astype(np.int64)
    points[flat] = np.where(status == ANSWERED, given, 0)
    return _Grid(groups, points.reshape(-1, width), state.reshape(-1, width))


def _groups(rows: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """The distinct keys in order of appearance of their parts, and each row's group number."""
    number, parts = np.zeros(len(rows), dtype=np.int64), []
    for key in KEYS:
        codes, values = pd.factorize(rows[key])
        number = number * max(len(values), 1) + codes
        parts.append(values)
    ids, group_of = _compact(number)
    columns = {}
    for key, values in zip(reversed(KEYS), reversed(parts), strict=True):
        ids, code = np.divmod(ids, max(len(values), 1))
        columns[key] = pd.Categorical.from_codes(code, categories=pd.Index(values).astype(str))
    return pd.DataFrame(columns)[KEYS], group_of


def _compact(number: Ints) -> tuple[Ints, Ints]:
    """Distinct numbers in rising order and the position of each: np.unique without the sort."""
    present = np.zeros(int(number.max(initial=-1)) + 1, dtype=bool)
    present[number] = True
    position = np.cumsum(present) - 1
    return np.flatnonzero(present).astype(np.int64), position[number]


def _columns(codes: pd.Series, edition: Edition) -> Ints:
    order = pd.Index([node.code for node in edition.nodes])
    if isinstance(codes.dtype, pd.CategoricalDtype):
        lookup = order.get_indexer(codes.cat.categories.astype(str)).astype(np.int64)
        found = lookup[codes.cat.codes.to_numpy()]
    else:
        found = order.get_indexer(pd.Index(codes)).astype(np.int64)
    unknown = codes[found < 0].astype(str).unique().tolist()
    if unknown:
        raise InputFault([problem("code_not_in_edition", Where(), code, edition=edition.id) for code in unknown])
    return found


def _refuse_doubles(flat: Ints, rows: pd.DataFrame) -> None:
    counts = np.bincount(flat, minlength=1)
    if counts.max(initial=0) > 1:
        twice = rows[counts[flat] > 1][["code", *KEYS]].astype(str).drop_duplicates().agg(" ".join, axis=1)
        raise InputFault([problem("double_answer", Where(), text) for text in twice])


def _sum_up(grid: _Grid, edition: Edition) -> dict[str, _Sums]:
    column = {node.code: i for i, node in enumerate(edition.nodes)}
    sums: dict[str, _Sums] = {}
    for node in reversed(edition.nodes):
        own = _own(node, grid.points[:, column[node.code]], grid.state[:, column[node.code]])
        children = [sums[child.code] for child in edition.children[node.code]]
        sums[node.code] = _choose(own, children) if children else own
    sums[TOTAL] = _together([sums[node.code] for node in edition.children[TOTAL]])
    _hide(sums, edition)
    return sums


def _own(node: Node, points: Ints, state: Ints) -> _Sums:
    ones = np.ones_like(points)
    given = np.where(state > 0, 1 + LEVELS.index(node.level), 0)
    missing = np.where(state == 0, node.max_micro or 0, 0)
    return _Sums(points, missing, (state == ANSWERED).astype(np.int64), ones, given, np.zeros_like(state, dtype=bool))


def _together(parts: list[_Sums]) -> _Sums:
    def total(measure: str) -> Ints:
        stacked: Ints = np.asarray([getattr(part, measure) for part in parts], dtype=np.int64)
        return np.asarray(stacked.sum(axis=0), dtype=np.int64)

    given = np.max([part.given for part in parts], axis=0)
    hidden = np.zeros_like(given, dtype=bool)
    return _Sums(total("certain"), total("open"), total("answered"), total("asked"), given, hidden)


def _choose(own: _Sums, children: list[_Sums]) -> _Sums:
    """The parts where any part is given or nothing at all is; else the node's own figure."""
    parts = _together(children)
    take_own = (parts.given == 0) & (own.given > 0)
    for child in children:
        child.hidden = take_own

    def pick(measure: str) -> Ints:
        picked: Ints = np.where(take_own, getattr(own, measure), getattr(parts, measure))
        return picked

    return _Sums(pick("certain"), pick("open"), pick("answered"), pick("asked"), pick("given"), parts.hidden)


def _hide(sums: dict[str, _Sums], edition: Edition) -> None:
    """What is hidden hides all below it."""
    for node in edition.nodes:
        for child in edition.children[node.code]:
            sums[child.code].hidden = sums[child.code].hidden | sums[node.code].hidden


def _table(groups: pd.DataFrame, sums: dict[str, _Sums], edition: Edition) -> pd.DataFrame:
    codes = [TOTAL, *(node.code for node in edition.nodes)]
    maxima = np.array([edition.total_micro, *(max_micro(edition, code) for code in codes[1:])], dtype=np.int64)
    height, width = len(groups), len(codes)
    table = groups.loc[np.repeat(groups.index.to_numpy(), width)].reset_index(drop=True)
    table["code"] = pd.Categorical.from_codes(np.tile(np.arange(width), height), categories=pd.Index(codes))
    levels = np.array([-1, *(LEVELS.index(node.level) for node in edition.nodes)]) + 1
    table["level"] = pd.Categorical.from_codes(np.tile(levels, height), categories=pd.Index(["total", *LEVELS]))
    certain, missing = (_stack(sums, codes, measure) for measure in ("certain", "open"))
    hidden = _stack(sums, codes, "hidden").astype(bool)
    table["points_hundredths"] = pd.arrays.IntegerArray(_rounded(certain), hidden)
    table["possible_hundredths"] = pd.arrays.IntegerArray(_rounded(certain + missing), hidden.copy())
    table["max_hundredths"] = np.tile(_rounded(maxima), height)
    table["answered"] = np.where(hidden, 0, _stack(sums, codes, "answered"))
    table["asked"] = np.where(hidden, 0, _stack(sums, codes, "asked"))
    given = np.where(hidden, 0, _stack(sums, codes, "given"))
    table["given_at"] = pd.Categorical.from_codes(given, categories=pd.Index(["", *LEVELS]))
    return table


def _stack(sums: dict[str, _Sums], codes: list[str], measure: str) -> Ints:
    return np.stack([getattr(sums[code], measure) for code in codes], axis=1).reshape(-1)


def _rounded(micro: Ints) -> Ints:
    return (micro + 5_000) // 10_000
