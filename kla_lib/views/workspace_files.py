"""The texts of a new workspace: its settings, and the tables that the people of a place fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from kla_lib.problems import Lang
from kla_lib.rules import case_shapes
from kla_lib.rules.instrument import Edition, Node
from kla_lib.rules.local import own_agencies, own_duties
from kla_lib.rules.local_shapes import COLUMNS, STEPS
from kla_lib.rules.local_shipped import shipped_rows
from kla_lib.rules.place_folder import (
    AGENCIES,
    DEADLINES,
    DECISIONS,
    DISTRICTS,
    DUTIES,
    POINTS,
    REPORT_DECISIONS,
    TARGETS,
)
from kla_lib.rules.points import MICRO
from kla_lib.views.words import word

MARK = "\ufeff"  # by this Excel knows UTF-8
Row = Mapping[str, str]


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
    duties = [{"code": d.code, "lead": d.lead, "support": ";".join(d.support), title: labels[d.code],
               remark: ours if edition.by_code[d.code].lead_source else ""} for d in own_duties(edition)]  # fmt: skip
    points = [{"code": node.code, **_maximum(node, lang), title: labels[node.code]} for node in questions]
    unknown, hours = word("init_unknown", lang), word("init_hours", lang)
    return {
        AGENCIES: _csv(COLUMNS[AGENCIES], _agencies(place, edition, lang)),
        DUTIES: _csv((*COLUMNS[DUTIES], title, remark), duties),
        DEADLINES: _csv(COLUMNS[DEADLINES], [{"step": step, "note": unknown} for step in STEPS]),
        DISTRICTS: _csv(COLUMNS[DISTRICTS], shipped_rows(place, DISTRICTS, lang)),
        POINTS: _csv((*COLUMNS[POINTS], word("init_maximum", lang), title), points),
        DECISIONS: _csv(COLUMNS[DECISIONS], []),
        TARGETS: _csv(case_shapes.COLUMNS[TARGETS], [{"step": step, "note": hours} for step in case_shapes.STEPS]),
        REPORT_DECISIONS: _csv(case_shapes.COLUMNS[REPORT_DECISIONS], []),
    }


def _maximum(node: Node, lang: Lang) -> dict[str, str]:
    return {} if node.max_micro is None else {word("init_maximum", lang): f"{node.max_micro / MICRO:g}"}


def _agencies(place: str, edition: Edition, lang: Lang) -> list[Row]:
    """The place's own names role by role, and the edition's general name where it has none; other offices last."""
    own = shipped_rows(place, AGENCIES, lang)
    about = {"source": f"edisi {edition.id}", "note": word("init_general_name", lang)}
    rows: list[Row] = []
    for agency in own_agencies(edition):
        mine = [row for row in own if row["role"] == agency.role]
        rows += mine or [{"role": agency.role, "name": agency.name, **about}]
    return rows + [{**row, "role": ""} for row in own if row["role"] not in edition.agencies]


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
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
