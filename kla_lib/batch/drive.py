"""Sending chunks to an Executor and taking back what became of them, whatever happens to its processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager

from kla_lib.batch.pool import Pool
from kla_lib.batch.shapes import Order, Outcome

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
