"""``kla evidence``: what verification may reject, and the files in order for upload."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import Lang, Where, problem
from kla_lib.display.command import (
    HERE,
    Home,
    Json,
    LangOption,
    PeriodOption,
    PlaceOption,
    complain,
    only_here,
    print_json,
    print_lines,
    refuse,
    settle,
    unnamed,
)
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER

if TYPE_CHECKING:
    from kla_lib.evidence.audit import Evidence

evidence_app = typer.Typer(
    no_args_is_help=True, help="Bukti (data dukung): periksa sebelum verifikasi, kemas untuk diunggah."
)

Stage = Annotated[str, typer.Option("--stage", help="Tahap yang nilainya diklaim; tanpa ini: EM.")]
Limit = Annotated[float, typer.Option("--limit-mb", help="Batas ukuran tiap ZIP, MB (bawaan: kla.toml).")]
Ocr = Annotated[
    bool, typer.Option("--ocr", help="Baca juga tulisan hasil pindai dan foto, bila tesseract terpasang (lambat).")
]
Jobs = Annotated[int, typer.Option("--workers", min=1, help="Banyaknya proses pembaca berkas.")]


@evidence_app.command("scan")
def scan_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    stage: Stage = "",
    workers: Jobs = 2,
    ocr: Ocr = False,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Periksa semua berkas bukti: apa yang mungkin ditolak, dan poin yang bergantung padanya."""
    from kla_lib.evidence.audit import NOTHING
    from kla_lib.evidence.terminal import evidence_lines, evidence_record

    audit = _opened("kla evidence scan", place, period, stage, workers, home, lang, ocr)
    complain([p for p in audit.problems if as_json or p.kind != NOTHING], audit.lang)  # that line says it, too
    if as_json:
        print_json(evidence_record(audit))
    else:
        print_lines(evidence_lines(audit))


@evidence_app.command("pack")
def pack_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    limit_mb: Limit = 0.0,
    workers: Jobs = 2,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Kemas bukti menurut urutan pertanyaan dalam ZIP dengan daftar isinya, siap diunggah."""
    from kla_lib.evidence.pack import pack_evidence, pack_lines, pack_record

    if limit_mb < 0 or not math.isfinite(limit_mb):
        refuse([problem("pack_limit", Where(), f"--limit-mb {limit_mb:g}")])
    audit = _opened("kla evidence pack", place, period, "", workers, home, lang)
    complain(audit.problems, audit.lang)
    packed = pack_evidence(audit, settle(home, lang)[0].reports, limit_mb)
    if as_json:
        print_json(pack_record(packed))
    else:
        print_lines(pack_lines(packed, audit.lang))


def _opened(
    command: str, place: str, period: str, stage: str, workers: int, home: Path, lang: str, ocr: bool = False
) -> Evidence:
    """The evidence, with a bar while it is read. Raises InputFault with everything that is wrong with the command."""
    from kla_lib.evidence.audit import open_evidence

    workspace, speech = settle(home, lang)
    place, period = only_here(workspace, place, period, EVIDENCE_FOLDER)
    refuse(unnamed(command, place, period))
    with _bar(speech) as progress:
        return open_evidence(
            workspace, period, place, lang=speech, stage=stage, progress=progress, jobs=workers, ocr=ocr
        )


@contextmanager
def _bar(lang: Lang) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from kla_lib.display.words import word

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(word("evidence_bar", lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
