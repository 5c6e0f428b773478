"""A `Measured` as one line of JSON and back: between worker and parent, and in what is kept. Never pickled: what a worker
that read a hostile file sends is data, and is looked at."""

from __future__ import annotations

import base64
import json
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from kla_lib.rules.evidence import Content, Dated, Measured, Picture, State

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Measured, Picture, Dated)}
_BYTES = tuple(name for name, kind in get_type_hints(Picture).items() if kind is bytes)
_STATES, _CONTENTS = frozenset(get_args(State)), frozenset(get_args(Content))
_ROLES, _SURE = (frozenset(get_args(get_type_hints(Dated)[name])) for name in ("role", "sure"))


def to_row(found: Measured) -> list[Any]:
    """Plain values, in the order of the fields."""
    row = [getattr(found, name) for name in _NAMES[Measured]]
    at = _NAMES[Measured].index
    row[at("pictures")] = [_of_picture(picture) for picture in found.pictures]
    row[at("dates")] = [[getattr(date, name) for name in _NAMES[Dated]] for date in found.dates]
    return row


def from_row(row: Any) -> Measured:
    """The `Measured` again. Raises ValueError for anything that is none."""
    try:
        given = dict(zip(_NAMES[Measured], row, strict=True))
        given["pictures"] = tuple(_picture(each) for each in given["pictures"])
        given["dates"] = tuple(_dated(each) for each in given["dates"])
        given["page_prints"] = tuple((int(page), str(digest)) for page, digest in given["page_prints"])
        given["text_sketch"], given["personal"] = (
            tuple(map(int, given["text_sketch"])),
            tuple(map(str, given["personal"])),
        )
    except (TypeError, ValueError, KeyError) as fault:
        raise ValueError("not a measured file") from fault
    if given["state"] not in _STATES or given["content"] not in _CONTENTS:
        raise ValueError("not a measured file")
    return Measured(**given)


def to_line(value: Any) -> str:
    """Plain values as one line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _of_picture(picture: Picture) -> list[Any]:
    row = [getattr(picture, name) for name in _NAMES[Picture]]
    return [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]


def _picture(row: list[Any]) -> Picture:
    given = dict(zip(_NAMES[Picture], row, strict=True))
    given["prints"] = tuple(map(int, given["prints"]))
    for name in _BYTES:
        given[name] = base64.b64decode(given[name], validate=True)
    return Picture(**given)


def _dated(row: list[Any]) -> Dated:
    date = Dated(*row)
    if not isinstance(date.day, str) or date.role not in _ROLES or date.sure not in _SURE:
        raise ValueError("not a date")
    return date
