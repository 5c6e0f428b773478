"""The kinds of report that ``kla run`` makes: what each is made for, when there is anything to report, what it reads.

A notebook names its kind in its metadata, under ``kla``, as ``per``; under ``reads`` it may name further sources::

    {"name": "50-rencana", "per": "place", "title": "Rencana menuju peringkat berikutnya", "reads": ["evidence"]}

A new kind of report is a notebook and one `ReportKind`. Inside the library the entry is added to `KINDS`. Another package
declares it as an entry point, and needs no edit here; in its pyproject.toml::

    [project.entry-points."kla_lib.report_kinds"]
    parks = "my_package.reports:PARKS"

where ``my_package/reports.py`` says, for reports on playgrounds listed in ``data/taman/<period>/<place>.csv`` (a table of an
unknown name below data/raw is refused)::

    def listed(workspace, subject):
        return workspace.home / "data/taman" / subject.period / f"{subject.place}.csv"

    PARKS = ReportKind(
        "parks",
        has_matter=lambda workspace, subject: listed(workspace, subject).is_file(),
        reads=(Source("parks", lambda workspace, subject, gathered: file_hash(listed(workspace, subject))),),
        takes_stage=False,
        notebook=Path(__file__).with_name("85-taman.ipynb"),
    )
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kla_lib.core.files import file_hash, short_hash
from kla_lib.core.workspace import Workspace
from kla_lib.incidents import store
from kla_lib.instrument.place_folder import (
    EVIDENCE_FOLDER,
    FORMER,
    FORMS_FOLDER,
    INBOX,
    RAD,
    REGISTER_FOLDER,
    REPORT_DECISIONS,
    SCENARIO_FOLDER,
    TARGETS,
)
from kla_lib.local.model import COLUMNS
from kla_lib.recap.find_recaps import RETURNS, has_evidence, places_with
from kla_lib.run.library import shared_digests
from kla_lib.scoring.country import contents_digest

if TYPE_CHECKING:
    from kla_lib.run.model import Gathered, Subject

GROUP = "kla_lib.report_kinds"  # of entry points
MadeFor = Literal["place", "recap", "cluster", "province"]


@dataclass(frozen=True)
class Source:
    """Data that some reports read besides the recaps of their places; ``name`` is how notebooks call it.

    ``digest`` returns a text that changes whenever a report has to be made again because of this data. A package other
    than kla_lib should include its own version.
    """

    name: str
    digest: Callable[[Workspace, Subject, Gathered], str]


def _always(workspace: Workspace, subject: Subject) -> bool:
    return True


def _no_places(workspace: Workspace, period: str) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class ReportKind:
    """One kind of report; ``name`` is what notebooks state as ``per``.

    ``made_for``: each ``place`` (also one without a recap), each ``recap`` (the furthest stage of a place), each
    ``cluster`` of a recap, or each ``province`` and the nation. Its notebooks take the parameters home, lang, period and
    place (and stage, unless ``takes_stage`` is False; and cluster), or home, lang, period and province.
    ``has_matter``: True if there is anything to report for a subject; without matter no report is made.
    ``places``: the slugs of the places of a period that are reported on for this kind's sake, even without a recap.
    ``reads``: what every report of this kind reads besides recaps.
    ``notebook``: a notebook outside the workspace, used unless the workspace has one of the same file name.
    """

    name: str
    made_for: MadeFor = "place"
    takes_stage: bool = True
    has_matter: Callable[[Workspace, Subject], bool] = _always
    places: Callable[[Workspace, str], Iterable[str]] = _no_places
    reads: tuple[Source, ...] = ()
    notebook: Path | None = None


@cache
def report_kinds() -> dict[str, ReportKind]:
    """All kinds by name: the library's own, then those of other installed packages. Raises ValueError for a name used twice."""
    kinds = list(KINDS)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        kind = entry.load()
        if not isinstance(kind, ReportKind) or kind.name in {known.name for known in kinds}:
            raise ValueError(f"entry point {entry.value} ({GROUP}) is no ReportKind with a name of its own: {kind!r}")
        kinds.append(kind)
    return {kind.name: kind for kind in kinds}


@cache
def sources() -> dict[str, Source]:
    """All sources by name, in the order in which a changed one is listed as the reason for a report."""
    found = {source.name: source for source in SOURCES}
    for kind in report_kinds().values():
        for source in kind.reads:
            if found.setdefault(source.name, source) is not source:
                raise ValueError(f"{kind.name!r} reads a source whose name another one has: {source.name!r}")
    return found


def stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Every entry below a folder with its size and time of change, in order; links are not followed."""
    found, waiting = list[tuple[str, int, int]](), [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                about = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                name = os.fsencode(entry.path[len(str(folder)) :]).hex()
                found.append((name, about.st_size, about.st_mtime_ns))
    return sorted(found)


def _place_folder(workspace: Workspace, subject: Subject) -> Path:
    return workspace.raw / subject.period / subject.place


def _register_folder(workspace: Workspace, subject: Subject) -> Path:
    return workspace.processed / subject.period / subject.place / REGISTER_FOLDER


def _hash_files(files: Iterable[Path]) -> str:
    return short_hash([file_hash(path) if path.is_file() else "" for path in files])


def _hash_folder(folder: Path) -> list[tuple[str, str]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), file_hash(path)) for path in files]


def _published(workspace: Workspace, subject: Subject, gathered: Gathered) -> str:
    return shared_digests()["published"]


def _forms(workspace: Workspace, subject: Subject, gathered: Gathered) -> str:
    """The list of returns, whose names hold their digests, the place's own tables, and its action lists of all periods."""
    folder = _place_folder(workspace, subject)
    plans = sorted(workspace.raw.glob(f"*/{subject.place}/{RAD}"))
    return _hash_files([folder.joinpath(*INBOX, RETURNS), *(folder / name for name in COLUMNS), *plans])


def _evidence(workspace: Workspace, subject: Subject, gathered: Gathered) -> str:
    """The files of evidence by name, size and time of change, without opening one; the settings for evidence."""
    settings = [workspace.evidence_years.get(subject.period), workspace.upload_limit_mb, workspace.ocr]
    return short_hash([settings, stamps(_place_folder(workspace, subject) / EVIDENCE_FOLDER)])


def _register(workspace: Workspace, subject: Subject, gathered: Gathered) -> str:
    """The register of field reports and the place's own tables of it."""
    tables = (TARGETS, REPORT_DECISIONS, *FORMER.values())
    registered = [_register_folder(workspace, subject) / name for name in (store.EVENTS, store.SOURCES)]
    return _hash_files([*registered, *(_place_folder(workspace, subject) / name for name in tables)])


def _robustness(workspace: Workspace, subject: Subject, gathered: Gathered) -> str:
    """The place's scenarios, every edition they may choose, its other periods, and all recaps of the same period."""
    folders = [_place_folder(workspace, subject) / SCENARIO_FOLDER, workspace.editions]
    periods = sorted(path.parent.name for path in workspace.raw.glob(f"*/{subject.place}"))
    own = [[name, contents_digest(workspace.raw, name, [subject.place])] for name in periods]
    peers = gathered.peers.get(subject.period, "")
    return short_hash([*map(_hash_folder, folders), shared_digests()["editions"], own, peers])


PUBLISHED = Source("published", _published)
FORMS = Source("forms", _forms)
EVIDENCE = Source("evidence", _evidence)
REGISTER = Source("incidents", _register)
ROBUSTNESS = Source("robustness", _robustness)
SOURCES = (PUBLISHED, FORMS, EVIDENCE, REGISTER, ROBUSTNESS)

KINDS = (
    ReportKind("place", made_for="recap"),
    ReportKind("cluster", made_for="cluster"),
    ReportKind("history"),
    ReportKind(
        "collection",
        takes_stage=False,
        has_matter=lambda workspace, subject: (_place_folder(workspace, subject) / FORMS_FOLDER).is_dir(),
        reads=(FORMS,),
    ),
    ReportKind(
        "evidence",
        has_matter=lambda workspace, subject: has_evidence(_place_folder(workspace, subject)),
        places=lambda workspace, period: places_with(EVIDENCE_FOLDER, workspace.raw, period),
        reads=(FORMS, EVIDENCE),
    ),
    ReportKind(
        "incidents",
        takes_stage=False,
        has_matter=lambda workspace, subject: _register_folder(workspace, subject).is_dir(),
        places=lambda workspace, period: places_with(REGISTER_FOLDER, workspace.processed, period),
        reads=(REGISTER,),
    ),
    ReportKind("province", made_for="province"),
)
