"""What is wrong with one file by itself (what it is, whether it opens, how clear it is, whom it names), and with two that are
the same: under two questions one of them is no evidence; under one question, the second gets a remark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kla_lib.evidence.limits import is_design, unclear_kinds
from kla_lib.evidence.model import PICTURES, Content, EvidenceFile, EvidenceToJudge, Finding, Measured, Scan, Twin
from kla_lib.evidence.names import file_shown, is_link
from kla_lib.evidence.personal import personal_in

MEGA = 1_000_000
ARCHIVES = ("zip", "rar", "7z", "gzip", "tar")
STATES = (
    "empty",
    "encrypted",
    "truncated",
    "unreadable",
    "hostile",
    "slow",
    "too_large",
    "not_a_file",
)  # also kinds of findings
_FILM: tuple[Content, ...] = ("video",)
_SOUND: tuple[Content, ...] = ("audio", "video")
_PAGE: tuple[Content, ...] = ("html", "text", "csv")
_PACKED: tuple[Content, ...] = ("zip", "foreign")
RARE = (
    "msg mpp vsd pub wps wpt wpd hwp one svg psd ai eps ps cdr dwg dwf djvu chm mdb accdb emf wmf jp2 jxl avif cr2 cr3 nef dng "
    "sdw sdc sdd vor wri p7m p7s sqlite wk1"
)
ENDINGS: dict[str, tuple[Content, ...]] = {
    "pdf": ("pdf",), "jpg": ("jpeg",), "jpeg": ("jpeg",), "jfif": ("jpeg",), "png": ("png",), "gif": ("gif",),
    "webp": ("webp",), "tif": ("tiff",), "tiff": ("tiff",), "bmp": ("bmp",), "heic": ("heic",), "heif": ("heic",),
    "docx": ("docx",), "xlsx": ("xlsx",), "pptx": ("pptx",), "odt": ("odt",), "ods": ("ods",), "odp": ("odp",),
    "docm": ("docx",), "xlsm": ("xlsx",), "pptm": ("pptx",), "doc": ("doc", "rtf"), "xls": ("xls",), "ppt": ("ppt",),
    "rtf": ("rtf",), "csv": ("csv", "text"), "txt": ("text", "csv"), "xlsb": ("xls",), "mht": ("text", "html"), "mhtml": ("text", "html"),
    **dict.fromkeys(("html", "htm", "xhtml", "xml", "eml", "kml", "gpx", "json", "md", "fodt", "fods", "fodp"), _PAGE),
    "dot": ("doc",), "xlt": ("xls",), "pps": ("ppt",), "pot": ("ppt",), "dotx": ("docx",), "xltx": ("xlsx",), "ppsx": ("pptx",),
    "potx": ("pptx",), "ott": ("odt",), "ots": ("ods",), "otp": ("odp",), "log": ("text", "csv"), "tsv": ("csv", "text"),
    **dict.fromkeys(RARE.split(), ("foreign",)), **dict.fromkeys(("vsdx", "odg", "sxw", "sxc", "sxi", "epub", "xps", "oxps", "pages", "numbers", "key", "kmz"), _PACKED),
    **dict.fromkeys(("mp4", "mov", "m4v", "3gp", "avi", "mkv", "webm", "mpg", "mpeg", "wmv", "flv", "ts"), _FILM),
    **dict.fromkeys(("mp3", "m4a", "wav", "ogg", "opus", "amr", "aac", "flac"), _SOUND), "zip": ("zip",), "rar": ("rar",), "7z": ("7z",), "gz": ("gzip",), "tgz": ("gzip",), "tar": ("tar",),
}  # fmt: skip
OPENS_ALSO: dict[str, tuple[Content, ...]] = {  # what applications save under an old ending: opened after a question
    "xls": ("xlsx", "html", "csv", "text"),
    "doc": ("docx", "html", "text", "foreign"),
    "ppt": ("pptx",),
    "dot": ("docx", "rtf"),
    "txt": ("html", "rtf"),
    "csv": ("html", "xlsx", "xls"),
    "rtf": ("docx", "doc", "text", "html"),
}
NOT_SEEN = ("doc", "xls", "ppt", "rtf", "video", "audio", "html", "odp", "foreign")
NOT_READ = ("no_decoder", "text_unread")
EMPTY_OF_TYPE = ("none", "other", "executable", "shortcut")  # told by their own findings
HOW = ("same_bytes", "same_picture", "same_text", "same_page", "like_page", "like_design")
LIKE = ("like_page", "like_design")  # alike by what they are printed or laid out by: perhaps not the same


def file_findings(evidence: EvidenceToJudge, file: EvidenceFile) -> Iterator[Finding]:
    """Everything wrong with one piece of evidence, whatever else there is."""
    if not file.code:
        yield evidence.find(file, "no_question")
    if not file.is_real:
        yield evidence.find(file, "link" if is_link(file.listed) else "not_there", agency=file.agency)
        return
    found = evidence.measured(file)
    yield from _broken(evidence, file, found)
    if personal_in(file.path) or (found and found.personal):
        yield evidence.find(file, "personal_data")
    if found and found.state == "ok":
        yield from _of_content(evidence, file, found)
        yield from _clear(evidence, file, found)


def _broken(evidence: EvidenceToJudge, file: EvidenceFile, found: Measured | None) -> Iterator[Finding]:
    """What cannot be opened or uploaded."""
    if file.fault == "hostile":  # the name alone: the walk says nothing worse of a file
        yield evidence.find(file, "odd_name", detail=file.detail)
    elif file.fault:
        yield evidence.find(file, file.fault, detail=file.detail or "unknown")
    if evidence.is_only_link(file):
        yield evidence.find(file, "link", agency="")
    elif found and found.state in STATES:
        yield evidence.find(file, found.state, detail=found.detail or "unknown")
    elif not found and not file.fault:
        yield evidence.find(file, "unreadable", detail="unknown")
    limit = evidence.limit_bytes
    if limit is not None and file.size > limit:
        yield evidence.find(file, "over_limit", size=_mega(file.size), most=_mega(limit))


def _mega(size: int) -> str:
    """Megabytes with one place, as a plain number."""
    return f"{size / MEGA:.1f}".removesuffix(".0")


def _of_content(evidence: EvidenceToJudge, file: EvidenceFile, found: Measured) -> Iterator[Finding]:
    """What its content says: another type than its name, an archive, something nobody looked into."""
    if found.content in ARCHIVES:
        yield evidence.find(file, "archive")
    if found.content in NOT_SEEN or found.detail in NOT_READ:
        yield evidence.find(file, "not_looked_into", content_kind=found.content)
    wanted = ENDINGS.get(file.suffix)
    if found.content in EMPTY_OF_TYPE or (wanted and found.content in wanted):
        return
    opens = {*wanted, found.content} <= {*PICTURES} if wanted else True  # a picture opens under any picture's ending
    mild = opens or found.content in OPENS_ALSO.get(file.suffix, ())
    ending = f".{file.suffix}" if file.suffix else "–"
    yield evidence.find(file, "wrong_ending" if mild else "wrong_type", ending=ending, content_kind=found.content)


def _clear(evidence: EvidenceToJudge, file: EvidenceFile, found: Measured) -> Iterator[Finding]:
    """What is hard to see in its pictures: one finding of a kind, with the pages."""
    pages: dict[str, list[int]] = {}
    for picture in found.pictures:
        for kind in unclear_kinds(picture):
            pages.setdefault(kind, []).append(picture.page)
    for kind, on in pages.items():
        sizes = next(p for p in found.pictures if kind in unclear_kinds(p))
        yield evidence.find(
            file, kind, on[0], where=evidence.page_list(file, on), width=sizes.width, height=sizes.height
        )


def pair_findings(evidence: EvidenceToJudge) -> Iterator[Finding]:
    """A finding for each of the two files of every pair, naming the other and its question; each pair of files once."""
    done: set[tuple[int, int]] = set()
    for twin in sorted((_of_design(evidence, twin) for twin in evidence.twins), key=_strongest):
        pair = (min(twin.first, twin.second), max(twin.first, twin.second))
        if pair not in done and twin.first != twin.second and not _is_byte_twin(evidence, twin):
            done.add(pair)
            yield from _both(evidence, twin)


def byte_twins(scan: Scan) -> list[Twin]:
    """Pairs of files with the same bytes: each with the first under another question, else with the first of all."""
    alike: dict[str, list[int]] = {}
    for n, file in enumerate(scan.files):
        if file.sha256 and file.size:
            alike.setdefault(file.sha256, []).append(n)
    pairs = {pair for places in alike.values() for pair in _paired(scan, places)}
    return [Twin(first, second, "same_bytes") for first, second in sorted(pairs)]


def _paired(scan: Scan, places: list[int]) -> Iterator[tuple[int, int]]:
    first, code = places[0], scan.files[places[0]].code
    apart = next((other for other in places if scan.files[other].code != code), first)
    for n in places[1:]:
        other = apart if scan.files[n].code == code else first
        yield min(other, n), max(other, n)


def _is_byte_twin(evidence: EvidenceToJudge, twin: Twin) -> bool:
    """True if both files have the same bytes, so that `byte_twins` has them already."""
    files = evidence.scan.files
    return twin.how != "same_bytes" and files[twin.first].sha256 == files[twin.second].sha256


def _strongest(twin: Twin) -> tuple[int, int, int, float, int, int]:
    return (HOW.index(twin.how), twin.first, twin.second, twin.distance, twin.first_page, twin.second_page)


def _of_design(evidence: EvidenceToJudge, twin: Twin) -> Twin:
    """The same picture twice is only alike where both were laid out: another's certificate, another quarter's chart."""
    ends = ((twin.first, twin.first_page), (twin.second, twin.second_page))
    alike = twin.how == "same_picture" and all(_is_design(evidence, at, page) for at, page in ends)
    return replace(twin, how="like_design") if alike else twin


def _is_design(evidence: EvidenceToJudge, at: int, page: int) -> bool:
    found = evidence.measured(evidence.scan.files[at])
    return any(is_design(picture) for picture in found.pictures if picture.page == page) if found else False


def _both(evidence: EvidenceToJudge, twin: Twin) -> Iterator[Finding]:
    files = evidence.scan.files
    first, second = files[twin.first], files[twin.second]
    apart = bool(first.code and second.code) and first.code != second.code
    if twin.how in LIKE and not apart:  # attendance lists and certificates of one question: forms, not copies
        return
    kind = twin.how if apart else "same_here"
    if apart:
        yield _shared(evidence, kind, twin)
    yield _shared(evidence, kind, Twin(twin.second, twin.first, twin.how, twin.second_page, twin.first_page))


def _shared(evidence: EvidenceToJudge, kind: str, twin: Twin) -> Finding:
    """The finding of the first file of a pair, naming the second."""
    file, other = evidence.scan.files[twin.first], evidence.scan.files[twin.second]
    values = (
        ("other", file_shown(other.path)),
        ("other_code", other.code or "–"),
        ("where", _where(evidence, twin, file, twin.first_page)),
        ("other_where", _where(evidence, twin, other, twin.second_page)),
    )
    return Finding(file.code, file.path, kind, evidence.points(file.code), other.path, twin.first_page, values)


def _where(evidence: EvidenceToJudge, twin: Twin, file: EvidenceFile, page: int) -> str:
    """Where in a file the shared part is: a page of text, or a picture."""
    return evidence.page_list(file, (page,)) if twin.how in ("same_picture", *LIKE) else str(page or "")
