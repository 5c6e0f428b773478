"""Scanning 5,000 files of evidence (about 1.5 GB, MADE UP) and the same files in a straightforward loop, in one run.

The loop is what one would write: hash each file, ``imagehash.phash(Image.open(...))`` for pictures and for the pictures
in PDFs and documents, the text of PDFs by pypdf, of documents by ElementTree; one after the other, without limits,
dates, legibility or twins. The same loop that also looks for some of what we look for in a picture (turned by quarters;
blurred: the variance of its edges), and for more of it (cropped: ``imagehash.crop_resistant_hash``), runs on a part of
the files, as it takes long. The second scan is the whole command that a user types: its start, looking whether anything
changed, comparing all files with one another, and saying what was found. Each way runs in fresh processes; all files lie in the system's cache for all of them. Memory
is the RSS of all processes together, looked at 20 times a second.
"""

from __future__ import annotations

import cProfile
import hashlib
import io
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

import psutil
import pypdfium2
from PIL import Image, ImageFilter, ImageStat
from pypdf import PdfReader

from benchmarks.commands import BIN, PERIOD, seconds
from benchmarks.evidence.files import made
from benchmarks.table import Line, at_least, at_most, note, options, tell
from kla_lib.core.workspace import open_workspace
from kla_lib.instrument.parameters import edition_for

PLACE = "kota-pekanbaru"
OF = Path(PERIOD, PLACE)
FASTER, AGAIN, MEGABYTES = 5, 5, 600
BOUND = (
    50  # per cent: more of the time is decoding than all else together, where it is not so much faster than the loop
)
APART = BIN.parent / "bench"  # where make installs what only benchmarks need
PROFILED, SELDOM, RARELY = 60, 8, 20
LEAST = 737  # pixels of the longer side that a JPEG is decoded at, as in the scan
WARM, DECODED = 10, 300  # files before the clock runs, and files that are only decoded
PARTS = (  # where a profile's time belongs: part of a function's name or file, first match
    ("decoding pictures", ("ImagingDecoder", "jpeg_draft", "load_prepare")),
    ("PDFium", ("pypdfium2",)),
    ("unpacking and XML", ("zlib", "_zip", "zipfile", "expat", "xml")),
    ("hashing the bytes", ("hashlib", "_hashlib", "readinto")),
    (
        "scaling and prints",
        ("resize", "reduce", "numpy", "fft", "reading/prints", "reading/quality", "reading/picture", "convert"),
    ),
    (
        "text, dates, fingerprints",
        ("reading/dates", "reading/date_", "reading/fingerprints", "re.Pattern", "personal", "unicodedata"),
    ),
)


def scan_once(root: Path, kept: Path, codes: list[str], workers: int) -> dict[str, float]:
    """One scan, in this process and its workers."""
    from kla_lib.evidence.reading.measure import measure
    from kla_lib.evidence.scan.scan import scan

    started = time.perf_counter()
    found, problems = scan(root, kept, codes, measure, workers)
    broken = [m for m in found.measured.values() if m.state != "ok"]
    assert not problems and not broken, (problems[:3], broken[:3])
    return {"seconds": time.perf_counter() - started, "files": len(found.files), "contents": len(found.measured)}


def scan_command(home: Path) -> list[str]:
    """What a user types."""
    return [str(BIN / "kla"), "evidence", "scan", "--home", str(home), "--place", PLACE, "--period", PERIOD]


def loop(root: Path, every: int, look: str) -> dict[str, float]:
    """The straightforward loop over every so-manieth file, looking at pictures in one way or the other."""
    import imagehash  # not counted

    assert imagehash.phash
    paths = sorted(path for path in root.rglob("*") if path.is_file())[::every]
    started = time.perf_counter()
    seen = {path.name: plainly(path, LOOKS[look]) for path in paths}
    return {"seconds": time.perf_counter() - started, "files": len(seen)}


def once(image: Image.Image) -> list[str]:
    import imagehash

    return [str(imagehash.phash(image))]


def turned(image: Image.Image) -> list[str]:
    """Prints for the same picture turned, and how sharp it is."""
    import imagehash

    grey = image.convert("L")
    sharp = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).var[0]
    return [*(str(imagehash.phash(grey.rotate(angle, expand=True))) for angle in (0, 90, 180, 270)), str(sharp)]


def cropped(image: Image.Image) -> list[str]:
    """Prints for the same picture turned and cropped, and how sharp it is."""
    import imagehash

    return [*turned(image), str(imagehash.crop_resistant_hash(image.convert("L")))]


LOOKS = {"once": once, "turned": turned, "cropped": cropped}


def plainly(path: Path, look: Callable[[Image.Image], list[str]] = once) -> tuple[str, list[str], str]:
    """A file's hash, the prints of its pictures and its text."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if path.suffix == ".pdf":
        pages = PdfReader(io.BytesIO(data)).pages
        prints = [print for page in pages for image in page.images for print in look(image.image)]
        return digest, prints, "\n".join(page.extract_text() for page in pages)
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            media = [archive.read(name) for name in archive.namelist() if "/media/" in name]
            xml = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
        prints = [print for one in media for print in look(Image.open(io.BytesIO(one)))]
        return digest, prints, "\n".join(text for one in xml for text in ElementTree.fromstring(one).itertext())
    return digest, look(Image.open(path)), ""


def decoded(path: Path) -> None:
    """The least that anybody who looks into a file pays: its hash, its pictures decoded small, its text unpacked and parsed."""
    data = path.read_bytes()
    hashlib.sha256(data)
    if path.suffix == ".pdf":
        book = pypdfium2.PdfDocument(data)
        for page in book:
            page.get_textpage().get_text_range()
            for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                seen(bytes(image.get_data()))
        book.close()
    elif path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                seen(archive.read(name)) if "/media/" in name else expat.ParserCreate().Parse(archive.read(name), True)
    else:
        seen(data)


def seen(data: bytes) -> None:
    """A picture decoded as small as its format can be."""
    image = Image.open(io.BytesIO(data))
    image.draft("L", (image.width * LEAST // max(image.size), image.height * LEAST // max(image.size)))
    image.load()


def spent(root: Path, files: int) -> dict[str, float]:
    """Processor time of measuring some files and of decoding them alone, in one process, turn by turn."""
    from kla_lib.evidence.reading.measure import measure

    ways: tuple[Callable[[Path], object], ...] = (measure, decoded)
    paths, sums = sorted(path for path in root.rglob("*") if path.is_file())[: files + WARM], [0.0, 0.0]
    for number, path in enumerate(paths):
        for which, way in enumerate(ways):
            started = time.process_time()
            way(path)
            sums[which] += (time.process_time() - started) * (number >= WARM)
    return {"share": sums[1] / sums[0]}


def profile(root: Path) -> dict[str, float]:
    """Where the time of measuring goes, in shares of the whole, of some files measured in one process."""
    from kla_lib.evidence.reading.measure import measure

    paths = sorted(path for path in root.rglob("*") if path.is_file())[:PROFILED]
    for path in paths[:10]:
        measure(path)
    watched = cProfile.Profile()
    watched.runcall(lambda: [measure(path) for path in paths])
    parts = {name: 0.0 for name, _ in PARTS} | {"all else": 0.0}
    rows = pstats.Stats(watched).stats.items()  # type: ignore[attr-defined]
    for (file, _, function), (_, _, own, _, _) in rows:
        name = f"{file} {function}"
        parts[next((part for part, words in PARTS if any(word in name for word in words)), "all else")] += own
    whole = sum(parts.values())
    return {name: spent / whole for name, spent in parts.items()}


def apart(*arguments: object) -> tuple[dict[str, float], float]:
    """What a way says of itself when run in a process of its own, and the most memory that it and all below it held (MB)."""
    path = os.pathsep.join([*filter(None, sys.path), str(APART)])
    before = _spent()
    process = psutil.Popen(
        [sys.executable, "-m", "benchmarks.evidence.speed", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, held(process))
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}")
    return json.loads(process.stdout.read()) | {"cpu": _spent() - before}, most


def _spent() -> float:
    """Processor time of everything started and ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def held(process: psutil.Process) -> float:
    whole = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            whole += each.memory_info().rss
    except psutil.Error:
        pass
    return whole / 1e6


def measured(files: int, every: int, workers: int) -> list[Line]:
    """Make the files, then first scan, loop, second scan."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        root, kept = home / "data/raw" / OF / "evidence", home / "data/processed" / OF / "evidence"
        codes = [node.code for node in edition_for(open_workspace(home), PERIOD).at("question")]
        size = made(root, files, codes)
        note(f"{files} files, {size / 1e9:.2f} GB")
        first, most = apart("scan", root, kept, json.dumps(codes), workers)
        note(f"first scan {first['seconds']:.1f} s, {most:.0f} MB")
        plain, _ = apart("loop", root, every, "once")
        note(f"loop {plain['seconds']:.1f} s for {plain['files']:.0f} files")
        some, _ = apart("loop", root, every * SELDOM, "turned")
        same, _ = apart("loop", root, every * RARELY, "cropped")
        again = min(seconds(command) for command in [scan_command(home)] * 3)
        floor, _ = apart("spent", root, DECODED)
        shares, _ = apart("profile", root)
    each, plainly_each = first["seconds"] / files, plain["seconds"] / plain["files"]
    return [
        Line(f"{files:,} files, {size / 1e9:.2f} GB: first scan, {workers} workers", f"{first['seconds']:.1f} s"),
        Line("a file", f"{each * 1000:.1f} ms"),
        Line("a file in a loop with Pillow, imagehash, pypdf", f"{plainly_each * 1000:.1f} ms"),
        Line(
            "a file in a loop that also looks for turned and blurred",
            f"{some['seconds'] / some['files'] * 1000:.1f} ms",
        ),
        Line("a file in a loop that also looks for cropped", f"{same['seconds'] / same['files'] * 1000:.1f} ms"),
        at_least("faster than the loop", plainly_each / each, FASTER, "x"),
        Line(
            "faster than the loop that also looks for turned and blurred",
            f"{some['seconds'] / some['files'] / each:.1f} x",
        ),
        Line("faster than the loop that also looks for cropped", f"{same['seconds'] / same['files'] / each:.1f} x"),
        Line(
            "processor time of both, a file",
            f"{first['cpu'] / files * 1000:.1f} ms, {plain['cpu'] / plain['files'] * 1000:.1f} ms",
        ),
        Line("less processor time than the loop", f"{plain['cpu'] / plain['files'] / (first['cpu'] / files):.1f} x"),
        at_least("of measuring's processor time is decoding alone", floor["share"] * 100, BOUND, "%"),
        Line("faster than the loop if nothing but decoding were done", f"{plainly_each / each / floor['share']:.1f} x"),
        at_most("second scan, the whole command", again, AGAIN, "s"),
        at_most("peak memory, all processes", most, MEGABYTES, "MB"),
        *(Line(f"of measuring: {name}", f"{share:.0%}") for name, share in shares.items() if name != "cpu"),
    ]


if __name__ == "__main__":
    way, *given = (sys.argv[1:2] and sys.argv[1:]) or [""]
    if way == "scan":
        print(json.dumps(scan_once(Path(given[0]), Path(given[1]), json.loads(given[2]), int(given[3]))))
    elif way == "loop":
        print(json.dumps(loop(Path(given[0]), int(given[1]), given[2])))
    elif way == "spent":
        print(json.dumps(spent(Path(given[0]), int(given[1]))))
    elif way == "profile":
        print(json.dumps(profile(Path(given[0]))))
    else:
        arguments = options(__doc__, files=5000, every=1, workers=2)
        tell(measured(arguments.files, arguments.every, arguments.workers), arguments.json)
