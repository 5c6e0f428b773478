"""What is asked of every page alike, whoever made it."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

WIDTHS, SCHEMES = (360, 1280), ("light", "dark")


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def scrolls_at_most(page, width):
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def is_read_without_scripts(page):
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 400


def axe_finds_nothing(page):
    """Each width in each scheme; what axe finds is told with the screen it was found on."""
    open_all(page)
    found = {}
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for fault in Axe().run(page).response["violations"]:
            found[width, scheme, fault["id"]] = (fault["impact"], fault["nodes"][0]["html"][:160])
    assert found == {}
