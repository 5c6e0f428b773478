"""The uncertainty that the total depends on most: variance-based shares, exact for this sum and estimated by SALib.

Each uncertain question is taken as equally likely anywhere in its stated range, and as independent of the others. The
total is a sum, so the exact share of a question is the square of its range over the sum of all squares: in whole
micropoints, without sampling. SALib's Sobol estimate is shown next to it as a check; the sampled totals also give the share
of cases in which the category holds, which has no simple formula. None of it predicts what a verifier will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pandas as pd

from kla_lib.core.points import MICRO, to_hundredths
from kla_lib.core.problems import Problem, problem
from kla_lib.core.records import Row
from kla_lib.core.tables import Row as TableRow
from kla_lib.core.tables import read_local
from kla_lib.instrument.instrument import TOTAL, Edition
from kla_lib.instrument.place_folder import UNCERTAINTY
from kla_lib.instrument.rating import category, starts
from kla_lib.local.model import COLUMNS
from kla_lib.local.reading import code_of, codes_once, filled, points_of
from kla_lib.robustness.model import REST, Sensitivity, Share, Uncertain
from kla_lib.scoring.rows import certain_parts, explain_rows

SHOWN = 12  # questions with a share of their own; the others have one together
SAMPLES = 512  # a power of two, as Sobol's sequence wants
SEED = 2011


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated range of a question's points, in micropoints, and who says so."""

    low_micro: int
    high_micro: int
    source: str


def read_uncertainty(folder: Path, edition: Edition) -> tuple[Mapping[str, Stated], list[Problem]]:
    """The stated ranges by question, and every fault of the table; no table states nothing."""
    rows, problems = read_local(folder, UNCERTAINTY, COLUMNS[UNCERTAINTY])
    found: dict[str, Stated] = {}
    for row in rows:
        code, source = code_of(row, edition, problems), filled(row, "source", problems)
        low, high = (_end(row, column, edition, code, problems) for column in ("low", "high"))
        if low is not None and high is not None and low > high:
            problems.append(problem("range_reversed", row.where("low"), row["low"], high=row["high"]))
        elif code and source and low is not None and high is not None:
            found[code] = Stated(low, high, source)
    return found, [*problems, *codes_once(rows, edition)]


def _end(row: TableRow, column: str, edition: Edition, code: str, problems: list[Problem]) -> int | None:
    filled(row, column, problems)
    cells = {"points" if name == column else name: cell for name, cell in row.cells.items()}
    return points_of(replace(row, cells=cells), edition, code, problems)


def uncertainties(
    answers: Mapping[str, Row], edition: Edition, at_risk: Mapping[str, int] | None, stated: Mapping[str, Stated]
) -> list[Uncertain]:
    """One range per uncertain row that counts: as the place states it, else by doubtful evidence, else by the recap.

    Doubtful evidence: from nothing to what is claimed. Unanswered: from nothing to the maximum. A correction that is not
    sure (confidence L or M): between the printed figure, where it fits the maximum, and the corrected one.
    """
    rows = explain_rows(answers, edition, TOTAL)
    found = [_range(row, answers.get(row["code"], {}), at_risk or {}, stated) for row in rows]
    return [one for one in found if one and one.width > 0]


def _range(row: Row, answer: Row, at_risk: Mapping[str, int], stated: Mapping[str, Stated]) -> Uncertain | None:
    code, most = row["code"], row["max_micro"] or 0
    if code in stated:
        return Uncertain(code, stated[code].low_micro, stated[code].high_micro, "stated", stated[code].source)
    if row["status"] == "unanswered":
        return Uncertain(code, 0, most, "unanswered")
    if row["status"] != "answered":
        return None
    points, printed = int(row["points_micro"]), answer.get("points_printed_micro", pd.NA)
    if at_risk.get(code, 0) > 0:
        return Uncertain(code, 0, points, "doubtful")
    unsure = str(answer.get("correction_confidence", "")) in ("L", "M") and not pd.isna(printed)
    if unsure and int(printed) <= most:
        return Uncertain(code, min(points, int(printed)), max(points, int(printed)), "correction")
    return None


def exact_shares(found: Sequence[Uncertain]) -> dict[str, Fraction]:
    """The share of each in the variance of their sum: widths squared, over the sum of all."""
    whole = sum(one.width**2 for one in found)
    return {one.code: Fraction(one.width**2, whole) for one in found} if whole else {}


def sensitivity(
    answers: Mapping[str, Row], edition: Edition, rule: str, found: Sequence[Uncertain], samples: int = SAMPLES
) -> Sensitivity | None:
    """The shares of some uncertainties and what they do to the category; None where nothing is uncertain."""
    if not found:
        return None
    micro = certain_parts(answers, edition)
    total = sum(micro.values())
    firm = total - sum(micro.get(one.code, 0) for one in found)
    now = category(to_hundredths(total), edition.bands, rule)
    ordered = sorted(found, key=lambda one: (-one.width, one.code))
    estimates, totals = _sampled(ordered, firm / MICRO, samples)
    bottom = starts(edition.bands, rule)[now] if now else 0
    holding = int(((totals * 100 + 0.5).astype("int64") >= bottom).sum())
    lows, highs = sum(one.low_micro for one in found), sum(one.high_micro for one in found)
    ends = to_hundredths(firm + lows), to_hundredths(firm + highs)
    return Sensitivity(_shares(ordered, estimates), *ends, len(totals), holding, now)


def _shares(ordered: Sequence[Uncertain], estimates: Mapping[str, tuple[float, float]]) -> tuple[Share, ...]:
    exact = exact_shares(ordered)
    own = [Share(one.code, exact[one.code], *estimates[one.code], one) for one in ordered[:SHOWN]]
    rest = sum((exact[one.code] for one in ordered[SHOWN:]), Fraction(0))
    return (*own, Share(REST, rest, *estimates[REST])) if len(ordered) > SHOWN else tuple(own)


def _sampled(
    ordered: Sequence[Uncertain], firm: float, samples: int
) -> tuple[dict[str, tuple[float, float]], pd.Series]:
    """SALib's total-effect index and its margin for each group, and every sampled total in points."""
    if len(ordered) == 1:  # nothing to share: all of the variance is its own
        one, steps = ordered[0], range(samples)
        values = [firm + (one.low_micro + one.width * (step + 0.5) / samples) / MICRO for step in steps]
        return {one.code: (1.0, 0.0)}, pd.Series(values)
    from SALib.analyze import sobol as analysing
    from SALib.sample import sobol as sampling

    groups = [one.code if n < SHOWN else REST for n, one in enumerate(ordered)]
    bounds = [[one.low_micro / MICRO, one.high_micro / MICRO] for one in ordered]
    problem = {"num_vars": len(ordered), "names": [one.code for one in ordered], "bounds": bounds, "groups": groups}
    drawn = sampling.sample(problem, samples, calc_second_order=False, seed=SEED)
    totals = firm + drawn.sum(axis=1)
    told = analysing.analyze(problem, totals, calc_second_order=False, seed=SEED)
    pairs = zip(dict.fromkeys(groups), told["ST"], told["ST_conf"], strict=True)
    return {name: (float(share), float(margin)) for name, share, margin in pairs}, pd.Series(totals)
