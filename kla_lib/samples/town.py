"""A MADE-UP year of a MADE-UP group: some hundred reports, some still open; no real person is in it.

``python -m kla_lib.samples.town FOLDER`` writes ``REKAAN-grup-setahun.txt`` there, to look at the report with.
"""

from __future__ import annotations

import random
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime, timedelta
from pathlib import Path

REPORTS = 160
KINDS = ("anak terlantar", "kekerasan", "pekerja anak", "ABH", "disabilitas", "nikah dini", "putus sekolah")
WEIGHTS = (30, 25, 12, 8, 6, 9, 10)
PLACES = (
    "Bukit Raya",
    "Marpoyan Damai",
    "Sukajadi",
    "Sail",
    "Kulim",
    "Tuah Madani",
    "Bina Widya",
    "Rumbai",
    "Limapuluh",
)
OFFICES = ("Dinsos", "DP3APM", "UPTD PPA", "Disdik", "Satpol PP")
ENDS = ("kembali ke keluarga", "dirujuk ke panti", "ditangani", "kembali sekolah", "tidak ditemukan")


def export(seed: int = 80) -> str:
    """The group as an Indonesian Android telephone exports it, in order of time."""
    chance = random.Random(seed)
    told: list[tuple[datetime, str]] = []
    start, end = datetime(2026, 1, 5, 7), datetime(2026, 11, 20)
    times = sorted(start + (end - start) * chance.random() for _ in range(REPORTS))
    for number, at in enumerate(times, 1):
        kind = chance.choices(KINDS, WEIGHTS)[0]
        office = chance.choice(OFFICES)
        told.append(
            (at, f"#lapor {kind}, Kec. {chance.choice(PLACES)}{f', {office}' if chance.random() < 0.7 else ''}")
        )
        acted = at + timedelta(hours=chance.lognormvariate(3, 1.2))
        closed = acted + timedelta(hours=chance.lognormvariate(4.6, 1.1))
        if chance.random() < 0.9:
            told.append((acted, f"#tindak {number} {office}"))
        if chance.random() < 0.8:
            told.append((closed, f"#selesai {number} {chance.choice(ENDS)}"))
        told.append((at + timedelta(minutes=3), "terima kasih, kami cek"))
    inside = sorted((at, text) for at, text in told if at <= end)
    return "".join(f"{at:%d/%m/%Y %H.%M} - Anggota REKAAN {n % 9}: {text}\n" for n, (at, text) in enumerate(inside))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), help="where to write it; by default here")
    target = parser.parse_args().folder / "REKAAN-grup-setahun.txt"
    target.write_text(export(), encoding="utf-8")
    print(target)
