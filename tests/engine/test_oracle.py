"""papermill's standard engine is the oracle: every cell of every notebook in notebooks/ must come out the same."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.engine import compare

NOTEBOOKS = sorted((Path(__file__).parent / "notebooks").glob("*.ipynb"))
GIVEN = {"56_parameters": {"parameters": {"name": "given", "count": 2.5}}}
SOME = [pytest.param(path, marks=pytest.mark.slow) if n % 3 else path for n, path in enumerate(NOTEBOOKS)]


@pytest.mark.parametrize("source", SOME, ids=lambda path: path.stem)
def test_same_as_standard_engine(source, tmp_path, monkeypatch):
    monkeypatch.setenv("KLA_GIVEN", "same")
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    given = GIVEN.get(source.stem, {})
    monkeypatch.chdir(tmp_path)
    theirs, their_fault = compare.run(source, tmp_path / "out.ipynb", None, **given)
    ours, our_fault = compare.run(source, tmp_path / "out.ipynb", "kla", **given)
    assert our_fault == their_fault
    for our_cell, their_cell in zip(compare.view(ours)["cells"], compare.view(theirs)["cells"], strict=True):
        assert our_cell == their_cell
    assert compare.view(ours) == compare.view(theirs)


def test_exit_handlers_ran():
    mark = Path(tempfile.gettempdir()) / "kla_engine_exit_same"
    mark.unlink(missing_ok=True)
    os.environ["KLA_GIVEN"] = "same"
    source = next(path for path in NOTEBOOKS if "atexit" in path.stem)
    compare.run(source, mark.with_suffix(".ipynb"), "kla")
    mark.with_suffix(".ipynb").unlink()
    assert mark.read_text() == "ran"
    mark.unlink()
