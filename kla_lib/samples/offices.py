"""Fills some forms as offices would, with faults: for the walk-through of the README and its test. ALL OF IT IS MADE UP.

    python -m kla_lib.samples.offices FOLDER_OF_FORMS FOLDER_OF_RETURNS

About two thirds of the offices answer, each a part of its questions; two make mistakes, two contradict each other in one
question, one sends its form a second time under another name with a correction, and one sends something that is no form.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook

from kla_lib.forms.shape import answer_type
from kla_lib.instrument import editions
from kla_lib.local.form_fields import ANSWERS, FIRST_ROW

Cells = dict[str, Any]
EDITION = editions.load(editions.shipped()["2023"])
SILENT_OF_TEN, ANSWERED_OF_TEN = 3, 7
WRONG = {"dinkes": "a percentage that does not follow", "disdik": "a part larger than its whole"}
TWICE = "disdukcapil"
CONTRADICTS = ("dinkes", "22B.3")


def chance(*parts: str) -> int:
    """A number from 0 to 9 that depends on nothing but its parts."""
    return zlib.crc32("|".join(parts).encode()) % 10


def codes_of(data: bytes) -> dict[int, str]:
    """The questions of a form by row."""
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(ANSWERS).to_python(skip_empty_area=False)
    return {n: str(row[0]) for n, row in enumerate(rows, start=1) if n >= FIRST_ROW and str(row[0]) in EDITION.by_code}


def filled(data: bytes, role: str) -> Cells:
    """The form with made-up answers in some rows; numbers that follow from one another."""
    cells = {}
    for row, code in codes_of(data).items():
        if chance(role, code) < ANSWERED_OF_TEN:
            kind = answer_type(EDITION, code)
            said = chance(code, "answer") + ((role, code) == CONTRADICTS)
            choice = kind.choices[said % (len(kind.choices) - 1)]
            cells[f"C{row}"] = choice.label_id
            if choice.key in ("yes", "part"):
                cells |= numbers(kind.parts, row, 10 + chance(code, "number"))
    return cells


def numbers(parts: Collection[str], row: int, part: int) -> Cells:
    """Boys, girls, both, of twice as many: 50 %."""
    half = part // 2
    values = {"male": ("D", half), "female": ("E", part - half), "total": ("F", part), "whole": ("G", 2 * part)}
    values["percent"] = ("H", 50)
    return {f"{column}{row}": value for name, (column, value) in values.items() if name in parts}


def with_fault(cells: Cells, role: str) -> Cells:
    """A mistake as offices make it."""
    row = next((key[1:] for key in cells if key[0] == "H"), None)
    if role == "dinkes" and row:
        return {**cells, f"H{row}": 85}
    if role == "disdik" and row:
        return {**cells, f"F{row}": 99, f"G{row}": 9}
    return cells


def with_cells(data: bytes, cells: Cells) -> bytes:
    """The workbook with other values in some cells of the sheet of answers; their style stays."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    order = re.findall(r'<sheet name="([^"]+)"', members["xl/workbook.xml"].decode())
    part = f"xl/worksheets/sheet{order.index(ANSWERS) + 1}.xml"
    xml = members[part].decode()
    for cell, value in cells.items():
        text = f' t="inlineStr"><is><t>{escape(value)}</t></is>' if isinstance(value, str) else f"><v>{value}</v>"
        old = rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        found = re.search(old, xml)
        if found:  # the form has every cell that can be answered
            xml = xml[: found.start()] + f'<c r="{cell}"{found[1]}{text}</c>' + xml[found.end() :]
    members[part] = xml.encode()
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return memory.getvalue()


def main(forms: Path, returns: Path) -> None:
    """Fill the forms of one folder into another."""
    returns.mkdir(parents=True, exist_ok=True)
    for path in sorted(forms.glob("KLA_Formulir_*.xlsx")):
        role, data = path.stem.rsplit("_", 1)[-1], path.read_bytes()
        if ANSWERS not in CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names or silent(role):
            continue
        cells = with_fault(filled(data, role), role)
        (returns / f"{role} sudah diisi.xlsx").write_bytes(with_cells(data, cells))
        if role == TWICE:
            first = next(key for key in cells if key[0] == "C")
            again = with_cells(data, {**cells, first: "Belum ada"})
            (returns / "Salinan (2) revisi.xlsx").write_bytes(again)
    (returns / "foto kegiatan.xlsx").write_bytes(b"bukan buku kerja")


def silent(role: str) -> bool:
    """True for an office that does not answer."""
    return role not in (*WRONG, TWICE) and chance(role) < SILENT_OF_TEN


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("forms", type=Path, help="the folder of the forms to fill")
    parser.add_argument("returns", type=Path, help="the folder for the filled forms")
    given = parser.parse_args()
    main(given.forms, given.returns)
