"""One filled cell of a returned form, as it passes from intake to the other floors."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kla_lib.problems import Where

Table = Literal["answers", "evidence", "figures", "villages", ""]
Status = Literal["kept", "rejected"]


@dataclass(frozen=True, slots=True)
class Given:
    """One filled cell of a return: exactly one for each, whatever became of it.

    ``table`` is answers, figures, evidence or villages, and empty for a cell outside the form's places; ``code`` is the code of a
    question or the id of a quantity; ``field`` is answer, male, female, total, whole, percent, note, last, kind, file,
    date, number, or code (a spare row of evidence). ``text`` is what stood there, cleaned, personal data hidden; a
    date is in ISO form. ``number`` is exact; ``choice`` is the key of the choice that an answer means, and for evidence
    the kind of document that its row is about. Cells of one row of evidence share ``row``, the row of the sheet.
    A rejected cell has a problem that names it or its row, column, sheet or file.
    """

    table: Table
    code: str
    field: str
    text: str
    where: Where
    number: Decimal | None = None
    choice: str = ""
    row: int = 0
    status: Status = "kept"
