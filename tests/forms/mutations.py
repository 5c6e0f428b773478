"""Random changes to a returned form, each from a seed: of one cell, or of the file's own bytes and parts."""

import io
import random
import re
import zipfile
from dataclasses import dataclass

from tests.forms import made

BASE = made.right()
PARTS = made.parts(BASE)
SHEETS = {name: made.sheet_part(BASE, name) for name in ("Jawaban", "Bukti", "Angka")}
XML = {name: PARTS[part].decode() for name, part in SHEETS.items()}
CELL = r'<c r="([A-Z]+\d+)"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
PLACES = [(name, *found.span(), found[1], found[2]) for name, xml in XML.items() for found in re.finditer(CELL, xml)]
TEXTS = ["Ada", "belum ada", "Tidak berlaku", "Peraturan Daerah", "85%", "0,85", "1.238", "230 anak", "-", "x" * 300,
         "=1+1", "'7", "\u00a012", "31/12/2024", "12/31/2024", "4.1", "4.2", "anak", "Kode", "Catatan", "NIK 1471015205900001",
         "<b>", "&", "\u202e", "TRUE", "1e5", "nan", "२३", "Jumlah"]  # fmt: skip
NUMBERS = [0, 1, -1, 0.5, 0.92, 92, 100, 101, 230, 250, 251, 1e9, 1e12, 1.5, 45657, 1e-9, 4.1]
OTHERS = [("1+1", None), ("1+1", 2), ("ZZ9", "#REF!"), ("A1", "Ada"), ['<c r="CELL" t="b"><v>1</v></c>'], None,
          ['<c r="CELL" t="d"><v>2024-12-31</v></c>'], ['<c r="CELL" t="s"><v>0</v></c>']]  # fmt: skip


@dataclass(frozen=True)
class Mutated:
    """A changed file; for a changed cell, where and what stands there now."""

    data: bytes
    name: str = "kembali.xlsx"
    sheet: str = ""
    cell: str = ""
    value: object = None


def mutated(seed):
    """One change, the same for the same seed; three of four change a cell."""
    chance = random.Random(seed)
    if chance.random() < 0.75:
        return _cell(chance)
    return chance.choice([_bytes, _cut, _part_bytes, _part_gone, _part_twice, _member_noise, _renamed])(chance)


def _cell(chance):
    sheet, start, end, cell, style = chance.choice(PLACES)
    value = chance.choice([*TEXTS, *NUMBERS, *OTHERS, chance.randrange(10**6), _noise(chance)])
    xml = XML[sheet][:start] + made.cell_xml(cell, value, style) + XML[sheet][end:]
    return Mutated(packed({**PARTS, SHEETS[sheet]: xml.encode()}), sheet=sheet, cell=cell, value=value)


def _noise(chance):
    return "".join(chr(chance.choice([chance.randrange(32, 127), chance.randrange(0xA0, 0x2FF)])) for _ in range(6))


def _bytes(chance):
    data = bytearray(BASE)
    for _ in range(chance.randrange(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return Mutated(bytes(data))


def _cut(chance):
    return Mutated(BASE[: chance.randrange(len(BASE))])


def _part_bytes(chance):
    name = chance.choice([*SHEETS.values(), "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
    data = bytearray(PARTS[name])
    at = chance.randrange(len(data))
    data[at : at + chance.randrange(4)] = bytes(chance.randrange(256) for _ in range(chance.randrange(4)))
    return Mutated(packed({**PARTS, name: bytes(data)}))


def _part_gone(chance):
    gone = chance.choice(list(PARTS))
    return Mutated(packed({name: data for name, data in PARTS.items() if name != gone}))


def _part_twice(chance):
    one, other = chance.choice(list(PARTS)), chance.choice(list(PARTS))
    return Mutated(packed({**PARTS, one: PARTS[other]}))


def _member_noise(chance):
    return Mutated(packed({**PARTS, chance.choice(list(PARTS)): chance.randbytes(chance.randrange(2000))}))


def _renamed(chance):
    return Mutated(BASE, chance.choice(["kembali.csv", "kembali.ods", "kembali.xlsm", "kembali", "KEMBALI.XLSX"]))


def packed(members):
    """An archive that is quick to make."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return memory.getvalue()
