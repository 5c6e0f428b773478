"""What a file is by its bytes, whatever its name says."""

import csv
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.evidence.model import PICTURES
from kla_lib.evidence.reading.measure import measure
from kla_lib.evidence.reading.sniff import content_by_head, content_of, is_polyglot
from kla_lib.evidence.scan.workers import Job, Limits, measure_all
from tests.evidence.reading.made import OPEN, TYPES, office, ole, opened, pdf, picture, zipped

with (Path(__file__).parent / "cases/sniff.csv").open(encoding="utf-8", newline="") as table:
    STARTS = [(row["start"].encode("ascii").decode("unicode_escape").encode("latin-1"), row["content"])
              for row in csv.DictReader(table)]  # fmt: skip
SOUND = {
    **{kind: picture(kind) for kind in PICTURES if kind != "heic"},
    **{kind: office(kind) for kind in TYPES},
    **{kind: opened(kind) for kind in OPEN},
    "pdf": pdf(),
    "zip": zipped({"a.txt": "rekaan"}),
    "doc": ole("WordDocument"),
    "xls": ole("Workbook"),
    "ppt": ole("PowerPoint Document"),
}


@pytest.mark.parametrize(("start", "content"), STARTS, ids=lambda value: str(value)[:24])
def test_by_how_it_starts(tmp_path, start, content):
    path = tmp_path / "berkas.pdf"
    path.write_bytes(start)
    assert content_of(path) == content


@pytest.mark.parametrize("kind", SOUND)
def test_sound_files_are_what_they_are_and_nothing_else_too(tmp_path, kind):
    path = tmp_path / "berkas"
    path.write_bytes(SOUND[kind])
    assert content_of(path) == kind
    assert not is_polyglot(path, kind)


@pytest.mark.parametrize("kind", [kind for kind in SOUND if kind not in ("doc", "xls", "ppt")])
def test_the_first_bytes_alone_nearly_always_tell(tmp_path, kind):
    path = tmp_path / "berkas"
    path.write_bytes(SOUND[kind] + bytes(100_000))
    assert content_by_head(path) == kind


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF", b"\xff\xfe"]),
)
def test_no_bytes_raise(tmp_path_factory, data, mark):
    path = tmp_path_factory.getbasetemp() / "sembarang"
    path.write_bytes(mark + data)
    is_polyglot(path, content_of(path))
    content_by_head(path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_an_old_document_larger_than_memory_is_told_by_its_streams(tmp_path):
    path = tmp_path / "paparan.ppt"
    path.write_bytes(ole("PowerPoint Document"))
    with path.open("r+b") as end:
        end.truncate(300 << 20)  # takes no place on the disk
    (found,) = measure_all(measure, [Job(path, "ab", 300 << 20)], 1, Limits(memory=128 << 20))
    assert (found.content, found.state, found.detail) == ("ppt", "ok", "not_read")


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (ole("Workbook", inside={"MBD01": ("\1CompObj", "WordDocument")}), "xls"),
        (ole("WORKBOOK"), "xls"),
        (ole("worddocument", inside={"ObjectPool": ("Workbook",)}), "doc"),
        (ole("PowerPoint Document", inside={"a": ("WordDocument",), "b": ("Book",)}), "ppt"),
        (ole("__properties_version1.0", inside={"__attach": ("WordDocument", "EncryptedPackage")}), "foreign"),
        (ole("VisioDocument"), "foreign"),
        (ole("FileHeader", inside={"BodyText": ("Section0",)}), "foreign"),
        (ole("Workbook", "WordDocument", root_class=bytes.fromhex("2008020000000000c000000000000046")), "xls"),
        (ole("Workbook", "WordDocument"), "doc"),
        (ole("\u4840", root_class=bytes.fromhex("84100c0000000000c000000000000046")), "executable"),
        (ole("EncryptionInfo", "EncryptedPackage"), "other"),
        (ole("WordDocument")[:700], "other"),
    ],
)
def test_an_ole_file_is_what_the_names_at_its_root_say(tmp_path, data, content):
    path = tmp_path / "berkas"
    path.write_bytes(data)
    assert content_of(path) == content
