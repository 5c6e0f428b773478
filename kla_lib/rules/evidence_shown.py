"""The names of files as anybody may see them: numbers and addresses hidden, and a name that tells of a birth as a whole."""

from __future__ import annotations

from functools import lru_cache

from kla_lib.problems import Lang
from kla_lib.rules.personal import personal_in
from kla_lib.rules.privacy import MARKS, masked


def file_shown(path: str, lang: Lang = "id") -> str:
    """A path or link with nothing personal in it; its folders stay, for they are questions' codes."""
    return "/".join(_part(part, lang) for part in path.split("/"))


@lru_cache(maxsize=20_000)  # a folder's or a twin's name is shown many times over
def _part(name: str, lang: Lang) -> str:
    if "birth" not in personal_in(name):
        return masked(name, lang)
    _, dot, ending = name.rpartition(".")
    return f"{MARKS[lang]}{dot}{ending}" if dot and ending.isalnum() and len(ending) <= 4 else MARKS[lang]
