"""A made-up country: a workspace with the project's notebooks and a recap of self-assessment per real place.

EVERY POINT IN IT IS MADE UP (seeded random numbers): the file is called ``rekap-rekaan.csv``, its remark column
says ``data rekaan`` in every row, and ``REKAAN.txt`` says so at the top. Places, codes, maxima and agencies are
real, so that reading, checking and reporting do the work they do on a real recap. The same call writes the same bytes.
"""

from __future__ import annotations

import csv
import random
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from kla_lib.core.points import MICRO, MICRO_PER_HUNDREDTH, read_number, to_micro
from kla_lib.core.workspace import open_workspace
from kla_lib.instrument.instrument import Edition, Node
from kla_lib.instrument.parameters import edition_for
from kla_lib.instrument.places import all_places

ROOT = Path(__file__).parents[2]
STAGE, FILE, REMARK = "EM", "rekap-rekaan.csv", "data rekaan"
HEADINGS = ("kode", "nilai", "nilai_maksimal", "perangkat_daerah", "catatan")
QUARTERS = range(5)
UNANSWERED = 0.04  # about one question in 25, as in the real recap of Kab. Ogan Ilir
NOTICE = (
    "Semua nilai dalam folder ini REKAAN (angka acak) untuk uji kecepatan.\nEvery point in this folder is MADE UP.\n"
)


def make_country(home: Path, places: int, period: str = "2024") -> None:
    """Write a workspace with the recaps of the first ``places`` places by code."""
    make_places(home, islice(all_places(), places), period)


def make_places(home: Path, slugs: Iterable[str], period: str) -> None:
    """Write a workspace with the recaps of these places."""
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    (home / "REKAAN.txt").write_text(NOTICE, encoding="utf-8")
    edition = edition_for(open_workspace(home), period)
    for slug in slugs:
        _write(home / "data" / "raw" / period / slug / STAGE / FILE, _rows(edition, period, slug))


def _write(path: Path, rows: Iterator[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows)


def _rows(edition: Edition, period: str, slug: str) -> Iterator[tuple[str, ...]]:
    """One row per block, indicator and question; printed sums are those of the answers below them."""
    fixes = [fix for fix in edition.corrections if (fix.period, fix.place, fix.stage) == (period, slug, STAGE)]
    meant = _made_up(edition, random.Random(f"{period} {slug}")) | {fix.code: _micro(fix.points) for fix in fixes}
    printed = {node.code: (_sum(edition, meant, node), node.max_micro) for node in edition.nodes}
    # a declared correction stops the run unless it finds the misprint it expects
    printed |= {fix.code: (_micro(fix.expected_points), _micro(fix.expected_max)) for fix in fixes}
    alias = {role: name for name, role in reversed(edition.aliases.items())}
    for node in edition.nodes:
        agencies = ";".join(alias.get(role) or edition.agencies[role][0] for role in node.agencies)
        yield (node.code, *map(_shown, printed[node.code]), agencies, REMARK)


def _made_up(edition: Edition, chance: random.Random) -> dict[str, int | None]:
    """Points per question in micropoints: quarters of its maximum, rounded down to hundredths.

    Each place leans its own way, so that ratings differ.
    """
    weights = [chance.uniform(0.2, 1.0) + rank * chance.uniform(0.0, 1.0) for rank in QUARTERS]
    return {
        node.code: None if chance.random() < UNANSWERED else _share(node, chance.choices(QUARTERS, weights)[0])
        for node in edition.at("question")
    }


def _share(node: Node, quarters: int) -> int:
    return (node.max_micro or 0) * quarters // 4 // MICRO_PER_HUNDREDTH * MICRO_PER_HUNDREDTH


def _sum(edition: Edition, points: Mapping[str, int | None], node: Node) -> int | None:
    below = edition.children[node.code]
    return sum(_sum(edition, points, child) or 0 for child in below) if below else points[node.code]


def _micro(text: str) -> int:
    return to_micro(read_number(text))


def _shown(micro: int | None) -> str:
    return "" if micro is None else f"{micro / MICRO:g}"


if __name__ == "__main__":
    make_country(Path(sys.argv[1]), int(sys.argv[2]))
