"""The packs: nothing lost, names that every system takes, the same bytes each time, under the limit, lists inside."""

import csv
import hashlib
import io
import re
import sys
import zipfile

import pytest

from kla_lib.core.locks import only_run
from kla_lib.core.problems import InputFault
from kla_lib.evidence.findings import reason
from kla_lib.evidence.names import file_shown
from kla_lib.evidence.pack import LEFT, LISTS, pack_evidence, packed_into
from kla_lib.samples import city

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
LIMIT = 1_500_000


@pytest.fixture(scope="module")
def packed(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bukti")
    return folder, packed_into(found, folder, LIMIT)


def inside(packed):
    for path, _, _ in packed[1].zips:
        with zipfile.ZipFile(path) as archive:
            yield path, archive.namelist(), {name: archive.read(name) for name in archive.namelist()}


def test_every_file_is_in_exactly_one_pack_or_told(found, packed):
    digests = [
        hashlib.sha256(data).hexdigest()
        for _, _, files in inside(packed)
        for name, data in files.items()
        if name not in LISTS
    ]
    real = [file for file in found.files if file.path]
    assert len(digests) + len(packed[1].left_out) == len(real)
    left = sorted(file_shown(file.path) for file in real)
    for _, name, why in packed[1].left_out:
        assert why
        left.remove(name)
    assert len(left) == len(digests) and set(digests) <= {file.sha256 for file in real}


def test_packs_stay_under_the_limit_and_a_file_above_it_is_told(found, packed):
    assert len(packed[1].zips) > 1 and all(path.stat().st_size <= LIMIT for path, _, _ in packed[1].zips)
    small = packed_into(found, packed[0].parent / "kecil", 300_000)
    assert [row for row in small.left_out if "batas" in row[2]] and all(size <= 300_000 for _, size, _ in small.zips)


def test_names_are_safe_speaking_and_in_order(packed):
    names = [name for _, listed, _ in inside(packed) for name in listed if name not in LISTS]
    assert names == sorted(names) and len(names) == len(set(names))
    assert all(SAFE.fullmatch(name) and not RESERVED.match(name) for name in names)
    assert any(re.fullmatch(r"\d{3}_2\.4_[A-Za-z0-9-]+_01\.pdf", name) for name in names)
    assert not [name for name in names if "1471" in name or name.endswith((".exe", ".lnk", ".url"))]


def test_the_lists_say_what_each_file_is(packed):
    for _, listed, files in inside(packed):
        rows = list(csv.reader(io.StringIO(files[LISTS[0]].decode("utf-8-sig"))))
        assert [row[2] for row in rows[1:]] == [name for name in listed if name not in LISTS]
        for row in rows[1:]:
            assert hashlib.sha256(files[row[2]]).hexdigest() == row[4] and len(files[row[2]]) == int(row[5])
        page = files[LISTS[1]].decode()
        assert "<script" not in page and "default-src 'none'" in page
        assert "1471014205150001" not in page and "1471014205150001" not in files[LISTS[0]].decode()


def test_what_the_audit_found_does_not_travel_with_the_files(found, packed):
    said = {reason(finding, "id") for finding in found.found if finding.file}
    lists = [files[name].decode() for _, _, files in inside(packed) for name in LISTS]
    assert len(said) > 30 and not [text for text in said for page in lists if text in page]


def test_a_link_is_left_out_as_a_link(packed):
    (why,) = [why for _, name, why in packed[1].left_out if name.endswith(".url")]
    assert "tautan" in why


@pytest.mark.parametrize("limit", ["-1", "nan", "inf"])
def test_a_limit_that_is_none_is_told(tmp_path, kla, limit):
    ran = kla("evidence", "pack", "--limit-mb", limit, cwd=tmp_path)
    assert ran.code == 2 and limit in ran.err and "--limit-mb 10" in ran.err


def test_the_same_evidence_gives_the_same_bytes_and_sweeps_older_packs(found, packed, tmp_path):
    stale = tmp_path / "KLA_Bukti_Kota-Pekanbaru_2026_9-dari-9.zip"
    stale.write_bytes(b"lama")
    killed = tmp_path / ".tmp-a1b2c3.zip"
    killed.write_bytes(b"setengah")
    again = packed_into(found, tmp_path, LIMIT)
    assert [path.read_bytes() for path, _, _ in again.zips] == [path.read_bytes() for path, _, _ in packed[1].zips]
    assert not stale.exists() and not killed.exists() and (tmp_path / LEFT).is_file()


def test_what_changed_since_the_scan_is_not_packed(tmp_path):
    from kla_lib.evidence.audit import open_evidence

    made = city.make(tmp_path)
    judged = open_evidence(tmp_path, city.PERIOD, city.PLACE)
    changed = sorted(made.clean)[0]
    (made.root / changed / "buatan-laporan.pdf").write_bytes(b"lain")
    left = packed_into(judged, tmp_path / "bukti", None).left_out
    assert (changed, f"{changed}/buatan-laporan.pdf") in {row[:2] for row in left}


def test_two_at_once_would_sweep_each_other_so_the_second_is_told(found, tmp_path):
    with only_run(tmp_path), pytest.raises(InputFault) as told:
        pack_evidence(found, tmp_path)
    assert [problem.kind for problem in told.value.problems] == ["run_in_progress"]
    assert list(tmp_path.rglob("KLA_*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of what a process may write")
def test_a_full_disk_is_told_and_leaves_no_half_made_pack(found, tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(InputFault) as told:
            pack_evidence(found, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [problem.kind for problem in told.value.problems] == ["pack_unwritten"]
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".zip", ".csv")] == []
