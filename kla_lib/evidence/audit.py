"""Open the evidence of a place and period: the files, what verification may reject, the points that depend on it.

``open_evidence`` scans the folder of evidence (incrementally: measurements are cached in data/processed), adds the lists
that agencies returned with their forms, and judges all of it; for notebooks and ``kla evidence``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.core.records import Row, by_code
from kla_lib.core.workspace import Workspace
from kla_lib.evidence.alike.pictures import picture_twins
from kla_lib.evidence.alike.texts import text_twins
from kla_lib.evidence.judge import Risk, findings, risk
from kla_lib.evidence.judge_dates import evidence_years, used_date
from kla_lib.evidence.judge_files import MEGA, byte_twins
from kla_lib.evidence.lists import listed_rows, with_lists
from kla_lib.evidence.model import PICTURES, Dated, EvidenceFile, EvidenceToJudge, Finding, Scan
from kla_lib.evidence.personal import personal_in
from kla_lib.evidence.reading.measure import measure
from kla_lib.evidence.scan.ocr import with_scans_read
from kla_lib.evidence.scan.scan import scan
from kla_lib.evidence.scan.walk import located
from kla_lib.evidence.scan.workers import Drawing
from kla_lib.forms.collection import Collection, open_collection
from kla_lib.instrument.instrument import Edition
from kla_lib.instrument.parameters import in_language, place_given
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER, INBOX
from kla_lib.instrument.places import Place
from kla_lib.instrument.stages import SELF, stage_code
from kla_lib.local.model import Local
from kla_lib.local.reading import read_all
from kla_lib.recap.find_recaps import RETURNS, has_evidence, stages_of
from kla_lib.recap.sniff import relative_name
from kla_lib.scoring.assessment import open_assessment
from kla_lib.scoring.rows import certain_parts

CLAIM_STAGE = SELF  # the city's own evaluation is what it claims
JOBS = 2
NOTHING = "evidence_none"  # the problem of a place without any file of evidence


@dataclass(frozen=True, kw_only=True)
class Evidence(EvidenceToJudge):
    """The evidence of one place and period, judged.

    ``claimed_at`` is the stage whose recap or forms give the claimed points (empty where none does); ``root`` the folder
    of evidence; ``problems`` what the walk could not use.
    """

    place: Place
    period: str
    lang: Lang
    local: Local
    root: Path
    claimed_at: str
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """The place as people write it."""
        return self.place.title

    @property
    def files(self) -> tuple[EvidenceFile, ...]:
        """Every piece of evidence, in order of question and path."""
        return self.scan.files

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        """All findings, in order of question and file."""
        return findings(self)

    @cached_property
    def risk(self) -> Risk:
        """The claimed points, and those at risk; unknown where there is no evidence at all yet."""
        if not self.files:
            return Risk()
        return risk(self.found, self.claimed, self.edition, self.leads)

    @cached_property
    def leads(self) -> dict[str, str]:
        """The role that leads each question."""
        return {code: roles[0] for code, roles in self.local.duties.items() if roles}

    def name(self, role: str) -> str:
        """What an agency is called here."""
        return self._names.get(role) or self.edition.agency(role, self.lang)

    @cached_property
    def _names(self) -> dict[str, str]:
        day: date = self.local.day(self.period)
        return self.local.names(day)

    def dated(self, file: EvidenceFile) -> Dated | None:
        """The date by which a file is judged; None without any."""
        found = self.measured(file)
        return used_date(self, file, found) if found else None

    def located(self, file: EvidenceFile) -> Path:
        """The path of a file on disk."""
        return located(self.root, file.path)

    def thumbnail(self, file: EvidenceFile, page: int = 0) -> bytes:
        """A picture file, a page (the first where none is named), or a picture of a document by its place in it as a small
        JPEG without anything about it; empty where there is none, or it may not be shown: never of a file with personal data."""
        found = self.measured(file)
        if found is None or not file.path or file.fault or found.state != "ok":
            return b""
        if found.personal or personal_in(file.path) or not found.pictures:
            return b""
        shown = page or (0 if found.content in PICTURES else found.pictures[0].page)
        return self._drawing.page(self.located(file), found.content, shown)

    @cached_property
    def _drawing(self) -> Drawing:
        return Drawing()


@in_language
def open_evidence(
    home: object = None,
    period: object = None,
    place: object = None,
    lang: object = None,
    stage: object = None,
    progress: Callable[[int, int], None] | None = None,
    jobs: int = JOBS,
    ocr: bool = False,
) -> Evidence:
    """Scan and judge the evidence of a place and period; claimed points are those of ``stage`` (EM without one).

    ``ocr`` (or the setting of that name) also reads scans, by tesseract where it is installed.

    Raises InputFault with every fault of the parameters, then of the place's tables, its recap or the folder itself.
    """
    given = place_given(home, period, place, lang, stage)
    workspace, period, where, edition, folder = given.workspace, given.period, given.place, given.edition, given.folder
    local, faults = read_all(folder, edition)
    codes = [node.code for node in edition.at("question")]
    root = folder / EVIDENCE_FOLDER
    kept = workspace.processed / period / where.slug / EVIDENCE_FOLDER
    scanned, problems = scan(root, kept, codes, measure, jobs, progress)
    if errors([*faults, *problems]):
        raise InputFault([*faults, *problems])
    if ocr or workspace.ocr:
        scanned, faults = with_scans_read(scanned, root, kept, jobs, progress)
        problems += faults
    claimed, claimed_at, forms = _claims(workspace, period, where.slug, given.stage, given.lang)
    whole = Scan(
        with_lists(scanned.files, listed_rows(forms.collected.joined.records if forms else ()), codes), scanned.measured
    )
    if not whole.files:
        at = relative_name(root, workspace.home)
        problems.append(problem(NOTHING, Where(at), "0", place=where.title, period=period, folder=at))
    limit = workspace.upload_limit_mb
    return Evidence(
        scan=whole,
        edition=edition,
        twins=(*byte_twins(whole), *picture_twins(whole), *text_twins(whole)),
        claimed=claimed,
        years=evidence_years(period, workspace.evidence_years),
        limit_bytes=int(limit * MEGA) if limit else None,
        has_folder=root.is_dir(),
        place=where,
        period=period,
        lang=given.lang,
        local=local,
        root=root,
        claimed_at=claimed_at,
        problems=tuple(problems),
    )


def risk_at(workspace: Workspace, period: str, place: str, lang: str = "", stage: str = "") -> Risk | None:
    """Return the points at risk from the evidence of a place (see `open_evidence`); None if there is no evidence: no
    file in the folder and no entry in the returned forms."""
    if not has_evidence(workspace.raw / period / place):
        return None
    found = open_evidence(workspace, period, place, lang, stage)
    return found.risk if found.files else None


def _claims(
    workspace: Workspace, period: str, place: str, stage: str, lang: str
) -> tuple[dict[str, int] | None, str, Collection | None]:
    """What each question claims by the stage asked for, else EM, else the first there is; its stage; the returned forms."""
    keys = stages_of(workspace.raw, period, place)
    came = workspace.raw.joinpath(period, place, *INBOX, RETURNS).is_file()
    forms = open_collection(workspace, period, place, lang=lang) if came else None
    named = [key.stage for key in keys]
    chosen = stage_code(stage) or stage or (CLAIM_STAGE if CLAIM_STAGE in named else next(iter(named), ""))
    if not chosen:
        return None, "", forms
    if forms is not None and any(key.is_forms and key.stage == chosen for key in keys):
        claimed = _points(by_code(forms.recap.answers), forms.edition)
        return claimed, chosen if claimed else "", forms
    assessment = open_assessment(workspace, period, place, stage=chosen, lang=lang)
    return _points(assessment.answer_rows, assessment.edition), chosen, forms


def _points(rows: Mapping[str, Row], edition: Edition) -> dict[str, int] | None:
    """The rows that the claimed points are the sum of; None where none of them is a question's."""
    found = certain_parts(rows, edition)
    return found if any(edition.by_code[code].level == "question" for code in found) else None
