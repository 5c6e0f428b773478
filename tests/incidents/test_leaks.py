"""500 people planted in an export and in a register: none is found in anything written, printed or kept."""

import stat

import pytest

import kla_lib
from tests.incidents.planted import export, people, register

WHERE = ("--place", "kota-pekanbaru", "--period", "2026")


@pytest.fixture(scope="module")
def told(kla):
    """What a command of the register says."""

    def of(home, *arguments):
        ran = kla("incident", *arguments, *WHERE, "--home", home)
        return ran.out + ran.err

    return of


@pytest.fixture(scope="module")
def written(tmp_path_factory, told):
    """Everything that reading left behind and said, in both languages."""
    home, away = tmp_path_factory.mktemp("kerja"), tmp_path_factory.mktemp("unduhan")
    (home / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    chat, book = away / f"Chat WhatsApp dengan {people()[7].name}.txt", away / "register.csv"
    chat.write_text(export(), encoding="utf-8")
    book.write_text(register(), encoding="utf-8")
    before = {path: path.read_bytes() for path in away.iterdir()}
    said = [told(home, "read", file, *more) for file in (chat, book) for more in ((), ("--json", "--lang", "en"))]
    said += [told(home, "remind", "--date", "2026-08-01"), told(home, "read", away / f"{people()[3].phone}.txt")]
    assert {path: path.read_bytes() for path in away.iterdir()} == before
    found = kla_lib.open_incidents(home, "2026", "kota-pekanbaru")
    views = ("headline", "todo", "times", "evidence", "kept")
    said += [getattr(kla_lib, f"incidents_{view}")(found).text for view in views]
    said += [kla_lib.incidents_by(found, what).text for what in ("agency", "kind", "district", "month")]
    kept = [path for path in home.rglob("*") if path.is_file()]
    names = [str(path.relative_to(home)) for path in kept]
    return home, "\n".join([*said, *names, *(path.read_text(encoding="utf-8") for path in kept)])


def test_it_was_read(written):
    home, text = written
    assert "1.000 kasus baru" in text or "kasus baru" in text
    register = (home / "data/processed/2026/kota-pekanbaru/kasus/register.csv").read_text()
    assert len(register.splitlines()) > 1000


def test_nothing_planted_is_found_again(written):
    _, text = written
    folded = text.casefold()
    found = [secret for person in people() for secret in person.secrets if secret.casefold() in folded]
    assert found == []


def test_the_key_is_private_and_never_leaves_its_folder(written):
    home, text = written
    key = home / "data/private/kasus.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert (key.parent / ".gitignore").read_text().splitlines()[-1] == "*"
    assert text.count(key.read_text()) == 1  # in the file itself


@pytest.mark.slow
def test_another_workspace_gives_other_pseudonyms(written, tmp_path, told):
    home, _ = written
    (tmp_path / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text(export(), encoding="utf-8")
    told(tmp_path, "read", tmp_path / "a.txt")
    senders = [
        {line.rsplit(",", 1)[-1] for line in (h / "data/processed/2026/kota-pekanbaru/kasus/register.csv").open()}
        for h in (home, tmp_path)
    ]
    assert senders[0] & senders[1] <= {"sender\n", "\n"}
