"""The parameters that every ``open_*`` function takes: workspace, language, and one place or province in one period.

The values may come from Python, from JupyterLab or from papermill, which turns texts into numbers. All faults are
found first and raised once, in the reader's language.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import signature
from pathlib import Path, PurePath
from typing import ParamSpec, TypeVar

from kla_lib.problems import InputFault, Lang, Problem, Where, problem
from kla_lib.rules import editions, folders, parameters
from kla_lib.rules.instrument import BOUNDARY_RULES, Edition
from kla_lib.rules.nearest import shown
from kla_lib.rules.periods import edition_of
from kla_lib.rules.places import Place
from kla_lib.rules.stages import STAGES, stage_code
from kla_lib.rules.standings import Province
from kla_lib.workspace import Workspace, is_workspace, nearest_workspace, no_workspace, open_workspace

P = ParamSpec("P")
T = TypeVar("T")
Also = Callable[[Edition], list[Problem]]
ANCESTORS = 4  # processes between papermill and the kernel: none, or a fork server


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
    home: object, period: object, place: object, lang: object = None, stage: object = None, rule: object = None,
    day: object = None, also: Also | None = None,
) -> Given:  # fmt: skip
    """The parameters of a place and period.

    ``also`` finds the faults of what else was asked, by the edition of the period (by any other where that has none).
    Raises InputFault with every fault of all parameters.
    """
    problems: list[Problem] = []
    workspace, spoken = _opened(home, lang, problems)
    named = parameters.read_period(period, problems, _periods(workspace))
    where = parameters.read_place(place, problems)
    by_alias = stage_code(stage) if isinstance(stage, str) else ""
    asked = by_alias or parameters.read_choice("stage", stage, {name: name for name in STAGES}, problems)
    chosen = parameters.read_choice("rule", rule, {name: name for name in BOUNDARY_RULES}, problems)
    looked_at = parameters.read_date(day, problems)
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
    named = parameters.read_period(period, problems, _periods(workspace))
    where = parameters.read_province(province, problems)
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
    return editions.load(folders.folder_of(edition_of(period, workspace.periods)[0], workspace.editions))


def _spoken(home: object, lang: object) -> Lang:
    """The language asked for, or else that of the workspace or case."""
    asked = parameters.read_lang(lang, []) or getattr(home, "lang", "")
    return ("en" if asked == "en" else "id") if asked else _opened(home, None, [])[1]


def _opened(home: object, lang: object, problems: list[Problem]) -> tuple[Workspace | None, Lang]:
    asked, workspace = parameters.read_lang(lang, problems), None
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
    known = [edition] if edition else [editions.load(folder) for folder in folders.shipped().values()]
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
    text = os.fspath(home) if isinstance(home, str | PurePath) else parameters.read_text("home", home, problems)
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
        raise InputFault([parameters.type_fault("home", text)]) from None
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
