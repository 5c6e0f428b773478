"""What every public function and message must have."""

import ast
import csv
from pathlib import Path

import pytest

from kla_lib.core.problems import message

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "kla_lib").rglob("*.py"))


def public(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    owners = [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))]
    return [n for o in owners for n in o.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def says_it_all(function: ast.FunctionDef) -> bool:
    """A property of one line, whose name may say enough."""
    return [ast.unparse(d) for d in function.decorator_list] == ["property"] and len(function.body) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_functions_are_documented_and_typed(path):
    for function in public(path):
        assert ast.get_docstring(function) or says_it_all(function), function.name
        assert function.returns is not None, function.name
        arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
        assert all(a.annotation for a in arguments if a.arg not in ("self", "cls")), function.name


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_messages_name_the_faulty_value(lang):
    with (ROOT / "kla_lib/problems.csv").open(encoding="utf-8") as table:
        kinds = [row["kind"] for row in csv.DictReader(table)]
    said = [message(f"problem.{kind}.expected", lang) + message(f"problem.{kind}.remedy", lang) for kind in kinds]
    naming = sum("{found}" in text for text in said)
    print(f"messages naming the value ({lang}): {naming} of {len(kinds)}")
    assert naming / len(kinds) >= 0.9
