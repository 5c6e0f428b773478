"""Packs of evidence for upload: every file under a speaking name in exactly one ZIP below the limit, or left out with a reason.

``049_3.1a_Pelatihan-Konvensi-Hak-Anak_02.pdf``: the question's place in the instrument, its code, its short label, a
running number and the ending of what the file really is. Nothing of the original name is taken over. Every ZIP holds a list
of its files; the findings of the audit are not in it.

Nothing is compressed (pictures and PDFs are already), so that sizes are known before a byte is written, and no library's
version changes the bytes: the same evidence gives the same ZIPs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import escape

from kla_lib.core.files import UNFINISHED, file_name, whole, write_whole
from kla_lib.core.locks import only_run
from kla_lib.core.problems import InputFault, Lang, Where, problem, system_reasons
from kla_lib.core.tables import inert
from kla_lib.display.numbers import count_text
from kla_lib.display.words import word
from kla_lib.evidence.names import file_shown

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence
    from kla_lib.evidence.model import Content, EvidenceFile
    from kla_lib.instrument.instrument import Edition

FOLDER = "bukti"
LISTS = ("000_daftar.csv", "000_daftar.html")
LEFT = "KLA_Bukti_tidak-dikemas.csv"
LONGEST_LABEL = 48  # characters of a label in a name
ENDING: dict[Content, str] = {"jpeg": "jpg", "tiff": "tif", "text": "txt", "gzip": "gz"}
NO_ENDING: tuple[Content, ...] = ("other", "foreign", "none", "video", "audio", "executable", "shortcut")
PLAIN_ENDING = re.compile(r"[a-z0-9]{1,5}")
RISKY = ("exe", "com", "bat", "cmd", "scr", "js", "vbs", "msi", "lnk", "ps1", "jar", "hta", "url")

START = (1980, 1, 1, 0, 0, 0)  # a ZIP's first day: no clock decides its bytes
PER_FILE = 30 + 46 + 2 * 20  # bytes of a file's headers without its name, with what large files need
END = 22 + 56 + 20
CHUNK = 1 << 20

COLUMNS = ("code", "question", "name", "original", "sha256", "size")
MARK = "\ufeff"  # by this Excel knows UTF-8
STYLE = (
    "body{font:16px/1.5 sans-serif;margin:1rem;max-width:70rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem;border-top:1px solid #ccc;overflow-wrap:anywhere}"
    "@media(max-width:40rem){thead{display:none}tr{display:block;padding:.6rem 0}td{display:block;border:0;padding:.1rem 0}}"
)
HTML_END = "</tbody></table></body></html>\n"


class PackedZip(NamedTuple):
    """A ZIP that was written, its size in bytes and its number of files."""

    path: Path
    size: int
    files: int


class LeftOut(NamedTuple):
    """A file that is in no ZIP: its question, its masked name and the reason."""

    code: str
    file: str
    reason: str


@dataclass(frozen=True)
class Packed:
    """The ZIPs, and the files that are in none."""

    zips: list[PackedZip]
    left_out: list[LeftOut]


@dataclass(frozen=True, slots=True)
class _Item:
    """A file to be packed: where it is, its question, its new name and its ``original`` one, masked."""

    source: Path
    code: str
    question: str
    name: str
    original: str
    sha256: str
    size: int

    def cells(self) -> list[str]:
        """Its row of the lists, in the order of COLUMNS."""
        return [self.code, self.question, self.name, self.original, self.sha256, str(self.size)]

    @property
    def weight(self) -> int:
        """The bytes that it adds to a ZIP, with its rows in both lists."""
        return _weight(self.name, self.size) + len((_csv_row(self.cells()) + _html_row(self.cells())).encode())


def pack_evidence(audit: Evidence, reports: Path, limit_mb: float = 0.0) -> Packed:
    """Pack all evidence below ``reports``. Raises InputFault while another run is at work there, and for a full disk."""
    limit = int(limit_mb * 1_000_000) if limit_mb else audit.limit_bytes
    folder = reports / audit.period / audit.place.slug / FOLDER
    with only_run(reports):  # each sweeps what the other has not finished
        try:
            return packed_into(audit, folder, limit)
        except OSError as fault:  # nothing half written remains under a ZIP's name
            raise InputFault([problem("pack_unwritten", Where(FOLDER), FOLDER, **system_reasons(fault))]) from fault


def packed_into(audit: Evidence, folder: Path, limit: int | None) -> Packed:
    """Write the ZIPs of at most ``limit`` bytes (None: one ZIP) and the list of what is left out."""
    lang, title = audit.lang, f"{audit.title} {audit.period}"
    items, left = _sorted_out(audit)
    fixed = sum(_weight(name, len(data)) for name, data in _lists(title, [], lang)) + len(_csv_head(lang))
    groups, too_large = _split(items, limit, fixed)
    left += [_left_out(item.code, item.original, "over_limit", lang) for item in too_large]
    zips = []
    for number, group in enumerate(groups, start=1):
        path = folder / file_name("Bukti", audit.title, audit.period, f"{number}-dari-{len(groups)}", ending="zip")
        changed = _write_zip(path, group, title, lang)
        left += [_left_out(item.code, item.original, "changed", lang) for item in changed]
        if len(changed) < len(group):
            zips.append(PackedZip(path, path.stat().st_size, len(group) - len(changed)))
    heads = [word(key, lang) for key in ("pack_code", "pack_original", "pack_why")]
    write_whole(folder / LEFT, MARK + "".join(map(_csv_row, [heads, *left])))
    _sweep(folder, [LEFT, *(one.path.name for one in zips)])
    return Packed(zips, left)


def pack_lines(packed: Packed, lang: Lang) -> list[str]:
    """The outcome as ``kla evidence pack`` prints it."""
    lines = [
        word("pack_zip", lang, file=path.as_posix(), size=f"{size:,}".replace(",", " "), count=count_text(files, lang))
        for path, size, files in packed.zips
    ]
    lines += [word("pack_left", lang, code=code, file=name, reason=why) for code, name, why in packed.left_out]
    return lines or [word("pack_nothing", lang)]


def pack_record(packed: Packed) -> dict[str, Any]:
    """The outcome as plain values, for ``--json``."""
    return {
        "zips": [{"file": path.as_posix(), "size": size, "files": files} for path, size, files in packed.zips],
        "left_out": [left._asdict() for left in packed.left_out],
    }


def _sorted_out(audit: Evidence) -> tuple[list[_Item], list[LeftOut]]:
    """Every file that can be packed, and the others with the reason."""
    items, left, numbers = list[_Item](), list[LeftOut](), dict[str, int]()
    for file in audit.files:
        original = file_shown(file.path, audit.lang)
        if not file.path:
            continue
        if why := _why_not(audit, file):
            left.append(_left_out(file.code or "–", original, why, audit.lang))
            continue
        numbers[file.code] = numbers.get(file.code, 0) + 1
        content = audit.scan.measured[file.sha256].content
        name = packed_name(audit.edition, file.code, numbers[file.code], content, file.suffix, audit.lang)
        label = audit.edition.by_code[file.code].label(audit.lang)
        items.append(_Item(audit.located(file), file.code, label, name, original, file.sha256, file.size))
    return items, left


def _why_not(audit: Evidence, file: EvidenceFile) -> str:
    """Why a file is in no pack, as a key; empty where it is in one."""
    measured = audit.scan.measured.get(file.sha256)
    if measured is None:
        return "unreadable" if file.fault in ("", "unreadable") else "no_file"
    if not file.code:
        return "no_question"
    if measured.content == "shortcut":
        return "link"
    return "hostile" if measured.state == "hostile" or measured.content == "executable" else ""


def _left_out(code: str, original: str, why: str, lang: Lang) -> LeftOut:
    return LeftOut(code, original, word(f"pack_left_{why}", lang))


def packed_name(edition: Edition, code: str, number: int, content: Content, suffix: str, lang: Lang) -> str:
    """The new name of the ``number``-th file of a question. Raises ValueError for a code that is no question's."""
    codes = [node.code for node in edition.at("question")]
    label = _cut(_plain(edition.by_code[code].label(lang)))
    return f"{codes.index(code) + 1:03}_{code}_{label}_{number:02}{_ending(content, suffix)}"


def _cut(label: str) -> str:
    """At most `LONGEST_LABEL` characters, and no word cut in two if there are several."""
    if len(label) <= LONGEST_LABEL:
        return label
    whole = label[: LONGEST_LABEL + 1].rpartition("-")[0] or label[:LONGEST_LABEL]
    return whole.strip("-")


def _ending(content: Content, suffix: str) -> str:
    """The ending of a content; of one that has no single ending, the file's own where it is harmless."""
    if content not in NO_ENDING and suffix != "xlsb":
        return f".{ENDING.get(content, content)}"
    return f".{suffix}" if PLAIN_ENDING.fullmatch(suffix) and suffix not in RISKY else ".bin"


def _plain(text: str) -> str:
    """Letters and digits of ASCII, everything else one hyphen."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-") or "-"


def _split(items: Sequence[_Item], limit: int | None, fixed: int) -> tuple[list[list[_Item]], list[_Item]]:
    """The items in order, in as few groups as the limit allows, and those too large alone; ``fixed``: what every ZIP holds."""
    groups: list[list[_Item]] = []
    too_large, room = list[_Item](), -1
    for item in items:
        if limit is not None and item.weight + fixed + END > limit:
            too_large.append(item)
            continue
        if not groups or (limit is not None and item.weight > room):
            groups.append([])
            room = (limit or 0) - fixed - END
        groups[-1].append(item)
        room -= item.weight
    return groups, too_large


def _weight(name: str, size: int) -> int:
    """The bytes that a member adds to a ZIP."""
    return size + PER_FILE + 2 * len(name.encode())


def _write_zip(path: Path, items: Sequence[_Item], title: str, lang: Lang) -> list[_Item]:
    """Write a ZIP whole or not at all, nothing if no item is left. Returns the items that could not be read or have changed
    since they were scanned, which are not in it."""
    sound = [item for item in items if _is_unchanged(item)]
    if sound:
        with whole(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as target:
            for name, data in _lists(title, sound, lang):
                target.writestr(_entry(name, len(data)), data)
            for item in sound:
                _copy(item, target)
    return [item for item in items if item not in sound]


def _copy(item: _Item, target: zipfile.ZipFile) -> None:
    """The bytes that were scanned. Raises InputFault for a file that changes while it is packed."""
    digest, is_big = hashlib.sha256(), item.size >= (1 << 31) - 1
    with (
        item.source.open("rb") as source,
        target.open(_entry(item.name, item.size), "w", force_zip64=is_big) as out,
    ):
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != item.sha256:
        raise InputFault([problem("evidence_changing", Where(item.name), item.name)])


def _is_unchanged(item: _Item) -> bool:
    try:
        with item.source.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() == item.sha256
    except OSError:
        return False


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, START)
    entry.create_system, entry.external_attr, entry.file_size = 3, 0o644 << 16, size
    return entry


def _sweep(folder: Path, kept: Sequence[str]) -> None:
    """Remove earlier packs and lists, and what a killed run left; only our own names are touched."""
    for pattern in ("KLA_Bukti_*", f"{UNFINISHED}*.zip"):
        for path in folder.glob(pattern):
            if path.is_file() and path.name not in kept:
                path.unlink()


def _lists(title: str, items: Sequence[_Item], lang: Lang) -> list[tuple[str, bytes]]:
    """Both lists of a ZIP's files, by their names in it."""
    rows = [item.cells() for item in items]
    texts = (
        _csv_head(lang) + "".join(map(_csv_row, rows)),
        _html_head(title, lang) + "".join(map(_html_row, rows)) + HTML_END,
    )
    return [(name, text.encode()) for name, text in zip(LISTS, texts, strict=True)]


def _csv_head(lang: Lang) -> str:
    return MARK + _csv_row([word(f"pack_{column}", lang) for column in COLUMNS])


def _csv_row(cells: Iterable[str]) -> str:
    """A row of a CSV in which no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(map(inert, cells))
    return text.getvalue()


def _html_head(title: str, lang: Lang) -> str:
    """The start of the list as a page that loads nothing."""
    heads = "".join(f"<th scope=col>{escape(word(f'pack_{column}', lang))}</th>" for column in COLUMNS)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><h1>{escape(title)}</h1>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n"
    )


def _html_row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
