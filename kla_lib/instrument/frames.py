"""The shipped data as frames, in points: editions, places, published awards and published scores."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from kla_lib.core.problems import Lang
from kla_lib.instrument import editions as folders
from kla_lib.instrument import published
from kla_lib.instrument.instrument import Edition, max_micro
from kla_lib.instrument.places import all_places, find_place

HUNDREDTHS = "_hundredths"


def in_points(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with points as numbers: ``points_hundredths`` becomes ``points`` (76961 -> 769.61, missing stays missing)."""
    given = [column for column in frame.columns if column.endswith(HUNDREDTHS)]
    points = {column: frame[column].astype("Float64") / 100 for column in given}
    return frame.assign(**points).rename(columns={column: column.removesuffix(HUNDREDTHS) for column in given})


def editions(lang: Lang = "id") -> pd.DataFrame:
    """One row per edition of the instrument: id, title, questions, maximum in points (missing where no source gives it)."""
    loaded = [folders.load(folder) for folder in folders.all_folders()]
    rows = [(e.id, e.title(lang), len(e.at("question")), _maximum(e)) for e in loaded]
    return pd.DataFrame(rows, columns=["id", "title", "questions", "maximum"]).astype({"maximum": "Float64"})


def _maximum(found: Edition) -> float | None:
    blocks = [max_micro(found, block.code) for block in found.at("block")] if found.has_weights else []
    return sum(blocks) / 1_000_000 if blocks else None


def edition(edition_id: str) -> Edition:
    """One edition with its tree, bands and agencies. Raises InputFault for an unknown one.

    >>> edition("2023").by_code["14.1"].level
    'question'
    """
    return folders.load(folders.folder_of(edition_id))


def places() -> pd.DataFrame:
    """One row per regency and city: code (Kemendagri), slug, kind, name, province_code, province, title.

    >>> places().set_index("slug").loc["kota-pekanbaru", "province"]
    'Riau'
    """
    return pd.DataFrame([{**asdict(place), "title": place.title} for place in all_places().values()])


def awards(place: str | None = None) -> pd.DataFrame:
    """Every published award and figure, of one place or of all, oldest first, each with its source.

    One row per (place, year, stage, source): place_code, place_slug, place, province, year, stage, category, confidence,
    source_url, note, origin, points, disagrees (another source says otherwise). Raises InputFault for an unknown place.
    """
    every = published.all_awards()
    return in_points(
        every if place is None else every[every["place_slug"] == find_place(place).slug].reset_index(drop=True)
    )


def published_scores() -> pd.DataFrame:
    """Published figures of clusters and indicators: one row per (place, year, stage, node, source), points and max in points."""
    return in_points(published.node_scores())
