"""The data classes of a run: a notebook as a template, a job, its outcome, and the plan of them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from kla_lib.core.problems import Lang, Problem, errors, prose
from kla_lib.core.workspace import Workspace
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.places import NATION, all_places, find_province, places_of
from kla_lib.instrument.stages import STAGES
from kla_lib.recap.model import Head, StageKey

if TYPE_CHECKING:
    from kla_lib.run.report_kinds import ReportKind, Source

Status = Literal["new", "changed", "unchanged"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class Template:
    """A notebook and what it states in its metadata under ``kla`` (see `report_kinds`).

    ``title`` is its first heading, in Indonesian. ``no_default`` are the parameters that must be given. ``sources``: what
    it reads besides recaps, because its kind does or because it says so itself.
    """

    path: Path
    name: str
    kind: ReportKind
    title: str
    parameters: tuple[str, ...]
    no_default: tuple[str, ...]
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A place to report on in a period, and the stage of its recap (empty where it has none).

    Or, in place of one, a ``province`` by its slug: all its places together, or the nation.
    """

    period: str
    place: str
    stage: str = ""
    province: str = ""

    @property
    def folder(self) -> str:
        """Its folder below the period's reports: the place's slug, ``provinsi-riau``, ``indonesia``."""
        return self.place or (self.province if self.province == NATION.slug else f"provinsi-{self.province}")

    @property
    def title(self) -> str:
        """The place or province as people write it."""
        return all_places()[self.place].title if self.place else find_province(self.province).name

    @property
    def places(self) -> tuple[str, ...]:
        """The places whose data it is about."""
        return (self.place,) if self.place else tuple(p.slug for p in places_of(find_province(self.province)))


@dataclass(frozen=True)
class Job:
    """One report to make: a notebook, its parameters and the file below ``reports/`` it becomes."""

    template: Template
    subject: Subject
    output: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cluster: str = ""
    cluster_name: str = ""

    def title(self, lang: Lang) -> str:
        """What the report is called: its cluster where it has one, else its notebook's title."""
        return self.cluster_name or prose("notebook", f"# {self.template.title}", lang).removeprefix("# ")


@dataclass(frozen=True)
class Planned:
    """A job with the digests of everything its report is made from, and why it is to be made.

    ``why`` is empty for a report that would come out the same; else it holds ``new``, ``missing``,
    ``failed``, ``altered``, ``forced``, or the parts that changed (see `made_from.part_names`).
    """

    job: Job
    made_from: Mapping[str, str]
    why: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """``new``, ``changed`` or ``unchanged``."""
        return "unchanged" if not self.why else "new" if self.why[0] in ("new", "missing") else "changed"

    def as_record(self, lang: Lang) -> dict[str, Any]:
        """What run.json holds of the report whether it succeeds or fails: above all what it is made from."""
        return {
            "report": self.job.output,
            "place": self.job.subject.folder,
            **({} if self.job.subject.place else {"area": self.job.subject.title}),
            "title": self.job.title(lang),
            "notebook": f"notebooks/{self.job.template.path.name}",
            "parameters": {key: value for key, value in self.job.parameters.items() if key != "home"},
            "made_from": dict(self.made_from),
        }


@dataclass(frozen=True)
class Limits:
    """What one notebook may take: seconds per cell, seconds in all, megabytes of its own data (None: no cap)."""

    cell_seconds: int = 300
    report_seconds: float = 900.0
    memory_mb: int | None = None


@dataclass(frozen=True)
class Order:
    """A job as a worker is given it: all it needs, and nothing that cannot be pickled.

    ``page`` is what the template prints around the cells (see `page.export`), ``record`` what run.json will hold of the
    report whether it succeeds or fails; ``output`` is a path below ``reports``.
    """

    output: str
    notebook: Path
    parameters: Mapping[str, Any]
    page: Mapping[str, str]
    record: Mapping[str, Any]
    lang: Lang
    reports: Path
    limits: Limits = Limits()


@dataclass(frozen=True)
class Outcome:
    """The outcome of an order: ``ok`` or ``failed`` with the reason, and what it took.

    ``seconds`` of the whole report, ``peak_mb`` of its process (None where it was not measured), ``sha256`` of the
    page, and why the standard engine had to run it (``handed_over``, else empty).
    """

    output: str
    state: str
    reason: str = ""
    seconds: float = 0.0
    peak_mb: float | None = None
    handed_over: str = ""
    sha256: str | None = None

    def as_record(self, of_order: Mapping[str, Any]) -> dict[str, Any]:
        """The report's record in run.json: ``of_order`` (see `Order.record`) and its outcome."""
        took = {"seconds": self.seconds, "peak_mb": self.peak_mb, "handed_over": self.handed_over}
        return {**of_order, "state": self.state, "reason": self.reason, "sha256": self.sha256, **took}


@dataclass(frozen=True)
class Gathered:
    """What there is to report on: recaps by key, the edition of each period, and problems no recap owns.

    ``before``: by period and place, the digest of the recaps of the period before, which reports compare with.
    ``further``: the places of a period that are reported on even without a recap (see `ReportKind.places`). ``peers``: the
    digest of all recaps of a period, with which reports compare a place.
    """

    recaps: Mapping[StageKey, Head]
    editions: Mapping[str, Edition]
    problems: tuple[Problem, ...]
    asked: tuple[str, ...] = ()
    before: Mapping[tuple[str, str], str] = field(default_factory=dict)
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    peers: Mapping[str, str] = field(default_factory=dict)

    def all_problems(self) -> list[Problem]:
        """The workspace's problems, then each recap's, in order of period, place and stage."""
        return [*self.problems, *(p for recap in self.recaps.values() for p in recap.problems)]

    def of_place(self, period: str, place: str) -> dict[str, Head]:
        """The recaps of one place and period, by stage in order EM..VF."""
        mine = {key.stage: self.recaps[key] for key in self._by_place.get((period, place), ())}
        return {stage: mine[stage] for stage in STAGES if stage in mine}

    def faulty(self, period: str) -> list[str]:
        """The places of a period that an error in one of their recaps keeps from being reported."""
        return [
            place
            for (its_period, place), keys in self._by_place.items()
            if its_period == period and any(errors(self.recaps[key].problems) for key in keys)
        ]

    def furthest(self, period: str, place: str) -> StageKey | None:
        """The key of the recap that is reported: that of the furthest stage."""
        keys = self._by_place.get((period, place), ())
        return max(keys, key=lambda key: STAGES.index(key.stage), default=None)

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[StageKey]]:
        found: dict[tuple[str, str], list[StageKey]] = {}
        for key in self.recaps:
            found.setdefault((key.period, key.place), []).append(key)
        return found


@dataclass(frozen=True)
class Plan:
    """What a run will do: every report with why it is made or left, and what was gathered to do it with.

    ``earlier``: per period, the record of the runs before (see `ledger.read_records`).
    """

    workspace: Workspace
    lang: Lang
    gathered: Gathered
    reports: tuple[Planned, ...]
    earlier: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def to_make(self) -> tuple[Planned, ...]:
        """The reports that are new or changed."""
        return tuple(report for report in self.reports if report.why)
