"""Pictures of every report at three widths, light and dark, and printed as PDF: ``make screens``."""

from pathlib import Path

from browser import chromium

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "reports" / "_screens"


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    pages = [p for p in sorted((ROOT / "reports").rglob("*.html")) if TARGET not in p.parents]
    with chromium() as browser:
        for path in pages:
            stem = path.relative_to(ROOT / "reports").with_suffix("").as_posix().replace("/", "_")
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
    print(f"{len(pages)} pages, pictures in {TARGET.as_posix()}")


if __name__ == "__main__":
    main()
