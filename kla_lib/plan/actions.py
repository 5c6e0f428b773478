"""The action list (RAD) of a place and period: ``rad.csv``, one row per question, which people edit in Excel.

``from`` are the points an action starts at and ``points`` what it is to win; ``since`` is the period in which it was first
planned. Only ``code`` must be filled. A table that exists is never written to.

Open actions of an earlier period are carried on under this period's edition, where questions may have other numbers, words
or maxima. A question is the same where code and label are, or where its label occurs once at another code; a code whose label
is new is taken for the same question in other words. Each such match, and each question that is no longer asked, is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, message, problem
from kla_lib.core.tables import Row, read_local
from kla_lib.core.workspace import Workspace
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.parameters import edition_for
from kla_lib.instrument.place_folder import RAD
from kla_lib.local.model import RAD_COLUMNS
from kla_lib.local.reading import code_of, codes_once, known_role, points_of, span
from kla_lib.plan.model import Raise

RadStatus = Literal["planned", "doing", "done", "dropped"]
Verdict = Literal["won", "part", "not_yet", "fell", "unknown"]
STATUSES: tuple[RadStatus, ...] = get_args(RadStatus)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
OPEN: tuple[RadStatus, ...] = ("planned", "doing")
FAULTY = "rad_before_faulty"  # the kinds of problems of a table that is carried on
CARRIED = ("rad_moved", "rad_gone", FAULTY)
Now = Mapping[str, int | None]  # micropoints by question; None: no answer


@dataclass(frozen=True, slots=True)
class RadItem:
    """One action: the question, who does what by when, what it is to win and from where; None is not known."""

    code: str
    action: str = ""
    agency: str = ""
    from_micro: int | None = None
    points_micro: int | None = None
    evidence: str = ""
    due: date | None = None
    status: RadStatus = "planned"
    note: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class RadOutcome:
    """The result of an action by the points its question has now (None: no answer)."""

    item: RadItem
    now_micro: int | None
    verdict: Verdict

    @property
    def is_doubtful(self) -> bool:
        """True if it is marked done but its points were not won."""
        return self.item.status == "done" and self.verdict not in ("won", "unknown")


@dataclass(frozen=True)
class RadTables:
    """The table of a period (None: there is none), and of the latest earlier period that has one."""

    here: tuple[RadItem, ...] | None = None
    before: tuple[RadItem, ...] = ()


@dataclass(frozen=True)
class Rad:
    """The action list: the table's rows (or those proposed, where there is none), what the plan adds, the result of each."""

    items: tuple[RadItem, ...]
    missing: tuple[RadItem, ...]
    outcomes: tuple[RadOutcome, ...]
    is_proposal: bool


def in_edition(
    items: Iterable[RadItem], before: Edition, after: Edition, where: Where
) -> tuple[list[RadItem], list[Problem]]:
    """The actions under the codes of ``after``; points are left out where the maximum is another (no source converts them)."""
    found, problems = list[RadItem](), list[Problem]()
    for item in items:
        code = counterpart(item.code, before, after)
        if code and code not in {other.code for other in found}:
            moved = _under(item, code, before, after)
            found.append(moved)
            if moved != item or before.by_code[item.code].label_id != after.by_code[code].label_id:
                problems.append(problem("rad_moved", where, item.code, edition=after.id, code=code))
        elif item.status in OPEN:
            label = before.by_code[item.code].label_id
            problems.append(problem("rad_gone", where, item.code, edition=after.id, question=label))
    return found, problems


def counterpart(code: str, before: Edition, after: Edition) -> str:
    """The code of the same question in another edition; empty where it is not asked there or cannot be told."""
    label, same = before.by_code[code].label_id, after.by_code.get(code)
    here = same is not None and same.level == "question"
    if here and same is not None and same.label_id == label:
        return code
    places = _at(label, after)
    if len(places) == 1 and len(_at(label, before)) == 1:
        return places[0]
    return code if here and same is not None and not _at(same.label_id, before) else ""


def _at(label: str, edition: Edition) -> list[str]:
    return [node.code for node in edition.at("question") if node.label_id == label]


def _under(item: RadItem, code: str, before: Edition, after: Edition) -> RadItem:
    if before.by_code[item.code].max_micro == after.by_code[code].max_micro:
        return replace(item, code=code)
    return replace(item, code=code, from_micro=None, points_micro=None)


def read_tables(workspace: Workspace, period: str, place: str, edition: Edition) -> tuple[RadTables, list[Problem]]:
    """The table of a place for this period, or the latest earlier one while this period has none, and every fault.

    An earlier table is read by the edition of its own period; what cannot be carried on from it is reported.
    """
    folder = workspace.raw / period / place
    items, problems = read_rad(folder, edition)
    if (folder / RAD).is_file():
        return RadTables(tuple(items)), problems
    paths = workspace.raw.glob(f"*/{place}/{RAD}")
    earlier = sorted(path.parent for path in paths if path.parent.parent.name < period)
    before, faults = _earlier_items(workspace, earlier[-1], edition) if earlier else ([], [])
    return RadTables(None, tuple(before)), [*problems, *faults]


def _earlier_items(workspace: Workspace, folder: Path, edition: Edition) -> tuple[list[RadItem], list[Problem]]:
    period, place = folder.parts[-2:]
    try:
        old = edition_for(workspace, period)
    except InputFault:  # a period without a known edition
        old = edition
    found, faults = read_rad(folder, old)
    where, problems = Where("/".join([period, place, RAD])), list[Problem]()
    if old.digest != edition.digest:
        found, problems = in_edition(found, old, edition, where)
    if wrong := errors(faults):
        about = {"period": period, "place": place, "count": len(wrong)}
        problems.append(problem("rad_before_faulty", replace(where, cell=wrong[0].where.cell), wrong[0].found, **about))
    return found, problems


def read_rad(folder: Path, edition: Edition) -> tuple[list[RadItem], list[Problem]]:
    """The rows of a place's table, and every fault in it; no table is no rows."""
    rows, problems = read_local(folder, RAD, RAD_COLUMNS)
    found = [_item(row, edition, problems) for row in rows]
    problems += codes_once(rows, edition)
    return [item for item in found if item.code], problems


def _item(row: Row, edition: Edition, problems: list[Problem]) -> RadItem:
    code = code_of(row, edition, problems)
    agency = known_role(row, "agency", edition, problems)
    start, points = (points_of(row, edition, code, problems, column) for column in ("from", "points"))
    due = span(row, problems, "due", "due")[1]
    texts = row["action"], row["evidence"], row["note"], row["since"]
    return RadItem(code, texts[0], agency, start, points, texts[1], due, _status(row, problems), texts[2], texts[3])


def _status(row: Row, problems: list[Problem]) -> RadStatus:
    """The status by its key or its word in either language; a blank cell is only planned."""
    text = row["status"].casefold()
    found = status_words().get(text)
    if found is None and text:
        known = ", ".join(message(f"rad_status_{status}", "id") for status in STATUSES)
        problems.append(problem("value", row.where("status"), row["status"], known=known))
    return found or "planned"


def status_words() -> Mapping[str, RadStatus]:
    """Every spelling of a status."""
    words = {message(f"rad_status_{s}", lang).casefold(): s for lang in get_args(Lang) for s in STATUSES}
    return words | {status: status for status in STATUSES}


def action_list(
    tables: RadTables, picks: Iterable[Raise], now: Now, period: str, due: date | None, edition: Edition, lang: Lang
) -> Rad:
    """The place's table and what the plan adds; without a table, the actions left open earlier and then the plan's picks."""
    mine = proposed(picks, period, due, edition, lang)
    first = carried(tables.before, now) if tables.here is None else list(tables.here)
    every = joined(first, mine)
    items = tuple(every if tables.here is None else first)
    return Rad(items, tuple(every[len(items) :]), tuple(outcomes(items, now)), tables.here is None)


def proposed(picks: Iterable[Raise], period: str, due: date | None, edition: Edition, lang: Lang) -> list[RadItem]:
    """One action per pick, with what to do and the evidence it needs in words."""
    node = edition.by_code
    return [
        RadItem(
            step.code,
            message("rad_mend" if step.action == "mend" else f"rad_do_{node[step.code].kind}", lang),
            step.agency,
            step.from_micro,
            step.gain_micro,
            "; ".join(message(f"evidence_{kind}", lang) for kind in edition.evidence.get(step.code, ())),
            step.earliest or due,
            since=period,
        )
        for step in picks
    ]


def carried(before: Iterable[RadItem], now: Now) -> list[RadItem]:
    """The actions that an earlier period left open, from the points there are now; status and first period stay.

    The past due day is left out. Actions that are won, dropped or surely done are not carried on.
    """
    left = [outcome for outcome in outcomes(before, now) if outcome.verdict != "won"]
    return [_again(outcome) for outcome in left if outcome.item.status in OPEN or outcome.is_doubtful]


def _again(outcome: RadOutcome) -> RadItem:
    item, now = outcome.item, outcome.now_micro
    goal = None if item.points_micro is None or item.from_micro is None else item.from_micro + item.points_micro
    start = now or 0
    left = item.points_micro if goal is None else max(goal - start, 0)
    return replace(item, from_micro=start, points_micro=left, due=None)


def joined(first: Sequence[RadItem], then: Iterable[RadItem]) -> list[RadItem]:
    """All of the first, and of the others those whose question it does not have."""
    there = {item.code for item in first}
    return [*first, *(item for item in then if item.code not in there)]


def outcomes(items: Iterable[RadItem], now: Now) -> list[RadOutcome]:
    """The result of each action; ``now`` are micropoints by question."""
    return [RadOutcome(item, now.get(item.code), _verdict(item, now.get(item.code))) for item in items]


def _verdict(item: RadItem, now: int | None) -> Verdict:
    if now is None or item.from_micro is None or item.points_micro is None:
        return "unknown"
    won = now - item.from_micro
    if won >= item.points_micro:
        return "won"
    return "fell" if won < 0 else "part" if won else "not_yet"
