"""Silence around a solver: HiGHS prints a line of its own to stdout now and then, even when it is told to print nothing.

In a report that line stood on the page, and in ``--json`` behind the document.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STDOUT = 1  # as the system numbers it; Python's own prints do not pass here before they are flushed


@contextmanager
def unheard() -> Iterator[None]:
    """Nothing that a library in C prints meanwhile comes out. Where there is no stdout, nothing could."""
    try:
        kept = os.dup(STDOUT)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        _flush()
        os.dup2(nowhere, STDOUT)
        yield
    finally:
        _flush()
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    """What C keeps back goes where stdout leads now, not where it will lead later."""
    ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fflush(None)
