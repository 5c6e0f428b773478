"""IPython's own kernel without sockets: what it would send over ports goes to a sink.

Shell, display hook, publisher, session, compiler and magics are those of a real kernel, so their output is too.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel import kernelapp
from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets import Type

from kla_lib.engine.options import NO_HISTORY_FILE

CONNECTION_FILE = "kernel-kla.json"
Deliver = Callable[[str, Sequence[bytes]], None]


class Sink:
    """Stands where a kernel has a socket; drops everything until somebody listens."""

    def __init__(self, channel: str) -> None:
        """A sink for one channel."""
        self.channel = channel
        self.deliver: Deliver | None = None

    def send_multipart(self, frames: Sequence[bytes], copy: bool = True) -> None:
        """Take one serialised message."""
        if self.deliver is not None:
            self.deliver(self.channel, frames)


SHELL, IOPUB = Sink("shell"), Sink("iopub")


class PipeKernel(IPythonKernel):
    """An IPython kernel that answers one execute request at a time. ``unheard``: no front end shows what it says."""

    unheard = True
    _execute_sleep = 0.0

    def start(self) -> None:
        """Take the running loop; there is nothing to listen on."""
        self.io_loop = IOLoop.current()
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
        self.shell.exit_now = False  # type: ignore[union-attr]

    async def run_request(self, request: Mapping[str, Any]) -> None:
        """Run one cell the way ``dispatch_shell`` does, between a busy and an idle status."""
        self.set_parent([], dict(request), channel="shell")
        self._publish_status("busy", "shell")
        self.pre_handler_hook()
        try:
            await self.execute_request(SHELL, [], dict(request))
        finally:
            self.post_handler_hook()
            sys.stdout.flush()
            sys.stderr.flush()
            self._publish_status("idle", "shell")

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits behind a failed cell: the next one is only sent when this one is done."""


class IPKernelApp(kernelapp.IPKernelApp):
    """The kernel's application: its configuration, profile and start-up files, and none of its sockets."""

    kernel_class = Type(PipeKernel)

    def _nothing(self, *_args: object, **_options: object) -> None:
        """What a kernel does for its ports and this one does not."""

    init_connection_file = init_poller = init_heartbeat = _nothing
    write_connection_file = cleanup_connection_file = log_connection_info = _nothing

    def init_sockets(self) -> None:
        """Sinks instead of sockets."""
        self.session = Session(parent=self)
        self.iopub_socket = IOPUB
        self.configure_tornado_logger()

    def init_io(self) -> None:
        """The display hook and the patches now; the streams come with the fork."""
        self.displayhook = ZMQDisplayHook(self.session, IOPUB)
        sys.displayhook = self.displayhook
        self.patch_io()

    def init_signal(self) -> None:
        """Signals are set in the child."""

    def init_kernel(self) -> None:
        """The kernel object."""
        parts = {"session": self.session, "iopub_socket": IOPUB, "log": self.log}
        self.kernel = PipeKernel.instance(parent=self, profile_dir=self.profile_dir, user_ns=self.user_ns, **parts)
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count


def build_app() -> IPKernelApp:
    """The one application of this process, set up like a started kernel but attached to nobody."""
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]  # as ipykernel_launcher does; the application adds it again further down
    app = IPKernelApp.instance()
    arguments = ["-f", CONNECTION_FILE, NO_HISTORY_FILE]
    app.initialize(arguments)
    sys.argv = [str(Path(kernelapp.__file__).parents[1] / "ipykernel_launcher.py"), *arguments]
    return app


def attach(app: IPKernelApp, deliver: Deliver) -> PipeKernel:
    """Give a forked application its listener and its own identity."""
    app.session.pid = os.getpid()
    SHELL.deliver = IOPUB.deliver = deliver
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kernel: PipeKernel = app.kernel
    kernel.shell.init_environment()  # type: ignore[union-attr]
    return kernel
