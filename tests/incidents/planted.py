"""MADE-UP names, telephone numbers, NIK, birth dates and addresses, planted wherever a message may hold one."""

from __future__ import annotations

import random
from dataclasses import dataclass

PEOPLE = 500
SYLLABLES = ("bra", "xen", "quo", "vil", "zur", "fyo", "wek", "jum", "plo", "gri", "nyx", "tev")
PLACES = ("Sail", "Bukit Raya", "Kulim", "Xyz", "")


@dataclass(frozen=True)
class Person:
    """Nobody: every part is made of syllables and digits that no list of ours holds."""

    name: str
    phone: str
    nik: str
    street: str
    born: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be found again, in every form in which it might be."""
        digits = "".join(sign for sign in self.phone if sign.isdigit())
        words = [word for word in self.name.split() if len(word) > 4]
        return (self.name, *words, self.phone, digits, digits[2:], self.nik, self.street, self.born)


def people(seed: int = 8) -> list[Person]:
    """Five hundred of them, the same each time."""
    chance = random.Random(seed)

    def word(parts: int) -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(parts)).capitalize()

    return [
        Person(
            f"{word(3)} {word(4)}",
            f"+62 8{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}-{chance.randrange(1000, 9999)}",
            f"1471{chance.randrange(10**11, 10**12)}",
            f"Jl. {word(4)} No. {chance.randrange(100, 999)}",
            f"{chance.randrange(10, 28)}-{chance.randrange(10, 12)}-{chance.randrange(2008, 2020)}",
        )
        for _ in range(PEOPLE)
    ]  # fmt: skip


def export() -> str:
    """A group in which everybody writes what nobody should."""
    lines = ["12/07/2026 06.58 - " + f'{people()[0].name} membuat grup "{people()[1].name}"']
    for n, one in enumerate(people()):
        sender = one.phone if n % 3 else f"~\u00a0{one.name}"
        texts = (
            f"#lapor {one.name}, kec. {PLACES[n % 5]}, terlantar, {one.street}, hp {one.phone}, NIK {one.nik}",
            f"#tindak {1 + n // 2} {one.name} dijemput di {one.street}\nlahir {one.born}",
            f"#selesai {one.phone} {one.name}",
            f"tolong #lapor {one.name} lahir {one.born}",
            f"{one.name}.jpg (file terlampir)\n#laporr {one.name}, {one.street}",
            f"#lapor {1 + n} kecamatan {one.name} abh",
            f"#tindak {one.nik}",
        )
        lines += [f"{13 + n % 15}/07/2026 {n % 24:02}.{n % 60:02} - {sender}: {text}" for text in texts]
    return "\n".join(lines) + "\n"


def register() -> str:
    """A register whose owner put people into every column."""
    head = "Nomor;Nama;Tanggal;Kecamatan;Jenis;OPD;Hasil;Saluran;Tindakan;Alamat\n"
    rows = [f"{1000 + n};{p.name};{13 + n % 15}/07/2026;{p.name};{p.street};{p.name};{p.phone};{p.nik};{p.name};{p.street}\n"
            for n, p in enumerate(people())]  # fmt: skip
    return head + "".join(rows)
