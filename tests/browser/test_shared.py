"""The shared pages as people open them: offline, on a phone, with scripts off, by the rules of axe."""

import pytest

from tests.browser.checks import is_read_without_scripts, scrolls_at_most

pytestmark = pytest.mark.slow  # the pack is made with all its audiences first

NAMES = ("Gugus-Tugas", "Klaster-2", "OPD-dinkes", "Forum-Anak", "Media")
PAGES = [f"KLA_Kab-Ogan-Ilir_2024_{name}.html" for name in NAMES]


@pytest.fixture
def opened(visit, shared):
    """Opens one of them by its name (see `visit`)."""
    return lambda name, *how, **more: visit(shared / name, *how, **more)


@pytest.mark.parametrize("name", PAGES)
def test_no_request_leaves_the_file_and_every_picture_is_drawn(opened, name):
    page = opened(name)
    page.mouse.wheel(0, 60_000)
    page.wait_for_timeout(50)
    assert [url.split(":")[0] for url in page.asked if not url.startswith("data:")] == ["file"]
    for image in page.locator("img").all():
        assert image.evaluate("i => i.complete && i.naturalWidth > 0")


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_never_scrolls_sideways(opened, name, width):
    scrolls_at_most(opened(name, width), width)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_read_without_scripts(opened, name):
    is_read_without_scripts(opened(name, scripts=False))


def test_the_contents_list_leads_to_each_chapter(opened):
    page = opened(PAGES[0])
    page.locator(".contents a", has_text="Klaster III").click()
    assert page.evaluate("document.querySelector('#klaster-K3').getBoundingClientRect().top") < 200
