"""Imports go one way: each package imports only the packages below it, and there are no cycles."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "kla_lib"
FLOORS = {
    "problems": set(),
    "workspace": {"problems"},
    "parameters": {"problems", "workspace", "rules"},
    "rules": {"problems"},
    "intake": {"problems", "rules"},
    "scoring": {"problems", "rules"},
    "views": {"problems", "rules"},
    "batch": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "views"},
    "case": {"problems", "workspace", "rules", "parameters", "intake", "scoring"},
    "collection": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "case"},
    "evidence": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "case", "collection"},
    "province": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "case"},
    "planning": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "case", "collection", "evidence"},
    "outlook": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "case", "collection", "evidence"},
    "exploring": {"problems", "workspace", "rules", "parameters", "scoring", "case", "planning"},
    "cases": {"problems", "workspace", "rules", "parameters", "intake", "scoring", "case"},
    "samples": {"problems", "rules"},
    "__main__": {"cli"},
    "cli": {
        "parameters",
        "problems",
        "workspace",
        "rules",
        "intake",
        "scoring",
        "views",
        "batch",
        "case",
        "cases",
        "collection",
        "evidence",
        "outlook",
        "planning",
    },
}


@cache
def modules() -> dict[str, Path]:
    names = {}
    for path in LIBRARY.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


@cache
def imports(path: Path) -> set[str]:
    """Modules of ours that a file imports, wherever in the file the import stands."""
    known, found = modules(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & set(known)) or {node.module}
    return {name for name in found if name in known and name != "kla_lib"}


def floor(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("module", sorted(m for m in modules() if m != "kla_lib"))
def test_a_floor_imports_only_the_floors_below_it(module):
    allowed = FLOORS[floor(module)] | {floor(module)}
    assert {floor(name) for name in imports(modules()[module])} <= allowed


def test_there_are_no_import_cycles():
    """graphlib.CycleError names the cycle."""
    TopologicalSorter({module: imports(path) for module, path in modules().items() if module != "kla_lib"}).prepare()
