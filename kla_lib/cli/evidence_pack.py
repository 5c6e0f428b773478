"""``kla evidence pack``: every file of evidence under a speaking name in exactly one ZIP, or told with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kla_lib.cli.printing import print_json, print_lines
from kla_lib.problems import InputFault, Lang, Where, problem, system_reasons

if TYPE_CHECKING:
    from kla_lib.batch.evidence_zip import Item
    from kla_lib.evidence import Evidence
    from kla_lib.rules.evidence import EvidenceFile
    from kla_lib.views.evidence_manifest import Line

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
    from kla_lib.batch.lock import only_run

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
    from kla_lib.batch.evidence_zip import split, sweep, weight_of, write_zip
    from kla_lib.batch.files import write_whole
    from kla_lib.views.evidence_manifest import csv_head, left_out_csv

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
    from kla_lib.rules.evidence_names import plain

    return f"KLA_Bukti_{plain(found.title)}_{plain(found.period)}_{number}-dari-{count}.zip"


def _sorted_out(found: Evidence) -> tuple[dict[str, Line], list[Item], list[LeftOut]]:
    """Every file that can be packed, with its row of the list by its new name; the others with the reason."""
    from kla_lib.batch.evidence_zip import Item
    from kla_lib.rules.evidence_names import packed_name
    from kla_lib.rules.evidence_shown import file_shown
    from kla_lib.views.evidence_manifest import csv_line, html_line

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
    from kla_lib.rules.evidence_shown import file_shown
    from kla_lib.views.evidence_manifest import Line

    label = found.edition.by_code[file.code].label(found.lang)
    return Line(file.code, label, name, file_shown(file.path, found.lang), file.sha256, file.size)


def _lists(title: str, lines: dict[str, Line], lang: Lang, items: Sequence[Item]) -> list[tuple[str, bytes]]:
    """Both lists of a ZIP's files."""
    from kla_lib.views.evidence_manifest import HTML_END, csv_head, csv_line, html_head, html_line

    rows = [lines[item.name] for item in items]
    texts = (
        csv_head(lang) + "".join(map(csv_line, rows)),
        html_head(title, lang) + "".join(map(html_line, rows)) + HTML_END,
    )
    return [(name, text.encode()) for name, text in zip(LISTS, texts, strict=True)]


def _left(line: Line, why: str, lang: Lang) -> LeftOut:
    return line.code, line.original, _reason(why, lang)


def _reason(why: str, lang: Lang) -> str:
    from kla_lib.views.words import word

    return word(f"pack_left_{why}", lang)


def _lines(packed: Packed, lang: Lang) -> list[str]:
    from kla_lib.views.numbers import count_text
    from kla_lib.views.words import word

    lines = [word("pack_zip", lang, file=path.as_posix(), size=f"{size:,}".replace(",", " "), count=count_text(files, lang))
             for path, size, files in packed.zips]  # fmt: skip
    lines += [word("pack_left", lang, code=code, file=name, reason=why) for code, name, why in packed.left_out]
    return lines or [word("pack_nothing", lang)]
