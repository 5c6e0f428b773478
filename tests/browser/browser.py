"""A real browser for the tests and for ``make screens``: the machine's own Chromium, driven by Playwright."""

import os
import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def found() -> str | None:
    """Where Chromium is; None where it is missing and the run does not insist on it."""
    path = next((shutil.which(name) for name in NAMES if shutil.which(name)), None)
    if path is None and os.environ.get("KLA_REQUIRE_BROWSER"):
        raise RuntimeError("KLA_REQUIRE_BROWSER is set, and there is no Chromium on this machine")
    return path


@contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=QUIET)
        yield browser
        browser.close()
