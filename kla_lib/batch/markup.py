"""HTML in one settled form: attributes by name, void elements closed, only the characters escaped that must be.

It is the form in which Beautiful Soup writes a page it has read, made without reading it: for well-formed HTML with
quoted attributes, as our own templates give it. tests/batch/test_markup.py holds the two together.
"""

from __future__ import annotations

import re
from html import escape, unescape

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
ATTRIBUTE = re.compile(r'\s+([a-z:-]+)="([^"]*)"')
TAG = r'<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z:-]+="[^"]*")*)\s*/?>'
ESCAPED = r"(?P<escaped>&(?!amp;|lt;|gt;)\#?\w+;)"
IN_PRE = re.compile(f"{TAG}|{ESCAPED}")
PIECE = re.compile(
    rf"(?P<style><style>.*?</style>)|(?P<pre><pre\b.*?</pre>)|{TAG}|{ESCAPED}|(?<=>)(?P<space>\s\s+|[\t\r\f\v])(?=<)",
    re.DOTALL | re.ASCII,
)


def settled(page: str) -> str:
    """A page of well-formed HTML in its settled form. What is settled stays as it is."""
    return PIECE.sub(_piece, page).replace("<!doctype html>", "<!DOCTYPE html>\n", 1)


def _piece(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if parts["name"]:
        return _tag(parts["name"], parts["attributes"])
    if parts["escaped"]:
        return escape(unescape(parts["escaped"]), quote=False)
    if parts["pre"]:
        return IN_PRE.sub(_piece, parts["pre"])
    return parts["style"] or ("\n" if "\n" in parts["space"] else " ")


def _tag(name: str, attributes: str) -> str:
    inside = "".join(f" {key}={_quoted(value)}" for key, value in sorted(ATTRIBUTE.findall(attributes)))
    return f"<{name}{inside}{'/' if name in VOID else ''}>"


def _quoted(value: str) -> str:
    plain = escape(unescape(value), quote=False)
    if '"' not in plain:
        return f'"{plain}"'
    return f"'{plain}'" if "'" not in plain else '"{}"'.format(plain.replace('"', "&quot;"))
