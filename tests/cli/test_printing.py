"""What a library prints to stdout by itself never gets into our JSON."""

import json
import subprocess
import sys

NOISY = """
import os
from kla_lib.cli.printing import own_stdout, print_json
own_stdout()
os.write(1, b"HighsMipSolverData::transformNewIntegerFeasibleSolution\\n")
print_json({"satu": "dua"})
print("tiga", flush=True)
"""


def test_a_solver_that_prints_does_not_spoil_the_document():
    ran = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, text=True, encoding="utf-8", check=True)
    assert json.loads(ran.stdout.removesuffix("tiga\n")) == {"satu": "dua"} and "Highs" in ran.stderr
