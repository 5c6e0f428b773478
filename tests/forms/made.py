"""A returned form of Disdukcapil, made-up numbers and all, and ways to change one thing in its XML."""

import re
from xml.sax.saxutils import escape

from kla_lib.forms.reading import Expected
from kla_lib.forms.shape import evidence_kinds
from kla_lib.forms.villages import read_file
from kla_lib.forms.write.workbook import form_workbook
from tests.forms.filled import EDITION, form, row
from tests.office import packed, parts, sheet_part

EXPECTED = Expected("kota-pekanbaru", "2026", EDITION)
ROLE = "disdukcapil"
MADE = form(ROLE)
ANSWERS = {  # code: answer, then the numbers in their columns, then a note; all of it made up
    "1.2a": ("Peraturan Daerah", {}, "disahkan 2024"),
    "4.1": ("Ada", {"D": 120, "E": 110, "F": 230, "G": 250, "H": 92}, ""),
    "4.2": ("Sebagian", {"D": 100, "E": 90, "F": 190, "G": 250, "H": 76}, ""),
    "4.4": ("Ada", {}, ""),
    "4.5": ("Belum ada", {}, ""),
    "7.2": ("Tidak berlaku", {}, ""),
    "25.5": ("Ada", {"F": 12, "G": 15, "H": 80}, "lihat lampiran"),
}
FIGURES = {
    "penduduk": {"D": 510, "E": 490, "F": 1000, "G": 990},
    "anak": {"D": 130, "E": 120, "F": 250, "G": 245},
    "anak_tercatat": {"D": 120, "E": 110, "F": 230},
    "anak_berakta": {"F": 190},
    "anak_kia": {"F": 150},
}
EVIDENCE = {"C5": "Perda 5-2024.pdf", "D5": 45657.0, "E5": "5/2024"}


def at(code, column):
    """``C10``: a cell in the row of a question."""
    return f"{column}{row(MADE, code)}"


def figure(name, column):
    """``F7``: a cell in the row of a quantity."""
    return f"{column}{5 + [quantity.id for quantity in MADE.quantities].index(name)}"


def spare(offset=0):
    """The first spare row of evidence, or one after it."""
    return 5 + offset + sum(len(evidence_kinds(EDITION, node.code)) for node in MADE.questions)


def cells():
    """Every filled cell of the right form by sheet and cell."""
    found = {}
    for code, (answer, numbers, note) in ANSWERS.items():
        found |= {("Jawaban", at(code, "C")): answer, **({("Jawaban", at(code, "J")): note} if note else {})}
        found |= {("Jawaban", at(code, column)): value for column, value in numbers.items()}
    for name, numbers in FIGURES.items():
        found |= {("Angka", figure(name, column)): value for column, value in numbers.items()}
    return found | {("Bukti", cell): value for cell, value in EVIDENCE.items()}


def right(more=None, **about):
    """The bytes of the right form, with other or more cells."""
    return form_workbook(form(ROLE, filled={**cells(), **(more or {})}, **about))


def read(data, name="kembali.xlsx", expected=EXPECTED):
    return read_file(data, name, expected)


def cell_xml(cell, value, style=""):
    """One cell: text, number, a (formula, cached value) pair, ready-made XML in a list, or blank for None."""
    if value is None:
        return f'<c r="{cell}"{style}/>'
    if isinstance(value, list):
        return value[0].replace("CELL", cell)
    if isinstance(value, tuple):
        formula, cached = value
        kind = "" if cached is None or not isinstance(cached, str) else (' t="e"' if cached[:1] == "#" else ' t="str"')
        put = "" if cached is None else f"<v>{escape(str(cached))}</v>"
        return f'<c r="{cell}"{style}{kind}><f>{escape(formula)}</f>{put}</c>'
    if isinstance(value, str):
        text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
        return f'<c r="{cell}"{style} t="inlineStr">{text}</c>'
    return f'<c r="{cell}"{style}><v>{value!r}</v></c>'


def put(data, sheet, **values):
    """The workbook with other contents in some cells, whose style stays; rows and cells that are not there are made."""
    return in_sheet(data, sheet, lambda xml: _put_all(xml, values))


def _put_all(xml, values):
    for cell, value in values.items():
        found = re.search(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', xml)
        if found:
            xml = xml[: found.start()] + cell_xml(cell, value, found[1]) + xml[found.end() :]
        else:
            xml = _made(xml, cell, cell_xml(cell, value))
    return xml


def _made(xml, cell, made):
    line = re.sub(r"\D", "", cell)
    found = re.search(rf'(<row r="{line}"[^>]*?)(/>|>)', xml)
    if found is None:
        return xml.replace("</sheetData>", f'<row r="{line}">{made}</row></sheetData>')
    if found[2] == "/>":
        return xml[: found.start()] + f"{found[1]}>{made}</row>" + xml[found.end() :]
    end = xml.index("</row>", found.end())
    return xml[:end] + made + xml[end:]


def in_sheet(data, sheet, change):
    """The workbook with the XML of one sheet changed."""
    return in_part(data, sheet_part(data, sheet), change)


def in_part(data, name, change):
    """The workbook with one part changed (text in, text out)."""
    members = parts(data)
    return packed({**members, name: change(members.get(name, b"").decode()).encode()})


def moved(xml, first, rows=0, columns=0, also=lambda at: True):
    """Sheet XML with every cell from row ``first`` on moved down and right."""

    def cell(found):
        letters, line = found[2], int(found[3])
        if line < first or not also((letters, line)):
            return found[0]
        index = sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(letters))) + columns
        return f'{found[1]}"{chr(64 + index)}{line + rows}"'

    xml = re.sub(r'(<c r=)"([A-Z]+)(\d+)"', cell, xml)
    return re.sub(r'<row r="(\d+)"', lambda m: f'<row r="{int(m[1]) + (rows if int(m[1]) >= first else 0)}"', xml)


def added(data, members):
    """The workbook with more parts."""
    return packed({**parts(data), **members})


def renamed_sheet(data, old, new):
    return in_part(data, "xl/workbook.xml", lambda xml: xml.replace(f'name="{old}"', f'name="{new}"'))


def with_sheet(data, name, xml, state=""):
    """The workbook with one more sheet."""
    rel = f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/{name}.xml"/></Relationships>'
    data = in_part(data, "xl/_rels/workbook.xml.rels", lambda x: x.replace("</Relationships>", rel))
    sheet = f'<sheet name="{name}" sheetId="99"{state} r:id="rId99"/></sheets>'
    data = in_part(data, "xl/workbook.xml", lambda x: x.replace("</sheets>", sheet))
    part = f'<Override PartName="/xl/worksheets/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    data = in_part(data, "[Content_Types].xml", lambda x: x.replace("</Types>", part))
    return added(data, {f"xl/worksheets/{name}.xml": xml})


def without_sheet(data, name):
    """The workbook without one sheet, as a program leaves it that drops what it does not show."""
    return in_part(data, "xl/workbook.xml", lambda xml: re.sub(rf'<sheet name="{name}"[^>]*/>', "", xml))


def sheet_of(data, name):
    return parts(data)[sheet_part(data, name)].decode()


def cut(data):
    return data[: len(data) // 2]
