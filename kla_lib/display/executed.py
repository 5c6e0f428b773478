"""The figures of an executed notebook, as its first screens carry them."""

from __future__ import annotations

from os import PathLike
from typing import Any

import pandas as pd

from kla_lib.display.html import JSON, MADE_HERE


def read_report(path: str | PathLike[str]) -> pd.Series[Any]:
    """The figures on the first screens of an executed notebook, by their names on the page; empty where it has none."""
    import nbformat

    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    heads = [one.data[JSON] for one in outputs if JSON in one.get("data", {}) and one.metadata.get(JSON) == MADE_HERE]
    return pd.Series({key: value for head in heads for key, value in head.items()}, dtype=object)
