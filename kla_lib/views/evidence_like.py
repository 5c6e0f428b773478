"""What the views ask of judged evidence: the attributes of `kla_lib.evidence.Evidence` that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kla_lib.problems import Problem
from kla_lib.rules.evidence import Dated, EvidenceFile, Finding, Scan, Twin
from kla_lib.rules.findings import EvidenceYears
from kla_lib.views.case_like import InstrumentLike, NamingLike, PlaceLike


class RiskLike(Protocol):
    """Points at risk: see `kla_lib.scoring.evidence.Risk`."""

    @property
    def claimed_micro(self) -> int | None:
        """All claimed points; None where nobody has said."""
        ...

    @property
    def at_risk_micro(self) -> int | None:
        """Those that verification would not give by what was found."""
        ...

    @property
    def by_code(self) -> Mapping[str, int]:
        """By question."""
        ...

    @property
    def by_block(self) -> Mapping[str, int]:
        """By block."""
        ...

    @property
    def by_agency(self) -> Mapping[str, int]:
        """By the agency that leads; an empty role has none."""
        ...

    @property
    def by_family(self) -> Mapping[str, int]:
        """By family of reasons, a question in each that it has."""
        ...


class MatterLike(Protocol):
    """What was judged: see `kla_lib.scoring.evidence_shapes.Matter`."""

    @property
    def scan(self) -> Scan:
        """Every file, and what each content is."""
        ...


class EvidenceLike(PlaceLike, InstrumentLike, NamingLike, Protocol):
    """The evidence of one place and period, judged."""

    @property
    def files(self) -> Sequence[EvidenceFile]:
        """Every piece of evidence."""
        ...

    @property
    def matter(self) -> MatterLike:
        """What was judged."""
        ...

    @property
    def found(self) -> Sequence[Finding]:
        """Every finding, in order of question and file."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """Problems of the folder itself."""
        ...

    @property
    def twins(self) -> Sequence[Twin]:
        """The pairs that are the same."""
        ...

    @property
    def claimed(self) -> Mapping[str, int] | None:
        """What each question claims; None where nobody has said."""
        ...

    @property
    def claimed_at(self) -> str:
        """The stage that says so."""
        ...

    @property
    def years(self) -> EvidenceYears:
        """The years the evidence should be of."""
        ...

    @property
    def limit_bytes(self) -> int | None:
        """The largest file that can be uploaded."""
        ...

    @property
    def risk(self) -> RiskLike:
        """The claimed points, and those at risk."""
        ...

    @property
    def leads(self) -> Mapping[str, str]:
        """The role that leads each question."""
        ...

    def dated(self, file: EvidenceFile) -> Dated | None:
        """The date by which a file is judged; None without any."""
        ...

    def thumbnail(self, file: EvidenceFile, page: int = 0) -> bytes:
        """A picture file or a page as a small JPEG; empty where it cannot or may not be shown."""
        ...
