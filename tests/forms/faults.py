"""One maker for each named fault of returns/cases.csv: the right return of Disdukcapil with one thing wrong."""

import re

from kla_lib.core.problems import message
from kla_lib.forms.layout import heading
from kla_lib.forms.write.workbook import form_workbook
from kla_lib.local.form_fields import ANSWER_COLUMNS
from tests.forms.filled import form, row
from tests.forms.made import (
    MADE,
    ROLE,
    added,
    at,
    cell_xml,
    cells,
    cut,
    figure,
    in_part,
    in_sheet,
    moved,
    put,
    renamed_sheet,
    right,
    sheet_of,
    sheet_part,
    spare,
    with_sheet,
    without_sheet,
)
from tests.office import packed, parts
from tests.recap.workbooks import OLE, ods, xlsx

HEADINGS = [heading("answers", field, "id") for field in ANSWER_COLUMNS]
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def answers(**cells):
    return put(right(), "Jawaban", **cells)


def cell(code, column, value):
    return answers(**{at(code, column): value})


def answers_of(role):
    """The rows of another office's answers, each answered with yes."""
    return [[node.code, node.label_id, "Ada"] for node in form(role).questions]


def evidence(**cells):
    return put(right(), "Bukti", **cells)


def number(name, column, value):
    return put(right(), "Angka", **{figure(name, column): value})


def identity(key, value):
    keys = list(MADE.identity)
    return put(right(), "_kla", **{f"B{keys.index(key) + 1}": value})


def drop_column(xml, letter):
    """A column deleted: its cells are gone and the others move left."""
    xml = re.sub(rf'<c r="{letter}\d+"[^>]*?(?:/>|>.*?</c>)', "", xml)
    return moved(xml, 1, columns=-1, also=lambda where: where[0] > letter and len(where[0]) == 1)


def next_to(letters, xml, first):
    """An inserted column: what stands right of it moves on."""
    return moved(xml, first, columns=1, also=lambda where: where[0] >= letters and len(where[0]) == 1)


def pasted_lower(xml):
    """Questions pasted one row lower than their codes."""
    first, second = int(at("4.1", "B")[1:]), int(at("4.2", "B")[1:])
    texts = [re.search(rf'<c r="B{n}"[^>]*>.*?</c>', xml)[0] for n in (first, second)]
    return xml.replace(texts[1], texts[0].replace(f'"B{first}"', f'"B{second}"'))


def copied_row(values):
    """The row of question 4.1 once more, below the table, with other contents."""
    base = at("4.1", "A")[1:]
    line = 5 + len(MADE.questions) + 2
    data = right()
    found = re.search(rf'<row r="{base}".*?</row>', sheet_of(data, "Jawaban"))[0]
    again = re.sub(rf'r="([A-Z]*){base}"', rf'r="\g<1>{line}"', found)
    data = in_sheet(data, "Jawaban", lambda xml: xml.replace("</sheetData>", f"{again}</sheetData>"))
    return put(data, "Jawaban", **{f"{column}{line}": value for column, value in values.items()})


def merged(data, sheet, cells):
    tag = f'<mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>'
    return in_sheet(data, sheet, lambda xml: re.sub(r"(</sheetProtection>|<sheetProtection[^>]*/>)", rf"\1{tag}", xml))


def related(data, name, kind, target, sheet="Jawaban"):
    """The workbook with one more relationship of a sheet, and what it points to."""
    link = f'<Relationship Id="rId77" Type="{RELATIONS}/{kind}" Target="{target}"/>'
    rels = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>'
    return added(data, {"xl/worksheets/_rels/sheet2.xml.rels": rels, name: "x"})


def macros():
    link = '<Relationship Id="rId88" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'
    data = in_part(right(), "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", link))
    return added(data, {"xl/vbaProject.bin": b"\xcc\x61"})


def filtered(xml):
    line = at("4.1", "A")[1:]
    xml = xml.replace(f'<row r="{line}"', f'<row hidden="1" r="{line}"')
    return xml.replace("<conditionalFormatting", '<autoFilter ref="A4:K26"/><conditionalFormatting', 1)


def bomb():
    return packed({**parts(right()), "xl/worksheets/sheet2.xml": b" " * 300_000_000})


def entities(xml):
    return xml.replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><worksheet', 1)


def used_rows(xml):
    """A value far below: the sheet is in use to its last row."""
    return xml.replace("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')


def styled_rows(xml):
    """Blank cells with a format to the last row: nothing is in them."""
    return xml.replace("</sheetData>", '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>')


def utf_16():
    """A sheet in the other encoding that XML knows: the reader of values finds nothing in it."""
    xml = sheet_of(right(), "Jawaban").replace("UTF-8", "UTF-16")
    return packed({**parts(right()), sheet_part(right(), "Jawaban"): xml.encode("utf-16")})


def twice(xml):
    """One address, two numbers."""
    found = re.search(rf'<c r="{at("4.1", "F")}".*?</c>', xml)
    return xml.replace(found[0], found[0] + re.sub("<v>.*</v>", "<v>777</v>", found[0]))


def row_twice(xml):
    cell = at("4.1", "F")
    return xml.replace("</sheetData>", f'<row r="{cell[1:]}"><c r="{cell}"><v>777</v></c></row></sheetData>')


def many_sheets(count):
    """Sheets that are all one and the same part: little to pack, much to read."""
    data = right()
    link = re.search(r'<sheet name="Jawaban"[^>]*(r:id="\w+")', parts(data)["xl/workbook.xml"].decode())[1]
    more = "".join(f'<sheet name="x{n}" sheetId="{n}" {link}/>' for n in range(100, 100 + count))
    return in_part(data, "xl/workbook.xml", lambda xml: xml.replace("</sheets>", f"{more}</sheets>"))


def many_merged(xml):
    ranges = "".join(f'<mergeCell ref="M{n}:N{n}"/>' for n in range(1, 10_002))
    return xml.replace("<conditionalFormatting", f"<mergeCells>{ranges}</mergeCells><conditionalFormatting", 1)


def without_identity():
    return without_sheet(right(), "_kla")


def two_identities(value):
    data = right()
    other = sheet_of(data, "_kla")
    return put(with_sheet(data, "lama", other, ' state="hidden"'), "_kla", B1=value)


def csv_export():
    """The sheet of answers saved as CSV by an Indonesian Excel: the identity is lost."""
    lines = ["Disdukcapil;;;", "", "", "Kode;Pertanyaan;Jawaban;Laki-laki;Perempuan;Jumlah;Catatan"]
    return "\r\n".join([*lines, "4.1;;Ada;120;110;230;"]).encode()


def with_last():
    return right(last={"4.1": "8 dari 9 poin (2025)\ncatatan lama"})


def reviewed():
    return form_workbook(form(ROLE, filled=cells()), [("Jawaban", "C10", "x", "y", "z")])


def text_number(number):
    """The question's words of one row by another number in the table of texts."""
    words = re.compile(rf'(<c r="{at("4.1", "B")}"[^>]* t="s"[^>]*><v>)[^<]*')
    return in_sheet(right(), "Jawaban", lambda xml: words.sub(rf"\g<1>{number}", xml))


DINKES_14_1 = f"A{row(form('dinkes'), '14.1')}"
FAULTS = {
    # beside the cells, on sheets that nobody sees, over the words of the period before
    "comment": lambda: right(marks={("Jawaban", at("4.2", "C")): "data menyusul"}),
    "comments-of-ours": lambda: right(
        marks={("Jawaban", at("4.2", "C")): f"Seharusnya: Ada\n\n{message('form_note_end', 'id')}"}
    ),
    "text-beside-the-identity": lambda: put(right(), "_kla", C3="catatan", A40="lain"),
    "text-among-the-lists": lambda: put(right(), "_pilihan", A30="catatan"),
    "text-beside-the-review": lambda: put(reviewed(), "Perlu diperiksa", F5="sudah kami perbaiki"),
    "last-period-overwritten": lambda: put(with_last(), "Jawaban", **{at("4.1", "I"): "9 dari 9 poin (2025)"}),
    "last-period-written-where-none-was": lambda: put(with_last(), "Jawaban", **{at("4.2", "I"): "ada"}),
    "last-period-as-it-was": with_last,
    "last-period-emptied": lambda: put(with_last(), "Jawaban", **{at("4.1", "I"): None}),
    "last-period-without-marks": lambda: put(
        put(with_last(), "_kla", A8=None, B8=None), "Jawaban", **{at("4.2", "I"): "x"}
    ),
    # texts that stand elsewhere
    "text-number-below-zero": lambda: text_number("-1"),
    "text-number-that-is-none": lambda: text_number("1.5"),
    "text-number-of-no-text": lambda: text_number("999999"),
    # whose form it is
    "other-place": lambda: identity("place", "kota-dumai"),
    "other-period": lambda: identity("period", "2025"),
    "other-edition": lambda: identity("edition", "2018"),
    "agency-nobody-knows": lambda: identity("agency", "disdukcapl"),
    "old-form-version": lambda: identity("form_version", "0"),
    "old-layout": lambda: identity("layout_hash", "0" * 64),
    "old-edition-digest": lambda: identity("edition_digest", "1" * 64),
    "identity-emptied": lambda: identity("agency", None),
    "identity-lost": without_identity,
    "two-identities": lambda: two_identities("kota-dumai"),
    "two-equal-identities": lambda: two_identities("kota-pekanbaru"),
    "other-workbook": lambda: xlsx(("Daftar", [["Nama", "Jumlah"], ["Meja", 3]])),
    "empty-form": lambda: form_workbook(form("disdukcapil")),
    "csv-export": csv_export,
    # sheets, rows, columns
    "sheet-renamed": lambda: renamed_sheet(right(), "Jawaban", "Jawaban Disdukcapil (revisi 2)"),
    "sheet-added": lambda: with_sheet(right(), "Tambahan", xlsx_sheet([["catatan kami", 12]])),
    "sheet-of-another-office": lambda: with_sheet(
        right(), "Jawaban (2)", xlsx_sheet([HEADINGS, *answers_of("disdik")])
    ),
    "hidden-sheet-added": lambda: with_sheet(right(), "Rahasia", xlsx_sheet([["x"]]), ' state="hidden"'),
    "rows-inserted-above": lambda: in_sheet(right(), "Jawaban", lambda xml: moved(xml, 1, rows=3)),
    "rows-inserted-inside": lambda: in_sheet(right(), "Jawaban", lambda xml: moved(xml, 11, rows=2)),
    "question-overwritten": lambda: cell("4.1", "B", "Sudah 230 anak"),
    "question-overwritten-old-edition": lambda: put(
        identity("edition_digest", "1" * 64), "Jawaban", **{at("4.1", "B"): "Kalimat edisi lama"}
    ),
    "quantity-overwritten": lambda: number("anak", "B", "Anak usia 0-17"),
    "progress-overwritten": lambda: cell("4.1", "K", "selesai"),
    "column-inserted": lambda: in_sheet(right(), "Jawaban", lambda xml: next_to("D", xml, 1)),
    "column-inserted-with-text": lambda: put(
        in_sheet(right(), "Jawaban", lambda xml: next_to("D", xml, 1)), "Jawaban", D4="Kendala", D10="belum ada dana"
    ),
    "column-deleted": lambda: in_sheet(right(), "Jawaban", lambda xml: drop_column(xml, "G")),
    "column-of-codes-deleted": lambda: in_sheet(right(), "Jawaban", lambda xml: drop_column(xml, "A")),
    "heading-overwritten": lambda: answers(J4="Keterangan"),
    "heading-twice": lambda: answers(L4="Jumlah", L10=99),
    "text-above-the-table": lambda: answers(C2="diisi oleh sekretariat"),
    "text-beside-the-table": lambda: answers(M10="lihat surat kami"),
    "text-below-the-table": lambda: answers(B40="Mengetahui, Kepala Dinas"),
    "text-on-the-guide": lambda: put(right(), "Petunjuk", C3="sudah dibaca"),
    "code-emptied": lambda: cell("4.1", "A", None),
    "code-unknown": lambda: cell("4.1", "A", "4.11"),
    "code-with-spaces": lambda: cell("4.1", "A", " 4.1 "),
    "code-as-number": lambda: cell("4.1", "A", 4.1),
    "code-as-number-unclear": lambda: put(form_workbook(form("dinkes")), "Jawaban", **{DINKES_14_1: 14.1}),
    "code-of-another-agency": lambda: cell("4.1", "A", "13.1"),
    "code-twice-same": lambda: copied_row({}),
    "code-twice-different": lambda: copied_row({"F": 231}),
    "code-twice-one-empty": lambda: copied_row(dict.fromkeys("CDEFGH")),
    "rows-pasted-lower": lambda: in_sheet(right(), "Jawaban", pasted_lower),
    "merged-cells": lambda: merged(answers(**{at("4.2", "C"): None}), "Jawaban", "C10:C11"),
    "hidden-filter": lambda: in_sheet(right(), "Jawaban", filtered),
    "quantity-unknown": lambda: number("anak_kia", "A", "anak_kia_lama"),
    # answers
    "answer-unknown": lambda: cell("4.4", "C", "sudah dilaksanakan"),
    "answer-nearly-right": lambda: cell("4.5", "C", "Belum adda"),
    "answer-in-capitals": lambda: cell("4.4", "C", "ADA "),
    "answer-in-english": lambda: cell("4.4", "C", "In part"),
    "answer-of-another-kind": lambda: cell("1.2a", "C", "Ada"),
    "answer-number": lambda: cell("4.4", "C", 1),
    "answer-true": lambda: cell("4.4", "C", ['<c r="CELL" t="b"><v>1</v></c>']),
    "number-in-a-grey-cell": lambda: cell("4.4", "F", 5),
    # numbers
    "number-with-words": lambda: cell("4.1", "F", "230 anak"),
    "number-about": lambda: cell("4.1", "F", "± 230"),
    "number-a-dash": lambda: cell("4.1", "D", "-"),
    "number-as-text": lambda: cell("4.1", "F", "230"),
    "number-apostrophe": lambda: cell("4.1", "F", "'230"),
    "number-non-breaking-space": lambda: cell("4.1", "F", "\u00a0230\u00a0"),
    "number-thousands-text": lambda: number("penduduk", "F", "1.000"),
    "number-thousands-as-fraction": lambda: number("penduduk", "F", 1.001),
    "number-comma-decimals": lambda: cell("4.1", "F", "230,5"),
    "number-negative": lambda: cell("4.1", "D", -120),
    "number-huge": lambda: number("penduduk", "F", 1e12),
    "number-with-noise": lambda: cell("4.1", "F", 230.00000000000003),
    "number-as-date": lambda: cell("4.1", "D", ['<c r="CELL" t="d"><v>2025-04-29T00:00:00</v></c>']),
    "formula-without-value": lambda: cell("4.1", "F", ("D10+E10", None)),
    "formula-with-value": lambda: cell("4.1", "F", ("D10+E10", 230)),
    "formula-error": lambda: cell("4.1", "F", ("D10/0", "#DIV/0!")),
    "error-in-an-answer": lambda: cell("4.4", "C", ("ZZ9", "#REF!")),
    # percentages
    "percent-with-sign": lambda: cell("4.1", "H", "92%"),
    "percent-with-space-and-sign": lambda: cell("4.1", "H", "92,0 %"),
    "percent-as-share-with-counts": lambda: cell("4.1", "H", 0.92),
    "percent-as-share-alone": lambda: answers(**{at("25.5", "H"): 0.8, at("25.5", "F"): None, at("25.5", "G"): None}),
    "percent-one-alone": lambda: answers(**{at("25.5", "H"): 1, at("25.5", "F"): None, at("25.5", "G"): None}),
    "percent-above-100": lambda: cell("4.1", "H", 920),
    "percent-comma": lambda: cell("4.1", "H", "92,0"),
    "percent-words": lambda: cell("4.1", "H", "sembilan puluh"),
    # days, evidence, notes
    "date-as-text": lambda: evidence(D5="31/12/2024"),
    "date-in-words": lambda: evidence(D5="31 Desember 2024"),
    "date-month-first": lambda: evidence(D5="12/31/2024"),
    "date-year-only": lambda: evidence(D5="2024"),
    "date-serial-number": lambda: evidence(D5=['<c r="CELL"><v>45657</v></c>']),
    "date-long-ago": lambda: evidence(D5="31/12/1924"),
    "date-impossible": lambda: evidence(D5="31/02/2024"),
    "evidence-in-a-spare-row": lambda: evidence(
        **{f"A{spare()}": "4.1", f"B{spare()}": "Foto", f"C{spare()}": "a.jpg"}
    ),
    "evidence-without-code": lambda: evidence(**{f"B{spare()}": "Foto", f"C{spare()}": "a.jpg"}),
    "evidence-with-unknown-code": lambda: evidence(**{f"A{spare()}": "99.9", f"C{spare()}": "a.jpg"}),
    "personal-number-in-a-sheet's-name": lambda: with_sheet(
        right(), "NIK 1471015205900001", xlsx_sheet([["catatan kami"]])
    ),
    "injection-hyperlink": lambda: evidence(C5='=HYPERLINK("http://jahat.example/","klik")'),
    "injection-command": lambda: cell("1.2a", "J", "-2+3+cmd|' /C calc'!A0"),
    "injection-html": lambda: cell("1.2a", "J", "<script>alert(1)</script>"),
    "personal-number-in-a-note": lambda: cell("1.2a", "J", "NIK 1471015205900001"),
    # numbers that contradict one another
    "part-above-whole": lambda: answers(**{at("25.5", "F"): 16, at("25.5", "H"): None}),
    "percent-not-following": lambda: cell("25.5", "H", 35),
    "sexes-not-the-total": lambda: cell("4.1", "D", 121),
    "quantity-part-above-whole": lambda: number("anak_kia", "F", 251),
    "quantity-doubled": lambda: number("anak", "G", 100),
    "quantity-gone": lambda: number("anak_kia", "G", 400),
    "no-with-a-number": lambda: cell("25.5", "C", "Belum ada"),
    "not-applicable-with-a-number": lambda: cell("25.5", "C", "Tidak berlaku"),
    "number-without-answer": lambda: cell("25.5", "C", None),
    # files
    "macro-file.xlsm": macros,
    "external-link": lambda: added(right(), {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}),
    "embedded-object": lambda: related(right(), "xl/embeddings/o.bin", "oleObject", "../embeddings/o.bin"),
    "pasted-picture": lambda: related(right(), "xl/media/i.png", "image", "../media/i.png"),
    "xls-renamed": lambda: OLE + "Workbook".encode("utf-16-le"),
    "ods-renamed": lambda: ods(("Jawaban", [["Kode"]])),
    "csv-renamed": lambda: b"Kode,Jawaban\n4.1,Ada\n",
    "xlsx-renamed.csv": right,
    "password": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "truncated": lambda: cut(right()),
    "zip-bomb": bomb,
    "entity-bomb": lambda: in_sheet(right(), "Jawaban", entities),
    "used-rows": lambda: in_sheet(right(), "Jawaban", used_rows),
    "styled-rows": lambda: in_sheet(right(), "Jawaban", styled_rows),
    "sheet-in-utf-16": utf_16,
    "cell-twice": lambda: in_sheet(right(), "Jawaban", twice),
    "row-twice": lambda: in_sheet(right(), "Jawaban", row_twice),
    "one-part-many-sheets": lambda: many_sheets(2),
    "too-many-sheets": lambda: many_sheets(20_000),
    "too-many-merged-cells": lambda: in_sheet(right(), "Jawaban", many_merged),
    "scan.pdf": lambda: b"%PDF-1.7\n",
    "photo.jpg": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF",
    "letter.docx": lambda: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "endless-notes": lambda: answers(**{f"J{row}": "0812 " * 6_000 for row in range(5, 80)}),
    "no-bytes": lambda: b"",
    "html": lambda: b"<html><table><tr><td>Kode</td></tr></table></html>",
}


def xlsx_sheet(rows):
    """The XML of a sheet."""
    lines = [
        [cell_xml(f"{chr(65 + n)}{line}", value) for n, value in enumerate(row)] for line, row in enumerate(rows, 1)
    ]
    data = "".join(f'<row r="{n}">{"".join(cells)}</row>' for n, cells in enumerate(lines, 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'


def file_name(fault):
    """The name under which a fault comes back."""
    return fault if "." in fault else f"{fault}.csv" if fault == "csv-export" else f"{fault}.xlsx"
