"""The colours: one accent per block, each in a light and a dark form, proven by tests/display/test_palette.py.

Accents read as text on their page (4.5 : 1 and more) and stay apart under red-green colour-blindness; nothing
is ever told by colour alone.
"""

from __future__ import annotations

PAGE = "TOTAL"

COLOURS: dict[str, tuple[str, str]] = {
    "paper": ("#fcfbf8", "#15171a"),
    "ink": ("#1b1e22", "#ece9e3"),
    "muted": ("#595e65", "#a6abb2"),
    "rule": ("#d8d5cd", "#383c42"),
    "track": ("#e9e6df", "#2a2e33"),
    PAGE: ("#2d4a5f", "#8fb3d1"),
    "K0": ("#3a6bc4", "#84a5f7"),
    "K1": ("#1c7887", "#81ded5"),
    "K2": ("#742a4b", "#d4808f"),
    "K3": ("#2b7f4d", "#acdb96"),
    "K4": ("#7f2d05", "#d98350"),
    "K5": ("#561f7a", "#a78fc9"),
    "KD": ("#8f6b00", "#e6cc5c"),
}
BLOCKS = ("K0", "K1", "K2", "K3", "K4", "K5", "KD")


def accent(code: str) -> str:
    """The name of a block's accent; the page's own for the total and for blocks of other editions."""
    return code if code in BLOCKS else PAGE


def light(role: str) -> str:
    """The colour of a role on paper."""
    return COLOURS[role][0]


def variables(scheme: int, accent_code: str) -> str:
    """CSS declarations of every colour, light (0) or dark (1), the page's accent among them."""
    named = {**COLOURS, "accent": COLOURS[accent(accent_code)]}
    return ";".join(f"--{role}:{pair[scheme]}" for role, pair in named.items())
