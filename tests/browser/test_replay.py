"""A copy that we made, opened by ReplayWeb.page in Chromium, after the server of the source was taken down."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from newsarchive_sources.copies import CopyLimits, Keeper
from newsarchive_sources.web import Web
from tests.newsarchive_publish.integrity.hosts import file, host, moved, page
from tests.sites import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("replay")]

VIEWER = ROOT / "tests" / "node_modules" / "replaywebpage"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAE0lEQVR4nGM8wcDAwMDAxIBMAQAP9ADOEjHWXgAAAABJRU5ErkJggg=="
)
SOURCE = """<!doctype html><html lang=az><meta charset=utf-8><title>Məhkəmə</title>
<link rel=stylesheet href=/style/page.css>
<h1>Məhkəmənin qərarı</h1><p>Bu sözlər yalnız nüsxədədir.<p><img src="/pictures/a.png" alt="">
"""
CALLER = '<!doctype html><script src="/ui.js"></script><replay-web-page source="/kept.wacz" url="{url}" replayBase="/">'


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, and prints nothing."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def replayed(window: Page) -> Frame:
    """The frame in which the copy is shown."""
    for _ in range(300):
        for frame in window.frames:
            if frame.url.count("mp_/") and frame.query_selector("h1"):
                return frame
        window.wait_for_timeout(100)
    raise AssertionError([frame.url for frame in window.frames])


def test_a_copy_shows_the_words_the_style_and_the_picture_of_its_source(chromium: Browser, tmp_path: Path) -> None:
    answers = {
        "/old": moved("/text"),
        "/text": page(SOURCE.encode()),
        "/style/page.css": file(b"h1 {color: rgb(1, 2, 3)}", Content_Type="text/css"),
        "/pictures/a.png": file(PICTURE, Content_Type="image/png"),
    }
    with host(answers) as base:
        copy = Keeper(Web("newsarchive/0", pause=0), CopyLimits(pause=0)).keep(f"{base}/old", private=True)
    (tmp_path / "kept.wacz").write_bytes(copy.data)
    (tmp_path / "index.html").write_text(CALLER.format(url=f"{base}/old"), "utf-8")
    for name in ("ui.js", "sw.js"):
        (tmp_path / name).symlink_to(VIEWER / name)
    with served(tmp_path) as address:
        context = chromium.new_context()
        window = context.new_page()
        window.goto(address)
        frame = replayed(window)
        assert frame.inner_text("h1") == "Məhkəmənin qərarı"
        assert frame.inner_text("p") == "Bu sözlər yalnız nüsxədədir."
        assert frame.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(1, 2, 3)"
        frame.wait_for_function("document.querySelector('img').complete")
        assert frame.evaluate("[document.querySelector('img').naturalWidth, document.title]") == [2, "Məhkəmə"]
        context.close()
