"""A reader never meets half a file."""

import pytest

from kla_lib.core.files import file_hash, tree_hash, write_whole


def test_writes_text_and_bytes_and_makes_the_folder(tmp_path):
    write_whole(tmp_path / "a/b.html", "nilai 769,61 – Nindya")
    write_whole(tmp_path / "a/c.bin", b"\0\1")
    assert (tmp_path / "a/b.html").read_text(encoding="utf-8") == "nilai 769,61 – Nindya"
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["b.html", "c.bin"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path):
    target = tmp_path / "index.html"
    target.write_text("lama")
    blocked = tmp_path / "folder"
    (blocked / "isi").mkdir(parents=True)
    with pytest.raises(OSError):
        write_whole(blocked, "a file cannot replace a folder")
    assert target.read_text() == "lama"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "index.html"]


def test_hashes_follow_content_and_names(tmp_path):
    one, two = tmp_path / "1.py", tmp_path / "2.py"
    one.write_text("a")
    two.write_text("b")
    before = tree_hash(tmp_path, [one, two])
    assert before == tree_hash(tmp_path, [two, one])
    one.write_text("b")
    assert file_hash(one) == file_hash(two)
    assert tree_hash(tmp_path, [one, two]) != before
