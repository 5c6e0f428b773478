"""Runs one notebook through one engine and brings the result into a form that two engines must agree on.

Normalised, and nothing else: times and durations; memory addresses; process numbers in IPython's cell file names;
names made by tempfile; the date inside an SVG picture. Streams that follow each other directly are compared per name,
since the standard kernel cuts them every 0.2 s and may interleave stdout and stderr. Pictures: byte by byte.
"""

import re
from pathlib import Path
from typing import Any

import nbformat
import papermill

TIMES = re.compile(r"(CPU times|Wall time|\d[\d.]* ?(ns|[µu]s|ms|s) ±).*")
REPLACED = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"ipykernel_\d+"), "ipykernel_PID"),
    (re.compile(r"/tmp/tmp[a-z0-9_]{8}"), "/tmp/TEMPORARY"),
    (TIMES, "TIME"),
    (re.compile(r"<dc:date>[^<]*</dc:date>"), "<dc:date/>"),
)


def run(source: Path, target: Path, engine: str | None, **given: Any) -> tuple[Any, str]:
    """The executed notebook as saved, and what papermill raised."""
    raised = ""
    try:
        papermill.execute_notebook(source, target, engine_name=engine, progress_bar=False, **given)
    except Exception as fault:
        raised = f"{type(fault).__name__}: {plain(str(fault))}"
    return nbformat.read(target, 4), raised


def plain(text: str) -> str:
    for pattern, word in REPLACED:
        text = pattern.sub(word, text)
    return text


def clean(value: Any) -> Any:
    """A copy with every string normalised."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list) else value


def outputs(cell: Any) -> list[Any]:
    found: list[Any] = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            if not (found and found[-1]["output_type"] == "streams"):
                found.append({"output_type": "streams", "stdout": "", "stderr": ""})
            found[-1][output.name] += plain(output.text)
        else:
            found.append(clean(dict(output)))
    return found


def cell_view(cell: Any) -> dict[str, Any]:
    state = cell.metadata.get("papermill", {})
    view = {"type": cell.cell_type, "source": cell.source, "tags": cell.metadata.get("tags")}
    view |= {"status": state.get("status"), "exception": state.get("exception")}
    view |= {"timing": sorted(cell.metadata.get("execution", {}))}
    return view | {"count": cell.get("execution_count"), "outputs": outputs(cell)}


def view(notebook: Any) -> dict[str, Any]:
    metadata = {key: clean(value) for key, value in notebook.metadata.items() if key != "papermill"}
    own = {key: notebook.metadata.papermill[key] for key in ("exception", "parameters", "version")}
    return {"metadata": metadata, "papermill": own, "cells": [cell_view(cell) for cell in notebook.cells]}
