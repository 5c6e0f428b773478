"""Reports made once for all browser tests, and one browser to open them in."""

import browser as real_browser
import pytest
from workspaces import make_english, make_reports


def pytest_collection_modifyitems(items):
    if real_browser.found() is None:
        for item in items:
            if "tests/browser" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """See `workspaces.make_reports`."""
    return make_reports(tmp_path_factory.mktemp("kerja"))


@pytest.fixture(scope="session")
def english(tmp_path_factory):
    """See `workspaces.make_english`."""
    return make_english(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="session")
def chromium():
    with real_browser.chromium() as opened:
        yield opened


@pytest.fixture
def visit(chromium):
    """Opens a page as an offline file; remembers every request it makes (``asked``) and all it complains of (``said``)."""
    contexts = []

    def opened(path, width=360, scheme="light", scripts=True):
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda fault: page.said.append(str(fault)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
