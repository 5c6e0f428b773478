"""A forked process behind the two faces nbclient knows: a kernel manager and a kernel client."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from queue import Empty
from typing import Any

from jupyter_client.jsonutil import extract_dates
from nbclient.exceptions import DeadKernelError

from kla_lib.engine import child, server
from kla_lib.engine.options import Facts, Options, ProductFault

Part = dict[str, Any]
FINISH_SECONDS = 5.0  # what jupyter_client gives a kernel to end by itself


class HandOver(Exception):
    """The notebook needs something that only a kernel with a front end has."""


class Channel:
    """Messages in order of arrival, then the reason why no more will come."""

    def __init__(self, *before: Channel) -> None:
        """A fault is told only when everything in the channels ``before`` has been read."""
        self.messages: asyncio.Queue[Any] = asyncio.Queue()
        self._before = before

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message. Raises queue.Empty, like a real channel, when none comes in time."""
        try:
            found = await asyncio.wait_for(self.messages.get(), timeout)
        except TimeoutError:
            raise Empty from None
        if isinstance(found, BaseException):
            while any(channel.messages.qsize() for channel in self._before):
                await asyncio.sleep(0)
            raise found
        message: dict[str, Any] = found
        return message


class ForkedClient:
    """Sends cells to the process and sorts what comes back."""

    allow_stdin = False

    def __init__(self, process: server.Forked, facts: Facts) -> None:
        """A client of one process."""
        self._process, self._facts = process, facts
        self._numbers = itertools.count(1)
        self._answers: asyncio.Queue[Any] = asyncio.Queue()
        self.iopub_channel = Channel()
        self.shell_channel = Channel(self.iopub_channel)
        self.language_info: dict[str, Any] = {}
        self.busy = False

    def start_channels(self) -> None:
        """Read whenever something arrives."""
        asyncio.get_running_loop().add_reader(self._process.pipe.fileno(), self._read)

    def stop_channels(self) -> None:
        """Stop reading and give back the descriptors."""
        asyncio.get_running_loop().remove_reader(self._process.pipe.fileno())
        self.iopub_channel.messages.put_nowait(asyncio.CancelledError())  # whoever still waits after a timeout
        self._process.close()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the first sign of life."""
        self.language_info = json.loads(await self._answer(timeout))

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return not self._process.ended()

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Send one cell; its number is what answers refer to."""
        name = f"{os.getpid()}_{next(self._numbers)}"
        header = {"msg_id": name, "msg_type": "execute_request", "date": datetime.now(UTC).isoformat()}
        content = {"code": code, "silent": False, "store_history": store_history, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": stop_on_error}
        request = {"header": header, "msg_id": name, "msg_type": "execute_request", "parent_header": {}}
        self.busy = True
        self._send("execute", {**request, "metadata": {}, "content": content})
        return name

    async def produce(self, path: str, notebook: object, given: Mapping[str, Any], timeout: float) -> str | bytes:
        """Have the process call ``path`` with the executed notebook and what else it was given.

        Raises ProductFault where that fails or takes longer than ``timeout`` seconds.
        """
        self._send("after", (path, notebook, given))
        try:
            product: str | bytes = await self._answer(None if timeout == float("inf") else timeout)
        except TimeoutError:
            self.busy = True  # so that it is ended, not asked to finish
            raise ProductFault("the export timed out: it took longer than was left for the notebook") from None
        return product

    async def finish(self) -> None:
        """Let the process end as an interpreter does; one that takes too long is ended as it is."""
        self._send("finish", None)
        try:
            known = json.loads(await self._answer(FINISH_SECONDS))
        except (TimeoutError, DeadKernelError):
            return
        self._facts.peak_mb, self._facts.cpu_seconds = known["peak_mb"], known["cpu_seconds"]

    async def _answer(self, timeout: float | None) -> Any:
        found = await asyncio.wait_for(self._answers.get(), timeout)
        if isinstance(found, Exception):
            raise found
        return found

    def _send(self, kind: str, content: object) -> None:
        try:
            self._process.pipe.send((kind, content))
        except OSError:
            self._lost()

    def _read(self) -> None:
        try:
            while self._process.pipe.poll():
                frame = self._process.pipe.recv_bytes()
                self._sort(frame[:1], frame[1:])
        except (EOFError, OSError):
            self._lost()

    def _sort(self, kind: bytes, content: bytes) -> None:
        if kind == child.MESSAGE:
            self._sort_message(*json.loads(content.decode("utf-8", "replace")))  # as jupyter_client reads
        elif kind == child.PRODUCT_FAULT:
            self._answers.put_nowait(ProductFault(f"the export after the notebook failed:\n{content.decode()}"))
        elif kind == child.BIRTH_FAULT:
            self._fail(DeadKernelError(f"the notebook's process failed outside of any cell:\n{content.decode()}"))
        else:
            self._answers.put_nowait(content.decode() if kind == child.PRODUCT_TEXT else content)

    def _sort_message(self, channel: str, header: Part, parent: Part, metadata: Part, content: Part) -> None:
        if header["msg_type"].startswith("comm_"):
            self._fail(HandOver(f"a widget wants a front end ({header['msg_type']})"))
            return
        message = {"header": extract_dates(header), "msg_type": header["msg_type"], "msg_id": header["msg_id"]}
        message |= {"parent_header": parent, "metadata": metadata, "content": content}
        self.busy = self.busy and channel != "shell"
        (self.shell_channel if channel == "shell" else self.iopub_channel).messages.put_nowait(message)

    def _lost(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.pipe.fileno())
        self._process.ended(within=FINISH_SECONDS)
        self._fail(DeadKernelError(f"{how_it_ended(self._process.exit_code)}{_where(self._facts.cell)}"))

    def _fail(self, fault: Exception) -> None:
        for queue in (self.shell_channel.messages, self._answers):
            queue.put_nowait(fault)


def how_it_ended(code: int | None) -> str:
    """The words for an exit code."""
    if code is None:
        return "Kernel died: the notebook's process closed its pipe but still runs"
    if code >= 0:
        return f"Kernel died: the notebook's process ended itself with exit code {code}"
    name = signal.Signals(-code).name
    hint = " (out of memory, or killed from outside)" if name == "SIGKILL" else ""
    return f"Kernel died: the notebook's process was ended by {name}{hint}"


def _where(cell: int | None) -> str:
    return "" if cell is None else f", in cell {cell + 1}"


class ForkedManager:
    """Starts and ends the process, with the names nbclient calls."""

    ipykernel = False

    def __init__(self, options: Options) -> None:
        """Nothing runs yet."""
        self._options = options
        self._process: server.Forked | None = None
        self._client: ForkedClient | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether a process was started."""
        return self._process is not None

    def start_kernel(self, **_given: object) -> None:
        """Fork."""
        setup = child.Setup(os.getcwd(), dict(os.environ), self._options.memory_mb)  # noqa: PTH109
        self._process = server.fork(setup, self._options.preload)

    def client(self) -> ForkedClient:
        """The client of the process."""
        assert self._process is not None  # noqa: S101
        self._client = ForkedClient(self._process, self._options.facts)
        return self._client

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and not self._process.ended()

    def interrupt_kernel(self) -> None:
        """What Ctrl-C does."""
        if self._process is not None:
            self._process.interrupt()

    async def shutdown_kernel(self, now: bool = False) -> None:
        """Let an idle process finish; end a busy one."""
        if self._client is not None and not (now or self._client.busy):
            await self._client.finish()

    def cleanup_resources(self) -> None:
        """End the process, whatever it started, and whatever it left in its group."""
        if self._process is not None:
            self._process.end()
