"""Where chunks of orders are worked on: processes of this machine, or a Dask cluster. One Executor either way."""

from __future__ import annotations

import gc
import os
import re
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process

from kla_lib.batch.engine.environment import THREAD_LIMITS
from kla_lib.problems import InputFault, Where, problem

ADDRESS = re.compile(r"[a-z]+://\S+:\d+")
CLUSTER_RETRIES = 3
CONNECT_SECONDS = 10


@dataclass(frozen=True)
class Pool:
    """How to open an Executor, how many chunks it works on at once, and how many orders a chunk holds.

    ``open`` may be called again when the Executor it gave has broken.
    """

    open: Callable[[], Executor]
    at_once: int
    chunk: int


def local_pool(workers: int, fork: bool, prepare: Callable[[], None]) -> Pool:
    """Processes of this machine, forked where that is possible, which each call ``prepare`` once.

    Chunks are small: the progress is seen, and a worker that dies has little to do again.
    """

    def open_executor() -> Executor:
        context = get_context("forkserver" if fork else "spawn")
        if fork:
            context.set_forkserver_preload(["papermill", "kla_lib.batch.work"])
        return ProcessPoolExecutor(workers, context, _prepare, (prepare,))

    return Pool(open_executor, workers, chunk=4)


def cluster_pool(scheduler: str) -> Pool:
    """The workers of a Dask scheduler (``tcp://host:port``); they see the same folders as we do.

    A task whose worker is lost goes to another. Raises InputFault where Dask is not installed or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as fault:
        raise InputFault([problem("cluster_missing", Where(), scheduler)]) from fault
    if not ADDRESS.fullmatch(scheduler):  # a Client of a wrong address cannot be got rid of quietly
        raise InputFault([problem("cluster_silent", Where(), scheduler, reason="tcp://host:port")])
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise InputFault([problem("cluster_silent", Where(), scheduler, reason=fault)]) from fault
    workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    return Pool(lambda: client.get_executor(retries=CLUSTER_RETRIES, pure=False), workers, chunk=20)


def _prepare(prepare: Callable[[], None]) -> None:
    """Once in every local worker: one thread per pool, no end by Ctrl-C, and an end with the driver's end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver is interrupted, and ends its workers
    for name in THREAD_LIMITS:
        os.environ.setdefault(name, "1")
    prepare()
    gc.freeze()  # the collection after each chunk then looks at that chunk alone
    threading.Thread(target=_end_with_driver, name="driver", daemon=True).start()


def _end_with_driver() -> None:
    """A pool's worker waits for work for ever, also when the driver was killed: leave then."""
    driver = parent_process()
    if driver is not None:
        connection.wait([driver.sentinel])
        os._exit(1)


def nothing() -> None:
    """What a worker has to prepare where notebooks are not forked."""
