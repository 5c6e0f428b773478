"""Points at every node of the instrument, for any number of places, periods and stages at once.

One row per (place, period, stage, question) goes in, one row per (place, period, stage, node) comes out.
A recap may give questions, indicators or blocks: at every node the parts count when any part is given,
else the node's own figure; so a printed subtotal never overrules the answers below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kla_lib.core.problems import InputFault, Where, problem
from kla_lib.core.records import Row
from kla_lib.instrument.instrument import LEVELS, TOTAL, Edition, max_micro, require_weights

KEYS = ["place", "period", "stage"]
ANSWERED, NOT_APPLICABLE = 1, 2
STATE = {"answered": ANSWERED, "not_applicable": NOT_APPLICABLE}

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Groups = dict[str, "pd.Categorical[str]"]


@dataclass(frozen=True)
class _Grid:
    """Answers as matrices: one row per node of the tree, the total first, one column per group (place, period, stage)."""

    groups: Groups
    points: Ints
    state: Ints


@dataclass(frozen=True)
class _Sums:
    """The sums of each node, in matrices like those of `_Grid`."""

    amounts: Ints  # one matrix each: certain, open, answered, asked
    given: Ints  # 0 nothing, else 1 + the index in LEVELS that gives the figure
    hidden: Flags  # an ancestor's own figure counts, so nothing is known of this node


@dataclass(frozen=True)
class _Families:
    """The nodes of one level that have children, by their rows in the matrices, with all those children in a row."""

    parents: Ints
    children: Ints
    sizes: Ints

    @property
    def starts(self) -> Ints:
        """Where each parent's children begin."""
        return np.cumsum(self.sizes) - self.sizes


def score(answers: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Score every node, the total included.

    ``answers``: one row per (place, period, stage, code) with columns place, period, stage, code, status
    (answered, unanswered, not_applicable) and points_micro; rows of the printed total are passed over.

    Returns one row per (place, period, stage, node) in tree order, ``TOTAL`` first: place, period, stage,
    code, level, points_hundredths (certain), possible_hundredths (certain plus the maxima of what is
    unanswered), max_hundredths, answered, asked, given_at (question, indicator, block or empty). Points are
    <NA> where only a figure further up is known. Each figure is rounded once, after summing.

    Raises InputFault when the edition has no weights, a code is unknown or occurs twice in a group.
    """
    require_weights(edition)
    grid = _grid(answers, edition)
    sums = _sum_up(grid, edition)
    return _table(grid.groups, sums, edition)


def span(row: Row) -> tuple[int, int]:
    """The certain and the possible hundredths of a scored node whose points are known."""
    return int(row["points_hundredths"]), int(row["possible_hundredths"])


def _grid(answers: pd.DataFrame, edition: Edition) -> _Grid:
    rows = answers.loc[answers["code"] != TOTAL, [*KEYS, "code", "status", "points_micro"]]
    groups, group_of = _groups(rows)
    shape = len(edition.nodes) + 1, len(groups[KEYS[0]])
    flat = _rows(rows["code"], edition) * shape[1] + group_of
    _refuse_doubles(flat, rows)
    points, state = (np.zeros(shape[0] * shape[1], dtype=np.int64) for _ in range(2))
    status = _numbered(rows["status"], STATE)
    state[flat] = np.maximum(status, 0)
    points[flat] = np.where(status == ANSWERED, rows["points_micro"].fillna(0).to_numpy().astype(np.int64), 0)
    return _Grid(groups, points.reshape(shape), state.reshape(shape))


def _groups(rows: pd.DataFrame) -> tuple[Groups, Ints]:
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
    return columns, group_of


def _compact(number: Ints) -> tuple[Ints, Ints]:
    """Distinct numbers in rising order and the position of each: np.unique without the sort."""
    present = np.zeros(int(number.max(initial=-1)) + 1, dtype=bool)
    present[number] = True
    position = np.cumsum(present) - 1
    return np.flatnonzero(present).astype(np.int64), position[number]


def _rows(codes: pd.Series, edition: Edition) -> Ints:
    found = _numbered(codes, {node.code: row for row, node in enumerate(edition.nodes, start=1)})
    if found.min(initial=0) < 0:
        unknown = codes[found < 0].astype(str).unique().tolist()
        raise InputFault([problem("code_not_in_edition", Where(), code, edition=edition.id) for code in unknown])
    return found


def _numbered(texts: pd.Series, numbers: Mapping[str, int]) -> Ints:
    """The number of each text, -1 for one that has none: each different text is looked up once."""
    codes, values = pd.factorize(texts)
    return np.array([*(numbers.get(value, -1) for value in values.tolist()), -1], dtype=np.int64)[codes]


def _refuse_doubles(flat: Ints, rows: pd.DataFrame) -> None:
    counts = np.bincount(flat, minlength=1)
    if counts.max(initial=0) > 1:
        twice = rows[counts[flat] > 1][["code", *KEYS]].astype(str).drop_duplicates().agg(" ".join, axis=1)
        raise InputFault([problem("double_answer", Where(), text) for text in twice])


def _sum_up(grid: _Grid, edition: Edition) -> _Sums:
    sums, families = _own(grid, edition), _families(edition)
    for level in families:
        _add_up(sums, level)
    for level in reversed(families):
        hidden = np.repeat(sums.hidden[level.parents], level.sizes, axis=0)
        sums.hidden[level.children] |= hidden  # what is hidden hides all below it
    return sums


def _own(grid: _Grid, edition: Edition) -> _Sums:
    """Every node as if it had no parts."""
    maxima = np.array([0, *(node.max_micro or 0 for node in edition.nodes)], dtype=np.int64)
    levels = np.array([0, *(1 + LEVELS.index(node.level) for node in edition.nodes)], dtype=np.int64)
    missing = np.where(grid.state == 0, maxima[:, None], 0)
    answered = (grid.state == ANSWERED).astype(np.int64)
    amounts = np.stack([grid.points, missing, answered, np.ones_like(grid.points)])
    return _Sums(amounts, np.where(grid.state > 0, levels[:, None], 0), np.zeros_like(grid.state, dtype=bool))


def _families(edition: Edition) -> list[_Families]:
    """The families of the tree, level by level, the deepest first."""
    row = {code: n for n, code in enumerate([TOTAL, *(node.code for node in edition.nodes)])}
    levels = [[node.code for node in edition.at(level)] for level in reversed(LEVELS)] + [[TOTAL]]
    found = []
    for codes in levels:
        parents = [code for code in codes if edition.children[code]]
        children = [row[child.code] for code in parents for child in edition.children[code]]
        sizes = [len(edition.children[code]) for code in parents]
        arrays = ([row[code] for code in parents], children, sizes)
        found += [_Families(*(np.array(a, dtype=np.int64) for a in arrays))] if parents else []
    return found


def _add_up(sums: _Sums, level: _Families) -> None:
    """The parts where any part is given or nothing at all is; else the node's own figure."""
    given = np.maximum.reduceat(sums.given[level.children], level.starts)
    take_own = (given == 0) & (sums.given[level.parents] > 0)
    parts = np.add.reduceat(sums.amounts[:, level.children], level.starts, axis=1)
    sums.amounts[:, level.parents] = np.where(take_own, sums.amounts[:, level.parents], parts)
    sums.given[level.parents] = np.where(take_own, sums.given[level.parents], given)
    sums.hidden[level.children] = np.repeat(take_own, level.sizes, axis=0)


def _table(groups: Groups, sums: _Sums, edition: Edition) -> pd.DataFrame:
    height, width = len(groups[KEYS[0]]), len(edition.nodes) + 1
    maxima = np.array([edition.total_micro, *(max_micro(edition, node.code) for node in edition.nodes)], dtype=np.int64)
    levels = np.array([0, *(1 + LEVELS.index(node.level) for node in edition.nodes)])
    certain, missing, answered, asked = (_by_group(amount) for amount in sums.amounts)
    hidden, given = _by_group(sums.hidden), _by_group(sums.given)
    known = ~hidden
    return pd.DataFrame(
        {
            **{key: groups[key].take(np.repeat(np.arange(height), width)) for key in KEYS},
            "code": _category(np.tile(np.arange(width), height), [TOTAL, *(node.code for node in edition.nodes)]),
            "level": _category(np.tile(levels, height), ["total", *LEVELS]),
            "points_hundredths": pd.arrays.IntegerArray(_rounded(certain), hidden),
            "possible_hundredths": pd.arrays.IntegerArray(_rounded(certain + missing), hidden.copy()),
            "max_hundredths": np.tile(_rounded(maxima), height),
            "answered": answered * known,
            "asked": asked * known,
            "given_at": _category(given * known, ["", *LEVELS]),
        },
        copy=False,
    )


def _category(codes: Ints, names: list[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes, categories=pd.Index(names))


def _by_group(matrix: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A matrix as one column, group after group, the nodes of each in tree order."""
    return np.ascontiguousarray(matrix.T).reshape(-1)


def _rounded(micro: Ints) -> Ints:
    return (micro + 5_000) // 10_000
