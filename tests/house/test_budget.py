"""The budget of the house: each number is a limit from the design, and is printed when it is measured."""

import ast
import csv
import statistics
from pathlib import Path

import pytest

from kla_lib.problems import message

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "kla_lib").rglob("*.py"))


def functions(path: Path) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]


def public(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    owners = [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))]
    return [n for o in owners for n in o.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def length(function: ast.FunctionDef) -> int:
    """Lines from ``def`` to the end, the docstring aside."""
    first = function.body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    docstring = first.end_lineno - first.lineno + 1 if said else 0
    return function.end_lineno - function.lineno + 1 - docstring


def test_functions_are_short():
    lengths = sorted((length(f), f"{p.name}:{f.name}") for p in FILES for f in functions(p))
    counts = [n for n, _ in lengths]
    p90 = statistics.quantiles(counts, n=10)[-1]
    print(f"functions: {len(counts)}, median {statistics.median(counts)}, 90 % {p90}, longest {lengths[-1]}")
    assert statistics.median(counts) <= 8
    assert p90 <= 25
    assert lengths[-1][0] <= 40, lengths[-3:]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_short(path):
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_functions_are_documented_and_typed(path):
    for function in public(path):
        assert ast.get_docstring(function), function.name
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


def test_test_lines_to_code_lines():
    code = sum(len(p.read_text().splitlines()) for p in FILES)
    tests = sum(len(p.read_text().splitlines()) for p in (ROOT / "tests").rglob("*.py"))
    cases = sum(len(p.read_text().splitlines()) for p in (ROOT / "tests").rglob("*.csv"))
    print(f"code {code} lines, tests {tests} lines, cases {cases} lines")
    assert (tests + cases) / code > 0.6
