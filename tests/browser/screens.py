"""Pictures of every kind of page at three widths, light and dark, and printed as PDF: ``make screens``."""

import tempfile
from pathlib import Path

from tests.browser.browser import chromium
from tests.browser.workspaces import (
    make_collecting,
    make_english,
    make_evidence,
    make_incidents,
    make_reports,
    make_shared,
)

TARGET = Path(__file__).parents[2] / "reports" / "_screens"


def pages(home):
    """Every kind of page, by what its pictures are called: reports, English ones with failures, shared pages."""
    makers = {
        "id": make_reports,
        "en": make_english,
        "bagikan": make_shared,
        "formulir": make_collecting,
        "bukti": make_evidence,
        "laporan": make_incidents,
    }
    for name, make in makers.items():
        folder = make(home / name)
        for path in sorted(folder.rglob("*.html")):
            yield "_".join([name, *path.relative_to(folder).with_suffix("").parts]), path


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        found = list(pages(Path(folder)))
        for stem, path in found:
            for width in (360, 768, 1280):
                for scheme in ("light", "dark"):
                    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                    page = context.new_page()
                    page.goto(path.as_uri())
                    page.screenshot(path=TARGET / f"{stem}_{width}_{scheme}.png", full_page=True)
                    context.close()
            page = browser.new_page()
            page.goto(path.as_uri())
            page.pdf(path=TARGET / f"{stem}.pdf", prefer_css_page_size=True)
            page.close()
    print(f"{len(found)} pages, pictures in {TARGET.as_posix()}")


if __name__ == "__main__":
    main()
