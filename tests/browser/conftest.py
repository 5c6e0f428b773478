"""Reports made once for all browser tests, and one browser to open them in."""

from pathlib import Path

import pytest
from filelock import FileLock

from tests.browser import browser as real_browser
from tests.browser.workspaces import (
    make_collecting,
    make_english,
    make_evidence,
    make_incidents,
    make_reports,
    make_shared,
)


def pytest_collection_modifyitems(items):
    if real_browser.found() is None:
        for item in items:
            if "tests/browser" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def once(tmp_path_factory, request):
    """Makes a folder of pages, or takes the one that another of pytest-xdist's processes has made in this run."""
    base = tmp_path_factory.getbasetemp()
    everyones = base.parent if hasattr(request.config, "workerinput") else base

    def made(make):
        home, done = everyones / make.__name__, everyones / f"{make.__name__}.done"
        with FileLock(f"{home}.lock"):
            if not done.exists():
                home.mkdir()
                done.write_text(str(make(home)), encoding="utf-8")
        return Path(done.read_text(encoding="utf-8"))

    return made


@pytest.fixture(scope="session")
def reports(once):
    """See `workspaces.make_reports`."""
    return once(make_reports)


@pytest.fixture(scope="session")
def english(once):
    """See `workspaces.make_english`."""
    return once(make_english)


@pytest.fixture(scope="session")
def shared(once):
    """See `workspaces.make_shared`."""
    return once(make_shared)


@pytest.fixture(scope="session")
def collecting(once):
    """See `workspaces.make_collecting`."""
    return once(make_collecting)


@pytest.fixture(scope="session")
def evidence(once):
    """See `workspaces.make_evidence`."""
    return once(make_evidence)


@pytest.fixture(scope="session")
def field(once):
    """See `workspaces.make_incidents`."""
    return once(make_incidents)


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
