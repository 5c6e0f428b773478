"""What goes back to an office: its own form with the faulty cells marked, and the text to send with it.

They lie beside the forms that were sent out, for they are sent too; a reply whose faults are mended is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kla_lib.cli.form_inbox import writable
from kla_lib.cli.form_make import OUTBOX
from kla_lib.cli.form_parts import Parts
from kla_lib.cli.workbook import save
from kla_lib.intake.forms.collect import Collected
from kla_lib.intake.forms.mend import to_mend
from kla_lib.problems import errors
from kla_lib.views.forms.marked import marked_copy, reply_text
from kla_lib.views.forms.workbook import form_name

AGAIN = "ulang"


def write_replies(parts: Parts, found: Collected, scope: Mapping[str, str], folder: Path) -> list[Path]:
    """Write a marked copy and its text for each office with a return in ``scope`` and with errors in any of its own."""
    written: list[Path] = []
    heard = {returned.agency for returned in found.returns if returned.file in scope}
    for role, returned in to_mend(found).items():
        if role not in heard or role not in parts.roles:
            continue
        copy, text = (folder.joinpath(*OUTBOX, AGAIN, form_name(parts.place.title, parts.period, role, ending))
                      for ending in ("xlsx", "txt"))  # fmt: skip
        faults = returned.problems
        if not errors(faults):
            _take_away(copy, text)
            continue
        form = parts.form(role)
        written.append(save(marked_copy(form, returned.given, faults), copy.parent, copy.name, None))
        said = reply_text(form, returned.given, faults) + "\n"
        written.append(save(said.encode("utf-8"), text.parent, text.name, None))
    return written


def _take_away(*paths: Path) -> None:
    """Remove replies of an earlier run; one that is open elsewhere is told."""
    for path in paths:
        with writable(path.name):
            path.unlink(missing_ok=True)
