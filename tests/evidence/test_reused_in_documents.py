"""Pictures that two documents share: photographs are found, letterheads, backgrounds and emblems are not accused. All made up."""

import io
import zipfile

import numpy as np
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from kla_lib.evidence.alike.pictures import picture_twins
from kla_lib.evidence.limits import is_design
from kla_lib.evidence.model import EvidenceFile, Scan
from kla_lib.evidence.reading.office import measure_office
from kla_lib.evidence.reading.pdf import measure_pdf
from tests.evidence.photos import photo

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def person(seed):
    """A person before a bright wall: open ground on three or four sides, light that changes, a camera's noise."""
    rng = np.random.default_rng(seed)
    wall = (
        225
        + np.linspace(-12, 12, 800)[None, :, None]
        + np.linspace(9, -9, 600)[:, None, None]
        + np.zeros((600, 800, 3))
    )
    mask = Image.new("L", (800, 600))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((330, 110, 470, 270), fill=255)
    draw.rounded_rectangle((270, 260, 530, 640), 60, fill=255)
    share = np.asarray(mask)[..., None] / 255
    mixed = wall * (1 - share) + np.asarray(photo(seed, (800, 600)).convert("RGB")) * share
    return Image.fromarray(np.clip(mixed + rng.normal(0, 2.5, (600, 800, 1)), 0, 255).astype(np.uint8))


def banner(seed):
    """The head of an office's letters: its name and shapes on a ground whose colour changes."""
    ground = np.linspace(60, 190, 1500)[None, :, None] * np.array([1.0, 0.8, 0.6]) + np.zeros((420, 1500, 3))
    image = Image.fromarray(ground.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for x, y, side in np.random.default_rng(seed).integers(20, 400, (14, 3)):
        draw.ellipse((3 * x, y, 3 * x + side, y + side), outline=(250, 240, int(side) % 256), width=9)
    return image


def jpeg(image, quality=88):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def opened(image, words, where="body", side=9.0, folder="Pictures", kind="text", quality=88):
    """An OpenDocument file with a picture in its body, in its head, or as the background of its slides."""
    name = f"{folder}/gambar.jpeg"
    frame = (
        f'<draw:frame svg:width="{side * image.width / image.height:.2f}cm" svg:height="{side}cm">'
        f'<draw:image xlink:href="{name}"/></draw:frame>'
    )
    fill = f'<draw:fill-image draw:name="Latar" xlink:href="{name}"/><style:style><style:drawing-page-properties draw:fill-image-name="Latar"/></style:style>'
    head = {"head": f"<style:header><text:p>{frame}</text:p></style:header>", "ground": fill}.get(where, "")
    body = f"<text:p>{frame if where == 'body' else ''}</text:p><text:p>{words}</text:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODF}><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        archive.writestr("styles.xml", f"<office:document-styles {ODF}>{head}</office:document-styles>")
        archive.writestr(name, jpeg(image, quality))
    return out.getvalue()


def pdf(image, words, side, quality=88):
    book = FPDF(unit="cm", format="A4")
    book.add_page()
    book.image(io.BytesIO(jpeg(image, quality)), x=2, y=2, h=side)
    book.set_font("Helvetica", size=11)
    book.set_xy(2, 14)
    book.multi_cell(0, 0.6, words * 4)
    return bytes(book.output())


def shared(tmp_path, *files):
    """Whether two documents are the same by a picture: for sure, or only alike by design; None where they are not."""
    measured = {}
    for number, (content, data) in enumerate(files):
        path = tmp_path / f"{number}.{content}"
        path.write_bytes(data)
        measured[str(number)] = measure_pdf(path) if content == "pdf" else measure_office(path, content)
    scan = Scan(tuple(EvidenceFile(f"{key}", "1", key) for key in measured), measured)
    if not picture_twins(scan):
        return None
    return "alike" if all(is_design(one.pictures[0]) for one in measured.values()) else "same"


WORDS = (
    "Rekaan: laporan kegiatan forum anak daerah dengan dua puluh empat peserta. ",
    "Rekaan: notula rapat gugus tugas kota. ",
)


@pytest.mark.parametrize("seed", [3, 5])
@pytest.mark.parametrize("folder", ["Pictures", "media"])  # as LibreOffice and as Word name it
def test_a_person_before_a_wall_is_found_again(tmp_path, seed, folder):
    image = person(seed)
    first, second = opened(image, WORDS[0], folder=folder), pdf(image.resize((640, 480)), WORDS[1], 9, quality=75)
    assert shared(tmp_path, ("odt", first), ("pdf", second)) == "same"


def test_a_small_photograph_of_a_person_is_at_least_pointed_out(tmp_path):
    image = person(3)
    first, second = opened(image, WORDS[0], side=5.5), pdf(image, WORDS[1], 5.5)
    assert shared(tmp_path, ("odt", first), ("pdf", second)) in ("alike", "same")


@pytest.mark.parametrize(("where", "content", "kind"), [("head", "odt", "text"), ("head", "odp", "presentation"), ("ground", "odp", "presentation")])  # fmt: skip
@pytest.mark.parametrize("make", [photo, banner])
def test_what_a_template_shows_on_every_page_is_no_evidence(tmp_path, where, content, kind, make):
    files = [
        (content, opened(make(4), words, where, kind=kind, quality=quality))
        for words, quality in zip(WORDS, (88, 75), strict=True)
    ]
    assert shared(tmp_path, *files) is None


def test_a_letterhead_in_the_text_is_alike_at_most(tmp_path):
    first, second = opened(banner(4), WORDS[0], side=4), pdf(banner(4), WORDS[1], 4, quality=75)
    assert shared(tmp_path, ("odt", first), ("pdf", second)) in (None, "alike")


def test_a_small_logo_of_an_open_document_is_left_out(tmp_path):
    files = [("odt", opened(photo(6, (400, 400)), words, side=2.5)) for words in WORDS]
    assert shared(tmp_path, *files) is None
