"""The same picture is found again after what people do to it; different ones are never said to be the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from kla_lib.evidence.alike.match import candidates
from kla_lib.evidence.alike.pictures import picture_twins
from kla_lib.evidence.model import Scan
from kla_lib.evidence.reading.prints import INNER, VARIANTS, WHOLE
from tests.evidence.fonts import plain_font
from tests.evidence.photos import in_chat, letter, memo, photo, scan_of, stored

TURN = Image.Transpose


def screenshot(picture: Image.Image) -> Image.Image:
    screen = Image.new("RGB", (720, 1560), "black")
    screen.paste(picture.resize((720, 540)), (0, 510))
    return screen


def chat(picture: Image.Image) -> Image.Image:
    """A screen of a chat: the picture in a bubble, what was written under it, an answer, the line to write in."""
    screen = Image.new("RGB", (720, 1560), (11, 20, 26))
    draw = ImageDraw.Draw(screen)
    for box, shade in (
        ((0, 60, 720, 150), (31, 44, 52)),
        ((40, 290, 680, 860), (32, 44, 51)),
        ((200, 890, 700, 1000), (0, 92, 75)),
    ):
        draw.rounded_rectangle(box, 20, fill=shade)
    screen.paste(picture.resize((600, 450)), (60, 310))
    for x, y, text in (
        (110, 90, "Gugus Tugas"),
        (60, 790, "Foto kegiatan kemarin"),
        (220, 920, "Siap, terima kasih"),
        (60, 1490, "Ketik pesan"),
    ):
        draw.text((x, y), text, fill=(220, 225, 230), font=plain_font(28))
    return screen


CHANGES = {
    "recompressed": lambda p: Image.open(stored(p, quality=25)).convert("RGB"),
    "scaled down": lambda p: p.resize((320, 240)),
    "scaled up": lambda p: p.resize((1200, 900)),
    "squeezed": lambda p: p.resize((800, 500)),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.4),
    "darker": lambda p: ImageEnhance.Brightness(p).enhance(0.6),
    "cut in the middle": lambda p: p.crop((40, 30, 760, 570)),
    "cut aside": lambda p: p.crop((0, 60, 720, 600)),
    "tilted": lambda p: p.rotate(4, Image.Resampling.BICUBIC).crop((50, 38, 750, 562)),
    "a quarter turned": lambda p: p.transpose(TURN.ROTATE_90),
    "upside down": lambda p: p.transpose(TURN.ROTATE_180),
    "mirrored": ImageOps.mirror,
    "grey": lambda p: p.convert("L"),
    "a screenshot": screenshot,
    "sent in a chat": chat,
    "in a chat between messages": in_chat,
    "in a dark chat between messages": lambda p: in_chat(p, dark=True, share=0.6),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_changed_picture_is_found_and_nothing_else_is(seed, change):
    pictures = [photo(seed), photo(11), change(photo(seed)), photo(12), screenshot(photo(13))]
    found = picture_twins(scan_of(pictures))
    assert [(t.first, t.second, t.how) for t in found] == [(0, 2, "same_picture")]
    assert 0 <= found[0].distance <= 0.25


@pytest.mark.parametrize("change", [screenshot, chat], ids=["gallery", "chat"])
def test_two_screens_of_one_picture_are_found(change):
    again = Image.open(stored(change(photo(1)), quality=40)).convert("RGB").resize((540, 1170))
    assert [(t.first, t.second) for t in picture_twins(scan_of([chat(photo(1)), chat(photo(2)), again]))] == [(0, 2)]


def test_a_picture_with_a_plain_side_of_its_own_is_found_in_a_gallery():
    plain = ImageOps.expand(photo(3).crop((0, 0, 800, 440)), (0, 80), (90, 120, 160))
    assert [(t.first, t.second) for t in picture_twins(scan_of([plain, photo(4), screenshot(plain)]))] == [(0, 2)]


def in_fog(picture: Image.Image) -> Image.Image:
    """The picture between a sky and a ground that fade into one pale shade."""
    wide, high = picture.size
    half, fog = Image.linear_gradient("L").resize((wide, high // 2)), Image.new("L", picture.size)
    fog.paste(ImageOps.flip(half), (0, 0))
    fog.paste(half, (0, high - high // 2))
    pale = Image.new("RGB", picture.size, (200, 200, 205))
    return Image.composite(pale, picture, fog.point(lambda shade: min(255, shade * 2)))


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_a_darker_picture_whose_fog_looks_like_bars_is_found(seed):
    foggy = in_fog(photo(seed))
    darker = ImageEnhance.Brightness(foggy).enhance(0.45)
    assert [(t.first, t.second) for t in picture_twins(scan_of([foggy, photo(4), darker]))] == [(0, 2)]


UNALIKE = {
    "photographs": [photo(n) for n in range(20, 40)],
    "letters under one letterhead": [letter(n) for n in range(8)],
    "letters of one office": [memo(n) for n in (22, 25, 5, 6, 2, 11)],
    "blank pages": [Image.new("L", (1000, 1414), shade) for shade in (240, 245, 250, 255)],
    "dark pictures": [Image.new("RGB", (800, 600), (n, n, n)) for n in range(6)],
    "screens of one chat, between messages": [in_chat(photo(n)) for n in range(50, 56)],
    "screens of one chat": [chat(photo(n)) for n in range(20, 28)],
    "one banner": [ImageOps.expand(photo(n), (0, 120, 0, 0), "navy") for n in range(40, 46)],
    "icons": [photo(1).resize((120, 90)), photo(1).resize((100, 75))],
}


@pytest.mark.parametrize("pictures", UNALIKE.values(), ids=UNALIKE)
def test_different_pictures_are_never_told_to_be_the_same(pictures):
    assert picture_twins(scan_of(pictures)) == []


def test_a_page_that_is_scanned_again_is_found():
    again = letter(1).rotate(0.5, Image.Resampling.BICUBIC, fillcolor=250)
    pages = [letter(1), letter(2), Image.open(stored(again, quality=40))]
    assert [(t.first, t.second) for t in picture_twins(scan_of(pages))] == [(0, 2)]


def test_the_order_of_files_does_not_matter():
    pictures = [photo(1), photo(2), photo(1).resize((400, 300)), photo(3), ImageOps.mirror(photo(3))]
    scan = scan_of(pictures)
    backwards = Scan(scan.files[::-1], dict(reversed(scan.measured.items())))

    def told(given):
        return {
            (*sorted((given.files[t.first].path, given.files[t.second].path)), t.distance) for t in picture_twins(given)
        }

    assert told(scan) == told(backwards)
    assert len(told(scan)) == 2


def test_the_same_bytes_are_no_twins_of_themselves_but_each_has_the_other_content():
    pictures = [photo(1), photo(1), photo(1).resize((400, 300))]
    assert [(t.first, t.second) for t in picture_twins(scan_of(pictures))] == [(0, 2), (1, 2)]


@pytest.mark.parametrize("pictures", [[], [photo(1)]], ids=["none", "one"])
def test_there_is_nothing_to_compare(pictures):
    assert picture_twins(scan_of(pictures)) == []


def brute(prints: list[list[int]], within: int) -> dict[tuple[int, int], int]:
    """Every pair one by one: the least distance of any print of either to a plain print of the other."""
    found = {}
    for a in range(len(prints)):
        for b in range(a):
            ways = [(prints[a], prints[b]), (prints[b], prints[a])]
            least = min((x ^ y).bit_count() for one, other in ways for x in one for y in (other[WHOLE], other[INNER]))
            if least <= within:
                found[b, a] = least
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 30))
def test_candidates_are_those_of_looking_at_every_pair(seed, count):
    rng = np.random.default_rng(seed)
    prints = rng.integers(0, 2**64, (count, len(VARIANTS)), dtype=np.uint64)
    prints[rng.integers(0, 2, count) == 0, INNER] = 0
    plain = prints[:, INNER] == 0
    prints[plain, INNER] = prints[plain, WHOLE]
    if count > 3:  # one near another, by a few bits
        prints[1, 5] = prints[0, WHOLE] ^ np.uint64(0b1011)
    found = {(min(c.original, c.copy), max(c.original, c.copy)): c.distance for c in candidates(prints, 18)}
    assert found == brute(prints.tolist(), 18)


def certificate(name):
    """A page of which all but a name is the same on every copy."""
    paper = letter(1).copy()
    ImageDraw.Draw(paper).rectangle((300, 600, 700, 640), fill=250)
    ImageDraw.Draw(paper).text((300, 600), name, fill=20, font=plain_font(28))
    return paper


@pytest.mark.parametrize(("count", "told"), [(2, 1), (5, 10), (6, 0)], ids=["two", "some", "a form of many"])
def test_scanned_pages_are_said_to_be_alike_not_the_same(count, told):
    twins = picture_twins(scan_of([certificate(f"Rekaan {n}") for n in range(count)]))
    assert [twin.how for twin in twins] == ["like_page"] * told


def award(name, width):
    """A certificate with few words in a broad frame."""
    paper = Image.new("L", (1600, 1130), 252)
    draw = ImageDraw.Draw(paper)
    draw.rectangle((30, 30, 1570, 1100), outline=60, width=width)
    for y, size, text in (
        (210, 70, "SERTIFIKAT"),
        (420, 60, name),
        (540, 30, "atas partisipasinya pada kegiatan rekaan yang diselenggarakan oleh dinas rekaan"),
        (800, 28, "Rekaan, 5 Mei 2024"),
    ):
        draw.text((230, y), text, fill=20, font=plain_font(size))
    return paper


@pytest.mark.parametrize("width", [20, 45, 70])
def test_certificates_in_a_broad_frame_are_pages_too(width):
    scan = scan_of([award("NAMA REKAAN", width), award("REKAAN LAIN", width)])
    assert all(picture.scan and not picture.turned for m in scan.measured.values() for picture in m.pictures)
    assert {twin.how for twin in picture_twins(scan)} <= {"like_page"}


def on_a_table(page: Image.Image, x: int, fade: float) -> Image.Image:
    """A page of paper photographed on a brown table, darker to one side."""
    shot = Image.new("RGB", (1400, 1800), (110, 80, 55))
    shot.paste(page, (200 + x, 190))
    light = np.linspace(1.0, fade, 1400)[None, :, None]
    return Image.fromarray((np.asarray(shot) * light).astype(np.uint8))


def test_photographs_of_two_pages_of_one_document_are_not_the_same_picture():
    shots = [on_a_table(letter(seed), x, fade) for seed, x, fade in ((1, 0, 0.9), (2, 8, 0.85), (3, 4, 0.8))]
    told = {twin.how for twin in picture_twins(scan_of(shots))}
    assert "same_picture" not in told
