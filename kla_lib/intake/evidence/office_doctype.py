"""XML of office documents in UTF-8 and without the document type that old programs wrote at its head.

A document type alone is harmless, since nothing outside the document is looked up; entities that name files or other
entities are refused.
"""

from __future__ import annotations

import re

from kla_lib.intake.xml_scan import in_utf8
from kla_lib.rules.evidence import Refused

MOST_ENTITIES, LONGEST_ENTITY, LONGEST_HEAD = 200, 200, 1 << 16  # short names for a character or a word

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*+", re.DOTALL)
_QUOTED = rb'"[^"]*"|\'[^\']*\''
_DOCTYPE = re.compile(
    rb"<!DOCTYPE(?:[^\[\]<>\"']|" + _QUOTED + rb")*+(?:\[(?P<inside>(?:" + _QUOTED + rb"|<!--.*?-->|[^\]\"'])*+)\]\s*)?>", re.DOTALL
)  # fmt: skip
_ENTITY = re.compile(rb"<!ENTITY\s+(?:(?P<name>[\w:.-]+)\s+(?P<value>" + _QUOTED + rb")\s*>)?", re.DOTALL)
_REFERENCE = re.compile(rb"&([A-Za-z_][\w.-]*);")


def readable_xml(data: bytes) -> bytes:
    """Return an XML text in UTF-8 and without a document type. Raises Refused for dangerous entities."""
    data = in_utf8(data)
    start = _PROLOG.match(data, 0, LONGEST_HEAD).end()  # type: ignore[union-attr]  # matches always
    if not data.startswith(b"<!DOCTYPE", start):
        return data
    found = _DOCTYPE.match(data, start, start + LONGEST_HEAD)
    if found is None:
        raise Refused("hostile", "entities")
    values = dict(_declared(found["inside"] or b""))
    rest = data[found.end() :]
    if values:
        rest = _REFERENCE.sub(lambda name: values.get(name[1], name[0]), rest)
    return data[:start] + rest


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
