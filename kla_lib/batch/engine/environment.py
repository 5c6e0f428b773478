"""What the fork server's environment must hold before anything is imported there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

THREAD_LIMITS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "ARROW_NUM_THREADS",
)
QUIET = {
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger warns on stderr
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # Arrow's allocator starts a thread while being imported
    "MIMALLOC_ARENA_RESERVE": "65536",  # KiB; Arrow else reserves a gigabyte that a memory cap would not see
}


@contextmanager
def server_environment() -> Iterator[None]:
    """For the moment of starting the server: one thread per pool, unless the user has set a number."""
    lent = {
        name: value for name, value in (dict.fromkeys(THREAD_LIMITS, "1") | QUIET).items() if name not in os.environ
    }
    os.environ.update(lent)
    try:
        yield
    finally:
        for name in lent:
            del os.environ[name]
