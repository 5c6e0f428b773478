"""Workbooks for the tests, made on the spot: XLSX by XlsxWriter, ODS as an office program writes its XML.

`BAD` holds one maker for each workbook named in bad/cases.csv; each has one fault.
"""

import datetime
import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

HEAD = ["kode", "nilai", "nilai maksimal"]
SOUND = [HEAD, ["13.1", 3, 3], ["13.2", 2.5, 3], ["13.3", 3, 3], ["13.4", 3, 3], ["13.5", 4, 4], ["13.6", 4, 4]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
NAMES = " ".join(
    f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text", "drawing")
)


def xlsx(*sheets, after=None):
    """Bytes of a workbook of (name, rows) sheets; ``after`` may change the last sheet before it is closed."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    write(sheet, row, column, value, date)
        if after is not None:
            after(sheet, book)
    return memory.getvalue()


def write(sheet, row, column, value, date):
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), date)
    elif isinstance(value, tuple):
        sheet.write_formula(row, column, value[0], None, value[1])
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write(row, column, value)


def ods(*sheets, manifest=""):
    """Bytes of an ODS of (name, rows) sheets; a cell may be text, a number, None, or ready-made XML in a tuple."""
    tables = "".join(f'<table:table table:name="{n}">{"".join(map(ods_row, rows))}</table:table>' for n, rows in sheets)
    content = f"<office:document-content {NAMES}><office:body><office:spreadsheet>{tables}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    listed = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">' + manifest + "</m:manifest>"
    return packed({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": listed})


def ods_row(cells):
    return cells if isinstance(cells, str) else f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, tuple):
        return value[0]
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    typed = f'<table:table-cell office:value-type="float" office:value="{value}">'
    return f"{typed}<text:p>{str(value).replace('.', ',')}</text:p></table:table-cell>"


def packed(members):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return memory.getvalue()


def changed(data, member, change):
    """A workbook with one member's bytes changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed({**members, member: change(members[member])})


def sound(row=None, cells=None):
    """The sound rows with one of them replaced."""
    return [cells if at == row else given for at, given in enumerate(SOUND)]


def xlsx_with(row, cells):
    return xlsx(("Rekap", sound(row, cells)))


def merged_header(sheet, book):
    sheet.merge_range("B1:C1", "Nilai")


def hidden(sheet, book):
    sheet.hide()


def in_sheet(change, rows=SOUND):
    return changed(xlsx(("Rekap", rows)), "xl/worksheets/sheet1.xml", change)


def bomb():
    """A sheet of 300 MB that packs to a few hundred kilobytes."""
    return packed({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b" " * 300_000_000})


def repeated_string():
    """One long shared string behind each of many cells: small on disk, gigabytes once read."""
    rows = [HEAD] + [["x" * 32_000, "x" * 32_000, "x" * 32_000]] * 2_000
    return xlsx(("Rekap", rows))


FORMULA = ('<table:table-cell table:formula="of:=SUM(1;2)"/>',)
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="">'
    "<text:p>#DIV/0!</text:p></table:table-cell>",
)
WIDE = (
    '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Nilai</text:p>'
    "</table:table-cell><table:covered-table-cell/>",
)
MANY = f'<table:table-row table:number-rows-repeated="1000000">{ods_cell(1)}</table:table-row>'
SECRET = "<m:file-entry><m:encryption-data/></m:file-entry>"
SECOND = [HEAD, ["14.1", 2, 3]]

BAD = {
    "formula.xlsx": lambda: xlsx_with(2, ["13.2", ("=SUM(1,2)", ""), 3]),
    "formula-stored-as-zero.xlsx": lambda: xlsx_with(2, ["13.2", ("=SUM(1,2)", 0), 3]),
    "formula-last-column.xlsx": lambda: xlsx(("Rekap", [HEAD[:2], ["13.1", ("=1+2", "")]])),
    "formula-code.xlsx": lambda: xlsx_with(2, [("=A2", ""), 2.5, 3]),
    "formula-maximum.xlsx": lambda: xlsx_with(2, ["13.2", 2.5, ("=1+2", "")]),
    "error-value.xlsx": lambda: xlsx_with(2, ["13.2", ("=ZZ9", "#REF!"), 3]),
    "code-as-number-twice.xlsx": lambda: xlsx(("Rekap", [HEAD, [14.1, 2, 3], [14.2, 3, 3], [14.10, 2, 3]])),
    "code-as-date.xlsx": lambda: xlsx_with(2, [datetime.date(2024, 2, 13), 2.5, 3]),
    "points-as-date.xlsx": lambda: xlsx_with(2, ["13.2", datetime.date(2024, 5, 2), 3]),
    "points-true.xlsx": lambda: xlsx_with(2, ["13.2", True, 3]),
    "header-merged.xlsx": lambda: xlsx(("Rekap", sound(0, ["kode", "Nilai", None])), after=merged_header),
    "hidden-sheet.xlsx": lambda: xlsx(("Rekap", SOUND), ("Daftar", [["Ya"], ["Tidak"]]), after=hidden),
    "notes-sheet.xlsx": lambda: xlsx(("Rekap", SOUND), ("Petunjuk", [["1", "Isi kolom nilai"], ["2", "Simpan"]])),
    "answers-without-header.xlsx": lambda: xlsx(("Rekap", SOUND[:4]), ("Lanjutan", SOUND[4:])),
    "same-sheet-twice.xlsx": lambda: xlsx(("Rekap", SOUND), ("Salinan", SOUND)),
    "far-away-cell.xlsx": lambda: in_sheet(lambda xml: xml.replace(b'r="C7"', b'r="XFD1048576"')),
    "empty.xlsx": lambda: xlsx(("Rekap", [])),
    "password.xlsx": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "old.xls": lambda: OLE + "Workbook".encode("utf-16-le"),
    "renamed-old.xlsx": lambda: OLE + "Workbook".encode("utf-16-le"),
    "document.xlsx": lambda: packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "mimetype": ""}),
    "renamed.csv": lambda: xlsx(("Rekap", SOUND)),
    "noise.csv": lambda: bytes([0x81, 0x8D, 0x8F]) * 20,
    "zeros.csv": lambda: bytes([1, 0, 0, 0]) * 20,
    "cut.xlsx": lambda: in_sheet(lambda xml: xml[: len(xml) // 2]),
    "doctype.xlsx": lambda: in_sheet(
        lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY y "z">]><worksheet', 1)
    ),
    "odd-address.xlsx": lambda: in_sheet(lambda xml: xml.replace(b'r="C7"', b'r="ZZZZZZZ99999999999"')),
    "bomb.xlsx": bomb,
    "repeated-string.xlsx": repeated_string,
    "formula.ods": lambda: ods(("Rekap", sound(2, ["13.2", FORMULA, 3]))),
    "error-value.ods": lambda: ods(("Rekap", sound(2, ["13.2", ERROR, 3]))),
    "header-merged.ods": lambda: ods(("Rekap", sound(0, ["kode", WIDE]))),
    "password.ods": lambda: ods(("Rekap", SOUND), manifest=SECRET),
    "repeated.ods": lambda: ods(("Rekap", [HEAD, MANY])),
    "no-content.ods": lambda: packed({"mimetype": ODS_TYPE}),
}
