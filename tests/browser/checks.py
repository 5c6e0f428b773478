"""What is asked of every page alike, whoever made it."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

WIDTHS, SCHEMES = (360, 1280), ("light", "dark")
# Sections, rows and entries of one page, table or list that are made of the same classes look the same: one is left.
ONE_OF_A_KIND = """() => document.querySelectorAll("main, tbody, ul, ol, dl, .sums").forEach(list => {
    const seen = new Set();
    for (const item of [...list.children]) {
        const kind = [item, ...item.querySelectorAll("*")].map(e => e.tagName + "." + e.className);
        const key = [...new Set(kind)].sort().join();
        if (seen.has(key)) item.remove();
        seen.add(key);
    }
})"""


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def scrolls_at_most(page, width):
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def is_read_without_scripts(page):
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 400


def axe_finds_nothing(page, whole=False):
    """At each width in each scheme; what axe finds is told with the screen it was found on.

    Unless the ``whole`` page is asked for, one row of each kind is looked at: contrast is slow on long pages.
    """
    open_all(page)
    if not whole:
        page.evaluate(ONE_OF_A_KIND)
    found = {}
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for fault in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            found[width, scheme, fault["id"]] = (fault["impact"], fault["nodes"][0]["html"][:160])
    assert found == {}
