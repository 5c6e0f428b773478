"""Every form that telephones write is read to the same register; the register is held line by line."""

from datetime import datetime

import pytest

from kla_lib.incidents.model import Incident
from tests.incidents.chats import FORMS, MESSAGES, TAGGED, export, write_all

REGISTER = [
    (1, (12, 7, 5), "Bukit Raya", "terlantar", "dinsos", (13, 14, 0), (14, 0, 10), "keluarga"),
    (2, (13, 12, 30), "Sukajadi", "pekerja_anak", "", None, None, ""),
    (3, (15, 23, 59), "Limapuluh", "perkawinan_anak", "dp3a", None, None, ""),
]


def july(at):
    return at and datetime(2026, 7, *at)


def plain(incident: Incident):
    return (
        incident.number,
        incident.opened,
        incident.district,
        incident.kind,
        incident.agency,
        incident.acted,
        incident.closed,
        incident.outcome,
    )


def expected():
    return [
        (n, july(opened), d, k, a, july(acted), july(closed), o) for n, opened, d, k, a, acted, closed, o in REGISTER
    ]


@pytest.mark.parametrize("name", FORMS)
def test_each_form_gives_the_same_register(desk, name):
    found = desk.say(export(FORMS[name]))
    assert (found.messages, found.tagged, found.new, found.updated) == (MESSAGES, TAGGED, 3, 0)
    assert [(p.kind, p.found) for p in found.problems] == [("case_number_unknown", "#tindak 7")]
    assert [plain(incident) for incident in desk.incidents().register.incidents] == expected()


def test_every_file_and_archive_is_one_group(desk, tmp_path):
    counts = [
        (desk.read(path).new, len(desk.incidents().register.incidents)) for path in write_all(tmp_path / "ekspor")
    ]
    assert counts == [(3, 3), *[(0, 3)] * (len(FORMS) + 1)]


def test_the_same_export_again_adds_nothing_a_longer_one_only_what_is_new(desk):
    text = export(FORMS["android-id-24"])
    desk.say(text)
    before = sorted((p.name, p.read_bytes()) for p in desk.kept.iterdir())
    again = desk.say(text)
    assert (again.new, again.updated, again.unclear) == (0, 0, 1)
    assert sorted((p.name, p.read_bytes()) for p in desk.kept.iterdir()) == before
    more = text + "16/07/2026 10.00 - Siti: #tindak 3 KUA\n16/07/2026 11.00 - Siti: #lapor abh Sail polisi\n"
    longer = desk.say(more)
    assert (longer.tagged, longer.new, longer.updated) == (8, 1, 1)


def test_an_edited_message_replaces_what_it_was(desk):
    desk.say("13/07/2026 07.00 - Andi: #lapor anak terlantar\n")
    found = desk.say("13/07/2026 07.00 - Andi: #lapor anak terlantar, Sail <Pesan ini diedit>\n")
    assert (found.new, found.updated, found.unclear) == (0, 1, 0)
    assert [(c.number, c.district) for c in desk.incidents().register.incidents] == [(1, "Sail")]


def test_a_deleted_message_keeps_its_incident(desk):
    desk.say("13/07/2026 07.00 - Andi: #lapor anak terlantar Sail\n")
    desk.say("13/07/2026 07.00 - Andi: Pesan ini dihapus\n13/07/2026 08.00 - Andi: #tindak 1\n")
    assert [(c.number, c.acted) for c in desk.incidents().register.incidents] == [(1, datetime(2026, 7, 13, 8))]


def test_lines_out_of_order_are_read_as_they_stand(desk):
    talk = "14/07/2026 07.00 - A: #lapor terlantar Sail\n13/07/2026 07.00 - B: #lapor abh Kulim\n"
    desk.say(talk)
    assert [(c.number, c.kind) for c in desk.incidents().register.incidents] == [(1, "terlantar"), (2, "abh")]


def test_a_message_over_several_lines_may_hold_what_looks_like_another_form(desk):
    found = desk.say("13/07/2026 07.00 - A: #lapor Sail\n[03.15, 21/7/2026] B: #lapor abh\nterlantar\n")
    assert (found.messages, found.tagged, found.new) == (1, 2, 1)
    assert [p.kind for p in found.problems] == ["case_kind_missing", "case_tag_inside"]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_librarys_own_texts_in_the_group_are_no_reports(desk, lang):
    from kla_lib.incidents.reminder import pinned_lines, reminder_lines

    desk.say("13/07/2026 07.00 - A: #lapor Sail terlantar\n")
    texts = ["\n".join(lines) for lines in (pinned_lines(lang), reminder_lines(desk.incidents(lang=lang)))]
    found = desk.say("".join(f"14/07/2026 07.00 - A: {text}\n" for text in texts) + "14/07/2026 08.00 - A: #tindak 1\n")
    assert (found.messages, found.tagged, found.unclear) == (3, 1, 0)
