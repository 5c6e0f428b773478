"""The action list of an earlier period where its questions bear other numbers, words or maxima by now."""

from dataclasses import replace

import pytest

from kla_lib.core.workspace import Workspace
from kla_lib.instrument import editions
from kla_lib.instrument.instrument import Edition
from kla_lib.plan.actions import read_tables

OLD = editions.load(editions.shipped()["2023"])
PLACE = "kab-ogan-ilir"
HEAD = "code;action;agency;from;points;evidence;due;status;note;since\n"
ROW = "6.3;;dp3a;9;12;;31/12/2024;berjalan;;2024\n"


def changed(**codes) -> Edition:
    """The edition with some questions otherwise: None is asked no longer."""
    asked = {f"{code[1:].replace('_', '.')}": change for code, change in codes.items()}
    nodes = [replace(node, **asked.get(node.code, {})) for node in OLD.nodes if asked.get(node.code, {}) is not None]
    return replace(OLD, id="rekaan", nodes=tuple(nodes), digest="lain")


def label(code):
    return {"label_id": OLD.by_code[code].label_id}


CASES = {
    "the same": (changed(q1_1={"kind": "plan"}), ["6.3"], 9_000_000, []),
    "another number": (changed(q6_3={"code": "6.9"}), ["6.9"], 9_000_000, ["rad_moved"]),
    "other words": (changed(q6_3={"label_id": "Peran anak"}), ["6.3"], 9_000_000, ["rad_moved"]),
    "another maximum": (changed(q6_3={"max_micro": 30_000_000}), ["6.3"], None, ["rad_moved"]),
    "exchanged": (changed(q6_3=label("6.2"), q6_2=label("6.3")), ["6.2"], None, ["rad_moved"]),
    "its number is another's": (changed(q6_3=label("6.2"), q6_2=None), [], None, ["rad_gone"]),
    "asked no longer": (changed(q6_3=None), [], None, ["rad_gone"]),
}


def tables(tmp_path, edition, text, **periods):
    workspace = Workspace(tmp_path, periods=periods)
    folder = workspace.raw / "2024" / PLACE
    folder.mkdir(parents=True)
    (folder / "rad.csv").write_text("\ufeff" + HEAD + text, encoding="utf-8")
    return read_tables(workspace, "2025", PLACE, edition)


@pytest.mark.parametrize("name", CASES)
def test_an_open_action_is_carried_to_its_question_or_told(tmp_path, name):
    edition, codes, start, kinds = CASES[name]
    found, problems = tables(tmp_path, edition, ROW)
    assert [item.code for item in found.before] == codes and [p.kind for p in problems] == kinds
    assert [item.from_micro for item in found.before] == [start] * len(codes)
    assert all(p.found == "6.3" and p.where.file == f"2024/{PLACE}/rad.csv" for p in problems)


def test_two_actions_never_come_to_one_question(tmp_path):
    edition = changed(q6_3={"code": "6.9"}, q6_2={"code": "6.3", "label_id": "Lain"})
    found, problems = tables(tmp_path, edition, ROW + ROW.replace("6.3", "6.2"))
    assert [item.code for item in found.before] == ["6.9"]
    assert [p.kind for p in problems] == ["rad_moved", "rad_gone"]


def test_faults_of_the_table_before_are_told_and_not_lost_in_silence(tmp_path):
    found, problems = tables(tmp_path, OLD, ROW + "6.2;;dp3a;7;5;;besok;entah;;2024\n99.9;;;;;;;;;\n")
    assert [(p.kind, p.where.cell, dict(p.values)["count"]) for p in problems] == [("rad_before_faulty", "G3", "3")]
    assert [item.code for item in found.before] == ["6.3", "6.2"]


def test_a_table_of_this_period_ends_the_carrying(tmp_path):
    folder = Workspace(tmp_path).raw / "2025" / PLACE
    folder.mkdir(parents=True)
    (folder / "rad.csv").write_text(HEAD + ROW, encoding="utf-8")
    found, problems = tables(tmp_path, OLD, "99.9;;;;;;;;;\n")
    assert (len(found.here), found.before, problems) == (1, (), [])


def test_a_period_without_an_edition_is_read_by_this_one(tmp_path):
    found, problems = tables(tmp_path, OLD, ROW, **{"2024": "tidak-ada"})
    assert [item.code for item in found.before] == ["6.3"] and problems == []
