"""One run: gather what there is, make every report, write the index and the ledger of each period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kla_lib.batch.execute import Outcome, make_report
from kla_lib.batch.files import write_whole
from kla_lib.batch.gather import Gathered, gather
from kla_lib.batch.jobs import Job, only, plan, read_templates
from kla_lib.batch.ledger import ledger, write_ledger
from kla_lib.problems import InputFault, Lang, errors, problem
from kla_lib.rules.places import all_places
from kla_lib.scoring.nodes import score
from kla_lib.scoring.summary import summary
from kla_lib.views.index_page import index_page
from kla_lib.workspace import Workspace

Watch = Callable[[Outcome], None]


@dataclass(frozen=True)
class Plan:
    """What a run will do: the jobs, and what was gathered to do them with."""

    workspace: Workspace
    lang: Lang
    gathered: Gathered
    jobs: tuple[Job, ...]

    def faulty(self) -> list[tuple[str, str]]:
        """The (period, place) pairs that an input error keeps from being reported."""
        found = self.gathered.recaps.items()
        return list(dict.fromkeys((k.period, k.place) for k, recap in found if errors(recap.problems)))


def make_plan(workspace: Workspace, period: str, places: Sequence[str], pattern: str, lang: Lang) -> Plan:
    """The jobs of a run. Raises InputFault for settings, places, notebooks or parameters that cannot be used."""
    gathered = gather(workspace, period, places)
    subjects = [s for p in gathered.editions for s in gathered.subjects(p, workspace.history)]
    blocks = {p: [node.code for node in edition.at("block")] for p, edition in gathered.editions.items()}
    common = {"home": workspace.home.as_posix(), "lang": lang}
    jobs = only(plan(read_templates(workspace.notebooks), subjects, blocks, common), pattern)
    if pattern and not jobs:
        raise InputFault([problem("nothing_matches", found=pattern)])
    return Plan(workspace, lang, gathered, tuple(jobs))


def run(plan: Plan, watch: Watch) -> list[Outcome]:
    """Make every report of a plan, telling ``watch`` of each, then write index.html and run.json per period."""
    outcomes = []
    for job in plan.jobs:
        outcomes.append(make_report(job, plan.workspace.reports, plan.lang))
        watch(outcomes[-1])
    for period in plan.gathered.editions:
        _publish(plan, period, [o for o in outcomes if o.job.subject.period == period])
    return outcomes


def _publish(plan: Plan, period: str, outcomes: Sequence[Outcome]) -> None:
    folder = plan.workspace.reports / period
    recaps = {k: r for k, r in plan.gathered.recaps.items() if k.period == period}
    edition = plan.gathered.editions[period]
    inputs: dict[str, dict[str, str]] = {}
    for key, recap in recaps.items():
        inputs.setdefault(key.place, {}).update(recap.files)
    problems = {f"{k.place}/{k.stage}": recap.problems for k, recap in recaps.items()}
    record = ledger(period, plan.lang, edition, outcomes, plan.workspace.reports, inputs, problems)
    write_ledger(folder / "run.json", record)
    places = [_entry(plan, period, place, outcomes) for place in _places(plan, period, outcomes)]
    write_whole(folder / "index.html", index_page(period, places, record, plan.lang))


def _places(plan: Plan, period: str, outcomes: Iterable[Outcome]) -> list[str]:
    made = {o.job.subject.place for o in outcomes}
    return sorted(made | {place for p, place in plan.faulty() if p == period})


def _entry(plan: Plan, period: str, place: str, outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """A place as the index shows it: names, figures where it has a recap, reports and problems."""
    known = all_places()[place]
    mine = plan.gathered.of_place(period, place)
    problems = [p.as_dict(plan.lang) for recap in mine.values() for p in recap.problems]
    reports = [_line(o, plan.lang, period) for o in outcomes if o.job.subject.place == place]
    about = {"slug": place, "place": known.title, "province": known.province, "problems": problems, "reports": reports}
    return {**about, **_figures(plan, period, place)}


def _figures(plan: Plan, period: str, place: str) -> dict[str, Any]:
    subject = next((s for s in plan.gathered.subjects(period, ()) if s.place == place and s.stage), None)
    if subject is None:
        return {"stage": "", "points": None, "category": None}
    recap = next(r for k, r in plan.gathered.of_place(period, place).items() if k.stage == subject.stage)
    edition = plan.gathered.editions[period]
    rule = plan.workspace.boundary_rule or edition.default_boundary_rule
    found = summary(score(recap.answers, edition), edition, rule, (), plan.lang)
    return {key: found[key] for key in ("stage", "points", "points_possible", "category")}


def _line(outcome: Outcome, lang: Lang, period: str) -> dict[str, Any]:
    href = outcome.job.output.removeprefix(f"{period}/")
    return {"href": href, "title": outcome.job.title(lang), "state": outcome.state, "reason": outcome.reason}
