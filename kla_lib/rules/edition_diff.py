"""What changed from one edition to another."""

from __future__ import annotations

from dataclasses import dataclass

from kla_lib.rules.instrument import Edition, Node

COMPARED = ("parent", "level", "max_micro", "kind", "direction", "agencies", "label_id", "label_en")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``added``, ``removed`` or the name of the column that changed, with both values."""

    code: str
    what: str
    before: str
    after: str


def diff(before: Edition, after: Edition) -> list[Change]:
    """Every difference between two editions' instruments and bands, in tree order of the later one."""
    removed = [Change(n.code, "removed", n.label_id, "") for n in before.nodes if n.code not in after.by_code]
    added = [Change(n.code, "added", "", n.label_id) for n in after.nodes if n.code not in before.by_code]
    both = [(before.by_code[n.code], n) for n in after.nodes if n.code in before.by_code]
    return removed + added + [change for old, new in both for change in _changes(old, new)] + _bands(before, after)


def _changes(old: Node, new: Node) -> list[Change]:
    pairs = ((column, getattr(old, column), getattr(new, column)) for column in COMPARED)
    return [Change(new.code, column, _text(a), _text(b)) for column, a, b in pairs if a != b]


def _bands(before: Edition, after: Edition) -> list[Change]:
    old, new = ({b.category: (b.lower_hundredths, b.upper_hundredths) for b in e.bands} for e in (before, after))
    names = dict.fromkeys([*old, *new])
    return [
        Change(name, "band", _text(old.get(name)), _text(new.get(name)))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(str(item) for item in value)
    return f"{value / 1_000_000:g}" if isinstance(value, int) else str(value)
