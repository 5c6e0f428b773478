"""Names for evidence that is packed for upload: in order, saying what they are, safe on every system, nothing personal.

``049_3.1a_Pelatihan-Konvensi-Hak-Anak_02.pdf``: the question's place in the instrument, its code, its short label, a
running number and the ending of what the file really is. Nothing of the original name is taken over.
"""

from __future__ import annotations

import re
import unicodedata

from kla_lib.problems import Lang
from kla_lib.rules.evidence import Content
from kla_lib.rules.instrument import Edition

LABEL = 48  # letters of a label in a name
ENDING: dict[Content, str] = {"jpeg": "jpg", "tiff": "tif", "text": "txt", "gzip": "gz"}
NO_ENDING: tuple[Content, ...] = ("other", "foreign", "none", "video", "audio", "executable", "shortcut")
_PLAIN_ENDING = re.compile(r"[a-z0-9]{1,5}")
RISKY = ("exe", "com", "bat", "cmd", "scr", "js", "vbs", "msi", "lnk", "ps1", "jar", "hta", "url")


def packed_name(edition: Edition, code: str, number: int, content: Content, suffix: str, lang: Lang) -> str:
    """The new name of the ``number``-th file of a question. Raises ValueError for a code that is no question's."""
    codes = [node.code for node in edition.at("question")]
    label = _cut(plain(edition.by_code[code].label(lang)))
    return f"{codes.index(code) + 1:03}_{code}_{label}_{number:02}{_ending(content, suffix)}"


def _cut(label: str) -> str:
    """No longer than `LABEL`, and no word cut in two where it has several."""
    if len(label) <= LABEL:
        return label
    whole = label[: LABEL + 1].rpartition("-")[0] or label[:LABEL]
    return whole.strip("-")


def _ending(content: Content, suffix: str) -> str:
    """The ending of a content; of one that has no single ending, the file's own where it is harmless."""
    if content not in NO_ENDING and suffix != "xlsb":
        return f".{ENDING.get(content, content)}"
    return f".{suffix}" if _PLAIN_ENDING.fullmatch(suffix) and suffix not in RISKY else ".bin"


def plain(text: str) -> str:
    """Letters and digits of ASCII, everything else one hyphen."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-") or "-"
