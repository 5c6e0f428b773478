"""The parameters of the ``open_*`` functions: workspace, language, a place or province, a period and more.

The values come from Python, JupyterLab, YAML, pandas or papermill (which turns texts into numbers): texts, numbers, null,
dates. Each ``read_*`` function returns the value and adds every fault to ``problems`` with the parameter's name as its
address; it never raises. What can be read in two ways (the number 16.1 for the code 16.10) is refused. All faults are found
first and raised once, in the reader's language.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from inspect import signature
from numbers import Integral, Real
from pathlib import Path, PurePath
from typing import Any, ParamSpec, TypeVar, get_args

from kla_lib.core.dates import NotADay, read_day
from kla_lib.core.nearest import NEAR, hint, nearest, shown
from kla_lib.core.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.core.workspace import Workspace, is_workspace, nearest_workspace, no_workspace, open_workspace
from kla_lib.instrument import editions
from kla_lib.instrument.editions import all_periods, edition_of
from kla_lib.instrument.instrument import BOUNDARY_RULES, TOTAL, Edition, code_key
from kla_lib.instrument.places import NATION, Place, Province, find_place, find_province
from kla_lib.instrument.stages import STAGES, stage_code

P = ParamSpec("P")
T = TypeVar("T")
Also = Callable[[Edition], list[Problem]]

MOST = 10**15  # larger numbers are no code, year or margin, and lose digits as a float
EXAMPLES = {
    "home": "/data/kla",
    "period": "2024",
    "place": "kab-ogan-ilir",
    "stage": "EM",
    "lang": "id",
    "cluster": "K1",
    "target": "Nindya",
    "margin": "25",
    "province": "riau",
    "rule": "reach",
    "day": "2026-03-11",
    "code": "14.1",
}
ANCESTORS = 4  # processes between papermill and the kernel: none, or a fork server
FIRST_YEAR = 2006  # of the first awards
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
LANGS = {"id": "id", "en": "en", "indonesia": "id", "bahasa indonesia": "id", "english": "en", "inggris": "en"}
_PERIOD = re.compile(r"(\d{4})(\W\S*)?")
_DAY = re.compile(r"(\d{4})-\d\d-\d\d([ T].*)?")


def read_text(name: str, value: object, problems: list[Problem], needed: bool = False) -> str:
    """A text, or a whole number as its digits; null is the empty text, which is a fault where a value is ``needed``."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
    elif value is None:
        text = ""
    elif isinstance(value, Integral) and not isinstance(value, bool) and abs(int(value)) < MOST:
        text = str(int(value))
    elif isinstance(value, Real) and not isinstance(value, Integral) and abs(float(value)) < MOST:
        text = repr(float(value)).removesuffix(".0")
    else:
        problems.append(type_fault(name, value))
        return ""
    if needed and not text:
        problems.append(type_fault(name, value))
    return text


def type_fault(name: str, value: object) -> Problem:
    """The fault of a value that is neither a text nor a number, or is missing."""
    return problem("parameter_type", Where(cell=name), shown(value), name=name, example=EXAMPLES[name])


def read_choice(
    name: str, value: object, known: Mapping[str, str], problems: list[Problem], needed: bool = False
) -> str:
    """One of the known values, by any of the spellings that ``known`` maps to it, in whatever case; "" for null."""
    before = len(problems)
    text = read_text(name, value, problems)
    found = {spelling.casefold(): meant for spelling, meant in known.items()}.get(text.casefold(), "")
    if (text or needed) and not found and len(problems) == before:
        near = nearest(text, known)
        problems.append(choice_fault(name, value, dict.fromkeys(known.values()), near))
    return found


def choice_fault(name: str, value: object, known: Iterable[str], near: Iterable[str]) -> Problem:
    """The fault of a value that is none of those known."""
    return problem("parameter_choice", Where(cell=name), shown(value), name=name, known=", ".join(known), **hint(near))


def read_lang(value: object, problems: list[Problem]) -> str:
    """``id`` or ``en``; empty where none is asked for."""
    if isinstance(value, str) and re.fullmatch(r"(?i)\s*(id|en)[_-][a-z]{2}\s*", value):
        value = value.strip()[:2]
    before = len(problems)
    found = read_choice("lang", value, LANGS, problems)
    if len(problems) > before and problems[-1].kind == "parameter_choice":
        problems[-1] = choice_fault("lang", value, get_args(Lang), nearest(shown(value), LANGS))
    return found


def read_period(value: object, problems: list[Problem], own: Collection[str] = ()) -> str:
    """A period such as ``2024``; ``own`` are the periods of the workspace, which are shown first."""
    before = len(problems)
    text = read_text("period", value, problems)
    known = list(dict.fromkeys([*sorted(own), *all_periods()]))
    if len(problems) > before or text in known:
        return text
    whole = isinstance(value, str) or text.isdecimal()
    if whole and not _DAY.fullmatch(text) and (parts := _PERIOD.fullmatch(text)) and _plausible(parts[1]):
        return text
    day = _DAY.fullmatch(text)
    near = [day[1]] if day and day[1] in known else nearest(text, known)
    listed = ", ".join(sorted(own)) or ", ".join(all_periods())
    problems.append(problem("parameter_period", Where(cell="period"), shown(value), known=listed, **hint(near)))
    return ""


def _plausible(year: str) -> bool:
    return FIRST_YEAR <= int(year) <= date.today().year + 1


def read_place(value: object, problems: list[Problem]) -> Place | None:
    """A kabupaten or kota by slug, code, title or name. A code that is a number may have lost its last zero: refused."""
    if isinstance(value, Place):
        return value
    before = len(problems)
    text = read_text("place", value, problems, needed=True)
    found: Place | None = _found(find_place, "place", text, problems) if len(problems) == before else None
    return found


def read_province(value: object, problems: list[Problem]) -> Province:
    """A province by slug, code or name; the nation for nothing."""
    if isinstance(value, Province):
        return value
    before = len(problems)
    text = read_text("province", value, problems)
    found = _found(find_province, "province", text, problems) if len(problems) == before else None
    return found or NATION


def _found(find: Any, name: str, text: str, problems: list[Problem]) -> Any:
    try:
        return find(text)
    except InputFault as fault:
        problems += [replace(each, where=Where(cell=name), found=shown(text)) for each in fault.problems]
        return None


def read_cluster(value: object, edition: Edition, problems: list[Problem]) -> str:
    """A block of the edition by its code, number or name: ``K3``, ``k3``, 3, ``III``, ``Klaster 3``, ``Kelembagaan``."""
    if isinstance(value, str) and value == TOTAL:
        return TOTAL
    blocks = {node.code: node for node in edition.at("block")}
    spellings = {code: code for code in blocks}
    for code, node in blocks.items():
        spellings |= dict.fromkeys((node.label_id, node.label_en), code)
        number = code.removeprefix("K")
        named = [number, *(roman for roman, digit in ROMAN.items() if digit == number)]
        spellings |= {
            f"{word}{name}": code for word in ("", "klaster ", "cluster ", "klaster", "cluster") for name in named
        }
    before = len(problems)
    found = read_choice("cluster", value, spellings, problems, needed=True)
    if len(problems) > before and problems[-1].kind == "parameter_choice":
        problems[-1] = choice_fault("cluster", value, blocks, _near_blocks(shown(value), edition, spellings))
    return found


def _near_blocks(text: str, edition: Edition, spellings: Mapping[str, str]) -> list[str]:
    """The block that a code lies in, those whose name holds the text, those of the nearest number, or of the nearest name."""
    if code := edition.by_key.get(code_key(text), ""):
        return [edition.block_of(code)]
    if held := {code for name, code in spellings.items() if len(text) > NEAR and text.casefold() in name.casefold()}:
        return sorted(held)
    if number := re.fullmatch(r"(?i)k?(-?\d{1,3}(\.\d+)?)", text):
        away = {code: abs(float(number[1]) - int(code[1:])) for code in spellings.values() if code[1:].isdecimal()}
        return [code for code, distance in away.items() if distance == min(away.values())]
    return nearest(text, spellings)


def node_code(value: object, edition: Edition, lang: Lang) -> str:
    """The code of a node as an analyst gives it: ``K3``, ``k3``, ``14.1``, 6, ``21a.4a``; ``TOTAL`` is the whole.

    Raises InputFault for a code that the edition does not have, and for a number that may mean two codes (14.1, 14.10).
    """
    if isinstance(value, str) and value == TOTAL:
        return TOTAL
    problems: list[Problem] = []
    text = read_text("code", value, problems, needed=True)
    known = [TOTAL, *(node.code for node in edition.at("block")), "1.1", "…"]
    found = edition.by_key.get(code_key(text), "")
    if isinstance(value, Real) and not isinstance(value, Integral) and "." in text and f"{text}0" in edition.by_code:
        problems.append(choice_fault("code", value, known, [f'"{text}"', f'"{text}0"']))
    elif text and not found:
        blocks = {node.code: node.code for node in edition.at("block")}
        like_a_block = re.fullmatch(r"(?i)k\d+", text)
        near = _near_blocks(text, edition, blocks) if like_a_block else nearest(text, list(edition.by_code))
        problems.append(choice_fault("code", value, known, near))
    if problems:
        raise InputFault(problems, lang)
    return found


def read_date(value: object, problems: list[Problem]) -> date | None:
    """A day, as a date or as people write it; None for nothing."""
    if isinstance(value, date) and str(value) != "NaT":  # which pandas counts among the dates
        return value.date() if isinstance(value, datetime) else value
    text = read_text("day", value, problems)
    try:
        return read_day(text) if text else None
    except NotADay:
        problems.append(problem("date_unread", Where(cell="day"), shown(value)))
        return None


@dataclass(frozen=True)
class Given:
    """The parameters of a place and period, read and found to be sound."""

    workspace: Workspace
    lang: Lang
    period: str
    place: Place
    edition: Edition
    stage: str = ""
    rule: str = ""
    day: date | None = None

    @property
    def folder(self) -> Path:
        """The folder of the place and period below data/raw."""
        return self.workspace.raw / self.period / self.place.slug


def place_given(
    home: object,
    period: object,
    place: object,
    lang: object = None,
    stage: object = None,
    rule: object = None,
    day: object = None,
    also: Also | None = None,
) -> Given:
    """The parameters of a place and period.

    ``also`` finds the faults of what else was asked, by the edition of the period (by any other where that has none).
    Raises InputFault with every fault of all parameters.
    """
    problems: list[Problem] = []
    workspace, spoken = _opened(home, lang, problems)
    named = read_period(period, problems, _periods(workspace))
    where = read_place(place, problems)
    by_alias = stage_code(stage) if isinstance(stage, str) else ""
    asked = by_alias or read_choice("stage", stage, {name: name for name in STAGES}, problems)
    chosen = read_choice("rule", rule, {name: name for name in BOUNDARY_RULES}, problems)
    looked_at = read_date(day, problems)
    edition = _edition(workspace, named, problems)
    problems += _more(also, edition, workspace)
    if problems or workspace is None or where is None or edition is None:
        raise InputFault(problems, spoken)
    return Given(workspace, spoken, named, where, edition, asked, chosen, looked_at)


def province_given(
    home: object, period: object, province: object, lang: object = None
) -> tuple[Workspace, Lang, str, Province]:
    """The parameters of a province and period. Raises InputFault with every fault of all of them."""
    problems: list[Problem] = []
    workspace, spoken = _opened(home, lang, problems)
    named = read_period(period, problems, _periods(workspace))
    where = read_province(province, problems)
    if problems or workspace is None:
        raise InputFault(problems, spoken)
    return workspace, spoken, named, where


def in_language(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function with parameters ``home`` and ``lang``: its faults are printed in the language of the call."""
    names = signature(function)

    @wraps(function)
    def asked(*args: P.args, **given: P.kwargs) -> T:
        try:
            return function(*args, **given)
        except InputFault as fault:
            values = names.bind(*args, **given).arguments
            fault.lang = _spoken(values.get("home"), values.get("lang"))
            raise

    return asked


def edition_for(workspace: Workspace, period: str) -> Edition:
    """The edition of a period by the workspace's table or the shipped one. Raises InputFault."""
    return editions.load(editions.folder_of(edition_of(period, workspace.periods)[0], workspace.editions))


def _spoken(home: object, lang: object) -> Lang:
    """The language asked for, or else that of the workspace or case."""
    asked = read_lang(lang, []) or getattr(home, "lang", "")
    return ("en" if asked == "en" else "id") if asked else _opened(home, None, [])[1]


def _opened(home: object, lang: object, problems: list[Problem]) -> tuple[Workspace | None, Lang]:
    asked, workspace = read_lang(lang, problems), None
    try:
        workspace = find_workspace(home)
    except InputFault as fault:
        problems += fault.problems
    spoken = asked or (workspace.lang if workspace else "id")
    return workspace, "en" if spoken == "en" else "id"


def _periods(workspace: Workspace | None) -> list[str]:
    """The periods of a workspace: those it has data of or chose an edition for."""
    if workspace is None:
        return []
    held = workspace.raw.iterdir() if workspace.raw.is_dir() else ()
    return [*workspace.periods, *(path.name for path in held if path.is_dir() and path.name[:4].isdigit())]


def _edition(workspace: Workspace | None, period: str, problems: list[Problem]) -> Edition | None:
    if workspace is None or not period:
        return None
    try:
        return edition_for(workspace, period)
    except InputFault as fault:
        problems += fault.problems
        return None


def _more(also: Also | None, edition: Edition | None, workspace: Workspace | None) -> list[Problem]:
    """What ``also`` finds; where the edition is not known, only what it finds by every edition there is."""
    if also is None:
        return []
    known = [edition] if edition else [editions.load(folder) for folder in editions.shipped().values()]
    return min((also(each) for each in known), key=len)


def find_workspace(home: object = None) -> Workspace:
    """The workspace that ``home`` names; for nothing the nearest one above the notebook's own folder or the current one.

    A relative path counts from the notebook's folder, where that is known, or from the current one. Raises InputFault for
    a folder that is no workspace (it has neither kla.toml nor data/raw), with its absolute path, and for a path that is
    one from both folders.
    """
    if isinstance(home, Workspace):
        if not is_workspace(home.home):
            raise InputFault([no_workspace([home.home])])
        return home
    problems: list[Problem] = []
    text = os.fspath(home) if isinstance(home, str | PurePath) else read_text("home", home, problems)
    if problems:
        raise InputFault(problems)
    return open_workspace(_named(text) if text.strip() else _nearest())


def _nearest() -> Path:
    starts = list(_starts())
    for start in starts:
        if found := nearest_workspace(start):
            return found
    raise InputFault([no_workspace(starts)])


def _named(text: str) -> Path:
    path = Path(text).expanduser() if text.startswith("~") else Path(text)
    try:
        tried = list(dict.fromkeys((start / path).resolve() for start in ([path] if path.is_absolute() else _starts())))
    except (OSError, ValueError, RuntimeError):  # a null character, a loop of links
        raise InputFault([type_fault("home", text)]) from None
    found = [folder for folder in tried if is_workspace(folder)]
    if len(found) == 1:
        return found[0]
    if found:
        known = ", ".join(map(str, found))
        raise InputFault([problem("workspace_two", Where(cell="home"), shown(text), known=known)])
    raise InputFault([no_workspace(tried)])


def _starts() -> Iterator[Path]:
    """The folder of the notebook that is running, where it is known, then the current folder."""
    notebook, here = _notebook(), Path.cwd()
    if notebook and notebook.parent != here:
        yield notebook.parent
    yield here


def _notebook() -> Path | None:
    """The notebook that is running: named by papermill (``--inject-input-path``), by Visual Studio Code, or by the
    command line of the papermill that started this kernel."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return None
    named = [Path(str(shell.user_ns.get(name, ""))) for name in ("PAPERMILL_INPUT_PATH", "__vsc_ipynb_file__")]
    with suppress(OSError, ValueError):
        return next((path.resolve() for path in (*named, *_by_papermill()) if _is_notebook(path)), None)
    return None


def _by_papermill() -> Iterator[Path]:
    """The notebook that a papermill among the processes above this one was called with: the first one it names."""
    import psutil

    with suppress(psutil.Error):
        for process in psutil.Process().parents()[:ANCESTORS]:
            words = process.cmdline()
            if any(Path(word).stem == "papermill" for word in words[:3]):
                yield from [Path(process.cwd(), word) for word in words if word.endswith(".ipynb")][:1]


def _is_notebook(path: Path) -> bool:
    return path.suffix == ".ipynb" and path.is_file()
