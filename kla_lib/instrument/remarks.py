"""What a reader must know of one question beside its points: reversed, doubtful, corrected, scored by a rubric."""

from __future__ import annotations

from kla_lib.core.problems import Lang
from kla_lib.core.records import Row
from kla_lib.display.numbers import known
from kla_lib.display.words import word
from kla_lib.instrument.instrument import Node

RUBRICS = {"local": "rubric_local", "edition": "rubric_edition"}


def remarks_on(node: Node, item: Row, lang: Lang) -> list[str]:
    """One sentence each; ``item`` is the row of the answers that the question has, or an empty mapping."""
    said = [word("lower_is_better", lang)] if node.direction == "lower" else []
    said += [word("unknown_text", lang)] if node.kind == "unknown" else []
    sure = word(f"confidence_{node.confidence}", lang)
    said += [] if node.confidence == "H" else [word("doubtful", lang, confidence=sure)]
    said += [word("lead_default", lang)] if node.lead_source else []
    said += [correction_text(item, lang)] if known(item.get("correction_id")) else []
    if known(item.get("rubric")):
        said.append(word("local_rubric", lang, rubric=rubric_name(item["rubric"], lang)))
    return said


def correction_text(item: Row, lang: Lang) -> str:
    """What was printed, why it was corrected, and how sure that is."""
    reason = item["correction_en" if lang == "en" else "correction_id"]
    grade = item.get("correction_confidence")
    confidence = word(f"confidence_{grade if known(grade) else 'L'}", lang)
    return word("corrected", lang, found=item.get("found", ""), reason=reason, confidence=confidence)


def rubric_name(kind: object, lang: Lang) -> str:
    """What a rubric is called; one of another origin keeps its own name."""
    return word(RUBRICS[str(kind)], lang) if str(kind) in RUBRICS else str(kind)


def note_of(item: Row, lang: Lang) -> str:
    """The notes on an answer: what people wrote, what kecamatan and villages count, that it has no points yet."""
    said = [str(item["note"])] if known(item.get("note")) else []
    if known(item.get("area_counts")):
        yes, known_areas, unknown = str(item["area_counts"]).split(";")
        said.append(word("form_note_villages", lang, yes=yes, known=known_areas, unknown=unknown))
    said += [word("form_note_unvalued", lang)] if known(item.get("awaits_points")) else []
    return "; ".join(said)
