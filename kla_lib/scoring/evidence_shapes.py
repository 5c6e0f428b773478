"""What evidence is judged by, and what every judge shares: the finding of a file, and which files count as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kla_lib.rules.evidence import OFFICE, EvidenceFile, Finding, Measured, Scan, Twin
from kla_lib.rules.findings import EvidenceYears
from kla_lib.rules.instrument import Edition

REGULATION = "regulation"  # the kind of question that asks for a rule, which holds until it is revoked


@dataclass(frozen=True)
class Matter:
    """One place and period to be judged.

    ``claimed``: the micropoints that each question claims, and each indicator or block where nothing below it is given;
    None where the claims of questions are unknown. ``limit_bytes``
    is the largest file that can be uploaded, None where that is not known. ``has_folder``: whether files are kept at all,
    or evidence is known by the agencies' lists alone.
    """

    scan: Scan
    edition: Edition
    twins: Sequence[Twin] = ()
    claimed: Mapping[str, int] | None = None
    years: EvidenceYears = field(default_factory=lambda: EvidenceYears(""))
    limit_bytes: int | None = None
    has_folder: bool = True

    @cached_property
    def by_code(self) -> dict[str, list[EvidenceFile]]:
        """The pieces of evidence of each question, in their order."""
        found: dict[str, list[EvidenceFile]] = {}
        for file in self.scan.files:
            found.setdefault(file.code, []).append(file)
        return found

    def points(self, code: str) -> int | None:
        """The claimed micropoints of a question; None where none are claimed or known."""
        return (self.claimed or {}).get(code) or None

    def is_claimed_above(self, code: str) -> bool:
        """True if the points of a question are only known as those of its indicator or block."""
        node = self.edition.by_code.get(code)
        return (
            node is not None
            and bool(node.parent)
            and (node.parent in (self.claimed or {}) or self.is_claimed_above(node.parent))
        )

    def measured(self, file: EvidenceFile) -> Measured | None:
        """What the content of a file is; None where it could not be read."""
        return self.scan.measured.get(file.sha256) if file.sha256 else None

    def find(self, file: EvidenceFile, kind: str, page: int = 0, **values: object) -> Finding:
        """A finding of a file, with the points of its question."""
        told = tuple((name, str(value)) for name, value in values.items())
        name = file.path or file.listed
        return Finding(file.code, name, kind, self.points(file.code), page=page, values=told)


def is_real(file: EvidenceFile) -> bool:
    """Whether it is a file in the folder, not a link nor a name on a list."""
    return bool(file.path)


def is_regulation(matter: Matter, code: str) -> bool:
    """Whether a question asks for a rule."""
    node = matter.edition.by_code.get(code)
    return node is not None and node.kind == REGULATION


def is_readable(matter: Matter, file: EvidenceFile) -> bool:
    """Whether a file was opened and something is in it."""
    found = matter.measured(file)
    return found is not None and found.state == "ok"


def where_told(matter: Matter, file: EvidenceFile, pages: Sequence[int]) -> str:
    """The pages of pictures as a finding tells them; ``#`` before those that are places among a document's pictures."""
    found, told = matter.measured(file), ", ".join(str(page) for page in pages if page)
    return f"#{told}" if told and found is not None and found.content in OFFICE else told


def is_only_link(matter: Matter, file: EvidenceFile) -> bool:
    """Whether a file only says where something is: a shortcut, or a document with a link and nothing else."""
    found = matter.measured(file)
    return found is not None and found.state == "not_a_file"


def questions(matter: Matter) -> Iterator[str]:
    """The questions of the edition, in its order."""
    return (node.code for node in matter.edition.at("question"))
