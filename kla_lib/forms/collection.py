"""Progress of collecting the forms: who has answered what, the points still open, which agencies to visit first.

``open_collection`` replays the returned forms of a place and period from their originals (nothing is cached) and
combines them with the place's own tables; notebooks and ``kla form`` start from it. Points are whole micropoints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from kla_lib.core.points import to_hundredths
from kla_lib.core.problems import InputFault, Lang, errors, message
from kla_lib.core.records import Row, by_code
from kla_lib.forms.as_recap import recap_of_forms
from kla_lib.forms.collect import Collected, collect
from kla_lib.forms.joining import STATED
from kla_lib.forms.returns import Conflict, Record
from kla_lib.instrument.instrument import Edition, Node
from kla_lib.instrument.parameters import in_language, place_given
from kla_lib.instrument.place_folder import FORMS_FOLDER, INBOX
from kla_lib.instrument.places import Place
from kla_lib.instrument.rating import rate
from kla_lib.instrument.stages import SELF
from kla_lib.local.model import Local, who
from kla_lib.recap.model import Recap, StageKey

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class QuestionProgress:
    """One question: who answers it (the lead first), what it is worth, and what is known of it.

    ``answered``: the day on which each role first answered; ``points_micro`` is None until somebody has given the
    points; ``closed``: it does not apply here, so nothing can be won.
    """

    code: str
    roles: tuple[str, ...]
    max_micro: int
    points_micro: int | None = None
    answered: Mapping[str, date] = field(default_factory=dict)
    closed: bool = False

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it, and nobody has given its points either."""
        return not self.answered and self.points_micro is None

    @property
    def open_micro(self) -> int:
        """What it may still bring: its maximum while its points are not known."""
        return 0 if self.closed or self.points_micro is not None else self.max_micro


@dataclass(frozen=True, slots=True)
class AgencyProgress:
    """One agency: questions asked of it and answered by it, those it leads that still wait, and what they are worth.

    ``last`` is the day of its latest first answer, None where it has sent nothing; ``new`` counts the questions it
    answered for the first time in the week before the day looked at.
    """

    role: str
    asked: int
    answered: int
    waiting: tuple[str, ...]
    at_stake_micro: int
    last: date | None
    new: int

    @property
    def silent(self) -> bool:
        """Whether nothing at all has come."""
        return self.answered == 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole place: questions, answered ones, those without any agency, and its certain and possible points."""

    asked: int
    answered: int
    new: int
    unasked: tuple[str, ...]
    certain_micro: int
    possible_micro: int
    waiting_micro: int


def standings(asked: Sequence[QuestionProgress], day: date) -> list[AgencyProgress]:
    """Every agency that is asked anything, in the order in which the questions first name them.

    A question waits for its lead alone, so that no point is counted twice.
    """
    roles = dict.fromkeys(role for question in asked for role in question.roles)
    return [_standing(role, asked, day) for role in roles]


def visits(found: Iterable[AgencyProgress]) -> list[AgencyProgress]:
    """Whom to visit, the most points first; among equals those who have sent nothing, then by name of role."""
    waiting = (standing for standing in found if standing.waiting)
    return sorted(waiting, key=lambda s: (-s.at_stake_micro, not s.silent, s.role))


def totals(asked: Sequence[QuestionProgress], day: date) -> Totals:
    """The sums over all questions; the possible points are the certain ones and every question's that may still come."""
    certain = sum(question.points_micro or 0 for question in asked)
    return Totals(
        asked=len(asked),
        answered=sum(not question.waits for question in asked),
        new=sum(bool(q.answered) and _is_new(min(q.answered.values()), day) for q in asked),
        unasked=tuple(question.code for question in asked if not question.roles),
        certain_micro=certain,
        possible_micro=certain + sum(question.open_micro for question in asked),
        waiting_micro=sum(question.open_micro for question in asked if question.waits),
    )


def days_left(due: date | None, day: date) -> int | None:
    """Days to a deadline, negative when it has passed; None where it is not known."""
    return None if due is None else (due - day).days


def _standing(role: str, asked: Sequence[QuestionProgress], day: date) -> AgencyProgress:
    mine = [question for question in asked if role in question.roles]
    came = [question.answered[role] for question in mine if role in question.answered]
    waiting = [question for question in mine if question.roles[0] == role and question.waits]
    return AgencyProgress(
        role=role,
        asked=len(mine),
        answered=len(came),
        waiting=tuple(question.code for question in waiting),
        at_stake_micro=sum(question.open_micro for question in waiting),
        last=max(came, default=None),
        new=sum(_is_new(first, day) for first in came),
    )


def _is_new(first: date, day: date) -> bool:
    return day - WEEK < first <= day


SECRETARIAT = "dp3a"  # whose contact label forms and reminders name for questions
FORMS_STAGE = SELF  # what agencies answer is the city's own evaluation


@dataclass(frozen=True)
class Collection:
    """One place and period while its data is being collected.

    ``collected`` is every return joined, ``recap`` the same as a recap's rows. Names, days left and what is new are those
    of ``day``.
    """

    place: Place
    period: str
    edition: Edition
    lang: Lang
    rule: str
    day: date
    collected: Collected
    recap: Recap
    begun: bool = True  # whether forms were ever made or came back

    @property
    def local(self) -> Local:
        """The place's own tables."""
        return self.collected.local

    @property
    def title(self) -> str:
        """The place as people write it."""
        return self.place.title

    @property
    def due(self) -> date | None:
        """When the forms are due back; None where nobody has said."""
        return self.local.deadlines.get("forms_back")

    @property
    def days_left(self) -> int | None:
        """Days to that, negative when it has passed; None where it is not known."""
        return days_left(self.due, self.day)

    @property
    def contact(self) -> str:
        """Whom to ask, as a label; empty where the tables have none."""
        return contact_of(self.local, self.day)

    @cached_property
    def asked(self) -> list[QuestionProgress]:
        """One row per question: who answers it, what it is worth, who answered when."""
        days, rows = first_answers(self.collected), by_code(self.recap.answers)
        return [
            self._progress(node, rows.get(node.code), days.get(node.code, {})) for node in self.edition.at("question")
        ]

    def _progress(self, node: Node, row: Row | None, days: Mapping[str, date]) -> QuestionProgress:
        status = row["status"] if row else ""
        points = int(row["points_micro"]) if row and status == "answered" else None
        roles = tuple(self.local.duties.get(node.code, ()))
        return QuestionProgress(node.code, roles, node.max_micro or 0, points, days, closed=status == "not_applicable")

    @cached_property
    def standings(self) -> list[AgencyProgress]:
        """Every agency that is asked anything."""
        return standings(self.asked, self.day)

    @cached_property
    def visits(self) -> list[AgencyProgress]:
        """Those with questions that wait, the most points first."""
        return visits(self.standings)

    @cached_property
    def totals(self) -> Totals:
        """The sums over all questions."""
        return totals(self.asked, self.day)

    @property
    def reach(self) -> tuple[str | None, str | None]:
        """The categories that the certain and the possible points are equivalent to."""
        bands, sums = self.edition.bands, self.totals
        certain, possible = (
            rate(to_hundredths(micro), bands, self.rule, FORMS_STAGE).category
            for micro in (sums.certain_micro, sums.possible_micro)
        )
        return certain, possible

    @property
    def conflicts(self) -> list[Row]:
        """One row per answer that agencies give differently: code, label, field and, in words, what each gives."""
        return [self._conflict_row(conflict) for conflict in self.collected.joined.conflicts]

    def name(self, role: str) -> str:
        """What an agency is called here on the day looked at."""
        return self._names.get(role) or self.edition.agency(role, self.lang)

    @cached_property
    def _names(self) -> dict[str, str]:
        return self.local.names(self.day)

    def _conflict_row(self, conflict: Conflict) -> Row:
        given = "; ".join(f"{self.name(r.agency)}: {r.given.text} ({r.given.where.cell})" for r in conflict.records)
        named = {quantity.id: quantity.label(self.lang) for quantity in self.edition.quantities}
        node = self.edition.by_code.get(conflict.code)
        label = f"{node.code} {node.label(self.lang)}" if node else named.get(conflict.code, conflict.code)
        return {
            "code": conflict.code,
            "label": label,
            "field": message(f"field_{conflict.field}", self.lang),
            "given": given,
        }


@in_language
def open_collection(
    home: object = None,
    period: object = None,
    place: object = None,
    lang: object = None,
    rule: object = None,
    day: object = None,
) -> Collection:
    """The collecting of a place and period; without ``day`` as it was when the last form came.

    Raises InputFault with every fault of the parameters, then of the place's tables.
    """
    given = place_given(home, period, place, lang, rule=rule, day=day)
    where, edition, folder = given.place, given.edition, given.folder
    root = given.workspace.home
    collected = collect(where.slug, given.period, edition, folder, root)
    if errors(collected.table_faults):
        raise InputFault(collected.table_faults)
    key = StageKey(given.period, where.slug, FORMS_STAGE, folder.joinpath(*INBOX))
    recap = recap_of_forms(collected, edition, key, folder, root)
    chosen = given.rule or given.workspace.boundary_rule or edition.default_boundary_rule
    looked_at = given.day or last_day(collected) or collected.local.day(given.period)
    begun = (folder / FORMS_FOLDER).is_dir()
    return Collection(where, given.period, edition, given.lang, chosen, looked_at, collected, recap, begun)


def first_answers(collected: Collected) -> dict[str, dict[str, date]]:
    """By question and agency, the day on which its first usable answer came."""
    days: dict[str, dict[str, date]] = {}
    for record in collected.joined.records:
        if _answers(record):
            day, mine = _day(collected, record.order), days.setdefault(record.given.code, {})
            mine[record.agency] = min(day, mine.get(record.agency, day))
    return days


def last_day(collected: Collected) -> date | None:
    """The day on which the last form came; None where none has."""
    return max((_day(collected, order) for order in range(1, len(collected.kept) + 1)), default=None)


def contact_of(local: Local, day: date) -> str:
    """``Sekretariat (DP3APM)``: the label of the office that collects; empty where the table has none."""
    office = who(local.agencies, SECRETARIAT, day)
    return f"{office.contact} ({office.short or office.name})" if office and office.contact else ""


def _answers(record: Record) -> bool:
    return record.given.table == "answers" and record.given.field in STATED and record.status != "rejected"


def _day(collected: Collected, order: int) -> date:
    return datetime.fromisoformat(collected.kept[order - 1].received_at).date()
