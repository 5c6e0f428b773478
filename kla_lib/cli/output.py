"""Printing: lines for people on stdout, problems on stderr, JSON for machines, progress while a run lasts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kla_lib.problems import Lang, Problem

if TYPE_CHECKING:
    import pandas as pd

    from kla_lib.batch.shapes import Outcome, Plan

Run = Callable[[Callable[["Outcome"], object]], "list[Outcome]"]


def print_json(value: Any) -> None:
    """One JSON document on stdout, readable, with its own letters."""
    print_lines([json.dumps(value, ensure_ascii=False, indent=1)])


def print_records(frame: pd.DataFrame) -> None:
    """A frame as a JSON list of rows; what is absent is null."""
    print_json(json.loads(frame.to_json(orient="records", force_ascii=False)))


def print_lines(lines: Iterable[str]) -> None:
    """Plain lines on stdout, in UTF-8 whatever the terminal says."""
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
    sys.stdout.flush()


def complain(problems: Sequence[Problem], lang: Lang = "id") -> None:
    """Every problem on stderr: where, what was found, what is expected, what to do."""
    from kla_lib.views.outcome_lines import problem_lines

    sys.stderr.buffer.write("".join(f"{line}\n" for line in problem_lines(problems, lang)).encode("utf-8"))
    sys.stderr.flush()


def run_with_progress(run: Run, plan: Plan, quiet: bool) -> list[Outcome]:
    """Run a plan by ``run`` with one progress bar on a terminal, a line per report elsewhere, nothing when quiet."""
    from kla_lib.views.outcome_lines import outcome_line
    from kla_lib.views.words import word

    if quiet:
        return run(lambda outcome: None)
    if not sys.stderr.isatty():
        return run(lambda o: print(outcome_line(o.state, o.job.output, plan.lang), file=sys.stderr))
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(word("progress", plan.lang), total=len(plan.jobs))
        return run(lambda outcome: bar.update(task, advance=1, description=outcome.job.output))


def tell(plan: Plan, outcomes: Sequence[Outcome], as_json: bool) -> None:
    """What the run came to: counts, failures with their reason, problems of the input, where the index is."""
    from kla_lib.views.outcome_lines import run_lines

    failed = [(o.job.output, o.reason) for o in outcomes if o.state == "failed"]
    indexes = [(plan.workspace.reports / period / "index.html").as_posix() for period in plan.gathered.editions]
    problems = plan.gathered.all_problems()
    if as_json:
        lines = [{"report": o.job.output, "state": o.state, "reason": o.reason} for o in outcomes]
        print_json({"reports": lines, "indexes": indexes, "problems": [p.as_dict(plan.lang) for p in problems]})
    else:
        complain(problems, plan.lang)
        print_lines(run_lines(len(outcomes) - len(failed), failed, indexes, plan.lang))
