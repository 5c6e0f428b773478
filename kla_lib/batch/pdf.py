"""A page as a PDF: by the Chromium of the machine where there is one, by pure Python otherwise.

Only Chromium sets the page as it looks; the pure way keeps its words, tables and order. Neither asks the network for
anything, and what differs from run to run (times, random ids) is blanked, so that the same page gives the same bytes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kla_lib.batch.pdf_plain import plain_pdf

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
ON_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe",
              "Microsoft/Edge/Application/msedge.exe")  # fmt: skip
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-pdf-header-footer")
SECONDS = 120
CHANGING = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^\]]*\]")


def find_chromium() -> Path | None:
    """The Chromium, Chrome or Edge of this machine; None where there is none."""
    return next((path for path in _candidates() if path.is_file()), None)


def pdf_of(page: Path, chromium: Path | None) -> tuple[bytes, str]:
    """The PDF of an HTML file and how: ``chromium``; ``plain`` where there is none; ``fallback`` where it failed."""
    printed = _printed(page, chromium) if chromium else b""
    if printed.startswith(b"%PDF-"):
        return _blanked(printed), "chromium"
    return _blanked(plain_pdf(page.read_text(encoding="utf-8"))), "fallback" if chromium else "plain"


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from map(Path, ON_MACOS)
    roots = [os.environ[root] for root in WINDOWS_ROOTS if os.environ.get(root)]
    yield from (Path(root, below) for root in roots for below in ON_WINDOWS)


def _printed(page: Path, chromium: Path) -> bytes:
    """What Chromium prints of the page with everything opened, in a profile of its own that is thrown away.

    Nothing where it does not print: on paper nobody can open anything.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        opened.write_text(page.read_text(encoding="utf-8").replace("<details>", "<details open>"), encoding="utf-8")
        command = [str(chromium), *FLAGS, *_unboxed(), f"--user-data-dir={Path(folder, 'profile')}",
                   f"--print-to-pdf={target}", opened.as_uri()]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - the user's browser
        except (OSError, subprocess.SubprocessError):
            return b""
        return target.read_bytes() if target.is_file() else b""


def _unboxed() -> tuple[str, ...]:
    """Chromium's sandbox refuses root, as whom containers run; anybody else keeps it."""
    return ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()


def _blanked(pdf: bytes) -> bytes:
    """Times and ids as spaces of the same length, so that every offset in the file still holds."""
    return CHANGING.sub(lambda found: b" " * len(found.group()), pdf)
