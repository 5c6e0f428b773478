"""Every file of a folder of evidence, without opening one; what is no file is never followed."""

import csv
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.evidence.scan import walk as walking
from kla_lib.evidence.scan.walk import escaped_name, folder_code, located, name_fault, walk
from kla_lib.instrument.instrument import code_key

CODES = ["14.1", "14.2", "14.10", "21A.4a", "25.10"]
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")

with (Path(__file__).parent / "cases/folders.csv").open(encoding="utf-8", newline="") as table:
    FOLDERS = [(row["name"], row["code"]) for row in csv.DictReader(table)]


def put(root, *paths, text="rekaan"):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def told(root, codes=CODES):
    files, problems = walk(root, codes)
    assert all(p.remedy(lang) and p.expected(lang) for p in problems for lang in ("id", "en"))
    return [(f.path, f.code, f.fault, f.detail) for f in files], [(p.kind, p.found) for p in problems]


@pytest.mark.parametrize(("name", "code"), FOLDERS)
def test_the_first_word_of_a_folder_is_its_question(name, code):
    assert folder_code(name, {code_key(known): known for known in CODES}) == code


def test_files_stand_in_order_of_question_and_path(tmp_path):
    put(tmp_path, "14.10/a.pdf", "14.2/b/c/d.pdf", "14.2/a.pdf", "21a.4A/x.pdf", "14.1/z.pdf")
    files, problems = told(tmp_path)
    assert [path for path, *_ in files] == ["14.1/z.pdf", "14.2/a.pdf", "14.2/b/c/d.pdf", "14.10/a.pdf", "21a.4A/x.pdf"]
    assert [code for _, code, *_ in files] == ["14.1", "14.2", "14.2", "14.10", "21A.4a"]
    assert problems == []


def test_two_spellings_of_a_code_are_one_question(tmp_path):
    put(tmp_path, "21A.4a/a.pdf", "21A.4a akta/b.pdf")
    assert {code for _, code, *_ in told(tmp_path)[0]} == {"21A.4a"}


def test_what_lies_elsewhere_is_of_no_question_and_told(tmp_path):
    put(tmp_path, "lepas.pdf", "14.11/a.pdf", "14.1/a.pdf")
    files, problems = walk(tmp_path, CODES)
    assert [(f.path, f.code) for f in files] == [("14.1/a.pdf", "14.1"), ("14.11/a.pdf", ""), ("lepas.pdf", "")]
    assert [p.kind for p in problems] == ["evidence_code_unknown", "evidence_outside"]
    assert "14.1" in problems[0].remedy("en")
    assert "lepas.pdf" in problems[1].remedy("en")


@pytest.mark.parametrize(
    ("paths", "codes", "kinds"),
    [
        (["KLASTER II/14.1 Akta/a.pdf"], ["14.1"], []),
        (["KLASTER II/INDIKATOR 14/14.2/foto/a.jpg", "KLASTER II/14.1/a.pdf"], ["14.1", "14.2"], []),
        (["KLASTER II/14.1/a.pdf", "KLASTER II/lepas.pdf"], ["14.1", ""], ["evidence_code_unknown"]),
        (["KLASTER II/lain/a.pdf"], [""], ["evidence_code_unknown"]),
        (["14.1/14.2 lama/a.pdf"], ["14.1"], []),
        (["14.11/14.1/a.pdf"], ["14.1"], []),
    ],
)
def test_folders_of_questions_may_stand_in_one_of_their_cluster(tmp_path, paths, codes, kinds):
    put(tmp_path, *paths)
    files, problems = walk(tmp_path, CODES)
    assert ([file.code for file in files], [p.kind for p in problems]) == (codes, kinds)


def test_what_nobody_put_there_is_counted_and_left_out(tmp_path):
    put(
        tmp_path,
        ".DS_Store",
        "14.1/Thumbs.db",
        "14.1/~$surat.docx",
        "14.1/.sembunyi",
        "14.1/desktop.ini",
        "14.1/a.pdf",
        "__MACOSX/a.pdf",
    )
    assert told(tmp_path) == ([("14.1/a.pdf", "14.1", "", "")], [("evidence_left_out", "6")])


@pytest.mark.parametrize(
    "path", ["Anak Rekaan lahir 12 Mei 2015/a.pdf", "1471014205150001/a.pdf", "Anak Rekaan lahir 12 Mei 2015.pdf"]
)
def test_a_name_that_tells_of_a_child_is_hidden_where_it_is_told(tmp_path, path):
    put(tmp_path, path)
    (problem,) = walk(tmp_path, CODES)[1]
    said = f"{problem}{problem.found}{problem.expected('id')}{problem.remedy('en')}"
    assert "Rekaan" not in said and "1471" not in said and "12 Mei" not in said


def test_a_folder_that_is_not_there_has_no_files(tmp_path):
    assert told(tmp_path / "evidence") == ([], [])


def fill_with_odd_files(folder):
    """One of everything that is no file, and their expected words."""
    (folder / "passwd.pdf").symlink_to("/etc/passwd")
    (folder / "hilang.pdf").symlink_to("nowhere")
    (folder / "naik").symlink_to("..")
    (folder / "diri").symlink_to("diri")
    os.mkfifo(folder / "pipa.pdf")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket is short
        listening.bind("soket.pdf")
        os.chdir(here)
    return {
        "passwd.pdf": "symlink",
        "hilang.pdf": "symlink",
        "naik": "symlink",
        "diri": "symlink",
        "pipa.pdf": "fifo",
        "soket.pdf": "socket",
    }


@UNIX
def test_what_is_no_file_is_told_and_never_followed(tmp_path):
    (tmp_path / "14.1").mkdir()
    expected = fill_with_odd_files(tmp_path / "14.1")
    files, problems = told(tmp_path)
    assert {path: detail for path, _, _, detail in files} == {f"14.1/{name}": word for name, word in expected.items()}
    assert {fault for _, _, fault, _ in files} == {"not_a_file"}
    assert problems == []


@UNIX
def test_devices_are_told(tmp_path):
    (tmp_path / "14.1").mkdir()
    try:
        os.mknod(tmp_path / "14.1/nol", 0o600 | 0o020000, os.makedev(1, 3))
    except (PermissionError, OSError):
        pytest.skip("only root makes devices")
    assert told(tmp_path)[0] == [("14.1/nol", "14.1", "not_a_file", "device")]


@UNIX
def test_a_question_or_the_whole_that_is_a_link_is_not_followed(tmp_path):
    put(tmp_path / "luar/14.1", "a.pdf")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/14.1").symlink_to(tmp_path / "luar/14.1")
    assert told(tmp_path / "evidence")[0] == [("14.1", "", "not_a_file", "symlink")]
    (tmp_path / "tautan").symlink_to(tmp_path / "luar")
    assert [kind for kind, _ in told(tmp_path / "tautan")[1]] == ["evidence_root_link"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_listed_is_told(tmp_path):
    put(tmp_path, "14.1/a.pdf")
    (tmp_path / "14.1").chmod(0)
    assert [kind for kind, _ in told(tmp_path)[1]] == ["evidence_folder_unreadable"]


NAMES = {
    b"\xff\xfe.pdf": ("14.1/\\u{dcff}\\u{dcfe}.pdf", "name_encoding"),
    "surat\u202efdp.exe".encode(): ("14.1/surat\\u{202e}fdp.exe", "name_direction"),
    b"dua\nbaris.pdf": ("14.1/dua\\u{a}baris.pdf", "name_control"),
    b"bel\x07.pdf": ("14.1/bel\\u{7}.pdf", "name_control"),
    b"n" * 251 + b".pdf": (f"14.1/{'n' * 251}.pdf", "name_long"),
    "é".encode() * 125 + b".pdf": (f"14.1/{'é' * 125}.pdf", "name_long"),
    "עברית.pdf".encode(): ("14.1/עברית.pdf", ""),
    "surat\u200b.pdf".encode(): ("14.1/surat\\u{200b}.pdf", ""),
    "\ufeffsurat.pdf".encode(): ("14.1/\\u{feff}surat.pdf", ""),
    b"a\\b.pdf": ("14.1/a\\b.pdf", ""),
    b"\\u{202e}.pdf": ("14.1/\\u{5c}u{202e}.pdf", ""),
    b"<script>=1+1;.pdf": ("14.1/<script>=1+1;.pdf", ""),
    b" .pdf ": ("14.1/ .pdf ", ""),
}


@LINUX
@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name)[:24])
def test_odd_names_are_told_can_be_shown_and_are_found_again(tmp_path, name):
    folder = tmp_path / "14.1"
    folder.mkdir()
    (folder / os.fsdecode(name)).write_bytes(b"rekaan")
    ((path, _, fault, detail),), _ = told(tmp_path)
    assert (path, detail) == NAMES[name]
    assert fault == ("hostile" if detail else "")
    assert path.encode()
    assert located(tmp_path, path).read_bytes() == b"rekaan"


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=1, max_size=3))
def test_no_two_names_look_the_same(parts):
    path = "/".join(map(escaped_name, parts))
    assert str(located(Path(), path)) == str(Path().joinpath(*parts))
    assert not name_fault(path.replace("/", "")) or name_fault(path.replace("/", "")) == "name_long"


def test_a_file_in_a_folder_with_an_odd_name_is_told(tmp_path):
    put(tmp_path, "14.1/ba\u202ecik/a.pdf")
    assert [detail for *_, detail in told(tmp_path)[0]] == ["name_direction"]


def test_folders_inside_one_another_end(tmp_path):
    deep = tmp_path / "14.1"
    for _ in range(walking.DEEPEST + 5):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.pdf").write_text("rekaan")
    assert [kind for kind, _ in told(tmp_path)[1]] == ["evidence_deep"]


@LINUX
def test_a_very_large_file_is_told_without_reading_it(tmp_path):
    put(tmp_path, "14.1/film.mp4")
    os.truncate(tmp_path / "14.1/film.mp4", walking.LARGEST + 1)
    assert told(tmp_path)[0] == [("14.1/film.mp4", "14.1", "too_large", "size")]


def test_many_folders_of_no_question_are_told_in_few_words(tmp_path):
    for number in range(200):
        (tmp_path / f"99.{number}").mkdir()
    kinds = [kind for kind, _ in told(tmp_path)[1]]
    assert kinds == ["evidence_code_unknown"] * walking.MOST_TOLD + ["evidence_codes_unknown"]


def test_personal_data_in_a_name_is_not_told(tmp_path):
    put(tmp_path, "1471034505100001.pdf", "NIK 1471034505100001/a.pdf")
    problems = walk(tmp_path, CODES)[1]
    assert len(problems) == 2
    assert "1471034505100001" not in str([p.as_dict("id") for p in problems])


@pytest.mark.slow
@LINUX
def test_a_hundred_thousand_files_in_one_folder_are_read_and_told(tmp_path):
    folder = tmp_path / "14.1"
    folder.mkdir()
    (folder / "asal").write_text("rekaan")
    for number in range(100_000):
        if number % 50_000 == 0:
            (folder / f"asal{number}").write_text("rekaan")
            first = folder / f"asal{number}"
        os.link(first, folder / f"{number}.pdf")
    files, problems = walk(tmp_path, CODES)
    assert len(files) == 100_003
    assert [(p.kind, dict(p.values)["rows"]) for p in problems] == [("evidence_crowded", "100003")]
