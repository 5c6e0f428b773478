"""The shape of the form that counts kecamatan and desa/kelurahan: its sheets, questions, answers and identity."""

from __future__ import annotations

from functools import cache

from kla_lib.problems import message
from kla_lib.rules.form_shape import FORM_VERSION, IDENTITY_KEYS, layout_hash
from kla_lib.rules.instrument import Edition, Node

DISTRICT, VILLAGE = "share_of_subdistricts", "share_of_villages"  # the kinds of question counted here
SHEETS = {DISTRICT: "Kecamatan", VILLAGE: "Desa-Kelurahan"}
ANSWERS = ("yes", "no", "unknown")
AGENCY = "kecamatan-desa"  # stands in the identity for a role, and is none


def asked(edition: Edition, level: str) -> list[Node]:
    """The questions that are a share of kecamatan, or of villages."""
    return [node for node in edition.at("question") if node.kind == level]


@cache
def answer_words() -> dict[str, str]:
    """Every text that means an answer, in both languages and lower case: ``ya`` -> ``yes``."""
    texts = [(message(f"village_{a}", "id"), message(f"village_{a}", "en"), a) for a in ANSWERS]
    return {text.casefold(): answer for *both, answer in texts for text in both}


def village_identity(place: str, period: str, edition: Edition) -> dict[str, str]:
    """What the hidden sheet says of such a form, with the keys of `forms.identity`."""
    codes = [node.code for level in SHEETS for node in asked(edition, level)]
    layout = layout_hash(codes, [])
    return dict(
        zip(IDENTITY_KEYS, (place, period, edition.id, edition.digest, AGENCY, FORM_VERSION, layout), strict=True)
    )
