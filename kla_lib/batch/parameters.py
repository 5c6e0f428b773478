"""What the cells of a notebook assign, read without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def assigned(source: str) -> Iterator[tuple[str, object]]:
    """Each name assigned at the top level, with its value if that is a plain constant (else ``...``).

    Raises SyntaxError for what is no Python.
    """
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        default = value.value if isinstance(value, ast.Constant) else ...
        yield from ((target.id, default) for target in targets if isinstance(target, ast.Name))
