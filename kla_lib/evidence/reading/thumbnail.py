"""Pictures of evidence made small for a report: a JPEG of the pixels alone, without EXIF, profile or comment, too small for
the print on a page to be read.

As a program it is a process that draws what it is asked for, a line of JSON each (`scan.workers.Drawing`): a hostile page
can break only this process. It ends by itself when a page takes too long, when memory runs out and when its parent is
gone; it cannot write a file.
"""

from __future__ import annotations

import base64
import faulthandler
import io
import json
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from PIL import Image, ImageOps

from kla_lib.evidence.model import OFFICE, Content
from kla_lib.evidence.reading import heic
from kla_lib.evidence.reading.prints import FORMATS
from kla_lib.evidence.scan.worker import limit_resources

SIDE, QUALITY = 150, 40
MOST_PIXELS, MOST_BYTES = 60_000_000, 60_000_000
SECONDS, MEMORY = 20.0, 512 << 20  # for one picture


def thumbnail(path: Path, content: Content, page: int = 0, side: int = SIDE) -> bytes:
    """A small JPEG, upright; empty where there is nothing to show or it cannot be drawn. Pages count from 1."""
    draw = _PAGES.get(content, _picture) if content in (*FORMATS, "heic") or page else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _bare(draw(path, content, page, side), side) if draw else b""
    except Exception:  # whatever a library makes of a file that has changed since it was measured
        return b""


def _bare(image: Image.Image, side: int) -> bytes:
    """The pixels and nothing else."""
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((side, side))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()


def _picture(path: Path, content: Content, page: int, side: int) -> Image.Image:
    with Image.open(path, formats=(FORMATS[content],)) as image:
        if page:
            image.seek(page - 1)
        return _small(image, side)


def _small(image: Image.Image, side: int) -> Image.Image:
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too large")
    image.draft("RGB", (2 * side, 2 * side))
    image.thumbnail((2 * side, 2 * side))
    return image.copy()


def _pdf(path: Path, content: Content, page: int, side: int) -> Image.Image:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as book:
        sheet = book[page - 1]
        image: Image.Image = sheet.render(scale=2 * side / max(1.0, *sheet.get_size())).to_pil()
        sheet.close()
        return image


def _office(path: Path, content: Content, page: int, side: int) -> Image.Image:
    """A picture of a document by its place in it."""
    from kla_lib.evidence.reading.office import is_media

    with ZipFile(path) as archive:
        media = [member for member in archive.infolist() if is_media(member.filename)]
        with (
            archive.open(media[page - 1]) as source,
            Image.open(io.BytesIO(source.read(MOST_BYTES)), formats=tuple(FORMATS.values())) as image,
        ):
            return _small(image, side)


def _heic(path: Path, content: Content, page: int, side: int) -> Image.Image:
    return heic.small(path, 2 * side)


_PAGES: dict[Content, Callable[[Path, Content, int, int], Image.Image]] = {
    "pdf": _pdf,
    "heic": _heic,
    **dict.fromkeys(OFFICE, _office),
}


def main() -> None:
    """Draw until there is nothing more to read."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        limit_resources(MEMORY)
        for line in sys.stdin:
            faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
            given = json.loads(line)
            drawn = thumbnail(Path(os.fsdecode(bytes.fromhex(given["path"]))), given["content"], given["page"])
            faulthandler.cancel_dump_traceback_later()
            answers.write(base64.b64encode(drawn).decode("ascii") + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
