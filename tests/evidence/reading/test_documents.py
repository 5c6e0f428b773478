"""What PDFs, office documents and texts are measured to be; pictures inside; a few that mean harm."""

import io
from datetime import UTC, datetime

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from benchmarks.evidence.documents import XML, docx, made, opened, pages_of, pdf, pptx, xlsx, zipped
from kla_lib.evidence.reading.office import measure_office
from kla_lib.evidence.reading.pdf import READ_PAGES, measure_pdf
from kla_lib.evidence.reading.picture import MOST_PICTURES
from tests.evidence.reading.hostile import FILES
from tests.evidence.reading.made import pdf as raw_pdf


def many_rows():
    return "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/><c r="C{n}" s="1"/></row>' for n in range(900_000)
    )


PAGES = pages_of("{kop2}\nPekanbaru, 2 Mei 2024\nNomor : 1\nKepada Yth.\n{isi}\\f{cite}")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def photo(width=640, height=480, seed=1):
    image = Image.effect_noise((width, height), 60 + seed).convert("RGB")
    ImageDraw.Draw(image).ellipse((seed * 10, 20, 200, 240), fill=(200, 30, 90))
    return image


def scanned(pages=1, text="", turn=0):
    """A PDF as a scanner makes it: a picture over the whole page, perhaps with text behind it, the page turned."""
    book = FPDF(unit="pt", format="A4")
    sheet = Image.new("L", (1240, 1754), 250)
    ImageDraw.Draw(sheet).text((200, 300), "Ditetapkan di Contoh", fill=0)
    for _ in range(pages):
        book.add_page()
        if text:
            book.set_font("Helvetica", size=9)
            book.multi_cell(0, 12, text)
        book.image(sheet, x=0, y=0, w=595, h=842)
    return (
        bytes(book.output()).replace(b"/Type /Page\n", b"/Type /Page\n/Rotate %d\n" % turn)
        if turn
        else bytes(book.output())
    )


def png(image):
    memory = io.BytesIO()
    image.save(memory, "PNG")
    return memory.getvalue()


@pytest.fixture
def measure(tmp_path):
    """Measure bytes as what they are called."""

    def measured(data, content="pdf"):
        path = tmp_path / "bukti"
        path.write_bytes(data)
        return measure_pdf(path) if content == "pdf" else measure_office(path, content)

    return measured


def test_a_pdf_of_text(measure):
    found = measure(pdf(PAGES, created=datetime(2024, 6, 1, tzinfo=UTC)))
    assert (found.state, found.detail, found.pages, found.pictures) == ("ok", "", 2, ())
    assert found.letters > 500 and len(found.text_print) == 32 and [page for page, _ in found.page_prints] == [1, 2]
    assert (found.dates[0].day, found.dates[0].sure, found.dates[0].page) == ("2024-05-02", "high", 1)
    assert ("2024-06-01", "metadata", "low") in [(d.day, d.role, d.sure) for d in found.dates]


def test_the_same_file_is_measured_the_same(measure):
    data = pdf(PAGES, pictures=[(0, photo(), 300)])
    assert measure(data) == measure(data)


@pytest.mark.parametrize(
    ("change", "state", "detail"),
    [
        (lambda d: d[: len(d) // 2], "truncated", "pdf"),
        (lambda d: b"%PDF-1.7\n" + b"x" * 400, "truncated", "pdf"),
        (lambda d: b"%PDF-1.7\n" + b"x" * 400 + b"\n%%EOF", "unreadable", "pdf"),
        (lambda d: pdf(PAGES, password="rahasia"), "encrypted", "password"),
        (lambda d: d.replace(b"/Count 2", b"/Count 0").replace(b"/Kids", b"/Xids"), "unreadable", "pdf"),
        (lambda d: pdf(["x"] * (READ_PAGES + 1)), "ok", "pages_left_out"),
    ],
)
def test_pdfs_that_cannot_be_read_whole(measure, change, state, detail):
    found = measure(change(pdf(PAGES)))
    assert (found.state, found.detail) == (state, detail)


def test_a_broken_file_after_a_locked_one_is_not_called_locked(measure):
    broken = FILES["no-pages.pdf"]()
    assert measure(pdf(PAGES, password="rahasia")).state == "encrypted"
    assert measure(broken).state == "unreadable"
    assert measure(pdf(PAGES, password="rahasia")).state == "encrypted"


def test_a_scan_is_a_picture_of_its_page(measure):
    found = measure(scanned(3))
    assert [(p.page, p.width, p.height) for p in found.pictures] == [(n, 1240, 1754) for n in (1, 2, 3)]
    assert found.letters == 0 and found.text_print == ""


def test_a_scan_with_recognised_text_is_both(measure):
    found = measure(scanned(text="\n".join(PAGES[:1])))
    assert len(found.pictures) == 1 and found.dates[0].day == "2024-05-02"


def test_photographs_are_found_and_logos_are_not(measure):
    found = measure(pdf(PAGES, pictures=[(0, photo(), 300), (1, photo(seed=2), 50), (1, photo(100, 100), 200)]))
    assert [(p.page, p.width, p.height) for p in found.pictures] == [(1, 640, 480)]


def test_a_jpeg_inside_is_told_as_it_is_stored(measure):
    memory = io.BytesIO()
    photo(3000, 2000).save(memory, "JPEG")
    (picture,) = measure(pdf(PAGES[:1], pictures=[(0, memory, 300)])).pictures
    assert (picture.width, picture.height) == (3000, 2000)


def test_pictures_beyond_the_limit_are_said_to_be_left_out(measure):
    many = [(0, photo(200, 200, seed=n % 9), 110) for n in range(MOST_PICTURES + 2)]
    found = measure(pdf(PAGES[:1], pictures=many))
    assert (len(found.pictures), found.detail) == (MOST_PICTURES, "pictures_left_out")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_of_text_that_lies_on_its_side_is_told(measure, turn):
    book = FPDF(unit="pt", format="A4")
    book.add_page()
    book.set_font("Helvetica", size=10)
    with book.rotation(-turn, x=297, y=421):
        for line in range(12):
            book.text(150, 250 + 20 * line, "Ditetapkan di Pekanbaru pada tanggal 5 Maret 2024")
    assert [picture.turned for picture in measure(bytes(book.output())).pictures] == ([turn] if turn else [])


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv"])
def test_every_kind_gives_its_text(measure, kind):
    found = measure(made(kind, PAGES), {"txt": "text"}.get(kind, kind))
    assert (found.state, found.detail, found.pages) == ("ok", "", 1 if kind == "odt" else 2)
    assert found.dates[0].day == "2024-05-02" and found.letters > 500


def test_dates_of_cells_are_dates_and_cores_are_metadata(measure):
    import xlsxwriter

    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd mmmm yyyy"})
        sheet.write(0, 0, "Tanggal :")
        sheet.write_datetime(0, 1, datetime(2024, 3, 5), day)
        sheet.write(1, 0, 45356)
    assert [(d.day, d.role) for d in measure(memory.getvalue(), "xlsx").dates if d.role != "metadata"] == [
        ("2024-03-05", "own")
    ]
    found = measure(docx(["kosong"], core="2023-01-02T03:04:05Z"), "docx")
    assert [(d.day, d.role, d.sure) for d in found.dates] == [("2023-01-02", "metadata", "low")]


def test_pictures_of_a_docx_are_found_and_its_logo_is_not(measure):
    found = measure(docx(PAGES, pictures=[(png(photo()), 300), (png(photo(400, 400)), 40)]), "docx")
    assert [(p.width, p.height) for p in found.pictures] == [(640, 480)]


@pytest.mark.parametrize(
    ("data", "content", "state", "detail"),
    [
        (docx(PAGES)[:-40], "docx", "truncated", "zip"),
        (docx(PAGES)[: len(docx(PAGES)) // 2], "docx", "truncated", "zip"),
        (lambda: docx(PAGES, extra={"word/bomb.xml": b" " * 70_000_000}), "docx", "hostile", "bomb"),
        (lambda: zipped({"xl/worksheets/sheet1.xml": f"<a>{many_rows()}</a>"}), "xlsx", "too_large", "size"),
        (docx(PAGES, extra={"word/x.xml": XML + LAUGHS}), "docx", "hostile", "entities"),
        (zipped({"word/document.xml": XML + LAUGHS + "<a>&b;</a>"}), "docx", "hostile", "entities"),
        (docx(PAGES, extra={"word/vbaProject.bin": b"x"}), "docx", "ok", "macros"),
        (zipped({"xl/worksheets/sheet1.xml": "<a/>", "xl/externalLinks/e.xml": "<a/>"}), "xlsx", "ok", "outside_links"),
        (zipped({"word/document.xml": "<a><b></a>"}), "docx", "unreadable", "xml"),
        (zipped({"other.xml": "<a/>"}), "docx", "unreadable", "no_body"),
        (zipped({"other.xml": "<a/>"}), "pptx", "unreadable", "no_body"),
        (zipped({"content.xml": "<a/>", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "odt", "encrypted", "password"),
        (b"abc\0def", "text", "unreadable", "no_text"),
        (b" \n\t ", "text", "empty", "no_text"),
        (docx([""]), "docx", "empty", "no_text"),
        (xlsx([""]), "xlsx", "empty", "no_text"),
        (pdf([""]), "pdf", "empty", "no_text"),
        (docx([""], pictures=[(png(photo()), 300)]), "docx", "ok", ""),
        (pdf([""], pictures=[(0, photo(100, 100), 200)]), "pdf", "ok", ""),
        (docx(["Link bukti: https://contoh.invalid/a/b"]), "docx", "not_a_file", "only_link"),
        (pdf(["Link bukti: https://contoh.invalid/a/b"]), "pdf", "not_a_file", "only_link"),
        (b"a" * 5_000_001, "text", "ok", "text_cut"),
    ],
)  # fmt: skip
def test_documents_with_something_wrong(measure, data, content, state, detail):
    found = measure(data() if callable(data) else data, content)  # the large ones are made here
    assert (found.state, found.detail) == (state, detail)


def test_a_picture_bomb_inside_is_passed_over(measure):
    bomb = png(Image.new("1", (20_000, 20_000)))
    assert measure(docx(PAGES, pictures=[(bomb, 300), (b"no picture", 300)]), "docx").pictures == ()


def test_personal_data_leaves_as_a_kind_alone(measure):
    text = "DAFTAR ANAK\nNama : Anak Contoh\nNIK 9799990505120001\nlahir di Siak, 5 Mei 2012\nHP 081200000000"
    for data, content in ((pdf([text]), "pdf"), (docx([text]), "docx"), (opened("odt", [text]), "odt")):
        found = measure(data, content)
        assert found.personal == ("nik", "birth", "phone")
        assert "9799990505120001" not in repr(found) and "Contoh" not in repr(found)


def test_slides_and_sheets_are_pages(measure):
    assert [measure(pptx(["a", "b", "c"]), "pptx").pages, measure(xlsx(["a", "b"]), "xlsx").pages] == [3, 2]


def slides(*shown, master=False):
    """A presentation of one slide whose picture is shown by these pieces of XML, and perhaps by its master too."""
    link = "<Relationships><Relationship Id='r1' Type='i' Target='../media/a.png'/></Relationships>".replace("'", '"')
    masters = {"ppt/slideMasters/_rels/slideMaster1.xml.rels": link} if master else {}
    return zipped({
        "ppt/slides/slide1.xml": f"{XML}<p:sld xmlns:p='p' xmlns:a='a' xmlns:r='r'><a:t>Paparan</a:t>{''.join(shown)}</p:sld>",
        "ppt/media/a.png": png(photo()), **({"ppt/slides/_rels/slide1.xml.rels": link} if shown else {}), **masters,
    })  # fmt: skip


def shown(points):
    size = f'<a:ext cx="{points * 12_700}" cy="{points * 12_700}"/>' if points else ""
    return f'<p:pic><a:blip r:embed="r1"><a:ext uri="x"/></a:blip>{size}</p:pic>'


GROUND = '<p:bg><p:bgPr><a:blip r:embed="r1"/></p:bgPr></p:bg><a:ext cx="9999999" cy="9999999"/>'


@pytest.mark.parametrize(
    ("parts", "master", "count"),
    [
        ([shown(300)], False, 1),
        ([shown(40)], False, 0),
        ([shown(0)], False, 1),
        ([GROUND], False, 0),
        ([], True, 0),
        ([shown(300)], True, 1),
        ([shown(40), shown(300)], False, 1),
        ([GROUND, shown(300)], False, 1),
        ([], False, 1),
    ],
)
def test_the_ground_of_slides_and_a_logo_on_them_are_no_evidence(measure, parts, master, count):
    assert len(measure(slides(*parts, master=master), "pptx").pictures) == count


def test_a_page_of_another_program_is_more_than_nothing(measure):
    found = measure(docx([""], extra={"word/afchunk.mht": "<p>Laporan</p>"}), "docx")
    assert found.state == "ok"


def noted(kind, more=""):
    """A PDF of one page that holds nothing but a note."""
    note = f"<</Type/Annot/Subtype/{kind}/Rect[50 500 500 700]/AP<</N 7 0 R>>{more}>>".encode()
    look = b"<</Type/XObject/Subtype/Form/BBox[0 0 450 200]/Length 63>>stream\n0 0 m 450 200 l 9 w S 450 0 m 0 200 l S 100 50 90 90 re f  \nendstream"
    return raw_pdf({
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[6 0 R]>>", 6: note, 7: look,
    })  # fmt: skip


FILLED = "(Laporan kegiatan Forum Anak Tahun Anggaran 2024)"


@pytest.mark.parametrize(
    ("kind", "more", "state", "letters", "pictures"),
    [
        ("Widget", f"/FT/Tx/T(isi)/V{FILLED}", "ok", 37, 0), ("FreeText", f"/Contents{FILLED}", "ok", 37, 0),
        ("Stamp", "", "ok", 0, 1), ("Link", "", "empty", 0, 0), ("Popup", f"/Contents{FILLED}", "empty", 0, 0),
        ("Widget", f"/FT/Tx/T(isi)/V({'a' * 9_000})", "ok", 9_000, 0),
    ],
)  # fmt: skip
def test_a_page_may_hold_nothing_but_what_lies_over_it(measure, kind, more, state, letters, pictures):
    found = measure(noted(kind, more))
    assert (found.state, found.letters, len(found.pictures)) == (state, letters, pictures)


def test_names_in_a_map_are_no_links(measure):
    place = "<Placemark><name>RBRA</name><coordinates>101.4,0.5</coordinates></Placemark>"
    data = f'{XML}<kml xmlns="http://contoh.invalid/kml/2.2">{place}</kml>'.encode()
    assert measure(data, "text").state == "ok"
