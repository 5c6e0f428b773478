"""Send chunks of orders to the processes of this machine or to a Dask cluster, and yield their outcomes.

Both are an Executor. A process that dies takes no report with it but the one that killed it.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process

from kla_lib.core.problems import InputFault, Where, problem
from kla_lib.engine.options import THREAD_LIMITS
from kla_lib.engine.server import join_server, warm_server
from kla_lib.engine.suitable import can_fork
from kla_lib.run.model import Order, Outcome
from kla_lib.run.work import PRELOAD, failed, make_chunk

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


def local_pool(workers: int) -> Pool:
    """Processes of this machine; where there is fork, their notebooks are forked from one warm server, started here.

    Chunks are small: the progress is seen, and a worker that dies has little to do again.
    """
    address = warm_server(PRELOAD).address() if can_fork() else ""

    def open_executor() -> Executor:
        context = get_context("forkserver" if address else "spawn")
        if address:
            context.set_forkserver_preload(["papermill", "kla_lib.run.work"])
        return ProcessPoolExecutor(workers, context, _prepare, (address,))

    return Pool(open_executor, workers, chunk=4)


def cluster_pool(scheduler: str) -> Pool:
    """The workers of a Dask scheduler (``tcp://host:port``); they see the same folders as we do.

    A task whose worker is lost goes to another. Raises InputFault where Dask is not installed or does not answer.
    """
    try:
        from distributed import Client
    except ImportError as fault:
        raise InputFault([problem("cluster_missing", Where(), scheduler)]) from fault
    if not ADDRESS.fullmatch(scheduler):  # a Client of a wrong address cannot be closed silently
        raise InputFault([problem("cluster_silent", Where(), scheduler, reason="tcp://host:port")])
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise InputFault([problem("cluster_silent", Where(), scheduler, reason=fault)]) from fault
    workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    return Pool(lambda: client.get_executor(retries=CLUSTER_RETRIES, pure=False), workers, chunk=20)


def _prepare(address: str) -> None:
    """Once in every local worker: one thread per pool, no end by Ctrl-C, and an end with the driver's end.

    ``address`` is that of the warm server; empty where notebooks are not forked.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver is interrupted, and ends its workers
    for name in THREAD_LIMITS:
        os.environ.setdefault(name, "1")
    if address:
        join_server(address, PRELOAD)
    gc.freeze()  # the collection after each chunk then looks at that chunk alone
    threading.Thread(target=_end_with_driver, name="driver", daemon=True).start()


def _end_with_driver() -> None:
    """A pool's worker waits for work for ever, also when the driver was killed: leave then."""
    driver = parent_process()
    if driver is not None:
        connection.wait([driver.sentinel])
        os._exit(1)


Chunk = tuple[Order, ...]
AHEAD = 3  # chunks waiting per worker: no worker idles, and the driver holds few


def drive(orders: Sequence[Order], pool: Pool) -> Iterator[Outcome]:
    """The outcome of every order, as soon as it is known.

    When a worker dies, what was under way is tried again order by order; an order that again takes its worker with it
    has failed, and the others go on.
    """
    suspects: list[Order] = []
    waiting = deque(tuple(orders[n : n + pool.chunk]) for n in range(0, len(orders), pool.chunk))
    while waiting:
        with _opened(pool) as executor:
            yield from _until_broken(executor, waiting, pool.at_once * AHEAD, suspects)
    alone = deque(suspects)
    while alone:
        with _opened(pool) as executor:
            yield from _one_by_one(executor, alone)


@contextmanager
def _opened(pool: Pool) -> Iterator[Executor]:
    """An executor that is not waited for when we are interrupted."""
    executor = pool.open()
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


def _until_broken(executor: Executor, waiting: deque[Chunk], at_once: int, suspects: list[Order]) -> Iterator[Outcome]:
    """Work off ``waiting``; where a chunk is lost it goes to the suspects, where the executor is lost we stop."""
    running: dict[Future[list[Outcome]], Chunk] = {}
    broken = False
    while running or (waiting and not broken):
        while waiting and len(running) < at_once and not broken:
            broken = not _submit(executor, waiting, running)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            chunk = running.pop(future)
            try:
                yield from future.result()
            except Exception as fault:  # the worker's death, which each kind of executor reports in its own way
                broken = broken or isinstance(fault, BrokenExecutor)
                suspects.extend(chunk)


def _submit(executor: Executor, waiting: deque[Chunk], running: dict[Future[list[Outcome]], Chunk]) -> bool:
    """Submit the next chunk; False where the executor is broken."""
    try:
        running[executor.submit(make_chunk, waiting[0])] = waiting[0]
    except BrokenExecutor:
        return False
    waiting.popleft()
    return True


def _one_by_one(executor: Executor, waiting: deque[Order]) -> Iterator[Outcome]:
    """Work off ``waiting``, never two at once; where the executor is lost, the order it was lost with is to blame."""
    while waiting:
        order = waiting.popleft()
        try:
            yield from executor.submit(make_chunk, (order,)).result()
        except Exception as fault:
            yield failed(order, f"{type(fault).__name__}: {fault}", "worker_lost")
            if isinstance(fault, BrokenExecutor):
                return
