"""``kla form read``: take returned forms in, keep them as they came, and say what became of every cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.cli.options import HERE, Home, Json, LangOption, PeriodOption, settle

if TYPE_CHECKING:
    from kla_lib.intake.forms.kept import Kept
    from kla_lib.intake.forms.shapes import Return

Files = Annotated[
    list[Path] | None, typer.Argument(help="Berkas atau folder formulir yang kembali; tanpa ini: semua yang tersimpan.")
]
PlaceOption = Annotated[str, typer.Option("--place", help="Tempat; tanpa ini: yang disebut formulirnya.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder riwayat; tanpa ini: formulir di data/processed.")]
HISTORY = "riwayat.csv"


@dataclass(frozen=True)
class Run:
    """What one run took in: the returns that were kept now, those kept before, and those that are no forms of ours."""

    made: tuple[Kept, ...]
    again: tuple[str, ...]
    strangers: tuple[Return, ...]
    names: dict[str, str]


def form_read_command(
    files: Files = None,
    place: PlaceOption = "",
    period: PeriodOption = "",
    out: Out = None,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Baca formulir yang kembali, simpan aslinya, dan sebutkan nasib setiap isian."""
    from kla_lib.case import edition_for
    from kla_lib.cli.form_returns import collected
    from kla_lib.rules.places import find_place

    workspace, speech = settle(home, lang)
    arrived, unreadable = _bytes_of(_paths(files or []))
    place, period = _whose(arrived, place, period)
    where, edition = find_place(place), edition_for(workspace, period)
    folder = workspace.raw / period / where.slug
    run = _take_in(arrived, where.slug, period, edition, folder)
    found, _, faults = collected(where.slug, period, edition, folder, workspace.home)
    ...
