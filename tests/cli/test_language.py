"""The language of the command line: what decides it, and that nothing speaks the other one."""

import re

import pytest

from kla_lib.display.help_language import asked, spoken

ENGLISH, INDONESIAN = "Check all recaps", "Periksa semua rekap"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), INDONESIAN),
        (("--help",), INDONESIAN),
        (("--lang", "en", "--help"), ENGLISH),
        (("--lang=en", "--help"), ENGLISH),
        (("--help", "--lang", "en"), ENGLISH),
        (("check", "--lang", "en", "--help"), "Working folder"),
        (("check", "--help"), "Folder kerja"),
        (("editions", "new", "--lang", "en", "--help"), "A recap that prints maxima."),
        (("--lang", "en", "editions", "--help"), "shipped and your own"),
    ],
)
def test_help_speaks_the_language_asked_for(kla, arguments, said):
    ran = kla(*arguments)
    assert said in " ".join(re.sub("[│╭╮╰╯─]", " ", ran.out + ran.err).split())


def test_the_machine_s_language_changes_nothing(installed, monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    assert INDONESIAN in installed("--help").out


@pytest.mark.parametrize("arguments", [("--lang", "en", "check"), ("check", "--lang", "en"), ("check", "--lang=en")])
def test_the_language_may_stand_before_the_command(kla, arguments):
    ran = kla(*arguments)
    assert ran.code == 0 and "312 rows in = 312 kept" in ran.out and "Warning: " in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("editions", "show", "1945", "--lang", "en"), "Error: found “1945”"),
        (("--lang", "en", "editions", "show", "1945"), "Error: found “1945”"),
        (("editions", "show", "1945"), "Salah: ditemukan “1945”"),
        (("--lang", "fr", "check"), "Salah: ditemukan “fr”"),
        (("check", "--home", "tidak-ada", "--lang", "en"), "create the folder tidak-ada"),
    ],
)
def test_faults_that_stop_a_command_speak_it_too(kla, arguments, words):
    ran = kla(*arguments)
    assert ran.code == 2 and words in ran.err


@pytest.mark.slow
def test_kla_toml_decides_where_nobody_asks(kla, workspace):
    toml = workspace / "kla.toml"
    toml.write_text(re.sub('lang = "id"', 'lang = "en"', toml.read_text(encoding="utf-8")), encoding="utf-8")
    assert ENGLISH in kla("--help", cwd=workspace).out
    assert "Working folder" in kla("check", "--help", "--home", workspace).out
    assert "Error: found “1945”" in kla("editions", "show", "1945", cwd=workspace).err
    assert "Salah" in kla("editions", "show", "1945", "--lang", "id", cwd=workspace).err
    toml.write_text("lang = [", encoding="utf-8")
    assert "Salah: kla.toml" in kla("check", cwd=workspace).err


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ([], ""),
        (["--lang"], ""),
        (["--lang", "en"], "en"),
        (["--lang=en", "check"], "en"),
        (["check", "--lang", "id", "--lang", "en"], "en"),
        (["check", "--language", "en"], ""),
    ],
)
def test_what_is_asked_is_read_off_the_line(arguments, value):
    assert asked(arguments, "--lang") == value
    assert spoken([*arguments, "--home", "tidak-ada"]) == (value or "id")
