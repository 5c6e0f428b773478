"""What is kept: whole, only while every input is the same, the same bytes each time, and never with an error."""

import json
import os
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kla_lib.forms.load import load
from kla_lib.recap.cache import fingerprint
from kla_lib.recap.find_recaps import find_stages

GOOD = "kode;nilai;opd\n13;19\n13.1;3;Dinkes\n13.2;2,5;Dinas Antariksa\n"
HEADER = "period,place,stage,code,expected_points,expected_max,points,max,reason_id,reason_en,confidence,source\n"


class Workspace:
    def __init__(self, home, edition):
        self.raw, self.processed, self.edition = home / "data/raw", home / "data/processed", edition
        self.place = self.raw / "2024/kota-pekanbaru"
        self.write("EM/rekap.csv", GOOD)

    def write(self, name, text):
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def key(self):
        return find_stages(self.raw)[0][0]

    @property
    def parquet(self):
        return self.processed / "2024/kota-pekanbaru/EM.parquet"

    def load(self, edition=None):
        return load(self.raw, self.processed, self.key, edition or self.edition)


@pytest.fixture
def workspace(tmp_path, edition):
    return Workspace(tmp_path, edition)


def same(one, two):
    pd.testing.assert_frame_equal(one.answers, two.answers)
    assert (one.problems, one.files) == (two.problems, two.files)
    assert (one.rows_in, one.rows_kept, one.rows_rejected) == (two.rows_in, two.rows_kept, two.rows_rejected)


def test_what_is_kept_is_what_was_read(workspace):
    fresh = workspace.load()
    written = workspace.parquet.stat().st_mtime_ns
    kept = workspace.load()
    same(fresh, kept)
    assert len(fresh.problems) == 2 and len(fresh.answers) == 3
    assert workspace.parquet.stat().st_mtime_ns == written


def test_the_same_input_gives_the_same_bytes(workspace):
    workspace.load()
    first = workspace.parquet.read_bytes()
    shutil.rmtree(workspace.processed)
    workspace.load()
    assert workspace.parquet.read_bytes() == first


def test_two_machines_give_the_same_bytes(tmp_path, edition):
    one, two = Workspace(tmp_path / "a", edition), Workspace(tmp_path / "somewhere/else", edition)
    one.load(), two.load()
    assert one.parquet.read_bytes() == two.parquet.read_bytes()
    assert str(tmp_path).encode() not in one.parquet.read_bytes()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EM/rekap.csv", GOOD.replace("19", "18")),
        ("EM/tambahan.csv", "kode;nilai\n14.2;3\n"),
        ("EM/surat.pdf", "%PDF"),
        ("corrections.csv", HEADER + "2024,kota-pekanbaru,EM,13.1,3,,2,,salah,wrong,L,kami\n"),
        ("options.csv", "code,option,label_id,label_en,points,source\n1.1,Perda,Perda,By-law,12,kami\n"),
    ],
)
def test_a_changed_input_is_read_again(workspace, name, text):
    workspace.load()
    before = workspace.parquet.read_bytes()
    workspace.write(name, text)
    again = workspace.load()
    assert workspace.parquet.read_bytes() != before
    same(again, workspace.load())


def test_another_edition_is_read_again(workspace, unweighted):
    workspace.load()
    before = fingerprint(workspace.raw, workspace.key, workspace.edition)
    other = type(unweighted)(**{**vars_of(unweighted), "digest": "other"})
    assert fingerprint(workspace.raw, workspace.key, other) != before
    kept = workspace.parquet.read_bytes()
    workspace.load(other)
    assert workspace.parquet.read_bytes() != kept


def vars_of(edition):
    return {name: getattr(edition, name) for name in edition.__dataclass_fields__}


def test_a_touched_file_with_the_same_content_is_not_read_again(workspace):
    workspace.load()
    written = workspace.parquet.stat().st_mtime_ns
    os.utime(workspace.place / "EM/rekap.csv", (1, 1))
    workspace.load()
    assert workspace.parquet.stat().st_mtime_ns == written


def test_a_recap_with_errors_is_not_kept_and_what_was_kept_is_removed(workspace):
    workspace.load()
    workspace.write("EM/rekap.csv", GOOD + "13.9;1;\n")
    recap = workspace.load()
    assert [p.kind for p in recap.problems if p.severity == "error"] == ["code_unknown"]
    assert len(recap.answers) == 3
    assert not workspace.parquet.exists()


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not a parquet at all", b"PAR1" + bytes(500) + b"PAR1"])
def test_a_damaged_parquet_is_made_again(workspace, damage):
    fresh = workspace.load()
    whole = workspace.parquet.read_bytes()
    workspace.parquet.write_bytes(damage)
    same(fresh, workspace.load())
    assert workspace.parquet.read_bytes() == whole


@pytest.mark.parametrize(
    "bent",
    [lambda t: t.drop_columns(["note"]), lambda t: t.set_column(6, "points_micro", t.column("code"))],
    ids=["a column less", "points as text"],
)
def test_a_parquet_of_another_shape_is_made_again(workspace, bent):
    fresh = workspace.load()
    whole = workspace.parquet.read_bytes()
    table = pq.read_table(workspace.parquet)
    pq.write_table(bent(table).replace_schema_metadata(table.schema.metadata), workspace.parquet)
    same(fresh, workspace.load())
    assert workspace.parquet.read_bytes() == whole


def test_a_file_name_from_an_old_archive_is_kept_too(workspace):
    odd = workspace.place / "EM" / os.fsdecode(b"rekap-\xe9.csv")
    odd.write_text("kode;nilai\n14.2;3\n")
    same(workspace.load(), workspace.load())
    assert workspace.parquet.exists()


def test_nothing_half_written_stays_behind(workspace):
    workspace.load()
    assert [path.name for path in workspace.parquet.parent.iterdir()] == ["EM.parquet"]


def test_the_record_tells_what_it_was_made_of(workspace):
    workspace.write("corrections.csv", HEADER + "2024,kota-pekanbaru,EM,13.1,3,,2,,salah,wrong,L,kami\n")
    workspace.load()
    record = json.loads(pq.read_schema(workspace.parquet).metadata[b"kla"])
    inputs = record["inputs"]
    assert set(inputs["files"]) == {"data/raw/2024/kota-pekanbaru/EM/rekap.csv"} == set(record["files"])
    assert set(inputs["declared"]) == {"data/raw/2024/kota-pekanbaru/corrections.csv"}
    assert (inputs["edition"], inputs["edition_digest"]) == ("2023", workspace.edition.digest)
    assert len(inputs["intake"]) == 64
    assert record["rows"] == [3, 3, 0]
    assert [kind for kind, *_ in record["problems"]] == ["subtotal_partial", "agency_unknown"]


def test_the_places_own_corrections_and_rubric_are_read(workspace):
    workspace.write("corrections.csv", HEADER + "2024,kota-pekanbaru,EM,13.1,3,,2,,salah,wrong,L,kami\n")
    workspace.write("options.csv", "code,option,label_id,label_en,points,source\n1.1,Perda,Perda,By-law,12,kami\n")
    workspace.write("EM/opsi.csv", "kode;jawaban\n1.1;perda\n")
    rows = workspace.load().answers.set_index("code")
    assert rows.loc["13.1", ["points_micro", "correction_id"]].to_list() == [2_000_000, "salah"]
    assert rows.loc["1.1", ["points_micro", "rubric"]].to_list() == [12_000_000, "local"]


def test_a_correction_of_another_place_is_said(workspace):
    workspace.write("corrections.csv", HEADER + "2024,kota-pekanbru,EM,13.1,3,,2,,salah,wrong,L,kami\n")
    found = [p for p in workspace.load().problems if p.kind == "correction_elsewhere"]
    assert [(p.severity, p.found) for p in found] == [("warning", "2024 kota-pekanbru EM 13.1")]
    assert found[0].where.file == "data/raw/2024/kota-pekanbaru/corrections.csv"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("corrections.csv", "period,place\n", "table_columns"),
        ("options.csv", "code,option,label_id,label_en,points,source\n1.1,a\n", "table_row"),
        ("corrections.csv", HEADER + "x" * 200_000 + "\n", "csv_broken"),
        ("options.csv", "x" * 5_000_001, "file_large"),
    ],
)
def test_a_broken_table_of_the_place_is_a_problem_with_its_path(workspace, name, text, kind):
    workspace.write(name, text)
    recap = workspace.load()
    faults = [p for p in recap.problems if p.severity == "error"]
    assert [(p.kind, p.where.file) for p in faults] == [(kind, f"data/raw/2024/kota-pekanbaru/{name}")]
    assert not workspace.parquet.exists()
