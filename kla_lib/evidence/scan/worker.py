"""A process that measures files one after the other, as lines of JSON come in, under limits of its own.

It ends by itself when a file takes too long (also inside a library that never returns), when memory runs out and when its
parent is gone; it cannot write a file. Started by `workers`. A `Measured` is sent, and cached, as one line of JSON; it is
never pickled and always checked, for a worker may have read a hostile file.
"""

from __future__ import annotations

import base64
import contextlib
import faulthandler
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

from kla_lib.evidence.model import Content, Dated, Measured, Picture, State

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Measured, Picture, Dated)}
_BYTES = tuple(name for name, kind in get_type_hints(Picture).items() if kind is bytes)
_STATES, _CONTENTS = frozenset(get_args(State)), frozenset(get_args(Content))
_ROLES, _SURE = (frozenset(get_args(get_type_hints(Dated)[name])) for name in ("role", "sure"))


def to_row(found: Measured) -> list[Any]:
    """Plain values, in the order of the fields."""
    row = [getattr(found, name) for name in _NAMES[Measured]]
    at = _NAMES[Measured].index
    row[at("pictures")] = [_of_picture(picture) for picture in found.pictures]
    row[at("dates")] = [[getattr(date, name) for name in _NAMES[Dated]] for date in found.dates]
    return row


def from_row(row: Any) -> Measured:
    """The `Measured` again. Raises ValueError for anything that is none."""
    try:
        given = dict(zip(_NAMES[Measured], row, strict=True))
        given["pictures"] = tuple(_picture(each) for each in given["pictures"])
        given["dates"] = tuple(_dated(each) for each in given["dates"])
        given["page_prints"] = tuple((int(page), str(digest)) for page, digest in given["page_prints"])
        given["text_sketch"], given["personal"] = (
            tuple(map(int, given["text_sketch"])),
            tuple(map(str, given["personal"])),
        )
    except (TypeError, ValueError, KeyError) as fault:
        raise ValueError("not a measured file") from fault
    if given["state"] not in _STATES or given["content"] not in _CONTENTS:
        raise ValueError("not a measured file")
    return Measured(**given)


def to_line(value: Any) -> str:
    """Plain values as one line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _of_picture(picture: Picture) -> list[Any]:
    row = [getattr(picture, name) for name in _NAMES[Picture]]
    return [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]


def _picture(row: list[Any]) -> Picture:
    given = dict(zip(_NAMES[Picture], row, strict=True))
    given["prints"] = tuple(map(int, given["prints"]))
    for name in _BYTES:
        given[name] = base64.b64decode(given[name], validate=True)
    return Picture(**given)


def _dated(row: list[Any]) -> Dated:
    date = Dated(*row)
    if not isinstance(date.day, str) or date.role not in _ROLES or date.sure not in _SURE:
        raise ValueError("not a date")
    return date


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
