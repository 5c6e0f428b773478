"""Made-up documents of given pages, for tests and benchmarks: PDF, DOCX, XLSX, PPTX, OpenDocument and plain texts."""

import csv
import io
import zipfile
from functools import cache
from html import escape
from pathlib import Path

import xlsxwriter
from fpdf import FPDF

CASES = Path(__file__).parents[2] / "tests/evidence/reading/cases"
SUFFIXES = {"txt": "text"}
XML = '<?xml version="1.0" encoding="UTF-8"?>'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DRAWING = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
OPEN = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
OPEN += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
FONTS = ("Helvetica", "Times", "Courier")


@cache
def pieces():
    with (CASES / "pieces.csv").open(encoding="utf-8") as table:
        return {row["piece"]: row["text"] for row in csv.DictReader(table)}


def pages_of(text):
    """The pages of a case: ``{piece}`` stands for a letter head or a paragraph of pieces.csv."""
    for name, piece in pieces().items():
        text = text.replace("{" + name + "}", piece)
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\f").split("\f")


def zipped(parts):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return memory.getvalue()


def pdf(pages, font=0, size=11, pictures=(), turn=0, password="", created=None):
    """A PDF as a word processor prints one; ``pictures`` are (page from 0, image, width in points)."""
    book = FPDF(unit="pt", format="A4")
    book.set_creation_date(created) if created else None
    if password:
        book.set_encryption(owner_password="x" + password, user_password=password)
    for number, text in enumerate(pages):
        book.add_page()
        book.set_font(FONTS[font % 3], size=size)
        for line in text.split("\n"):
            book.multi_cell(0, size * 1.3, line.replace("\t", "      "), new_x="LMARGIN", new_y="NEXT")
        for page, image, width in pictures:
            if page == number:
                book.image(image, w=width)
    data = bytes(book.output())
    return data


def docx(pages, pictures=(), core="", extra=None):
    """A DOCX of paragraphs; ``pictures`` are (bytes of a PNG, width in points)."""
    runs = []
    for number, page in enumerate(pages):
        lines = [f"<w:p>{_runs(line)}</w:p>" for line in page.split("\n")]
        turn = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' if number else ""
        runs.append(turn + "".join(lines))
    for at, (_, width) in enumerate(pictures):
        emu = int(width * 12_700)
        runs.append(
            f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{emu}" cy="{emu}"/><a:blip r:embed="rId{at}"/></wp:inline></w:drawing></w:r></w:p>'
        )
    links = "".join(f'<Relationship Id="rId{n}" Type="image" Target="media/p{n}.png"/>' for n in range(len(pictures)))
    parts = {
        "[Content_Types].xml": f'{XML}<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "word/document.xml": f"{XML}<w:document {WORD} {DRAWING}><w:body>{''.join(runs)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"{XML}<Relationships>{links}</Relationships>",
        **{f"word/media/p{n}.png": data for n, (data, _) in enumerate(pictures)},
    }
    if core:
        parts["docProps/core.xml"] = (
            f'{XML}<c xmlns:dcterms="d"><dcterms:created>{core}</dcterms:created><dcterms:modified>{core}</dcterms:modified></c>'
        )
    return zipped(parts | (extra or {}))


def _runs(line):
    """A line in several runs, as Word cuts them, with its tabulators."""
    half = len(line) // 2
    return "".join(
        "<w:r>"
        + "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(text)}</w:t>' for text in part.split("\t"))
        + "</w:r>"
        for part in (line[:half], line[half:])
    )


def xlsx(pages):
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        for page in pages:
            sheet = book.add_worksheet()
            for row, line in enumerate(page.split("\n")):
                for column, value in enumerate(line.split("\t")):
                    sheet.write(row, column, float(value) if value.isdigit() else value)
    return memory.getvalue()


def pptx(pages):
    slides = {
        f"ppt/slides/slide{n}.xml": f"{XML}<p:sld xmlns:p='p' {DRAWING}>"
        + "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in page.split("\n"))
        + "</p:sld>"
        for n, page in enumerate(pages, start=1)
    }
    return zipped({"[Content_Types].xml": f"{XML}<Types>presentationml</Types>", **slides})


def opened(kind, pages):
    """ODT, ODS or ODP."""
    office = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[kind]
    body = "".join({"odt": _odt, "ods": _ods, "odp": _odp}[kind](page.split("\n")) for page in pages)
    content = f"{XML}<office:document-content {OPEN}><office:body><office:{office}>{body}</office:{office}></office:body></office:document-content>"
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{office}", "content.xml": content})


def _odt(lines):
    return "".join(f"<text:p>{escape(line).replace(chr(9), '<text:tab/>')}</text:p>" for line in lines)


def _ods(lines):
    cells = ("".join(f"<table:table-cell>{_odt([v])}</table:table-cell>" for v in line.split("\t")) for line in lines)
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return f'<table:table table:name="A">{rows}</table:table>'


def _odp(lines):
    return f"<draw:page>{_odt(lines)}</draw:page>"


def made(kind, pages, number=0):
    """The bytes of a document of a kind, its look varied by ``number``."""
    if kind == "pdf":
        return pdf(pages, font=number, size=10 + number % 3)
    if kind in ("odt", "ods", "odp"):
        return opened(kind, pages)
    if kind in ("txt", "csv"):
        return "\f".join(pages).encode("utf-8")
    return {"docx": docx, "xlsx": xlsx, "pptx": pptx}[kind](pages)
