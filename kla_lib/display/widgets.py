"""Widgets of a notebook: controls where a front end is open, a readable page where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kla_lib.display.html import Html, has_front_end

Bundle = tuple[dict[str, Any], dict[str, Any]]
PAGE_ONLY = ("text/html", "text/plain")  # a widget's own text says that it cannot be shown; the page says more


def page_or_controls(page: Html, panel: Callable[[], Any]) -> Bundle:
    """The MIME bundle for Jupyter: the page, and where a front end is open also the controls that ``panel`` makes."""
    data, about = page._repr_mimebundle_()
    if not has_front_end():
        return dict(data), dict(about)
    controls = panel().box._repr_mimebundle_() or {}
    return {**data, **{kind: shown for kind, shown in controls.items() if kind not in PAGE_ONLY}}, dict(about)
