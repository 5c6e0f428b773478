"""What is asked of every page alike, whoever made it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# Both widths and both schemes in the short form, each with each in the long one.
SCREENS = [(360, "light"), (1280, "dark")]
SCREENS += [pytest.param(360, "dark", marks=pytest.mark.long), pytest.param(1280, "light", marks=pytest.mark.long)]


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def scrolls_at_most(page, width):
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def is_read_without_scripts(page):
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 400


def axe_finds_nothing(page):
    open_all(page)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:160]) for v in found] == []
