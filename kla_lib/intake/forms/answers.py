"""The collected answers as the long table of a recap, so that they are scored, reported and compared as one.

Points are never made here: they come from the coordinator (``poin.csv``) or from a rubric that values the very words of
the answer. An answer without points stays "unanswered" for the sums: absent is not zero, the range shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from kla_lib.intake.forms.collect import Collected
from kla_lib.intake.forms.join import Record
from kla_lib.intake.forms.kept import original_path
from kla_lib.intake.rubric import Rubric, Worth, build_rubric
from kla_lib.intake.shapes import COLUMNS, DTYPES, Recap, StageKey, squeezed
from kla_lib.intake.sniff import relative_name
from kla_lib.problems import Problem, Where, errors, message, problem
from kla_lib.rules.forms import answer_type
from kla_lib.rules.instrument import Edition, Option
from kla_lib.rules.local import Local
from kla_lib.rules.local_shapes import POINTS

FIRST = ("answer", "total", "percent")  # the cell that stands for a question, if it is filled
NAMED = 12
Fields = Mapping[str, Record]


def as_recap(
    found: Collected, local: Local, options: Sequence[Option], edition: Edition, key: StageKey, root: Path
) -> Recap:
    """The recap that the returns of a place come to: one row for each question answered or given points.

    Faults inside returns do not stop the scoring: they are one warning. ``rows_rejected`` counts questions of which
    nothing but rejected cells came.
    """
    rubric, faults = build_rubric(options, edition)
    counting, poin = found.joined.counting(), _named(key, POINTS)
    codes = [node.code for node in edition.at("question")]
    told = [code for code in codes if code in counting or _points(local, code) is not None]
    rows = [_row(code, counting.get(code, {}), local, rubric, edition, poin) for code in told]
    answers = pd.DataFrame([(key.place, key.period, key.stage, *row) for row in rows], columns=COLUMNS).astype(DTYPES)
    tried = {record.given.code for record in found.joined.records if record.given.table == "answers"}
    lost = [code for code in codes if code in tried and code not in told]
    remarks = [*faults, *_remarks(found, answers, counting, key)]
    return Recap(answers, tuple(remarks), len(told) + len(lost), len(told), len(lost), _files(found, key.folder, root))


def _named(key: StageKey, table: str) -> str:
    return f"{key.period}/{key.place}/{table}"


def _points(local: Local, code: str) -> int | None:
    given = local.points.get(code)
    return given.points_micro if given else None


def _row(
    code: str, fields: Fields, local: Local, rubric: Rubric, edition: Edition, poin: str
) -> tuple[str | int | None, ...]:
    """One row from ``code`` on, in the order of COLUMNS."""
    option, points = _text(fields, "answer"), _points(local, code)
    worth = None if points is not None else _worth(rubric.get(code, {}), fields, edition, code)
    status = _status(fields, points, worth)
    micro = points if worth is None else worth.points_micro
    record = next((fields[name] for name in (*FIRST, *fields) if name in fields), None)
    where = record.given.where if record else Where(poin)
    agencies = ";".join(dict.fromkeys(one.agency for one in fields.values()))
    stood = (where.file, where.sheet, where.cell, record.given.text if record else "")
    valued = ("", "", "", points, worth.rubric if worth else "", _note(fields, local, code, status))
    return (
        code,
        "question",
        status,
        micro if status == "answered" else None,
        None,
        option,
        agencies,
        "",
        *stood,
        *valued,
    )


def _text(fields: Fields, name: str) -> str:
    return fields[name].given.text if name in fields else ""


def _worth(known: Mapping[str, Worth], fields: Fields, edition: Edition, code: str) -> Worth | None:
    """What a rubric says the answer is worth, by its words in either language."""
    if "answer" not in fields or not known:
        return None
    chosen = answer_type(edition, code).find(fields["answer"].given.choice)
    texts = [fields["answer"].given.text, *((chosen.label_id, chosen.label_en) if chosen else ())]
    return next((known[text] for text in map(squeezed, texts) if text in known), None)


def _status(fields: Fields, points: int | None, worth: Worth | None) -> str:
    if points is not None or worth is not None:
        return "answered"
    chosen = fields["answer"].given.choice if "answer" in fields else ""
    return "not_applicable" if chosen == "not_applicable" else "unanswered"


def _note(fields: Fields, local: Local, code: str, status: str) -> str:
    """What the office noted, what the coordinator noted, and that points are still to be given."""
    given = local.points.get(code)
    notes = [_text(fields, "note"), given.note if given else ""]
    notes += [message("form_note_unvalued", "id")] if status == "unanswered" else []
    return "; ".join(note for note in notes if note)


def _remarks(
    found: Collected, answers: pd.DataFrame, counting: Mapping[str, Fields], key: StageKey
) -> Iterator[Problem]:
    """What a reader of the scores must know: faults still open, conflicts, answers without points, points without."""
    forms = Where(_named(key, "formulir"))
    open_codes = sorted({conflict.code for conflict in found.joined.conflicts})
    faulty = len(errors(found.problems))
    if faulty:
        yield problem("forms_faulty", forms, faulty, conflicts=", ".join(open_codes[:NAMED]) or "-")
    unvalued = answers.loc[answers["status"] == "unanswered", "code"].tolist()
    if unvalued:
        yield problem("forms_unvalued", Where(_named(key, POINTS)), _listed(unvalued), count=len(unvalued))
    bare = [code for code in answers.loc[answers["status"] == "answered", "code"].tolist() if code not in counting]
    if bare:
        yield problem("points_without_answer", Where(_named(key, POINTS)), _listed(bare), count=len(bare))


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:NAMED]) + (" …" if len(codes) > NAMED else "")


def _files(found: Collected, inbox: Path, root: Path) -> dict[str, str]:
    return {relative_name(original_path(inbox, one), root): one.sha256 for one in found.kept}
