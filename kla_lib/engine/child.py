"""The forked process of one notebook: it runs the cells it is sent, exports if asked, and waits to be ended."""

from __future__ import annotations

import asyncio
import atexit
import importlib
import json
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection, forkserver
from pathlib import Path
from typing import Any

from kla_lib.engine.options import THREAD_LIMITS

# Every frame starts with one of these letters.
READY, MESSAGE, PRODUCT_TEXT, PRODUCT_BYTES = b"R", b"M", b"T", b"B"
PRODUCT_FAULT, FINISHED, BIRTH_FAULT = b"E", b"F", b"X"
DELIM = b"<IDS|MSG>"


@dataclass(frozen=True)
class Setup:
    """What a notebook's process is given at birth."""

    cwd: str
    environment: Mapping[str, str] = field(repr=False)
    memory_mb: int | None = None

    def _bootstrap(self, owner: int) -> int:
        """Called by the fork server in the new process, with a descriptor that outlives its owner."""
        descriptors = forkserver.get_inherited_fds() or []
        pipe = connection.Connection(descriptors[0])
        try:
            _forget_fork_server()
            Child(self, pipe, owner).run()
        except BaseException:
            pipe.send_bytes(BIRTH_FAULT + traceback.format_exc().encode())
            os._exit(1)
        return 0


def _forget_fork_server() -> None:
    """A notebook that uses multiprocessing starts from nothing, and does not keep our server alive."""
    server: Any = forkserver._forkserver
    os.close(server._forkserver_alive_fd)
    server._forkserver_alive_fd = server._forkserver_address = server._inherited_fds = None


class Child:
    """One kernel, one pipe."""

    def __init__(self, setup: Setup, pipe: connection.Connection, owner: int) -> None:
        """Take on the owner's folder and environment, then the captured streams."""
        from kla_lib.engine import warm
        from kla_lib.engine.kernel import attach
        from kla_lib.engine.streams import capture

        os.setsid()
        self._pipe = pipe
        self._sending = threading.Lock()
        _settle(setup)
        self._kernel = attach(warm.APP, self._deliver)
        capture(warm.APP.session, owner)
        _cap_memory(setup.memory_mb)

    def run(self) -> None:
        """Serve until the owner ends this process, or the notebook itself stops the loop (``exit()``)."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        serving = loop.create_task(self._serve())
        serving.add_done_callback(lambda _: loop.stop())  # a fault of ours: say so, and do not leave the owner waiting
        loop.run_forever()  # with as many frames below a cell as in a real kernel
        if serving.done():
            serving.result()

    async def _serve(self) -> None:
        self._kernel.start()
        arrived = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), arrived.set)
        self._send(READY, json.dumps(self._kernel.language_info).encode())
        while True:
            await arrived.wait()
            arrived.clear()
            while self._pipe.poll():
                await self._answer(self._pipe.recv())

    async def _answer(self, request: tuple[str, Any]) -> None:
        kind, content = request
        if kind == "execute":
            await self._kernel.run_request(content)
        elif kind == "after":
            self._produce(*content)
        elif kind == "finish":
            self._finish()

    def _produce(self, path: str, notebook: object, given: Mapping[str, Any]) -> None:
        try:
            product = load(path)(notebook, **given)
            encoded = product.encode() if isinstance(product, str) else bytes(product)
        except Exception:
            self._send(PRODUCT_FAULT, traceback.format_exc().encode(errors="replace"))
        else:
            self._send(PRODUCT_TEXT if isinstance(product, str) else PRODUCT_BYTES, encoded)

    def _finish(self) -> None:
        """What an interpreter does at its end: wait for threads, run exit handlers. Then the owner ends the rest."""
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        self._send(FINISHED, json.dumps({"peak_mb": peak_mb(), "cpu_seconds": time.process_time()}).encode())

    def _deliver(self, channel: str, frames: Sequence[bytes]) -> None:
        """Header, parent header, metadata and content stand behind the delimiter and the signature."""
        start = frames.index(DELIM) + 2
        self._send(MESSAGE, b"[%s,%s]" % (json.dumps(channel).encode(), b",".join(frames[start : start + 4])))

    def _send(self, kind: bytes, content: bytes) -> None:
        with self._sending:
            self._pipe.send_bytes(kind + content)


def _settle(setup: Setup) -> None:
    """Folder, environment and fresh random numbers."""
    kept = {name: os.environ[name] for name in THREAD_LIMITS}
    backend, python_path = os.environ["MPLBACKEND"], os.environ.get("PYTHONPATH", "")
    os.environ.clear()
    os.environ.update(kept | {"MPLBACKEND": backend} | dict(setup.environment))
    time.tzset()
    os.chdir(setup.cwd)
    _follow_python_path(python_path)
    _follow_matplotlib(backend)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _cap_memory(memory_mb: int | None) -> None:
    """Let the process grow to ``memory_mb``: more is a MemoryError in the cell that asks for it.

    RLIMIT_DATA counts private writable memory, reserved or used, so what the server reserved without using is added.
    """
    if memory_mb is None:
        return
    import resource  # not on Windows, where nothing is forked

    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    resident, private = (int(status[name].split()[0]) << 10 for name in ("VmRSS", "VmData"))
    cap = max(private, private - resident + (memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_DATA, (cap, cap))


def _follow_python_path(warm_path: str) -> None:
    """The server was started with its owner's PYTHONPATH of then: use that of now."""
    now = os.environ.get("PYTHONPATH", "")
    if now != warm_path:
        old = warm_path.split(os.pathsep)
        sys.path[:] = [
            *filter(None, now.split(os.pathsep)),
            *(entry for entry in sys.path if entry not in old or not entry),
        ]


def _follow_matplotlib(warm_backend: str) -> None:
    """Matplotlib read its settings in the server: follow the notebook's own backend and matplotlibrc."""
    if "matplotlib" not in sys.modules:
        return
    import matplotlib

    if Path("matplotlibrc").is_file() or "MATPLOTLIBRC" in os.environ:
        matplotlib.rc_file(matplotlib.matplotlib_fname())
    if os.environ["MPLBACKEND"] != warm_backend:
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def load(path: str) -> Callable[..., str | bytes]:
    """The callable behind ``package.module:name``."""
    module, _, name = path.partition(":")
    found: Callable[..., str | bytes] = getattr(importlib.import_module(module), name)
    return found


def peak_mb() -> float:
    """The largest resident size of this process so far."""
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def pipe_pair() -> tuple[connection.Connection, socket.socket]:
    """Two ends of one pipe: ours to read messages from, and the child's."""
    ours, theirs = socket.socketpair()
    return connection.Connection(ours.detach()), theirs
