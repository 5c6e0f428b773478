"""Pages of documents as small pictures, drawn by a process of their own, which is started when the first is asked for."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kla_lib.evidence.model import Content

DRAWER = "kla_lib.evidence.reading.thumbnail"


@dataclass
class Drawing:
    """The process, if it runs."""

    process: subprocess.Popen[str] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: Path, content: Content, page: int) -> bytes:
        """A page as a small JPEG; empty where it cannot be drawn, or breaks the process."""
        line = json.dumps({"path": os.fsencode(path).hex(), "content": content, "page": page})
        with self.lock:
            self.process = self.process or _started()
            answer = _asked(self.process, line)
            if not answer.endswith("\n"):
                self.process.kill()
                self.process.wait()
                self.process = None
                return b""
        return base64.b64decode(answer)


def _asked(process: subprocess.Popen[str], line: str) -> str:
    with suppress(OSError, ValueError):
        if process.stdin is not None and process.stdout is not None:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            return process.stdout.readline()
    return ""


def _started() -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-B", "-X", "utf8", "-m", DRAWER]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        text=True, encoding="ascii", bufsize=1,
    )  # fmt: skip
