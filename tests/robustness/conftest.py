"""A workspace of several places: ALL ITS RECAPS ARE MADE UP, each with the same share of every question's maximum."""

from pathlib import Path

import pytest

from kla_lib.instrument import editions
from kla_lib.instrument.places import all_places

EDITION = editions.load(editions.shipped()["2023"])
PLACE = "kota-pekanbaru"
RIAU = [slug for slug, place in all_places().items() if place.province == "Riau" and slug != PLACE]


def made_up(share, without=(), **points):
    """A recap as CSV: every question ``share`` percent of its maximum, some of them otherwise or left out."""
    rows = []
    for node in EDITION.at("question"):
        given = points.get(node.code, f"{(node.max_micro or 0) * share // 100 / 1_000_000:.4f}")
        rows.append(f"{node.code};{'' if node.code in without else given}".replace(".0000", ""))
    return "\n".join(["kode;nilai", *rows])


class City:
    """A workspace that can be written to."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "notebooks").symlink_to(Path(__file__).parents[2] / "notebooks")

    def recap(self, text, place=PLACE, period="2024", stage="EM"):
        folder = self.home / "data/raw" / period / place / stage
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "rekaan.csv").write_text(text, encoding="utf-8")

    def table(self, name, text, place=PLACE, period="2024"):
        path = self.home / "data/raw" / period / place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def city(tmp_path):
    city = City(tmp_path)
    city.recap(made_up(80, without=["1.1"]))
    return city
