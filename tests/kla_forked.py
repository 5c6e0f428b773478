"""The command in a process of its own, forked from one that has read its modules: that saves each test a second.

Reads one command per line from stdin (JSON: arguments, folder, files for what it prints) and answers with its exit code.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

ROOMS = ("core", "instrument", "recap", "local", "forms", "scoring", "cli")


class Server:
    """Runs commands, one after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def run(self, arguments, cwd, folder) -> tuple[int, str, str]:
        """The exit code of ``kla`` with these arguments in this working directory, and what it printed."""
        said = [Path(folder) / name for name in ("stdout", "stderr")]
        asked = {"arguments": arguments, "cwd": str(cwd), "said": [str(path) for path in said]}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return code, *(path.read_text(encoding="utf-8") for path in said)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def _read_modules() -> None:
    for room in ROOMS:
        package = importlib.import_module(f"kla_lib.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    for refused in (["score", "--lang", lang] for lang in ("id", "en")):  # the words of both languages
        with (
            Path(os.devnull).open("w") as nowhere,
            contextlib.redirect_stderr(nowhere),
            contextlib.suppress(SystemExit),
        ):
            sys.argv = ["kla", *refused]
            importlib.import_module("kla_lib.cli").main()


def _serve() -> None:
    """Returns in the process of each command, ready to run it; in the server itself when nobody asks any more."""
    for line in sys.stdin:
        if not (child := os.fork()):
            _become(**json.loads(line))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    os._exit(0)


def _become(arguments: list[str], cwd: str, said: list[str]) -> None:
    os.chdir(cwd)
    sys.argv = ["kla", *arguments]
    for number, path in enumerate([os.devnull, *said]):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)


if __name__ == "__main__":
    _read_modules()
    _serve()
    from kla_lib.cli import main

    main()
