"""Without its key a register cannot be added to; what somebody spoilt in data/processed is told, not stumbled over."""

import pytest

from kla_lib.core.problems import InputFault

OPEN = "13/07/2026 07.00 - A: #lapor abh Sail\n"
SPOILT = {
    "an empty key": ("data/private/kasus.key", b"", "case_key"),
    "a short key": ("data/private/kasus.key", b"ab", "case_key"),
    "another key": ("data/private/kasus.key", b"ab" * 32, "case_key"),
    "no key": ("data/private/kasus.key", None, "case_key"),
    "other columns": ("grup.csv", b"x,y\n1,2\n", "case_store"),
    "no day": ("grup.csv", b"what,digest\nuntil,besok\n", "case_store"),
    "no text": ("grup.csv", b"\xff", "case_store"),
    "no events": ("kejadian.csv", b"a\n1\n", "case_store"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_nothing_is_read_into_what_cannot_be_trusted(desk, name):
    file, data, kind = SPOILT[name]
    desk.say(OPEN)
    path = desk.home / file if "/" in file else desk.kept / file
    path.unlink() if data is None else path.write_bytes(data)
    before = (desk.kept / "register.csv").read_bytes()
    with pytest.raises(InputFault) as fault:
        desk.say(OPEN + "13/07/2026 08.00 - A: #lapor abh Kulim\n")
    assert [p.kind for p in fault.value.problems] == [kind]
    assert (desk.kept / "register.csv").read_bytes() == before
