"""One page for the press: only what is published, with its source. No figure of a recap ever stands here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from kla_lib.problems import Lang
from kla_lib.rules.published import CATEGORIES, chosen_of, host, national_counts
from kla_lib.rules.records import Row, records
from kla_lib.rules.stages import AWARD
from kla_lib.views.case_like import CaseLike
from kla_lib.views.html import Cell, Column, Html, Table, join, link, show, small
from kla_lib.views.numbers import count_text, maximum_text
from kla_lib.views.phrases import sentence
from kla_lib.views.share.document import document
from kla_lib.views.words import listed, word

SOURCES_SHOWN, AWARDS_SHOWN = 2, 8
GIVEN = CATEGORIES[:-1]  # nobody has ever been given the fifth


def press_page(case: CaseLike) -> str:
    """The page for the press as a whole document; it needs no recap and reads none."""
    lang, awards = case.lang, records(chosen_of(case.place_slug))
    latest = awards[-1] if awards else None
    about = word("press_about", lang)
    return document("share_press.html.j2", case, word("share_press", lang), about, latest=latest,
                    certainty=_certainty(latest, lang) if latest else "", awards=_award_table(case, awards),
                    bands=_band_table(case), national=_national(lang), period=case.period)  # fmt: skip


def _certainty(row: Row, lang: Lang) -> str:
    sure = word(f"confidence_{row['confidence']}", lang)
    return word("award_disputed" if row["disputed"] else "award_confidence", lang, confidence=sure)


def _award_table(case: CaseLike, awards: list[Row]) -> Html:
    if not awards:
        return sentence("nothing_published_yet", case)
    columns = [Column(word(key, case.lang)) for key in ("year", "category", "sources")]
    rows = [_award_row(case, row) for row in reversed(awards[-AWARDS_SHOWN:])]
    return show(Table(word("press_awards", case.lang), columns, rows))


def _award_row(case: CaseLike, row: Row) -> list[Cell]:
    final = (fact for fact in case.award_rows if fact["stage"] == AWARD)
    said = [fact for fact in final if (fact["year"], fact["category"]) == (row["year"], row["category"])]
    sure = word("sure", case.lang, confidence=word(f"confidence_{row['confidence']}", case.lang))
    doubts = [word("is_disputed", case.lang)] if row["disputed"] else []
    doubts += [] if row["confidence"] == "H" else [sure]
    stated = Markup("{}{}").format(row["category"], small(", ".join(doubts)))
    return [str(row["year"]), stated, _links(str(fact["source_url"]) for fact in said)]


def _band_table(case: CaseLike) -> Html:
    columns = [Column(word("category", case.lang)), Column(word("points", case.lang), numeric=True)]
    rows: list[list[Cell]] = [[band.category, _scale(band.lower_hundredths, band.upper_hundredths, case.lang)]
                              for band in reversed(case.edition.bands)]  # fmt: skip
    return show(Table(word("press_bands", case.lang), columns, rows))


def _scale(lower: int, upper: int, lang: Lang) -> str:
    return f"{maximum_text(lower, lang)}–{maximum_text(upper, lang)}"


def _national(lang: Lang) -> dict[str, Any]:
    """How many places were given each category in the latest round of which all are published, and who says so."""
    rows = [row for row in records(national_counts()) if row["category"] in GIVEN and row["status"] == "ok"]
    by_year: dict[str, list[Row]] = {}
    for row in rows:
        by_year.setdefault(str(row["year"]), []).append(row)
    year = max(year for year, found in by_year.items() if {row["category"] for row in found} == set(GIVEN))
    given = {str(row["category"]): int(row["count"]) for row in by_year[year]}
    counts = [f"{name} {count_text(given[name], lang)}" for name in GIVEN]
    links = _links(str(row["source_url"]) for row in by_year[year])
    return {"said": word("press_counts", lang, year=year, counts=listed(counts, lang)), "sources": links}


def _links(addresses: Iterable[str]) -> Markup:
    """The first sources, one per site, each as a link that shows where it leads."""
    by_host: dict[str, str] = {}
    for address in addresses:
        by_host.setdefault(host(address), address)
    return join([link(address, name) for name, address in list(by_host.items())[:SOURCES_SHOWN]], ", ")
