"""``kla workbook``: where the Excel workbook of a case is written, and the writing itself."""

from __future__ import annotations

import re
from pathlib import Path

from kla_lib.batch.files import write_whole
from kla_lib.problems import InputFault, Where, problem, system_reasons


def workbook_name(title: str, period: str, stage: str) -> str:
    """A name that speaks: ``KLA_Kab-Ogan-Ilir_2024_EM.xlsx``."""
    parts = ("KLA", *(re.sub(r"[^\w-]+", "-", part).strip("-") for part in (title, period, stage)))
    return "_".join(part for part in parts if part) + ".xlsx"


def save(content: bytes, folder: Path, name: str, out: Path | None) -> Path:
    """Write a workbook whole or not at all: as ``out``, into it where it is a folder, else into ``folder``.

    Raises InputFault where the file cannot be written, for instance while Excel holds it open.
    """
    path = folder / name if out is None else out / name if out.is_dir() else out
    try:
        write_whole(path, content)
    except OSError as fault:
        raise InputFault([problem("file_unwritable", Where(path.name), path.name, **system_reasons(fault))]) from fault
    return path
