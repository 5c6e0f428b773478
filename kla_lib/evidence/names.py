"""Names for evidence that is packed for upload: in order, saying what they are, safe on every system, nothing personal.

``049_3.1a_Pelatihan-Konvensi-Hak-Anak_02.pdf``: the question's place in the instrument, its code, its short label, a
running number and the ending of what the file really is. Nothing of the original name is taken over.

The names of files as anybody may see them: numbers and addresses hidden, and a name that tells of a birth as a whole.

What a link looks like, written as offices write it: with or without ``https://``, a short one, a folder in a drive.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kla_lib.core.privacy import MARKS, masked
from kla_lib.core.problems import Lang
from kla_lib.evidence.model import Content
from kla_lib.evidence.personal import personal_in
from kla_lib.instrument.instrument import Edition

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


def file_shown(path: str, lang: Lang = "id") -> str:
    """A path or link with nothing personal in it; its folders stay, for they are questions' codes."""
    return "/".join(_part(part, lang) for part in path.split("/"))


@lru_cache(maxsize=20_000)  # a folder's or a twin's name is shown many times over
def _part(name: str, lang: Lang) -> str:
    if "birth" not in personal_in(name):
        return masked(name, lang)
    _, dot, ending = name.rpartition(".")
    return f"{MARKS[lang]}{dot}{ending}" if dot and ending.isalnum() and len(ending) <= 4 else MARKS[lang]


LINK = re.compile(
    r"(?i)\b(?:https?://|www\.|(?:bit\.ly|s\.id|tinyurl\.com|forms\.gle|youtu\.be|(?:drive|docs|photos)\.google\.com)/)"
    r"\S{2,}"
)
_SIGNS = ("://", "www.", ".ly/", "s.id/", "url.com/", ".gle/", ".be/", "google.com/")  # one of them is in every link
BROKEN_LINK = re.compile(LINK.pattern + r"(?:\s?\n\S{16,})*")  # as a narrow page breaks it


def may_hold_links(text: str) -> bool:
    """Whether it is worth looking for links in a long text, which takes a hundred times as long."""
    plain = text.casefold()
    return any(sign in plain for sign in _SIGNS)


def is_link(text: str) -> bool:
    """Whether a text is a link rather than a file's name."""
    return LINK.match(text.strip()) is not None
