"""The robustness of a made-up city: beside others of the same stage and edition, over two periods, with its
scenarios."""

import inspect
import re

import pytest

import kla_lib as kla
from kla_lib.core.problems import InputFault
from kla_lib.instrument.awards import totals_of
from kla_lib.scoring import country
from tests.robustness.conftest import EDITION, PLACE, RIAU, made_up

HEAD = "change,code,value,note\n"


def opened(city, **more):
    return kla.open_robustness(city.home, "2024", PLACE, **more)


def test_without_others_nothing_is_compared(city):
    robustness = opened(city)
    assert [(g.kind, g.name, g.places, g.rows) for g in robustness.groups] == [
        ("province", "Riau", (), ()),
        ("band", robustness.assessment.rating.category, (), ()),
    ]
    assert robustness.ranks(robustness.outcomes[0])[0] is None


def test_beside_others_of_the_same_period_stage_and_edition_only(city):
    for n, slug in enumerate(RIAU[:6]):
        city.recap(made_up(70 + 3 * n), slug)
    city.recap(made_up(99), RIAU[6], stage="VA")
    city.recap(made_up(99), RIAU[7], period="2023")
    robustness = opened(city)
    assert sorted(robustness.others) == sorted(RIAU[:6])
    province, band = robustness.groups
    assert province.places == tuple(sorted(RIAU[:6])) and not province.few and band.few
    row = next(row for row in province.rows if row.code == "K5")
    totals = sorted(robustness.others[slug]["K5"] for slug in RIAU[:6])
    assert (row.middle, row.lowest, row.highest) == (totals[2], totals[0], totals[-1])
    scored, _ = robustness.ranks(robustness.outcomes[0])
    mine = robustness.outcomes[0].points()
    assert scored.of == 7 and scored.first == 1 + sum(them["TOTAL"] > mine for them in robustness.others.values())


def test_what_is_unanswered_is_not_counted_as_nothing(city):
    """Others of 78 percent, but two of 80 that have not answered indicator 21A: these may stand above this place."""
    of_21a = [node.code for node in EDITION.at("question") if node.code.startswith("21A.")]
    for n, slug in enumerate(RIAU[:7]):
        city.recap(made_up(80, without=of_21a) if n < 2 else made_up(78), slug)
    city.recap(made_up(90, without=["1.1"]), RIAU[7])
    robustness = opened(city)
    scored, _ = robustness.ranks(robustness.outcomes[0])
    assert (scored.first, scored.last, scored.of) == (2, 4, 9)
    rows = {row.code: row.count for row in robustness.groups[0].rows}
    assert rows["21A"] == 6 and rows["2"] == 8 and "1" not in rows and "K0" not in rows
    assert robustness.open_nodes == ["1"]
    assert "1" in kla.peers_table(robustness).text.rpartition("<p")[2]


def test_what_is_kept_of_others_follows_every_change(city):
    for slug in RIAU[:5]:
        city.recap(made_up(50), slug)
    assert {them["TOTAL"] for them in opened(city).others.values()} == {50_000}
    city.recap(made_up(60), RIAU[0])
    assert sorted(them["TOTAL"] for them in opened(city).others.values()) == [50_000] * 4 + [60_000]
    city.recap("kode;nilai\n1.1;999", RIAU[1])
    robustness = opened(city)
    assert len(robustness.others) == 4 and robustness.left_out == [RIAU[1]]
    kept = city.home / "data/processed/2024/EM.peers.parquet"
    kept.write_bytes(b"rusak")
    assert opened(city).others == robustness.others


def test_the_digest_of_contents_is_the_same_wherever_they_lie(city, tmp_path):
    before = country.contents_digest(city.home / "data/raw", "2024")
    city.recap(made_up(80, without=["1.1"]))
    assert country.contents_digest(city.home / "data/raw", "2024") == before
    city.recap(made_up(81))
    assert country.contents_digest(city.home / "data/raw", "2024") != before


def test_the_years_before(city):
    city.recap(made_up(70), period="2023")
    robustness = opened(city)
    steps = {(s.before.period, s.after.period): s for s in robustness.steps if s.after.stage == "EM"}
    assert steps["2023", "2024"].verdict == "points"
    assert steps["2022", "2023"].verdict != "points", "957 of 2022 are points of another edition"
    before, changes = robustness.node_changes
    assert before == "2023" and {"8", "21A"} <= {code for code, change in changes if change > 0}


def test_scenarios_are_replayed_and_touch_nothing(city):
    path = city.table("skenario/perda.csv", HEAD + "answer,1.1,max,\nrule,,contiguous,\n")
    recap = city.home / f"data/raw/2024/{PLACE}/EM/rekaan.csv"
    before = (recap.read_bytes(), path.read_bytes())
    first, second = (opened(city).outcomes[1] for _ in range(2))
    assert first == second and (recap.read_bytes(), path.read_bytes()) == before
    base, outcome = opened(city).outcomes
    assert outcome.points() - base.points() == 1_200 and outcome.rule == "contiguous"
    assert [o.name for o in opened(city, scenario="perda").outcomes] == ["", "perda"]


def test_faulty_scenarios_are_told_while_the_others_are_shown(city):
    city.table("skenario/baik.csv", HEAD + "answer,1.1,max,\n")
    city.table("skenario/a.csv", HEAD + "answer,1.1,99,\n")
    city.table("skenario/b.csv", HEAD + "rule,,entah,\n")
    city.table("skenario/c.csv", HEAD + "correction,21B.2,off,\nanswer,K1,3,\n")
    robustness = opened(city)
    assert [outcome.name for outcome in robustness.outcomes] == ["", "baik"]
    told = [(p.kind, p.where.file.rpartition("/")[2], p.where.cell) for p in robustness.problems]
    idle = [("scenario_correction", "c.csv", ""), ("scenario_idle", "c.csv", "")]
    assert told[:2] == [("points_above", "a.csv", "C2"), ("value", "b.csv", "C2")] and sorted(told[2:]) == idle
    assert {p.where.file.rpartition("/")[0] for p in robustness.problems} == {f"2024/{PLACE}/skenario"}
    shown = kla.scenario_table(robustness).text
    assert "a.csv" in shown and "baik" in shown and "entah" in shown


@pytest.mark.parametrize("name", ["a", "c"])
def test_a_faulty_scenario_that_is_asked_for_is_refused(city, name):
    city.table("skenario/a.csv", HEAD + "answer,1.1,99,\n")
    city.table("skenario/c.csv", HEAD + "answer,K1,3,\n")
    with pytest.raises(InputFault):
        opened(city, scenario=name)


def test_stated_uncertainties_come_from_a_table(city):
    city.table("ketidakpastian.csv", "code;low;high;source\n2.1;0;1,5;Bappeda\n")
    shares = {share.code: share.uncertain.why for share in opened(city).sensitivity.shares}
    assert shares == {"1.1": "unanswered", "2.1": "stated"}
    rows = "2.1;2;1;Bappeda\n2.2;0;1;\n99;0;1;x\n2.3;;1;x\n2.4;0;1;Bappeda\n"
    city.table("ketidakpastian.csv", f"code;low;high;source\n{rows}")
    robustness = opened(city)
    kinds = sorted(p.kind for p in robustness.uncertainty_problems)
    assert kinds == ["cell_blank", "cell_blank", "code_not_in_edition", "range_reversed"]
    assert {share.code for share in robustness.sensitivity.shares} == {"1.1", "2.4"}, "sound rows count all the same"
    assert "ketidakpastian.csv" in kla.sensitivity_table(robustness).text


def test_doubtful_evidence_counts_where_there_is_a_folder_of_it(city):
    assert opened(city).stability.doubtful is None
    folder = city.home / f"data/raw/2024/{PLACE}/evidence/2.1"
    folder.mkdir(parents=True)
    (folder / "kosong.pdf").write_bytes(b"")
    robustness = opened(city)
    assert "2.1" in robustness.at_risk and "2.1" in robustness.stability.doubtful.codes
    after = robustness.stability.total_hundredths - sum(robustness.at_risk.values()) // 10_000
    assert abs(robustness.stability.doubtful.after_hundredths - after) <= 1


def test_points_at_risk_are_those_of_the_stage_looked_at(city):
    folder = city.home / f"data/raw/2024/{PLACE}/evidence/2.1"
    folder.mkdir(parents=True)
    (folder / "kosong.pdf").write_bytes(b"")
    city.recap(made_up(40), stage="VA")
    for stage in ("EM", "VA"):
        robustness = opened(city, stage=stage)
        assert robustness.at_risk["2.1"] == robustness.assessment.answer_rows["2.1"]["points_micro"]


def test_published_totals_leave_out_the_place_itself_and_what_is_not_final():
    found = totals_of("2022", "EM", "kab-way-kanan")
    assert found and "kab-way-kanan" not in found
    assert totals_of("2022", "EM", "")["kab-way-kanan"] > found.get("x", 0)


VIEWS = [
    name for name in kla._HOME_OF if next(iter(inspect.signature(getattr(kla, name)).parameters), "") == "robustness"
]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_view_shows_a_bare_city_and_a_full_one(city, lang):
    bare = [getattr(kla, name)(opened(city, lang=lang)) for name in VIEWS]
    city.recap(made_up(70), period="2023")
    city.table("skenario/satu.csv", HEAD + "answer,1.1,max,<b>Perda</b>\nedition,,2023,\n")
    city.table("skenario/dua.csv", HEAD + "answer,2.1,kosong,\nanswer,2.2,n/a,\nrule,,contiguous,\n")
    for n, slug in enumerate(RIAU[:6]):
        city.recap(made_up(70 + 3 * n), slug)
    full = [getattr(kla, name)(opened(city, lang=lang)) for name in VIEWS]
    assert len(VIEWS) >= 10 and len(bare) == len(full)
    text = "".join(getattr(shown, "text", "") for shown in full)
    assert "<b>Perda</b>" not in text and "&lt;b&gt;Perda" in text
    assert EDITION.by_code["1"].label(lang) in text


def test_a_city_below_every_band_shows_its_points_where_others_show_what_they_may_lose(city):
    city.recap(made_up(20))
    shown = kla.robustness_headline(opened(city)).text
    figure = re.search(r'<p class="figure"><strong>([^<]*)</strong> <span>([^<]*)</span>', shown)
    assert re.fullmatch(r"[1-4]\d\d,\d\d", figure[1]) and figure[2] == "dari 1.000 poin"
    assert "Belum ada peringkat yang dapat turun" in shown
