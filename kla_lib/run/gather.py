"""Everything there is to report on: the recaps of a workspace, read and checked, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from kla_lib.core.files import short_hash
from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.core.workspace import Workspace
from kla_lib.forms.load import load_head
from kla_lib.instrument.instrument import Edition, require_weights
from kla_lib.instrument.parameters import edition_for
from kla_lib.instrument.places import NATION, all_places, all_provinces, find_place
from kla_lib.recap.cache import fingerprint
from kla_lib.recap.find_recaps import find_stages, period_before, periods_in, stages_of
from kla_lib.run.model import Gathered, Subject
from kla_lib.run.report_kinds import report_kinds
from kla_lib.scoring.country import contents_digest


def gather(workspace: Workspace, period: str, places: Collection[str]) -> Gathered:
    """Read every recap of a workspace, or of one period and some places, and keep what was read in data/processed.

    A period whose edition is unknown, faulty or without weights is left out, and
    why is among the problems. Raises InputFault for an unknown place, and when nothing is left to report on.
    """
    asked = tuple(find_place(text).slug for text in places)
    found, problems = find_stages(workspace.raw)
    keys = [k for k in found if period in ("", k.period) and (not asked or k.place in asked)]
    further = {p: _further(workspace, p, asked) for p in periods_in(workspace.raw) if period in ("", p)}
    periods = {k.period for k in keys} | {p for p, slugs in further.items() if slugs}
    periods = periods or ({period} - {""}) or {k.period for k in found[-1:]}
    if not periods:
        raise InputFault([*problems, problem("nothing_to_read", Where(), workspace.raw)])
    by_period, faults = _editions(workspace, sorted(periods), {k.period for k in keys})
    problems += faults
    if not by_period:
        raise InputFault(problems)
    keys = [k for k in keys if k.period in by_period]
    recaps = {k: load_head(workspace.raw, workspace.processed, k, by_period[k.period]) for k in keys}
    before = {(p, place): _before(workspace, p, place) for p, place in {(k.period, k.place) for k in keys}}
    further = {p: further.get(p, ()) for p in by_period}
    peers = {p: contents_digest(workspace.raw, p) for p in by_period}
    return Gathered(recaps, by_period, tuple(problems), asked, before, further, peers)


def _further(workspace: Workspace, period: str, asked: Collection[str]) -> tuple[str, ...]:
    """The places of a period that some kind of report is made for even without a recap."""
    found = (slug for kind in report_kinds().values() for slug in kind.places(workspace, period))
    return tuple(slug for slug in dict.fromkeys(found) if not asked or slug in asked)


def _editions(
    workspace: Workspace, periods: Iterable[str], scored: Collection[str]
) -> tuple[dict[str, Edition], list[Problem]]:
    """The edition of each period that has a usable one, and what is wrong with the others; ``scored`` need weights."""
    found: dict[str, Edition] = {}
    problems: list[Problem] = []
    for period in periods:
        try:
            edition = edition_for(workspace, period)
            if period in scored:
                require_weights(edition)
            found[period] = edition
        except InputFault as fault:
            where = Where("kla.toml" if period in workspace.periods else f"data/raw/{period}")
            own = [p.where.file and p.kind != "no_weights" for p in fault.problems]  # a fault in a file of an edition
            problems += [p if kept else replace(p, where=where) for p, kept in zip(fault.problems, own, strict=True)]
    return found, list(dict.fromkeys(problems))


def _before(workspace: Workspace, period: str, place: str) -> str:
    """The digest of a place's recaps in the period before, and of all they are read by; empty where there are none."""
    earlier = period_before(workspace.raw, period, place)
    if not earlier:
        return ""
    try:
        edition = edition_for(workspace, earlier)
    except InputFault:  # no edition: nothing can be compared with it, until there is one
        return earlier
    keys = stages_of(workspace.raw, earlier, place)
    return short_hash([fingerprint(workspace.raw, key, edition) for key in keys])


def counts(gathered: Gathered) -> list[dict[str, Any]]:
    """One mapping per recap: period, place, stage, rows_in, rows_kept, rows_rejected (in = kept + rejected)."""
    rows = ("rows_in", "rows_kept", "rows_rejected")
    keys = ("period", "place", "stage")
    return [
        {**{k: getattr(key, k) for k in keys}, **{r: getattr(recap, r) for r in rows}}
        for key, recap in gathered.recaps.items()
    ]


def subjects(gathered: Gathered, history: Iterable[str]) -> list[Subject]:
    """The subjects of each period: places whose recaps are free of errors, and places without a recap.

    Without places asked for, ``history`` names further places (as people write them); a place asked for is reported on
    even without a recap. The furthest stage is the one reported. After the places come their provinces and the nation,
    which are about more than the places asked for: a run for some places leaves them out.
    """
    further = gathered.asked or tuple(find_place(text).slug for text in history)
    found = [subject for period in gathered.editions for subject in _subjects(gathered, period, further)]
    return found if gathered.asked else [*found, *_areas(found)]


def _areas(subjects: Sequence[Subject]) -> list[Subject]:
    """The provinces of the places of each period, and the nation."""
    codes = {(subject.period, all_places()[subject.place].province_code) for subject in subjects}
    slugs = {province.code: province.slug for province in (NATION, *all_provinces().values())}
    every = sorted(codes | {(period, NATION.code) for period, _ in codes})
    return [Subject(period, "", province=slugs[code]) for period, code in every]


def _subjects(gathered: Gathered, period: str, further: Collection[str]) -> list[Subject]:
    held = {key.place for key in gathered.recaps if key.period == period} | set(gathered.further.get(period, ()))
    places = sorted((held | set(further)) - set(gathered.faulty(period)))
    return [Subject(period, place, (["", *list(gathered.of_place(period, place))])[-1]) for place in places]
