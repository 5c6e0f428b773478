"""Where chunks of orders are worked on: processes of this machine, or a Dask cluster. One Executor either way.

Sending chunks to an Executor and taking back what became of them, whatever happens to its processes.
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
from kla_lib.run.model import Order, Outcome

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
            context.set_forkserver_preload(["papermill", "kla_lib.run.work"])
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


Chunk = tuple[Order, ...]
Make = Callable[[Chunk], list[Outcome]]
Fail = Callable[[Order, str], Outcome]
AHEAD = 3  # chunks waiting per worker: nobody idles, and the driver holds few


def drive(orders: Sequence[Order], pool: Pool, make: Make, fail: Fail) -> Iterator[Outcome]:
    """What became of every order, as it becomes known.

    ``make`` runs in a worker on one chunk. When a worker dies, what was under way is tried again order by order; an
    order that again takes its worker with it is failed by ``fail``, which is told how, and the others go on.
    """
    suspects: list[Order] = []
    waiting = deque(_chunks(orders, pool.chunk))
    while waiting:
        with _opened(pool) as executor:
            yield from _until_broken(executor, waiting, pool.at_once * AHEAD, make, suspects)
    alone = deque(suspects)
    while alone:
        with _opened(pool) as executor:
            yield from _one_by_one(executor, alone, make, fail)


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


def _chunks(orders: Sequence[Order], size: int) -> Iterator[Chunk]:
    return (tuple(orders[start : start + size]) for start in range(0, len(orders), size))


def _until_broken(
    executor: Executor, waiting: deque[Chunk], at_once: int, make: Make, suspects: list[Order]
) -> Iterator[Outcome]:
    """Work off ``waiting``; where a chunk is lost it goes to the suspects, where the executor is lost we stop."""
    running: dict[Future[list[Outcome]], Chunk] = {}
    broken = False
    while running or (waiting and not broken):
        while waiting and len(running) < at_once and not broken:
            broken = not _submit(executor, waiting, make, running)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            chunk = running.pop(future)
            try:
                yield from future.result()
            except Exception as fault:  # the worker's death, told by each kind of executor in its own way
                broken = broken or isinstance(fault, BrokenExecutor)
                suspects.extend(chunk)


def _submit(executor: Executor, waiting: deque[Chunk], make: Make, running: dict[Future[list[Outcome]], Chunk]) -> bool:
    try:
        running[executor.submit(make, waiting[0])] = waiting[0]
    except BrokenExecutor:
        return False
    waiting.popleft()
    return True


def _one_by_one(executor: Executor, waiting: deque[Order], make: Make, fail: Fail) -> Iterator[Outcome]:
    """Work off ``waiting``, never two at once; where the executor is lost, the order it was lost with is to blame."""
    while waiting:
        order = waiting.popleft()
        try:
            yield from executor.submit(make, (order,)).result()
        except Exception as fault:
            yield fail(order, f"{type(fault).__name__}: {fault}")
            if isinstance(fault, BrokenExecutor):
                return
