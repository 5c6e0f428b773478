"""The explorer without a browser: what the controls ask, what they redraw, and what a page without them still says."""

import asyncio
import re
from pathlib import Path

import pytest

import kla_lib as kla
from kla_lib.display.html import has_front_end
from kla_lib.plan.model import Limits
from kla_lib.plan.solve import plan_only, quick_plan, solve
from kla_lib.province.explore import SHOWN, AwardChoice
from tests.plan.plan_oracle import instance

ROOT = Path(__file__).parents[2]
ALT = re.compile(r'<img alt="([^"]+)"')


@pytest.fixture(scope="module")
def found():
    return kla.open_exploration(ROOT, "2024", "kab-ogan-ilir")


@pytest.fixture(autouse=True)
def no_loop():
    """As in a script: a browser test before these leaves Playwright's loop running, and the table would wait for it."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def panel(found):
    return kla.explorer(found).panel()


def alt(panel):
    return ALT.search(panel.figure.value)[1]


@pytest.mark.parametrize("seed", range(60))
def test_quick_plans_are_the_plan(seed):
    steps, now, needed, limits = instance(seed)
    whole = solve(steps, now, needed, limits, alternatives=0)
    quick, drawn = plan_only(steps, now, needed, limits), quick_plan(steps, now, needed, limits)
    assert (quick.status, quick.picks, quick.after_hundredths, quick.effort_centi, quick.reason) == (
        whole.status,
        whole.picks,
        whole.after_hundredths,
        whole.effort_centi,
        whole.reason,
    )
    assert (drawn.status, drawn.after_hundredths) == (whole.status, whole.after_hundredths)
    if whole.status != "impossible":
        assert (drawn.effort_centi, len(drawn.picks)) == (whole.effort_centi, len(whole.picks))


def test_without_limits_a_slider_gives_what_the_command_gives(panel, found):
    panel.margin.value = 60
    plan = kla.open_plan(ROOT, "2024", "kab-ogan-ilir", margin="60").plan
    assert panel.explorer.found.cheapest.picks == plan.picks
    assert "861,00" in alt(panel) and "861,00" in panel.words.value


def test_a_moved_target_and_a_limit_are_what_is_asked(panel):
    panel.target.value = "KLA"
    assert "KLA mulai 901" in alt(panel)
    panel.most.value = 2
    now = panel.explorer.found
    assert set(now.limits.capacity_centi.values()) == {200} and "setiap OPD: 2" in panel.words.value
    panel.who.value = "dinkes"
    panel.most.value = 0
    assert panel.explorer.found.limits.capacity_centi["dinkes"] == 0
    assert "dinkes" not in {step.agency for step in panel.explorer.found.cheapest.picks}
    panel.who.value = "disdik"
    assert panel.most.value == 2, "the slider shows the limit of the agency chosen, and changes none"
    panel.most.value = -1
    assert "disdik" not in panel.explorer.found.limits.capacity_centi


def test_an_impossible_target_says_why(panel):
    panel.target.value = "KLA"
    panel.most.value = 0
    assert "tidak tercapai" in alt(panel) and "Sebabnya" in panel.words.value


def test_ticks_stay_while_other_questions_are_shown(panel):
    first = panel.ticks.shown[0].code
    panel.ticks.boxes[0].value = True
    assert panel.explorer.found.limits.fix == {first} and "dicentang" in alt(panel)
    assert first in {step.code for step in panel.explorer.found.cheapest.picks}
    panel.ticks.search.value = "puskesmas"
    assert panel.ticks.ticked == {first}
    panel.ticks.search.value = "tidak ada kata begini"
    assert not panel.ticks.shown and panel.ticks.boxes[0].layout.display == "none"
    panel.ticks.search.value = ""
    assert panel.ticks.boxes[0].value
    panel.ticks.clear.click()
    assert not panel.explorer.found.limits.fix and not panel.ticks.boxes[0].value


def test_every_question_can_be_paged_to_once(panel, found):
    seen = []
    while True:
        seen += [step.code for step in panel.ticks.shown]
        if panel.ticks.after.disabled:
            break
        panel.ticks.after.click()
    assert sorted(seen) == sorted({step.code for step in found.steps})


def test_a_page_without_a_kernel_has_the_figures_and_no_controls(found):
    data, about = kla.explorer(found)._repr_mimebundle_()
    assert not has_front_end() and set(data) == {"text/html", "text/plain"} and about
    assert not re.search(r"<(input|button|select|script)", data["text/html"])
    assert "826,00" in data["text/html"] and "kla lab" in data["text/html"]
    assert data["text/html"].count("cadangan 0") >= 1


def test_what_ticks_have_to_win_is_counted_at_the_furthest_step(found):
    code = found.steps[0].code
    asked = found.again(fix=[code])
    assert code in asked.limits.fix and asked.cheapest.picks != ()
    assert found.limits == Limits(by=found.limits.by), "what was opened stays as it is"


def test_the_national_table_is_filtered(found):
    awards = kla.award_explorer(found.assessment)
    panel = awards.panel()
    assert set(awards.frame["province"]) == {"Sumatera Selatan"}
    panel.province.value, panel.year.value = "Riau", "2025"
    assert set(awards.frame["place_code"].str[:2]) == {"14"} and len(awards.frame) == 12
    panel.text.value = "pekanbaru"
    assert list(awards.frame["place"]) == ["Kota Pekanbaru"] and "Kota Pekanbaru" in panel.table.value
    panel.text.value = "<script>"
    assert awards.frame.empty and "<script>" not in panel.table.value


def test_coverage_is_said_before_any_row(found):
    panel = kla.award_explorer(found.assessment).panel()
    panel.year.value, panel.province.value = "2025", ""
    text = panel.table.value
    assert "355" in text and text.index("355") < text.index("<table")
    assert "<details>" in text and len(AwardChoice("2025").frame()) > SHOWN


def test_first_steps_are_expressions_that_work(found):
    shown = kla.first_steps(found).text
    for expression in re.findall(r"<code>(found\.[^<]+)</code>", shown):
        assert eval(expression, {"found": found}) is not None
