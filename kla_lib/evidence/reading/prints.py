"""A picture in grey as a screen shows it, and its perceptual prints, by which it is found again.

A print is 64 bits that stay nearly the same when a picture is recompressed, scaled or made brighter: the signs of the 64
lowest frequencies of the picture squeezed to a small square. A picture has one for every way in which it may come back
(`VARIANTS`: cut, tilted, turned, mirrored, burnt, without bars around it); the sketch is the square itself, with which a
match of prints is verified.

A point of a picture is (x, y) from -1 to 1, whatever its shape. A variant is an affine map from a point of the copy to
the point of the original where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, radians, sin

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

from kla_lib.evidence.model import Content

FORMATS: dict[Content, str] = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "tiff": "TIFF", "bmp": "BMP"}
VIEW = 1024  # pixels of the longer side, about: where a whole fraction of a picture is near to it, that is taken
LEAST, MOST = 737, 1228  # pixels of the longer side: 12 megapixels are seen at a quarter, 1000 x 750
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDE = 64  # of a sketch, in pixels
PAGE_SIDE = 160  # of the finer one of a page of paper
Affine = tuple[float, float, float, float, float, float]  # (a, b, c, d, e, f): x' = a x + b y + c, y' = d x + e y + f
Grey = npt.NDArray[np.float32]
BITS, BLOCK = 64, 32  # of a print, and the side of the square whose frequencies it is made of
Points = tuple[npt.NDArray[np.intp], Grey]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way: ``keep`` of both sides around the middle (``x``, ``y``), tilted by degrees, turned, mirrored.

    What is tilted is cut straight, or ``framed``: shown whole with white corners. ``inner`` is without its bars.
    ``burnt`` is the brightest share of it that is cut off at white, as when it is made much brighter.
    """

    name: str
    keep: float = 1.0
    x: float = 0.0
    y: float = 0.0
    tilt: float = 0.0
    turn: int = 0
    mirror: bool = False
    framed: bool = False
    inner: bool = False
    burnt: float = 0.0


KEPT, TILT = 0.9, 3.5  # the middle of what the audit promises to find: cut to 90 %, tilted by 2 to 5 degrees
VARIANTS = (
    Variant("whole"),
    Variant("middle", KEPT),
    *(Variant(f"corner {x:+.1f} {y:+.1f}", KEPT, x, y) for x in (-0.1, 0.1) for y in (-0.1, 0.1)),
    *(Variant(f"tilted {tilt:+.1f}", tilt=tilt) for tilt in (-TILT, TILT)),
    *(Variant(f"tilted {tilt:+.1f} framed", tilt=tilt, framed=True) for tilt in (-TILT, TILT)),
    *(Variant(f"turned {turn}", turn=turn) for turn in (90, 180, 270)),
    Variant("mirrored", mirror=True),
    *(Variant(f"burnt {burnt:.0%}", burnt=burnt) for burnt in (0.1, 0.2, 0.35)),
    Variant("inner", inner=True),
)
WHOLE, INNER = 0, len(VARIANTS) - 1
_BURNT = tuple(number for number, variant in enumerate(VARIANTS) if variant.burnt)
_TILTED = tuple(number for number, variant in enumerate(VARIANTS) if variant.tilt)
_FIXED = tuple(n for n in range(len(VARIANTS)) if n not in (WHOLE, INNER, *_BURNT, *_TILTED))


def viewed(image: Image.Image) -> Image.Image:
    """The picture in grey, at most `MOST` pixels long. Decodes it, a JPEG at a fraction of its size."""
    held = _held(image)
    longer = max(image.size)
    if longer > LEAST:
        image.draft("L", (max(1, image.width * LEAST // longer), max(1, image.height * LEAST // longer)))
    grey = _smaller(grey_of(image))
    return grey.transpose(TURNS[held]) if held in TURNS else grey


def _smaller(grey: Image.Image) -> Image.Image:
    """By a whole number where that comes near enough, which is much faster."""
    times = max(grey.size) // LEAST
    if times > 1:
        grey = grey.reduce(times)
    if max(grey.size) > MOST:
        grey = grey.copy()  # a thumbnail is made in its place, which may be the caller's picture
        grey.thumbnail((VIEW, VIEW), Image.Resampling.BOX)
    return grey


def _held(image: Image.Image) -> int:
    """How the camera was held (EXIF); 1, upright, where that cannot be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def grey_of(image: Image.Image) -> Image.Image:
    """A picture of any mode in grey, what is clear as white paper."""
    if image.mode.startswith(("I", "F")):
        return _of_deep(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
    if image.mode == "L":
        image.load()
        return image
    if image.mode == "P":
        return _of_palette(image)
    return image.convert("L") if image.mode in ("1", "RGB") else image.convert("RGB").convert("L")


def _of_palette(image: Image.Image) -> Image.Image:
    """A colour at a time, not a pixel at a time."""
    colours = Image.new("P", (256, 1))
    colours.putpalette(image.getpalette() or [])
    colours.putdata(range(256))
    return image.point(list(colours.convert("L").tobytes()), "L")


def _of_deep(image: Image.Image) -> Image.Image:
    """More than 8 bits: 16 bits by their range, anything else from its darkest to its lightest."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (float(values.min()), float(values.max()))
    return Image.fromarray(np.clip((values - low) * (255 / max(high - low, 1e-6)), 0, 255).astype(np.uint8))


def sketch(grey: Image.Image) -> Image.Image:
    """The picture squeezed to a square of `SIDE` pixels."""
    return grey.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)  # a faster one loses filled-in forms


def prints(whole: Image.Image, inner: Image.Image | None, shape: float) -> tuple[int, ...]:
    """The print of every variant, from the sketches of a picture of this ``shape`` (width over height)."""
    half, inside = (_half(square) for square in (whole, inner or whole))
    squares = np.empty((len(VARIANTS), BLOCK, BLOCK), dtype=np.float32)
    squares[WHOLE], squares[INNER] = half, inside
    for numbers, map_ in ((_FIXED, _points(_FIXED)), (_TILTED, _points(_TILTED, shape))):
        squares[numbers,] = _moved(half, map_)
    rising = np.sort(half, axis=None)
    for number in _BURNT:
        squares[number] = np.minimum(half, rising[int(half.size * (1 - VARIANTS[number].burnt))])
    return tuple(map(int, _hashes(squares)))


def _half(square: Image.Image) -> Grey:
    return np.asarray(square.reduce(SIDE // BLOCK), dtype=np.float32)


@cache
def affine(variant: Variant, shape: float = 1.0) -> Affine:
    """The map of a variant for an original of this ``shape`` (width over height)."""
    angle = radians(variant.tilt)
    across, down = _framed(shape, angle) if variant.framed else (variant.keep * _kept(shape, angle),) * 2
    a, b, d, e = across * cos(angle), -down * sin(angle) / shape, across * sin(angle) * shape, down * cos(angle)
    for _ in range(variant.turn // 90):
        a, b, d, e = b, -a, e, -d
    flip = -1 if variant.mirror else 1
    return a * flip, b, variant.x, d * flip, e, variant.y


def _kept(shape: float, angle: float) -> float:
    """The share of both sides that an upright picture of the same shape keeps inside the tilted one."""
    c, s = cos(angle), abs(sin(angle))
    return min(shape / (shape * c + s), 1 / (shape * s + c))


def _framed(shape: float, angle: float) -> tuple[float, float]:
    """How many times as wide and as high a picture is with the whole of it tilted inside."""
    c, s = cos(angle), abs(sin(angle))
    return c + s / shape, s * shape + c


@lru_cache(maxsize=32)
def _points(numbers: tuple[int, ...], shape: float = 1.0) -> Points:
    """For every point of some variants the four pixels of half the sketch around where it comes from, and their weights.

    Only what is tilted depends on the ``shape``. A point from outside comes from a white pixel behind the last.
    """
    steps = (np.arange(BLOCK, dtype=np.float32) + 0.5) * (2 / BLOCK) - 1
    a, b, c, d, e, f = np.array([affine(VARIANTS[n], shape) for n in numbers], dtype=np.float32).T[:, :, None, None]
    x = (a * steps + b * steps[:, None] + c + 1) * (BLOCK / 2)
    y = (d * steps + e * steps[:, None] + f + 1) * (BLOCK / 2)
    outside = (x < 0) | (x >= BLOCK) | (y < 0) | (y >= BLOCK)
    left, right, beside = _between(x)
    above, below, under = _between(y)
    pixels = np.stack([row * BLOCK + column for row in (above, below) for column in (left, right)])
    weights = np.stack([down * across for down in (1 - under, under) for across in (1 - beside, beside)])
    return np.where(outside, BLOCK * BLOCK, pixels), weights.astype(np.float32)


def _between(places: Grey) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Grey]:
    """The pixels before and after some places along a side, and how far these are from the first to the second."""
    first = np.floor(places - 0.5).astype(np.intp)
    return first.clip(0, BLOCK - 1), (first + 1).clip(0, BLOCK - 1), np.asarray(places - 0.5 - first)


def _moved(square: Grey, points: Points) -> Grey:
    pixels, weights = points
    return np.asarray((np.append(square, np.float32(255))[pixels] * weights).sum(axis=0))


def _hashes(squares: Grey) -> npt.NDArray[np.uint64]:
    waves = _waves()
    found = waves @ squares @ waves.T
    rows, columns = _lowest()
    bits = found[:, rows, columns] > 0
    return np.ascontiguousarray(np.packbits(bits, axis=1)).view(">u8")[:, 0].astype(np.uint64)


@cache
def _waves() -> Grey:
    """The cosines of the eleven lowest frequencies."""
    places = (np.arange(BLOCK) + 0.5) / BLOCK
    return np.cos(np.pi * np.arange(11)[:, None] * places[None, :]).astype(np.float32)


@cache
def _lowest() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The 64 lowest frequencies without the mean, the lowest first."""
    order = sorted(((u, v) for u in range(11) for v in range(11) if u + v), key=lambda p: (p[0] ** 2 + p[1] ** 2, p))
    rows, columns = np.array(order[:BITS]).T
    return rows, columns
