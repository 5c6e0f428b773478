"""STAND-IN until the real search for pictures that are the same is merged: the same bytes of pictures only."""

from __future__ import annotations

from kla_lib.rules.evidence import Scan, Twin


def picture_twins(scan: Scan) -> list[Twin]:
    """Pairs of pictures that are the same."""
    seen: dict[tuple[int, ...], int] = {}
    twins = []
    for n, file in enumerate(scan.files):
        measured = scan.measured.get(file.sha256)
        for picture in measured.pictures if measured else ():
            if picture.prints and picture.prints in seen and scan.files[seen[picture.prints]].sha256 != file.sha256:
                twins.append(Twin(seen[picture.prints], n, "same_picture"))
            elif picture.prints:
                seen[picture.prints] = n
    return twins
