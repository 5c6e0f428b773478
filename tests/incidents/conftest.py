"""A workspace of Kota Pekanbaru for 2026 without any data, and reading into it."""

from pathlib import Path

import pytest

from kla_lib.core.workspace import open_workspace
from kla_lib.incidents.register import open_incidents, read_incidents

PERIOD, PLACE = "2026", "kota-pekanbaru"


class Desk:
    """Where exports are read in a test."""

    def __init__(self, home: Path) -> None:
        (home / "kla.toml").write_text('[periods]\n"2026" = "2023"\n', encoding="utf-8")
        self.home = home
        self.raw = home / "data/raw" / PERIOD / PLACE
        self.kept = home / "data/processed" / PERIOD / PLACE / "kasus"
        self.raw.mkdir(parents=True)

    def read(self, path: Path, order: str = ""):
        return read_incidents(open_workspace(self.home), PERIOD, PLACE, path, order)

    def say(self, text: str, name: str = "REKAAN.txt", order: str = ""):
        """Read an export of this text."""
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return self.read(path, order)

    def incidents(self, day=None, lang=""):
        return open_incidents(open_workspace(self.home), PERIOD, PLACE, lang=lang, day=day)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
