"""The page over all reports of a period, and the page in place of a report that failed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.display.html import Cell, Column, Table, join, render, see, small, stylesheet
from kla_lib.display.numbers import count_text, points_text
from kla_lib.display.words import word
from kla_lib.instrument.instrument import TOTAL
from kla_lib.instrument.places import NATION
from kla_lib.instrument.stages import STAGES
from kla_lib.instrument.words import stage_name

Entry = Mapping[str, Any]
AWARD_STAGE = STAGES[-1]
DIGEST_SHOWN = 12
COLUMNS = ("place", "points", "category", "stage", "reports", "problems_found")


def index_page(period: str, places: Sequence[Entry], record: Mapping[str, Any], lang: Lang) -> str:
    """The index of a period as a whole document: readable without script, searched and sorted with it.

    ``places``: one mapping per place with place, province, stage, points, category (None below the first),
    problems (as `Problem.as_dict`) and reports (href, title, state ``ok`` or ``failed``, reason). ``record`` is
    the run's ledger; its edition, code and versions are shown, and its reports on provinces.
    """
    columns = [Column(word(key, lang), numeric=key == "points") for key in COLUMNS]
    rows = [_row(entry, lang) for entry in places]
    table = Table(word("index_caption", lang, count=count_text(len(places), lang)), columns, rows, shape="stack")
    frame = Markup('<div class="view" data-search="{}" data-sort="{}" data-lang="{}">{}</div>')
    about = frame.format(word("search", lang), word("sort", lang), lang, table)
    areas = [report for report in record.get("reports", ()) if "area" in report]
    failures = [{**report, "place": e["place"]} for e in places for report in e["reports"] if report["state"] != "ok"]
    failures += [{**report, "place": report["area"]} for report in areas if report["state"] != "ok"]
    heading = word("index_heading", lang, period=period)
    return _page(
        "index_page.html.j2",
        lang,
        {"heading": heading, "kicker": word("index_kicker", lang)},
        script=_script(),
        areas=_areas(areas, period),
        table=about,
        failures=failures,
        run=_run(record, lang),
    )


def error_page(title: str, place: str, period: str, reason: str, lang: Lang) -> str:
    """The page of a report that could not be made: which, and why, as a whole document."""
    about = f"{word('period', lang)} {period}"
    return _page("error_page.html.j2", lang, {"heading": place, "kicker": title, "about": about}, reason=reason)


def _page(template: str, lang: Lang, about: Mapping[str, str], script: str = "", **values: object) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    shell = {"about": "", **about, "title": f"{about['heading']} · {about['kicker']}"}
    raw = {"style": Markup(stylesheet()), "script": Markup(script)}  # noqa: S704 - our own files
    return render(template, lang, **shell, **raw, script_hash=f"sha256-{digest}", **values).text


@cache
def _script() -> str:
    return files("kla_lib.display").joinpath("templates", "index_page.js").read_text(encoding="utf-8").strip()


def _row(entry: Entry, lang: Lang) -> list[Cell]:
    head = Markup("{}{}").format(entry["place"], small(str(entry.get("province", ""))))
    stage = stage_name(entry["stage"], lang) if entry["stage"] else word("no_recap_short", lang)
    return [head, _points(entry, lang), _category(entry, lang), stage, _reports(entry, lang), _problems(entry, lang)]


def _points(entry: Entry, lang: Lang) -> Cell:
    if entry.get("points") is None:
        return Markup('<span data-value="-1" class="absent">{}</span>').format(word("no_figure", lang))
    hundredths = round(entry["points"] * 100)
    text = Markup('<span data-value="{}">{}</span>').format(hundredths, points_text(hundredths, lang))
    whole = [r["href"] for r in entry["reports"] if r["state"] == "ok" and "cluster" not in r.get("parameters", {})]
    return see(TOTAL, text, whole[0]) if whole else text


def _category(entry: Entry, lang: Lang) -> str:
    if entry.get("points") is None:
        return ""
    if not entry["category"]:
        return word("no_category", lang)
    return word("award" if entry["stage"] == AWARD_STAGE else "equivalent", lang, category=entry["category"])


def _reports(entry: Entry, lang: Lang) -> Cell:
    if not entry["reports"]:
        return word("no_reports", lang)
    return Markup("<ul>{}</ul>").format(join(_report(report, lang) for report in entry["reports"]))


def _report(report: Entry, lang: Lang) -> Markup:
    if report["state"] == "ok":
        return Markup('<li><a href="{}">{}</a></li>').format(report["href"], report["title"])
    return Markup("<li>{} <b>{}</b></li>").format(report["title"], word("report_failed_short", lang))


def _areas(reports: Sequence[Entry], period: str) -> list[tuple[str, str]]:
    """The reports on many places that could be made: what they are about and their address, the nation first."""
    made = [report for report in reports if report["state"] == "ok"]
    ordered = sorted(made, key=lambda report: (report["parameters"]["province"] != NATION.slug, report["area"]))
    return [(report["area"], report["report"].removeprefix(f"{period}/")) for report in ordered]


def _problems(entry: Entry, lang: Lang) -> str:
    severities = [problem["severity"] for problem in entry["problems"]]
    counts = [(severities.count(kind), word(f"count_{kind}", lang)) for kind in ("error", "warning")]
    return ", ".join(f"{count_text(n, lang)} {words}" for n, words in counts if n) or word("none", lang)


def _run(record: Mapping[str, Any], lang: Lang) -> str:
    edition, code = record["edition"], record["code"]
    values = {
        "edition": edition["id"],
        "edition_digest": edition["digest"][:DIGEST_SHOWN],
        "version": code["kla_lib"],
        "code_digest": code["digest"][:DIGEST_SHOWN],
        "python": record["python"],
    }
    return word("run_told", lang, **values)
