"""An edition is read once, and never given again after any change of its files."""

import os
import shutil
from pathlib import Path

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument import editions

SHIPPED = Path(str(editions.shipped()["2023"]))
HEADINGS = {"options.csv": "code,option,label_id,label_en,points,source"}
HEADINGS["corrections.csv"] = ",".join(editions.CORRECTIONS)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "2023"))


@pytest.fixture
def settled(monkeypatch):
    """Files count as settled at once, so that a test needs not wait until they are."""
    monkeypatch.setattr(editions, "SETTLED_NS", 0)


def test_the_shipped_edition_is_read_once():
    assert editions.load(SHIPPED) is editions.load(SHIPPED)


@pytest.mark.parametrize("name", editions.FILES)
def test_any_file_that_is_edited_is_read_again(folder, settled, name):
    before = editions.load(folder)
    assert editions.load(folder) is before
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    after = editions.load(folder)
    assert after.digest != before.digest
    assert editions.load(folder) is after


@pytest.mark.parametrize("name", sorted(HEADINGS))
def test_a_table_that_comes_or_goes_is_seen(folder, settled, name):
    (folder / name).unlink()
    without = editions.load(folder)
    (folder / name).write_text(HEADINGS[name])
    assert editions.load(folder).digest != without.digest
    (folder / name).unlink()
    assert editions.load(folder).digest == without.digest


def test_a_change_of_the_same_size_with_its_old_time_is_seen(folder):
    source = folder / "instrument.csv"
    before, at = editions.load(folder), source.stat()
    source.write_bytes(source.read_bytes().replace(b"Kelembagaan", b"kelembagaan", 1))
    os.utime(source, ns=(at.st_atime_ns, at.st_mtime_ns))
    assert source.stat().st_size == at.st_size
    assert editions.load(folder).nodes[0].label_id != before.nodes[0].label_id


def test_another_folder_under_the_same_name_is_read(folder, settled, tmp_path, monkeypatch):
    other = Path(shutil.copytree(folder, tmp_path / "elsewhere" / "2023"))
    (other / "bands.csv").write_text((other / "bands.csv").read_text() + "\n")
    found = []
    for home in (folder.parent, other.parent):
        monkeypatch.chdir(home)
        found.append(editions.load(Path("2023")).digest)
    assert found == [editions.digest(folder), editions.digest(other)]


def test_a_fault_is_told_each_time_and_gone_when_mended(folder, settled):
    whole = (folder / "bands.csv").read_bytes()
    (folder / "bands.csv").unlink()
    for _ in range(2):
        with pytest.raises(InputFault, match=r"bands\.csv"):
            editions.load(folder)
    (folder / "bands.csv").write_bytes(whole)
    assert editions.load(folder).digest == editions.digest(SHIPPED)
