"""A part of a long page in chapters (share_pack.html.j2): the pack's and the data dictionary's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kla_lib.views.html import Html
from kla_lib.views.palette import PAGE

Piece = Markup | Html


@dataclass(frozen=True, slots=True)
class Section:
    """Where it is, its title, what the contents list says beside it, its pieces with headings.

    ``own`` sections begin with a piece that brings the section's heading itself; ``accent`` names a colour. ``open`` is
    how many pieces stand open; a reader opens the others, which a phone need not lay out before. None is all.
    """

    id: str
    title: str
    pieces: Sequence[tuple[str, Piece]]
    aside: str = ""
    own: bool = False
    accent: str = PAGE
    open: int | None = None

    @property
    def shown(self) -> Sequence[tuple[str, Piece]]:
        """The pieces that stand open."""
        return self.pieces[: self.open]

    @property
    def folded(self) -> Sequence[tuple[str, Piece]]:
        """The pieces that a reader opens."""
        return () if self.open is None else self.pieces[self.open :]

    @property
    def inside(self) -> str:
        """What a reader finds there, by its headings."""
        return " · ".join(heading for heading, _ in self.folded if heading)
