"""One page for the press: only what is published, with its source. It has no figure of a recap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row, records
from kla_lib.display.html import Cell, Column, Html, Table, join, link, small
from kla_lib.display.numbers import count_text, maximum_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.citing import certainty_text, doubt_text, inferred_text, later_texts
from kla_lib.instrument.published import CATEGORIES, chosen_of, host, inferred_of, national_counts, no_awards_of
from kla_lib.instrument.stages import AWARD
from kla_lib.scoring.views.figures import sentence
from kla_lib.share.document import document

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

SOURCES_SHOWN, AWARDS_SHOWN = 2, 8
GIVEN = CATEGORIES[:-1]  # the fifth has never been awarded


def press_page(assessment: Assessment) -> str:
    """The page for the press as a whole document; it needs no recap and reads none."""
    lang, awards = assessment.lang, records(chosen_of(assessment.place_slug))
    latest = awards[-1] if awards else None
    about = word("press_about", lang)
    return document(
        "share_press.html.j2",
        assessment,
        word("share_press", lang),
        about,
        latest=latest,
        certainty=certainty_text(latest, lang) if latest else "",
        later=later_texts(assessment.place_slug, str(latest["year"]), lang) if latest else (),
        awards=_award_table(assessment, awards),
        bands=_band_table(assessment),
        national=_national(lang),
        period=assessment.period,
    )


def _award_table(assessment: Assessment, awards: list[Row]) -> Html:
    named = {row["year"] for row in awards}
    without = [row for row in no_awards_of(assessment.place_slug) if row["year"] not in named]
    inferred = inferred_of(assessment.place_slug)
    if not awards and not without and not inferred:
        return sentence("nothing_published_yet", assessment)
    columns = [Column(word(key, assessment.lang)) for key in ("year", "category", "sources")]
    rows = [_award_row(assessment, row) for row in awards]
    rows += [_other_row(row, word("league_none", assessment.lang), assessment.lang) for row in without]
    rows += [_other_row(row, inferred_text(str(row["rule"]), assessment.lang), assessment.lang) for row in inferred]
    rows = sorted(rows, key=lambda row: str(row[0]), reverse=True)[:AWARDS_SHOWN]
    return Table(word("press_awards", assessment.lang), columns, rows)


def _award_row(assessment: Assessment, row: Row) -> list[Cell]:
    final = [fact for fact in assessment.award_rows if (fact["stage"], fact["year"]) == (AWARD, row["year"])]
    said = [fact for fact in final if fact["category"] == row["category"]]
    others = [fact for fact in final if fact["category"] not in ("", row["category"])]
    sure = word("sure", assessment.lang, confidence=word(f"confidence_{row['confidence']}", assessment.lang))
    doubts = [doubt_text(str(row["year"]), assessment.lang)] if row["disputed"] else []
    doubts += [] if row["confidence"] == "H" else [sure]
    stated = Markup("{}{}").format(row["category"], small(", ".join(doubts)))
    links = _links(str(fact["source_url"]) for fact in said)
    if others:
        names = "/".join(dict.fromkeys(str(fact["category"]) for fact in others))
        other = _links(str(fact["source_url"]) for fact in others)
        links = Markup("{}{}").format(links, small(Markup("{}: {}").format(names, other)))
    return [str(row["year"]), stated, links]


def _other_row(row: Row, text: str, lang: Lang) -> list[Cell]:
    """A round of which a source says that there was no award, or of which an award is only inferred."""
    sure = word("sure", lang, confidence=word(f"confidence_{row['confidence']}", lang))
    return [str(row["year"]), Markup("{}{}").format(text, small(sure)), _links([str(row["source_url"])])]


def _band_table(assessment: Assessment) -> Html:
    columns = [Column(word("category", assessment.lang)), Column(word("points", assessment.lang), numeric=True)]
    rows: list[list[Cell]] = [
        [band.category, _scale(band.lower_hundredths, band.upper_hundredths, assessment.lang)]
        for band in reversed(assessment.edition.bands)
    ]
    return Table(word("press_bands", assessment.lang), columns, rows)


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
