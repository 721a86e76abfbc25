"""What a page of another site learns of the preview in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from newsarchive.build.diagnostics import ShownFault
from newsarchive.cli.builder import Outcome
from newsarchive.cli.preview import HOST, Preview, open_server
from newsarchive.server.headers import page_policy, policy_text
from tests.browser.opening import opened, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[str]:
    """Where a preview with one page and one picture listens."""
    Image.new("RGB", (123, 45)).save(tmp_path / "secret.png")
    page = '<!DOCTYPE html><html lang="en"><title>x</title><body><img src="secret.png" alt="x"></body></html>'
    (tmp_path / "index.html").write_text(page)
    with open_server(Preview(Outcome(0, ())), tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()


def _curious(preview: str) -> bytes:
    """A page that asks for a picture, a frame, a script and the stream of events, and writes down what it got."""
    return f"""<!DOCTYPE html><title>x</title><body><script>
    window.got = [];
    window.asked = 4;
    const ended = (what) => (window.asked--, what && window.got.push(what));
    const picture = new Image();
    picture.onload = () => ended(`picture ${{picture.width}}x${{picture.height}}`);
    picture.onerror = () => ended();
    picture.src = "{preview}secret.png";
    const script = document.createElement("script");
    script.onload = () => ended("script");
    script.onerror = () => ended();
    script.src = "{preview}";
    document.body.append(script);
    fetch("{preview}.preview/events", {{mode: "no-cors"}}).then(() => ended("events"), () => ended());
    fetch("{preview}").then(() => ended("page"), () => ended());
    </script><iframe src="{preview}"></iframe>""".encode()


@pytest.fixture
def elsewhere(preview: str) -> Iterator[str]:
    """Another server on this machine: nearer to the preview, for a browser, than any site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(_curious(preview))

        def log_message(self, format: str, *values: object) -> None:
            pass

    with HTTPServer((HOST, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()


def test_a_page_of_another_site_learns_nothing_and_shows_nothing(
    chromium: Browser, preview: str, elsewhere: str
) -> None:
    with opened(chromium, elsewhere) as (page, _):
        wait_until(page, "window.asked == 0")
        assert page.evaluate("window.got") == []
        assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]


def test_the_preview_itself_shows_all(chromium: Browser, preview: str) -> None:
    with opened(chromium, preview) as (page, log):
        assert page.evaluate("document.querySelector('img').naturalWidth") == 123
        assert [line for line in log.console if "404" not in line] == []  # it has no icon
        page.reload()
        assert page.evaluate("document.querySelector('img').naturalWidth") == 123


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_strip_of_faults_stands_above_the_page_without_its_script(
    chromium: Browser, tmp_path: Path, scheme: str
) -> None:
    policy = policy_text(page_policy("en/", "", from_disk=False))
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><link rel="icon" href="data:,"><title>x</title>'
    )
    (tmp_path / "index.html").write_text(f'<!DOCTYPE html><html lang="en">{head}<body><h1>Words</h1></body></html>')
    fault = ShownFault("a.md", f"content/{'a-long-slug-' * 9}/az.md:2:1", {"en": "no field"})
    words = {"en": {"faults": "1 fault", "more": "", "last": "", "stopped": "", "missing": ""}}
    with open_server(Preview(Outcome(0, (), (fault,), words)), tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = chromium.new_context(
            viewport={"width": 390, "height": 800}, color_scheme=scheme, java_script_enabled=False
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://{HOST}:{server.server_port}/")
        strip, title = (page.locator(each).bounding_box() for each in ("[role=status]", "h1"))
        colour = page.locator("[role=status]").evaluate("each => getComputedStyle(each).backgroundColor")
        context.close()
        server.shutdown()
    assert said == []
    assert strip
    assert title
    assert (strip["x"], strip["y"]) == (8, 8)  # a browser's own margin of a page without styles
    assert strip["x"] + strip["width"] <= 390
    assert title["y"] >= strip["y"] + strip["height"]
    assert colour == {"light": "rgb(251, 230, 228)", "dark": "rgb(58, 21, 18)"}[scheme]
