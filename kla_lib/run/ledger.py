"""run.json: what a run read, with which rules and code, and the outcome of every report; and the index made from it.

While a run is going on, its workers note each finished report in a journal: a run that is killed loses nothing of it.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kla_lib.core.files import RUN_FOLDER, write_whole
from kla_lib.forms.load import load
from kla_lib.instrument.places import all_places
from kla_lib.run.index_page import index_page
from kla_lib.run.library import LIBRARIES, shared_digests
from kla_lib.run.made_from import digest_of_place
from kla_lib.run.model import Plan
from kla_lib.scoring.summary import totals

Record = dict[str, Any]
EMPTY: Record = {"reports": [], "places": [], "inputs": {}}
NO_FIGURES: Record = {"stage": "", "points": None, "points_possible": None, "category": None}
SCORED = ["place", "period", "stage", "code", "status", "points_micro"]
JOURNALS = "journal-*.jsonl"


def publish(plan: Plan, period: str, made: Iterable[Record]) -> None:
    """Write the period's run.json and index: what was made now, what is unchanged, and what this run was not about."""
    folder, staging = plan.workspace.reports / period, plan.workspace.reports / RUN_FOLDER
    mine = [planned for planned in plan.reports if planned.job.subject.period == period]
    names, earlier = {planned.job.output for planned in mine}, plan.earlier[period]
    by_name = {r["report"]: r for r in [*earlier["reports"], *made] if r["report"] in names and _is_current(plan, r)}
    held = {planned.job.subject.place for planned in mine} - {""}
    places = _entries(plan, period, held | set(plan.gathered.faulty(period)))
    record = _with_earlier(_ledger(plan, period, by_name.values(), places), earlier, plan.workspace.reports)
    write_whole(folder / "run.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n", staging)
    write_whole(folder / "index.html", index_page(period, _listed(record), record, plan.lang), staging)


def read_records(reports: Path, period: str) -> Record:
    """The record of the earlier runs, with what an interrupted one finished; empty lists where there is none."""
    record = _read(reports / period / "run.json")
    finished = [r for r in _read_journal(reports / RUN_FOLDER) if r["report"].startswith(f"{period}/")]
    by_name = {r["report"]: r for r in [*record["reports"], *finished]}
    return {**record, "reports": list(by_name.values())}


def note(folder: Path, record: Mapping[str, Any]) -> None:
    """Add a report's record (as in run.json) to this process's own journal below ``folder``.

    A journal per process, because on a cluster's shared disk two machines cannot append to one file.
    """
    path = folder / JOURNALS.replace("*", f"{platform.node()}-{os.getpid()}")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def clear_journal(folder: Path) -> None:
    """Remove the journals, once run.json holds all of them."""
    for path in folder.glob(JOURNALS):
        path.unlink(missing_ok=True)


def _is_current(plan: Plan, report: Record) -> bool:
    """True if the report of a record is there, or failed (perhaps without a page)."""
    if report["state"] == "failed":
        return True
    return Path(plan.workspace.reports, report["report"]).is_file()


def _listed(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The places of a ledger, each with its reports, as the index shows them."""
    by_place: dict[str, list[dict[str, Any]]] = {}
    for report in record["reports"]:
        line = {**report, "href": report["report"].removeprefix(f"{record['period']}/")}
        by_place.setdefault(report["place"], []).append(line)
    return [{**place, "reports": by_place.get(place["slug"], [])} for place in record["places"]]


def _ledger(plan: Plan, period: str, reports: Iterable[Record], places: Sequence[Record]) -> Record:
    """The record of one period: hashes of inputs, edition and code, its places, and every report's record."""
    edition = plan.gathered.editions[period]
    recaps = {k: recap for k, recap in sorted(plan.gathered.recaps.items()) if k.period == period}
    return {
        "period": period,
        "lang": plan.lang,
        "edition": {"id": edition.id, "digest": edition.digest},
        "boundary_rule": plan.workspace.boundary_rule or edition.default_boundary_rule,
        "code": {"kla_lib": version("kla_lib"), "digest": shared_digests()["code"]},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": {file: digest for recap in recaps.values() for file, digest in sorted(recap.files.items())},
        "places": list(places),
        "reports": list(reports),
    }


def _read(path: Path) -> Record:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return EMPTY
    return record if isinstance(record, dict) and set(EMPTY) <= set(record) else EMPTY


def _with_earlier(record: Record, earlier: Mapping[str, Any], reports: Path) -> Record:
    """A record with what earlier runs made and this one was not about, as long as those reports are still there."""
    mine = {r["report"] for r in record["reports"]}
    kept = [r for r in earlier["reports"] if r["report"] not in mine and (reports / r["report"]).is_file()]
    known = {p["slug"] for p in record["places"]}
    places = [p for p in earlier["places"] if p["slug"] not in known and p["slug"] in {r["place"] for r in kept}]
    return {
        **record,
        "inputs": dict(sorted({**(earlier["inputs"] if kept else {}), **record["inputs"]}.items())),
        "places": sorted([*record["places"], *places], key=lambda place: str(place["slug"])),
        "reports": sorted([*record["reports"], *kept], key=lambda report: str(report["report"])),
    }


def _entries(plan: Plan, period: str, places: Collection[str]) -> list[Record]:
    """One entry per place (names, figures, problems); taken from an earlier run's record where nothing has changed."""
    earlier = {entry["slug"]: entry for entry in plan.earlier[period]["places"]}
    digests = {place: digest_of_place(period, place, plan.gathered, plan.workspace, plan.lang) for place in places}
    new = [place for place in places if earlier.get(place, {}).get("made_from") != digests[place]]
    figures = _figures(plan, period, new)
    made = {place: _entry(plan, period, place, figures.get(place, NO_FIGURES), digests[place]) for place in new}
    return [made.get(place) or earlier[place] for place in sorted(places)]


def _entry(plan: Plan, period: str, place: str, figures: Mapping[str, Any], made_from: str) -> Record:
    known = all_places()[place]
    heads = plan.gathered.of_place(period, place).values()
    problems = [p.as_dict(plan.lang) for head in heads for p in head.problems]
    names = {"slug": place, "place": known.title, "province": known.province}
    return {**names, **figures, "problems": problems, "made_from": made_from}


def _figures(plan: Plan, period: str, places: Sequence[str]) -> dict[str, Record]:
    """The total of each place's furthest stage; places without a sound recap have none."""
    faulty = set(plan.gathered.faulty(period))
    keys = [plan.gathered.furthest(period, place) for place in places if place not in faulty]
    edition, workspace = plan.gathered.editions[period], plan.workspace
    known = [load(workspace.raw, workspace.processed, key, edition).answers[SCORED] for key in keys if key is not None]
    rule = workspace.boundary_rule or edition.default_boundary_rule
    return totals(pd.concat(known, ignore_index=True), edition, rule) if known else {}


def _read_journal(folder: Path) -> list[dict[str, Any]]:
    """The records an interrupted run left; a line torn by the interruption is no record."""
    lines, records = list[str](), list[Any]()
    for path in sorted(folder.glob(JOURNALS)):
        with suppress(OSError):
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines:
        with suppress(ValueError):
            records.append(json.loads(line))
    return [record for record in records if isinstance(record, dict) and "report" in record]
