"""What the forms of a place and period are made from: who answers, by when, and what was said the period before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kla_lib.core.problems import InputFault, Lang, Problem, errors
from kla_lib.core.records import Row, by_code
from kla_lib.core.workspace import Workspace
from kla_lib.display.numbers import exact_maximum_text
from kla_lib.display.words import word
from kla_lib.forms.collection import contact_of
from kla_lib.forms.load import load
from kla_lib.forms.shape import Duties, Form, VillageForm, form_questions, identity, leads, quantities_of, roles_asked
from kla_lib.instrument.instrument import Edition, Node, require_weights
from kla_lib.instrument.parameters import edition_for
from kla_lib.instrument.places import Place
from kla_lib.instrument.remarks import note_of
from kla_lib.instrument.stages import STAGES
from kla_lib.local.reading import read_all
from kla_lib.recap.find_recaps import period_before, stages_of
from kla_lib.recap.model import Recap


@dataclass(frozen=True)
class FormParts:
    """Everything the forms of one place and period share; names, contacts and deadlines by role, of this place."""

    place: Place
    period: str
    edition: Edition
    lang: Lang
    duties: Duties
    last: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    due: str = ""
    districts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()

    @property
    def roles(self) -> list[str]:
        """The roles that get a form."""
        return roles_asked(self.edition, self.duties)

    def name(self, role: str) -> str:
        """What a role is called here."""
        return self.names.get(role) or self.edition.agency(role, self.lang)

    def form(self, role: str) -> Form:
        """The form of one agency."""
        questions = tuple(form_questions(self.edition, role, self.duties))
        supported = [node.code for node in questions if not leads(role, node.code, self.duties)]
        return Form(
            identity=identity(self.place.slug, self.period, self.edition, role, self.duties),
            title=self.place.title,
            agency=self.name(role),
            edition=self.edition,
            questions=questions,
            quantities=tuple(quantities_of(self.edition, role)),
            leads={code: self.name(self.duties[code][0]) for code in supported},
            last=self.last,
            due=self.due,
            contact=self.contact,
            lang=self.lang,
        )

    @property
    def village_form(self) -> VillageForm:
        """The table of kecamatan and villages."""
        return VillageForm(self.place, self.period, self.edition, self.districts, self.lang)


def form_parts(workspace: Workspace, place: Place, period: str, edition: Edition, lang: Lang) -> FormParts:
    """The parts of a place and period, by the edition's defaults where the place has no tables of its own.

    Raises InputFault with every fault of all its tables; lesser remarks come along.
    """
    local, remarks = read_all(workspace.raw / period / place.slug, edition)
    if errors(remarks):
        raise InputFault(remarks)
    day = local.day(period)
    due = local.deadlines.get("forms_back")
    return FormParts(
        place,
        period,
        edition,
        lang,
        local.duties,
        last_answers(workspace, place, period, edition, lang),
        names=local.names(day),
        contact=contact_of(local, day),
        due=due.isoformat() if due else "",
        districts=local.villages(day),
        remarks=tuple(remarks),
    )


def last_answers(workspace: Workspace, place: Place, period: str, edition: Edition, lang: Lang) -> dict[str, str]:
    """What the recap of the latest earlier period says of each question; nothing where it cannot be read."""
    before = period_before(workspace.raw, period, place.slug)
    try:
        recap = _latest_recap(workspace, place, before)
    except InputFault:  # what is wrong with an earlier period is told where it is scored
        return {}
    if recap is None:
        return {}
    rows = by_code(recap.answers)
    asked = [node for node in edition.at("question") if node.code in rows]
    return {node.code: text for node in asked if (text := _last(node, rows[node.code], before, lang))}


def _latest_recap(workspace: Workspace, place: Place, period: str) -> Recap | None:
    """The recap of a period's last stage; None without a recap, or where one has errors."""
    keys = stages_of(workspace.raw, period, place.slug) if period else []
    edition = edition_for(workspace, period) if keys else None
    if edition is None:
        return None
    require_weights(edition)
    recaps = {key.stage: load(workspace.raw, workspace.processed, key, edition) for key in keys}
    if any(errors(recap.problems) for recap in recaps.values()):
        return None
    return recaps[max(recaps, key=STAGES.index)]


def _last(node: Node, row: Row, period: str, lang: Lang) -> str:
    """``8 dari 9 poin (2024)`` and the note beside it; empty for what was not answered."""
    if row["status"] != "answered":
        return ""
    points, most = (exact_maximum_text(int(micro), lang) for micro in (row["points_micro"], node.max_micro or 0))
    last = word("form_last", lang, points=points, max=most, period=period)
    return "\n".join(filter(None, [last, note_of(row, lang)]))
