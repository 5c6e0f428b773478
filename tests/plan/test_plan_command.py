"""``kla plan``: the cheapest set for the real recap, its limits, what it refuses, and the action list that is carried on."""

import pytest

from kla_lib.plan.planning import open_plan

OGAN = ("--place", "kab-ogan-ilir", "--period", "2024")
KEYS = ["target", "margin", "needed", "points_now", "points_after", "effort", "status", "picks", "alternatives"]
PICK = ["code", "from", "to", "gain", "effort", "agency"]


def test_the_json_has_exactly_the_keys_and_adds_up(kla):
    first, again = (kla("plan", *OGAN, "--target", "utama", "--json") for _ in range(2))
    found = first.json()
    assert (first.code, first.out) == (0, again.out)
    assert list(found) == KEYS and all(list(pick) == PICK for pick in found["picks"])
    assert (found["target"], found["margin"], found["needed"], found["points_now"]) == ("Utama", 25, 826, 769.61)
    assert found["status"] == "optimal" and found["points_after"] >= found["needed"]
    assert round(found["points_now"] + sum(pick["gain"] for pick in found["picks"]), 2) == found["points_after"]
    assert sum(pick["effort"] for pick in found["picks"]) == found["effort"]
    assert len(found["alternatives"]) == 10
    assert all(other["effort"] >= found["effort"] <= other["points_after"] for other in found["alternatives"])
    assert all(other["points_after"] >= found["needed"] for other in found["alternatives"])


def test_a_capacity_is_kept_and_equal_effort_counts_questions(kla):
    limits = ("--capacity", "dp3a=2", "--capacity", "disnaker=0", "--effort", "equal", "--margin", "0")
    found = kla("plan", *OGAN, *limits, "--json").json()
    spent = {pick["agency"]: 0 for pick in found["picks"]}
    for pick in found["picks"]:
        spent[pick["agency"]] += pick["effort"]
    assert found["status"] == "optimal" and found["effort"] == len(found["picks"])
    assert spent["dp3a"] <= 2 and "disnaker" not in spent


def test_an_impossible_target_is_answered_not_refused(kla):
    ran = kla("plan", *OGAN, "--target", "KLA", "--max-effort", "20", "--lang", "en")
    assert ran.code == 0
    assert "Impossible, because the limit of effort of the whole plan is too small" in ran.out
    assert "The furthest total that can be reached" in ran.out and "assumption of ours" in ran.out


def test_the_terminal_says_the_cuts_and_that_they_are_no_prediction(kla):
    out = kla("plan", *OGAN, "--margin", "12,5").out
    assert "cadangan 12,5 poin perlu 813,50" in out
    assert "Rentang 9 pasangan EM → VA yang dipublikasikan (0,69 sampai 1,00 dari EM)" in out
    assert "Rentang 6 pasangan EM → VF yang dipublikasikan (0,66 sampai 1,00 dari EM)" in out
    assert "Ini bukan ramalan" in out and "asumsi kami, bukan fakta" in out


REFUSED = [
    (("--target", "emas"), "emas"),
    (("--margin", "-5"), "-5"),
    (("--margin", "1.004"), "1.004"),
    (("--capacity", "dinkes"), "dinkes"),
    (("--capacity", "dinkes=enam"), "dinkes=enam"),
    (("--capacity", "dinkess=6"), "dinkess"),
    (("--capacity", "dinkes=1", "--capacity", "dinkes=2"), "dinkes=2"),
    (("--capacity", "dinkes=1", "--capacity", "DINKES=2"), "DINKES=2"),
    (("--fix", "99.9"), "99.9"),
    (("--forbid", "K0"), "K0"),
    (("--fix", "6.3", "--forbid", "6.3"), "6.3"),
    (("--fix", "4.1"), "4.1"),
    (("--by", "besok"), "besok"),
    (("--effort", "tidak-ada.csv"), "tidak-ada.csv"),
    (("--place", "kab-tidak-ada"), "kab-tidak-ada"),
    (("--period", "2023"), "kab-ogan-ilir 2023"),
]


@pytest.mark.parametrize(("more", "named"), REFUSED, ids=[" ".join(more) for more, _ in REFUSED])
def test_what_cannot_be_used_is_refused_by_name_with_a_remedy(kla, more, named):
    ran = kla("plan", *OGAN, *more)
    assert (ran.code, ran.out) == (2, "")
    assert named in ran.err and "yang perlu dilakukan" in ran.err


def test_all_faults_are_told_at_once(kla):
    ran = kla("plan", *OGAN, "--target", "emas", "--margin", "-1", "--fix", "99.9", "--effort", "tidak-ada.csv")
    assert ran.code == 2 and all(text in ran.err for text in ("emas", "-1", "99.9", "tidak-ada.csv"))


def test_a_table_of_efforts_overrules_kinds_by_codes_and_days(kla, tmp_path):
    table = tmp_path / "usaha.csv"
    table.write_text(
        "what;effort;earliest\nparticipation;10\n6.3;0,5;\n23A.5;;1/9/2026\n".replace("10\n", "10;\n"), "utf-8"
    )
    found = kla("plan", *OGAN, "--effort", table, "--by", "2026-08-31", "--json").json()
    of_code = {pick["code"]: pick for pick in found["picks"]}
    assert of_code["6.3"]["effort"] == 0.5
    assert "6.2" not in of_code and "23A.5" not in of_code


def test_faults_of_a_table_of_efforts_come_with_their_cells(kla, tmp_path):
    table = tmp_path / "usaha.csv"
    rows = ["what,effort,earliest", "sihir,1,", "6.3,-2,", "6.2,1,besok", "7.1,1,", "7.1,9,", "Plan,2,", "plan,3,"]
    table.write_text("\n".join(rows), "utf-8")
    ran = kla("plan", *OGAN, "--effort", table)
    assert ran.code == 2
    assert all(text in ran.err for text in ("A2", "sihir", "B3", "-2", "C4", "besok", "A6", "7.1", "A8"))


# ---- the action list -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_action_list_is_made_once_and_never_overwritten(kla, workspace):
    made = kla("plan", *OGAN, "--home", workspace, "--by", "2024-05-31", "--rad")
    path = workspace / "data/raw/2024/kab-ogan-ilir/rad.csv"
    text = path.read_text("utf-8-sig")
    assert made.code == 0 and "rad.csv" in made.out
    assert "2024-05-31" in text and text.count("belum") == len(text.splitlines()) - 1
    path.write_text("\n".join(text.splitlines()[:3]) + "\n", "utf-8")  # people edit it
    before = path.read_bytes()
    again = kla("plan", *OGAN, "--home", workspace, "--rad", "--json")
    assert path.read_bytes() == before and again.json()["status"] == "optimal"
    extra = (workspace / "reports/2024/kab-ogan-ilir/usulan-rad.csv").read_text("utf-8-sig")
    assert len(extra.splitlines()) == len(text.splitlines()) - 2
    assert kla("check", "--home", workspace).code == 0  # the table is no misplaced recap


@pytest.mark.slow
def test_the_action_list_is_carried_to_the_next_period_with_its_status(kla, workspace):
    raw = workspace / "data/raw"
    table = raw / "2024/kab-ogan-ilir/rad.csv"
    table.write_text(
        "code;action;agency;from;points;evidence;due;status;note;since\n"
        "6.3;;dp3a;9;12;;2024-05-31;berjalan;;2023\n"  # open, nothing won yet
        "6.2;;dp3a;5;2;;;belum;;2024\n"  # won meanwhile: 7 points stand there
        "7.1;;kemenag;6;4;;;done;;2024\n"  # called done, but its points are not there
        "8.6;;dp3a;4;4;;;batal;;2024\n",
        "utf-8",
    )
    old = open_plan(workspace, "2024", "kab-ogan-ilir").rad
    assert [(o.item.code, o.verdict, o.is_doubtful) for o in old.outcomes] == [
        ("6.3", "not_yet", False), ("6.2", "won", False), ("7.1", "not_yet", True), ("8.6", "not_yet", False),
    ]  # fmt: skip
    (raw / "2023/kab-ogan-ilir").mkdir(parents=True)
    table.rename(raw / "2023/kab-ogan-ilir/rad.csv")
    new = open_plan(workspace, "2024", "kab-ogan-ilir").rad
    assert new.is_proposal
    carried = [(i.code, i.status, i.from_micro, i.points_micro, i.due, i.since) for i in new.items[:2]]
    assert carried == [
        ("6.3", "doing", 9_000_000, 12_000_000, None, "2023"), ("7.1", "done", 6_000_000, 4_000_000, None, "2024"),
    ]  # fmt: skip
    assert {"6.3", "7.1"} & {item.code for item in new.items[2:]} == set()


@pytest.mark.slow
def test_faults_of_the_table_before_are_told_and_nothing_is_written_over_them(kla, workspace):
    raw = workspace / "data/raw"
    (raw / "2023/kab-ogan-ilir").mkdir(parents=True)
    text = "code,action,agency,from,points,evidence,due,status,note,since\n6.3,,dp3a,9,12,,,entah,,2023\n"
    (raw / "2023/kab-ogan-ilir/rad.csv").write_text(text, "utf-8")
    planned = kla("plan", *OGAN, "--home", workspace)
    assert planned.code == 0 and "entah" in planned.err
    written = kla("plan", *OGAN, "--home", workspace, "--rad")
    assert written.code == 2 and not (raw / "2024/kab-ogan-ilir/rad.csv").exists()
    assert "2023/kab-ogan-ilir/rad.csv, H2" in kla("check", "--home", workspace, "--period", "2023").err


def test_no_empty_action_list_is_made(kla, workspace):
    ran = kla("plan", *OGAN, "--home", workspace, "--target", "pratama", "--rad")
    assert ran.code == 0 and not (workspace / "data/raw/2024/kab-ogan-ilir/rad.csv").exists()


@pytest.mark.slow
def test_a_formula_in_the_action_list_is_not_written_on(kla, workspace):
    raw = workspace / "data/raw"
    (raw / "2023/kab-ogan-ilir").mkdir(parents=True)
    (raw / "2023/kab-ogan-ilir/rad.csv").write_text(
        "code,action,agency,from,points,evidence,due,status,note,since\n6.3,=1+1,dp3a,9,12,,,doing,@SUM(A1),2024\n",
        "utf-8",
    )
    kla("plan", "--place", "kab-ogan-ilir", "--period", "2024", "--home", workspace, "--rad")
    text = (raw / "2024/kab-ogan-ilir/rad.csv").read_text("utf-8-sig")
    assert "'=1+1" in text and "'@SUM(A1)" in text


def test_faults_of_the_action_list_stop_the_plan_with_their_cells(kla, workspace):
    (workspace / "data/raw/2024/kab-ogan-ilir/rad.csv").write_text(
        "code,action,agency,from,points,evidence,due,status,note,since\n6.3,,dinkess,x,99,,besok,entah,,\n", "utf-8"
    )
    ran = kla("plan", *OGAN, "--home", workspace)
    assert ran.code == 2
    assert all(cell in ran.err for cell in ("C2", "D2", "E2", "G2", "H2"))
