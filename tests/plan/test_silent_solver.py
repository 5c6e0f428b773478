"""What HiGHS prints by itself comes out nowhere: neither in a report nor behind a document in JSON."""

import subprocess
import sys

NOISY = """
import ctypes, sys
from kla_lib.plan.milp import silent_stdout
libc = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
libc.puts(b"before")
with silent_stdout():
    libc.puts(b"HighsMipSolverData::transformNewIntegerFeasibleSolution")
libc.puts(b"after")
libc.fflush(None)
print("last")
"""


def test_what_c_prints_meanwhile_is_lost_and_nothing_else():
    ran = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, text=True, encoding="utf-8", check=True)
    assert sorted(ran.stdout.split()) == ["after", "before", "last"]
