"""The published tables are a valid Frictionless data package, wholly described and licensed."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from frictionless import Package, validate

from kla_lib.instrument import published

DATA = Path(published.__file__).parent / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["path"]: resource for resource in DESCRIPTOR["resources"]}


@pytest.fixture(autouse=True)
def limit_of_cells() -> Iterator[None]:
    """frictionless raises the longest cell that the csv module reads, for the whole process: here it is put back."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


def faults(folder: Path) -> list[tuple[str, str]]:
    report = validate(str(folder / "datapackage.json"))
    return sorted({(task.name, error.type) for task in report.tasks for error in task.errors})


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_the_package_is_valid() -> None:
    report = validate(str(DATA / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert {task.name: task.stats["rows"] for task in report.tasks}["results"] == len(published.results())


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("published/results.csv", "14.71,kota-pekanbaru", "14.99,kota-pekanbaru", ("results", "foreign-key")),
        ("published/results.csv", ",Nindya,", ",Nindia,", ("results", "constraint-error")),
        ("published/results.csv", ",957,", ",9570,", ("results", "constraint-error")),
        ("published/rounds.csv", "2020,none", "2019,none", ("rounds", "primary-key")),
        ("published/national_counts.csv", ",135,", ",135a,", ("national-counts", "type-error")),
        ("places.csv", "kind,name", "kind,nama", ("places", "incorrect-label")),
    ],
)
def test_the_schema_catches_a_spoilt_table(copy: Path, table: str, old: str, new: str, fault: tuple[str, str]) -> None:
    text = (copy / table).read_text("utf-8")
    assert old in text
    (copy / table).write_text(text.replace(old, new, 1), "utf-8")
    assert fault in faults(copy)


def test_every_table_is_described_field_by_field() -> None:
    tables = {str(path.relative_to(DATA)) for path in DATA.glob("published/*.csv")} | {
        "mapping.csv",
        "periods.csv",
        "stages.csv",
        "places.csv",
    }
    assert set(RESOURCES) == tables
    for path, resource in RESOURCES.items():
        header = (DATA / path).read_text("utf-8").splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_every_table_has_its_licence_there_and_in_the_notice() -> None:
    notice = (DATA / "LICENSE-DATA.md").read_text("utf-8")
    licences = {path: [licence["name"] for licence in resource["licenses"]] for path, resource in RESOURCES.items()}
    assert licences.pop("places.csv") == ["ODbL-1.0"]
    assert set(map(tuple, licences.values())) == {("CC-BY-4.0",)}
    assert all(f"`{path}`" in notice for path in RESOURCES)
    assert "idn-area-data" in notice
    assert "Open Database License" in notice


def test_paths_are_safe_to_publish() -> None:
    assert not [path for path in RESOURCES if path.startswith("/") or ".." in path]
    assert Package(str(DATA / "datapackage.json")).name == "kla-published-results"


def test_tables_are_plain_utf8_with_unix_lines() -> None:
    for path in RESOURCES:
        raw = (DATA / path).read_bytes()
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\n")
