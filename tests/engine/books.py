"""Small notebooks written on the fly."""

import time
from pathlib import Path

import nbformat
from nbformat import v4

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def book(folder: Path, *cells: str, kernel: str = "python3", name: str = "in.ipynb") -> Path:
    metadata = {"kernelspec": {**KERNEL, "name": kernel}}
    made = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells], metadata=metadata)
    nbformat.write(made, folder / name)
    return folder / name


def shout(notebook) -> str:
    return f"{len(notebook.cells)} cells in {notebook.metadata.language_info.name}"


def as_bytes(notebook) -> bytes:
    return b"\x00\xff"


def fails(notebook) -> str:
    raise ValueError("no page")


def where(notebook) -> str:
    import os

    return str(os.getpid())


def sleeps(notebook):
    """An export that never ends by itself."""
    time.sleep(600)


def half_a_sign(notebook):
    """What cannot be written as UTF-8."""
    return "\ud83d"
