"""What goes back to an office: its own form with the faulty cells marked, and the text to send with it.

They lie beside the forms that were sent out, for they are sent too; a reply whose faults are mended is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kla_lib.cli.form_inbox import kept_aside, writable
from kla_lib.cli.form_parts import Parts
from kla_lib.cli.workbook import save
from kla_lib.intake.forms.collect import Collected
from kla_lib.intake.forms.mend import to_mend
from kla_lib.intake.forms.shapes import Return
from kla_lib.problems import errors
from kla_lib.rules.place_folder import OUTBOX
from kla_lib.rules.villages import AGENCY as VILLAGES
from kla_lib.views.forms.marked import marked_copy, reply_text
from kla_lib.views.forms.villages_marked import Tables, marked_villages, village_reply
from kla_lib.views.forms.workbook import form_name

AGAIN = "ulang"
CONTRADICTIONS = ("form_conflict", "check_agencies", "check_villages")


def write_replies(parts: Parts, found: Collected, scope: Mapping[str, str], folder: Path) -> list[Path]:
    """Write a marked copy and its text for each office with errors: for those with a return in ``scope``, and for
    others whose reply says something else by now, as where somebody contradicts them."""
    heard = {returned.agency for returned in found.returns if returned.file in scope}
    return [path for role, returned in to_mend(found).items() if role in parts.roles or role == VILLAGES
            for path in _reply(parts, role, returned, folder, role in heard)]  # fmt: skip


def _reply(parts: Parts, role: str, returned: Return, folder: Path, heard: bool) -> Iterator[Path]:
    paths = [folder.joinpath(*OUTBOX, AGAIN, form_name(parts.place.title, parts.period, role, ending))
             for ending in ("xlsx", "txt")]  # fmt: skip
    if aside := kept_aside(paths[0]):
        yield aside
    known = any(path.is_file() for path in paths)
    if not errors(returned.problems):
        _take_away(*paths)
    elif heard or known or any(fault.kind in CONTRADICTIONS for fault in returned.problems):
        for path, content in zip(paths, _written(parts, role, returned), strict=True):
            if heard or not path.is_file() or path.read_bytes() != content:
                yield save(content, path.parent, path.name, None)


def _written(parts: Parts, role: str, returned: Return) -> tuple[bytes, bytes]:
    """The marked copy, and the text."""
    given, faults = returned.given, returned.problems
    if role == VILLAGES:
        tables = Tables(parts.place, parts.period, parts.edition, parts.districts, parts.lang)
        copy, text = marked_villages(tables, given, faults), village_reply(tables, given, faults)
    else:
        form = parts.form(role)
        copy, text = marked_copy(form, given, faults), reply_text(form, given, faults)
    return copy, f"{text}\n".encode()


def _take_away(*paths: Path) -> None:
    """Remove replies of an earlier run; one that is open elsewhere is told."""
    for path in paths:
        with writable(path.name):
            path.unlink(missing_ok=True)
