"""The papermill engine ``kla``: each notebook in a fresh process forked from a warmed one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_core.utils import run_sync
from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager
from papermill.log import logger

from kla_lib.engine.forked import ForkedManager, HandOver
from kla_lib.engine.limits import LimitedClient, has_failed, produce_here
from kla_lib.engine.options import Options, split_options
from kla_lib.engine.persistent_kernel import run_standing
from kla_lib.engine.suitable import can_fork, hindrance


class ForkedRun(LimitedClient):
    """papermill's client on a forked process."""

    def __init__(self, nb_man: NotebookExecutionManager, options: Options, **traits: object) -> None:
        """A client for one notebook and the process it will get."""
        super().__init__(nb_man, options, ForkedManager(options), **traits)

    def execute(self) -> NotebookNode:
        """Run the cells, then the last step, then end the process, whatever happened."""
        self.reset_execution_trackers()
        with self.setup_kernel(cleanup_kc=True):
            self.log.info(f"Executing notebook with kernel: {self.kernel_name}")
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = self.kc.language_info
            self.set_widgets_metadata()
            self._produce()
        return self.nb

    async def _async_poll_kernel_alive(self) -> None:
        """Nothing to poll: the pipe tells at once when the process is gone."""

    def _produce(self) -> None:
        if self._options.after and not has_failed(self.nb):
            self._options.facts.cell = None
            self._options.facts.product = run_sync(self.kc.produce)(
                self._options.after, self.nb, self._options.after_given, self._left()
            )


class KlaEngine(Engine):  # type: ignore[misc]
    """Registered as ``kla``; takes papermill's arguments, nbclient's, and those of Options."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **given: object
    ) -> NotebookNode:
        """Run a notebook, by ourselves where we can and by papermill's standard engine where we cannot."""
        options, rest = split_options(given)
        options.facts.notebook = nb_man.nb
        reason = hindrance(nb_man.nb, kernel_name)
        if not reason:
            try:
                return _run(nb_man, kernel_name, options, rest)
            except HandOver as found:
                reason = str(found)
                nb_man.notebook_start()
        return _hand_over(reason, nb_man, kernel_name, options, rest)


def _run(nb_man: NotebookExecutionManager, kernel_name: str, options: Options, rest: dict[str, Any]) -> NotebookNode:
    traits = client_traits(rest)
    if can_fork(options.fork):
        return ForkedRun(nb_man, options, kernel_name=kernel_name, **traits).execute()
    return run_standing(nb_man, kernel_name, options, traits)


def _hand_over(
    reason: str, nb_man: NotebookExecutionManager, kernel_name: str, options: Options, rest: dict[str, Any]
) -> NotebookNode:
    """papermill's client on a standard kernel, with a note of the reason in the notebook and in the caller's facts."""
    if options.memory_mb:
        reason += "; without the memory cap, which holds for forked notebooks only"
    logger.warning(f"Handed to papermill's standard engine: {reason}")
    options.facts.handed_over = reason
    nb_man.nb.metadata["kla_engine"] = {"handed_over": reason}
    LimitedClient(nb_man, options, None, kernel_name=kernel_name, **client_traits(rest)).execute()
    produce_here(nb_man.nb, options)
    return nb_man.nb


def client_traits(rest: Mapping[str, Any]) -> dict[str, Any]:
    """papermill's argument names turned into nbclient's, as its standard engine does."""
    renamed = {"input_path", "execution_timeout", "start_timeout", "timeout", "startup_timeout"}
    traits = {name: value for name, value in rest.items() if name not in renamed}
    timeout = rest.get("execution_timeout") or rest.get("timeout")
    return traits | {"timeout": timeout, "startup_timeout": rest.get("start_timeout", 60), "log": logger}
