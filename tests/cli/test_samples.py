"""The made-up samples as commands: asking for help explains them and writes nothing."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("sample", ["city", "offices", "town"])
def test_help_writes_nothing(sample, tmp_path):
    command = [sys.executable, "-m", f"kla_lib.samples.{sample}", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "usage:" in done.stdout
    assert not list(tmp_path.iterdir())
