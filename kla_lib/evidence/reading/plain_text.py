"""The text of files that are text already, or nearly: plain, CSV, HTML, RTF."""

from __future__ import annotations

import re
from html import unescape

MOST_BYTES = 5_000_000
BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title"))
CELLS = frozenset(("td", "th"))
SILENT = frozenset(("script", "style", "noscript", "template"))

_MARKED = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDE_FORMS = (  # bytes of a character, its encoding, which of its bytes are zero in plain letters
    (4, "utf-32-le", (1, 2, 3)),
    (4, "utf-32-be", (0, 1, 2)),
    (2, "utf-16-le", (1,)),
    (2, "utf-16-be", (0,)),
)
MOSTLY = 0.9

_NAME = re.compile(r"\s*(/?)\s*([A-Za-z][A-Za-z0-9]*)")
_HIDDEN = re.compile(r"\{\\\*[^{}]*\}|\{\\(?:fonttbl|colortbl|stylesheet|info|pict)\b(?:[^{}]|\{[^{}]*\})*\}")
_SIGN = re.compile(r"\\'([0-9a-fA-F]{2})")
_WIDE = re.compile(r"\\u(-?\d{1,6})\s?\??")
_PARAGRAPH = re.compile(r"\\(?:par|line|row|sect)\b ?")
_PAGE, _TAB, _WORD = (
    re.compile(r"\\page\b ?"),
    re.compile(r"\\(?:tab|cell)\b ?"),
    re.compile(r"\\[a-z]{1,32}-?\d{0,10} ?"),
)


def wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 in either order, by a mark or by where the zeros of plain letters are; empty for anything else."""
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return encoding
    for width, encoding, zeros in _WIDE_FORMS:
        some = data[: len(data[:4096]) // width * width]
        parts = len(some) // width
        filled = next(at for at in range(width) if at not in zeros)
        if (
            parts > 1
            and all(some[at::width].count(0) > parts * MOSTLY for at in zeros)
            and some[filled::width].count(0) < parts * (1 - MOSTLY)
        ):
            return encoding
    return ""


def decoded(data: bytes) -> str | None:
    """The text of bytes in UTF-8, UTF-16 or the Windows code page; None for what is no text."""
    if encoding := wide_encoding(data):
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    data = data.rstrip(b"\x1a\0")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        cut = fault.start >= len(data) - 4  # the last sign may have been cut in two
        return data.decode("utf-8-sig", "ignore") if cut else data.decode("cp1252", "replace")


def without_markup(text: str) -> str:
    """What a reader of an HTML page sees; one pass, whatever is left open."""
    first, *pieces = text.split("<")
    words, silent = [first], ""
    for piece in pieces:
        tag, _, rest = piece.partition(">")
        name = _NAME.match(tag)
        closing, called = (name[1], name[2].lower()) if name else ("", "")
        if silent:
            silent = "" if closing and called == silent else silent
        elif called in SILENT:
            silent = "" if closing else called
        if not silent:
            words += ["\n" if called in BLOCKS else "\t" if called in CELLS else "", rest]
    return unescape("".join(words))


def without_rtf(text: str) -> str:
    """The text of a simple RTF; what is hidden, drawn or nested deeply is left out."""
    text = _HIDDEN.sub("", text)
    text = _PAGE.sub("\f", _TAB.sub("\t", _PARAGRAPH.sub("\n", text.replace("\r", "").replace("\n", ""))))
    text = _WIDE.sub(lambda found: chr(int(found[1]) % 0x10000), text)
    text = _SIGN.sub(lambda found: bytes([int(found[1], 16)]).decode("cp1252", "replace"), text)
    clean = re.sub(r"[{}]", "", _WORD.sub("", text))
    return clean.encode("utf-8", "replace").decode("utf-8")
