"""Lighthouse on its phone profile: accessibility and best practices 100, and nothing jumps while a page is laid out.

How fast a page is depends on what else the machine does; benchmarks/run/phone.py measures that.
"""

import os

import pytest

from tests.browser import lighthouse

PAGES = [
    pytest.param("reports", "index.html", marks=pytest.mark.slow),
    pytest.param("reports", "kab-ogan-ilir/10-ringkasan.html", marks=pytest.mark.slow),
    pytest.param("reports", "kab-ogan-ilir/20-klaster-K0.html", marks=pytest.mark.slow),
    pytest.param("reports", "kab-ogan-ilir/40-tahap.html", marks=pytest.mark.slow),
    pytest.param("reports", "kab-ogan-ilir/50-rencana.html", marks=pytest.mark.slow),
    pytest.param("english", "kab-ogan-ilir/20-klaster-K0.html", marks=pytest.mark.long),
    pytest.param("shared", "KLA_Kab-Ogan-Ilir_2024_Gugus-Tugas.html", marks=pytest.mark.slow),
    pytest.param("shared", "KLA_Kab-Ogan-Ilir_2024_OPD-dinkes.html", marks=pytest.mark.slow),
    pytest.param("shared", "KLA_Kab-Ogan-Ilir_2024_Forum-Anak.html", marks=pytest.mark.long),
]
CATEGORIES = ["accessibility", "best-practices", "performance"]


@pytest.fixture
def address(request, where):
    if not lighthouse.COMMAND.exists():
        if os.environ.get("KLA_REQUIRE_BROWSER"):
            pytest.fail("KLA_REQUIRE_BROWSER is set, and Lighthouse is not installed: make tests/browser/.npm-ready")
        pytest.skip("no Lighthouse: npm was missing when the tests were set up (make tests/browser/.npm-ready)")
    with lighthouse.served(request.getfixturevalue(where)) as url:
        yield url


@pytest.mark.parametrize(("where", "name"), PAGES)
def test_a_phone_gets_it_whole_and_still(address, tmp_path, name):
    report = lighthouse.judged(f"{address}/{name}", tmp_path / "judged.json", CATEGORIES)
    scores = {key: report["categories"][key]["score"] for key in ("accessibility", "best-practices")}
    assert scores == {"accessibility": 1, "best-practices": 1}
    assert report["audits"]["cumulative-layout-shift"]["score"] == 1
