"""A process that measures files one after the other, as lines of JSON come in, under limits of its own.

It ends by itself when a file takes too long (also inside a library that never comes back), when memory runs out and
when its parent is gone; it cannot write a file. Started by `workers`.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from kla_lib.intake.evidence.rows import to_line, to_row
from kla_lib.rules.evidence import Measured

OUT_OF_MEMORY = 77  # exit code; one for time is Python's own, 1
RAN_OUT = 1


def main() -> None:
    """Read how to measure and under which limits, then measure until there is nothing more to read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # a library that prints must not be taken for an answer
        given = json.loads(sys.stdin.readline())
        measure = _function(given["measure"])
        limit_resources(given["memory"])
        answers.write("ready\n")
        answers.flush()
        for line in sys.stdin:
            faulthandler.dump_traceback_later(given["seconds"], exit=True, file=nowhere)
            answer = _answer(measure, json.loads(line))
            faulthandler.cancel_dump_traceback_later()
            answers.write(answer + "\n")
            answers.flush()


def limit_resources(memory: int) -> None:
    """No file, no core dump, and at most ``memory`` bytes more than now, where the system can hold that."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in (
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_AS, _held() + memory),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def _held() -> int:
    """Bytes of address space in use; a guess where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 1 << 30


def _function(name: str) -> Callable[[Path, str], Measured]:
    module, _, function = name.partition(":")
    found: Callable[[Path, str], Measured] = getattr(import_module(module), function)
    return found


def _answer(measure: Callable[[Path, str], Measured], job: Mapping[str, Any]) -> str:
    path, digest = Path(os.fsdecode(bytes.fromhex(job["path"]))), job["sha256"]
    try:
        return to_line(to_row(measure(path, digest)))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except OSError:
        detail = "reading"
    except Exception:  # nothing that a file makes of our code or another's may end a scan
        detail = "failed"
    return to_line(to_row(Measured(digest, job["size"], "other", "unreadable", detail)))


if __name__ == "__main__":
    main()
