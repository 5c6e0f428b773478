"""HEIC, as iPhones take pictures: opened by pillow-heif where it is installed, which is loaded when the first one comes.

Only processes that measure or draw load it. Thumbnails and other pictures beside the main one are left alone: what is
judged is what a person sees.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from io import SEEK_END
from pathlib import Path

LIBRARY = "pillow-heif"
LARGEST = 100_000_000  # bytes, which the library holds in memory; a picture of 48 megapixels has 10
MOST_BOXES = 1000


def decoder_version() -> str:
    """Which one is installed, without loading it."""
    try:
        return f"{LIBRARY} {version(LIBRARY)}"
    except PackageNotFoundError:
        return f"no {LIBRARY}"


@cache
def can_decode() -> bool:
    """Whether Pillow opens HEIC from now on; False where the library is not there or does not load."""
    try:
        import pillow_heif
    except Exception:  # a library in C fails in its own ways where the system lacks another
        return False
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return True


def ran_out(fault: Exception) -> bool:
    """Whether what the library raised means that there was no memory, not that the picture is broken."""
    return isinstance(fault, RuntimeError) and "Memory allocation" in str(fault)


def is_cut(path: Path) -> bool:
    """Whether one of its boxes says that it goes on where the file has ended."""
    with path.open("rb") as source:
        size = source.seek(0, SEEK_END)
        at = 0
        for _ in range(MOST_BOXES):
            source.seek(at)
            head = source.read(16)
            length = int.from_bytes(head[:4])
            if length == 1:
                length = int.from_bytes(head[8:16])
            at += length
            if length < 8 or at >= size:  # 0: up to the end, whatever that is
                return length >= 8 and at > size
    return False
