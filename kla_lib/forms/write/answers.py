"""The sheet of questions: one row each with a drop-down, its numbers, and whether it is filled in.

Also what cells accept and what Excel shows where they do not: an error title has at most 32 characters, a message 255.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kla_lib.core.problems import Lang
from kla_lib.core.tables import column_letter
from kla_lib.display.book import own_text, quoted
from kla_lib.display.form_sheet import FormSheet
from kla_lib.display.words import word
from kla_lib.forms.shape import AnswerType, Form, answer_type
from kla_lib.instrument.instrument import Node
from kla_lib.local.form_fields import ANSWER_COLUMNS, FIRST_ROW, HEADER_ROW, NUMBERS, mark_of

Rule = dict[str, Any]
TITLE, MESSAGE = 32, 255
MOST = 999_999_999
FIRST_DATE, YEARS_AFTER = "DATE(2000,1,1)", 2


class Lists:
    """The drop-downs of a form: each list of texts stands once, in a column of its own from row 2 on."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.columns: dict[tuple[str, ...], str] = {}

    def cells(self, texts: Sequence[str]) -> str:
        """Where a list stands: ``_pilihan!$A$2:$A$9``."""
        letter = self.columns.setdefault(tuple(texts), column_letter(len(self.columns)))
        return f"{self.sheet}!${letter}$2:${letter}${len(texts) + 1}"


def whole_number(lang: Lang) -> Rule:
    """A count: whole and not below zero."""
    limits = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST}
    return limits | _messages("whole", lang)


def percentage(lang: Lang) -> Rule:
    """A percentage typed as 0 to 100, with a hint beside the cell: 0.85 is a common slip."""
    limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    hint = {"input_title": word("form_percent_title", lang)[:TITLE], "input_message": word("form_percent_hint", lang)}
    return limits | _messages("percent", lang) | hint


def day(period: str, lang: Lang) -> Rule:
    """A date from 2000 to two years after the period."""
    last = int(period[:4]) + YEARS_AFTER
    limits = {"validate": "date", "criteria": "between", "minimum": f"={FIRST_DATE}", "maximum": f"=DATE({last},12,31)"}
    return limits | _messages("date", lang, last=last)


def one_of(cells: str, lang: Lang) -> Rule:
    """One of the texts in a range of the hidden sheet (a list written out ends at 255 signs)."""
    return {"validate": "list", "source": f"={cells}"} | _messages("choice", lang)


def progress_formula(cells: str, count: int, lang: Lang) -> str:
    """A formula that says ``12 dari 40 terisi`` of cells that hold 1 where something is filled in."""
    before, after = word("form_progress", lang, done="\0", all=count).split("\0")
    return f"={quoted(before)}&SUM({cells})&{quoted(after)}"


def _messages(kind: str, lang: Lang, **values: object) -> Rule:
    title, message = word(f"form_error_{kind}_title", lang), word(f"form_error_{kind}", lang, **values)
    return {"error_type": "stop", "error_title": title[:TITLE], "error_message": message[:MESSAGE]}


WIDTHS = {"A": 8, "B": 36, "C": 18, "D": 10, "E": 11, "F": 10, "G": 13, "H": 10, "I": 18, "J": 26, "K": 7}
SETTLED = ("no", "not_applicable")
ANSWER, FILLED = ANSWER_COLUMNS["answer"], ANSWER_COLUMNS["filled"]


def write_answers(leaf: FormSheet, form: Form, lists: Lists) -> None:
    """The whole sheet: questions from row FIRST_ROW on, in the instrument's order."""
    last = FIRST_ROW + len(form.questions) - 1
    types = {row: answer_type(form.edition, node.code) for row, node in enumerate(form.questions, start=FIRST_ROW)}
    leaf.widths(WIDTHS)
    leaf.text("A", 1, f"{form.agency} · {form.title} · {form.period}", "title")
    leaf.text("A", 3, word("form_answers_hint", form.lang), "subtitle")
    headings = {column: word(f"form_head_{key}", form.lang) for key, column in ANSWER_COLUMNS.items()}
    leaf.head(HEADER_ROW, headings, frozen=1)
    for row, node in enumerate(form.questions, start=FIRST_ROW):
        _write_question(leaf, row, node, types[row], form)
    _alert(leaf, last)
    _allow(leaf, types, lists)
    done = sum(_filled(leaf, row, kind, form.lang) for row, kind in types.items())
    leaf.formula(
        "A",
        2,
        progress_formula(f"{FILLED}{FIRST_ROW}:{FILLED}{last}", len(types), form.lang),
        word("form_progress", form.lang, done=done, all=len(types)),
        "progress",
    )


def done_count(leaf: FormSheet, form: Form) -> int:
    """How many questions are filled in."""
    kinds = enumerate((answer_type(form.edition, node.code) for node in form.questions), start=FIRST_ROW)
    return sum(_filled(leaf, row, kind, form.lang) for row, kind in kinds)


def last_marks(form: Form) -> str:
    """By which the reader knows what we wrote of the period before: ``4.1=0a1b...;4.2=...``."""
    told = {node.code: own_text(form.last[node.code], form.lang) for node in form.questions if form.last.get(node.code)}
    return ";".join(f"{code}={mark_of(text)}" for code, text in told.items()) or "-"


def _write_question(leaf: FormSheet, row: int, node: Node, kind: AnswerType, form: Form) -> None:
    label, last = _label(node, form), form.last.get(node.code) or word("form_no_last", form.lang)
    leaf.text("A", row, node.code)
    leaf.text("B", row, label)
    leaf.entry(ANSWER, row, "choice")
    for part, column in NUMBERS.items():
        if part in kind.parts:
            leaf.entry(column, row, "percent" if part == "percent" else "number")
        else:
            leaf.closed(column, row)
    leaf.text(ANSWER_COLUMNS["last"], row, last, "last")
    leaf.entry(ANSWER_COLUMNS["note"], row)
    leaf.formula(FILLED, row, _filled_formula(row, kind, form.lang), _filled(leaf, row, kind, form.lang), "tick")
    leaf.height(row, {"B": label, ANSWER_COLUMNS["last"]: last})


def _label(node: Node, form: Form) -> str:
    lead, lang = form.leads.get(node.code), form.lang
    told = [word("form_supporting", lang, lead=lead)] if lead else []
    if node.lead_source and not lead and node.agencies[:1] == (form.identity["agency"],):
        told.append(word("lead_default", lang))
    return "\n".join([node.label(lang), *told])


def _filled_formula(row: int, kind: AnswerType, lang: Lang) -> str:
    """1 where the question is answered: chosen, and with a number where the choice asks for one."""
    chosen = f"LEN(TRIM({ANSWER}{row}))=0"
    if not kind.wants_numbers:
        return f"=IF({chosen},0,1)"
    settled = ",".join(f"{ANSWER}{row}={quoted(text)}" for text in _settled(kind, lang))
    numbers = f"{NUMBERS['male']}{row}:{NUMBERS['percent']}{row}"
    return f"=IF({chosen},0,IF(OR({settled}),1,IF(COUNT({numbers})>0,1,0)))"


def _filled(leaf: FormSheet, row: int, kind: AnswerType, lang: Lang) -> int:
    """What `_filled_formula` comes to."""
    text = str(leaf.value(ANSWER, row) or "").strip()
    numbers = any(isinstance(leaf.value(column, row), (int, float)) for column in NUMBERS.values())
    return int(bool(text) and (not kind.wants_numbers or text in _settled(kind, lang) or numbers))


def _settled(kind: AnswerType, lang: Lang) -> list[str]:
    return [choice.label(lang) for choice in kind.choices if choice.means in SETTLED]


def _alert(leaf: FormSheet, last: int) -> None:
    """Red: numbers that contradict one another; green: filled in; amber: a number is still missing."""
    first, male, female = FIRST_ROW, f"$D{FIRST_ROW}", f"$E{FIRST_ROW}"
    total, whole, percent = f"$F{first}", f"$G{first}", f"$H{first}"
    leaf.alert(f"F{first}:G{last}", f"=AND(ISNUMBER({total}),ISNUMBER({whole}),{total}>{whole})", "red")
    sexes = f"=AND(ISNUMBER({male}),ISNUMBER({female}),ISNUMBER({total}),{male}+{female}<>{total})"
    leaf.alert(f"D{first}:F{last}", sexes, "red")
    counts = f"ISNUMBER({total}),ISNUMBER({whole}),ISNUMBER({percent}),{whole}>0"
    follows = f"ROUND(ABS({percent}-100*{total}/MAX({whole},1)),6)>0.5"
    leaf.alert(f"H{first}:H{last}", f"=AND({counts},{follows})", "red")
    leaf.alert(f"C{first}:C{last}", f"=${FILLED}{first}=1", "green")
    leaf.alert(f"C{first}:C{last}", f"=LEN(TRIM($C{first}))>0", "amber")


def _allow(leaf: FormSheet, types: Mapping[int, AnswerType], lists: Lists) -> None:
    """The validations, one for all cells that accept the same."""
    by_choices: dict[tuple[str, ...], list[str]] = {}
    whole, percent = [], []
    for row, kind in types.items():
        texts = tuple(choice.label(leaf.lang) for choice in kind.choices)
        by_choices.setdefault(texts, []).append(f"{ANSWER}{row}")
        whole += [f"{column}{row}" for part, column in NUMBERS.items() if part in kind.parts and part != "percent"]
        percent += [f"{NUMBERS['percent']}{row}"] if "percent" in kind.parts else []
    for texts, cells in by_choices.items():
        leaf.allow(cells, one_of(lists.cells(texts), leaf.lang))
    if whole:
        leaf.allow(whole, whole_number(leaf.lang))
    if percent:
        leaf.allow(percent, percentage(leaf.lang))
