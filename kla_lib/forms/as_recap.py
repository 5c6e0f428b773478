"""The collected answers as the long table of a recap, so that they are scored, reported and compared as one.

Points are never made here: they come from the coordinator (``poin.csv``) or from a rubric that values the very words of
the answer. An answer without points stays "unanswered" for the sums: absent is not zero, the range shows it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from kla_lib.core.problems import Problem, Where, errors, problem
from kla_lib.forms.collect import Collected
from kla_lib.forms.originals import original_path
from kla_lib.forms.returns import FilledCell, Joined, Record, Share
from kla_lib.forms.shape import answer_type
from kla_lib.forms.village_counts import first_said, village_shares
from kla_lib.instrument.declared import read_options
from kla_lib.instrument.instrument import Edition, Option
from kla_lib.instrument.place_folder import POINTS
from kla_lib.local.model import Local
from kla_lib.recap.corrections import Rubric, Worth, build_rubric
from kla_lib.recap.model import COLUMNS, DTYPES, Recap, StageKey, squeezed
from kla_lib.recap.sniff import relative_name

FIRST = ("answer", "total", "percent")  # the cell that stands for a question, if it is filled
NAMED = 12
Fields = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is known of one question: the fields that count, and what kecamatan and villages count."""

    fields: Fields
    counted: FilledCell | None
    counts: str


@dataclass(frozen=True, slots=True)
class _Values:
    """Where points come from; ``table`` is the address of ``poin.csv``."""

    local: Local
    rubric: Rubric
    edition: Edition
    table: str


def recap_of_forms(collected: Collected, edition: Edition, key: StageKey, folder: Path, root: Path) -> Recap:
    """The collected forms of a place's ``folder`` as a recap, with its files and every problem found on the way.

    Faults of the place's tables are among the problems; all faults inside returned forms are one warning.
    """
    options, faults = read_options(folder)
    recap = as_recap(collected.joined, collected.local, options, edition, key)
    problems = (
        *collected.table_faults,
        *faults,
        *still_faulty(collected.joined, collected.problems, key),
        *recap.problems,
    )
    files = {relative_name(original_path(key.folder, one), root): one.sha256 for one in collected.kept}
    return replace(recap, problems=problems, files=files)


def as_recap(joined: Joined, local: Local, options: Sequence[Option], edition: Edition, key: StageKey) -> Recap:
    """The recap that the returns of a place come to: one row for each question answered or given points.

    ``rows_rejected`` counts questions of which nothing came that could be used. ``files`` are the caller's to add.
    """
    rubric, faults = build_rubric(options, edition)
    counting = joined.counting()
    current = [record.given for record in joined.records if record.status == "current"]
    shares, first = village_shares(current), first_said(current)
    values = _Values(local, rubric, edition, _named(key, POINTS))
    codes = [node.code for node in edition.at("question")]
    told = [code for code in codes if code in counting or code in shares or _points(local, code) is not None]
    said = {code: _Said(counting.get(code, {}), first.get(code), _counts(shares.get(code))) for code in told}
    stage = {"place": key.place, "period": key.period, "stage": key.stage}
    rows = [{**_row(code, said[code], values), **stage} for code in told]
    answers = pd.DataFrame(rows, columns=COLUMNS).astype(DTYPES)
    tried = {record.given.code for record in joined.records if record.given.table == "answers"}
    lost = [code for code in codes if code in tried and code not in told]
    remarks = [*faults, *_remarks(answers, {*counting, *shares}, key)]
    return Recap(answers, tuple(remarks), len(told) + len(lost), len(told), len(lost), {})


def _named(key: StageKey, table: str) -> str:
    return f"{key.period}/{key.place}/{table}"


def _points(local: Local, code: str) -> int | None:
    given = local.points.get(code)
    return given.points_micro if given else None


def _counts(share: Share | None) -> str:
    """``12;14;1``: yes, known and unknown; not known is never no."""
    if share is None:
        return ""
    known = share.yes + share.no
    return f"{share.yes};{known};{share.unknown}"


def _row(code: str, said: _Said, values: _Values) -> dict[str, str | int | None]:
    """The columns of one question; what is not the question's own stays empty."""
    points = _points(values.local, code)
    worth = None if points is not None else _worth(code, said.fields, values)
    status = _status(said.fields, points, worth)
    micro = points if worth is None else worth.points_micro
    given = next((said.fields[name].given for name in (*FIRST, *said.fields) if name in said.fields), said.counted)
    where = given.where if given else Where(values.table)
    return {
        **dict.fromkeys(COLUMNS, ""),
        "code": code,
        "level": "question",
        "status": status,
        "points_micro": micro if status == "answered" else None,
        "max_printed_micro": None,
        "option": _text(said.fields, "answer"),
        "agencies": ";".join(dict.fromkeys(one.agency for one in said.fields.values())),
        "file": where.file,
        "sheet": where.sheet,
        "cell": where.cell,
        "found": given.text if given else "",
        "points_printed_micro": points,
        "rubric": worth.rubric if worth else "",
        "note": _note(said.fields, values.local, code),
        "area_counts": said.counts,
        "awaits_points": "yes" if status == "unanswered" else "",
    }


def _text(fields: Fields, name: str) -> str:
    return fields[name].given.text if name in fields else ""


def _worth(code: str, fields: Fields, values: _Values) -> Worth | None:
    """What a rubric says the answer is worth, by its words in either language."""
    known = values.rubric.get(code, {})
    if "answer" not in fields or not known:
        return None
    chosen = answer_type(values.edition, code).find(fields["answer"].given.choice)
    texts = [fields["answer"].given.text, *((chosen.label_id, chosen.label_en) if chosen else ())]
    return next((known[text] for text in map(squeezed, texts) if text in known), None)


def _status(fields: Fields, points: int | None, worth: Worth | None) -> str:
    if points is not None or worth is not None:
        return "answered"
    chosen = fields["answer"].given.choice if "answer" in fields else ""
    return "not_applicable" if chosen == "not_applicable" else "unanswered"


def _note(fields: Fields, local: Local, code: str) -> str:
    """What the office and the coordinator noted."""
    given = local.points.get(code)
    notes = [_text(fields, "note"), given.note if given else ""]
    return "; ".join(note for note in notes if note)


def _remarks(answers: pd.DataFrame, heard: Collection[str], key: StageKey) -> Iterator[Problem]:
    """Answers without points, and points without an answer."""
    here = Where(_named(key, POINTS))
    unvalued = answers.loc[answers["status"] == "unanswered", "code"].tolist()
    if unvalued:
        yield problem("forms_unvalued", here, _listed(unvalued), count=len(unvalued))
    bare = [code for code in answers.loc[answers["status"] == "answered", "code"].tolist() if code not in heard]
    if bare:
        yield problem("points_without_answer", here, _listed(bare), count=len(bare))


def still_faulty(joined: Joined, faults: Sequence[Problem], key: StageKey) -> list[Problem]:
    """One warning for all faults inside returns: they do not stop the scoring, `kla form read` reports them."""
    if not (count := len(errors(faults))):
        return []
    codes = list(dict.fromkeys(conflict.code for conflict in joined.conflicts))
    return [problem("forms_faulty", Where(_named(key, "formulir")), count, conflicts=_listed(codes) or "-")]


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:NAMED]) + (" …" if len(codes) > NAMED else "")
