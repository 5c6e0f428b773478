"""Everything there is to report on: the recaps of a workspace, read and checked, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from kla_lib.batch.jobs import Subject
from kla_lib.intake.keep import load
from kla_lib.intake.recap import Recap, StageKey, find_stages
from kla_lib.problems import InputFault, Problem, errors, problem
from kla_lib.rules import editions
from kla_lib.rules.instrument import STAGES, Edition
from kla_lib.rules.periods import edition_of
from kla_lib.rules.places import find_place
from kla_lib.workspace import Workspace


@dataclass(frozen=True)
class Gathered:
    """What was found: recaps by their key, the edition of each period, and problems that no recap owns."""

    recaps: dict[StageKey, Recap]
    editions: dict[str, Edition]
    problems: tuple[Problem, ...]
    asked: tuple[str, ...]

    def all_problems(self) -> list[Problem]:
        """The workspace's problems, then each recap's, in order of period, place and stage."""
        return [*self.problems, *(p for recap in self.recaps.values() for p in recap.problems)]

    def counts(self) -> list[dict[str, Any]]:
        """One mapping per recap: period, place, stage, rows_in, rows_kept, rows_rejected."""
        return [
            {"period": k.period, "place": k.place, "stage": k.stage, "rows_in": r.rows_in,
             "rows_kept": r.rows_kept, "rows_rejected": r.rows_rejected}
            for k, r in self.recaps.items()
        ]  # fmt: skip

    def of_place(self, period: str, place: str) -> dict[StageKey, Recap]:
        """The recaps of one place and period, by stage."""
        return {k: r for k, r in self.recaps.items() if (k.period, k.place) == (period, place)}

    def subjects(self, period: str, history: Sequence[str]) -> list[Subject]:
        """Whom to report on: places whose recaps are free of errors, and those with a history page only.

        Without places asked for, ``history`` names further places; a place asked for that has no recap gets
        its history too.
        """
        held = {key.place for key in self.recaps if key.period == period}
        wanted = held | set(self.asked or history)
        return [subject for place in sorted(wanted) if (subject := self._subject(period, place)) is not None]

    def _subject(self, period: str, place: str) -> Subject | None:
        mine = self.of_place(period, place)
        if errors(p for recap in mine.values() for p in recap.problems):
            return None
        return Subject(period, place, max((k.stage for k in mine), key=STAGES.index, default=""))


def gather(workspace: Workspace, period: str, places: Collection[str]) -> Gathered:
    """Read every recap of a workspace, or of one period and some places.

    Raises InputFault for a place nobody knows and when there is nothing at all to read.
    """
    asked = tuple(find_place(text).slug for text in places)
    keys, problems = find_stages(workspace.raw)
    wanted = [k for k in keys if period in ("", k.period) and (not asked or k.place in asked)]
    periods = sorted({k.period for k in wanted} | ({period} if period else set()))
    if not wanted and not asked and not problems:
        raise InputFault([problem("nothing_to_read", found=workspace.raw.as_posix())])
    by_period = {p: edition_for(workspace, p) for p in periods or [k.period for k in keys[-1:]]}
    recaps = {k: load(workspace.raw, workspace.processed, k, by_period[k.period]) for k in wanted}
    return Gathered(recaps, by_period, tuple(problems), asked)


def edition_for(workspace: Workspace, period: str) -> Edition:
    """The edition a period is scored with, by the workspace's table or the shipped one. Raises InputFault."""
    edition_id, _ = edition_of(period, workspace.periods)
    return editions.load(editions.folder_of(edition_id, workspace.editions))
