"""``kla lab``: JupyterLab on a workspace, opened at the notebook that is there to try things out."""

from __future__ import annotations

import sys

import typer

from kla_lib.display.command import HERE, Home, settle

FIRST = "90-eksplorasi.ipynb"  # what an analyst sees first; the folder of notebooks where it is not there
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def lab_command(context: typer.Context, home: Home = HERE) -> None:
    """Buka JupyterLab pada notebook eksplorasi; pilihan lain, misalnya --no-browser, diteruskan ke JupyterLab."""
    import subprocess

    workspace, _ = settle(home, "")
    there = (workspace.notebooks / FIRST).is_file()
    folder = f"--ServerApp.root_dir={workspace.home}"
    start = f"--LabApp.default_url=/lab/tree/notebooks{f'/{FIRST}' if there else ''}"
    command = [sys.executable, "-m", "jupyterlab", folder, start, *context.args]
    raise typer.Exit(subprocess.call(command))  # noqa: S603 - our own interpreter and module
