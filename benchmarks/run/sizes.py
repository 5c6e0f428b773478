"""What a page weighs: ours beside nbconvert's stock ``lab`` template on the same executed notebooks, raw and gzipped.

The notebooks are those of the reports, on the committed real recap of Kab. Ogan Ilir.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill
from nbconvert import HTMLExporter

from benchmarks.table import Line, at_most, note, options, tell
from kla_lib.run.page import KlaExporter

HOME = Path(__file__).parents[2]
NOTEBOOKS = {"10-ringkasan": [""], "20-klaster": ["K0", "K1", "K2", "K3", "K4", "K5", "KD"], "40-tahap": [""]}
MOST, MEDIAN, ZIPPED = 200_000, 120_000, 30_000  # bytes: any page, their median, any page gzipped
EVIDENCE = 600_000  # bytes of the report on evidence, which shows up to 60 small pictures


def executed() -> Iterator[tuple[str, nbformat.NotebookNode]]:
    """Every report's notebook, run once."""
    with tempfile.TemporaryDirectory() as folder:
        for name, clusters in NOTEBOOKS.items():
            for cluster in clusters:
                title, target = f"{name}-{cluster}".rstrip("-"), Path(folder) / f"{name}-{cluster}.ipynb"
                given = {"home": str(HOME), "period": "2024", "place": "kab-ogan-ilir", "lang": "id"}
                given |= {"cluster": cluster} if cluster else {}
                source = HOME / "notebooks" / f"{name}.ipynb"
                papermill.execute_notebook(source, target, given, engine_name="kla", progress_bar=False)
                yield title, nbformat.read(target, as_version=4)


def weight(page: str) -> tuple[int, int]:
    """Bytes of a page, and bytes of it gzipped."""
    raw = page.encode("utf-8")
    return len(raw), len(gzip.compress(raw, 9))


def measured() -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """By report: what our page weighs, and what the stock template's does."""
    ours, stock = KlaExporter(), HTMLExporter(template_name="lab")
    found = {}
    for name, notebook in executed():
        note(name)
        found[name] = tuple(weight(exporter.from_notebook_node(notebook)[0]) for exporter in (ours, stock))
    return found


def lines(found: dict[str, tuple[tuple[int, int], tuple[int, int]]]) -> list[Line]:
    """One line per report, then what the design promises of them all."""
    rows = [
        Line(f"{name}, ours / lab", f"{a / 1000:.0f} / {c / 1000:.0f} KB, gzipped {b / 1000:.0f} / {d / 1000:.0f} KB")
        for name, ((a, b), (c, d)) in found.items()
    ]
    raw, zipped = [a for (a, _), _ in found.values()], [b for (_, b), _ in found.values()]
    rows.append(at_most("median page", statistics.median(raw) / 1000, MEDIAN / 1000, "KB"))
    rows.append(at_most("largest page", max(raw) / 1000, MOST / 1000, "KB"))
    rows.append(at_most("largest page, gzipped", max(zipped) / 1000, ZIPPED / 1000, "KB"))
    return rows


if __name__ == "__main__":
    tell(lines(measured()), options(__doc__).json)
