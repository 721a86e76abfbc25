"""Sources kept whole from servers that are as they should be, and as they should not; and files that editors saved."""

from __future__ import annotations

import gzip
import io
import json
import socket
import time
import zipfile

import pytest

from newsarchive import connections
from newsarchive_sources import copies as module
from newsarchive_sources.copies import BroughtError, CopyLimits, Keeper, NotKeptError, brought
from newsarchive_sources.wacz import read_wacz
from newsarchive_sources.web import NoAnswerError, Web, WebLimits
from tests.newsarchive_publish.integrity.hosts import cut, dripping, endless, file, host, moved, page, said, silent
from tests.newsarchive_sources.packing import PICTURE, URL, packed, response
from tests.newsarchive_sources.packing import page as kept_page

pytestmark = pytest.mark.usefixtures("public_loopback")
AGENT = "newsarchive/0 (+https://archive.example)"
WORDS = b"<!doctype html><html><title>A law</title><p>The words of a source. " + b"And more of them. " * 10
ROBOTS = {"/robots.txt": said("404 Not Found")}


SMALL = WebLimits(size=200_000)
HASTY = WebLimits(size=200_000, seconds=1.5, silence=0.5)


def keeper(of_web: WebLimits = SMALL, **limits: float) -> Keeper:
    web = Web(AGENT, pause=0, limits=of_web)
    return Keeper(web, CopyLimits(pause=0)._replace(**limits))


def outcome(answer, limits: WebLimits, **answers) -> str:
    """What comes of a source: `kept`, the reason that is recorded, or `later` and why it is not."""
    with host({**ROBOTS, "/text": answer, **answers}) as base:
        try:
            keeper(limits).keep(f"{base}/text")
        except NotKeptError as fault:
            return f"{fault.reason} {fault.found}".strip()
        except NoAnswerError as error:
            return f"later: {error.reason}"
    return "kept"


def urls(data: bytes, base: str) -> dict[str, int]:
    """The addresses in a WACZ file, with the status of each."""
    return {each.url.removeprefix(base): each.status for each in read_wacz(data).records}


def test_a_source_is_kept_with_all_that_it_needs(monkeypatch):
    asked = []
    body = WORDS + b"<link rel=stylesheet href=/a.css><img src=/a.png><img src=/gone.png><script src=/a.js></script>"
    answers = {
        **ROBOTS,
        "/old": moved("/text"),
        "/text": page(body, Set_Cookie="id=visitor-7", Content_Encoding="identity"),
        "/a.css": file(b"@import '/b.css'; p{background:url(/c.png)}", Content_Type="text/css"),
        "/b.css": moved("/d.css"),
        "/d.css": file(gzip.compress(b"p{src:url(/e.woff2)}"), Content_Type="text/css", Content_Encoding="gzip"),
        "/a.png": file(PICTURE, Content_Type="image/png"),
        "/c.png": file(PICTURE, Content_Type="image/png"),
        "/e.woff2": file(b"font", Content_Type="font/woff2"),
    }
    with host(answers, asked) as base:
        copy = keeper().keep(f"{base}/old")
    assert asked[:3] == ["/robots.txt", "/old", "/text"]
    assert urls(copy.data, base) == {
        "/old": 301, "/text": 200, "/a.css": 200, "/a.png": 200, "/b.css": 301, "/d.css": 200, "/c.png": 200,
        "/e.woff2": 200,
    }  # fmt: skip
    assert (copy.files, copy.missed) == (5, 1)
    found = read_wacz(copy.data)
    assert found.page(f"{base}/old").body == body
    with zipfile.ZipFile(io.BytesIO(copy.data)) as packed:
        assert b"visitor-7" not in b"".join(gzip.decompress(packed.read("archive/data.warc.gz")).split())
        line = json.loads(packed.read("pages/pages.jsonl").splitlines()[1])
    assert (line["url"], line["title"]) == (f"{base}/old", "A law")
    assert line["text"].startswith("The words")


def test_another_page_is_nothing_that_a_page_needs():
    """It was in the copy, also one that an editor had forgotten: browsers ask for it, and show nothing of it."""
    body = WORDS + b"<iframe src=/other></iframe><img src=/other><link rel=icon href=/icon><img src=/script.php>"
    answers = {
        **ROBOTS,
        "/text": page(body),
        "/other": page(b"\xef\xbb\xbf\n" + WORDS),
        "/icon": moved("/other"),
        # a script that does not say what it sends
        "/script.php": page(b"GIF89a picture"),
    }
    with host(answers) as base:
        copy = keeper().keep(f"{base}/text")
    assert urls(copy.data, base) == {"/text": 200, "/script.php": 200}
    assert (copy.files, copy.missed) == (1, 2)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page(WORDS), "kept"),
        (page(b"<p>Short, but without a script."), "kept"),
        (page(WORDS, Content_Type=""), "kept"),
        (page(WORDS, Content_Type="application/octet-stream"), "kept"),
        (page(gzip.compress(WORDS), Content_Encoding="gzip"), "kept"),
        (page("<p>Привет, мир. Это источник.".encode("cp1251"), Content_Type="text/html; charset=utf-8"), "kept"),
        (page(WORDS, Content_Type="text/html; charset=no-such"), "kept"),
        (page(b"<html><img src=/scan.png>"), "kept"),
        (file(b"words", Content_Type="text/plain"), "kept"),
        (file(b"%PDF-1.7", Content_Type="text/html"), "kept"),
        (file(PICTURE, Content_Type="image/png"), "kept"),
        (said("401 Unauthorized", b"x"), "refused 401"),
        (said("402 Payment Required", b"x"), "refused 402"),
        (said("403 Forbidden", b"<title>Just a moment...</title>"), "refused 403"),
        (said("451 Unavailable", b"x"), "refused 451"),
        (said("503 Busy", b"x", cf_mitigated="challenge"), "refused 503"),
        (said("202 Accepted", b"x", x_amzn_waf_action="challenge"), "refused 202"),
        (page(b"<script src=/cdn-cgi/challenge-platform/h.js></script><p>Are you human?"), "refused captcha"),
        (said("404 Not Found", WORDS), "gone 404"),
        (said("410 Gone", WORDS), "gone 410"),
        (page(b"x" * 200_001), "large"),
        (page(gzip.compress(b" " * 300_000), Content_Encoding="gzip"), "large"),
        (endless(b"HTTP/1.1 200 OK\r\n\r\n"), "large"),
        (page(b""), "unreadable empty"),
        (page(b" \n\t "), "unreadable empty"),
        (page(b"<html><body><!-- nothing --></body>"), "unreadable empty"),
        (page(b"<html><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"
              b"<script src=/app.js></script>"), "unreadable script"),
        (file(b"\0\0", Content_Type="video/mp4"), "unreadable video/mp4"),
        (file(b"PK", Content_Type="application/zip"), "unreadable application/zip"),
        (file(b"words"), "unreadable application/octet-stream"),
        (file(b"x", Content_Type="video/\x1b[2Jmp4"), "unreadable video/ [2jmp4"),
        (said("429 Too Many Requests"), "later: status"),
        (said("500 Oops"), "later: status"),
        (said("503 Busy"), "later: status"),
        (said("400 Bad Request"), "later: status"),
        (said("204 No Content"), "later: status"),
        (said("300 Choices"), "later: status"),
        (moved("/text"), "later: redirects"),
        (dripping(b"HTTP/1.1 200 OK\r\n\r\n"), "later: too-slow"),
        (silent, "later: too-slow"),
        (cut(WORDS), "later: cut-off"),
        (lambda _: None, "later: system"),
        (lambda line: line.sendall(b"\x16\x03\x01nonsense\r\n\r\n"), "later: system"),
        (page(WORDS, X_Long="x" * 70_000), "later: system"),
    ],
)  # fmt: skip
def test_every_answer_has_its_outcome(answer, expected):
    assert outcome(answer, HASTY if "slow" in expected else SMALL) == expected


def test_a_page_that_first_leads_away_and_back_is_in_the_copy_once():
    """With two answers at one address, a viewer would show either, or be led in circles."""
    answers = iter((moved("/check", "302 Found"), page(WORDS)))
    with host({**ROBOTS, "/text": lambda line: next(answers)(line), "/check": moved("/text", "302 Found")}) as base:
        data = keeper().keep(f"{base}/text").data
    assert [(each.url.removeprefix(base), each.status) for each in read_wacz(data).records] == [
        ("/text", 200),
        ("/check", 302),
    ]
    assert read_wacz(data).pages == [f"{base}/text"]


def test_a_front_page_is_not_kept_in_place_of_a_report_and_another_site_is_named():
    with host({**ROBOTS, "/": page(WORDS), "/old": moved("/"), "/login": page(WORDS)}) as base:
        with pytest.raises(NoAnswerError) as caught:
            keeper().keep(f"{base}/old")
        assert (caught.value.reason, caught.value.found) == ("front", f"{base}/")
        assert keeper().keep(f"{base}/").leads == ""
        wall = base.replace("127.0.0.1", "localhost") + "/login"
        with host({**ROBOTS, "/text": moved(wall, "302 Found"), "/moved": moved(wall)}) as news:
            assert keeper().keep(f"{news}/text").leads == wall
            assert keeper().keep(f"{news}/moved").leads == ""


def test_a_large_page_is_not_kept_though_a_large_document_is():
    with host({**ROBOTS, "/a": page(WORDS * 20), "/b": file(b"%PDF-" + b"x" * 4000)}) as base:
        with pytest.raises(NotKeptError, match="large"):
            keeper(html=1000).keep(f"{base}/a")
        assert keeper(html=1000).keep(f"{base}/b").data


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (file(b"User-agent: *\nDisallow: /text"), "robots"),
        (said("503 Later"), "later: robots"),
        (silent, "later: too-slow"),
        (said("404 Not Found"), "kept"),
    ],
)
def test_robots_txt_is_obeyed(robots, expected):
    limits = HASTY if "slow" in expected else SMALL
    assert outcome(page(WORDS), limits, **{"/robots.txt": robots}) == expected


def test_robots_txt_counts_for_redirects_and_for_what_a_page_needs_too():
    barring = file(b"User-agent: *\nDisallow: /private")
    asked = []
    answers = {
        "/robots.txt": barring, "/a": moved("/private/a"), "/private/a": page(WORDS),
        "/b": page(WORDS + b"<img src=/private/a.png><img src=/b.png>"), "/b.png": file(PICTURE),
    }  # fmt: skip
    with host(answers, asked) as base:
        with pytest.raises(NotKeptError, match="robots"):
            keeper().keep(f"{base}/a")
        copy = keeper().keep(f"{base}/b")
    assert not [path for path in asked if path.startswith("/private")]
    assert (copy.files, copy.missed) == (1, 1)


def test_a_delay_that_a_site_asks_for_is_kept(monkeypatch):
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    answers = {"/robots.txt": file(b"User-agent: *\nCrawl-delay: 25"), "/a": page(WORDS + b"<img src=/a.png>")}
    with host({**answers, "/a.png": file(PICTURE)}) as base:
        keeper().keep(f"{base}/a")
    assert [-(-int(seconds) // 5) * 5 for seconds in waits] == [25, 25]


def test_what_a_page_needs_is_limited_and_bad_files_do_no_harm():
    pictures = b"".join(b"<img src=/%d.png>" % number for number in range(50))
    bad = b"<img src=/drip.png><img src=/bomb.png><img src=/loop.png><img src=/broken.png><img src=/a.png>"
    answers = {
        **ROBOTS,
        "/many": page(WORDS + pictures),
        **{f"/{number}.png": file(PICTURE) for number in range(50)},
        "/bad": page(WORDS + bad),
        "/drip.png": dripping(b"HTTP/1.1 200 OK\r\n\r\n"),
        "/bomb.png": file(gzip.compress(b"\0" * 1_000_000), Content_Encoding="gzip"),
        "/loop.png": moved("/loop.png"),
        "/broken.png": lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
        "/a.png": file(PICTURE),
    }
    with host(answers) as base:
        copy = keeper(files=10).keep(f"{base}/many")
        assert (copy.files, copy.missed) == (10, 40)
        copy = keeper(bytes=3 * len(PICTURE)).keep(f"{base}/many")
        assert (copy.files, copy.missed) == (3, 47)
        copy = keeper(seconds=0).keep(f"{base}/many")
        assert (copy.files, copy.missed) == (0, 50)
        copy = keeper(WebLimits(size=200_000, seconds=3, silence=3)).keep(f"{base}/bad")
        assert copy.missed >= 4


def test_style_sheets_that_import_one_another_end():
    answers = {**ROBOTS, "/a": page(WORDS + b"<link rel=stylesheet href=/a.css>")}
    answers |= {
        "/a.css": file(b"@import '/b.css'", Content_Type="text/css"),
        "/b.css": file(b"@import '/a.css'; @import '/b.css'; @import '/a'", Content_Type="text/css"),
    }
    with host(answers) as base:
        assert urls(keeper().keep(f"{base}/a").data, base) == {"/a": 200, "/a.css": 200, "/b.css": 200}


def test_nothing_in_a_public_page_is_fetched_from_inside(monkeypatch):
    """Here 127.0.0.1 plays a public machine, and 127.0.0.2 a private one."""
    machines = {"inside.example": "127.0.0.2"}
    monkeypatch.setattr(connections, "is_private", lambda address: address == "127.0.0.2")
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda name, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (machines.get(name, "127.0.0.1"), port))],
    )
    asked = []
    inside = b"http://inside.example"
    answers = {
        **ROBOTS,
        "/a": page(WORDS + b"<img src=%s/a.png><img src=/b.png><img src=http://127.0.0.2:1/>" % inside),
        "/b.png": moved(f"{inside.decode()}/secret"),
        "/c": moved(f"{inside.decode()}/secret"),
    }
    with host(answers, asked) as base:
        public = base.replace("127.0.0.1", "news.example")
        copy = keeper().keep(f"{public}/a")
        assert (copy.files, copy.missed) == (0, 3)
        with pytest.raises(NoAnswerError, match="private"):
            keeper().keep(f"{public}/c")
    assert "/secret" not in asked


def test_a_private_page_that_was_named_leads_to_no_other_machine_inside(monkeypatch):
    monkeypatch.setattr(connections, "is_private", lambda _: True)
    asked = []
    with host({"/secret": page(b"secret")}, asked) as other:
        answers = {
            **ROBOTS,
            "/a": page(WORDS + b"<img src=%s/secret><img src=/b.png>" % other.encode()),
            "/b.png": file(b"b", Content_Type="image/png"),
            "/c": moved(f"{other}/secret"),
        }
        with host(answers) as base:
            copy = keeper().keep(f"{base}/a", private=True)
            assert (copy.files, copy.missed) == (1, 1)
            with pytest.raises(NoAnswerError, match="private"):
                keeper().keep(f"{base}/c", private=True)
    assert asked == []


HTML = "<!DOCTYPE html> <html lang=az><!-- saved --><p>Sözlər</html>".encode()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (packed(), "wacz"),
        (HTML, "html"),
        (b"\xef\xbb\xbf\n<!-- saved from url -->\n<HTML><p>a", "html"),
        ("<html><p>Привет, мир".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><!doctype html><p>a', "html"),
        (b"<html><img src=data:,>", "html"),
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "pdf"),
        (PICTURE, "png"),
        (b"\xff\xd8\xff\xe0 a photograph", "jpg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x20ftypavif\0\0", "avif"),
    ],
)
def test_a_file_is_kept_as_what_it_is(data, suffix):
    assert brought(data, URL) == suffix


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><body></body>", "empty"),
        (b"words", "type"),
        (b"GIF89a", "type"),
        (b"MZ\x90", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"%PDF-1.7 cut off", "damaged"),
        (b"PK\3\4 no zip", "damaged"),
        (packed(kept_page(url="https://other.example/")), "other-page"),
        (packed(response(URL, b"", 404), kept_page(url="https://other.example/")), "other-page"),
    ],
)
def test_other_files_are_not_kept(data, reason):
    with pytest.raises(BroughtError) as caught:
        brought(data, URL)
    assert caught.value.reason == reason


def test_what_a_file_says_of_itself_is_printed_plainly():
    with pytest.raises(BroughtError) as caught:
        brought(packed(kept_page(url="https://other.example/\x1b[2J\n")), URL)
    assert caught.value.found == "https://other.example/ [2J"


def test_a_file_is_limited(monkeypatch):
    monkeypatch.setattr(module, "MOST_BROUGHT", len(HTML) - 1)
    with pytest.raises(BroughtError, match="large"):
        brought(HTML, URL)
