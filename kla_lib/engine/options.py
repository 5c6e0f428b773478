"""The engine's own arguments, the facts it fills in, and the environment in which its fork server is started."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

PAPERMILL_OWN = {"input_path", "execution_timeout", "start_timeout", "log_output", "stdout_file", "stderr_file"}
NO_HISTORY_FILE = "--HistoryManager.hist_file=:memory:"  # an argument of every kernel we start
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


class ProductFault(RuntimeError):
    """The callable given as ``after`` failed; the cells did not."""


@dataclass
class Facts:
    """Filled in by the engine while it runs; give your own to read it afterwards."""

    handed_over: str = ""
    product: str | bytes | None = None
    peak_mb: float | None = None
    cpu_seconds: float | None = None
    cell: int | None = None
    notebook: Any = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Options:
    """The engine's own arguments, beside those of nbclient and papermill.

    ``after`` is ``package.module:name`` of a callable that gets the executed notebook and ``after_given`` (by name) in
    the notebook's own process and returns text or bytes, found in ``facts.product``; it is not called after a failed
    cell. ``memory_mb`` caps the process's own data. ``notebook_timeout`` counts seconds over all cells. ``preload``
    names modules to import before any fork. ``fork`` False uses a standard kernel kept warm, as where there is no fork.
    """

    after: str = ""
    after_given: Mapping[str, Any] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    memory_mb: int | None = None
    notebook_timeout: float | None = None
    preload: tuple[str, ...] = ()
    fork: bool | None = None


def split_options(given: Mapping[str, Any]) -> tuple[Options, dict[str, Any]]:
    """Our own arguments and the rest; a name nobody knows is refused, not swallowed."""
    from nbclient import NotebookClient

    own = {item.name for item in fields(Options)}
    known = own | set(NotebookClient.class_trait_names()) | PAPERMILL_OWN
    for name in given:
        if name not in known:
            raise TypeError(_unknown(name, known))
    rest = {name: value for name, value in given.items() if name not in own}
    return Options(**{name: value for name, value in given.items() if name in own}), rest


def _unknown(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"the kla engine has no argument {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


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
