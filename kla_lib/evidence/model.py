"""Evidence (data dukung): what is known of a file, and what can be wrong with it.

A `Measured` is a function of a file's bytes alone, so it is kept by content hash and never measured twice. It holds no
text and no personal data: only hashes, counts and dates. What depends on the file's name, its question or the other
files is a `Finding`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kla_lib.core.problems import Lang
    from kla_lib.instrument.instrument import Edition

Content = Literal[
    "pdf", "jpeg", "png", "gif", "webp", "tiff", "bmp", "heic",
    "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "rtf", "csv", "text", "html",
    "zip", "rar", "7z", "gzip", "tar", "video", "audio", "executable", "shortcut", "foreign", "other", "none",
]  # fmt: skip
State = Literal["ok", "empty", "encrypted", "truncated", "unreadable", "hostile", "slow", "too_large", "not_a_file"]
PersonalKind = Literal["nik", "birth", "phone", "email"]
Sure = Literal["high", "medium", "low"]
Art = Literal["", "emblem", "figure", "drawing", "ground", "page"]

PICTURES = ("jpeg", "png", "gif", "webp", "tiff", "bmp", "heic")
DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "rtf", "csv", "text", "html")
# Documents whose pictures are counted, not their pages
OFFICE: tuple[Content, ...] = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
WORD_SLOTS = 64  # of a `text_sketch`; one number more is a digest of its figures and names


class Refused(Exception):
    """A file that its reader reads no further, by its state and detail."""

    def __init__(self, state: State, detail: str) -> None:
        """Keep both."""
        super().__init__(state, detail)
        self.state, self.detail = state, detail


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: a picture file, a scanned page, or a picture inside a document.

    ``page`` counts from 1, 0 for a picture file; in a document of `OFFICE` it is the picture's place among its pictures; ``width`` and ``height`` are pixels as
    stored, upright as the camera was held. ``prints`` are 64-bit
    perceptual hashes in the order of `reading.prints.VARIANTS`, the whole picture first; ``sketch`` is the
    grey picture squeezed to a small square, a byte a pixel (the module states its side). ``sharpness``, ``brightness`` (0..1) and
    ``ink`` (0..1, the share that is not background) are as `reading.quality` states them; ``turned`` is how many
    degrees clockwise its text seems turned (0 also where unknown); ``text_px`` is the height of its text lines in
    pixels, 0 where none is seen. ``scan`` says that it looks like a paper page rather than a photograph. ``inner`` is
    the sketch of what stands inside its bars, as in a screenshot; empty where there are none. ``fine`` is the ink of a page, scanned
    or photographed, as `reading.picture` makes it; empty of anything else. ``art`` is "emblem",
    "figure" or "drawing" as `reading.picture` states it, "ground" for what is behind the text of a page, "page" for a page that a
    program drew without any image: no photograph.
    """

    page: int
    width: int
    height: int
    prints: tuple[int, ...]
    sketch: bytes
    sharpness: float
    brightness: float
    ink: float
    turned: int = 0
    text_px: float = 0.0
    scan: bool = False
    inner: bytes = b""
    fine: bytes = b""
    art: Art = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found in a file: ``day`` is ``2024``, ``2024-03`` or ``2024-03-05``; ``page`` 0 for data about the file.

    ``role`` says what kind of date it is: the document's own (place and date of signing, letter head), the year of its
    subject or budget (Tahun Anggaran), a number of a rule ("Nomor 12 Tahun 2019"), any other mention, the camera's
    (EXIF), what the file says of itself (metadata), or what a telephone wrote into its name.
    """

    day: str
    role: Literal["own", "budget", "rule", "mention", "exif", "metadata", "name", "until"]
    sure: Sure
    page: int = 0

    @property
    def year(self) -> int:
        """The year alone."""
        return int(self.day[:4])


@dataclass(frozen=True, slots=True)
class Measured:
    """What one content (``sha256`` of its bytes) was found to be.

    ``detail`` is a short machine word for the cause (a key of the catalogue, never text of the file). ``letters`` counts
    letters of text; ``text_print`` is a digest of its normalised text (empty where there is too little to compare),
    ``text_sketch`` its MinHash, ``page_prints`` a digest per page with enough text (page, digest). ``regulation`` is
    true of a law or regulation, which is in force until it is revoked. ``dates`` are in order of trust, the one to use first.
    """

    sha256: str
    size: int
    content: Content
    state: State = "ok"
    detail: str = ""
    pages: int = 0
    letters: int = 0
    text_print: str = ""
    text_sketch: tuple[int, ...] = ()
    page_prints: tuple[tuple[int, str], ...] = ()
    regulation: bool = False
    pictures: tuple[Picture, ...] = ()
    dates: tuple[Dated, ...] = ()
    personal: tuple[PersonalKind, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One piece of evidence of a question, in the folder or on an agency's list, or both.

    ``path`` is relative to the evidence folder with ``/`` (empty for a link or a listed file that is not there);
    ``code`` is the question (empty where the folder is of none); ``sha256`` the content (empty where nothing could be
    read); ``fault`` a `State` that the walk itself saw (a symlink, a device, a name that cannot be). ``listed``, ``kind``,
    ``date`` and ``number`` are what an agency's list says of it. ``detail`` is the machine word for a fault of the walk
    (``symlink``, ``fifo``, ``name_direction``...), as `Measured.detail` is for a content. A ``path`` whose name cannot be
    shown stands with escapes; `scan.walk.located` finds the file.
    """

    path: str
    code: str
    sha256: str = ""
    size: int = 0
    modified: str = ""
    fault: str = ""
    listed: str = ""
    kind: str = ""
    date: str = ""
    number: str = ""
    agency: str = ""
    detail: str = ""

    @property
    def is_real(self) -> bool:
        """True for a file in the folder; False for a link or a name on a list."""
        return bool(self.path)

    @property
    def suffix(self) -> str:
        """The extension in small letters, without its dot."""
        return PurePosixPath(self.path or self.listed).suffix.lower().removeprefix(".")


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything read of a place and period: ``files`` in order of question and path, and what each content is."""

    files: tuple[EvidenceFile, ...]
    measured: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Twin:
    """Two pieces of evidence that are the same, as places in ``Scan.files``; page 0 is the whole file.

    ``how``: ``same_bytes``, ``same_picture``, ``same_text``, ``same_page`` or, of two scanned pages, ``like_page``, of two pictures of one design ``like_design``;
    ``distance`` is how far apart they are in the measure of that kind (0 the same).
    """

    first: int
    second: int
    how: Literal["same_bytes", "same_picture", "same_text", "same_page", "like_page", "like_design"]
    first_page: int = 0
    second_page: int = 0
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that verification may reject.

    ``kind`` is a row of findings.csv, which gives its severity and its family (missing, broken, reused, outdated,
    unclear, personal). ``file`` is a path relative to the evidence folder, ``twin`` the other file of a pair. ``values``
    fill the placeholders of its words. ``points_micro`` are the claimed points of the question that hang on it, None
    where none are claimed or known: many findings of a question hang on the same points.
    """

    code: str
    file: str
    kind: str
    points_micro: int | None = None
    twin: str = ""
    page: int = 0
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceYears:
    """The years a period's evidence should be of, and who says so; no years where nobody does."""

    period: str
    years: tuple[int, ...] = ()
    confidence: str = ""
    source: str = ""
    note_id: str = ""
    note_en: str = ""

    def note(self, lang: Lang = "id") -> str:
        """What a reader must know of it."""
        return self.note_en if lang == "en" else self.note_id


@dataclass(frozen=True)
class EvidenceToJudge:
    """One place and period to be judged.

    ``claimed``: the micropoints that each question claims, and each indicator or block where nothing below it is given;
    None where the claims of questions are unknown. ``limit_bytes``
    is the largest file that can be uploaded, None where that is not known. ``has_folder``: whether files are kept at all,
    or evidence is known by the agencies' lists alone.
    """

    scan: Scan
    edition: Edition
    twins: Sequence[Twin] = ()
    claimed: Mapping[str, int] | None = None
    years: EvidenceYears = field(default_factory=lambda: EvidenceYears(""))
    limit_bytes: int | None = None
    has_folder: bool = True

    @cached_property
    def by_code(self) -> dict[str, list[EvidenceFile]]:
        """The pieces of evidence of each question, in their order."""
        found: dict[str, list[EvidenceFile]] = {}
        for file in self.scan.files:
            found.setdefault(file.code, []).append(file)
        return found

    def points(self, code: str) -> int | None:
        """The claimed micropoints of a question; None where none are claimed or known."""
        return (self.claimed or {}).get(code) or None

    def is_claimed_above(self, code: str) -> bool:
        """True if the points of a question are only known as those of its indicator or block."""
        node = self.edition.by_code.get(code)
        return (
            node is not None
            and bool(node.parent)
            and (node.parent in (self.claimed or {}) or self.is_claimed_above(node.parent))
        )

    def measured(self, file: EvidenceFile) -> Measured | None:
        """What the content of a file is; None where it could not be read."""
        return self.scan.measured.get(file.sha256) if file.sha256 else None

    def find(self, file: EvidenceFile, kind: str, page: int = 0, **values: object) -> Finding:
        """A finding of a file, with the points of its question."""
        words = tuple((name, str(value)) for name, value in values.items())
        return Finding(file.code, file.path or file.listed, kind, self.points(file.code), page=page, values=words)

    def is_readable(self, file: EvidenceFile) -> bool:
        """True if a file was opened and something is in it."""
        found = self.measured(file)
        return found is not None and found.state == "ok"

    def is_only_link(self, file: EvidenceFile) -> bool:
        """True if a file only says where something is: a shortcut, or a document with a link and nothing else."""
        found = self.measured(file)
        return found is not None and found.state == "not_a_file"

    def asks_for_rule(self, code: str) -> bool:
        """True if a question asks for a rule, which holds until it is revoked."""
        node = self.edition.by_code.get(code)
        return node is not None and node.kind == "regulation"

    def page_list(self, file: EvidenceFile, pages: Sequence[int]) -> str:
        """The pages of pictures as a finding's value; ``#`` before those that are places among a document's pictures."""
        found, numbers = self.measured(file), ", ".join(str(page) for page in pages if page)
        return f"#{numbers}" if numbers and found is not None and found.content in OFFICE else numbers
