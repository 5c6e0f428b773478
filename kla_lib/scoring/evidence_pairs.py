"""Pairs that are the same, as findings of both: under two questions one of them is no evidence; under one, a remark on the second."""

from __future__ import annotations

from collections.abc import Iterator

from kla_lib.rules.evidence import EvidenceFile, Finding, Scan, Twin
from kla_lib.rules.evidence_shown import file_shown
from kla_lib.scoring.evidence_shapes import Matter


def pair_findings(matter: Matter) -> Iterator[Finding]:
    """A finding for each of the two files of every pair, naming the other and its question; each pair of files once."""
    told: set[tuple[int, int]] = set()
    for twin in sorted(matter.twins, key=_strongest):
        pair = (min(twin.first, twin.second), max(twin.first, twin.second))
        if pair not in told and twin.first != twin.second and not _is_told(matter, twin):
            told.add(pair)
            yield from _both(matter, twin)


def byte_twins(scan: Scan) -> list[Twin]:
    """Files of the same bytes: each beside the first that lies under another question, else beside the first of all."""
    alike: dict[str, list[int]] = {}
    for n, file in enumerate(scan.files):
        if file.sha256 and file.size:
            alike.setdefault(file.sha256, []).append(n)
    pairs = {pair for places in alike.values() for pair in _beside(scan, places)}
    return [Twin(first, second, "same_bytes") for first, second in sorted(pairs)]


def _beside(scan: Scan, places: list[int]) -> Iterator[tuple[int, int]]:
    first, code = places[0], scan.files[places[0]].code
    apart = next((other for other in places if scan.files[other].code != code), first)
    for n in places[1:]:
        other = apart if scan.files[n].code == code else first
        yield min(other, n), max(other, n)


def _is_told(matter: Matter, twin: Twin) -> bool:
    """Whether both have the same bytes, which `byte_twins` tells."""
    files = matter.scan.files
    return twin.how != "same_bytes" and files[twin.first].sha256 == files[twin.second].sha256


HOW = ("same_bytes", "same_picture", "same_text", "same_page")


def _strongest(twin: Twin) -> tuple[int, int, int, float, int, int]:
    return (HOW.index(twin.how), twin.first, twin.second, twin.distance, twin.first_page, twin.second_page)


def _both(matter: Matter, twin: Twin) -> Iterator[Finding]:
    files = matter.scan.files
    first, second = files[twin.first], files[twin.second]
    apart = bool(first.code and second.code) and first.code != second.code
    kind = twin.how if apart else "same_here"
    if apart:
        yield _one(matter, kind, first, second, (twin.first_page, twin.second_page))
    yield _one(matter, kind, second, first, (twin.second_page, twin.first_page))


def _one(matter: Matter, kind: str, file: EvidenceFile, other: EvidenceFile, pages: tuple[int, int]) -> Finding:
    told = {"other": file_shown(other.path), "other_code": other.code or "–"}
    told |= {"where": str(pages[0] or ""), "other_where": str(pages[1] or "")}
    values = tuple(told.items())
    return Finding(file.code, file.path, kind, matter.points(file.code), other.path, pages[0], values)
