"""What ``kla run`` says: the plan, one bar or one line or one JSON event per report, and the sum at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kla_lib.cli.printing import print_event, print_json, print_lines
from kla_lib.problems import Lang, Problem, problem_lines

if TYPE_CHECKING:
    from kla_lib.batch.shapes import Outcome, Plan

Watch = Callable[["Outcome"], None]
SLOWEST = 5
WARNINGS_TOLD = 30  # a country's recaps hold thousands; `kla check` tells them all


def list_plan(plan: Plan, as_json: bool) -> None:
    """Every report with what will be done with it and why, without doing it."""
    from kla_lib.views.outcome_lines import plan_lines

    if as_json:
        about = [
            {
                "report": planned.job.output,
                "title": planned.job.title(plan.lang),
                "parameters": dict(planned.job.parameters),
                "status": planned.status,
                "why": list(planned.why),
            }
            for planned in plan.reports
        ]
        print_json(about)
    else:
        print_lines(plan_lines([(p.job.output, p.status, p.why) for p in plan.reports], plan.lang))


@contextmanager
def watching(plan: Plan, as_json: bool) -> Iterator[Watch]:
    """Yield what is to be told of each outcome: to a terminal, to a file, or to a machine."""
    if as_json:
        print_event("plan", **Counter(str(planned.status) for planned in plan.reports))
        yield _report_event
    elif sys.stderr.isatty():
        with _bar(plan) as watch:
            yield watch
    else:
        yield _line_by_line(len(plan.to_make), plan.lang)


def tell_end(
    plan: Plan, made: Sequence[dict[str, Any]], seconds: float, as_json: bool, refused: Sequence[Problem] = ()
) -> None:
    """Print the result of a run: counts, failures with their reason, the slowest reports, input problems, the indexes.

    ``refused``: what kept the indexes from being written.
    """
    from kla_lib.views.outcome_lines import run_lines

    indexes = [(plan.workspace.reports / period / "index.html").as_posix() for period in plan.gathered.editions]
    problems = [*refused, *plan.gathered.all_problems()]
    failed = [(r["report"], r["reason"]) for r in made if r["state"] == "failed"]
    counts = {"made": len(made) - len(failed), "failed": len(failed), "unchanged": len(plan.reports) - len(made)}
    if as_json:
        told = [p.as_dict(plan.lang) for p in problems]
        print_event("done", **counts, seconds=round(seconds, 2), indexes=indexes, problems=told)
        return
    _complain_briefly(problems, plan.lang)
    slowest = sorted(made, key=lambda r: -r["seconds"])[:SLOWEST]
    slow = [(r["report"], r["seconds"]) for r in slowest]
    print_lines(run_lines(counts, failed, slow, seconds, indexes, plan.lang))


def _complain_briefly(problems: Sequence[Problem], lang: Lang) -> None:
    from kla_lib.views.outcome_lines import more_lines

    wrong = [p for p in problems if p.severity == "error"]
    others = len(problems) - len(wrong)
    if others <= WARNINGS_TOLD:
        print_lines(problem_lines(problems, lang), sys.stderr)
    else:
        print_lines([*problem_lines(wrong, lang), *more_lines(others, lang)], sys.stderr)


def _report_event(outcome: Outcome) -> None:
    told = {key: value for key, value in asdict(outcome).items() if key != "output"}
    print_event("report", report=outcome.output, **told)


def _line_by_line(total: int, lang: Lang) -> Watch:
    from kla_lib.views.outcome_lines import outcome_line

    told = iter(range(1, total + 1))

    def watch(outcome: Outcome) -> None:
        line = outcome_line(next(told), total, outcome.state, outcome.output, outcome.seconds, lang)
        print_lines([line], sys.stderr)

    return watch


@contextmanager
def _bar(plan: Plan) -> Iterator[Watch]:
    """One bar: how many, how fast, how long still, how many failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from kla_lib.views.outcome_lines import bar_text

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    failed: list[str] = []
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(bar_text(None, 0, plan.lang), total=len(plan.to_make))

        def watch(outcome: Outcome) -> None:
            failed.extend([outcome.output] if outcome.state == "failed" else [])
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, description=bar_text(speed, len(failed), plan.lang))

        yield watch
