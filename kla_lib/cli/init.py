"""``kla init``: the folders, settings, tables and notebooks of a workspace, each made only where it is missing."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.points import MICRO
from kla_lib.core.problems import InputFault, Lang, Problem, Where, errors, problem, system_reasons
from kla_lib.core.workspace import Workspace, open_workspace
from kla_lib.display.command import (
    HERE,
    INPUT_FAULT,
    Home,
    LangOption,
    PeriodOption,
    complain,
    print_lines,
    refuse,
    unnamed,
)
from kla_lib.display.words import word
from kla_lib.incidents import model
from kla_lib.instrument.instrument import Edition, Node
from kla_lib.instrument.place_folder import (
    AGENCIES,
    DEADLINES,
    DECISIONS,
    DISTRICTS,
    DUTIES,
    FORMER,
    POINTS,
    REPORT_DECISIONS,
    TARGETS,
)
from kla_lib.local.model import COLUMNS, STEPS
from kla_lib.local.reading import own_agencies, own_duties
from kla_lib.local.shipped import shipped_rows

if TYPE_CHECKING:
    from kla_lib.instrument.places import Place

FOLDERS = ("data/raw", "data/processed", "reports")
_PERIOD = re.compile(r"\d{4}(-[\w-]{1,40})?", re.ASCII)

MARK = "\ufeff"  # by this Excel knows UTF-8

Content = str | bytes | None
Cells = Mapping[str, str]
PlaceOption = Annotated[str, typer.Option("--place", help="Tempat: kab-ogan-ilir, 14.71 ...")]


def init_command(place: PlaceOption = "", period: PeriodOption = "", home: Home = HERE, lang: LangOption = "") -> None:
    """Siapkan folder kerja satu tempat dan periode; yang sudah ada dibiarkan."""
    workspace = open_workspace(home) if home.exists() else Workspace(home)
    speech = workspace.language(lang)
    where = _place_of(place, period)
    edition, assumed = _edition_of(workspace, period)
    folder = home / "data/raw" / period / where.slug
    tables = place_tables(where.slug, edition, speech)
    tables = {name: text for name, text in tables.items() if name not in FORMER or not (folder / FORMER[name]).exists()}
    wanted: dict[str, Content] = {
        "kla.toml": settings_text(period, where.slug, edition.id if assumed else "", speech),
        **dict.fromkeys(FOLDERS),
        **{f"data/raw/{period}/{where.slug}/{name}": text for name, text in tables.items()},
        **{f"notebooks/{name}": content for name, content in _notebooks().items()},
    }
    made, faults = make_missing(home, wanted)
    added = bool(assumed) and made.get("kla.toml") is False
    faults += add_period(home / "kla.toml", period, edition.id) if added else []
    print_lines(init_lines(made, where.slug, edition, home.as_posix(), speech, period if added and not faults else ""))
    complain([*assumed, *faults], speech)
    raise typer.Exit(INPUT_FAULT if errors(faults) else 0)


def make_missing(home: Path, wanted: Mapping[str, Content]) -> tuple[dict[str, bool], list[Problem]]:
    """Make the files (a folder where the content is None) that are not there yet; True for each one made.

    Existing files and folders are never changed. What cannot be made is one problem for each reason; the rest is made.
    """
    made: dict[str, bool] = {}
    refused: dict[str, tuple[list[str], OSError]] = {}
    for name, content in wanted.items():
        path = home / name
        try:
            if fresh := not os.path.lexists(path):
                _make(path, content)
            made[name] = fresh
        except OSError as fault:
            refused.setdefault(str(fault.errno), ([], fault))[0].append(name)
    return made, [
        problem("init_unwritable", Where(str(home)), ", ".join(names), **system_reasons(fault))
        for names, fault in refused.values()
    ]


def add_period(settings: Path, period: str, edition: str) -> list[Problem]:
    """Write the edition of a period into a kla.toml that is there, and change nothing else in it; what keeps it from that."""
    from kla_lib.core.files import write_whole
    from kla_lib.instrument.editions import period_open, with_period

    try:
        text = with_period(settings.read_bytes().decode("utf-8"), period, edition)
        if not text:
            return [period_open(period)]
        write_whole(settings.resolve(), text)
    except OSError as fault:
        return [problem("init_unwritable", Where(settings.name), settings.name, **system_reasons(fault))]
    return []


def _make(path: Path, content: Content) -> None:
    from kla_lib.core.files import write_whole

    if content is None:
        path.mkdir(parents=True, exist_ok=True)
    else:
        write_whole(path, content)


def _place_of(place: str, period: str) -> Place:
    """The place asked for. Raises InputFault with everything that is wrong with place and period."""
    from kla_lib.instrument.places import find_place

    refuse(unnamed("kla init", place, period))
    problems = [] if _PERIOD.fullmatch(period) else [problem("period_form", found=period)]
    try:
        found = find_place(place)
    except InputFault as fault:
        raise InputFault([*fault.problems, *problems]) from None
    if problems:
        raise InputFault(problems)
    return found


def _edition_of(workspace: Workspace, period: str) -> tuple[Edition, list[Problem]]:
    """The edition of a period; where no table knows it the only one with weights, with a warning.

    Raises InputFault where there are several such editions: then kla.toml must say which.
    """
    from kla_lib.instrument import editions
    from kla_lib.instrument.editions import edition_of

    try:
        known = edition_of(period, workspace.periods)[0]
    except InputFault as fault:
        weighted = [e for e in map(editions.load, editions.all_folders(workspace.editions)) if e.has_weights]
        if len(weighted) != 1:
            raise
        notes = {key: text for key, text in fault.problems[0].values if key.startswith("note_")}
        told = problem("period_assumed", Where("kla.toml"), period, edition=weighted[0].id, **notes)
        return weighted[0], [told]
    return editions.load(editions.folder_of(known, workspace.editions)), []


def _notebooks() -> dict[str, bytes]:
    """The notebooks by name: from the wheel, where they lie in the package, else from beside it, as in a clone."""
    package = files("kla_lib")
    inside = package.joinpath("notebooks")
    folder = inside if inside.is_dir() else Path(str(package)).parent / "notebooks"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".ipynb")), key=lambda e: e.name)
    return {entry.name: entry.read_bytes() for entry in found}


def settings_text(period: str, place: str, assumed: str, lang: Lang) -> str:
    """A kla.toml with everything optional as a comment; ``assumed``: the edition taken for a period nobody knows."""
    about = {
        key: word(f"init_toml_{key}", lang) for key in ("about", "lang", "history", "rule", "periods", "limit", "years")
    }
    lines = [
        f"# {about['about']}",
        f'lang = "{lang}"  # {about["lang"]}',
        f'# history = ["{place}"]  # {about["history"]}',
        f'# boundary_rule = "reach"  # {about["rule"]}',
        f"# upload_limit_mb = 10  # {about['limit']}",
        "",
        f"# {about['years']}",
        "# [evidence_years]",
        f'# "{period}" = ["{int(period[:4]) - 2}", "{int(period[:4]) - 1}"]',
        "",
        f"# {about['periods']}",
    ]
    if assumed:
        assumption = word("init_toml_assumed", lang, period=period, edition=assumed)
        return "\n".join([*lines, f"# {assumption}", "[periods]", f'"{period}" = "{assumed}"', ""])
    return "\n".join([*lines, "# [periods]", f'# "{period}" = "{period}-rancangan"', ""])


def place_tables(place: str, edition: Edition, lang: Lang) -> dict[str, str]:
    """The tables of a place and period by file name, as CSV that Excel opens."""
    questions = edition.at("question")
    labels = {node.code: node.label(lang) for node in questions}
    title = word("init_question", lang)
    remark, ours = word("init_remark", lang), word("lead_default", lang)
    duties = [
        {
            "code": d.code,
            "lead": d.lead,
            "support": ";".join(d.support),
            title: labels[d.code],
            remark: ours if edition.by_code[d.code].lead_source else "",
        }
        for d in own_duties(edition)
    ]
    points = [{"code": node.code, **_maximum(node, lang), title: labels[node.code]} for node in questions]
    unknown, hours = word("init_unknown", lang), word("init_hours", lang)
    return {
        AGENCIES: _csv(COLUMNS[AGENCIES], _agencies(place, edition, lang)),
        DUTIES: _csv((*COLUMNS[DUTIES], title, remark), duties),
        DEADLINES: _csv(COLUMNS[DEADLINES], [{"step": step, "note": unknown} for step in STEPS]),
        DISTRICTS: _csv(COLUMNS[DISTRICTS], shipped_rows(place, DISTRICTS, lang)),
        POINTS: _csv((*COLUMNS[POINTS], word("init_maximum", lang), title), points),
        DECISIONS: _csv(COLUMNS[DECISIONS], []),
        TARGETS: _csv(model.COLUMNS[TARGETS], [{"step": step, "note": hours} for step in model.STEPS]),
        REPORT_DECISIONS: _csv(model.COLUMNS[REPORT_DECISIONS], []),
    }


def _maximum(node: Node, lang: Lang) -> dict[str, str]:
    return {} if node.max_micro is None else {word("init_maximum", lang): f"{node.max_micro / MICRO:g}"}


def _agencies(place: str, edition: Edition, lang: Lang) -> list[Cells]:
    """The place's own names role by role, and the edition's general name where it has none; other offices last."""
    own = shipped_rows(place, AGENCIES, lang)
    about = {"source": f"edisi {edition.id}", "note": word("init_general_name", lang)}
    rows: list[Cells] = []
    for agency in own_agencies(edition):
        mine = [row for row in own if row["role"] == agency.role]
        rows += mine or [{"role": agency.role, "name": agency.name, **about}]
    return rows + [{**row, "role": ""} for row in own if row["role"] not in edition.agencies]


def _csv(columns: Sequence[str], rows: Iterable[Cells]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return MARK + text.getvalue()


def init_lines(
    made: Mapping[str, bool], place: str, edition: Edition, home: str, lang: Lang, added: str = ""
) -> list[str]:
    """One line per file and folder (made, or there already), how many of each, and what to do next.

    ``added``: the period that was written into a kla.toml that was there already.
    """
    said = {True: word("init_made", lang), False: word("init_kept", lang)}
    wide = max(map(len, said.values()))
    counts = {"made": sum(made.values()), "kept": len(made) - sum(made.values()), "home": home}
    names = "init_names_general" if edition.agencies else "init_names_none"
    return [
        *(f"{said[fresh]:{wide}}  {name}" for name, fresh in made.items()),
        *([word("init_period_added", lang, period=added, edition=edition.id)] if added else []),
        word("init_counts", lang, **counts),
        word("init_names_own" if shipped_rows(place, AGENCIES, lang) else names, lang, edition=edition.id),
        word("init_next", lang),
    ]
