"""What an action list (RAD) is made of: its rows, what became of them, and the tables it is read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

RadStatus = Literal["planned", "doing", "done", "dropped"]
Verdict = Literal["won", "part", "not_yet", "fell", "unknown"]
STATUSES: tuple[RadStatus, ...] = get_args(RadStatus)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
OPEN: tuple[RadStatus, ...] = ("planned", "doing")
FAULTY = "rad_before_faulty"  # the kinds of problems of a table that is carried on
CARRIED = ("rad_moved", "rad_gone", FAULTY)


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
    """What became of an action by the points that stand there now (None: none are given)."""

    item: RadItem
    now_micro: int | None
    verdict: Verdict

    @property
    def is_doubtful(self) -> bool:
        """Whether it is called done while its points are not there."""
        return self.item.status == "done" and self.verdict not in ("won", "unknown")


@dataclass(frozen=True)
class RadTables:
    """The table of a period (None: nobody has made one), and of the latest earlier period that has one."""

    here: tuple[RadItem, ...] | None = None
    before: tuple[RadItem, ...] = ()


@dataclass(frozen=True)
class Rad:
    """The action list: the table's rows (or those proposed, where there is none), what the plan adds, what became of each."""

    items: tuple[RadItem, ...]
    missing: tuple[RadItem, ...]
    outcomes: tuple[RadOutcome, ...]
    is_proposal: bool
