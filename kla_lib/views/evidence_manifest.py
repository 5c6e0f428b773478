"""The list that lies in every pack of evidence: what each file is and where it came from; what was found of it stays here.

Rows come one by one, so that the packer knows what its list will weigh; a text that a spreadsheet would take for a
formula stands behind an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import escape

from kla_lib.problems import Lang
from kla_lib.rules.inert import inert
from kla_lib.views.words import word

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
