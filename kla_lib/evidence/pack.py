"""``kla evidence pack``: every file of evidence under a speaking name in exactly one ZIP, or told with the reason why not.

The list that lies in every pack of evidence: what each file is and where it came from; what was found of it stays here.

Rows come one by one, so that the packer knows what its list will weigh; a text that a spreadsheet would take for a
formula stands behind an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from kla_lib.core.problems import InputFault, Lang, Where, problem, system_reasons
from kla_lib.core.tables import inert
from kla_lib.display.command import print_json, print_lines
from kla_lib.display.words import word

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence
    from kla_lib.evidence.model import EvidenceFile
    from kla_lib.evidence.zip import Item

FOLDER = "bukti"
LISTS = ("000_daftar.csv", "000_daftar.html")
LEFT = "KLA_Bukti_tidak-dikemas.csv"
LeftOut = tuple[str, str, str]  # code, original name, why


@dataclass(frozen=True)
class Packed:
    """What came of it: each ZIP's path, size and number of files, and what is in none."""

    zips: list[tuple[Path, int, int]]
    left_out: list[LeftOut]


def pack_evidence(found: Evidence, reports: Path, limit_mb: float, as_json: bool) -> None:
    """Pack all evidence below ``reports`` and say where it is. Raises InputFault while another run is at work there."""
    from kla_lib.core.locks import only_run

    limit = int(limit_mb * 1_000_000) if limit_mb else found.limit_bytes
    folder = reports / found.period / found.place.slug / FOLDER
    with only_run(reports):  # each sweeps what the other has not finished
        try:
            packed = packed_into(found, folder, limit)
        except OSError as fault:  # a full disk: nothing half written stays under a ZIP's name
            raise InputFault([problem("pack_unwritten", Where(FOLDER), FOLDER, **system_reasons(fault))]) from fault
    if as_json:
        print_json({
            "zips": [{"file": path.as_posix(), "size": size, "files": files} for path, size, files in packed.zips],
            "left_out": [dict(zip(("code", "file", "reason"), row, strict=True)) for row in packed.left_out],
        })  # fmt: skip
    else:
        print_lines(_lines(packed, found.lang))


def packed_into(found: Evidence, folder: Path, limit: int | None) -> Packed:
    """Write the ZIPs of a limit in bytes (None: one ZIP) and the list of what is left out."""
    from kla_lib.core.files import write_whole
    from kla_lib.evidence.zip import split, sweep, weight_of, write_zip

    pass

    lines, items, left = _sorted_out(found)
    title = f"{found.title} {found.period}"
    fixed = sum(weight_of(name, len(data)) for name, data in _lists(title, {}, found.lang, []))
    groups, too_large = split(items, limit, fixed + len(csv_head(found.lang)))
    left += [_left(lines[item.name], "over_limit", found.lang) for item in too_large]
    zips = []
    for number, group in enumerate(groups, start=1):
        path = folder / _zip_name(found, number, len(groups))
        changed = write_zip(path, group, partial(_lists, title, lines, found.lang))
        left += [_left(lines[item.name], "changed", found.lang) for item in changed]
        if len(changed) < len(group):
            zips.append((path, path.stat().st_size, len(group) - len(changed)))
    write_whole(folder / LEFT, left_out_csv(left, found.lang))
    sweep(folder, [LEFT, *(path.name for path, _, _ in zips)])
    return Packed(zips, left)


def _zip_name(found: Evidence, number: int, count: int) -> str:
    from kla_lib.evidence.names import plain

    return f"KLA_Bukti_{plain(found.title)}_{plain(found.period)}_{number}-dari-{count}.zip"


def _sorted_out(found: Evidence) -> tuple[dict[str, Line], list[Item], list[LeftOut]]:
    """Every file that can be packed, with its row of the list by its new name; the others with the reason."""
    from kla_lib.evidence.names import file_shown, packed_name
    from kla_lib.evidence.zip import Item

    pass

    lines, items, left, numbers = {}, [], list[LeftOut](), dict[str, int]()
    for file in (file for file in found.files if file.path):
        why = _why_not(found, file)
        if why:
            left.append((file.code or "–", file_shown(file.path, found.lang), _reason(why, found.lang)))
            continue
        numbers[file.code] = numbers.get(file.code, 0) + 1
        content = found.matter.scan.measured[file.sha256].content
        name = packed_name(found.edition, file.code, numbers[file.code], content, file.suffix, found.lang)
        lines[name] = line = _line(found, file, name)
        listed = len((csv_line(line) + html_line(line)).encode())
        items.append(Item(found.located(file), name, file.size, file.sha256, listed))
    return lines, items, left


def _why_not(found: Evidence, file: EvidenceFile) -> str:
    """Why a file is in no pack, as a key; empty where it is in one."""
    measured = found.matter.scan.measured.get(file.sha256)
    if measured is None:
        return "unreadable" if file.fault in ("", "unreadable") else "no_file"
    if not file.code:
        return "no_question"
    if measured.content == "shortcut":
        return "link"
    return "hostile" if measured.state == "hostile" or measured.content == "executable" else ""


def _line(found: Evidence, file: EvidenceFile, name: str) -> Line:
    from kla_lib.evidence.names import file_shown

    pass

    label = found.edition.by_code[file.code].label(found.lang)
    return Line(file.code, label, name, file_shown(file.path, found.lang), file.sha256, file.size)


def _lists(title: str, lines: dict[str, Line], lang: Lang, items: Sequence[Item]) -> list[tuple[str, bytes]]:
    """Both lists of a ZIP's files."""
    pass

    rows = [lines[item.name] for item in items]
    texts = (
        csv_head(lang) + "".join(map(csv_line, rows)),
        html_head(title, lang) + "".join(map(html_line, rows)) + HTML_END,
    )
    return [(name, text.encode()) for name, text in zip(LISTS, texts, strict=True)]


def _left(line: Line, why: str, lang: Lang) -> LeftOut:
    return line.code, line.original, _reason(why, lang)


def _reason(why: str, lang: Lang) -> str:
    from kla_lib.display.words import word

    return word(f"pack_left_{why}", lang)


def _lines(packed: Packed, lang: Lang) -> list[str]:
    from kla_lib.display.numbers import count_text
    from kla_lib.display.words import word

    lines = [word("pack_zip", lang, file=path.as_posix(), size=f"{size:,}".replace(",", " "), count=count_text(files, lang))
             for path, size, files in packed.zips]  # fmt: skip
    lines += [word("pack_left", lang, code=code, file=name, reason=why) for code, name, why in packed.left_out]
    return lines or [word("pack_nothing", lang)]


COLUMNS = ("code", "question", "name", "original", "sha256", "size")
MARK = "\ufeff"  # by this Excel knows UTF-8
STYLE = (
    "body{font:16px/1.5 sans-serif;margin:1rem;max-width:70rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem;border-top:1px solid #ccc;overflow-wrap:anywhere}"
    "@media(max-width:40rem){thead{display:none}tr{display:block;padding:.6rem 0}td{display:block;border:0;padding:.1rem 0}}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One file of a pack; ``original`` masked."""

    code: str
    question: str
    name: str
    original: str
    sha256: str
    size: int

    def cells(self) -> list[str]:
        """Its cells in the order of COLUMNS."""
        return [self.code, self.question, self.name, self.original, self.sha256, str(self.size)]


def csv_head(lang: Lang) -> str:
    """The header of the list as CSV."""
    return MARK + _csv([word(f"pack_{column}", lang) for column in COLUMNS])


def csv_line(line: Line) -> str:
    """A file's row as CSV."""
    return _csv([inert(cell) for cell in line.cells()])


def html_head(title: str, lang: Lang) -> str:
    """The start of the list as a page that asks for nothing."""
    heads = "".join(f"<th scope=col>{escape(word(f'pack_{column}', lang))}</th>" for column in COLUMNS)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><h1>{escape(title)}</h1>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n"
    )


def html_line(line: Line) -> str:
    """A file's row of the page."""
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line.cells()) + "</tr>\n"


HTML_END = "</tbody></table></body></html>\n"


def left_out_csv(rows: Iterable[tuple[str, str, str]], lang: Lang) -> str:
    """What is in no pack: code, original name, why."""
    heads = [word(key, lang) for key in ("pack_code", "pack_original", "pack_why")]
    body = ([inert(cell) for cell in row] for row in rows)
    return MARK + _csv(heads) + "".join(map(_csv, body))


def _csv(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
