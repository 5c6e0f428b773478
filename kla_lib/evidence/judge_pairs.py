"""Pairs that are the same, as findings of both: under two questions one of them is no evidence; under one, a remark on the second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kla_lib.evidence.findings import Matter, where_told
from kla_lib.evidence.limits import is_design
from kla_lib.evidence.model import EvidenceFile, Finding, Scan, Twin
from kla_lib.evidence.names import file_shown


def pair_findings(matter: Matter) -> Iterator[Finding]:
    """A finding for each of the two files of every pair, naming the other and its question; each pair of files once."""
    told: set[tuple[int, int]] = set()
    for twin in sorted((_of_design(matter, twin) for twin in matter.twins), key=_strongest):
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


HOW = ("same_bytes", "same_picture", "same_text", "same_page", "like_page", "like_design")
LIKE = ("like_page", "like_design")  # alike by what they are printed or laid out by: perhaps not the same


def _strongest(twin: Twin) -> tuple[int, int, int, float, int, int]:
    return (HOW.index(twin.how), twin.first, twin.second, twin.distance, twin.first_page, twin.second_page)


def _of_design(matter: Matter, twin: Twin) -> Twin:
    """The same picture twice is only alike where both were laid out: another's certificate, another quarter's chart."""
    ends = ((twin.first, twin.first_page), (twin.second, twin.second_page))
    alike = twin.how == "same_picture" and all(_is_design(matter, at, page) for at, page in ends)
    return replace(twin, how="like_design") if alike else twin


def _is_design(matter: Matter, at: int, page: int) -> bool:
    found = matter.measured(matter.scan.files[at])
    return any(is_design(picture) for picture in found.pictures if picture.page == page) if found else False


def _both(matter: Matter, twin: Twin) -> Iterator[Finding]:
    files = matter.scan.files
    first, second = files[twin.first], files[twin.second]
    apart = bool(first.code and second.code) and first.code != second.code
    if twin.how in LIKE and not apart:  # attendance lists and certificates of one question: forms, not copies
        return
    kind = twin.how if apart else "same_here"
    if apart:
        yield _one(matter, kind, first, second, _places(matter, twin))
    yield _one(matter, kind, second, first, _places(matter, twin)[::-1])


Told = tuple[int, str]  # a page, and how it is told


def _places(matter: Matter, twin: Twin) -> tuple[Told, Told]:
    """Where in both files it is: a page of text, or a picture."""
    ends = ((twin.first, twin.first_page), (twin.second, twin.second_page))
    if twin.how not in ("same_picture", *LIKE):
        (_, one), (_, other) = ends
        return (one, str(one or "")), (other, str(other or ""))
    files = matter.scan.files
    first, second = ((page, where_told(matter, files[at], (page,))) for at, page in ends)
    return first, second


def _one(matter: Matter, kind: str, file: EvidenceFile, other: EvidenceFile, places: tuple[Told, Told]) -> Finding:
    told = {"other": file_shown(other.path), "other_code": other.code or "–"}
    (page, where), (_, other_where) = places
    told |= {"where": where, "other_where": other_where}
    values = tuple(told.items())
    return Finding(file.code, file.path, kind, matter.points(file.code), other.path, page, values)
