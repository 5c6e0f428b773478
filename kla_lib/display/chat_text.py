"""Text for a WhatsApp message: defused where it comes from a file, measured as phones measure it.

WhatsApp makes ``*bold*``, links, addresses and telephone numbers out of plain text.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 900
FITS = (96, 72, 54, 40, 28, 18, 10)  # how long a name may be, tried in turn until the whole message fits
ALIVE = re.compile(r"[*_~`@<>|\\\[\]{}]|://")
DOTTED = re.compile(r"(?<=\w)[.。](?=[^\W\d_])")
DIGITS = re.compile(r"\d(?:[ .()+/\-‐-―−]{0,2}\d){6,}")  # with what may stand inside a telephone number


def utf16_units(text: str) -> int:
    """How long a phone thinks a text is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def defused(text: str, longest: int) -> str:
    """A text from a file as one line in which WhatsApp finds no mark, no link, no address and no number to call."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFKC", text))
    plain = " ".join(DOTTED.sub(". ", ALIVE.sub(" ", plain)).split())  # what was left out may bring digits together
    return _cut(DIGITS.sub("…", plain), longest)


def _cut(text: str, longest: int) -> str:
    """At a word's end where one is near, with a sign that something was left out."""
    if utf16_units(text) <= longest:
        return text
    while utf16_units(text) > longest - 1:
        text = text[:-1]
    head, space, _ = text.rpartition(" ")
    return (head if space and len(head) > longest // 2 else text).rstrip(" ,;:(") + "…"
