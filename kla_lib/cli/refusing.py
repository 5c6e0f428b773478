"""What commands share when something in a command is wrong: to say it all at once, and which names come near."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from kla_lib.problems import InputFault, Problem

NEAR = 5


def refuse(problems: list[Problem]) -> None:
    """Nothing where there is nothing wrong. Raises InputFault with everything that is."""
    if problems:
        raise InputFault(problems)


def near(text: str, known: Mapping[str, str] | Iterable[str]) -> str:
    """The known names most like a text, or ``-``; of other spellings (a mapping), what they stand for."""
    named = known if isinstance(known, Mapping) else {name: name for name in known}
    folded = {name.casefold(): meant for name, meant in named.items()}
    found = difflib.get_close_matches(text.casefold(), folded, n=NEAR)
    return ", ".join(dict.fromkeys(folded[name] for name in found)) or "-"
