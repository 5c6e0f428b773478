"""What a fault says of an unknown name: the name, shortened to one line, and the known names most like it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from numbers import Real
from typing import get_args

from kla_lib.core.problems import Lang, message

SHOWN, NEAR = 60, 3


def shown(value: object, most: int = SHOWN) -> str:
    """A value as a fault shows it: on one line, not too long, ``""`` for an empty text."""
    text = str(value) if isinstance(value, str | date | Real) else repr(value)
    text = "".join(each if each.isprintable() else "\ufffd" for each in " ".join(text.split()))
    return (text if len(text) <= most else f"{text[:most]}…") or '""'


def hint(near: Iterable[str]) -> dict[str, str]:
    """``; mungkin maksudnya K3`` in both languages, for ``{hint}`` in the words of a problem; empty without a near value."""
    named = ", ".join(near)
    return {
        f"hint_{lang}": message("did_you_mean", lang).format(near=named) if named else "" for lang in get_args(Lang)
    }


def nearest(text: str, known: Mapping[str, str] | Collection[str], most: int = NEAR) -> list[str]:
    """The known values most like a text; of other spellings (a mapping), what they mean."""
    named = known if isinstance(known, Mapping) else {name: name for name in known}
    folded = {name.casefold(): meant for name, meant in named.items()}
    found = difflib.get_close_matches(text[:SHOWN].casefold(), folded, n=most)
    return list(dict.fromkeys(folded[name] for name in found))
