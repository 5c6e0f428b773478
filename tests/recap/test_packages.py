"""Workbooks that are written oddly and are honest: whatever an office program opens is read, and never called broken."""

import io
import re
import zipfile

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.recap.sheets import read_sheets
from kla_lib.recap.sniff import sniff
from tests.recap.workbooks import SOUND, changed, ods, packed, xlsx

XLSX, ODS = xlsx(("Rekap", SOUND)), ods(("Rekap", SOUND))
UTF_16 = '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'.encode("utf-16")
DOCTYPE = b'<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'


def renamed(data, change):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({change(name): archive.read(name) for name in archive.namelist()})


def added(data, members):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({**{name: archive.read(name) for name in archive.namelist()}, **members})


def without(data, member):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist() if name != member})


def in_utf_16(xml):
    return xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")


def in_latin_1(xml):
    return xml.decode().replace("UTF-8", "ISO-8859-1", 1).encode("latin-1")


def extra_sheet(xml):
    return xml.replace(b"</sheets>", b'<sheet name="Modul" sheetId="9" r:id=""/></sheets>')


def whole_lines(xml):
    ranges = b'<mergeCells count="2"><mergeCell ref="E:F"/><mergeCell ref="20:21"/></mergeCells>'
    return xml.replace(b"</sheetData>", b"</sheetData>" + ranges)


def at_the_root(data):
    """The workbook not in a folder xl, as some exports write it."""
    data = renamed(data, lambda name: name.removeprefix("xl/"))
    return changed(data, "_rels/.rels", lambda xml: xml.replace(b"xl/workbook.xml", b"workbook.xml"))


HONEST = {
    "at-the-root.xlsx": at_the_root(XLSX),
    "whole-columns-merged.xlsx": changed(XLSX, "xl/worksheets/sheet1.xml", whole_lines),
    "power-query.xlsx": added(XLSX, {"customXml/item1.xml": UTF_16}),
    "broken-part-beside.xlsx": added(XLSX, {"xl/slicers/slicer1.xml": b"<a><b></a>", "xl/connections.xml": UTF_16}),
    "signed.xlsx": added(XLSX, {"_xmlsignatures/sig1.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}),
    "backslashes.xlsx": renamed(XLSX, lambda name: name.replace("/", "\\")),
    "small-letters.xlsx": renamed(XLSX, lambda name: name.replace("sharedStrings", "sharedstrings").replace("[C", "[c")),
    "utf-16.xlsx": changed(XLSX, "xl/worksheets/sheet1.xml", in_utf_16),
    "latin-1.xlsx": changed(XLSX, "xl/sharedStrings.xml", in_latin_1),
    "module.xlsx": changed(XLSX, "xl/workbook.xml", extra_sheet),
    "document-type.ods": changed(ODS, "content.xml", lambda xml: DOCTYPE + xml),
    "no-mimetype.ods": without(changed(ODS, "META-INF/manifest.xml", lambda xml: xml.replace(
        b"</m:manifest>", b'<m:file-entry m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>')), "mimetype"),
    "indented.ods": changed(ODS, "content.xml", lambda xml: re.sub(rb"(<table:table-(?:row|cell))", rb"\n  \1", xml)),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_honest_packages_are_read(name):
    sheets, problems = read_sheets(sniff(HONEST[name], name), ())
    assert problems == [] and [[cell.text for cell in row] for row in sheets[0].rows] == [
        [str(value) for value in row] for row in SOUND
    ]


def test_only_the_members_that_are_measured_reach_the_reader(monkeypatch):
    """A second table of texts under other letters is no way around the limits."""
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        texts = archive.read("xl/sharedStrings.xml")
    with pytest.raises(InputFault, match="rusak"):
        sniff(added(XLSX, {"xl/SHAREDSTRINGS.xml": texts + b" "}), "rekap.xlsx")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (packed({"dinkes.xlsx": XLSX, "dinsos.xlsx": XLSX}), "file_archive"),
        (packed({"foto.jpg": b"x"}), "file_archive"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "file_archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "file_archive"),
        (packed({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}), "file_not_workbook"),
        (packed({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}), "file_not_workbook"),
    ],
    ids=["zip of forms", "zip of pictures", "rar", "7z", "xlsb", "numbers"],
)
def test_what_is_no_workbook_is_named(data, kind):
    with pytest.raises(InputFault) as fault:
        sniff(data, "kiriman.zip")
    assert [p.kind for p in fault.value.problems] == [kind]


def test_an_archive_among_recaps_is_to_be_unpacked(tmp_path, read):
    (tmp_path / "rekap.zip").write_bytes(packed({"rekap.xlsx": XLSX}))
    (tmp_path / "rekap.xlsx").write_bytes(XLSX)
    recap = read(tmp_path / "rekap.xlsx", tmp_path / "rekap.zip")
    assert [(p.kind, p.where.file, p.severity) for p in recap.problems] == [("file_other", "rekap.zip", "warning")]
    assert "ekstrak" in recap.problems[0].remedy("id")


@pytest.mark.parametrize(
    ("text", "told", "codes"),
    [
        ("kode;nilai;catatan\n13.1;3;\"a\n13.2;2;b\n13.3;3;\"c\"\n", [("csv_broken", "A2")], []),
        ("kode;nilai;catatan\n13.1;3;\"a\n13.2;2;b\n13.3;3;c\"\n13.4;1;d\n", [("csv_broken", "A2")], []),
        ("kode;nilai;catatan\n13.1;3;\"rapat\n1. satu; dua\nakhir\"\n13.2;2;b\n", [], ["13.1", "13.2"]),
        ("kode;nilai\n\n;\n13.1;3\n;;;;\n\n", [], ["13.1"]),
        ("kode,nilai,catatan\n13.1,12,5,\n", [("csv_width", "D2")], []),
        (f"kode;nilai{';' * 300}\n" + "".join(f"13.{n};3{';' * 300}\n" for n in range(1, 7)), [], [f"13.{n}" for n in range(1, 7)]),
        ("kode;nilai\n13.1;3\n" + ";\n" * 20_000 + "13.2;2\n", [("sheet_large", "")], []),
    ],
    ids=["quote never closed", "quote closed rows later", "honest note of lines", "blank rows", "one cell too many", "wide", "far below"],
)  # fmt: skip
def test_csv(text, told, codes, recap_of):
    recap = recap_of(text)
    assert [(p.kind, p.where.cell) for p in recap.problems] == told
    assert recap.answers["code"].to_list() == codes
