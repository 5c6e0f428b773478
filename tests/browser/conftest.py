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
