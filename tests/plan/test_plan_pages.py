"""The report on a plan: what each part says for a plan, a target out of reach, one that is reached, and points at risk."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

import kla_lib as kla
from kla_lib.display.plot import Plot
from kla_lib.plan.effort import steps
from kla_lib.plan.planning import open_plan
from kla_lib.plan.terminal import plan_lines

PARTS = ("plan_headline", "plan_agencies", "plan_alternatives", "plan_cuts", "rad_list", "plan_effort")


@pytest.fixture(scope="module")
def found(request):
    return open_plan(request.config.rootpath, "2024", "kab-ogan-ilir", capacity={"dp3a": 3}, by="2024-05-31")


def at_risk(found):
    """The same, with the evidence of one question at risk."""
    risk = {"6.3": 9_000_000}
    again = steps(found.assessment.question_rows(), found.edition, found.effort, {"6.3": "dp3a"}, risk)
    return replace(found, at_risk=risk, steps=tuple(again))


WAYS = {
    "plan": lambda found: found,
    "impossible": lambda found: found.again(target="KLA", capacity={"dinkes": 0, "dp3a": 0, "disdik": 0}),
    "reached": lambda found: found.again(target="Pratama"),
    "at risk": at_risk,
}


@pytest.fixture(scope="module")
def plans(found):
    """Gives a plan of each kind, solved once."""
    kept = {}

    def of(way):
        if way not in kept:
            kept[way] = WAYS[way](found)
        return kept[way]

    return of


def changed(plan, **assessment):
    """The same plan with something else of its case that does not change what is solved."""
    other = replace(plan, assessment=replace(plan.assessment, **assessment))
    vars(other).update(plan=plan.plan, frontier=plan.frontier)
    return other


def test_what_is_solved_does_not_depend_on_the_language(found):
    english = replace(found, assessment=replace(found.assessment, lang="en"))
    assert english.plan == found.plan


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_part_is_well_formed_for_every_kind_of_plan(plans, way, lang):
    plan = changed(plans(way), lang=lang)
    for part in PARTS:
        ElementTree.fromstring(f"<div>{getattr(kla, part)(plan).text}</div>")
    chart = kla.frontier_chart(plan)
    assert isinstance(chart, Plot) and chart.alt


def test_the_headline_says_what_is_needed_and_whose_the_effort_is(found):
    text = kla.plan_headline(found).text
    assert all(said in text for said in ("826,00", "Utama", "asumsi kami, bukan fakta", "31 Mei 2024"))


def test_a_capacity_stands_beside_what_is_spent_of_it(found):
    spent = sum(step.effort_centi for step in found.plan.picks if step.agency == "dp3a")
    assert spent <= 300
    assert "dari 3" in kla.plan_agencies(found).text


def test_an_impossible_target_says_why_and_how_far(plans):
    text = kla.plan_headline(plans("impossible")).text
    assert "Tidak mungkin, karena kapasitas" in text and "Paling jauh yang dapat dicapai" in text


def test_points_at_risk_are_taken_off_and_can_be_mended(found, plans):
    plan = plans("at risk")
    assert plan.plan.now_hundredths == found.plan.now_hundredths - 900
    assert "9,00 poin dari 1 pertanyaan terancam" in kla.plan_headline(plan).text
    assert {step.action for step in plan.steps if step.code == "6.3"} == {"mend", "raise"}
    safe, threatened = plan_lines(plan)[1:3]
    assert "760,61" in safe and "9,00 poin dari 1 pertanyaan terancam" in threatened


def test_answers_without_points_are_said_not_to_be_nothing(found):
    assert found.unknown == sum(found.assessment.answers["status"] == "unanswered") > 0
    said = f"{found.unknown} pertanyaan belum diketahui poinnya"
    assert said in kla.plan_headline(found).text and any(said in line for line in plan_lines(found))


def test_a_cut_of_the_places_own_is_shown_beside_the_range(found):
    assert "tidak dipublikasikan dengan angka lengkap" in kla.plan_cuts(found).text
    text = kla.plan_cuts(changed(found, place_slug="kota-pekanbaru")).text
    assert "Ini bukan ramalan" in text and "2022" in text


def test_verification_that_has_begun_leaves_no_cut_to_show(found):
    text = kla.plan_cuts(changed(found, stage="VA", recaps={"VA": found.assessment.recap})).text
    assert "Verifikasi sudah berjalan" in text
