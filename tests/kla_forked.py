"""The command in a process of its own, forked from one that has read its modules: that saves each test a second.

Reads one command per line from stdin (JSON: arguments, folder, files for what it prints) and answers with its exit code.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import NoReturn

NOT_READ = ("kla_lib.engine", "kla_lib.run", "kla_lib.samples", "kla_lib.__main__")  # some of them start processes
OTHERS = ("matplotlib.figure", "scipy.optimize", "scipy.stats", "xlsxwriter", "nbformat")


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
    """What commands read when they need it: our modules, those of others, the editions, the words of both languages."""
    kla_lib = importlib.import_module("kla_lib")
    for found in pkgutil.walk_packages(kla_lib.__path__, "kla_lib."):
        if not found.name.startswith(NOT_READ):
            importlib.import_module(found.name)
    for other in OTHERS:
        importlib.import_module(other)
    editions = importlib.import_module("kla_lib.instrument.editions")
    for folder in editions.shipped().values():
        editions.load(folder)
    for refused in (["score", "--lang", lang] for lang in ("id", "en")):
        with (
            Path(os.devnull).open("w") as nowhere,
            contextlib.redirect_stderr(nowhere),
            contextlib.suppress(SystemExit),
        ):
            sys.argv = ["kla", *refused]
            importlib.import_module("kla_lib.cli").main()


def _serve() -> None:
    gc.collect()
    gc.freeze()  # a command need not look through what the server holds
    for line in sys.stdin:
        if not (child := os.fork()):
            _become(**json.loads(line))
            _command()
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    os._exit(0)


def _become(arguments: list[str], cwd: str, said: list[str]) -> None:
    os.chdir(cwd)
    sys.argv = ["kla", *arguments]
    for number, path in enumerate([os.devnull, *said]):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)


def _command() -> NoReturn:
    """Run the command, end what it started, and go without taking every module apart."""
    code = 1
    try:
        importlib.import_module("kla_lib.cli").main()
        code = 0
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    except BaseException:
        traceback.print_exc()
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _read_modules()
    _serve()
