"""Returned forms as every command reads them: the place's tables, the kept originals, and the answers they come to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kla_lib.intake.forms.answers import as_recap, files_of, still_faulty
from kla_lib.intake.forms.collect import Collected, Read, collect
from kla_lib.intake.forms.reading import Expected, read_return
from kla_lib.intake.forms.shapes import Return
from kla_lib.intake.forms.village_return import read_villages
from kla_lib.intake.keep import load
from kla_lib.intake.recap import read_recap
from kla_lib.intake.shapes import Recap, StageKey
from kla_lib.intake.stages import period_before, stages_of
from kla_lib.problems import InputFault, Problem, errors
from kla_lib.rules.declared import read_options
from kla_lib.rules.instrument import Edition
from kla_lib.rules.local import read_all
from kla_lib.rules.local_shapes import Local
from kla_lib.rules.places import find_place
from kla_lib.workspace import Workspace


def reader(place: str, period: str, edition: Edition, local: Local) -> Read:
    """What reads one return of a place and period: a form, or a table of kecamatan and villages."""
    expected = Expected(place, period, edition, local.duties)

    def read(data: bytes, name: str, agency: str) -> Return:
        returned = read_return(data, name, replace(expected, agency=agency))
        if all(p.kind != "form_villages" for p in returned.problems):
            return returned
        villages = read_villages(data, name, place, period, edition)
        return replace(villages, sha256=returned.sha256) if villages else returned

    return read


def collected(
    place: str, period: str, edition: Edition, folder: Path, root: Path
) -> tuple[Collected, Local, list[Problem]]:
    """Everything returned so far, the place's tables, and what is wrong with these."""
    local, faults = read_all(folder, edition)
    return collect(folder, reader(place, period, edition, local), local, edition, root), local, faults


def read_forms(key: StageKey, edition: Edition, folder: Path, root: Path) -> Recap:
    """The returned forms of a place as a recap, for `keep.load`; faults of the place's tables are its problems."""
    found, local, faults = collected(key.place, key.period, edition, folder, root)
    options, more = read_options(folder)
    recap = as_recap(found.joined, local, options, edition, key)
    problems = (*faults, *more, *still_faulty(found.joined, found.problems, key), *recap.problems)
    return replace(recap, problems=problems, files=files_of(found.kept, key.folder, root))


def refresh(workspace: Workspace, period: str, place: str) -> None:
    """Read the returned forms of a place and period, and of the period before, where they changed since they were kept.

    Raises InputFault with what keeps the period's own forms from being scored.
    """
    from kla_lib.case import edition_for

    slug = find_place(place).slug
    for wanted in filter(None, (period_before(workspace.raw, period, slug), period)):
        for key in stages_of(workspace.raw, wanted, slug):
            if not key.is_forms:
                continue
            recap = load(
                workspace.raw, workspace.processed, key, edition_for(workspace, wanted), read_recap, read_forms
            )
            if wanted == period and errors(recap.problems):
                raise InputFault(recap.problems)
