"""Clear pictures and unclear ones, made by script: blurred, shaken, scaled down and up, noisy, taken in the dark."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.evidence.changes import page, scanned
from benchmarks.evidence.originals import sized, sources
from kla_lib.evidence.limits import unclear
from kla_lib.evidence.model import Picture
from kla_lib.evidence.reading.picture import picture_of

SHOWN = 1200
# Painted, drawn or wholly out of focus, as the eye finds: nothing on them is sharp
SOFT = {"ColdRipple", "Grey", "BytheWater", "DarkestHour", "bmng", "shadedrelief", "retina", "Aqua"}
Spoil = Callable[[Image.Image, np.random.Generator], Image.Image]


def blurred(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Out of focus: 0.35 to 0.8 % of the longer side."""
    return picture.filter(ImageFilter.GaussianBlur(max(picture.size) * float(rng.uniform(0.0035, 0.008))))


def shaken(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Moved by 1.2 to 2.5 % of the longer side while it was taken, in any direction."""
    length, angle = max(picture.size) * float(rng.uniform(0.012, 0.025)), float(rng.uniform(0, np.pi))
    steps = [((t - 0.5) * length * np.cos(angle), (t - 0.5) * length * np.sin(angle)) for t in np.linspace(0, 1, 17)]
    moved = [
        np.asarray(picture.transform(picture.size, Image.Transform.AFFINE, (1, 0, x, 0, 1, y)), dtype=float)
        for x, y in steps
    ]
    return Image.fromarray(np.mean(moved, axis=0).astype(np.uint8))


def shrunk(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Scaled down to 130 to 260 pixels and up again."""
    small = picture.copy()
    small.thumbnail((int(rng.integers(130, 261)),) * 2)
    return small.resize(picture.size, Image.Resampling.BICUBIC)


def grainy(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Grain as strong as the letters."""
    return _noisy(picture.filter(ImageFilter.GaussianBlur(1.5)), rng, float(rng.uniform(90, 140)))


def dark(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A tenth of the light, with the grain of the dark."""
    dim = np.asarray(picture, dtype=float) * float(rng.uniform(0.05, 0.11))
    return _noisy(Image.fromarray(dim.astype(np.uint8)), rng, 4.0)


def _noisy(picture: Image.Image, rng: np.random.Generator, strength: float) -> Image.Image:
    values = np.asarray(picture, dtype=float)
    return Image.fromarray(np.clip(values + rng.normal(0, strength, values.shape), 0, 255).astype(np.uint8))


def photographs() -> Iterator[Image.Image]:
    """Photographs that are sharp as made: at least twice as large as they are shown here, in focus somewhere."""
    for name, path in sources().items():
        with Image.open(path) as photo:
            if min(photo.size) >= 1000 and max(photo.size) >= 2 * SHOWN and name not in SOFT:
                photo.draft("RGB", (SHOWN, SHOWN))
                yield sized(photo.convert("RGB"), SHOWN)


def texts() -> Iterator[Image.Image]:
    """Scanned pages that can be read."""
    rng = np.random.default_rng(7)
    for _ in range(30):
        yield scanned(page(rng, int(rng.integers(18, 28)), head=bool(rng.integers(2))), rng, float(rng.uniform(-1, 1)))


PHOTO_SPOILS: Mapping[str, Spoil] = {
    "out of focus": blurred,
    "shaken": shaken,
    "scaled down and up": shrunk,
    "dark": dark,
}
TEXT_SPOILS: Mapping[str, Spoil] = {**PHOTO_SPOILS, "grain": grainy}
GRADED = {
    **{f"photographs, {name}": (photographs, spoil) for name, spoil in PHOTO_SPOILS.items()},
    **{f"scanned text, {name}": (texts, spoil) for name, spoil in TEXT_SPOILS.items()},
}


def grade(
    named: tuple[str, tuple[Callable[[], Iterator[Image.Image]], Spoil]],
) -> tuple[str, list[float], list[float]]:
    """The figures of clear pictures and of the same, spoilt in one way."""
    name, (clear, spoil) = named
    rng = np.random.default_rng(8)
    pictures = list(clear())
    good = [unclear(_measured(picture)) for picture in pictures]
    return name, good, [unclear(_measured(spoil(picture, rng))) for picture in pictures]


def areas(graded: Sequence[tuple[str, list[float], list[float]]]) -> Iterator[tuple[str, float]]:
    """How well clear ones are told from spoilt ones: of photographs, of pages, and of each way alone."""
    for kind in ("photographs", "scanned text"):
        mine = [(good, bad) for name, good, bad in graded if name.startswith(kind)]
        yield f"{kind}, all ways", area(*(list(chain(*figures)) for figures in zip(*mine, strict=True)))
    yield from ((name, area(good, bad)) for name, good, bad in graded)


def area(good: list[float], bad: list[float]) -> float:
    """The chance that a bad one has the higher figure, ties by half."""
    one, other = np.array(bad)[:, None], np.array(good)[None, :]
    return float((one > other).mean() + (one == other).mean() / 2)


def _measured(picture: Image.Image) -> Picture:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=80)
    return picture_of(Image.open(held))
