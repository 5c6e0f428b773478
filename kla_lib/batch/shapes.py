"""The shapes that pass through a run: a notebook as a template, a job, its outcome, and the plan of it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kla_lib.intake.shapes import Recap, StageKey
from kla_lib.problems import Lang, Problem, errors, prose
from kla_lib.rules.instrument import STAGES, Edition
from kla_lib.workspace import Workspace


@dataclass(frozen=True)
class Template:
    """A notebook and what it says of itself in its metadata under ``kla``.

    ``title`` is its first heading, in Indonesian. ``per``: ``place`` and ``cluster`` want a recap, ``history`` is
    made for any place. ``no_default`` are the parameters that must be given.
    """

    path: Path
    name: str
    per: str
    title: str
    parameters: tuple[str, ...]
    no_default: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """A place to report on in a period, and the stage of its recap (empty where it has none)."""

    period: str
    place: str
    stage: str = ""


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
class Outcome:
    """What became of a job: ``ok`` or ``failed`` with the reason, and the seconds it took."""

    job: Job
    state: str
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Gathered:
    """What there is to report on: recaps by key, the edition of each period, and problems no recap owns."""

    recaps: Mapping[StageKey, Recap]
    editions: Mapping[str, Edition]
    problems: tuple[Problem, ...]
    asked: tuple[str, ...] = ()

    def all_problems(self) -> list[Problem]:
        """The workspace's problems, then each recap's, in order of period, place and stage."""
        return [*self.problems, *(p for recap in self.recaps.values() for p in recap.problems)]

    def of_place(self, period: str, place: str) -> dict[str, Recap]:
        """The recaps of one place and period, by stage in order EM..VF."""
        mine = {k.stage: r for k, r in self.recaps.items() if (k.period, k.place) == (period, place)}
        return {stage: mine[stage] for stage in STAGES if stage in mine}

    def faulty(self, period: str) -> list[str]:
        """The places of a period that an error in one of their recaps keeps from being reported."""
        found = (k.place for k, recap in self.recaps.items() if k.period == period and errors(recap.problems))
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Plan:
    """What a run will do: the jobs, and what was gathered to do them with."""

    workspace: Workspace
    lang: Lang
    gathered: Gathered
    jobs: tuple[Job, ...]
