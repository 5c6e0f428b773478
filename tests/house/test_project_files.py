"""environment.yml equals pyproject.toml, pins cover it, no host of a registry is named anywhere."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def listed_in_environment() -> set[str]:
    body = (ROOT / "environment.yml").read_text().split("dependencies:")[1]
    listed = [line.strip() for line in body.splitlines() if line.strip().startswith("- ")]
    return {line.removeprefix("- ") for line in listed if not line.startswith(("- pip:", "- --editable"))}


def test_environment_equals_pyproject():
    wanted = {"python" + PROJECT["requires-python"], "pip", *PROJECT["dependencies"]}
    assert listed_in_environment() == wanted


def pinned() -> dict[str, str]:
    pairs = (line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines())
    return {name.lower().replace("_", "-"): version for name, version in pairs}


def test_every_dependency_is_pinned():
    pins = pinned()
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    names = {re.split(r"[<>=\[ ]", entry)[0].lower() for group in groups for entry in group}
    assert names <= pins.keys()


def test_every_pin_can_be_installed_on_the_lowest_python_promised():
    """Of what is installed; .ci/run asks pip about every pin."""
    lowest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    pins = pinned()
    wanted = {
        f"{found.name}=={found.version}": found.metadata["Requires-Python"]
        for found in distributions()
        if pins.get(found.name.lower().replace("_", "-")) == found.version and found.metadata["Requires-Python"]
    }
    assert len(wanted) > 100
    assert [pin for pin, python in wanted.items() if not SpecifierSet(python).contains(lowest)] == []


def test_every_dependency_has_its_reason():
    text = (ROOT / "DECISIONS.md").read_text().lower()
    for entry in PROJECT["dependencies"]:
        assert f"`{re.split('[<>=]', entry)[0].lower()}`" in text, entry


@pytest.mark.parametrize("name", ["README.md", "README.id.md", "CHANGELOG.md", "DECISIONS.md", "LICENSE", "kla.toml"])
def test_the_usual_files_stand_at_the_top(name):
    assert (ROOT / name).read_text().strip()


def test_the_two_readmes_show_the_same_commands_and_pictures():
    def told(name: str) -> list[str]:
        text = (ROOT / name).read_text()
        commands = re.findall(r"^(?:make|kla|py|\.venv)\b[^#\n]*", text, re.M)
        return [c.strip() for c in commands] + re.findall(r"!\[[^\]]*\]\(([^)]*)\)", text)

    assert told("README.md") == told("README.id.md")


HEAVY = {"babel", "IPython", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "pyarrow"}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_help_imports_nothing_heavy(lang):
    code = """if True:
        import atexit, sys
        from kla_lib.cli import main
        atexit.register(lambda: print(sorted({m.split(".")[0] for m in sys.modules})))
        main()"""
    command = [sys.executable, "-c", code, "--lang", lang, "--help"]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout.splitlines()
    assert any("rekap" in line or "recap" in line for line in said)
    assert not HEAVY & set(ast.literal_eval(said[-1]))
