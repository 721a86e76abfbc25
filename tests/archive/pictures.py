"""The README's pictures of the site. `make html`, then `.venv/bin/python -m tests.archive.pictures`, renews them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.chromium import launched
from tests.sites import ROOT

PAGES = {"front-page": "en/index.html", "briefing": "en/2025/abzas-media-verdict/index.html"}
"""The pages that the README shows, by the names of their pictures in `docs/`."""

_SCREEN = {"width": 1280, "height": 860}
_COLOURS = 48


def main() -> None:
    """Take a picture of each page in `output/` and write it with few colours, so that it stays small."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        for name, path in PAGES.items():
            page = browser.new_page(viewport=_SCREEN)
            page.goto((ROOT / "output" / path).as_uri())
            picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
            picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(ROOT / "docs" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
