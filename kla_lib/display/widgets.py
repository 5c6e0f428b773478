"""Widgets of a notebook: controls where a front end is open, a readable page where there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from kla_lib.display.html import Cell, Html

Bundle = tuple[dict[str, Any], dict[str, Any]]
PAGE_ONLY = ("text/html", "text/plain")  # a widget's own text says that it cannot be shown; the page says more

STYLE = (
    "<style>.kla-in figure{margin:0}.kla-in img{color-scheme:light;background:#fcfbf8;max-width:100%;height:auto;width:480px}"
    ".kla-in small{display:block;opacity:.75}.kla-in caption{text-align:left;font-weight:700;padding:4px 0}"
    ".kla-in .table{overflow-x:auto}.kla-in table{width:100%;max-width:900px;margin:0}.kla-in .n{text-align:right!important;white-space:nowrap}"
    ".kla-in th[scope=row]{text-align:left!important;font-weight:400}.kla-in p{line-height:1.45;max-width:480px;white-space:normal}"
    ".kla-ticks .widget-checkbox label{white-space:normal;height:auto;line-height:1.35;align-items:flex-start}"
    ".kla-ticks .widget-checkbox{height:auto}</style>"
)


def in_notebook(piece: Cell) -> str:
    """A piece of a page for a widget; JupyterLab and the plain notebook both style ``jp-RenderedHTMLCommon``."""
    return f'{STYLE}<div class="kla-in jp-RenderedHTMLCommon">{piece}</div>'


def page_or_controls(page: Html, panel: Callable[[], Any]) -> Bundle:
    """The MIME bundle for Jupyter: the page, and where a front end is open also the controls that ``panel`` makes."""
    data, about = page._repr_mimebundle_()
    if not has_front_end():
        return dict(data), dict(about)
    controls = panel().box._repr_mimebundle_() or {}
    return {**data, **{kind: shown for kind, shown in controls.items() if kind not in PAGE_ONLY}}, dict(about)


def has_front_end() -> bool:
    """True in a kernel that a front end may be connected to; the kernels of ``kla run`` are marked ``unheard``."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell else None
    kernel = getattr(running, "kernel", None)
    return kernel is not None and not getattr(kernel, "unheard", False)
