"""Report what the operating system refuses, and an interruption, as a sentence instead of a traceback."""

from __future__ import annotations

import functools
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from kla_lib.core.files import UNFINISHED
from kla_lib.core.problems import InputFault, Lang, Problem, Where, message, problem, system_reason, system_reasons
from kla_lib.display.command import INTERRUPTED, print_lines
from kla_lib.display.help_language import parts, spoken


def guard(command: Any, arguments: Sequence[str]) -> Any:
    """Wrap each command below a typer command: a full disk, a missing permission or a lost share becomes an InputFault."""
    for part in parts(command):
        if getattr(part, "callback", None) and hasattr(part, "params"):
            part.callback = _guarded(part.callback, spoken(arguments))
    return command


def machine_fault(fault: BaseException, lang: Lang) -> Problem:
    """Return the problem for what the operating system refused, with the file or folder where known."""
    name = str(getattr(fault, "filename", None) or "")
    if UNFINISHED in Path(name).name:  # the name of an unfinished file means nothing to the user
        name = str(Path(name).parent)
    return problem("machine_refused", Where(name), name or system_reason(fault, lang), **system_reasons(fault))


def _guarded(callback: Callable[..., Any], lang: Lang) -> Callable[..., Any]:
    @functools.wraps(callback)
    def call(*args: Any, **kwargs: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return callback(*args, **kwargs)
        except KeyboardInterrupt:
            print_lines([message("interrupted", lang)], sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        except (OSError, MemoryError) as fault:
            raise InputFault([machine_fault(fault, lang)]) from fault

    return call
