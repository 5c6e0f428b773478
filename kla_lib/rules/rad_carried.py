"""The action list of an earlier period in this period's edition, where questions may bear other numbers, words or maxima.

A question is the same where code and label are, or where its label stands once at another code. A code whose label is new
is taken for the same question in other words. Whatever had to be read so is told, and so is what is asked no longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kla_lib.problems import Problem, Where, problem
from kla_lib.rules.instrument import Edition
from kla_lib.rules.rad_shapes import OPEN, RadItem


def in_edition(
    items: Iterable[RadItem], before: Edition, after: Edition, where: Where
) -> tuple[list[RadItem], list[Problem]]:
    """The actions under the codes of ``after``; points are left out where the maximum is another (no source converts them)."""
    found, problems = list[RadItem](), list[Problem]()
    for item in items:
        code = counterpart(item.code, before, after)
        if code and code not in {other.code for other in found}:
            moved = _under(item, code, before, after)
            found.append(moved)
            if moved != item or before.by_code[item.code].label_id != after.by_code[code].label_id:
                problems.append(problem("rad_moved", where, item.code, edition=after.id, code=code))
        elif item.status in OPEN:
            label = before.by_code[item.code].label_id
            problems.append(problem("rad_gone", where, item.code, edition=after.id, question=label))
    return found, problems


def counterpart(code: str, before: Edition, after: Edition) -> str:
    """The code of the same question in another edition; empty where it is not asked there, or nobody can say."""
    label, same = before.by_code[code].label_id, after.by_code.get(code)
    here = same is not None and same.level == "question"
    if here and same is not None and same.label_id == label:
        return code
    places = _at(label, after)
    if len(places) == 1 and len(_at(label, before)) == 1:
        return places[0]
    return code if here and same is not None and not _at(same.label_id, before) else ""


def _at(label: str, edition: Edition) -> list[str]:
    return [node.code for node in edition.at("question") if node.label_id == label]


def _under(item: RadItem, code: str, before: Edition, after: Edition) -> RadItem:
    if before.by_code[item.code].max_micro == after.by_code[code].max_micro:
        return replace(item, code=code)
    return replace(item, code=code, from_micro=None, points_micro=None)
