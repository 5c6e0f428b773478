"""What is wrong with one piece of evidence by itself: what it is, whether it opens, how clear it is, whom it names."""

from __future__ import annotations

from collections.abc import Iterator

from kla_lib.evidence.findings import Matter, is_only_link, is_real, where_told
from kla_lib.evidence.limits import unclear_kinds
from kla_lib.evidence.model import ARCHIVES, PICTURES, Content, EvidenceFile, Finding, Measured
from kla_lib.evidence.names import is_link
from kla_lib.evidence.personal import personal_in

MEGA = 1_000_000
STATES = {
    "empty": "empty", "encrypted": "encrypted", "truncated": "truncated", "unreadable": "unreadable",
    "hostile": "hostile", "slow": "slow", "too_large": "too_large", "not_a_file": "not_a_file",
}  # fmt: skip
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
    "xls": ("xlsx", "html", "csv", "text"), "doc": ("docx", "html", "text", "foreign"), "ppt": ("pptx",), "dot": ("docx", "rtf"),
    "txt": ("html", "rtf"), "csv": ("html", "xlsx", "xls"), "rtf": ("docx", "doc", "text", "html"),
}  # fmt: skip
NOT_SEEN = ("doc", "xls", "ppt", "rtf", "video", "audio", "html", "odp", "foreign")
NOT_READ = ("no_decoder", "text_unread")
EMPTY_OF_TYPE = ("none", "other", "executable", "shortcut")  # told by their own findings


def file_findings(matter: Matter, file: EvidenceFile) -> Iterator[Finding]:
    """Everything wrong with one piece of evidence, whatever else there is."""
    if not file.code:
        yield matter.find(file, "no_question")
    if not is_real(file):
        yield matter.find(file, "link" if is_link(file.listed) else "not_there", agency=file.agency)
        return
    found = matter.measured(file)
    yield from _broken(matter, file, found)
    if personal_in(file.path) or (found and found.personal):
        yield matter.find(file, "personal_data")
    if found and found.state == "ok":
        yield from _of_content(matter, file, found)
        yield from _clear(matter, file, found)


def _broken(matter: Matter, file: EvidenceFile, found: Measured | None) -> Iterator[Finding]:
    """What cannot be opened or uploaded."""
    if file.fault == "hostile":  # the name alone: the walk says nothing worse of a file
        yield matter.find(file, "odd_name", detail=file.detail)
    elif file.fault:
        yield matter.find(file, STATES[file.fault], detail=file.detail or "unknown")
    if is_only_link(matter, file):
        yield matter.find(file, "link", agency="")
    elif found and found.state in STATES:
        yield matter.find(file, STATES[found.state], detail=found.detail or "unknown")
    elif not found and not file.fault:
        yield matter.find(file, "unreadable", detail="unknown")
    limit = matter.limit_bytes
    if limit is not None and file.size > limit:
        yield matter.find(file, "over_limit", size=_mega(file.size), most=_mega(limit))


def _mega(size: int) -> str:
    """Megabytes with one place, as a plain number."""
    return f"{size / MEGA:.1f}".removesuffix(".0")


def _of_content(matter: Matter, file: EvidenceFile, found: Measured) -> Iterator[Finding]:
    """What its content says: another type than its name, an archive, something nobody looked into."""
    if found.content in ARCHIVES:
        yield matter.find(file, "archive")
    if found.content in NOT_SEEN or found.detail in NOT_READ:
        yield matter.find(file, "not_looked_into", content_kind=found.content)
    wanted = ENDINGS.get(file.suffix)
    if found.content in EMPTY_OF_TYPE or (wanted and found.content in wanted):
        return
    opens = {*wanted, found.content} <= {*PICTURES} if wanted else True  # a picture opens under any picture's ending
    mild = opens or found.content in OPENS_ALSO.get(file.suffix, ())
    ending = f".{file.suffix}" if file.suffix else "–"
    yield matter.find(file, "wrong_ending" if mild else "wrong_type", ending=ending, content_kind=found.content)


def _clear(matter: Matter, file: EvidenceFile, found: Measured) -> Iterator[Finding]:
    """What is hard to see in its pictures: one finding of a kind, with the pages."""
    pages: dict[str, list[int]] = {}
    for picture in found.pictures:
        for kind in unclear_kinds(picture):
            pages.setdefault(kind, []).append(picture.page)
    for kind, on in pages.items():
        sizes = next(p for p in found.pictures if kind in unclear_kinds(p))
        yield matter.find(file, kind, on[0], where=where_told(matter, file, on), width=sizes.width, height=sizes.height)
