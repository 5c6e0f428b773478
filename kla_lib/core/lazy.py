"""Public names of a package that load their module where they are first used, so that importing the package is quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy(
    package: str, homes: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """``__getattr__``, ``__dir__`` and ``__all__`` of a package; ``homes`` gives the public names of each of its modules."""
    home_of = {name: module for module, names in homes.items() for name in names}
    public = sorted(home_of)

    def load(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}; it offers: {', '.join(public)}")
        return getattr(import_module(f"{package}.{home_of[name]}"), name)

    return load, lambda: public, public
