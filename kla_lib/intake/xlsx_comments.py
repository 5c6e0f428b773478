"""The comments on the cells of an XLSX's sheet, which no reader of values gives."""

from __future__ import annotations

import posixpath

from kla_lib.intake.xml_scan import Scan, parse, position


def has_comments(parts: dict[str, bytes]) -> bool:
    """Whether any sheet has comments: most have none, and need no second look."""
    return any(b"/comments" in data for name, data in parts.items() if name.endswith(".rels"))


def comments_of(parts: dict[str, bytes], sheet: str) -> dict[tuple[int, int], str]:
    """The text of every comment by (row, column) from 0; ``sheet`` is the member of its sheet. Raises Malformed."""
    folder, name = posixpath.split(sheet)
    links = _Links()
    parse(parts.get(f"{folder}/_rels/{name}.rels", b""), links)
    found = _Comments()
    for target in links.targets:
        member = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        parse(parts.get(member, b""), found)
    return found.texts


class _Links(Scan):
    """Where the comments of a sheet stand; those in threads stand there too, as every program can read them."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/comments"):
            self.targets.append(attributes.get("Target", ""))


class _Comments(Scan):
    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[int, int], str] = {}
        self.at = (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "comment":
            self.at, self.words = position(attributes.get("ref", "")), []
        self.listening = tag == "t"

    def end(self, tag: str) -> None:
        self.listening = False
        if tag == "comment":
            self.texts[self.at] = "".join(self.words)
