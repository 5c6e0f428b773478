"""XML of office documents in UTF-8 and without the document type that old programs wrote at its head.

A document type alone is harmless, since nothing outside the document is looked up; entities that name files or other
entities are refused.
"""

from __future__ import annotations

import re

from kla_lib.intake.xml_scan import in_utf8
from kla_lib.rules.evidence import Refused

MOST_ENTITIES, LONGEST_ENTITY, LONGEST_HEAD = 200, 200, 1 << 16  # short names for a character or a word

# No possessive groups: Python before 3.11.5 matches them wrongly (python/cpython#106052).
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_TOKEN = re.compile(rb"\"[^\"]*\"|'[^']*'|<!--.*?-->|[\[\]<>\"']", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\s+(?:(?P<name>[\w:.-]+)\s+(?P<value>\"[^\"]*\"|'[^']*')\s*>)?", re.DOTALL)
_REFERENCE = re.compile(rb"&([A-Za-z_][\w.-]*);")


def readable_xml(data: bytes) -> bytes:
    """Return an XML text in UTF-8 and without a document type. Raises Refused for dangerous entities."""
    data = in_utf8(data)
    start = _PROLOG.match(data, 0, LONGEST_HEAD).end()  # type: ignore[union-attr]  # matches always
    if not data.startswith(b"<!DOCTYPE", start):
        return data
    inside, end = _document_type(data, start + len(b"<!DOCTYPE"))
    values = dict(_declared(inside))
    rest = data[end:]
    if values:
        rest = _REFERENCE.sub(lambda name: values.get(name[1], name[0]), rest)
    return data[:start] + rest


def _document_type(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the declarations inside a document type and where it ends. Raises Refused for one without an end."""
    opened, closed = 0, 0
    for token in _TOKEN.finditer(data, start, start + LONGEST_HEAD):
        mark = token[0]
        if mark in (b'"', b"'"):
            break
        if opened and not closed:
            closed = token.start() if mark == b"]" else 0
        elif mark == b">":
            return data[opened:closed], token.end()
        elif mark == b"[" and not opened:
            opened = token.end()
        elif mark[0] not in b"\"'":
            break
    raise Refused("hostile", "entities")


def _declared(inside: bytes) -> list[tuple[bytes, bytes]]:
    """The entities of a document type: short ones without a reference in them. Raises Refused for any other."""
    found = list(_ENTITY.finditer(inside))
    for one in found:
        value = one["value"]
        if (
            value is None
            or len(value) > LONGEST_ENTITY
            or b"%" in value
            or re.search(rb"&(?!#)", value)
            or b"<" in value
        ):
            raise Refused("hostile", "entities")
    if len(found) > MOST_ENTITIES:
        raise Refused("hostile", "entities")
    return [(one["name"], one["value"][1:-1]) for one in found]
