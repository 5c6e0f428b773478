"""The door to a collecting: what agencies were asked and have answered, as it is on a day; for notebooks and ``kla form``.

``open_collection`` replays the returned forms of a place and period (nothing is cached here: the originals are the
source) and puts them beside the place's own tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from kla_lib.intake.forms.answers import as_recap
from kla_lib.intake.forms.collect import Collected, Read, collect
from kla_lib.intake.forms.join import STATED
from kla_lib.intake.forms.reading import Expected, read_return
from kla_lib.intake.forms.records import Conflict, Record
from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.village_return import read_villages
from kla_lib.intake.shapes import Recap, StageKey
from kla_lib.parameters import in_language, place_given
from kla_lib.problems import InputFault, Lang, Problem, errors, message
from kla_lib.rules.declared import read_options
from kla_lib.rules.instrument import Edition, Node
from kla_lib.rules.local import read_all
from kla_lib.rules.local_shapes import Local, who
from kla_lib.rules.place_folder import FORMS_FOLDER, INBOX
from kla_lib.rules.places import Place
from kla_lib.rules.points import to_hundredths
from kla_lib.rules.records import Row, by_code
from kla_lib.rules.stages import SELF
from kla_lib.scoring import collection as sums
from kla_lib.scoring.rating import rate

SECRETARIAT = "dp3a"  # whose contact label forms and reminders name for questions
FORMS_STAGE = SELF  # what agencies answer is the city's own evaluation


@dataclass(frozen=True)
class Collection:
    """One place and period while its data is being collected.

    ``found`` is every return joined, ``recap`` the same as a recap's rows, ``local`` the place's own tables; ``day`` is
    the day looked at: names, days left and what is new depend on it.
    """

    place: Place
    period: str
    edition: Edition
    lang: Lang
    rule: str
    day: date
    local: Local
    found: Collected
    recap: Recap
    begun: bool = True  # whether forms were ever made or came back

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
        return sums.days_left(self.due, self.day)

    @property
    def contact(self) -> str:
        """Whom to ask, as a label; empty where the tables have none."""
        return contact_of(self.local, self.day)

    @cached_property
    def asked(self) -> list[sums.Asked]:
        """One row per question: who answers it, what it is worth, who answered when."""
        days, rows = first_answers(self.found), by_code(self.recap.answers)
        return [self._asked(node, rows.get(node.code), days.get(node.code, {})) for node in self.edition.at("question")]

    def _asked(self, node: Node, row: Row | None, days: Mapping[str, date]) -> sums.Asked:
        status = row["status"] if row else ""
        points = int(row["points_micro"]) if row and status == "answered" else None
        roles = tuple(self.local.duties.get(node.code, ()))
        return sums.Asked(node.code, roles, node.max_micro or 0, points, days, closed=status == "not_applicable")

    @cached_property
    def standings(self) -> list[sums.Standing]:
        """Every agency that is asked anything."""
        return sums.standings(self.asked, self.day)

    @cached_property
    def visits(self) -> list[sums.Standing]:
        """Those with questions that wait, the most points first."""
        return sums.visits(self.standings)

    @cached_property
    def whole(self) -> sums.Whole:
        """The sums over all questions."""
        return sums.whole(self.asked, self.day)

    @property
    def reach(self) -> tuple[str | None, str | None]:
        """The categories that the certain and the possible points are equivalent to."""
        bands, whole = self.edition.bands, self.whole
        certain, possible = (
            rate(to_hundredths(micro), bands, self.rule, FORMS_STAGE).category
            for micro in (whole.certain_micro, whole.possible_micro)
        )
        return certain, possible

    @property
    def conflicts(self) -> list[Row]:
        """One row per answer that agencies give differently: code, label, field and, in words, what each gives."""
        return [self._told(conflict) for conflict in self.found.joined.conflicts]

    def name(self, role: str) -> str:
        """What an agency is called here on the day looked at."""
        return self._names.get(role) or self.edition.agency(role, self.lang)

    @cached_property
    def _names(self) -> dict[str, str]:
        return self.local.names(self.day)

    def _told(self, conflict: Conflict) -> Row:
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
    found, local, faults = collected(where.slug, given.period, edition, folder, given.workspace.home)
    if errors(faults):
        raise InputFault(faults)
    key = StageKey(given.period, where.slug, FORMS_STAGE, folder.joinpath(*INBOX))
    options, _ = read_options(folder)
    recap = as_recap(found.joined, local, options, edition, key)
    chosen = given.rule or given.workspace.boundary_rule or edition.default_boundary_rule
    looked_at = given.day or last_day(found) or local.day(given.period)
    begun = (folder / FORMS_FOLDER).is_dir()
    return Collection(where, given.period, edition, given.lang, chosen, looked_at, local, found, recap, begun)


def collected(
    place: str, period: str, edition: Edition, folder: Path, root: Path
) -> tuple[Collected, Local, list[Problem]]:
    """Everything returned so far, the place's tables, and what is wrong with these."""
    local, faults = read_all(folder, edition)
    return collect(folder, reader(place, period, edition, local), local, edition, root), local, faults


def reader(place: str, period: str, edition: Edition, local: Local) -> Read:
    """What reads one return of a place and period: a form, or a table of kecamatan and villages."""
    expected = Expected(place, period, edition, local.duties)

    def read(data: bytes, name: str, agency: str) -> Return:
        returned = read_return(data, name, replace(expected, agency=agency))
        if all(p.kind != "form_villages" for p in returned.problems):
            return returned
        villages = read_villages(data, name, place, period, edition)
        return replace(villages, sha256=returned.sha256, saved=returned.saved) if villages else returned

    return read


def first_answers(found: Collected) -> dict[str, dict[str, date]]:
    """By question and agency, the day on which its first usable answer came."""
    days: dict[str, dict[str, date]] = {}
    for record in found.joined.records:
        if _answers(record):
            day, mine = _day(found, record.order), days.setdefault(record.given.code, {})
            mine[record.agency] = min(day, mine.get(record.agency, day))
    return days


def last_day(found: Collected) -> date | None:
    """The day on which the last form came; None where none has."""
    return max((_day(found, order) for order in range(1, len(found.kept) + 1)), default=None)


def contact_of(local: Local, day: date) -> str:
    """``Sekretariat (DP3APM)``: the label of the office that collects; empty where the table has none."""
    office = who(local.agencies, SECRETARIAT, day)
    return f"{office.contact} ({office.short or office.name})" if office and office.contact else ""


def _answers(record: Record) -> bool:
    return record.given.table == "answers" and record.given.field in STATED and record.became != "rejected"


def _day(found: Collected, order: int) -> date:
    return datetime.fromisoformat(found.kept[order - 1].received_at).date()
