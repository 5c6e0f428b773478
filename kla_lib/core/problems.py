"""The lowest layer: problems of the input with their remedies, and the message catalogues.

Every layer reports faults as `Problem` values and goes on; the entry point prints them once, at the end. All words
shown to users are in the catalogues ``locale/<language>/LC_MESSAGES/kla.po``, never in code. In a
catalogue ``msgctxt`` is the key, ``msgid`` the Indonesian text and ``msgstr`` the words of its language.
"""

from __future__ import annotations

import csv
import errno
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Severity = Literal["error", "warning", "info"]
Lang = Literal["id", "en"]
SEVERITIES = ("error", "warning", "info")  # in the order in which they are printed
FIGURES = ("max", "total", "gap", "points", "printed")
COUNTS = ("rows", "columns", "limit")
REFUSALS = {
    "full": ("ENOSPC", "EDQUOT", "EFBIG"),
    "permission": ("EACCES", "EPERM"),
    "read_only": ("EROFS",),
    "gone": ("ENOENT",),
    "share": (
        "ESTALE",
        "ENOTCONN",
        "EHOSTDOWN",
        "EHOSTUNREACH",
        "ENETDOWN",
        "ENETUNREACH",
        "ETIMEDOUT",
        "EIO",
        "ENODEV",
    ),
    "files": ("EMFILE", "ENFILE"),
    "memory": ("ENOMEM",),
    "processes": ("EAGAIN",),
    "in_the_way": ("EEXIST", "ENOTDIR", "EISDIR", "ENOTEMPTY"),
    "name": ("ENAMETOOLONG", "EILSEQ", "EINVAL"),
    "busy": ("EBUSY", "ETXTBSY"),
}  # by the names of errno: not every system knows all of them
_FIELD = re.compile(r'^(msgctxt|msgid|msgstr) ((?:".*"\s*)+)', re.MULTILINE)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)


def message(key: str, lang: Lang) -> str:
    """The words under a key, ``{placeholders}`` and all. Raises KeyError for a key the catalogues do not have."""
    return _by_key(lang)[key]


def prose(context: str, text: str, lang: Lang) -> str:
    """A text written in Indonesian (``notebook`` prose, ``help``) in a language; the text itself where it has none."""
    return _catalogue(lang).get((context, text), text)


@dataclass(frozen=True, slots=True)
class Where:
    """The address of a fault: file, sheet (empty for CSV) and cell (``B12``, empty for the whole file)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or remark.

    ``kind`` is a row of problems.csv; ``found`` is the faulty value as in the source;
    ``values`` fill the ``{placeholders}`` of its words; a value that is itself words comes in both languages,
    as ``note_id`` and ``note_en`` for ``{note}``.
    """

    kind: str
    where: Where = Where()
    found: str = ""
    values: tuple[tuple[str, str], ...] = field(default=())

    @property
    def severity(self) -> str:
        """``error`` stops the place, ``warning`` travels to the report, ``info`` is a remark."""
        return _severities()[self.kind]

    def expected(self, lang: Lang = "id") -> str:
        """What was expected."""
        return self._say("expected", lang)

    def remedy(self, lang: Lang = "id") -> str:
        """How to fix it."""
        return self._say("remedy", lang)

    def as_dict(self, lang: Lang = "id") -> dict[str, str]:
        """The fault as plain words: kind, file, sheet, cell, found, expected, remedy, severity."""
        where = {"file": self.where.file, "sheet": self.where.sheet, "cell": self.where.cell}
        words = {"expected": self.expected(lang), "remedy": self.remedy(lang)}
        return {"kind": self.kind, **where, "found": self.found, **words, "severity": self.severity}

    def _say(self, part: str, lang: Lang) -> str:
        values = {key.removesuffix(f"_{lang}"): _in_form(key, value, lang) for key, value in self.values}
        return message(f"problem.{self.kind}.{part}", lang).format(found=self.found, **values)


class InputFault(Exception):
    """Input that cannot be used; carries every problem found, in the order found.

    Printed in ``lang``, which the function that was asked sets, as ``kla check`` prints problems. IPython shows the same
    lines in place of a traceback: in JupyterLab, in an executed notebook and in what papermill prints.
    """

    def __init__(self, problems: Iterable[Problem], lang: Lang = "id") -> None:
        self.problems = list(problems)
        self.lang = lang
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(problem_lines(self.problems, self.lang))

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython shows instead of a traceback."""
        return problem_lines(self.problems, self.lang)


def problem(kind: str, where: Where = Where(), found: object = "", **values: object) -> Problem:
    """Make a `Problem`; every placeholder of the kind's words must be given.

    Raises KeyError for a kind that problems.csv does not know or a placeholder left out.
    """
    made = Problem(kind, where, str(found), tuple((k, str(v)) for k, v in values.items()))
    made.as_dict("id")
    return made


def system_reasons(fault: BaseException) -> dict[str, str]:
    """Why the operating system refused something, as ``reason_id`` and ``reason_en`` for the words of a problem."""
    return {f"reason_{lang}": system_reason(fault, lang) for lang in get_args(Lang)}


def system_reason(fault: BaseException, lang: Lang) -> str:
    """Return why the operating system refused something in plain words, else the system's own text."""
    if isinstance(fault, MemoryError):
        return message("system_memory", lang)
    if "usable temporary directory" in str(fault):  # Python's own text: this error has no number of its own
        return message("system_temporary", lang)
    name = errno.errorcode.get(getattr(fault, "errno", None) or 0, "")
    key = next((key for key, names in REFUSALS.items() if name in names), "")
    return message(f"system_{key}", lang) if key else getattr(fault, "strerror", "") or type(fault).__name__


def same_in_column(rows: int = 1, cells: str = "") -> dict[str, str]:
    """``; 12 sel di kolom ini (B2–B13) ...`` in both languages, for ``{column}`` in a problem; empty for a single cell."""
    told = {"rows": rows, "cells": cells}
    return {
        f"column_{lang}": message("same_in_column", lang).format(**told) if cells else "" for lang in get_args(Lang)
    }


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only the problems that stop a place."""
    return [p for p in problems if p.severity == "error"]


def problem_lines(problems: Iterable[Problem], lang: Lang) -> list[str]:
    """Three lines per problem (where and what, what is expected, what to do), errors first."""
    ordered = sorted(problems, key=lambda p: SEVERITIES.index(p.severity))
    return [line for each in ordered for line in _lines(each, lang)]


def _lines(each: Problem, lang: Lang) -> list[str]:
    place = ", ".join(part for part in (each.where.file, each.where.sheet, each.where.cell) if part)
    return [
        f"{message(f'severity_{each.severity}', lang)}: {place + ': ' if place else ''}{message('found', lang)} “{each.found}”",
        f"  {message('expected', lang)}: {each.expected(lang)}",
        f"  {message('remedy', lang)}: {each.remedy(lang)}",
    ]


def _in_form(key: str, value: str, lang: Lang) -> str:
    """Figures stand in problems as ``72.41`` and are read as ``72,41`` in Indonesian; codes stay as they are.

    Counts are grouped, figures are not: they stand as a recap must write them, where ``1.004`` is ambiguous.
    """
    if key in COUNTS and value.isdecimal():
        return f"{int(value):,}".replace(",", "." if lang == "id" else ",")
    return value.replace(".", ",") if key in FIGURES and lang == "id" else value


@cache
def _severities() -> dict[str, str]:
    text = files("kla_lib").joinpath("problems.csv").read_text(encoding="utf-8")
    return {row["kind"]: row["severity"] for row in csv.DictReader(text.splitlines())}


@cache
def _by_key(lang: Lang) -> dict[str, str]:
    return {context: words for (context, _), words in _catalogue(lang).items()}


@cache
def _catalogue(lang: Lang) -> dict[tuple[str, str], str]:
    """The words of a language by context and Indonesian text, read once."""
    source = files("kla_lib").joinpath("locale", lang, "LC_MESSAGES", "kla.po")
    return dict(entries(source.read_text(encoding="utf-8")))


def entries(po: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Context, id and words of every finished entry of a .po text; entries lie apart by an empty line.

    Babel's reader gives the same (a test holds them together), but importing and running it takes four times as
    long, and ``kla --help`` and every notebook's process begin here.
    """
    for entry in po.split("\n\n"):
        found = {name: "".join(map(json.loads, text.splitlines())) for name, text in _FIELD.findall(entry)}
        if found.get("msgid") and found.get("msgstr") and not _FUZZY.search(entry):
            yield (found.get("msgctxt", ""), found["msgid"]), found["msgstr"]
