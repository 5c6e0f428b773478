"""What is wrong with the input, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kla_lib.cli.printing import print_lines
from kla_lib.problems import Lang, Problem, problem_lines


def complain(problems: Sequence[Problem], lang: Lang = "id") -> None:
    """Every problem on stderr: where, what was found, what is expected, what to do."""
    print_lines(problem_lines(problems, lang), sys.stderr)
