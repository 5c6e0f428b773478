"""Messages as officials type them (made up): each is read rightly or asked about, none is silently wrong or lost."""

import csv
from pathlib import Path

import pytest

from kla_lib.core.workspace import open_workspace
from kla_lib.incidents.chat.export import read_export
from kla_lib.incidents.chat.facts import events_of
from kla_lib.incidents.names import names_of
from kla_lib.instrument.parameters import edition_for
from kla_lib.local.shipped import shipped_districts

DATA = Path(__file__).parents[1] / "data/chats"
SETS = sorted(path.name for path in DATA.glob("*.csv"))
FIELDS = {
    "report": ("number", "district", "kind", "agency"),
    "action": ("number", "agency"),
    "close": ("number", "agency", "outcome"),
}
ASKED = 1 / 3  # of the messages of a set that have one reading, those about which a person is asked all the same


def read(rows, desk, path):
    """The events of each message, by its place in the table."""
    lines, starts, line = [], {}, 1
    for at, row in enumerate(rows):
        text = row["text"].replace("\\n", "\n")
        starts[line] = at
        lines.append(f"{13 + at % 15}/07/26 {at % 24:02}.{at % 60:02} - Anggota REKAAN: {text}\n")
        line += text.count("\n") + 1
    path.write_text("".join(lines), encoding="utf-8")
    names = names_of(edition_for(open_workspace(desk.home), "2026"), [], shipped_districts("kota-pekanbaru"))
    found = {}
    for event in events_of(read_export(path), names, b"0" * 32, {}):
        found.setdefault(starts[event.line], []).append(event)
    return found


def said(event):
    return {field: str(getattr(event, field) or "") for field in FIELDS[event.act]}


@pytest.mark.parametrize("name", SETS)
def test_no_message_is_silently_wrong_or_lost(desk, tmp_path, name):
    rows = list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))
    found = read(rows, desk, tmp_path / "REKAAN.txt")
    lost, wrong, needless, plain = [], [], [], 0
    for at, row in enumerate(rows):
        events = found.get(at, [])
        if not row["act"]:
            wrong += [row["text"]] if events else []
            continue
        if not events:
            lost.append(row["text"])
            continue
        event, want = events[0], {field: row[field] for field in FIELDS[row["act"]]}
        plain += "?" not in want.values()
        if any(each.faults for each in events):
            needless += [row["text"]] if "?" not in want.values() else []
        elif event.act != row["act"] or said(event) != want:
            wrong.append((row["text"], said(event)))
    assert (lost, wrong) == ([], [])
    assert len(needless) <= ASKED * plain, needless
