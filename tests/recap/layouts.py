"""The real recap of Kab. Ogan Ilir 2024 in other layouts, made by script: figures of the source, layouts made up.

`KEEP` maps a name to the maker of a file that says the same as the recap, `PARTS` to one that says the same of one level; `BREAK`
to one in which figures are in other columns or rows than their headings and codes say, with the kind of error this is.
"""

import csv
import io
import random
import re
from pathlib import Path

from kla_lib.instrument import editions
from tests.recap.workbooks import ods, ods_cell, xlsx

ROOT = Path(__file__).parents[2]
EDITION = editions.load(editions.shipped()["2023"])
PRINTED = list(csv.DictReader((ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv").open(encoding="utf-8")))
BLOCKS = [node.code for node in EDITION.at("block")]
ROMAN = {"K1": "I", "K2": "II", "K3": "III", "K4": "IV", "K5": "V"}
NAMES = {node.code: node.label_id for node in EDITION.nodes}
SHORT = {
    "K0": "KELEMBAGAAN KLA",
    "K1": "Hak Sipil & Kebebasan",
    "K2": "Lingkungan Keluarga",
    "K3": "Kesehatan dan Kesejahteraan Dasar",
    "K4": "Pendidikan, Waktu Luang dan Budaya",
    "K5": "Perlindungan Khusus Anak (PKA)",
    "KD": "Penyelenggaraan KLA di Kecamatan/Desa",
}
HEAD = ["Kode", "Uraian", "Nilai", "Nilai Maksimal"]
IDS = {node.code for node in EDITION.at("question")}


def number(text):
    return float(text) if text else None


def rows_of(block=None):
    """[code, label, points, maximum] of the recap, or of one block of it without the block's own row."""
    rows = [[r["kode"], NAMES.get(r["kode"], ""), number(r["nilai"]), number(r["nilai_maksimal"])] for r in PRINTED]
    if block is None:
        return rows
    return [r for r in rows if r[0] in EDITION.by_code and r[0] != block and EDITION.block_of(r[0]) == block]


ALL = rows_of()
OWN = {code: next(r for r in ALL if r[0] == code) for code in BLOCKS}
TRUTH = {code: points for code, _, points, _ in ALL if code != "TOTAL" and points is not None}


def columns(rows, *order):
    return [[row[at] for at in order] for row in rows]


def only(level, rows=ALL):
    return [row for row in rows if row[0] in EDITION.by_code and EDITION.by_code[row[0]].level == level]


def book(*sheets, after=None):
    """A maker of a workbook: its suffix and bytes."""
    return lambda: ("xlsx", xlsx(*sheets, after=after))


def sheet(*rows, after=None):
    return book(("Rekap", list(rows)), after=after)


def text(rows, delimiter=";", quoted=True):
    """A maker of a CSV with decimal commas; unquoted, a comma parts a figure."""

    def written(value):
        return "" if value is None else f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)

    def made():
        memory = io.StringIO()
        csv.writer(memory, delimiter=delimiter).writerows([written(value) for value in row] for row in rows)
        bare = "\n".join(delimiter.join(written(value) for value in row) for row in rows)
        return "csv", (memory.getvalue() if quoted else bare).encode()

    return made


def labelled(change, rows=ALL):
    return [[code, change(label), *rest] for code, label, *rest in rows]


def typing_errors(label):
    return label.replace("an", "na", 1).replace("e", "", 1)


def indicator_of(code):
    """The name of a question's indicator; of other nodes their own."""
    node = EDITION.by_code.get(code)
    return NAMES.get(node.parent if node and node.level == "question" else code, "")


def with_typos(rows, count):
    """A few printed maxima changed, never below the points."""
    rows = [list(row) for row in rows]
    for row in random.Random(7).sample(only("question", rows), count):
        row[3] += 1
    return rows


def with_misprints(rows, count):
    """A few printed maxima changed to less than the points, as a misprint or a swapped row is."""
    rows = [list(row) for row in rows]
    full = [row for row in only("question", rows) if row[2] and row[2] == row[3] and row[0] not in ("19.4", "21B.2")]
    for row in full[:: len(full) // count][:count]:
        row[3] -= 0.5
    return rows


def by_block(title, sums=None, total=("TOTAL",), head=HEAD, repeat=False):
    """One table with the blocks under their titles, sums below each, and the total."""
    rows = [head]
    for at, code in enumerate(BLOCKS):
        own = OWN[code]
        rows += [head] if repeat and at else []
        rows += [[title(code), None, *(own[2:] if sums is None else (None, None))], *rows_of(code)]
        rows += [] if sums is None else [[sums(code), None, *own[2:]]]
    return [*rows, *([word, None, ALL[-1][2], ALL[-1][3]] for word in total)]


def summary(title, numbers="1234567", head=("No", "Klaster", "Nilai")):
    return [list(head), *([n, title(code), OWN[code][2]] for n, code in zip(numbers, BLOCKS, strict=True))]


def with_shares(*more):
    """The summary with figures of another stage and percentages next to it."""
    head, *rows = summary(lambda code: NAMES[code])
    return [
        [*head, *more],
        *([*row, row[2] - 1, round(100 * row[2] / OWN[code][3])] for row, code in zip(rows, BLOCKS, strict=True)),
    ]


def cluster(code):
    return f"KLASTER {ROMAN[code]}" if code in ROMAN else NAMES[code].upper()


def numbered_cluster(code):
    return f"Klaster {code[1]}: {NAMES[code]}" if code in ROMAN else NAMES[code]


def ordinal(code):
    return f"{ROMAN[code]}. {NAMES[code]}" if code in ROMAN else NAMES[code]


def named(word):
    return lambda code: f"{word} {cluster(code)}"


def tables_in_turn():
    """A table for each block below the other, every second one with its columns in another order."""
    rows = []
    for at, code in enumerate(BLOCKS):
        order = (0, 1, 2, 3) if at % 2 else (1, 0, 3, 2)
        rows += [[NAMES[code]], *columns([HEAD, OWN[code], *rows_of(code)], *order), []]
    return rows


def below_indicators():
    rows = [HEAD]
    for code, label, points, most in ALL:
        parent = EDITION.by_code[code].parent if code in EDITION.by_code else ""
        level = EDITION.by_code[code].level if code in EDITION.by_code else ""
        rows.append([f"Indikator {code}" if level == "indicator" else code, label, points, most])
        if level == "question":
            rows[-1][0] = code.removeprefix(f"{parent}.")
    return rows


def misprinted_sums(word):
    """Sums without a name, each the sum of what is printed above it."""
    rows, everything = [HEAD], 0.0
    for code in BLOCKS:
        questions = only("question", rows_of(code))
        total = round(sum(row[2] or 0 for row in questions), 2)
        everything += total
        rows += [*questions, [word, None, total, None]]
    return [*rows, ["TOTAL", None, round(everything, 2), 1000]]


LABELS = [row[1] for row in ALL]
EMPTY_RESULT = '<table:table-cell table:formula="of:=IF([.F2]=&quot;&quot;;&quot;&quot;;[.F2])"/>'


def open_document(cell, *others):
    """An ODS with every value of the recap written by ``cell``, next to ``others``."""
    rows = ["".join(["<table:table-row>", *map(cell, row), "</table:table-row>"]) for row in [HEAD, *ALL]]
    return lambda: ("ods", ods(("Rekap", rows), *others))


def untyped(value):
    """A cell as some programs write it: words, and no value type."""
    return ods_cell(
        None if value is None else str(value).replace(".", ",") if isinstance(value, float) else value
    ).replace(' office:value-type="string"', "")


def reckoned(value):
    return ods_cell(value).replace("<table:table-cell", '<table:table-cell table:formula="of:=[.F2]"')


def under_a_drawing(value):
    drawing = "<drawing:frame><drawing:text-box><text:p>99</text:p></drawing:text-box></drawing:frame>"
    return ods_cell(value).replace("<text:p>", drawing + "<text:p>") if isinstance(value, float) else ods_cell(value)


KEEP = {
    "columns turned round": sheet(*columns([HEAD, *ALL], 3, 2, 1, 0)),
    "code last": sheet(*columns([HEAD, *ALL], 2, 3, 1, 0)),
    "semicolons": text([HEAD, *ALL]),
    "commas, quoted": text([HEAD, *ALL], ","),
    "labels in capitals": sheet(HEAD, *labelled(str.upper)),
    "labels cut short": sheet(HEAD, *labelled(lambda label: label[:20])),
    "labels with typing errors": sheet(HEAD, *labelled(typing_errors)),
    "labels in English": sheet(
        HEAD, *([c, EDITION.by_code[c].label_en if c != "TOTAL" else c, *r] for c, _, *r in ALL)
    ),
    "no labels": sheet(*columns([HEAD, *ALL], 0, 2, 3)),
    "the block on each row": sheet(
        ["Klaster", *HEAD], *([NAMES[EDITION.block_of(r[0])] if r[0] != "TOTAL" else "", *r] for r in ALL)
    ),
    "the indicator's name on each row": sheet(HEAD, *([row[0], indicator_of(row[0]), *row[2:]] for row in ALL)),
    "nine misprinted maxima": sheet(HEAD, *with_typos(ALL, 9)),
    "a table for each block": sheet(*tables_in_turn()),
    "a sheet for each block": book(*((code, [HEAD, OWN[code], *rows_of(code)]) for code in BLOCKS)),
    "headings again for each block": sheet(*by_block(cluster, repeat=True)),
    "numbers in brackets": sheet(HEAD, ["(1)", "(2)", "(3)", "(4)"], *ALL),
    "bare numbers": sheet(HEAD, [1, 2, 3, 4], *ALL),
    "numbers below a blank row": sheet(HEAD, [], ["1", "2", "3", "4"], *ALL),
    "three numbers": sheet(*columns([HEAD], 0, 2, 3), [1, 2, 3], *columns(ALL, 0, 2, 3)),
    "numbers with a rule": sheet([*HEAD, "Persen"], ["1", "2", "3", "4", "5=3/4x100"], *ALL),
    "numbers below the title of a block": sheet(HEAD, ["K0", None, *OWN["K0"][2:]], [1, 2, 3, 4], *ALL[1:]),
    "letters for numbers": sheet(HEAD, ["a", "b", "c", "d"], *ALL),
    "blocks as KLASTER I": sheet(*by_block(cluster)),
    "blocks as Klaster 1: name": sheet(*by_block(numbered_cluster)),
    "blocks as I. name": sheet(*by_block(ordinal)),
    "blocks as K.1": sheet(*by_block(lambda code: f"{code[0]}.{code[1]}")),
    "blocks by short names": sheet(*by_block(SHORT.get)),
    "sums as JUMLAH KLASTER I": sheet(*by_block(cluster, named("JUMLAH"))),
    "sums as Sub Total Klaster I": sheet(*by_block(cluster, named("Sub Total"))),
    "sums as Total Nilai Klaster I": sheet(*by_block(cluster, named("Total Nilai"))),
    "sums as Jumlah name": sheet(*by_block(NAMES.get, lambda code: f"Jumlah {NAMES[code]}")),
    "sums as Subtotal K1": sheet(*by_block(NAMES.get, lambda code: f"Subtotal {code}")),
    "total as JUMLAH": sheet(*by_block(cluster, total=["JUMLAH"])),
    "total as Jumlah Keseluruhan": sheet(*by_block(cluster, total=["Jumlah Keseluruhan"])),
    "total as TOTAL NILAI KLA": sheet(*by_block(cluster, total=["TOTAL NILAI KLA"])),
    "question numbers below their indicator": sheet(*below_indicators()),
    "running numbers next to codes": sheet(["No", *HEAD], *([n, *row] for n, row in enumerate(ALL, 1))),
    "running numbers for columns, -1 for (1)": sheet(HEAD, [-1, -2, -3, -4], *ALL),
    "roman numbers for columns": sheet(HEAD, ["I", "II", "III", "IV"], *ALL),
    "code and label in one cell": sheet(
        ["Kode", *HEAD[2:]], *([f"{c} {n}" if c in IDS and c not in n else c, *r] for c, n, *r in ALL)
    ),
    "five misprinted maxima below the points": sheet(HEAD, *with_misprints(ALL, 5)),
    "label merged over two columns": sheet(
        ["Kode", "Uraian", None, "Nilai", "Nilai Maksimal"],
        *([code, label, None, points, most] for code, label, points, most in ALL),
        after=lambda page, _: [page.merge_range(at, 1, at, 2, text) for at, text in enumerate(["Uraian", *LABELS])],
    ),
    "ODS": open_document(ods_cell),
    "ODS, cells without a type": open_document(untyped),
    "ODS, figures without their value": open_document(
        lambda value: re.sub(' office:value="[^"]*"', "", ods_cell(value))
    ),
    "ODS, formulas whose result is empty": open_document(
        lambda value: EMPTY_RESULT if value is None else reckoned(value)
    ),
    "ODS, words in a drawing on each figure": open_document(under_a_drawing),
    "ODS, a copy of a sheet of another file": open_document(
        ods_cell,
        ("'file:///C:/lama.ods'#$Rekap", [HEAD, *([code, label, 0.0, most] for code, label, _, most in rows_of("K3"))]),
    ),
    "summary sheet and details": book(("REKAP", summary(NAMES.get)), ("Rincian", [HEAD, *ALL])),
}
PARTS = {
    "question": {
        "sums as Jumlah": sheet(*misprinted_sums("Jumlah")),
        "sums as Total per klaster": sheet(*misprinted_sums("Total per klaster")),
        "sums as Sub total": sheet(*misprinted_sums("Sub total")),
    },
    "indicator": {
        "summary of indicators": sheet(
            ["No", "Indikator", "Nilai"], *([n, *row[1:3]] for n, row in enumerate(only("indicator"), 1))
        ),
    },
    "block": {
        "summary by names": sheet(*summary(NAMES.get)),
        "summary by short names": sheet(*summary(SHORT.get)),
        "summary by Klaster I": sheet(*summary(cluster)),
        "summary with roman numbers": sheet(*summary(NAMES.get, ["I", "II", "III", "IV", "V", "VI", "VII"])),
        "summary with letters": sheet(*summary(NAMES.get, [f"{letter}." for letter in "ABCDEFG"])),
        "summary without numbers": sheet(*columns(summary(numbered_cluster), 1, 2)),
        "summary next to percentages": sheet(*with_shares("Nilai Verifikasi", "Capaian %")),
        "summary with other words": sheet(*summary(NAMES.get, head=("No", "Komponen", "Nilai Evaluasi Mandiri"))),
        "summary with a dash for a number": sheet(*summary(NAMES.get, ["-", "I", "II", "III", "IV", "V", "-"])),
        "summary with a total": sheet(*summary(NAMES.get), [None, "Jumlah", 769.61]),
    },
}


def moved(rows, by, *which, start=0, end=None):
    """Some columns of a run of rows moved down by some rows, round the end."""
    rows, end = [list(row) for row in rows], end or len(rows)
    for at in which:
        values = [row[at] for row in rows[start:end]]
        for row, value in zip(rows[start:end], values[-by:] + values[:-by], strict=True):
            row[at] = value
    return rows


def merged(column, first, last):
    def merge(page, made):
        page.merge_range(first, column, last, column, 3)

    return merge


def swapped(rows):
    return columns(rows, 0, 1, 3, 2)


def beside(*tables):
    height = max(map(len, tables))
    padded = [[*rows, *([[None] * len(rows[0])] * (height - len(rows)))] for rows in tables]
    return [[value for row in line for value in row] for line in zip(*padded, strict=True)]


QUESTIONS = only("question")
AT18 = next(at for at, row in enumerate(QUESTIONS) if row[0].startswith("18."))
K3 = rows_of("K3")
BREAK = {
    "headings of points and maximum swapped": ("columns_wrong", sheet(swapped([HEAD])[0], *ALL)),
    "second table swapped, with headings": ("", sheet(HEAD, *rows_of("K0"), [], *swapped([HEAD, *K3]))),
    "second table swapped, without headings": ("columns_wrong", sheet(HEAD, *rows_of("K0"), [], *swapped(K3))),
    "ten rows swapped in the middle": ("columns_wrong", sheet(HEAD, *ALL[:100], *swapped(ALL[100:110]), *ALL[110:])),
    "two rows swapped": ("columns_wrong", sheet(HEAD, *swapped(QUESTIONS[26:28]))),
    "second headings without points": (
        "header_again",
        sheet(HEAD, *rows_of("K0"), ["Kode", "Uraian", "Nilai Maksimal", "Skor Kabupaten"], *swapped(K3)),
    ),
    "codes moved": ("rows_wrong", sheet(HEAD, *moved(ALL, 1, 0))),
    "codes moved, no maxima": ("rows_wrong", sheet(*columns([HEAD, *moved(QUESTIONS, 1, 0)], 0, 1, 2))),
    "labels moved": ("rows_wrong", sheet(HEAD, *moved(QUESTIONS, 1, 1))),
    "the name of another block on each row": (
        "rows_wrong",
        sheet(["Kode", "Klaster", *HEAD[1:]], *([row[0], NAMES["K1"], *row[1:]] for row in rows_of("K0"))),
    ),
    "points and maxima moved": ("columns_wrong", sheet(HEAD, *moved(QUESTIONS, 1, 2, 3))),
    "points and maxima moved in one indicator": (
        "columns_wrong",
        sheet(HEAD, *moved(QUESTIONS, 1, 2, 3, start=120, end=160)),
    ),
    "points moved below their sums": ("points_wrong", sheet(HEAD, *moved(ALL, 1, 2))),
    "codes in another order": (
        "rows_wrong",
        sheet(HEAD, *([c, *r[1:]] for c, r in zip(sorted(r[0] for r in ALL), ALL, strict=True))),
    ),
    "points merged over two questions": ("cells_merged", sheet(HEAD, *QUESTIONS[:4], after=merged(2, 1, 2))),
    "points merged over an indicator": ("cells_merged", sheet(HEAD, *QUESTIONS, after=merged(2, 130, 134))),
    "codes as numbers": (
        "code_double_number",
        sheet(HEAD, *([number(c) if c.replace(".", "").isdigit() else c, *r] for c, *r in K3)),
    ),
    "some codes as numbers": ("code_zero", sheet(HEAD[::2], [14.1, 2.5], [14.2, 3])),
    "commas, unquoted, note": (
        "csv_width",
        text([["Kode", "Nilai", "Catatan"], *([r[0], r[2], None] for r in QUESTIONS)], ",", False),
    ),
    "commas, unquoted, maximum missing": (
        "csv_decimal",
        text([["Kode", "Nilai", "Maks"], *columns(QUESTIONS, 0, 2)], ",", False),
    ),
    "commas, unquoted, OPD": ("csv_decimal", text([["Kode", "Nilai", "OPD"], *columns(QUESTIONS, 0, 2)], ",", False)),
    "questions numbered from 1": (
        "code_running",
        sheet(["No", "Uraian", "Nilai"], *([n, *r[1:3]] for n, r in enumerate(QUESTIONS, 1))),
    ),
    "programmes numbered from 1": (
        "code_running",
        sheet(["No", "Uraian", "Nilai"], [1, "Rapat koordinasi", 5], [2, "Sosialisasi", 4]),
    ),
    "blocks numbered from 1 as codes": (
        "rows_wrong",
        sheet(*summary(NAMES.get, range(1, 8), ("Kode", "Klaster", "Nilai"))),
    ),
    "blocks numbered, without names": ("code_running", sheet(*columns(summary(NAMES.get), 0, 2))),
    "a block under the number of another": ("code_unknown", sheet(HEAD[:3], ["Klaster III: Pendidikan", None, 60])),
    "percent as points": (
        "points_wrong",
        sheet(HEAD[:3], *([c, lbl, round(100 * (p or 0) / (m or 1))] for c, lbl, p, m in QUESTIONS)),
    ),
    "maximum in a second row of headings": (
        "header_split",
        sheet(["Kode", "Nilai", "Catatan"], [None, "Maksimal"], *columns(QUESTIONS, 0, 3)),
    ),
    "second row of headings": (
        "header_split",
        sheet(["Kode", "Uraian", "Nilai", None], [None, None, "Maks", "EM"], *swapped(QUESTIONS)),
    ),
    "two numbers below the headings": ("row_numbers", sheet(["Kode", "Nilai"], [1, 2], *columns(QUESTIONS, 0, 2))),
    "percentages under the heading of points": (
        "header_share",
        sheet(["No", "Klaster", "Nilai (%)"], *([n, NAMES[code], 70] for n, code in enumerate(BLOCKS, 1))),
    ),
    "only points of verification": (
        "column_stage",
        sheet(*summary(NAMES.get, head=("No", "Klaster", "Nilai Verifikasi"))),
    ),
    "points and maxima moved in an indicator of four": (
        "columns_wrong",
        sheet(HEAD, *moved(QUESTIONS, 1, 2, 3, start=AT18, end=AT18 + 4)),
    ),
    "prefixes of codes": ("codes_unknown", sheet(HEAD, *([f"Q{c}", *r] for c, *r in QUESTIONS))),
    "commas, unquoted, status": (
        "csv_decimal",
        text([["Kode", "Nilai", "Status"], *columns([r for r in QUESTIONS if r[2] and r[2] % 1], 0, 2)], ",", False),
    ),
    "side by side": ("column_double", sheet(*beside([HEAD, *rows_of("K0")], [HEAD, *K3]))),
    "side by side, below each other": (
        "header_split",
        sheet(*beside([HEAD, *rows_of("K0")], [[None] * 4, HEAD, *swapped(K3)])),
    ),
    "on its side": ("sheet_large", sheet(*map(list, zip(*[HEAD, *ALL], strict=True)))),
    "points of a block moved below their sums": ("points_above", sheet(*columns([HEAD, *moved(K3, 1, 2)], 0, 2))),
    "points of several blocks moved below their sums": (
        "points_wrong",
        sheet(*columns([HEAD, *moved(ALL[200:], 1, 2)], 0, 2)),
    ),
    "average of a block": ("code_unknown", sheet(HEAD[:3], ["Rata-rata Klaster I", None, 60])),
    "sum of several blocks": ("code_unknown", sheet(HEAD[:3], ["Jumlah Klaster I s/d V", None, 500])),
    "parts of another file": (
        "sums_wrong",
        sheet(HEAD, *([c, n, (p or 0) / 2, m] if c in IDS else [c, n, p, m] for c, n, p, m in ALL)),
    ),
    "a sum without a name that is none": (
        "row_sum_unclear",
        sheet(HEAD, *K3[1:7], ["Jumlah", None, 9], *K3[8:12], ["Jumlah", None, 9], ["Total", None, 9]),
    ),
    "a block with the name of another": ("row_label", sheet(HEAD[:3], ["K1", "Kelembagaan", 30])),
    "an indicator under the number of another": (
        "code_running",
        sheet(
            ["No", "Uraian", "Nilai"],
            ["I", NAMES["K0"], None],
            [1, NAMES["1"], 70],
            [2, "Penguatan Kelembagaan KLA", 20],
        ),
    ),
    "maxima under the heading of points": (
        "points_all_full",
        sheet(["Kode", "Nilai"], *([node.code, node.max_micro / 1e6] for node in EDITION.at("question"))),
    ),
    "headings again in words nobody knows": (
        "header_again",
        sheet(HEAD, *K3[:4], ["Kode", "Uraian", "Bobot Maks", "Capaian"], *swapped(K3[4:])),
    ),
    "running numbers with a gap": (
        "code_running",
        sheet(["No", "Uraian", "Nilai"], [1, "Rapat", 5], [3, "Promosi", 4]),
    ),
    "seven numbers, blocks or indicators": (
        "code_running",
        sheet(["Kode", "Nilai"], *zip(range(1, 8), [14] * 7, strict=True)),
    ),
}
