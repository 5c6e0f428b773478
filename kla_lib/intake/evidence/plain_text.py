"""The text of files that are text already, or nearly: plain, CSV, HTML, RTF."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MOST_BYTES = 5_000_000
BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title"))
SILENT = frozenset(("script", "style", "noscript", "template"))

_HIDDEN = re.compile(r"\{\\\*[^{}]*\}|\{\\(?:fonttbl|colortbl|stylesheet|info|pict)\b(?:[^{}]|\{[^{}]*\})*\}")
_SIGN = re.compile(r"\\'([0-9a-fA-F]{2})")
_WIDE = re.compile(r"\\u(-?\d{1,6})\s?\??")
_PARAGRAPH = re.compile(r"\\(?:par|line|row|sect)\b ?")
_PAGE, _TAB, _WORD = (
    re.compile(r"\\page\b ?"),
    re.compile(r"\\(?:tab|cell)\b ?"),
    re.compile(r"\\[a-z]{1,32}-?\d{0,10} ?"),
)


def decoded(data: bytes) -> str | None:
    """The text of bytes in UTF-8, UTF-16 or the Windows code page; None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) // 2 * 2].decode("utf-16", "replace").removeprefix("\ufeff")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        cut = fault.start >= len(data) - 4  # the last sign may have been cut in two
        return data.decode("utf-8-sig", "ignore") if cut else data.decode("cp1252", "replace")


def without_markup(text: str) -> str:
    """What a reader of an HTML page sees."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.words)


def without_rtf(text: str) -> str:
    """The text of a simple RTF; what is hidden, drawn or nested deeply is left out."""
    text = _HIDDEN.sub("", text)
    text = _PAGE.sub("\f", _TAB.sub("\t", _PARAGRAPH.sub("\n", text.replace("\r", "").replace("\n", ""))))
    text = _WIDE.sub(lambda found: chr(int(found[1]) % 0x10000), text)
    text = _SIGN.sub(lambda found: bytes([int(found[1], 16)]).decode("cp1252", "replace"), text)
    clean = re.sub(r"[{}]", "", _WORD.sub("", text))
    return clean.encode("utf-8", "replace").decode("utf-8")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append("\t")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in SILENT))
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)
