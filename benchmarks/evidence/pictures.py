"""Pictures used twice: how many are found, how many are accused falsely; and unclear ones told from clear ones.

The originals and their licences: evidence_originals.py. What is done to them: evidence_changes.py. Not covered, and not
measured: cut to much less than 90 %, covered by a text or another picture, redrawn by a filter, tilted and mirrored at once.
"""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.evidence.changes import CHANGES, page, scanned
from benchmarks.evidence.lookalikes import form, letter
from benchmarks.evidence.originals import originals, sources, tiny
from benchmarks.evidence.unclear import GRADED, areas, grade
from benchmarks.table import Line, at_most, note, options, tell
from kla_lib.evidence.alike.pictures import picture_twins
from kla_lib.evidence.model import EvidenceFile, Measured, Picture, Scan
from kla_lib.evidence.reading.picture import picture_of
from kla_lib.evidence.reading.prints import SIDE, prints

TARGETS = {
    "recompressed": 0.98,
    "scaled": 0.98,
    "brighter": 0.98,
    "darker": 0.98,
    "sent": 0.98,
    "cropped": 0.9,
    "tilted": 0.9,
    "turned": 0.9,
}
Made = tuple[str, dict[str, Picture]]


def as_file(picture: Image.Image, quality: int = 85) -> Picture:
    """What is known of a picture once it is a JPEG file."""
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=quality)
    return picture_of(Image.open(held))


def changed(named: tuple[str, Image.Image]) -> Made:
    """An original and each of its changes, measured."""
    name, picture = named
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    return name, {"": as_file(picture)} | {what: as_file(change(picture, rng)) for what, change in CHANGES.items()}


def twins(pictures: Sequence[tuple[str, Picture]]) -> Iterator[tuple[str, str]]:
    """The names of the pictures that are told to be the same."""
    measured = {f"{n:06}": Measured(f"{n:06}", 0, "jpeg", pictures=(p,)) for n, (_, p) in enumerate(pictures)}
    scan = Scan(tuple(EvidenceFile(f"{key}.jpg", "1", key) for key in measured), measured)
    for twin in picture_twins(scan):
        yield pictures[twin.first][0], pictures[twin.second][0]


def reuse(made: Sequence[Made]) -> Iterator[Line]:
    """Recall for every change, and false pairs among all pairs that are not of one original."""
    false, pairs = 0, 0
    for what in CHANGES:
        shown = [(name, found[part]) for name, found in made for part in ("", what)]
        told = list(twins(shown))
        right = {one for one, other in told if one == other}
        wrong = [pair for pair in told if pair[0] != pair[1]]
        false, pairs = false + len(wrong), pairs + len(shown) * (len(shown) - 1) // 2 - len(made)
        target = TARGETS.get(what.split(",")[0].split()[0])
        recall = len(right) / len(made)
        yield Line(
            f"found: {what}",
            f"{recall:.3f}",
            f"at least {target}" if target else "",
            None if target is None else recall >= target,
        )
        note(f"{what}: {recall:.3f}, missed {sorted({n for n, _ in made} - right)[:8]}, false {wrong}")
    rate = false / pairs * 5000
    yield Line(
        "false pairs of photographs", f"{false} of {pairs:,} ({rate:.4f} in 5,000)", "at most 1 in 5,000", rate <= 1
    )


def papers(rng: np.random.Generator) -> Iterator[Line]:
    """Pages that look alike and are not the same, and pages that are."""
    kinds = {
        "letters, one letterhead": [letter(rng) for _ in range(60)],
        "one form, filled in differently": [form(rng) for _ in range(60)],
        "pages of text, no letterhead": [page(rng, int(rng.choice([18, 22, 26])), head=False) for _ in range(40)],
        "blank pages": [Image.new("L", (1240, 1754), int(rng.integers(235, 255))) for _ in range(20)],
    }
    for kind, made in kinds.items():
        first = [(str(n), as_file(scanned(paper, rng, float(rng.uniform(-0.3, 0.3))))) for n, paper in enumerate(made)]
        wrong = list(twins(first))
        pairs = len(made) * (len(made) - 1) // 2
        yield Line(f"false pairs: {kind}", f"{len(wrong)} of {pairs:,}", "0", not wrong)
        if kind != "blank pages":
            yield from again(kind, made, first, rng)


def again(
    kind: str, made: Sequence[Image.Image], first: Sequence[tuple[str, Picture]], rng: np.random.Generator
) -> Iterator[Line]:
    """How many pages are found when they are handed in again."""
    ways = {
        "recompressed": lambda paper: scanned(paper, rng).resize((1000, 1414)),
        "scanned again": lambda paper: scanned(paper, rng, float(rng.uniform(-1, 1))),
    }
    for way, change in ways.items():
        second = [(str(n), as_file(change(paper))) for n, paper in enumerate(made)]
        told = list(twins([*first, *second]))
        right, wrong = {a for a, b in told if a == b}, [(a, b) for a, b in told if a != b]
        yield Line(f"found: {kind}, {way}", f"{len(right) / len(made):.3f}, false {len(wrong)}")


def many(count: int) -> Iterator[Line]:
    """False pairs of small tiles of the photographs; time for as many pictures as a city has."""
    with ProcessPoolExecutor(2) as pool:
        tiles = [(str(n), found) for n, found in enumerate(pool.map(as_file, tiny(count), chunksize=50))]
    yield from _matched("small tiles that do not overlap", tiles)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        yield from fresh.submit(crowd, count).result()


def crowd(count: int) -> list[Line]:
    """As many pictures as a city has, matched in a process of its own."""
    found = list(_matched("clouds with the spectrum of photographs", list(clouds(count))))
    return [
        *found,
        Line("memory of that process at most", f"{_most_held()} MB"),
    ]


def _most_held() -> str:
    """What this process held at most; Linux counts what its parent held into ``ru_maxrss``."""
    try:
        said = Path("/proc/self/status").read_text()
    except OSError:
        return "unknown"
    return f"{int(said.partition('VmHWM:')[2].split()[0]) // 1024}"


def _matched(what: str, shown: Sequence[tuple[str, Picture]]) -> Iterator[Line]:
    started = time.process_time()
    told = list(twins(shown))
    spent, pairs = time.process_time() - started, len(shown) * (len(shown) - 1) // 2
    rate = len(told) / pairs * 5000
    yield Line(
        f"false pairs: {what}", f"{len(told)} of {pairs:,} ({rate:.4f} in 5,000)", "at most 1 in 5,000", rate <= 1
    )
    yield Line(f"matching {len(shown):,} {what}", f"{spent:.1f} s of processor")


def clouds(count: int) -> Iterator[tuple[str, Picture]]:
    """Pictures of nothing, whose detail falls off with size as that of photographs does."""
    rng = np.random.default_rng(9)
    waves = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None, :])
    waves[0, 0] = np.inf
    for n in range(count):
        grey = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(SIDE, SIDE))) / waves, s=(SIDE, SIDE))
        square = Image.fromarray(np.clip(128 + 45 * grey / grey.std(), 0, 255).astype(np.uint8))
        found = prints(square, None, 4 / 3)
        yield str(n), Picture(0, 1600, 1200, found, square.tobytes(), sharpness=0.6, brightness=0.5, ink=0.9)


def speed() -> Iterator[Line]:
    """One photograph of 12 megapixels, decoded and measured."""
    _, picture = next(originals(1))
    held = io.BytesIO()
    noisy = np.asarray(picture.resize((4000, 3000)), dtype=np.int16) + np.random.default_rng(6).integers(
        -9, 10, (3000, 4000, 3), dtype=np.int16
    )
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(held, "JPEG", quality=88)
    for what, act in (
        ("decoding alone", _decoded),
        ("decoding and measuring", lambda data: picture_of(Image.open(data))),
    ):
        best = min(_spent(act, held) for _ in range(7))
        yield at_most(f"a photograph of 12 megapixels, {what}", best * 1000, 40, "ms of processor")


def _spent(act: object, held: io.BytesIO) -> float:
    held.seek(0)
    started = time.process_time()
    act(held)  # type: ignore[operator]
    return time.process_time() - started


def _decoded(held: io.BytesIO) -> None:
    image = Image.open(held)
    image.draft("L", (737, 553))
    image.load()


def measured(count: int = 208, tiles: int = 5000) -> list[Line]:
    """Every line of the table."""
    with ProcessPoolExecutor(2) as pool:
        made = list(pool.map(changed, originals(count), chunksize=4))
        graded = list(pool.map(grade, GRADED.items()))
    found = [
        Line("originals, photographs they are from", f"{len(made)}, {len(sources())}", "at least 200", len(made) >= 200)
    ]
    found += [*reuse(made), *papers(np.random.default_rng(6)), *many(tiles), *speed()]
    return [*found, *map(_clear_line, areas(graded))]


def _clear_line(named: tuple[str, float]) -> Line:
    name, area = named
    promised = name.endswith("all ways")
    return Line(
        f"area under ROC: {name}",
        f"{area:.3f}",
        "at least 0.95" if promised else "",
        area >= 0.95 if promised else None,
    )


if __name__ == "__main__":
    given = options(__doc__, count=208, tiles=5000)
    tell(measured(given.count, given.tiles), given.json)
