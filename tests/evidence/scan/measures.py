"""Ways of measuring that misbehave, found by workers under their names."""

import os
import signal
import time

from kla_lib.evidence.model import Measured

VERSION = 1


def by_text(path, sha256=""):
    """What the file's own text says: hang, hang in C, eat memory, crash, raise, print, write, or just measure."""
    text = path.read_text(errors="replace")
    if text == "hang":
        while True:
            time.sleep(1)
    if text == "hang in C":
        sum(range(10**12))
    if text == "memory":
        return Measured(sha256, len(bytearray(8 << 30)), "text")
    if text == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if text == "once":
        raise_once(path)
    if text == "raise":
        raise ZeroDivisionError
    if text == "recursion":
        return by_text(path, sha256) if path.exists() else None
    if text == "print":
        os.write(1, b"not an answer\n")
    if text == "write":
        path.with_name("written").write_text("x")
    return Measured(sha256, path.stat().st_size, "text", letters=len(text))


def raise_once(path):
    """Crash on the first sight of a file; the name of a folder notes it, for no file can be written."""
    mark = path.with_name("seen")
    if not mark.exists():
        mark.mkdir()
        os.kill(os.getpid(), signal.SIGSEGV)


def until_it_is_back(path, sha256=""):
    """Cannot be read until somebody says so, as on a network drive that is away."""
    if path.read_text() == "away" and not path.parent.parent.with_name("back").exists():
        raise OSError
    return by_text(path, sha256)


def lengths(path, sha256=""):
    return Measured(sha256, path.stat().st_size, "text", letters=len(path.read_bytes()))
