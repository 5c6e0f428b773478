"""sys.stdout and sys.stderr of a notebook, and what is written below Python to file descriptors 1 and 2."""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence

from ipykernel.iostream import IOPubThread, OutStream
from jupyter_client.session import Session

from kla_lib.engine.kernel import IOPUB

PIPE_BYTES = 1 << 16


class Pump(IOPubThread):
    """One thread that empties both pipes, flushes in time, and ends the notebook when its owner is gone."""

    def __init__(self, owner: int) -> None:
        """Watch ``owner``, a descriptor that becomes readable when the owning process ends."""
        self.thread = None  # type: ignore[assignment]  # flushes then happen in the caller's thread
        self.io_loop = self  # type: ignore[assignment]
        self.session = None
        self._owner = owner
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._streams: dict[int, NotebookStream] = {}
        self._wake_read, self._wake_write = os.pipe()

    def schedule(self, call: Callable[[], None]) -> None:
        """Call at once: there is no other thread to hand it to."""
        call()

    def call_later(self, delay: float, call: Callable[[], None]) -> None:
        """Call from the pump's thread, ``delay`` seconds from now."""
        self._due.append((time.monotonic() + delay, call))
        os.write(self._wake_write, b".")

    def send_multipart(self, frames: Sequence[bytes], *_args: object, **_options: object) -> None:
        """Take one serialised message."""
        IOPUB.send_multipart(frames)

    def watch(self, streams: list[NotebookStream]) -> None:
        """Start the thread for these streams."""
        self._streams = {stream.pipe: stream for stream in streams}
        threading.Thread(target=self._run, name="IOPub", daemon=True).start()

    def _run(self) -> None:
        watched = [*self._streams, self._wake_read, self._owner]
        while True:
            ready, _, _ = select.select(watched, [], [], self._wait())
            if self._owner in ready:
                os.killpg(0, signal.SIGKILL)
            if self._wake_read in ready:
                os.read(self._wake_read, PIPE_BYTES)
            for pipe in set(ready) & set(self._streams):
                self._streams[pipe].drain()
            self._call_due()

    def _wait(self) -> float | None:
        return max(0.0, self._due[0][0] - time.monotonic()) if self._due else None

    def _call_due(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            self._due.pop(0)[1]()


class NotebookStream(OutStream):
    """IPython's output stream, fed in true order by Python and by whoever writes to the descriptor itself."""

    def __init__(self, session: Session, pump: Pump, name: str, descriptor: int) -> None:
        """Take over ``descriptor`` with a pipe; the original stays reachable through ``fileno``."""
        super().__init__(session, pump, name, watchfd=False)
        self._descriptor = descriptor
        self._original_stdstream_copy = os.dup(descriptor)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._draining = threading.RLock()
        self.pipe, write_end = os.pipe()
        os.set_blocking(self.pipe, False)
        os.dup2(write_end, descriptor)
        os.close(write_end)

    def write(self, string: str) -> int:
        """Write text after what was written below Python before it; a forked child writes to the pipe."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if not self._is_master_process():
            return self._write_below(string)
        self.drain()
        return super().write(string) or 0

    def flush(self) -> None:
        """Publish everything written so far, below Python too."""
        if self._is_master_process():
            self.drain()
            super().flush()

    def _flush(self) -> None:
        """What cannot be sent (half a surrogate pair) is lost, as in a real kernel, whose thread only logs it."""
        with contextlib.suppress(UnicodeError):
            super()._flush()

    def drain(self) -> None:
        """Move what waits in the pipe into the stream."""
        with self._draining, contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.pipe, PIPE_BYTES):
                text = self._decoder.decode(chunk)
                if text:
                    super().write(text)

    def _write_below(self, string: str) -> int:
        data = string.encode("utf-8", errors="replace")
        while data:
            data = data[os.write(self._descriptor, data) :]
        return len(string)


def capture(session: Session, owner: int) -> None:
    """Replace this process's standard streams, in Python and below."""
    pump = Pump(owner)
    streams = [NotebookStream(session, pump, name, number) for name, number in (("stdout", 1), ("stderr", 2))]
    sys.stdout, sys.stderr = streams
    pump.watch(streams)
