"""One run: make every report of a plan, then write the index and the ledger of each period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kla_lib.batch.files import write_whole
from kla_lib.batch.jobs import only, plan_jobs, read_templates
from kla_lib.batch.ledger import ledger, read_ledger, with_earlier, write_ledger
from kla_lib.batch.shapes import Gathered, Job, Outcome, Plan, Subject
from kla_lib.problems import InputFault, Lang, Where, problem
from kla_lib.rules.places import all_places
from kla_lib.scoring.nodes import score
from kla_lib.scoring.summary import summary
from kla_lib.views.figures import short_name
from kla_lib.views.index_page import index_page
from kla_lib.workspace import Workspace

Watch = Callable[[Outcome], object]
Make = Callable[[Job, Path, Lang], Outcome]


def make_plan(workspace: Workspace, gathered: Gathered, subjects: Iterable[Subject], pattern: str, lang: Lang) -> Plan:
    """The jobs of a run. Raises InputFault for notebooks or parameters that cannot be used, or an idle pattern."""
    blocks = {
        p: {node.code: short_name(node, lang) for node in edition.at("block")}
        for p, edition in gathered.editions.items()
    }
    common = {"home": workspace.home.as_posix(), "lang": lang}
    jobs = only(plan_jobs(read_templates(workspace.notebooks), subjects, blocks, common), pattern)
    if pattern and not jobs:
        raise InputFault([problem("nothing_matches", Where(), pattern)])
    return Plan(workspace, lang, gathered, tuple(jobs))


def run(plan: Plan, make: Make, watch: Watch) -> list[Outcome]:
    """Make every report of a plan by ``make`` (see `execute.make_report`), telling ``watch`` of each, then write index.html and run.json per period."""
    outcomes = []
    for job in plan.jobs:
        outcomes.append(make(job, plan.workspace.reports, plan.lang))
        watch(outcomes[-1])
    for period in plan.gathered.editions:
        _publish(plan, period, [o for o in outcomes if o.job.subject.period == period])
    return outcomes


def _publish(plan: Plan, period: str, outcomes: Sequence[Outcome]) -> None:
    folder = plan.workspace.reports / period
    made = {o.job.subject.place for o in outcomes}
    places = [_entry(plan, period, place) for place in sorted(made | set(plan.gathered.faulty(period)))]
    record = ledger(plan, period, outcomes, places)
    record = with_earlier(record, read_ledger(folder / "run.json"), plan.workspace.reports)
    write_ledger(folder / "run.json", record)
    write_whole(folder / "index.html", index_page(period, _listed(record), record, plan.lang))


def _listed(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The places of a ledger, each with its reports, as the index shows them."""
    lines = [{**r, "href": r["report"].removeprefix(f"{record['period']}/")} for r in record["reports"]]
    return [{**place, "reports": [r for r in lines if r["place"] == place["slug"]]} for place in record["places"]]


def _entry(plan: Plan, period: str, place: str) -> dict[str, Any]:
    """A place as the index shows it: names, figures where it has a sound recap, and problems."""
    known = all_places()[place]
    recaps = plan.gathered.of_place(period, place)
    problems = [p.as_dict(plan.lang) for recap in recaps.values() for p in recap.problems]
    sound = recaps and place not in plan.gathered.faulty(period)
    figures = _figures(plan, period, list(recaps)[-1], place) if sound else NO_FIGURES
    return {"slug": place, "place": known.title, "province": known.province, **figures, "problems": problems}


NO_FIGURES = {"stage": "", "points": None, "points_possible": None, "category": None}


def _figures(plan: Plan, period: str, stage: str, place: str) -> dict[str, Any]:
    edition = plan.gathered.editions[period]
    rule = plan.workspace.boundary_rule or edition.default_boundary_rule
    scores = score(plan.gathered.of_place(period, place)[stage].answers, edition)
    found = summary(scores, edition, rule, (), plan.lang)
    return {key: found[key] for key in NO_FIGURES}
