"""Which notebooks the forked kernel can run; for the others, why not."""

from __future__ import annotations

import functools
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_client.kernelspec import KernelSpec
    from nbformat import NotebookNode

LONGEST_FOLDER = 75  # and 32 more for the names that multiprocessing gives below it
WIDGETS = re.compile(r"^\s*(?:from|import)\s+(ipywidgets|ipyleaflet|bqplot)\b", re.MULTILINE)


def can_fork(wanted: bool | None = None) -> bool:
    """Whether notebooks are forked here: where there is fork, unless KLA_ENGINE_FORK=0 or the caller says no.

    The server listens on a socket in the temporary folder, whose whole path a system allows 107 bytes.
    """
    able = sys.platform == "linux" and len(os.fsencode(tempfile.gettempdir())) <= LONGEST_FOLDER
    return able and (os.environ.get("KLA_ENGINE_FORK") != "0" if wanted is None else wanted)


def hindrance(notebook: NotebookNode, kernel_name: str) -> str:
    """Why the notebook needs the standard engine; empty if it does not."""
    return foreign_kernel(kernel_name, sys.executable) or widgets_used(notebook)


@functools.cache
def foreign_kernel(kernel_name: str, python: str) -> str:
    """Why a kernel is not the one of this Python; empty if it is."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return f"the kernel {kernel_name!r} is not installed"
    return "" if _is_ours(spec, python) else f"the kernel {kernel_name!r} is not this Python's IPython"


def _is_ours(spec: KernelSpec, python: str) -> bool:
    names = {"python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}", python}
    plain = list(spec.argv[1:]) == ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return plain and not spec.env and (spec.argv[0] in names or Path(spec.argv[0]).resolve() == Path(python).resolve())


def widgets_used(notebook: NotebookNode) -> str:
    """The widget library a code cell imports, as a reason."""
    for cell in notebook.cells:
        found = WIDGETS.search(cell.source) if cell.cell_type == "code" else None
        if found:
            return f"it imports {found[1]}, which needs a front end"
    return ""
