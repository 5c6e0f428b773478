"""One place, period and stage with its recap, scores, gaps and published results; for notebooks and ``kla score``.

``open_assessment`` reads the recap through the cache in data/processed; a `Assessment` scores it once and adds the
published results of the place. A place without a recap has published results only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.core.records import Row, by_code, records
from kla_lib.core.workspace import Workspace
from kla_lib.forms.load import load
from kla_lib.instrument import declared, editions, published, rating
from kla_lib.instrument.instrument import TOTAL, Edition, require_weights
from kla_lib.instrument.parameters import Given, edition_for, in_language, node_code, place_given, read_cluster
from kla_lib.instrument.places import Place, find_place
from kla_lib.instrument.stages import STAGES, stage_code
from kla_lib.recap.find_recaps import chosen_stages, period_before, recap_files, said_by_path
from kla_lib.recap.model import Recap
from kla_lib.recap.recap import read_recap
from kla_lib.scoring import rows, summary
from kla_lib.scoring.nodes import score


@dataclass(frozen=True, repr=False)
class Assessment:
    """One place and period: its recaps by stage, the edition they are scored with, and the stage looked at.

    ``scores`` is a frame with one row per node, ``answers`` one with a row per recap row; what ends in ``_rows`` holds the
    same rows as plain values, for tables and sentences. Without a recap ``stage`` is empty. ``before``: the same place in
    the latest earlier period. ``cluster`` is the block that was asked for, or the total.
    """

    place_slug: str
    period: str
    stage: str
    lang: Lang
    rule: str
    edition: Edition
    recaps: dict[str, Recap] = field(default_factory=dict)
    place: Place | None = None
    before: Assessment | None = None
    cluster: str = TOTAL

    def __repr__(self) -> str:
        """Five lines: where and when, what it comes to, what was read, what is left."""
        where = f"{self.title} {self.period} {self.stage}".strip()
        if self.recap is None:
            return f"<Assessment {where}>\n  no recap; {len(self.awards)} published results"
        points = self.score_rows[TOTAL]["points_hundredths"] / 100
        return "\n".join(
            (
                f"<Assessment {where}>",
                f"  {points:.2f} points, {self.rating.category or 'below the first category'}; edition {self.edition.id}",
                f"  {self.recap.rows_kept} rows kept, {self.recap.rows_rejected} rejected, {len(self.problems)} remarks",
                f"  stages: {', '.join(self.stages)}; published results: {len(self.awards)}",
                "  frames: scores, answers, indicator_gaps, awards; question_gaps(), agency_gaps(), explain()",
            )
        )

    @property
    def title(self) -> str:
        """The place as people write it; the slug where the place is not known."""
        return self.place.title if self.place else self.place_slug

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that have a recap, in the order of the evaluation."""
        return tuple(self.recaps)

    @property
    def recap(self) -> Recap | None:
        """The recap of the stage looked at."""
        return self.recaps.get(self.stage)

    @property
    def answers(self) -> pd.DataFrame:
        """The rows of the recap looked at. Raises InputFault where there is none."""
        if self.recap is None:
            found = f"{self.place_slug} {self.period} {self.stage}".strip()
            raise InputFault([problem("no_recap", Where(), found)], self.lang)
        return self.recap.answers

    @cached_property
    def answer_rows(self) -> dict[str, Row]:
        """The rows of ``answers`` by code."""
        return by_code(self.answers)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem found while reading the recap."""
        return self.recap.problems if self.recap else ()

    def at(self, stage: str) -> Assessment:
        """The same place and period, looked at in another stage."""
        return self._at[stage]

    @cached_property
    def _at(self) -> dict[str, Assessment]:
        return {stage: self if stage == self.stage else replace(self, stage=stage) for stage in self.stages}

    @cached_property
    def earlier(self) -> Assessment | None:
        """The stage before this one, or the latest earlier period: what it is compared with."""
        passed = [stage for stage in self.stages if STAGES.index(stage) < STAGES.index(self.stage)]
        return self.at(passed[-1]) if passed else self.before

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Points at every node of the stage looked at."""
        return score(self.answers, self.edition)

    @cached_property
    def score_rows(self) -> dict[str, Row]:
        """The rows of ``scores`` by code, the total first."""
        return by_code(self.scores)

    @cached_property
    def rating(self) -> rating.Rating:
        """The category these points reach, the next one, and whether the boundary rules differ."""
        return rating.rate(int(self.score_rows[TOTAL]["points_hundredths"]), self.edition.bands, self.rule, self.stage)

    @cached_property
    def indicator_gaps(self) -> pd.DataFrame:
        """Indicators, largest gap first: `gap_rows` as a frame."""
        table = pd.DataFrame(self.gap_rows, columns=[*self.scores.columns, "gap_hundredths", "share_pct"])
        return table.astype({**self.scores.dtypes, "gap_hundredths": "Int64", "share_pct": "Float64"})

    @cached_property
    def gap_rows(self) -> list[Row]:
        """Indicators, largest gap first: see `rows.indicator_rows`."""
        return rows.indicator_rows(self.score_rows.values())

    @cached_property
    def side_by_side(self) -> pd.DataFrame:
        """Every node with its place, period and one column per stage: `stage_rows` as a frame."""
        table = pd.DataFrame(self.stage_rows.values())
        table = table.astype(dict.fromkeys([*self.stages, "change_hundredths"], "Int64"))
        table.insert(0, "place", self.place_slug)
        table.insert(1, "period", self.period)
        return table

    @cached_property
    def stage_rows(self) -> dict[str, Row]:
        """Every node by code with its points at each stage and the change: see `rows.side_by_side_rows`."""
        return rows.side_by_side_rows({stage: self.at(stage).score_rows for stage in self.stages})

    @cached_property
    def awards(self) -> pd.DataFrame:
        """Every published result of the place, oldest first."""
        return published.awards(self.place_slug)

    @cached_property
    def award_rows(self) -> list[Row]:
        """The rows of ``awards``."""
        return records(self.awards)

    @cached_property
    def _questions(self) -> dict[str, Row]:
        """Every question: no figure of one depends on the node it is looked at from."""
        return {row["code"]: row for row in rows.question_rows(self.answer_rows, self.edition)}

    def question_rows(self, code: str = TOTAL) -> list[Row]:
        """The questions under a node with their state and what is missing. Raises InputFault for an unknown code."""
        return [self._questions[question.code] for question in self.edition.questions_under(self.node(code))]

    def node(self, code: object) -> str:
        """The code of a node as people write it: see `parameters.node_code`. Raises InputFault for an unknown one."""
        return node_code(code, self.edition, self.lang)

    def question_gaps(self, code: str = TOTAL) -> pd.DataFrame:
        """The questions under a node as a frame: see `rows.question_rows`."""
        return pd.DataFrame(self.question_rows(code), columns=rows.QUESTION).astype({"points_micro": "Int64"})

    def agency_rows(self, code: str = TOTAL) -> list[Row]:
        """The agencies behind a node, largest gap first."""
        return rows.agency_rows(self.question_rows(code))

    def agency_gaps(self, code: str = TOTAL) -> pd.DataFrame:
        """The agencies behind a node as a frame: see `rows.agency_rows`."""
        return pd.DataFrame(self.agency_rows(code), columns=rows.AGENCY)

    def explain_rows(self, code: str = TOTAL) -> list[Row]:
        """The rows that make up a node's figure: see `rows.explain_rows`."""
        return rows.explain_rows(self.answer_rows, self.edition, self.node(code))

    def explain(self, code: str = TOTAL) -> pd.DataFrame:
        """The rows that make up a node's figure as a frame: see `rows.explain_rows`."""
        table = pd.DataFrame(self.explain_rows(code), columns=["code", "level", "max_micro", *rows.SHOWN])
        return table.astype({column: self.answers[column].dtype for column in rows.SHOWN if column != "status"})

    def summary(self) -> dict[str, Any]:
        """The figures of ``kla score --json``."""
        return summary.summary(self.scores, self.edition, self.rule, self.problems, self.lang)


@in_language
def open_assessment(
    home: object = None,
    period: object = None,
    place: object = None,
    stage: object = None,
    lang: object = None,
    rule: object = None,
    cluster: object = TOTAL,
) -> Assessment:
    """One place and period of a workspace; ``stage`` empty takes the furthest stage there is.

    ``home`` is a workspace or its folder; empty, the nearest one above the notebook. ``cluster`` is the block that is
    looked at (``assessment.cluster``). Raises InputFault with every fault when the parameters or the recaps cannot be
    used.
    """
    given = place_given(home, period, place, lang, stage, rule, also=partial(_cluster_faults, cluster))
    assessment = replace(_opened(given), cluster=read_cluster(cluster, given.edition, []))
    return replace(assessment, before=_before(given, assessment)) if assessment.recaps else assessment


def _cluster_faults(cluster: object, edition: Edition) -> list[Problem]:
    problems: list[Problem] = []
    read_cluster(cluster, edition, problems)
    return problems


def _opened(given: Given) -> Assessment:
    workspace, edition, slug = given.workspace, given.edition, given.place.slug
    keys = chosen_stages(workspace.raw, given.period, slug, given.stage)
    if keys:
        require_weights(edition)
    recaps = {key.stage: load(workspace.raw, workspace.processed, key, edition) for key in keys}
    if errors(problems := [p for recap in recaps.values() for p in recap.problems]):
        raise InputFault(problems)
    looked_at = given.stage or max(recaps, key=STAGES.index, default="")
    chosen = given.rule or workspace.boundary_rule or edition.default_boundary_rule
    return Assessment(slug, given.period, looked_at, given.lang, chosen, edition, recaps, given.place)


def _before(given: Given, assessment: Assessment) -> Assessment | None:
    """The place in the latest earlier period with a recap; None where it is unsound or of another edition."""
    workspace, period = given.workspace, period_before(given.workspace.raw, assessment.period, assessment.place_slug)
    try:
        edition = edition_for(workspace, period) if period else None
        found = _opened(replace(given, period=period, edition=edition, stage="")) if edition else None
    except InputFault:  # its own reports show what is wrong
        return None
    return found if found and found.edition.digest == assessment.edition.digest else None


def open_file(
    workspace: Workspace,
    path: Path,
    place: str = "",
    period: str = "",
    stage: str = "",
    edition_id: str = "",
    lang: str = "",
) -> Assessment:
    """A loose recap file, or a folder of them, as an assessment; what the options leave open is read off the path.

    A path like ``.../<period>/<place>/<stage>/file`` says which place it is. Without a period the only edition with
    weights is taken, with a warning. Raises InputFault for input that cannot be scored.
    """
    parts = said_by_path(path)
    period, stage = period or parts["period"], stage_code(stage or parts["stage"]) or stage
    where = find_place(place or parts["place"]) if place or parts["place"] else None
    edition, remarks = _edition_of_file(workspace, period, edition_id)
    require_weights(edition)
    files = recap_files(path.resolve()) if path.is_dir() else [path.resolve()]
    root = workspace.home if path.resolve().is_relative_to(workspace.home) else None
    slug, rule = where.slug if where else "", workspace.boundary_rule or edition.default_boundary_rule
    corrections, options = declared.read_declared(workspace.raw / period / slug)
    about = {"place": slug, "period": period, "stage": stage}
    recap = read_recap(files, edition, **about, corrections=corrections, options=options, root=root)
    whole = replace(recap, problems=(*remarks, *recap.problems))
    if errors(whole.problems):
        raise InputFault(whole.problems)
    return Assessment(slug, period, stage, workspace.language(lang), rule, edition, {stage: whole}, where)


def _edition_of_file(workspace: Workspace, period: str, edition_id: str) -> tuple[Edition, list[Problem]]:
    if edition_id:
        return editions.load(editions.folder_of(edition_id, workspace.editions)), []
    if period:
        return edition_for(workspace, period), []
    weighted = [e for e in map(editions.load, editions.all_folders(workspace.editions)) if e.has_weights]
    if len(weighted) == 1:
        return weighted[0], [problem("edition_assumed", Where(), weighted[0].id)]
    known = ", ".join(e.id for e in weighted)
    raise InputFault([problem("edition_not_chosen", Where(), known or "-", known=known)])
