"""A warmed fork server of our own, and the processes forked from it."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import connection, forkserver, reduction
from pathlib import Path

from kla_lib.engine.child import Setup, pipe_pair
from kla_lib.engine.options import server_environment

# What each notebook's process starts with, then everything slow, which freezes what is there.
PRELOAD = ("kla_lib.engine.child", "kla_lib.engine.streams", "kla_lib.engine.warm")


class WarmServer(forkserver.ForkServer):
    """The standard library's fork server, shared with processes forked from the one that started it."""

    _forkserver_address: str | None
    _forkserver_alive_fd: int | None

    def __init__(self, preload: tuple[str, ...] = ()) -> None:
        """Nothing is started yet."""
        super().__init__()
        self._owner = 0
        self.set_forkserver_preload([*PRELOAD, *preload])

    def ensure_running(self) -> None:
        """Start the server once; a process forked from its owner uses the same one."""
        if self._forkserver_address is not None and self._owner != os.getpid():
            return
        with server_environment():
            super().ensure_running()
        self._owner = os.getpid()

    def address(self) -> str:
        """Where other processes of this machine reach the running server (see `join_server`)."""
        assert self._forkserver_address is not None  # noqa: S101
        return self._forkserver_address

    def join(self, address: str) -> None:
        """Use a server that another process started; it ends with that process, whatever this one does."""
        self._forkserver_address, self._owner = address, -1
        self._forkserver_alive_fd = os.open(os.devnull, os.O_RDONLY)  # what our forks are given to close


_servers: dict[tuple[str, ...], WarmServer] = {}
_starting = threading.Lock()


def warm_server(preload: tuple[str, ...] = ()) -> WarmServer:
    """The server of this process with these extra modules preloaded, started if need be."""
    with _starting:
        server = _servers.setdefault(preload, WarmServer(preload))
        server.ensure_running()
    return server


def join_server(address: str, preload: tuple[str, ...] = ()) -> None:
    """Fork this process's notebooks from a server that is already warm, instead of warming one of its own."""
    joined = WarmServer(preload)
    joined.join(address)
    _servers[preload] = joined


@dataclass
class Forked:
    """One notebook's process, seen from its owner."""

    pid: int
    pipe: connection.Connection
    _status: int
    _lifeline: int
    exit_code: int | None = None

    def ended(self, within: float = 0.0) -> bool:
        """Whether the process is gone; its exit code is then known (negative: the signal's number)."""
        if self.exit_code is None and connection.wait([self._status], within):
            try:
                self.exit_code = forkserver.read_signed(self._status)
            except (OSError, EOFError):
                self.exit_code = 255
        return self.exit_code is not None

    def interrupt(self) -> None:
        """What Ctrl-C does."""
        if not self.ended():
            os.killpg(self.pid, signal.SIGINT)

    def end(self) -> None:
        """End the process and all it started, at once; its memory is given back while its owner goes on."""
        started = [] if self.ended() else [self.pid, *descendants(self.pid)]
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        for pid in started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """Give back the descriptors."""
        self.pipe.close()
        for descriptor in (self._status, self._lifeline):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self._status = self._lifeline = -1


def descendants(pid: int) -> Iterator[int]:
    """Children of a process and theirs (Linux): also those that left its process group."""
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in listing.read_text().split():
                yield int(child)
                yield from descendants(int(child))


def fork(setup: Setup, preload: tuple[str, ...] = ()) -> Forked:
    """A fresh process from the warm server."""
    ours, theirs = pipe_pair()
    with theirs:
        status, data = _connect(theirs.fileno(), preload)
    lifeline = os.dup(data)
    with open(data, "wb") as sink:  # noqa: PTH123  (a descriptor, not a path)
        sink.write(_birth_certificate(setup))
    return Forked(forkserver.read_signed(status), ours, status, lifeline)


def _connect(descriptor: int, preload: tuple[str, ...]) -> tuple[int, int]:
    """A new process; where the server we joined is gone (out of memory, killed), from one of our own."""
    try:
        return warm_server(preload).connect_to_new_process([descriptor])
    except OSError:
        with _starting:
            _servers[preload] = WarmServer(preload)
        return warm_server(preload).connect_to_new_process([descriptor])


def _birth_certificate(setup: Setup) -> bytes:
    """What the fork server's child reads first: nothing to prepare, then the object that takes over."""
    page = io.BytesIO()
    reduction.dump({}, page)
    reduction.dump(setup, page)
    return page.getvalue()
