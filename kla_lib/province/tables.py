"""Many places by their awards: how much is known, who holds which category, who moved, and the ranks; and shared phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.problems import Lang
from kla_lib.display.html import Cell, Column, Html, Table, details, first_screen, paragraph, small
from kla_lib.display.numbers import TO, change_steps, count_text, percent_text
from kla_lib.display.words import listed, word
from kla_lib.instrument.awards import Coverage, Group, Move, Rank
from kla_lib.instrument.citing import inferred_text, source_links, status_text
from kla_lib.instrument.places import all_provinces
from kla_lib.instrument.published import CATEGORIES

if TYPE_CHECKING:
    from kla_lib.province.province import Rankings

ROUNDS = {"next": "league_round_next", "last": "league_round_last"}
DOUBT = "?"
PLACES_SHOWN, MOVES_SHOWN = 12, 12


def title(region: Rankings) -> str:
    """``Riau``, ``Indonesia``."""
    return region.province.name


def round_text(region: Rankings) -> str:
    """The round shown for the period, and that it is another year's where it is."""
    if region.round.how == "own":
        return word("league_round_own", region.lang, year=region.round.year)
    return word(ROUNDS[region.round.how], region.lang, period=region.period, year=region.round.year)


def counted_text(known: Coverage, category: str, lang: Lang) -> str:
    """How many of the places counted for a category are contested; empty for none."""
    count = known.contested.get(category, 0)
    return word("league_contested", lang, count=count_text(count, lang)) if count else ""


def name_of(slug: str, region: Rankings) -> str:
    """The name of a place, with a question mark where sources disagree about its award."""
    return region.places[slug].title + (f" {DOUBT}" if region.awards[slug].disputed else "")


def positions(rank: Rank, lang: Lang) -> str:
    """``2``, or ``2–5`` where the rank is open."""
    first, last = count_text(rank.first, lang), count_text(rank.last, lang)
    return first if first == last else f"{first}{TO}{last}"


def shared(rank: Rank, lang: Lang) -> str:
    """How many places share the rank; empty for one place."""
    return word("league_tied", lang, count=count_text(rank.tied, lang)) if rank.tied > 1 else ""


def province_headline(region: Rankings) -> Html:
    """How many places are known in the round and how many of each category, before anything is compared."""
    lang, known = region.lang, region.coverage
    verdict = word("league_known", lang, places=count_text(known.places, lang), year=region.round.year)
    lines = [verdict, round_text(region)]
    return first_screen(lang, count_text(known.known, lang), lines, _facts(known, lang), notes=_notes(region))


def _facts(known: Coverage, lang: Lang) -> list[tuple[str, Cell]]:
    held = [
        (name, count) for name, count in reversed(list(known.by_category.items())) if count or name != CATEGORIES[-1]
    ]
    names_of = [word(key, lang) for key in ("league_none", "league_uncategorised", "league_silent")]
    counts = (known.none, known.uncategorised, known.silent)
    others = [(name, count) for name, count in zip(names_of, counts, strict=True) if count]
    return [(name, count_text(count, lang)) for name, count in [*held, *others]]


def _notes(region: Rankings) -> list[str]:
    lang, known = region.lang, region.coverage
    doubts = [word("league_contested_counts", lang, count=count_text(sum(known.contested.values()), lang))]
    doubts = doubts if known.contested else []
    if known.complete:
        return [word("league_complete", lang, place=title(region), year=region.round.year), *doubts]
    open_ = count_text(known.places - known.known, lang)
    share = percent_text(known.known, known.places, lang)
    told = [word("league_incomplete", lang, open=open_, places=count_text(known.places, lang), share=share), *doubts]
    return [*told, word("league_inferred", lang, count=count_text(known.inferred, lang))] if known.inferred else told


def coverage_table(region: Rankings) -> Html:
    """By category: how many are named here, how many in the whole country, and how many were announced there."""
    lang, here, whole = region.lang, region.coverage, region.national
    mine = [] if not region.province.code else [Column(region.province.name, True)]
    counts = [Column(word(key, lang), True) for key in ("league_named", "league_counted")]
    columns = [Column(word("category", lang)), *mine, *counts]
    rows = [_coverage_row(region, name, here.by_category[name], whole.by_category[name]) for name in _shown(region)]
    foot = _coverage_row(region, "all", here.named, whole.named)
    caption = word("league_coverage_caption", lang, year=region.round.year)
    return Table(caption, columns, rows, [word("sum", lang), *foot[1:]])


def _shown(region: Rankings) -> list[str]:
    """The categories, highest first; the top one only if any place holds it."""
    held = region.national.by_category[CATEGORIES[-1]]
    return [name for name in reversed(CATEGORIES) if name != CATEGORIES[-1] or held]


def _coverage_row(region: Rankings, name: str, here: int, named: int) -> list[Cell]:
    lang, counts = region.lang, region.counted.get(name, ())
    too_many = bool(counts) and named > max(counts)
    doubts = [word("league_too_many", lang)] if too_many else []
    doubts += [text] if (text := counted_text(region.national, name, lang)) else []
    told = Markup("{}{}").format(count_text(named, lang), small(", ".join(doubts)))
    counted = " / ".join(count_text(count, lang) for count in counts) or word("league_not_counted", lang)
    local = Markup("{}{}").format(count_text(here, lang), small(counted_text(region.coverage, name, lang)))
    mine: list[Cell] = [local] if region.province.code else []
    return [name, *mine, told, counted]


def provinces_table(region: Rankings) -> Html:
    """Every province: how many of its places are known in the round, and what they hold."""
    lang, names_of = region.lang, {province.code: province.name for province in all_provinces().values()}
    caption = word("league_provinces_caption", lang, year=region.round.year)
    rows = [(names_of[code], known, code == region.province.code) for code, known in region.by_province.items()]
    return Table(caption, _columns(word("province", lang), lang), [_known_row(*row, lang) for row in rows])


def rounds_table(region: Rankings) -> Html:
    """Every round: how many of these places are known in it, and what they held."""
    lang = region.lang
    told = {year: known for year, known in region.by_round.items() if known.silent < known.places}
    rows = [_known_row(year, known, year == region.round.year, lang) for year, known in reversed(list(told.items()))]
    caption = word("league_rounds_caption", lang, place=title(region))
    return Table(caption, _columns(word("league_round", lang), lang), rows)


def _columns(first: str, lang: Lang) -> list[Column]:
    return [Column(first), Column(word("league_known_short", lang), True), Column(word("league_held", lang))]


def _known_row(name: str, known: Coverage, mine: bool, lang: Lang) -> list[Cell]:
    held = [_held(known, category, lang) for category, n in reversed(list(known.by_category.items())) if n]
    held += [word("league_count_none", lang, count=count_text(known.none, lang))] if known.none else []
    if known.uncategorised:
        held.append(word("league_count_uncategorised", lang, count=count_text(known.uncategorised, lang)))
    head = Markup("<b>{}</b>").format(name) if mine else name
    return [head, _of(known.known, known.places, lang), ", ".join(held) or TO]


def _held(known: Coverage, category: str, lang: Lang) -> str:
    """``8 Utama``, with how many of them are contested."""
    doubt = counted_text(known, category, lang)
    return f"{count_text(known.by_category[category], lang)} {category}" + (f" ({doubt})" if doubt else "")


def _of(part: int, whole: int, lang: Lang) -> str:
    return word("of_count", lang, part=count_text(part, lang), whole=count_text(whole, lang))


def award_ranks(region: Rankings) -> Html:
    """The places of each category with the rank they share; a range where unknown places may rank above."""
    lang = region.lang
    if not region.groups:
        return paragraph(word("league_nothing", lang, year=region.round.year))
    columns = [Column(word("league_rank", lang)), Column(word("category", lang)), Column(word("league_places", lang))]
    rows = [_group_row(group, region) for group in region.groups]
    key = "league_ranks_caption" if region.province.code else "league_ranks_caption_nation"
    return Table(word(key, lang, year=region.round.year), columns, rows)


def _group_row(group: Group, region: Rankings) -> list[Cell]:
    lang, rank = region.lang, group.rank
    head = Markup("{}{}").format(positions(rank, lang), small(shared(rank, lang)))
    return [
        head,
        group.category or word("league_none", lang),
        _listed([name_of(slug, region) for slug in group.places], lang),
    ]


def _listed(every: Sequence[str], lang: Lang) -> Cell:
    """A list of names; the rest of a long one opens on demand."""
    shown, rest = every[:PLACES_SHOWN], every[PLACES_SHOWN:]
    if not rest:
        return listed(shown, lang)
    more = word("league_more", lang, count=count_text(len(rest), lang))
    return Markup("{} {}").format(", ".join(shown), details(more, ", ".join(rest)))


def award_moves(region: Rankings) -> Html:
    """Who moved up or down since the last award of a known category; how many stayed; whose award is not known now."""
    lang, moved = region.lang, [move for move in region.moves if move.steps]
    counts = {"up": 0, "down": 0, "same": len(region.moves) - len(moved)}
    for move in moved:
        counts["up" if move.steps > 0 else "down"] += 1
    told = {key: count_text(count, lang) for key, count in counts.items()}
    summary = paragraph(word("league_moves", lang, **told)).text
    return Html("".join((summary, _moves(region, moved), _kept(region), _lost(region))))


def _moves(region: Rankings, moved: Sequence[Move]) -> str:
    if not moved:
        return ""
    lang = region.lang
    first, rest = moved[:MOVES_SHOWN], moved[MOVES_SHOWN:]
    shown = _moves_table(region, first, word("league_moves_caption", lang))
    if not rest:
        return shown.text
    table = _moves_table(region, rest, word("league_moves_rest", lang))
    return shown.text + str(details(word("league_more", lang, count=count_text(len(rest), lang)), table))


def _moves_table(region: Rankings, moved: Sequence[Move], caption: str) -> Html:
    lang = region.lang
    keys = ("place", "league_before", "league_now", "league_steps")
    columns = [Column(word(key, lang), numeric=key == "league_steps") for key in keys]
    return Table(caption, columns, [_move_row(move, region) for move in moved])


def _move_row(move: Move, region: Rankings) -> list[Cell]:
    place, lang = region.places[move.place], region.lang
    under = [] if region.province.code else [place.province]
    under += [word("is_disputed", lang)] if move.doubt else []
    head = Markup("{}{}").format(place.title, small(", ".join(under)))
    return [head, Markup("{}{}").format(move.before, small(move.since)), move.now, change_steps(move.steps)]


def _kept(region: Rankings) -> str:
    same = [move.place for move in region.moves if not move.steps]
    return _folded("league_same", same, region)


def _lost(region: Rankings) -> str:
    """Places with an earlier award of which this round says nothing: that is no fall."""
    silent = [slug for slug in region.before if region.awards[slug].status == "silent"]
    return _folded("league_lost", silent, region)


def _folded(key: str, places: Sequence[str], region: Rankings) -> str:
    if not places:
        return ""
    summary = word(key, region.lang, count=count_text(len(places), region.lang))
    inside = Markup("<p>{}</p>").format(listed([name_of(slug, region) for slug in places], region.lang))
    return str(details(summary, inside))


def places_table(region: Rankings) -> Html:
    """Every place of a province with its award, the one before, how sure it is and who says so; for the nation, where to look."""
    lang = region.lang
    if not region.province.code:
        return paragraph(word("league_sources_elsewhere", lang))
    columns = [Column(word("place", lang)), Column(word("league_now", lang)), Column(word("sources", lang))]
    caption = word("league_places_caption", lang, place=title(region), year=region.round.year)
    return Table(caption, columns, [_place_row(slug, region) for slug in region.places])


def _place_row(slug: str, region: Rankings) -> list[Cell]:
    award, lang = region.awards[slug], region.lang
    earlier = region.before.get(slug)
    before = word("league_earlier", lang, category=earlier.category, year=earlier.year) if earlier else ""
    before += f" ({word('is_disputed', lang)})" if earlier and earlier.disputed else ""
    sure = [word("sure", lang, confidence=word(f"confidence_{award.confidence}", lang))] if award.confidence else []
    sure += [word("is_disputed", lang)] if award.disputed else []
    sure = [text] if (text := inferred_text(award.inferred, lang)) else sure
    now = Markup("{}{}").format(status_text(award, lang), small(", ".join(sure)))
    head = Markup("{}{}").format(region.places[slug].title, small(before))
    return [head, now, source_links(award.sources, lang) if award.sources else Markup("")]
