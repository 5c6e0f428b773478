"""The tables of a rating's robustness: what would change the category, on which uncertain question the total depends most,
the place over the years, and compared with its province and its band. The phrases at the top are shared with scenarios.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from kla_lib.core.points import MICRO_PER_HUNDREDTH
from kla_lib.core.problems import Lang
from kla_lib.display.html import Cell, Column, Html, Table, details, first_screen, paragraph, small
from kla_lib.display.numbers import (
    change_text,
    count_text,
    exact_text,
    maximum_text,
    percent_text,
    points_text,
    range_text,
)
from kla_lib.display.words import listed, word
from kla_lib.instrument.awards import Rank
from kla_lib.instrument.citing import source_links
from kla_lib.instrument.instrument import BOUNDARY_RULES, Edition
from kla_lib.instrument.places import all_places
from kla_lib.instrument.words import stage_name
from kla_lib.province.tables import positions, shared
from kla_lib.robustness.mapping import COMPARED, EditionPair, Pairing
from kla_lib.robustness.model import (
    FEWEST,
    NO_AWARD,
    REST,
    Comparison,
    Group,
    Loss,
    Outcome,
    PeriodChange,
    Point,
    Share,
    Stability,
)
from kla_lib.scoring.views.checks import problem_table
from kla_lib.scoring.views.figures import short_name, standing

if TYPE_CHECKING:
    from kla_lib.robustness.robustness import Robustness

NAMED = 6  # codes or places that are named; the rest is counted
SHOWN = 5  # rows of each kind, the heaviest first


def category_text(category: str | None, lang: Lang) -> str:
    """The category, or the words for none."""
    return category or word("no_category", lang)


def rank_text(rank: Rank | None, lang: Lang) -> str:
    """``3 dari 12``, with how many share it; ``3–5 dari 12`` where something is open; words where there is no other place."""
    if rank is None:
        return word("rank_none", lang)
    key = "rank_of" if rank.first == rank.last else "rank_of_span"
    said = word(key, lang, rank=positions(rank, lang), count=count_text(rank.of, lang))
    return f"{said}, {tied}" if (tied := shared(rank, lang)) else said


def scenario_name(outcome: Outcome, lang: Lang) -> str:
    """The name of a scenario, or the words for the base."""
    return outcome.name or word("scenario_base", lang)


def node_name(robustness: Robustness, code: str) -> str:
    """A node under its number and label."""
    node = robustness.assessment.edition.by_code[code]
    return short_name(node, robustness.lang)


def codes_text(codes: Sequence[str], lang: Lang) -> str:
    """The first codes, and how many others."""
    if len(codes) <= NAMED:
        return listed(list(codes), lang)
    others = word("others", lang, count=count_text(len(codes) - NAMED + 1, lang))
    return listed([*codes[: NAMED - 1], others], lang)


def places_text(slugs: Sequence[str], lang: Lang) -> str:
    """The titles of places, the first few and how many others."""
    return codes_text([all_places()[slug].title for slug in slugs], lang)


def robustness_headline(robustness: Robustness) -> Html:
    """The points that may be lost before the rating drops, and the shortest way down."""
    lang, found = robustness.lang, robustness.stability
    if found.spare_micro is None:
        lines = [word("firm_none", lang), standing(robustness.assessment)]
        most = maximum_text(robustness.assessment.edition.total_micro // MICRO_PER_HUNDREDTH, lang)
        return _headline(robustness, points_text(found.total_hundredths, lang), lines, most)
    start = points_text(found.start_hundredths, lang)
    told = {"category": category_text(found.category, lang), "start": start}
    lines = [word("firm_verdict", lang, **told), _way_down(robustness, found)]
    return _headline(robustness, exact_text(found.spare_micro, lang), lines)


def _headline(robustness: Robustness, big: str, lines: list[str], most: str = "") -> Html:
    """``most`` is the maximum of a total; points that may be lost have none."""
    working, notes = "" if most else _working(robustness), [word("firm_note", robustness.lang)]
    return first_screen(robustness.lang, big, lines, _facts(robustness), maximum=most, working=working, notes=notes)


def _way_down(robustness: Robustness, found: Stability) -> str:
    lang = robustness.lang
    if found.singles:
        codes = codes_text([loss.codes[0] for loss in found.singles], lang)
        return word("firm_singles", lang, count=count_text(len(found.singles), lang), codes=codes)
    if found.pairs_count:
        return word("firm_pairs", lang, count=count_text(found.pairs_count, lang))
    if found.fewest is None:
        return word("firm_all", lang)
    return word("firm_fewest", lang, count=count_text(len(found.fewest.codes), lang))


def _facts(robustness: Robustness) -> list[tuple[str, Cell]]:
    lang, found = robustness.lang, robustness.stability
    return [
        (
            word("firm_now", lang),
            f"{points_text(found.total_hundredths, lang)} · {category_text(found.category, lang)}",
        ),
        (word("firm_single_count", lang), count_text(len(found.singles), lang)),
        (word("firm_pair_count", lang), count_text(found.pairs_count, lang)),
        (word("firm_scenarios", lang), count_text(len(robustness.outcomes) - 1, lang)),
    ]


def _working(robustness: Robustness) -> Markup:
    """Why the loss may be half a hundredth larger than the distance: the total is rounded once, after summing."""
    lang, found = robustness.lang, robustness.stability
    total, start = points_text(found.total_hundredths, lang), points_text(found.start_hundredths, lang)
    line = word("firm_sum", lang, total=total, start=start, spare=exact_text(found.spare_micro or 0, lang))
    return details(word("show_sum", lang), Markup('<p class="calc">{}</p>').format(line))


def stability_table(robustness: Robustness) -> Html:
    """Each thing that could move the rating: what would be left, and the category it comes to."""
    lang, found = robustness.lang, robustness.stability
    columns = [Column(word(key, lang), numeric=key == "points") for key in ("firm_what", "points", "category")]
    several = [found.fewest] if found.fewest and len(found.fewest.codes) > 2 else []  # fewer are listed already
    rows = [
        *(_row(robustness, word("firm_row_single", lang), loss) for loss in found.singles[:SHOWN]),
        *(_row(robustness, word("firm_row_pair", lang), loss) for loss in found.pairs[:SHOWN]),
        *(_row(robustness, word("firm_row_fewest", lang), loss) for loss in several),
        *(_row(robustness, word("firm_row_indicator", lang), loss) for loss in found.indicators[:SHOWN]),
        _doubtful(robustness, found),
        _open(robustness, found),
        *_rules(robustness, found),
    ]
    return Table(word("firm_caption", lang), columns, rows)


def _row(robustness: Robustness, told: str, loss: Loss) -> list[Cell]:
    lang = robustness.lang
    names = [node_name(robustness, code) for code in loss.codes]
    said = names[0] if len(names) == 1 else codes_text(loss.codes, lang)
    lost = word("firm_lost", lang, points=exact_text(loss.points_micro, lang))
    head = Markup("{}{}{}").format(told, small(said), small(lost))
    return [head, points_text(loss.after_hundredths, lang), category_text(loss.after, lang)]


def _doubtful(robustness: Robustness, found: Stability) -> list[Cell]:
    """The total when all points at risk by their evidence are lost; missing evidence is not the same as no risk."""
    lang = robustness.lang
    if found.doubtful is None:
        return [Markup("{}{}").format(word("firm_row_doubtful", lang), small(word("firm_no_evidence", lang))), "", ""]
    if not found.doubtful.codes:
        said = Markup("{}{}").format(word("firm_row_doubtful", lang), small(word("firm_no_doubt", lang)))
        return [said, points_text(found.total_hundredths, lang), category_text(found.category, lang)]
    return _row(robustness, word("firm_row_doubtful", lang), found.doubtful)


def _open(robustness: Robustness, found: Stability) -> list[Cell]:
    lang = robustness.lang
    key = "firm_open" if found.open_codes else "firm_all_answered"
    told = word(key, lang, count=count_text(len(found.open_codes), lang), codes=codes_text(found.open_codes, lang))
    head = Markup("{}{}").format(word("firm_row_open", lang), small(told))
    return [head, points_text(found.possible_hundredths, lang), category_text(found.possible, lang)]


def _rules(robustness: Robustness, found: Stability) -> list[list[Cell]]:
    lang, points = robustness.lang, points_text(found.total_hundredths, robustness.lang)
    mine = robustness.assessment.rule
    heads = {rule: word("firm_row_rule" if rule == mine else "firm_row_other_rule", lang) for rule in BOUNDARY_RULES}
    return [
        [
            Markup("{}{}").format(heads[rule], small(word(f"boundary_named_{rule}", lang))),
            points,
            category_text(found.by_rule[rule], lang),
        ]
        for rule in (mine, *(r for r in BOUNDARY_RULES if r != mine))
    ]


def sensitivity_table(robustness: Robustness) -> Html:
    """Each uncertain question with its range, why, and its share; then the faults of the place's own table."""
    problems, lang = robustness.uncertainty_problems, robustness.lang
    faults = problem_table(problems, word("unsure_faults", lang), lang).text if problems else ""
    return Html(f"{_shares(robustness).text}{faults}")


def _shares(robustness: Robustness) -> Html:
    lang, found = robustness.lang, robustness.sensitivity
    if found is None:
        return paragraph(word("unsure_none", lang))
    columns = [
        Column(word("question", lang)),
        *(Column(word(key, lang), numeric=True) for key in ("unsure_share", "salib")),
    ]
    rows = [_share_row(robustness, share) for share in found.shares]
    table = Table(word("unsure_caption", lang), columns, rows)
    cases = {
        "range": range_text(found.lowest_hundredths, found.highest_hundredths, lang),
        "share": percent_text(found.holding, found.cases, lang),
        "cases": count_text(found.cases, lang),
        "category": category_text(found.category, lang),
    }
    return Html(f"{table.text}{paragraph(word('unsure_cases', lang, **cases)).text}")


def _share_row(robustness: Robustness, share: Share) -> list[Cell]:
    lang = robustness.lang
    exact = percent_text(share.exact.numerator, share.exact.denominator, lang)
    estimate = Markup("{}{}").format(_percent(share.estimate, lang), small(f"± {_percent(share.margin, lang)}"))
    if share.uncertain is None or share.code == REST:
        return [word("unsure_rest", lang), exact, estimate]
    low, high = (exact_text(micro, lang) for micro in (share.uncertain.low_micro, share.uncertain.high_micro))
    why = word(f"unsure_{share.uncertain.why}", lang)
    told = word("unsure_range", lang, low=low, high=high, why=why)
    source = small(share.uncertain.source)
    return [Markup("{}{}{}").format(node_name(robustness, share.code), small(told), source), exact, estimate]


def _percent(share: float, lang: Lang) -> str:
    return percent_text(int(Decimal(share) * 1_000_000), 1_000_000, lang)


def trend_table(robustness: Robustness) -> Html:
    """Each figure and award known, by stage, with what may be said of the step to it."""
    lang, points = robustness.lang, robustness.history
    if not points:
        return paragraph(word("trend_nothing", lang))
    steps = {(step.after.stage, step.after.period): step for step in robustness.steps}
    columns = [Column(word(key, lang), numeric=n == 1) for n, key in enumerate(("trend_when", "points", "trend_step"))]
    rows = [_trend_row(robustness, point, steps.get((point.stage, point.period))) for point in points]
    return Table(word("trend_caption", lang), columns, rows)


def _trend_row(robustness: Robustness, point: Point, step: PeriodChange | None) -> list[Cell]:
    lang = robustness.lang
    edition = word("trend_edition", lang, edition=point.edition) if point.edition else word("trend_edition_open", lang)
    origin = word(f"trend_origin_{point.origin}", lang)
    sure = [word(f"confidence_{point.confidence}", lang)] if point.confidence else []
    doubt = [word("is_disputed", lang)] if point.disputed else []
    told = " · ".join([edition, origin, *sure, *doubt])
    head = Markup("{} {}{}").format(point.period, stage_name(point.stage, lang, point.period), small(told))
    figure = points_text(point.points_hundredths, lang) if point.points_hundredths is not None else ""
    return [head, Markup("{}{}").format(figure, small(_category(robustness, point))), _step(robustness, step)]


def _step(robustness: Robustness, step: PeriodChange | None) -> Cell:
    lang = robustness.lang
    if step is None:
        return word("trend_first", lang)
    told = word(f"trend_step_{step.verdict}", lang, before=step.before.period)
    if step.verdict == "points":
        return Markup("{}{}").format(change_text(step.change_hundredths or 0, lang), small(told))
    if step.verdict == "category":
        return Markup("{} → {}{}").format(*(_category(robustness, p) for p in (step.before, step.after)), small(told))
    return told


def _category(robustness: Robustness, point: Point) -> str:
    return word("league_none", robustness.lang) if point.category == NO_AWARD else point.category


def node_changes(robustness: Robustness) -> Html:
    """The indicators that rose and fell most since the latest period of the same stage and edition."""
    lang, (before, changes) = robustness.lang, robustness.node_changes
    if not before:
        return paragraph(word("trend_no_earlier", lang))
    if not changes:
        return paragraph(word("trend_no_change", lang, before=before))
    picked = changes if len(changes) <= 2 * SHOWN else [*changes[:SHOWN], *changes[-SHOWN:]]
    columns = [Column(word("indicator", lang)), Column(word("trend_change", lang), numeric=True)]
    rows = [[node_name(robustness, code), change_text(change, lang)] for code, change in picked]
    return Table(word("trend_changes_caption", lang, before=before), columns, rows)


def mapping_tables(robustness: Robustness) -> Html:
    """For each pair of editions, the counterpart of every indicator, how sure it is, and what cannot be compared."""
    return Html("".join(_mapping(robustness, each) for each in robustness.mappings))


def _mapping(robustness: Robustness, pair: EditionPair) -> str:
    lang, before, after = robustness.lang, pair.before, pair.after
    counts = {said: count_text(sum(row.compared == said for row in pair.rows), lang) for said in COMPARED}
    summary = word("mapping_summary", lang, before=before.id, after=after.id, **counts)
    columns = [Column(word(key, lang)) for key in ("mapping_was", "mapping_is", "mapping_said")]
    body = [_pairing(robustness, pair, row) for row in pair.rows]
    caption = word("mapping_caption", lang, before=before.title(lang), after=after.title(lang))
    unweighted = [word("mapping_unweighted", lang, edition=e.id) for e in (before, after) if not e.has_weights]
    note = Markup("<p>{}</p>").format(" ".join(unweighted)) if unweighted else ""
    table = Table(caption, columns, body, shape="stack")
    return details(summary, Markup("{}{}").format(note, table))


def _pairing(robustness: Robustness, pair: EditionPair, row: Pairing) -> list[Cell]:
    lang = robustness.lang
    said = word(f"compared_{row.compared}", lang)
    relation = word(f"relation_{row.relation}", lang)
    sure = word("sure", lang, confidence=word(f"confidence_{row.confidence}", lang))
    known = {**pair.after.sources, **pair.before.sources}
    links = source_links([known[source].url or known[source].title for source in row.source.split(";")], lang)
    text = Markup("{}{}{}").format(said, small(relation), small(row.note(lang)))
    source = Markup("{}<small>{} · {}</small>").format(text, sure, links)
    return [_node(robustness, pair.before, row.from_code), _node(robustness, pair.after, row.to_code), source]


def _node(robustness: Robustness, edition: Edition, code: str) -> str:
    return f"{code} {edition.by_code[code].label(robustness.lang)}" if code else word("mapping_none", robustness.lang)


def peers_table(robustness: Robustness) -> Html:
    """Strengths and weaknesses compared with each group; a sentence with the reason where a group is too small to be fair."""
    parts = [_few(robustness, group) if group.few else _group(robustness, group) for group in robustness.groups]
    return Html("".join(part.text for part in [*parts, *_left_out(robustness)]))


def _few(robustness: Robustness, group: Group) -> Html:
    lang = robustness.lang
    told = {"count": count_text(len(group.places), lang), "fewest": count_text(FEWEST, lang)}
    who = word(f"peers_few_{group.kind}", lang, name=_name(robustness, group))
    said = word("peers_few" if group.places else "peers_nobody", lang, **told)
    return paragraph(f"{who} {said}")


def _group(robustness: Robustness, group: Group) -> Html:
    lang, level = robustness.lang, {node.code for node in robustness.assessment.edition.at("indicator")}
    best = [row for row in group.strengths if row.code in level][:SHOWN]
    worst = [row for row in group.weaknesses if row.code in level][:SHOWN]
    told = {
        "count": count_text(len(group.places), lang),
        "stage": stage_name(robustness.assessment.stage, lang, robustness.assessment.period),
    }
    caption = word(f"peers_caption_{group.kind}", lang, name=_name(robustness, group), **told)
    if not best and not worst:
        return paragraph(f"{caption} {word('peers_alike', lang)}")
    columns = [Column(word("indicator", lang)), *(Column(word(key, lang), numeric=True) for key in ("points", "lead"))]
    return Table(caption, columns, [_peer_row(robustness, row) for row in (*best, *worst)])


def _peer_row(robustness: Robustness, row: Comparison) -> list[Cell]:
    lang = robustness.lang
    spread = {"middle": points_text(row.middle, lang), "range": range_text(row.lowest, row.highest, lang)}
    told = word("peers_spread", lang, count=count_text(row.count, lang), **spread)
    head = Markup("{}{}").format(node_name(robustness, row.code), small(told))
    return [head, points_text(row.points, lang), change_text(row.lead, lang)]


def _name(robustness: Robustness, group: Group) -> str:
    return group.name if group.kind == "province" else category_text(group.name or None, robustness.lang)


def _left_out(robustness: Robustness) -> list[Html]:
    lang, compared = robustness.lang, any(not group.few for group in robustness.groups)
    codes = ", ".join(robustness.open_nodes)
    open_ = [paragraph(word("peers_open", lang, codes=codes))] if codes and compared else []
    if not robustness.left_out:
        return open_
    told = {"count": count_text(len(robustness.left_out), lang)}
    text = word("peers_left_out", lang, places=places_text(robustness.left_out, lang), **told)
    return [*open_, paragraph(text)]
