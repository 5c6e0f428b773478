"""What stands in a file, or in a command, never steers the terminal it is told on."""

import pytest

HOSTILE = ["\x1b[31mmerah", "a\x00b", "\x9b2Jhilang", "\u202eterbalik", "satu\rdua"]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text], ids=repr)
def test_a_command_tells_control_signs_without_obeying_them(kla, text):
    ran = kla("plan", "--place", "kab-ogan-ilir", "--period", "2024", "--target", text)
    assert ran.code == 2 and ("satu dua" if "\r" in text else "\ufffd") in ran.err
    assert not set(ran.err) & set("\x1b\x00\x9b\u202e\r")


def test_so_does_a_note_in_a_file(kla, workspace):
    folder = workspace / "data/raw/2024/kab-ogan-ilir/skenario"
    folder.mkdir()
    cells = "".join(
        f"answer,6.{n},max,{text!s}\n" for n, text in enumerate(["\x1b[2J", "\x9b31m", "\u202eaman"], start=1)
    )
    (folder / "jahat.csv").write_text(f"change,code,value,note\n{cells}", encoding="utf-8")
    ran = kla("scenario", "show", "--place", "kab-ogan-ilir", "--period", "2024", "--home", workspace)
    assert ran.code == 0 and ran.out.count("\ufffd") == 3 and not set(ran.out) & set("\x1b\x9b\u202e")
    shown = kla(
        "scenario", "show", "--place", "kab-ogan-ilir", "--period", "2024", "--home", workspace, "--json"
    ).json()
    assert shown["scenarios"][1]["notes"] == ["\x1b[2J", "\x9b31m", "\u202eaman"], "in JSON nothing is lost"
