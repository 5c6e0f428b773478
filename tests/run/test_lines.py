"""What ``kla run`` prints, in both languages."""

import pytest

from kla_lib.run.lines import outcome_line
from kla_lib.run.model import Outcome


@pytest.mark.parametrize(
    ("lang", "line"), [("id", "[2/9] gagal     a/10.html 0,25 s"), ("en", "[2/9] failed    a/10.html 0.25 s")]
)
def test_a_report_as_it_is_made(lang, line):
    assert outcome_line(2, 9, Outcome("a/10.html", "failed", seconds=0.25), lang) == line
