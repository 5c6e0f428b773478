"""Files that common programs open whole are not accused; each is one example of a kind seen in public test folders.

The other half of each kind, what really is cut, wrong or dangerous, stands beside it.
"""

import io
import zipfile
from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.evidence.documents import docx, made, pdf
from kla_lib.evidence.findings import is_rejected
from kla_lib.evidence.judge_files import file_findings
from kla_lib.evidence.model import EvidenceFile, EvidenceToJudge, Scan
from kla_lib.evidence.reading.measure import measure
from kla_lib.instrument.editions import folder_of, load
from tests.evidence.reading.made import ole, picture

OUTSIDE = Path(__file__).parents[2] / "data/outside/evidence"
PAGES = ["Laporan pelaksanaan forum anak kecamatan (rekaan), dengan 24 peserta dari 12 kelurahan dan sekolah."]
MANIFEST = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
MATH = '<!DOCTYPE math:math PUBLIC "-//OpenOffice.org//DTD Modified W3C MathML 1.01//EN" "math.dtd">'
HARMLESS = '<!DOCTYPE w:document [<!ENTITY copy "(c)"><!-- ]> --><!ENTITY dash "-">]>'
EXCEL4 = b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00" + bytes(200)
EXCEL2 = b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(200)


def with_head(data, part, head):
    """An office document with a document type at the head of one part, which is added where there is none."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        body = parts.get(part, b"<a/>")
        declaration, close, rest = body.partition(b"?>") if body.startswith(b"<?xml") else (b"", b"", body)
        parts[part] = declaration + close + head.encode() + rest
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def renamed(data, names):
    """A package whose parts are called otherwise, also in its list of types."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in names.items():
                content = content.replace(f'PartName="/{before}"'.encode(), f'PartName="/{after}"'.encode())
            new.writestr(names.get(name, name), content)
    return out.getvalue()


PHOTO = Image.open(io.BytesIO(picture("png", (640, 480)))).convert("RGB")


def jpeg(**options):
    out = io.BytesIO()
    PHOTO.save(out, "JPEG", quality=85, **options)
    return out.getvalue()


def without_table(data):
    """A PDF without its end mark and the table before it."""
    return data[: data.rfind(b"startxref")]


HONEST = {
    "tanpa-akhir.jpg": (jpeg()[:-2], "jpeg"),
    "tanpa-akhir-bertahap.jpg": (jpeg(progressive=True)[:-2], "jpeg"),
    "ekor-nol.jpg": (jpeg() + bytes(100_000), "jpeg"),
    "tanpa-iend.png": (picture("png")[:-12], "png"),
    "kurang-satu.webp": (picture("webp")[:-1], "webp"),
    "kurang-dua.bmp": (picture("bmp")[:-2], "bmp"),
    "tanpa-tanda-akhir.pdf": (pdf(PAGES)[: pdf(PAGES).rfind(b"%%EOF")], "pdf"),
    "tanpa-tabel.pdf": (without_table(pdf(PAGES)), "pdf"),
    "ekor-nol.pdf": (pdf(PAGES) + bytes(200_000), "pdf"),
    "manifest.odt": (with_head(made("odt", PAGES, 0), "META-INF/manifest.xml", MANIFEST), "odt"),
    "rumus.odt": (with_head(made("odt", PAGES, 0), "Object 1/content.xml", MATH), "odt"),
    "entitas-tanpa-isi.docx": (with_head(docx(PAGES), "word/document.xml", HARMLESS), "docx"),
    "bagian-lain.docx": (renamed(docx(PAGES), {"word/document.xml": "word/document2.xml"}), "docx"),
    "lampiran-word.xls": (ole("Workbook", inside={"MBD0001": ("\1CompObj", "WordDocument")}), "xls"),
    "lampiran-excel.doc": (ole("WordDocument", inside={"ObjectPool": ("Workbook",)}), "doc"),
    "lampiran.ppt": (ole("PowerPoint Document", inside={"a": ("WordDocument",), "b": ("Workbook",)}), "ppt"),
    "huruf-besar.xls": (ole("WORKBOOK"), "xls"),
    "powerpoint-4.ppt": (ole("WordDocument", "Book", "PP40"), "ppt"),
    "akhir-dos.csv": (b"kecamatan;anak\r\nSukajadi;12\r\nSenapelan;14\r\n\x1a", "csv"),
    "excel-4.xls": (EXCEL4, "xls"),
    "excel-2.xls": (EXCEL2, "xls"),
    "surel.msg": (ole("__properties_version1.0", inside={"__attach": ("WordDocument", "Workbook")}), "foreign"),
    "jadwal.mpp": (ole("Props14", inside={"   114": ("TBkndTask",)}), "foreign"),
    "denah.vsd": (ole("VisioDocument"), "foreign"),
    "poster.pub": (ole("Contents", inside={"Quill": ("QuillSub",)}), "foreign"),
    "surat.wps": (ole("CONTENTS", "MatOST"), "foreign"),
    "surat.hwp": (ole("FileHeader", "DocInfo", inside={"BodyText": ("Section0",)}), "foreign"),
    "lambang.svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "foreign"),
    "kutipan.html": (b"<!-- " + b"lisensi " * 100 + b"-->\n<h1>Berita</h1><p>Pawai anak</p>", "html"),
    "lebar.csv": ("kecamatan;anak\nSukajadi;12\nSenapelan;14\n".encode("utf-16-le"), "csv"),
}
FAULTY = {
    "separuh.jpg": (jpeg()[: len(jpeg()) // 2], "truncated"),
    "sembilan-puluh.jpg": (jpeg()[: len(jpeg()) * 9 // 10], "truncated"),
    "separuh.webp": (picture("webp")[: len(picture("webp")) // 2], "truncated"),
    "separuh.pdf": (pdf(PAGES * 3)[: len(pdf(PAGES * 3)) // 2], "truncated"),
    "luar.odt": (with_head(made("odt", PAGES, 0), "content.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "hostile"),
    "parameter.docx": (with_head(docx(PAGES), "word/document.xml", '<!DOCTYPE a [<!ENTITY % x "y">]>'), "hostile"),
    "berlipat.docx": (with_head(docx(PAGES), "word/x.xml", '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'), "hostile"),
    "tanpa-tutup.docx": (with_head(docx(PAGES), "word/x.xml", '<!DOCTYPE a [<!ENTITY b "ha">'), "hostile"),
    "pemasang.doc": (ole("\u4840", root_class=bytes.fromhex("84100c0000000000c000000000000046")), "hostile"),
    "terkunci.docx": (ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "kosong.pptx": (made("pptx", [""], 0), "empty"),
    "kosong.xlsx": (made("xlsx", [""], 0), "empty"),
}  # fmt: skip


def judged(path, data):
    """What a file is, and the findings by which its points would be at risk."""
    path.write_bytes(data)
    found = measure(path)
    file = EvidenceFile(path.name, "6.5", found.sha256, found.size)
    matter = EvidenceToJudge(Scan((file,), {found.sha256: found}), load(folder_of("2023")))
    return found, [one.kind for one in file_findings(matter, file) if is_rejected(one)]


@pytest.mark.parametrize("name", HONEST)
def test_what_programs_open_whole_is_no_serious_fault(tmp_path, name):
    data, content = HONEST[name]
    found, serious = judged(tmp_path / name, data)
    assert (found.content, found.state, serious) == (content, "ok", [])


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_cut_wrong_or_dangerous_is_still_caught(tmp_path, name):
    data, state = FAULTY[name]
    found, serious = judged(tmp_path / name, data)
    assert found.state == state and serious


def test_an_old_openoffice_document_is_not_dangerous(tmp_path):
    data = (OUTSIDE / "testODFwithOOo3.odt").read_bytes()
    found, serious = judged(tmp_path / "testODFwithOOo3.odt", data)
    assert (found.content, found.state, serious) == ("odt", "ok", []) and found.letters > 100


@pytest.mark.parametrize(
    ("ending", "stream"), list(product(["xls", "doc", "pdf"], ["Workbook", "WordDocument", "VisioDocument"]))
)
def test_another_document_under_a_wrong_ending_is_told(tmp_path, ending, stream):
    right = {"Workbook": "xls", "WordDocument": "doc", "VisioDocument": "vsd"}[stream]
    _, serious = judged(tmp_path / f"berkas.{ending}", ole(stream))
    known = (ending, right) == ("doc", "vsd")  # Word opens documents of some other programs
    assert (serious == []) == (ending == right or known)


def test_a_picture_without_its_end_shows_what_the_whole_shows(tmp_path):
    whole, _ = judged(tmp_path / "utuh.jpg", jpeg())
    cut, _ = judged(tmp_path / "tanpa-akhir.jpg", jpeg()[:-2])
    assert cut.pictures[0].prints == whole.pictures[0].prints
    assert Image.open(tmp_path / "utuh.jpg").size == (cut.pictures[0].width, cut.pictures[0].height)
