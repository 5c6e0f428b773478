from dataclasses import replace
from pathlib import Path

import pytest

from kla_lib.recap.recap import read_recap
from tests.recap.workbooks import BAD

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def unweighted(edition):
    """The same edition without any maximum."""
    return replace(edition, nodes=tuple(replace(node, max_micro=None) for node in edition.nodes))


@pytest.fixture
def read(edition):
    """Read files as the EM recap of 2024 of a made-up place."""

    def read_files(*files, stage="EM", edition=edition, **declared):
        return read_recap(files, edition, place="kab-contoh", period="2024", stage=stage, **declared)

    return read_files


@pytest.fixture
def bad_file(tmp_path):
    """A file of bad/cases.csv: as it lies there, or made on the spot."""

    def find(name):
        if (HERE / "bad" / name).is_file():
            return HERE / "bad" / name
        path = tmp_path / name
        path.write_bytes(BAD[name]())
        return path

    return find


@pytest.fixture
def recap_of(tmp_path, read):
    """Read a text as a CSV recap."""

    def read_text(text, **options):
        path = tmp_path / "rekap.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return read(path, **options)

    return read_text
