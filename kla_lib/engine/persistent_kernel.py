"""Where there is no fork: one standard kernel kept warm, restarted after each notebook while its owner goes on."""

from __future__ import annotations

import atexit
import os
from dataclasses import dataclass
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_async, run_sync
from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager

from kla_lib.engine.limits import LimitedClient, produce_here
from kla_lib.engine.options import NO_HISTORY_FILE, Options


@dataclass
class IdleKernel:
    """A started kernel that has run nothing yet, and the place it was started in."""

    manager: AsyncKernelManager
    place: tuple[str, frozenset[tuple[str, str]]]


_standing: dict[str, IdleKernel] = {}


def run_standing(
    nb_man: NotebookExecutionManager, kernel_name: str, options: Options, traits: dict[str, Any]
) -> NotebookNode:
    """Run a notebook in the standing kernel, and leave a fresh one standing."""
    manager = take(kernel_name)
    client = LimitedClient(nb_man, options, manager, kernel_name=kernel_name, **traits)
    try:
        client.execute(cleanup_kc=False)
        client.kc.stop_channels()
        run_sync(manager.restart_kernel)(now=True)
        _standing[kernel_name] = IdleKernel(manager, _place())
    except BaseException:
        end(manager)
        raise
    produce_here(nb_man.nb, options)
    return nb_man.nb


def take(kernel_name: str) -> AsyncKernelManager:
    """The standing kernel if it was started in this folder and environment, else a new one."""
    found = _standing.pop(kernel_name, None)
    if found and found.place == _place():
        return found.manager
    if found:
        end(found.manager)
    manager = AsyncKernelManager(kernel_name=kernel_name)
    run_sync(manager.start_kernel)(extra_arguments=[NO_HISTORY_FILE])
    return manager


def end(manager: AsyncKernelManager) -> None:
    """End a kernel at once, and what belongs to it."""
    run_sync(manager.shutdown_kernel)(now=True)
    run_sync(_clean)(manager)


async def _clean(manager: AsyncKernelManager) -> None:
    await ensure_async(manager.cleanup_resources())


def _place() -> tuple[str, frozenset[tuple[str, str]]]:
    return os.getcwd(), frozenset(os.environ.items())  # noqa: PTH109


@atexit.register
def end_all() -> None:
    """End every standing kernel."""
    while _standing:
        end(_standing.popitem()[1].manager)
