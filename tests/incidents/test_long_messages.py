"""What is as long as a telephone lets it be is read in a time that grows with its length, not with its square."""

import re

import pytest

from kla_lib.incidents.chat.tags import tags_in
from kla_lib.incidents.words import table

LONGEST = 65_536  # characters that a telephone sends as one message
BODIES = {
    "one word": "a" * LONGEST,
    "many words": "ab " * (LONGEST // 3),
    "many tags": "#lapor " * (LONGEST // 7),
    "openings without an end": "<terlampir: " * (LONGEST // 12),
    "many lines": "ab\n" * (LONGEST // 3),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_longest_message_is_looked_at_once(name):
    """With patterns that begin anew at every letter each of these took more than a minute."""
    tags = tags_in(f"#lapor abh {BODIES[name]}")
    assert tags[0].act == "report"


@pytest.mark.parametrize("row", table("phone_words.csv"), ids=lambda row: row["pattern"][:30])
def test_no_pattern_of_a_telephone_runs_on_without_a_bound_unless_it_begins_a_line(row):
    unbounded = re.search(r"(?:\]|\.)[*+]", row["pattern"].removeprefix("(?m:^)[^\\n]*"))
    assert row["what"] == "zip" or unbounded is None
