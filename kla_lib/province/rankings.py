"""Many places compared: coverage, moves, and ranks that stay open while anything is unknown.

Pure: plain values in, plain values out. A rank is first..last, the positions that a place may hold; places with the same
result share a rank; ties are not broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from statistics import median_low

from kla_lib.instrument.awards import Award, Coverage, Earlier, Group, Move, Rank, Spread


def coverage(
    standings: Mapping[str, str], categories: Sequence[str], contested: Collection[str] = (), inferred: int = 0
) -> Coverage:
    """Count what is known of each place: ``standings`` gives a category, ``none``, ``uncategorised`` or ``silent``.

    ``contested`` are the places whose sources disagree; ``inferred`` how many of the silent ones must hold an award.
    """
    counts, doubted = Counter(standings.values()), Counter(standings[place] for place in contested)
    by_category = {category: counts[category] for category in categories}
    of_category = {category: doubted[category] for category in categories if doubted[category]}
    rest = (counts["uncategorised"], counts["none"], counts["silent"])
    return Coverage(len(standings), by_category, *rest, of_category, inferred)


def groups(standings: Mapping[str, str], categories: Sequence[str]) -> list[Group]:
    """The places of known status in groups, the highest category first, those without an award last.

    An award of an unknown category ranks somewhere above no award; a place of which nothing is known may rank anywhere. No place
    ranks above the last of ``categories``, which are those that a place can hold.
    """
    awarded = sum(value == "uncategorised" for value in standings.values())
    open_ = awarded + sum(value == "silent" for value in standings.values())
    found, above = [], 0
    for category in (*reversed(categories), "none"):
        places = tuple(place for place, value in standings.items() if value == category)
        surely = above + (awarded if category == "none" else 0)
        perhaps = above + (0 if category == categories[-1] else open_)
        if places:
            rank = Rank(surely + 1, perhaps + 1, len(places))
            found.append(Group("" if category == "none" else category, places, rank))
        above += len(places)
    return found


def counted_groups(
    found: Sequence[Group], counts: Mapping[str, tuple[int, ...]], categories: Sequence[str]
) -> list[Group]:
    """The groups of the whole nation, with the ranks that the announced counts give them, where they give any.

    The counts are the number of holders of each category; so a rank is exact though few are named. A category
    without one figure leaves all ranks as they are; where more are named than were counted, the named ones count.
    """
    named = {group.category: len(group.places) for group in found}
    wanted = [category for category in reversed(categories) if category in named or category in counts]
    if any(len(counts.get(c, ())) != 1 for c in wanted) or not counts:
        return list(found)
    above, start = 0, dict[str, Rank]()
    for category in wanted:
        holders = max(counts[category][0], named.get(category, 0))
        start[category] = Rank(above + 1, above + 1, holders)
        above += holders
    start[""] = Rank(above + 1, above + 1, 0)  # far more than those named are without an award
    return [Group(group.category, group.places, start[group.category]) for group in found]


def ranks(points: Mapping[str, tuple[int, int]]) -> dict[str, Rank]:
    """The rank of each place by its certain and its possible points.

    Surely above a place are those whose certain points exceed its possible ones, perhaps those whose possible points
    exceed its certain ones. Tied are those whose certain and possible points are the same.
    """
    same = Counter(points.values())
    return {place: rank(mine, points.values(), same[mine]) for place, mine in points.items()}


def rank(mine: tuple[int, int], every: Collection[tuple[int, int]], tied: int = 0) -> Rank:
    """The rank of certain and possible points among ``every``, itself among them: 800, 800, 700 have the ranks 1, 1, 3."""
    certain, possible = mine
    surely = sum(low > possible for low, _ in every)
    perhaps = sum(high > certain for _, high in every) - (possible > certain)
    return Rank(surely + 1, perhaps + 1, tied or sum(other == mine for other in every), len(every))


def moves(now: Mapping[str, Award], before: Mapping[str, Earlier], categories: Sequence[str]) -> list[Move]:
    """The move of each place since its last award, the furthest up first; places without an award now or before are left out."""
    pairs = [(place, before[place], award) for place, award in now.items() if award.category and place in before]
    found = [_move(place, was, award, categories) for place, was, award in pairs]
    return sorted(found, key=lambda move: -move.steps)


def _move(place: str, was: Earlier, award: Award, categories: Sequence[str]) -> Move:
    steps = categories.index(award.category) - categories.index(was.category)
    return Move(place, was.category, award.category, was.year, steps, award.disputed or was.disputed)


def spread(figures: Collection[int]) -> Spread:
    """The spread of some figures; the middle is the lower median. Raises ValueError for none."""
    return Spread(min(figures), median_low(figures), max(figures), len(figures))
