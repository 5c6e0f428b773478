"""What ``kla run`` prints: each report as it is made or planned, and the result at the end, as plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kla_lib.core.problems import Lang
from kla_lib.display.numbers import count_text, rate_text, seconds_text
from kla_lib.display.words import word
from kla_lib.run.model import STATUSES, Outcome, Planned

SLOWEST = 5  # reports that are named
Record = Mapping[str, Any]  # of a report, as in run.json


def outcome_line(number: int, total: int, outcome: Outcome, lang: Lang) -> str:
    """One report as soon as it is made, or has failed."""
    state, seconds = word(f"outcome_{outcome.state}", lang), seconds_text(outcome.seconds, lang)
    return f"[{number}/{total}] {state:9} {outcome.output} {seconds}"


def plan_lines(reports: Sequence[Planned], lang: Lang) -> list[str]:
    """One line per report with its status and why, and how many there are of each status."""
    counts = Counter(planned.status for planned in reports)
    total = word("plan_counts", lang, **{status: count_text(counts[status], lang) for status in STATUSES})
    return [*(_planned_line(planned, lang) for planned in reports), total]


def _planned_line(planned: Planned, lang: Lang) -> str:
    reasons = ", ".join(_reason_text(reason, lang) for reason in planned.why if reason != planned.status)
    return f"{word(f'plan_{planned.status}', lang):14} {planned.job.output}{f'  ({reasons})' if reasons else ''}"


def _reason_text(reason: str, lang: Lang) -> str:
    """The words for a reason; its name alone where it is a source of another package's report (see `run.report_kinds`)."""
    try:
        return word(f"why_{reason}", lang)
    except KeyError:
        return reason


def run_lines(
    counts: Mapping[str, int], made: Sequence[Record], seconds: float, indexes: Sequence[str], lang: Lang
) -> list[str]:
    """How many reports were made and left, which failed and why, the slowest, and where to look."""
    told = {key: count_text(count, lang) for key, count in counts.items()}
    lines = [word("reports_made", lang, **told, time=seconds_text(seconds, lang))]
    failed = [f"  {record['report']}: {record['reason']}" for record in made if record["state"] == "failed"]
    lines += [line.replace("\n", "\n    ") for line in failed]
    slowest = sorted(made, key=lambda record: -record["seconds"])[:SLOWEST]
    if slowest:
        names = ", ".join(f"{record['report']} {seconds_text(record['seconds'], lang)}" for record in slowest)
        lines.append(word("slowest", lang, names=names))
    return lines + [word("index_at", lang, path=path) for path in indexes]


def bar_text(per_second: float | None, failed: int, lang: Lang) -> str:
    """The text before a progress bar: the rate, and the failures once there are any."""
    rate = word("bar_rate", lang, rate=rate_text(per_second or 0, lang))
    return rate if not failed else f"{rate} · {word('bar_failed', lang, count=count_text(failed, lang))}"
