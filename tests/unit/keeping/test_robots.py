"""robots.txt as sites write it, and as they do not answer it."""

from __future__ import annotations

import pytest

from newsarchive.keeping.robots import Robots, RobotsBarError
from newsarchive.keeping.web import NoAnswerError, Web, WebLimits
from tests.unit.integrity.hosts import dripping, file, host, moved, said


@pytest.fixture
def web() -> Web:
    return Web("newsarchive/0 (+https://archive.example)", pause=0, limits=WebLimits(seconds=5, silence=3))


def verdict(web: Web, answer, path: str = "/text") -> str:
    with host({"/robots.txt": answer}) as base:
        try:
            Robots(web).require(base + path, private=True)
        except RobotsBarError:
            return "barred"
        except NoAnswerError as error:
            return f"{error.reason} {error.found}".strip()
        return "allowed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (file(b""), "allowed"),
        (file(b"User-agent: *\nDisallow: /"), "barred"),
        (file(b"User-agent: *\nDisallow: /other"), "allowed"),
        (file(b"User-agent: *\nDisallow: /\n\nUser-agent: NewsArchive\nAllow: /"), "allowed"),
        (file(b"User-agent: newsarchive\nDisallow: /\n\nUser-agent: *\nAllow: /"), "barred"),
        (file(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /te*t$\r\n"), "barred"),
        (file(b"<html>not found</html>"), "allowed"),
        (said("404 Not Found"), "allowed"),
        (said("403 Forbidden"), "allowed"),
        (said("500 Oops"), "robots 500"),
        (said("503 Later"), "robots 503"),
        (said("429 Slow down"), "robots 429"),
        (moved("/robots.txt"), "redirects"),
        (dripping(b"HTTP/1.1 200 OK\r\n\r\n"), "too-slow"),
        (file(b"#" * (1 << 20) + b"\n"), "robots too large"),
        (file(b"User-agent: a\n" * 20_000 + b"Disallow: /\n" * 20_000), "robots too large"),
    ],
)
def test_robots_txt_says(web, answer, expected):
    assert verdict(web, answer).removesuffix("/robots.txt").partition(" http")[0] == expected


def test_it_is_asked_once_for_each_host_and_its_delay_is_kept(web):
    asked = []
    with host({"/robots.txt": file(b"User-agent: *\nCrawl-delay: 7\nDisallow: /b")}, asked) as base:
        robots = Robots(web)
        robots.require(f"{base}/a", private=True)
        with pytest.raises(RobotsBarError):
            robots.require(f"{base}/b", private=True)
    assert asked == ["/robots.txt"]
    assert list(web._delays.values()) == [7]
