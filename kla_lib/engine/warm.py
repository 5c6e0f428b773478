"""Imported once by the fork server: everything slow happens here, and no thread may be left alive.

Each notebook is forked from this state. The server is started with the limits of ``options.py``.
"""

from __future__ import annotations

import asyncio
import gc
import io
import os
from typing import Any

from kla_lib.engine.kernel import build_app

APP = build_app()  # before pyplot, which looks for a shell when it is imported


def run_nothing() -> None:
    """One silent cell: the shell, its formatters and the event loop have then been used once."""
    header = {"msg_id": "warm", "msg_type": "execute_request"}
    content = {"code": "0", "silent": True, "store_history": False, "allow_stdin": False}
    APP.kernel.shell.display_formatter.format(0)
    asyncio.run(_run({"header": header, "parent_header": {}, "metadata": {}, "content": content}))


async def _run(request: dict[str, Any]) -> None:
    APP.kernel.start()
    await APP.kernel.run_request(request)


def draw_figure() -> bytes:
    """One figure with text, drawn and thrown away: fonts are found and the renderer is loaded.

    Not through the inline backend: that hooks itself to the shell when it is imported, as it must in each notebook.
    """
    import matplotlib.pyplot  # noqa: F401
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], label="warm")
    axes.set_title("$warm$")
    axes.legend()
    page = io.BytesIO()
    FigureCanvasAgg(figure).print_figure(page, format="png", bbox_inches="tight")
    return page.getvalue()


def export_page() -> str:
    """One page exported and thrown away: templates, highlighter and Markdown are loaded."""
    from nbconvert import HTMLExporter
    from nbformat import v4

    cells = [v4.new_markdown_cell("# warm *text*"), v4.new_code_cell("1 + 1")]
    page, _ = HTMLExporter().from_notebook_node(v4.new_notebook(cells=cells))
    return str(page)


def warm_table() -> str:
    """One table rendered, and Arrow's pools limited."""
    import pandas as pd
    import pyarrow as pa

    pa.set_cpu_count(int(os.environ.get("ARROW_NUM_THREADS", "1")))
    pa.set_io_thread_count(1)
    return str(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).to_html())


def warm_all() -> None:
    """Everything above; a library that is not installed is simply not warm."""
    run_nothing()
    for step in (warm_table, draw_figure, export_page):
        try:
            step()
        except ImportError:
            continue
    gc.collect()
    gc.freeze()


warm_all()
