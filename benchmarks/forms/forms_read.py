"""A thousand returned forms read and checked, and the same work as pandas with openpyxl does it, in one run.

Forms of the agency with the most questions but one (94), filled in with MADE-UP numbers and one fault each. The rival
reads the values of every sheet with ``pandas.read_excel(engine="openpyxl")``; what values do not tell (formulas that
nobody calculated, merged cells, hidden sheets) it asks ``openpyxl.load_workbook``, as we look for it, too. It still does
less: it trusts the places of the cells, looks for no hostile file and says nothing in words. Both must count the same
cells and the same faults. The values alone are timed as well.
"""

from __future__ import annotations

import io
import random
import resource
import statistics
import time
import warnings
from collections.abc import Sequence

from benchmarks.table import Line, at_least, at_most, note, options, tell
from kla_lib.forms.consistency import check_return
from kla_lib.forms.reading import Expected
from kla_lib.forms.shape import Form, answer_type, form_questions, identity, quantities_of
from kla_lib.forms.villages import read_file
from kla_lib.forms.write.workbook import form_workbook
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition
from kla_lib.local.form_fields import ANSWER_COLUMNS, FIRST_ROW

ROLE, PLACE, PERIOD = "dinkes", "kota-pekanbaru", "2026"
DIFFERENT, RIVALS = 20, 2  # files made; files that the rival reads in a round
FASTER, MEGABYTES = 8, 500
NUMBERS = "DEFGH"


def returned(edition: Edition, seed: int) -> bytes:
    """A form as an office sends it back: nine of ten questions answered, one part above its whole."""
    chance = random.Random(seed)
    questions = tuple(form_questions(edition, ROLE))
    cells: dict[tuple[str, str], str | float] = {}
    for row, node in enumerate(questions, start=FIRST_ROW):
        kind = answer_type(edition, node.code)
        cells["Jawaban", f"C{row}"] = chance.choice(kind.choices[:-2]).label_id
        values = {"male": 40, "female": 50, "total": 90, "whole": chance.randrange(90, 900)}
        values["percent"] = round(9000 / values["whole"], 2)
        cells |= {("Jawaban", f"{ANSWER_COLUMNS[part]}{row}"): values[part] for part in kind.parts}
        if chance.random() < 0.5:
            cells["Jawaban", f"J{row}"] = f"catatan rekaan {seed}"
            cells["Bukti", f"C{row}"] = f"berkas-{row}.pdf"
    fault = next(
        row for row, node in enumerate(questions, FIRST_ROW) if "whole" in answer_type(edition, node.code).parts
    )
    cells["Jawaban", f"G{fault}"] = 80
    cells["Jawaban", f"H{fault}"] = 100
    named = identity(PLACE, PERIOD, edition, ROLE)
    quantities = tuple(quantities_of(edition, ROLE))
    return form_workbook(
        Form(named, "Kota Pekanbaru", edition.agency(ROLE), edition, questions, quantities, filled=cells)
    )


def ours(files: Sequence[bytes], edition: Edition) -> tuple[int, int]:
    """Cells kept and contradictions found."""
    expected, kept, faults = Expected(PLACE, PERIOD, edition), 0, 0
    for number, data in enumerate(files):
        found = read_file(data, f"{number}.xlsx", expected)
        kept += found.kept
        faults += sum(problem.kind == "check_part" for problem in (*found.problems, *check_return(found, edition)))
    return kept, faults


def beyond_values(data: bytes) -> int:
    """Formulas without a value beside them, merged ranges and hidden sheets, by openpyxl."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    formulas = sum(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    merged = sum(len(sheet.merged_cells.ranges) for sheet in book)
    return formulas + merged + sum(sheet.sheet_state != "visible" for sheet in book)


def values(files: Sequence[bytes], edition: Edition) -> tuple[int, int]:
    """The values of the same files by pandas and openpyxl, checked."""
    import pandas as pd

    kept, faults = 0, 0
    for data in files:
        sheets = pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, dtype=object, engine="openpyxl")
        said = dict(zip(sheets["_kla"][0], sheets["_kla"][1], strict=True))
        assert said["place"] == PLACE and said["agency"] == ROLE
        answers = sheets["Jawaban"].iloc[FIRST_ROW - 1 :]
        numbers = answers[[3, 4, 5, 6, 7]].apply(pd.to_numeric, errors="coerce")
        for code, answer in zip(answers[0], answers[2], strict=True):
            kept += pd.notna(answer) and answer_type(edition, code).find(answer) is not None
        kept += int(numbers.notna().sum().sum()) + int(answers[9].notna().sum())
        kept += int(sheets["Bukti"].iloc[FIRST_ROW - 1 :, 2:6].notna().sum().sum())
        kept += int(sheets["Angka"].iloc[FIRST_ROW - 1 :, 3:8].notna().sum().sum())
        faults += int((numbers[5] > numbers[6]).sum())
        follows = (numbers[7] - 100 * numbers[5] / numbers[6]).abs() > 0.5
        assert follows.sum() <= len(answers)
    return kept, faults


def measured(edition: Edition, forms: int, rounds: int) -> list[Line]:
    """Both in turn, round by round; memory before the rival is loaded."""
    files = [returned(edition, seed) for seed in range(DIFFERENT)]
    many = [files[number % DIFFERENT] for number in range(max(1, forms // rounds))]
    ours(files[:1], edition)
    each: list[tuple[float, float, float]] = []
    peak = 0.0
    for turn in range(rounds):
        started = time.perf_counter()
        ours(many, edition)
        fast = (time.perf_counter() - started) / len(many)
        peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        few = files[turn * RIVALS % DIFFERENT :][:RIVALS]
        started = time.perf_counter()
        found = values(few, edition)
        bare = (time.perf_counter() - started) / len(few)
        started = time.perf_counter()
        assert all(beyond_values(data) for data in few)
        same = bare + (time.perf_counter() - started) / len(few)
        assert found == ours(few, edition)
        each.append((fast, bare, same))
        note(
            f"round {turn + 1}: {fast * 1000:.1f} ms a form; values by pandas {bare * 1000:.0f} ms, all {same * 1000:.0f} ms"
        )
    fast, bare, same = (statistics.median(times) for times in zip(*each, strict=True))
    return [
        Line(f"{forms:,} returned forms read and checked", f"{fast * forms:.1f} s"),
        Line("one of them", f"{fast * 1000:.1f} ms"),
        Line("one by pandas with openpyxl, values alone", f"{bare * 1000:.0f} ms"),
        Line("one by pandas and openpyxl", f"{same * 1000:.0f} ms"),
        Line("faster than the values alone", f"{statistics.median(b / f for f, b, _ in each):.1f} x"),
        at_least("faster than the same work", statistics.median(s / f for f, _, s in each), FASTER, "x"),
        at_most("peak memory", peak, MEGABYTES, "MB"),
    ]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    arguments = options(__doc__, forms=1000, rounds=10)
    tell(measured(editions.load(editions.folder_of("2023")), arguments.forms, arguments.rounds), arguments.json)
