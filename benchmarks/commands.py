"""What a user types, timed from the outside: the ``kla`` command, and papermill's and nbconvert's."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
PERIOD, CLUSTERS = "2024", "*/20-*"


@dataclass(frozen=True)
class Job:
    """One report: the notebook, its parameters, and its title and file as ``kla run --list`` names them."""

    notebook: Path
    parameters: dict[str, Any]
    title: str
    report: str


def kla(home: Path, *arguments: str) -> list[str]:
    """``kla run`` on the cluster reports of a workspace."""
    return [str(BIN / "kla"), "run", "--home", str(home), "--period", PERIOD, "--only", CLUSTERS, *arguments]


def planned(home: Path) -> list[Job]:
    """The cluster reports of a workspace, by place and cluster."""
    listed = json.loads(_run(kla(home, "--list", "--json")))
    notebook = home / "notebooks" / "20-klaster.ipynb"
    return [Job(notebook, job["parameters"], job["title"], job["report"]) for job in listed]


def read_once(home: Path) -> None:
    """Have every recap read and kept in ``data/processed``, as after any earlier run."""
    _run([str(BIN / "kla"), "check", "--home", str(home)])


def kla_seconds(home: Path, workers: int, *arguments: str) -> float:
    """One whole ``kla run`` that makes every report anew, the start of the command included."""
    return seconds(kla(home, "--workers", str(workers), "--force", "--json", *arguments))


def two_commands_seconds(job: Job, folder: Path) -> float:
    """One report by the commands of papermill and nbconvert, the start of both included."""
    executed = folder / Path(job.report).with_suffix(".ipynb").name
    given = [part for name, value in job.parameters.items() for part in ("-r", name, str(value))]
    run = [str(BIN / "papermill"), str(job.notebook), str(executed), *given, "--cwd", str(job.notebook.parent)]
    page = [str(BIN / "jupyter"), "nbconvert", "--to", "html", str(executed)]
    return seconds(run) + seconds(page)


def seconds(command: Sequence[str]) -> float:
    """The wall time of a command. Raises CalledProcessError, with what it said, when it fails."""
    started = time.perf_counter()
    _run(command)
    return time.perf_counter() - started


def _run(command: Sequence[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if ran.returncode:
        print(ran.stdout[-2000:], ran.stderr[-2000:], file=sys.stderr)
        ran.check_returncode()
    return ran.stdout
