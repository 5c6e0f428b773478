"""What ``kla form read`` says: what came, what became of it, and what the offices contradict one another in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kla_lib.problems import Lang
from kla_lib.views.numbers import count_text
from kla_lib.views.words import word

Counts = Mapping[str, int]


def read_lines(
    run: Counts,
    total: Counts,
    conflicts: Sequence[Mapping[str, Any]],
    strangers: Sequence[str],
    names: Mapping[str, str],
    lang: Lang,
) -> list[str]:
    """This run, everything so far, files that were not kept, and each contradiction with all its cells.

    ``names`` says what each agency is called here.
    """
    lines = [word("form_read_run", lang, **_counted(run, lang)), word("form_read_total", lang, **_counted(total, lang))]
    if strangers:
        lines.append(word("form_read_strangers", lang, names=", ".join(strangers)))
    return [*lines, *(line for conflict in conflicts for line in _conflict(conflict, names, lang))]


def _counted(counts: Counts, lang: Lang) -> dict[str, str]:
    return {name: count_text(count, lang) for name, count in counts.items()}


def _conflict(conflict: Mapping[str, Any], names: Mapping[str, str], lang: Lang) -> Iterator[str]:
    yield word("form_read_conflict", lang, code=conflict["code"], field=word(f"form_head_{conflict['field']}", lang))
    for value in conflict["values"]:
        agency = names.get(value["agency"], value["agency"])
        yield f"  {agency}: {value['found']} ({value['file']}, {value['sheet']} {value['cell']})"
