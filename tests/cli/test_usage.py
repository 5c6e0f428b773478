"""A command line that is wrong, and a folder that is no workspace: a fault in the user's language, and nothing is written."""

import json
import os

import pytest

PLACE = ("--place", "kab-ogan-ilir", "--period", "2024")
WRONG = [  # the command line, what is found on it, what is expected there, and what is near
    (("chek",), "chek", "salah satu perintah: init, plan", "mungkin maksudnya check"),
    (("--lang", "en", "incident", "reed"), "reed", "one of the commands: read, remind", "did you mean read"),
    (("run", "--foce"), "--foce", "pilihan yang dikenal perintah ini", "mungkin maksudnya --force"),
    (("run", "--workers", "0"), "0", "--workers: angka, paling kecil 1", "kla run --help"),
    (("run", "--workers", "abc", "--lang", "en"), "abc", "--workers: a whole number", "kla run --help"),
    (("score", "a", "--place"), "kla", "nilai sesudah --place", "--help"),
    (("editions", "check"), "kla editions check", "isian folder", "kla editions check --help"),
    (("awards", "a", "b", "c"), "b c", "tidak ada isian lagi", "kla awards --help"),
]


@pytest.mark.parametrize(("command", "found", "expected", "remedy"), WRONG, ids=lambda part: str(part)[:30])
def test_a_command_line_that_is_wrong(kla, workspace, command, found, expected, remedy):
    ran = kla(*command, cwd=workspace)
    first, second, third = ran.err.splitlines()
    assert ran.code == 2 and f"“{found}”" in first and expected in second and remedy in third


def test_a_wrong_command_line_is_json_where_json_was_asked_for(kla, workspace):
    (fault,) = json.loads(kla("check", "--json", "--foo", cwd=workspace).out)["problems"]
    assert (fault["kind"], fault["found"]) == ("usage", "--foo")


NEEDS_DATA = [
    ("check",), ("run", "--list"), ("lab",), ("form", "make", *PLACE), ("form", "status", *PLACE), ("form", "remind", *PLACE),
    ("evidence", "scan", *PLACE), ("evidence", "pack", *PLACE), ("scenario", "new", "x", *PLACE, "--set", "1.1=12"),
    ("incident", "table", *PLACE), ("share", *PLACE, "--for", "media"), ("score", *PLACE),
]  # fmt: skip


@pytest.mark.parametrize("command", NEEDS_DATA, ids=lambda command: " ".join(command[:2]))
def test_a_folder_that_is_no_workspace_is_refused_and_stays_empty(kla, tmp_path, command):
    """``kla form status`` answered "0 dari 274 dijawab" there, and exit code 0."""
    ran = kla(*command, cwd=tmp_path)
    assert ran.code == 2 and f"--home: ditemukan “{tmp_path}”" in ran.err and not [*tmp_path.iterdir()]


def test_what_needs_no_workspace_runs_anywhere(kla, tmp_path):
    for command in (("editions", "list"), ("awards", "kota-pekanbaru"), ("incident", "pin")):
        assert kla(*command, cwd=tmp_path).code == 0


def test_the_workspace_above_is_suggested(kla, workspace):
    assert f"mungkin maksudnya {workspace}" in kla("check", cwd=workspace / "data").err


@pytest.mark.skipif(os.name != "posix", reason="no named pipes")
def test_a_device_or_folder_is_never_replaced_by_a_file(kla, workspace):
    (workspace / "pipa").mkdir()
    fifo = workspace / "pipa" / "x"
    os.mkfifo(fifo)
    ran = kla("workbook", *PLACE, "--out", str(fifo), cwd=workspace)
    assert ran.code == 2 and fifo.is_fifo()
