"""Imports between the rooms of the library: each room imports only rooms before it, and there are no cycles.

Imports under ``if TYPE_CHECKING:`` are for annotations only and not looked at.
"""

import ast
import importlib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "kla_lib"
ORDER = (
    "core", "display", "engine", "instrument", "recap", "local", "forms", "samples", "scoring", "evidence", "incidents",
    "province", "share", "plan", "robustness", "run", "cli",
)  # fmt: skip
OPENING = (
    "forms.collection", "scoring.assessment", "evidence.audit", "incidents.register", "province.province",
    "plan.planning", "robustness.robustness",
)  # fmt: skip


@cache
def modules() -> dict[str, Path]:
    names = {}
    for path in LIBRARY.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def statements(node: ast.AST):
    """All statements of a file except those under ``if TYPE_CHECKING:``."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from statements(child)


@cache
def imports(path: Path) -> set[str]:
    """Modules of ours that a file imports, wherever in the file the import is."""
    known, found = modules(), set()
    for node in statements(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & set(known)) or {node.module}
    return {name for name in found if name in known and name != "kla_lib"}


def room(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("name", ORDER)
def test_a_room_imports_only_rooms_before_it(name):
    before = set(ORDER[: ORDER.index(name) + 1])
    inside = {module: path for module, path in modules().items() if module.split(".")[1:2] == [name]}
    assert inside
    later = {module: sorted(i for i in imports(path) if room(i) not in before) for module, path in inside.items()}
    assert {module: names for module, names in later.items() if names} == {}


def test_every_room_has_its_place_in_the_order():
    assert {room(module) for module in modules() if module != "kla_lib"} - {"__main__"} == set(ORDER)


def test_there_are_no_import_cycles():
    """graphlib.CycleError names the cycle."""
    TopologicalSorter({module: imports(path) for module, path in modules().items() if module != "kla_lib"}).prepare()


@pytest.mark.parametrize("opener", OPENING)
def test_what_is_worked_out_imports_nothing_that_shows_it(opener):
    """The modules behind ``open_assessment`` and the like, with all that they import: none is of the room ``display``."""
    reached, waiting = set(), [f"kla_lib.{opener}"]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += imports(modules()[module])
    assert sorted(module for module in reached if room(module) == "display") == []


@pytest.mark.parametrize("name", sorted(set(ORDER) - {"cli", "engine", "samples"}))
def test_a_room_hands_on_its_public_names(name):
    """(Papermill finds the engine by its entry point.) Each is there, and none is that of a module, which would take its place once it is imported."""
    package = importlib.import_module(f"kla_lib.{name}")
    assert package.__all__ and [public for public in package.__all__ if not hasattr(package, public)] == []
    assert {path.stem for path in Path(package.__file__).parent.iterdir()}.isdisjoint(package.__all__)
