"""Pieces of a page inside a notebook's widget: the front end's own table style, and a figure that stays light."""

from __future__ import annotations

from kla_lib.display.html import Cell

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
