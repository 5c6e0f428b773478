"""What changed from one edition to another."""

from __future__ import annotations

from dataclasses import dataclass

from kla_lib.core.problems import Lang
from kla_lib.instrument.instrument import Band, Edition, Node

COMPARED = ("parent", "level", "max_micro", "kind", "direction", "agencies", "label_id", "label_en")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``added``, ``removed``, ``band`` or the name of the column that changed, with both values.

    Maxima and the two figures of a band (``500–600``) are points.
    """

    code: str
    what: str
    before: str
    after: str


def diff(before: Edition, after: Edition, lang: Lang = "id") -> list[Change]:
    """Every difference between two editions' instruments and bands, in tree order of the later one.

    What was added or removed is named in ``lang``.
    """
    removed = [Change(n.code, "removed", n.label(lang), "") for n in before.nodes if n.code not in after.by_code]
    added = [Change(n.code, "added", "", n.label(lang)) for n in after.nodes if n.code not in before.by_code]
    both = [(before.by_code[n.code], n) for n in after.nodes if n.code in before.by_code]
    return removed + added + [change for old, new in both for change in _changes(old, new)] + _bands(before, after)


def _changes(old: Node, new: Node) -> list[Change]:
    pairs = ((column, getattr(old, column), getattr(new, column)) for column in COMPARED)
    return [Change(new.code, column, _text(a), _text(b)) for column, a, b in pairs if a != b]


def _bands(before: Edition, after: Edition) -> list[Change]:
    old, new = ({band.category: _limits(band) for band in edition.bands} for edition in (before, after))
    changed = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return [Change(name, "band", old.get(name, ""), new.get(name, "")) for name in changed]


def _limits(band: Band) -> str:
    return f"{band.lower_hundredths / 100:g}–{band.upper_hundredths / 100:g}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(str(item) for item in value)
    return f"{value / 1_000_000:g}" if isinstance(value, int) else str(value)
