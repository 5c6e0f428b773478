"""A new edition drafted from a recap that prints maxima, for a person to finish: nothing in it is more than L.

Codes known to the base edition keep their place, labels and agencies. An unknown code is placed by its form: `K6`
is a block, `27` or `Indikator 27A` an indicator, `27.1` or `27A.1b` a question. A block or indicator that the
recap does not give is the sum of its parts.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kla_lib.core.problems import InputFault, Problem, Where, problem
from kla_lib.instrument.instrument import TOTAL, Edition, Node, code_key
from kla_lib.recap.checks import check_doubles, check_sums, shown
from kla_lib.recap.model import Entry
from kla_lib.recap.recap import gather

INSTRUMENT = ["code", "parent", "level", "max", "kind", "direction", "agencies"]
INSTRUMENT += ["label_id", "label_en", "source", "confidence", "note"]
SOURCE, BASE = "recap", "base"
NOT_OF_A_DRAFT = ("points_", "recap_empty", "code_unknown", "column_stage")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BLOCK = re.compile(r"k\w{1,3}")
_INDICATOR = re.compile(r"\d{1,3}[a-z]?")
_QUESTION = re.compile(r"\d{1,3}[a-z]?\.\d{1,3}[a-z]{0,2}")
_FORMS = {"block": _BLOCK, "indicator": _INDICATOR, "question": _QUESTION}


@dataclass(frozen=True, slots=True)
class Title:
    """What a person says of the new edition: names, legal basis, and the day the recap was looked at."""

    title_id: str
    title_en: str
    legal_basis: str = "-"
    checked_on: str = ""


def draft_edition(
    recaps: Sequence[Path], edition_id: str, base: Edition, title: Title, root: Path | None = None
) -> tuple[dict[str, str], list[Problem]]:
    """File name -> text of a new edition folder, and everything that does not add up in the recap it is drafted from.

    Addresses count from ``root``. No file at all comes of a bad id or of a recap without a row that can be read.
    """
    if not _ID.fullmatch(edition_id):
        return {}, [problem("draft_id", Where(), edition_id)]
    blank = _without_rules(base)
    first = gather(recaps, blank, "", root)
    extra, strangers = _invented(first.problems, base)
    wider = replace(blank, nodes=(*blank.nodes, *extra))
    gathered = gather(recaps, wider, "", root)
    _, doubles = check_doubles(gathered.entries, wider)
    problems = [p for p in gathered.problems if not p.kind.startswith(NOT_OF_A_DRAFT)] + doubles + strangers
    given = {entry.code: entry for entry in gathered.entries}
    nodes = _tree(gathered.entries, wider, base)
    if not nodes:
        return {}, gathered.problems
    maxima = _maxima(nodes, given)
    if not any(maxima.values()):
        return {}, [*problems, problem("draft_without_maxima", Where(), ", ".join(gathered.files))]
    problems += [p for p in check_sums(gathered.entries, wider) if p.kind == "subtotal_max"]
    problems += [_without_max(node, given) for node in nodes if maxima[node.code] is None]
    total = given[TOTAL].max_micro if TOTAL in given else None
    summed = sum(maxima[node.code] or 0 for node in nodes if node.level == "block")
    rows = [_row(node, given.get(node.code), maxima[node.code]) for node in nodes]
    texts = {"edition.toml": _toml(edition_id, base, title, gathered.files, total or summed)}
    return {**texts, "instrument.csv": _csv(INSTRUMENT, rows), **_copied(base, {node.code for node in nodes})}, problems


def write_draft(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write the files of a draft, all or none. Raises InputFault, touching nothing, for a folder that already holds anything."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputFault([problem("draft_exists", Where(folder.name), folder.name)])
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as unfinished:
        draft = Path(unfinished) / folder.name
        for name, text in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    return [folder / name for name in files]


def _without_rules(base: Edition) -> Edition:
    nodes = tuple(replace(node, max_micro=None) for node in base.nodes)
    return replace(base, nodes=nodes, corrections=(), options=(), digest="")


def _invented(problems: Iterable[Problem], base: Edition) -> tuple[list[Node], list[Problem]]:
    """Nodes for the codes the base edition does not know, an unknown question's indicator among them."""
    nodes: dict[str, Node] = {}
    strangers = []
    for fault in (p for p in problems if p.kind == "code_unknown"):
        key = dict(fault.values)["read_as"]
        if not _level(key):
            strangers.append(problem("draft_code", fault.where, fault.found))
            continue
        for one in (key.partition(".")[0], key):
            if one not in base.by_key:
                nodes.setdefault(one, _node(one, base))
    return list(nodes.values()), strangers


def _level(key: str) -> str:
    return next((level for level, form in _FORMS.items() if form.fullmatch(key)), "")


def _node(key: str, base: Edition) -> Node:
    code, indicator = _spelled(key), key.partition(".")[0]
    parent = base.by_key.get(indicator, _spelled(indicator)) if indicator != key else ""
    return Node(code, parent, _level(key), None, "", "", (), code, code, SOURCE, "L", "")  # type: ignore[arg-type]


def _spelled(key: str) -> str:
    """The usual spelling of a key: letters of blocks and indicators are capitals, those of questions small."""
    indicator, dot, question = key.partition(".")
    return f"{indicator.upper()}{dot}{question}"


def _tree(entries: Sequence[Entry], wider: Edition, base: Edition) -> list[Node]:
    """The nodes the recap gives, with the parents they need, as a tree from the blocks down."""
    parents = _blocks_of_new(entries, wider, base)
    wanted: dict[str, Node] = {}
    for entry in entries:
        code = entry.code
        while code and code != TOTAL and code not in wanted:
            node = wider.by_code[code]
            wanted[code] = replace(node, parent=parents.get(code, node.parent))
            code = wanted[code].parent
    tops = [wanted[node.code] for node in wider.at("block") if node.code in wanted]
    return [node for top in tops for node in _branch(top, wanted)]


def _branch(node: Node, wanted: Mapping[str, Node]) -> list[Node]:
    below = sorted((n for n in wanted.values() if n.parent == node.code), key=_natural)
    return [node, *(found for child in below for found in _branch(child, wanted))]


def _natural(node: Node) -> list[tuple[int, str]]:
    """1.2 before 1.10, and 2z before 2za."""
    parts = re.findall(r"\d+|[a-z]+", code_key(node.code))
    return [(int(part), "") if part.isdigit() else (len(part), part) for part in parts]


def _blocks_of_new(entries: Sequence[Entry], wider: Edition, base: Edition) -> dict[str, str]:
    """The block of each new indicator: the block row above it, else the block of the indicator before it."""
    found: dict[str, str] = {}
    block = base.children[TOTAL][0].code
    for entry in entries:
        if entry.level == "block":
            block = entry.code
        elif entry.level in ("indicator", "question"):
            node = wider.by_code[entry.code]
            indicator = node.parent if entry.level == "question" else node.code
            if indicator in base.by_code:
                block = base.by_code[indicator].parent
            else:
                found.setdefault(indicator, block)
    return found


def _maxima(nodes: Sequence[Node], given: Mapping[str, Entry]) -> dict[str, int | None]:
    """The printed maximum of each node, else the sum of its parts; None where neither is known."""
    maxima: dict[str, int | None] = {}
    for node in reversed(nodes):
        entry = given.get(node.code)
        parts = [maxima[child.code] for child in nodes if child.parent == node.code]
        summed = sum(part or 0 for part in parts) if parts and None not in parts else None
        maxima[node.code] = entry.max_micro if entry is not None and entry.max_micro is not None else summed
    return maxima


def _without_max(node: Node, given: Mapping[str, Entry]) -> Problem:
    where = given[node.code].code_cell.where if node.code in given else Where("instrument.csv")
    return problem("draft_max", where, node.code)


def _row(node: Node, entry: Entry | None, maximum: int | None) -> list[str]:
    label = entry.label if entry is not None and entry.label and node.source == SOURCE else node.label_id
    english = label if node.source == SOURCE else node.label_en
    words = [node.code, node.parent, node.level, "" if maximum is None else shown(maximum), node.kind, node.direction]
    return [*words, "" if node.lead_source else ";".join(node.agencies), label, english, SOURCE, "L", ""]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def _copied(base: Edition, codes: Collection[str]) -> dict[str, str]:
    """The tables of the base edition that do not depend on codes or maxima."""
    bands = [(b.category, f"{b.lower_hundredths / 100:g}", f"{b.upper_hundredths / 100:g}", BASE) for b in base.bands]
    return {
        "bands.csv": _csv(("category", "lower", "upper", "source"), bands),
        "kinds.csv": _csv(("kind", "label_id", "label_en"), [(k, *both) for k, both in base.kinds.items()]),
        "agencies.csv": _csv(("role", "name_id", "name_en"), [(r, *both) for r, both in base.agencies.items()]),
        "aliases.csv": _csv(("alias", "role", "source"), [(a, role, BASE) for a, role in base.aliases.items()]),
        "leads.csv": _csv(
            ("code", "agencies", "source"),
            [
                (node.code, ";".join(node.agencies), BASE)
                for node in base.nodes
                if node.lead_source and node.code in codes
            ],
        ),
        "columns/recap.csv": _csv(("heading", "field"), base.headings.items()),
        "columns/marks.csv": _csv(("mark", "meaning"), base.marks.items()),
        "columns/codes.csv": _csv(("spelling", "code"), base.spellings.items()),
    }


def _toml(edition_id: str, base: Edition, title: Title, files: Mapping[str, str], total: int) -> str:
    names = ", ".join(f"{name} (sha256 {digest})" for name, digest in files.items())
    lines = [
        f"id = {_quoted(edition_id)}",
        f"title_id = {_quoted(title.title_id)}",
        f"title_en = {_quoted(title.title_en)}",
        f"legal_basis = {_quoted(title.legal_basis)}",
        f"total = {_quoted(shown(total))}",
        f"default_boundary_rule = {_quoted(base.default_boundary_rule)}",
        *_source(SOURCE, f"Rekap: {names}", title.checked_on, "L"),
        *_source(BASE, base.title_id, title.checked_on, "L"),
    ]
    return "\n".join(lines) + "\n"


def _source(key: str, title: str, checked_on: str, confidence: str) -> list[str]:
    facts = {"title": title, "url": "", "checked_on": checked_on, "confidence": confidence}
    return ["", f"[sources.{key}]", *(f"{name} = {_quoted(text)}" for name, text in facts.items())]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
