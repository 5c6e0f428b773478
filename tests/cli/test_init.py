"""``kla init`` as a user runs it: everything is made once, nothing is ever overwritten, and it says what it did."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = (
    "opd.csv",
    "tugas.csv",
    "tenggat.csv",
    "kecamatan.csv",
    "poin.csv",
    "keputusan.csv",
    "target.csv",
    "keputusan-laporan.csv",
)
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def made(home: Path) -> dict[str, bytes]:
    return {p.relative_to(home).as_posix(): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


@pytest.fixture
def home(kla, tmp_path):
    """A new folder after ``kla init`` for Pekanbaru."""
    folder = tmp_path / "kerja"
    assert kla("init", "--place", "pekanbaru", "--period", "2026", "--home", folder).code == 0
    return folder


def test_all_that_is_needed_is_made(home):
    tables = {f"data/raw/2026/kota-pekanbaru/{name}" for name in TABLES}
    assert set(made(home)) == {"kla.toml", *tables, *(f"notebooks/{name}" for name in NOTEBOOKS)}
    assert all((home / name).is_dir() for name in ("data/processed", "reports"))
    assert {name: (home / "notebooks" / name).read_bytes() for name in NOTEBOOKS} == {
        name: (ROOT / "notebooks" / name).read_bytes() for name in NOTEBOOKS
    }


def test_a_second_run_changes_nothing_and_says_so(kla, home):
    before = made(home)
    ran = kla("init", "--place", "kota-pekanbaru", "--period", "2026", "--home", home)
    assert (ran.code, ran.err) == (0, "")
    assert "dibuat  " not in ran.out
    assert ran.out.count("sudah ada  ") == len(before) + 3
    assert made(home) == before


def test_what_people_wrote_is_left_alone_and_what_is_missing_is_made(kla, home):
    table = home / "data/raw/2026/kota-pekanbaru/opd.csv"
    table.write_text("punya saya", encoding="utf-8")
    (home / "notebooks" / NOTEBOOKS[0]).unlink()
    ran = kla("init", "--place", "kota-pekanbaru", "--period", "2026", "--home", home, "--lang", "en")
    assert table.read_text(encoding="utf-8") == "punya saya"
    assert (home / "notebooks" / NOTEBOOKS[0]).is_file()
    assert [line for line in ran.out.splitlines() if line.startswith("made ")] == [
        f"made           notebooks/{NOTEBOOKS[0]}"
    ]


def test_an_unknown_edition_is_an_assumption_that_is_told_and_written_down(kla, tmp_path):
    ran = kla("init", "--place", "kota-pekanbaru", "--period", "2026", "--home", tmp_path)
    assert '"2026" = "2023"' in ran.err
    assert "anggapan" in ran.err.casefold()
    settings = (tmp_path / "kla.toml").read_text(encoding="utf-8")
    assert tomllib.loads(settings) == {"lang": "id", "periods": {"2026": "2023"}}
    assert "ANGGAPAN" in settings


def test_a_period_is_added_to_settings_that_are_there_and_nothing_else_changes(kla, tmp_path):
    (tmp_path / "kla.toml").write_text('lang = "en"\n', encoding="utf-8")
    ran = kla("init", "--place", "kota-pekanbaru", "--period", "2025", "--home", tmp_path)
    assert ran.code == 0
    assert '"2025" = "2023"' in ran.err
    assert "Kuningan" in ran.err
    added = '\n[periods]\n"2025" = "2023"\n'
    assert (tmp_path / "kla.toml").read_text(encoding="utf-8") == f'lang = "en"\n{added}'


@pytest.mark.parametrize(("period", "edition"), [("2024", "2023"), ("2021", "2018")])
def test_a_known_edition_needs_no_assumption(kla, tmp_path, period, edition):
    ran = kla("init", "--place", "kab-ogan-ilir", "--period", period, "--home", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert tomllib.loads((tmp_path / "kla.toml").read_text(encoding="utf-8")) == {"lang": "id"}
    duties = (tmp_path / f"data/raw/{period}/kab-ogan-ilir/tugas.csv").read_text(encoding="utf-8")
    assert ("14.10" in duties) == (edition == "2023")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--place", "kota-pekanbru", "--period", "2026"), ("kota-pekanbru", "Kota Pekanbaru")),
        (("--place", "bogor", "--period", "2026"), ("Kab. Bogor", "Kota Bogor")),
        (("--place", "pekanbru", "--period", "../x"), ("pekanbru", "../x")),
        (("--place", "kota-pekanbaru", "--period", "2026/../../x"), ("2026/../../x",)),
        (("--place", "kota-pekanbaru", "--period", "26"), ("“26”",)),
        (("--place", "kota-pekanbaru"), ("--period 2024",)),
        ((), ("kla init",)),
    ],
)
def test_what_cannot_be_prepared_is_told_at_once_and_nothing_is_made(kla, tmp_path, arguments, words):
    ran = kla("init", *arguments, "--home", tmp_path / "kerja")
    assert ran.code == 2
    assert all(word in ran.err for word in words)
    assert not list(tmp_path.iterdir())


def test_broken_settings_are_told_before_anything_is_made(kla, tmp_path):
    (tmp_path / "kla.toml").write_text('langg = "id"\n', encoding="utf-8")
    ran = kla("init", "--place", "kota-pekanbaru", "--period", "2026", "--home", tmp_path)
    assert ran.code == 2
    assert "langg" in ran.err
    assert list(made(tmp_path)) == ["kla.toml"]


def test_what_cannot_be_written_is_told_and_the_rest_is_made(kla, tmp_path):
    (tmp_path / "notebooks").write_text("sebuah berkas", encoding="utf-8")
    (tmp_path / "kla.toml").symlink_to(tmp_path / "tidak-ada.toml")
    ran = kla("init", "--place", "kota-pekanbaru", "--period", "2026", "--home", tmp_path)
    assert ran.code == 2
    assert all(f"notebooks/{name}" in ran.err for name in NOTEBOOKS)
    assert (tmp_path / "data/raw/2026/kota-pekanbaru/opd.csv").is_file()
    assert not (tmp_path / "tidak-ada.toml").exists()


@pytest.mark.slow
def test_the_tables_beside_a_recap_change_no_word_of_its_check(kla, workspace):
    before = kla("check", "--json", cwd=workspace)
    assert kla("init", "--place", "kab-ogan-ilir", "--period", "2024", cwd=workspace).code == 0
    returned = workspace / "data/raw/2024/kab-ogan-ilir/formulir/kembali"
    returned.mkdir(parents=True)
    for name in ("formulir.xlsx", "rekap.csv"):
        (returned / name).write_text("a;b", encoding="utf-8")
        (returned.parent / name).write_text("a;b", encoding="utf-8")
    after = kla("check", "--json", cwd=workspace)
    assert (after.code, after.out) == (before.code, before.out)
