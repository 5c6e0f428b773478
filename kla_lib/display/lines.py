"""The reports that a run has made or plans to make, as plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kla_lib.core.problems import Lang
from kla_lib.display.numbers import count_text, rate_text, seconds_text
from kla_lib.display.words import word

STATUSES = ("new", "changed", "unchanged")


def outcome_line(number: int, total: int, state: str, report: str, seconds: float, lang: Lang) -> str:
    """One report as soon as it is made, or has failed."""
    return f"[{number}/{total}] {word(f'outcome_{state}', lang):9} {report} {seconds_text(seconds, lang)}"


def plan_lines(reports: Sequence[tuple[str, str, Sequence[str]]], lang: Lang) -> list[str]:
    """One line per report (name, status, why), and how many there are of each status."""
    lines = [_planned(name, status, why, lang) for name, status, why in reports]
    counts = Counter(status for _, status, _ in reports)
    return [*lines, word("plan_counts", lang, **{s: count_text(counts[s], lang) for s in STATUSES})]


def _planned(name: str, status: str, why: Sequence[str], lang: Lang) -> str:
    reasons = ", ".join(_reason_text(reason, lang) for reason in why if reason != status)
    return f"{word(f'plan_{status}', lang):14} {name}{f'  ({reasons})' if reasons else ''}"


def _reason_text(reason: str, lang: Lang) -> str:
    """The words for a reason; its name alone where it is a source of another package's report (see `run.report_kinds`)."""
    try:
        return word(f"why_{reason}", lang)
    except KeyError:
        return reason


def run_lines(
    counts: Mapping[str, int],
    failed: Sequence[tuple[str, str]],
    slowest: Sequence[tuple[str, float]],
    seconds: float,
    indexes: Sequence[str],
    lang: Lang,
) -> list[str]:
    """How many reports were made and left, which failed and why, the slowest, and where to look."""
    told = {key: count_text(count, lang) for key, count in counts.items()}
    lines = [word("reports_made", lang, **told, time=seconds_text(seconds, lang))]
    lines += [f"  {name}: {reason}".replace("\n", "\n    ") for name, reason in failed]
    if slowest:
        names = ", ".join(f"{name} {seconds_text(took, lang)}" for name, took in slowest)
        lines.append(word("slowest", lang, names=names))
    return lines + [word("index_at", lang, path=path) for path in indexes]


def more_lines(count: int, lang: Lang) -> list[str]:
    """Instead of a country's warnings: how many there are and how to see them."""
    return [word("more_warnings", lang, count=count_text(count, lang))]


def bar_text(per_second: float | None, failed: int, lang: Lang) -> str:
    """The text before a progress bar: the rate, and the failures once there are any."""
    rate = word("bar_rate", lang, rate=rate_text(per_second or 0, lang))
    return rate if not failed else f"{rate} · {word('bar_failed', lang, count=count_text(failed, lang))}"
