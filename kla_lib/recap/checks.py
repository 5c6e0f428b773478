"""What a recap must hold: no code twice, points within the maximum, figures that add up.

Printed subtotals are compared with the finest rows the recap gives below them (questions where there are any),
after corrections and to the hundredth; an unanswered part counts nothing and is named. Nothing is compared where
a part is missing altogether.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kla_lib.core.points import MICRO, to_hundredths
from kla_lib.core.problems import Problem, problem, same_in_column
from kla_lib.instrument.instrument import TOTAL, Edition, code_key
from kla_lib.recap.labels import ALIKE, CLEARLY, FARTHEST, MARGIN, MOVED, Names, is_sum, names_of
from kla_lib.recap.model import Cell, Entry, plain

SAME_SHEET_TWICE = 5
MANY = 3
MANY_SHARE = 0.25
LONG_RUN = 6
MOST_MISPRINTS = 5
MANY_SUMS = 5
ALL_FULL = 100
MANY_SUMS_SHARE = 0.6

Figure = Callable[[Entry], int | None]


def check_rows(entries: Sequence[Entry], edition: Edition) -> list[Problem]:
    """Faults of single rows: points below zero or above a maximum, a printed maximum that is not the edition's."""
    return [p for entry in entries for p in (*_points(entry, edition), *_maximum(entry, edition))]


def check_tables(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries of tables that agree with the edition, and one problem for each table that contradicts it.

    Many printed maxima that differ, or many points above the maximum, mean wrong columns or rows; so do labels that
    belong to other nodes. A few are misprints of single rows.
    """
    names = names_of(edition)
    tables: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        tables.setdefault(_table(entry), []).append(entry)
    kept, problems = [], []
    for rows in tables.values():
        fault = _wrong_rows(rows, names) or _wrong_columns(rows, edition)
        problems += [fault] if fault else _strange_labels(rows, names)
        kept += [] if fault else rows
    return kept, problems


def _table(entry: Entry) -> tuple[str, ...]:
    """Rows of one file and sheet whose figures are in the same columns."""
    cells = (entry.code_cell, entry.points_cell, entry.max_cell)
    return (*_sheet(entry), *(cell.where.cell.rstrip("0123456789") for cell in cells))


def _wrong_columns(rows: Sequence[Entry], edition: Edition) -> Problem | None:
    printed = [entry for entry in rows if entry.max_micro is not None and _edition_max(entry.code, edition) is not None]
    differing = [entry for entry in printed if _maximum(entry, edition)]
    above = [entry for entry in rows if any(p.kind == "points_above" for p in _points(entry, edition))]
    answered = [entry for entry in rows if entry.points_micro is not None]
    ids = {id(entry) for entry in differing}
    run = longest = 0
    for entry in printed:
        run = run + 1 if id(entry) in ids else 0
        longest = max(longest, run)
    swapped = [at for at, entry in enumerate(printed) if id(entry) in ids and _is_swapped(entry, edition)]
    together = any(last - first < LONG_RUN for first, last in zip(swapped, swapped[MANY - 1 :], strict=False))
    many = len(swapped) > min(MOST_MISPRINTS, MANY_SHARE * len(printed))
    full = [entry for entry in answered if entry.points_micro == _edition_max(entry.code, edition)]
    many = many or bool(swapped and full == answered)
    if longest >= LONG_RUN or together or many or _are_many(differing, printed) or _are_moved(printed, edition):
        cell = differing[0].max_cell
        return problem(
            "columns_wrong", cell.where, cell.shown, rows=len(differing), of=len(printed), edition=edition.id
        )
    if not printed and len(full) == len(answered) >= ALL_FULL:
        cell = full[0].points_cell
        return problem("points_all_full", cell.where, cell.shown, rows=len(full))
    if len(above) >= MANY and _are_many(above, answered):
        cell = above[0].points_cell
        return problem("points_wrong", cell.where, cell.shown, rows=len(above), of=len(answered), edition=edition.id)
    return None


def _are_moved(printed: Sequence[Entry], edition: Edition) -> bool:
    """True if some rows in turn print the maxima of the rows a few places above or below, and not their own."""
    own = [_edition_max(entry.code, edition) for entry in printed]
    for offset in (at for most in range(1, FARTHEST + 1) for at in (most, -most)):
        run = list[int]()
        for at, entry in enumerate(printed):
            there = own[at + offset] if 0 <= at + offset < len(own) else None
            run = [*run, there] if there is not None and there == entry.max_micro != own[at] else []
            if len(run) >= MANY and len(set(run)) > 1:
                return True
    return False


def _are_many(some: Sequence[Entry], whole: Sequence[Entry]) -> bool:
    return len(some) >= 2 and (some == whole or (len(some) >= MANY and len(some) >= MANY_SHARE * len(whole)))


def _wrong_rows(rows: Sequence[Entry], names: Names) -> Problem | None:
    labelled = [(entry, label) for entry in rows if entry.code != TOTAL for label in entry.labels]
    other, own, named = [], 0, 0
    for entry, label in labelled:
        mine, best = names.likeness(label, entry.code)
        own += mine >= ALIKE and mine >= best - MARGIN / 5
        strange = bool(names.elsewhere(label, entry.code))
        named += strange
        if strange or (best >= CLEARLY and best > mine + MARGIN and not names.named(label)):
            other.append(entry)
    fit, start = names.moved([(label, entry.code) for entry, label in labelled])
    if fit < MOVED and named < LONG_RUN and (len(other) < MANY or len(other) <= own):
        return None
    first = labelled[start][0] if fit >= MOVED else other[0]
    cell = first.code_cell
    return problem("rows_wrong", cell.where, cell.shown, label=Cell(cell.where, first.label).shown)


def _strange_labels(rows: Sequence[Entry], names: Names) -> list[Problem]:
    found = [(e, other) for e in rows for label in e.labels if (other := names.elsewhere(label, e.code))]
    return [
        problem(
            "row_label", e.code_cell.where, e.code_cell.shown, label=Cell(e.code_cell.where, e.label).shown, of=other
        )
        for e, other in {id(e): (e, other) for e, other in found}.values()
    ]


def check_lost_zero(entries: Sequence[Entry], twice: frozenset[str], edition: Edition) -> list[Problem]:
    """Codes that may have lost a zero: 14.1 as a number where 14.10 is a question and not in the recap.

    A CSV does not say which cells were numbers; one that has a code such as 25.10 has kept its zeros. A printed
    maximum or a label that only 14.1 has settles it, too. Codes that are given ``twice`` have a problem already.
    """
    given = {entry.code for entry in entries}
    exact = {cell.where.file for e in entries if re.search(r"\.\d*0$", (cell := e.code_cell).text.strip())}
    names = names_of(edition)
    problems = []
    for entry in entries:
        cell, longer = entry.code_cell, edition.by_key.get(f"{code_key(entry.code)}0", "")
        bare = cell.kind == "number" or (
            not cell.where.sheet and cell.where.file not in exact and cell.text.strip() == entry.code
        )
        if entry.level != "question" or not longer or longer in given or entry.code in twice or not bare:
            continue
        own, other = _edition_max(entry.code, edition), _edition_max(longer, edition)
        fits = own != other and entry.printed_max == own
        likeness = names.likeness(entry.label, entry.code)[0], names.likeness(entry.label, longer)[0]
        if not fits and not (likeness[0] >= ALIKE and likeness[0] > likeness[1] + MARGIN):
            problems.append(problem("code_zero", cell.where, cell.shown, code=entry.code, lost=longer))
    return problems


def split_totals(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries without sums that have no name ("Jumlah" below each cluster), where they are the sum of the rows above.

    With one such row only it is the total, unless it is called a subtotal. One that is no sum of the rows above it is
    a problem.
    """
    entries, unnamed = _without_unnamed(entries, edition)
    sums = [at for at, entry in enumerate(entries) if entry.code == TOTAL]
    subs = {at for at in sums if plain(entries[at].code_cell.text or entries[at].label).startswith("sub")}
    if len(sums) < 2 and not subs:
        return entries, unnamed
    parts = [entry for entry in entries if entry.code != TOTAL]
    dropped, remarks, before = set(), unnamed, 0
    for at in sums:
        entry, cell = entries[at], entries[at].points_cell
        above = [e for e in entries[before:at] if _sheet(e) == _sheet(entry)]
        before = at + 1
        last = at == sums[-1] and at not in subs
        if last and (not above or _is_sum(entry, parts, edition)):
            continue
        if entry.points_micro is None or (above and _is_sum(entry, above, edition)):
            dropped.add(at)
            remarks.append(problem("row_sum", cell.where, cell.shown or "-"))
        elif not last:
            dropped.add(at)
            remarks.append(problem("row_sum_unclear", cell.where, cell.shown))
    return [entry for at, entry in enumerate(entries) if at not in dropped], remarks


def _without_unnamed(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries without sums of something unknown; a remark on each that is the sum of rows above it, else its problem."""
    problems, kept = [], list[Entry]()
    starts = [0]
    for entry in entries:
        if entry.unnamed is None:
            if entry.level != "question":
                starts.append(len(kept))
            kept.append(entry)
            continue
        above = [[e for e in kept[start:] if e.code != TOTAL and _sheet(e) == _sheet(entry)] for start in starts]
        cell = entry.points_cell
        fits = any(rows and _is_sum(entry, rows, edition) for rows in above)
        problems.append(problem("row_sum", cell.where, cell.shown) if fits else entry.unnamed)
        starts.append(len(kept))
    return kept, problems


def _is_sum(entry: Entry, rows: Sequence[Entry], edition: Edition) -> bool:
    above = {edition.by_code[e.code].parent for e in rows}
    above |= {edition.by_code[code].parent for code in above if code}
    points = sum(e.points_micro or 0 for e in rows if e.code not in above)
    return entry.points_micro is not None and to_hundredths(points) == to_hundredths(entry.points_micro)


def check_doubles(entries: Sequence[Entry], edition: Edition) -> tuple[frozenset[str], list[Problem]]:
    """Return the codes that appear more than once, and a problem for each row after the first.

    A heading (a block or indicator without any figure) next to the row with its figures is not a double.
    Two sheets with the same rows are one problem.
    """
    first: dict[str, Entry] = {}
    pairs: list[tuple[Entry, Entry]] = []
    for entry in entries:
        if entry.code in first:
            pairs.append((first[entry.code], entry))
        first.setdefault(entry.code, entry)
    sheets = Counter((_sheet(one), _sheet(two)) for one, two in pairs)
    twice = {key for key, count in sheets.items() if key[0] != key[1] and count >= SAME_SHEET_TWICE}
    problems = [_double(one, two, first, edition) for one, two in pairs if (_sheet(one), _sheet(two)) not in twice]
    again = {key: two for one, two in reversed(pairs) if (key := (_sheet(one), _sheet(two))) in twice}
    problems += [_sheet_twice(key[0], two, sheets[key]) for key, two in again.items()]
    return frozenset(two.code for _, two in pairs), problems


def split_headings(entries: Sequence[Entry], edition: Edition) -> tuple[list[Entry], list[Problem]]:
    """The entries without bare headings whose code has its figures in another row; each of those is a remark.

    So is a sum that repeats the figures of a block or indicator, as "Jumlah Klaster I" below the rows of "Klaster I".
    """
    entries, remarks = _without_repeats(entries, names_of(edition))
    count = Counter(entry.code for entry in entries)
    with_figures = {entry.code for entry in entries if _has_figures(entry)}
    kept = []
    for entry in entries:
        if (
            count[entry.code] > 1
            and entry.code in with_figures
            and entry.level != "question"
            and not _has_figures(entry)
        ):
            remarks.append(problem("row_heading", entry.code_cell.where, entry.code_cell.shown or entry.code))
        else:
            kept.append(entry)
    return kept, remarks


def _without_repeats(entries: Sequence[Entry], names: Names) -> tuple[list[Entry], list[Problem]]:
    """A sum below its rows, or a summary on a sheet of its own, gives a figure again."""
    seen: dict[tuple[str, ...], tuple[bool, tuple[str, str]]] = {}
    kept, remarks = [], []
    for entry in entries:
        key = (entry.code, entry.points_cell.text.strip())
        summed = entry.code != TOTAL and is_sum(entry.code_cell.text or entry.label)
        before, sheet = seen.get(key, (False, _sheet(entry)))
        again = before or summed or (sheet != _sheet(entry) and entry.level != "question")
        if summed and not _has_figures(entry):
            remarks.append(problem("row_remark", entry.code_cell.where, entry.code_cell.shown or entry.label))
        elif key in seen and again and not entry.points_cell.is_blank:
            remarks.append(problem("row_sum", entry.points_cell.where, entry.points_cell.shown))
        else:
            seen.setdefault(key, (summed, _sheet(entry)))
            kept.append(entry)
    return kept, remarks


def check_sums(entries: Sequence[Entry], edition: Edition) -> list[Problem]:
    """Printed subtotals that are not the sum of their parts; maxima only where the edition has none of its own.

    Where most of them are not, rows or columns are wrong: that is one error.
    """
    given = {entry.code: entry for entry in entries}
    order = {entry.code: position for position, entry in enumerate(entries)}
    problems, points = [], list[Problem]()
    compared = 0
    for entry in entries:
        parts = _finest(entry.code, given, edition) if entry.level != "question" else None
        if parts and parts != [entry]:
            parts.sort(key=lambda part: order[part.code])
            compared += entry.points_micro is not None
            points += _sum(entry, parts, "subtotal_points", lambda e: e.points_micro)
            if _edition_max(entry.code, edition) is None:
                problems += _sum(entry, parts, "subtotal_max", lambda e: e.max_micro)
        elif parts is None and entry.level != "question":
            problems += _overruled(entry, given, edition)
    if len(points) >= MANY_SUMS and len(points) > MANY_SUMS_SHARE * compared:
        first = points[0]
        return [*problems, problem("sums_wrong", first.where, first.found, rows=len(points), of=compared)]
    return problems + points


def _overruled(entry: Entry, given: Mapping[str, Entry], edition: Edition) -> list[Problem]:
    """A printed figure that the few parts given below it overrule, though parts are missing from the recap."""
    parts = _counted(entry.code, given, edition)
    total = sum(part.points_micro or 0 for part in parts)
    if (
        parts in ([], [entry])
        or entry.points_micro is None
        or to_hundredths(total) == to_hundredths(entry.points_micro)
    ):
        return []
    cell = entry.points_cell
    return [
        problem(
            "subtotal_partial",
            cell.where,
            cell.shown,
            code=entry.code,
            printed=shown(entry.points_micro),
            total=shown(total),
        )
    ]


def _counted(code: str, given: Mapping[str, Entry], edition: Edition) -> list[Entry]:
    """The rows that scoring counts under a code: the answers below it, else its own figure."""
    below = [part for child in edition.children.get(code, ()) for part in _counted(child.code, given, edition)]
    own = given.get(code)
    return below or ([own] if own is not None and own.status != "unanswered" else [])


def without_wide_marks(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """A whole block or indicator marked not applicable is read as unanswered, and a warning says so."""
    wide = [e for e in entries if e.status == "not_applicable" and e.level in ("block", "indicator")]
    problems = [problem("na_above_question", e.points_cell.where, e.points_cell.shown, code=e.code) for e in wide]
    return [replace(e, status="unanswered") if e in wide else e for e in entries], problems


def shown(micro: int) -> str:
    """Micropoints as a plain number: ``72.41``, ``5``."""
    return f"{micro / MICRO:.6f}".rstrip("0").rstrip(".")


def _points(entry: Entry, edition: Edition) -> list[Problem]:
    points, cell = entry.points_micro, entry.points_cell if not entry.rubric else entry.option_cell
    if points is None:
        return []
    own = _edition_max(entry.code, edition)
    limit = entry.max_micro if own is None else own
    found = cell.shown if not entry.rubric else f"{cell.shown} = {shown(points)}"
    if points < 0:
        return [problem("points_negative", cell.where, found, code=entry.code, **same_in_column())]
    if limit is not None and points > limit:
        return [problem("points_above", cell.where, found, code=entry.code, max=shown(limit))]
    if _is_swapped(entry, edition):
        return [problem("points_above_print", cell.where, found, code=entry.code, max=shown(entry.max_micro or 0))]
    return []


def _is_swapped(entry: Entry, edition: Edition) -> bool:
    """True if the row would fit the edition with points and maximum exchanged: the points are the edition's maximum.

    Points of another size above a printed maximum leave one reading only: the printed maximum is a misprint.
    """
    points, printed, own = entry.points_micro, entry.max_micro, _edition_max(entry.code, edition)
    return points is not None and printed is not None and points > printed and own in (None, points)


def _maximum(entry: Entry, edition: Edition) -> list[Problem]:
    own = _edition_max(entry.code, edition)
    if own is None or entry.max_micro in (None, own):
        return []
    cell = entry.max_cell
    return [problem("max_differs", cell.where, cell.shown, code=entry.code, max=shown(own), edition=edition.id)]


def _edition_max(code: str, edition: Edition) -> int | None:
    if code == TOTAL:
        return edition.total_micro if edition.has_weights else None
    return edition.by_code[code].max_micro


def _has_figures(entry: Entry) -> bool:
    return any(not c.is_blank for c in (entry.points_cell, entry.max_cell, entry.option_cell) if c != entry.code_cell)


def _sheet(entry: Entry) -> tuple[str, str]:
    return entry.code_cell.where.file, entry.code_cell.where.sheet


def _double(one: Entry, two: Entry, given: Mapping[str, Entry], edition: Edition) -> Problem:
    cell = two.code_cell
    first = _address(one, two)
    lost = edition.by_key.get(f"{code_key(two.code)}0", "")
    numbers = "number" in (one.code_cell.kind, cell.kind)
    if numbers or (lost and lost not in given):
        meant = lost or "?"
        return problem("code_double_number", cell.where, cell.shown, first=first, code=two.code, lost=meant)
    return problem("code_double", cell.where, cell.shown or two.code, first=first, code=two.code)


def _sheet_twice(first: tuple[str, str], two: Entry, count: int) -> Problem:
    file, sheet = _sheet(two)
    where = two.code_cell.where
    return problem("sheet_twice", where, " ".join((file, sheet)).strip(), first=" ".join(first).strip(), rows=count)


def _address(one: Entry, two: Entry) -> str:
    here, there = one.code_cell.where, two.code_cell.where
    names = [here.file] * (here.file != there.file) + [here.sheet] * (_sheet(one) != _sheet(two))
    return " ".join([*(name for name in names if name), here.cell])


def _finest(code: str, given: Mapping[str, Entry], edition: Edition) -> list[Entry] | None:
    """The finest rows given under a code: None where a part is missing altogether."""
    children = edition.children.get(code, ())
    below = [_finest(child.code, given, edition) for child in children]
    if not any(below):
        return [given[code]] if code in given else None
    if any(parts is None for parts in below):
        return None
    return [entry for parts in below for entry in parts or ()]


def _sum(entry: Entry, parts: Sequence[Entry], kind: str, figure: Figure) -> list[Problem]:
    printed = figure(entry)
    figures = [figure(part) for part in parts]
    if printed is None or (kind == "subtotal_max" and None in figures):
        return []
    total = sum(number or 0 for number in figures)
    if to_hundredths(printed) == to_hundredths(total):
        return []
    blank = ", ".join(part.code for part, number in zip(parts, figures, strict=True) if number is None) or "-"
    cell = entry.points_cell if kind == "subtotal_points" else entry.max_cell
    return [
        problem(
            kind,
            cell.where,
            cell.shown,
            code=entry.code,
            printed=shown(printed),
            total=shown(total),
            parts=_cells(parts, kind),
            blank=blank,
        )
    ]


def _cells(parts: Sequence[Entry], kind: str) -> str:
    found: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        cell = part.points_cell if kind == "subtotal_points" else part.max_cell
        found.setdefault((cell.where.file, cell.where.sheet), []).append(cell.where.cell)
    return ", ".join(f"{cells[0]}–{cells[-1]}" if len(cells) > 1 else cells[0] for cells in found.values())
