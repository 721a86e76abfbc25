"""Copies in a public archive: pywb as TimeGate, TimeMap and recorder, and archives that must not be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsarchive.defaults
from newsarchive.model.dates import parse_date
from newsarchive.model.fields import Source
from newsarchive.model.settings import SettingsError
from newsarchive_sources.mementos import (
    PATIENCE,
    ArchiveError,
    Memento,
    PublicArchive,
    archive_of,
    is_same_page,
    parse_links,
    wait_of,
)
from newsarchive_sources.web import Response, Web
from tests.newsarchive_publish.integrity.hosts import Answer, endless, host, moved, said
from tests.newsarchive_sources.archives import Capture, Saving, pywb, saving

REPORT = "http://news.example/2020/report?id=1"
OF_2020, OF_2021, OF_2022 = (f"{year}-01-02T03:04:05Z" for year in (2020, 2021, 2022))
CAPTURES = [
    Capture(REPORT, OF_2020),
    Capture(REPORT, OF_2021, "404 Not Found"),
    Capture(REPORT, OF_2022, headers=(("Content-Location", "index.html"),)),
    Capture("http://news.example/moved", OF_2020, "301 Moved", (("Location", "http://news.example/"),)),
    Capture("http://news.example/secure", OF_2020, "301 Moved", (("Location", "https://www.news.example/secure"),)),
    Capture("https://www.news.example/secure", OF_2020),
    Capture("http://news.example/", OF_2020),
]
WEB = Web("newsarchive/test", pause=0)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pywb(tmp_path_factory.mktemp("archive"), CAPTURES) as address:
        yield address


def source(url: str, date: str = "") -> Source:
    return Source(url, "A report", "News", "en", date=parse_date(date) if date else None)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def found(gate: str, url: str, read: str, date: str = "") -> str:
    """The moment of the copy of a source that is found, or an empty string."""
    memento = PublicArchive(WEB, gate).find(source(url, date), day(read))
    if memento is None:
        return ""
    assert memento.address.startswith(gate)
    assert memento.address.endswith(url.partition("://")[2])
    return memento.moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_copy_nearest_to_the_day_is_found_unless_it_is_older_than_the_source(archive: str) -> None:
    assert found(archive, REPORT, "2019-01-01") == OF_2020
    assert found(archive, REPORT, "2026-01-01") == OF_2022
    # the nearest is an error page: the list has others
    assert found(archive, REPORT, "2020-12-01") == OF_2020
    assert found(archive, REPORT, "2021-03-01") == OF_2022 or found(archive, REPORT, "2021-03-01") == OF_2020
    # the nearest is older than the source
    assert found(archive, REPORT, "2020-01-03", "2020-01-04") == OF_2022
    assert found(archive, REPORT, "2020-01-03", "2020-01-03") == OF_2022
    assert found(archive, REPORT, "2020-01-03", "2020") == OF_2020
    assert found(archive, REPORT, "2026-01-01", "2023") == ""
    assert found(archive, "http://news.example/never", "2020-01-01") == ""


def test_a_copy_of_a_redirect_counts_only_if_it_leads_to_the_same_page(archive: str) -> None:
    assert found(archive, "http://news.example/moved", "2020-01-01") == ""
    memento = PublicArchive(WEB, archive).find(source("http://news.example/secure"), day("2020-01-01"))
    assert memento == Memento(f"{archive}20200102030405/https://www.news.example/secure", moment(OF_2020))


@pytest.mark.full
def test_an_archive_that_shows_the_copy_at_the_gate_itself_names_its_address(tmp_path: Path) -> None:
    with pywb(tmp_path, CAPTURES, exact=False) as gate:
        assert found(gate, REPORT, "2019-01-01") == OF_2020
        assert found(gate, REPORT, "2026-01-01") == OF_2022


@pytest.mark.parametrize("header", ["Location", "Content-Location", "Link"])
def test_an_archive_saves_a_page_that_it_does_not_have(archive: str, header: str) -> None:
    with host({f"/{header}": said("200 OK", b"<p>now", Content_Type="text/html")}) as site:
        front = Saving(archive, header=header)
        with saving(front) as save:
            known = PublicArchive(WEB, archive, save, pause=0, sleep=_no_wait)
            before = dt.datetime.now(dt.UTC).replace(microsecond=0)
            one = source(f"{site}/{header}")
            memento = known.obtain(one, before.date())
            assert memento
            assert memento.moment >= before
            assert memento.address.startswith(archive)
            # now it has one
            assert known.obtain(one, before.date()) == memento
            assert known.obtain(source(f"{site}/gone"), before.date(), may_ask=False) is None
        assert front.asked == [f"{site}/{header}"]


def _no_wait(seconds: float) -> None:
    raise AssertionError(f"waits {seconds} s")


def test_a_busy_archive_is_waited_for_within_bounds(archive: str) -> None:
    waited: list[float] = []
    with host({"/busy": said("200 OK", b"<p>now", Content_Type="text/html")}) as site:
        one = source(f"{site}/busy")
        front = Saving(archive, [(429, {"Retry-After": "7"}), (429, {})])
        with saving(front) as save:
            known = PublicArchive(WEB, archive, save, pause=0, sleep=waited.append)
            assert known.ask(one).address.startswith(archive)
            assert waited == [7, 60]
            waited.clear()
            front.refusals += [(429, {"Retry-After": "50"}), (429, {"Retry-After": "200"})]
            with pytest.raises(ArchiveError) as caught:
                known.ask(one)
            assert (caught.value.reason, caught.value.wait, waited) == ("busy", 200, [50])
            # until then nothing is asked, neither for this source nor for others
            asked = len(front.asked)
            for act in (lambda: known.ask(one), lambda: known.find(source(REPORT), day("2020-01-01"))):
                with pytest.raises(ArchiveError) as caught:
                    act()
                assert (caught.value.reason, caught.value.wait) == ("busy", 200)
            assert (len(front.asked), waited) == (asked, [50])
            # an archive that is always busy is left alone
            always = PublicArchive(WEB, archive, save, pause=0, sleep=waited.append)
            front.refusals += [(503, {"Retry-After": "1"})] * 9
            with pytest.raises(ArchiveError, match="busy"):
                always.ask(one)
            assert (len(front.refusals), sum(waited) <= 50 + PATIENCE) == (5, True)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        *(("120", 120), ("0", 1), ("", 60), ("soon", 60), ("9" * 8, 86_400), ("²", 60), ("-5", 60)),
        *(("Sat, 28 Nov 2026 10:01:30 GMT", 90), ("Sat, 28 Nov 2026 09:00:00 GMT", 1)),
    ],
)
def test_how_long_to_wait_is_read_as_http_says(told: str, seconds: int) -> None:
    asked = moment("2026-11-28T10:00:00Z")
    assert wait_of(Response("http://a.example/", 429, "", (("Retry-After", told),), b"", asked)) == seconds


def reason(gate: str, save: str, url: str) -> str:
    with pytest.raises(ArchiveError) as caught:
        PublicArchive(WEB, gate, save, pause=0, sleep=lambda _: None).ask(source(url))
    return caught.value.reason


def test_an_archive_that_does_not_save_is_told_apart(archive: str) -> None:
    blocked = {"X-Archive-Wayback-Runtime-Error": "RobotAccessControlException: Blocked By Robots"}
    with saving(Saving(archive, [(403, blocked), (403, {}), (520, {}), (502, {})])) as save:
        expected = ["refused", "refused", "status", "status"]
        assert [reason(archive, save, "http://news.example/never") for _ in expected] == expected
    with saving(Saving(archive, told=f"{archive}20200102030405/{REPORT}")) as save:
        assert reason(archive, save, "http://news.example/never") == "unproven"
    assert reason(archive, save, "http://news.example/never") == "no-answer"
    assert reason(archive, save, "mailto:a@b.example") == "refused"


def test_a_public_archive_is_not_told_of_private_addresses() -> None:
    known = PublicArchive(WEB, "https://archive.invalid/web/", "https://archive.invalid/save/")
    hosts = ("192.168.1.7", "localhost", "[::1]:8000", "wiki", "wiki.local", "Wiki.Internal.", "10.0.0.1", "desk.lan")
    for url in (f"http://{name}/report" for name in hosts):
        for act in (known.ask, lambda each: known.find(each, day("2020-01-01"))):
            with pytest.raises(ArchiveError, match="refused"):
                act(source(url))


def as_memento(original: str, at: str = "Thu, 02 Jan 2020 03:04:05 GMT", **headers: str) -> Answer:
    return said("200 OK", b"<p>", Memento_Datetime=at, Link=f'<{original}>; rel="original"', **headers)


GATE = f"/web/{REPORT}"
COPY = f"/web/20200102030405/{REPORT}"


@pytest.mark.parametrize(
    ("copy", "counts"),
    [
        (as_memento(REPORT), True),
        (as_memento("HTTPS://www.news.example:443/2020/report?id=1#top"), True),
        (as_memento("http://news.example/2020/report?id=2"), False),
        (as_memento("http://other.example/2020/report?id=1"), False),
        (as_memento("http://news.example:x/2020/report?id=1"), False),
        (as_memento(REPORT, "Thu, 02 Jan 2020 03:04:06 GMT"), False),
        (as_memento(REPORT, "yesterday"), False),
        (as_memento(REPORT, "Thu, 99 Jan 2020 03:04:05 GMT"), False),
        (said("200 OK", b"<p>"), False),
        (said("200 OK", b"<p>", Memento_Datetime="Thu, 02 Jan 2020 03:04:05 GMT"), False),
        (
            said("404 Not Found", Memento_Datetime="Thu, 02 Jan 2020 03:04:05 GMT", Link=f'<{REPORT}>; rel="original"'),
            False,
        ),
    ],
)
def test_a_copy_counts_only_by_its_own_moment_and_original_address(copy: Answer, counts: bool) -> None:
    answers = {GATE: said("302 Found", Location=COPY), COPY: copy}
    with host(answers) as site:
        memento = PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02"))
        assert memento == (Memento(f"{site}{COPY}", moment(OF_2020)) if counts else None)


def test_an_address_on_another_host_counts_for_nothing() -> None:
    """Archives repeat headers of the pages that they show."""
    with host({COPY: as_memento(REPORT), "/": as_memento(REPORT)}) as evil:
        for headers in ({"Content-Location": f"{evil}{COPY}"}, {"Link": f'<{evil}{COPY}>; rel="memento"'}):
            with host({GATE: said("200 OK", **{key.replace("-", "_"): each for key, each in headers.items()})}) as site:
                assert PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02")) is None
        with host({GATE: said("302 Found", Location=f"{evil}{COPY}")}) as site:
            assert PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02")) is None


def test_of_many_addresses_that_an_answer_names_a_few_are_looked_at() -> None:
    asked: list[str] = []
    links = ", ".join(f'</copy/{number}>; rel="memento"' for number in range(500))
    with host({GATE: said("200 OK", Link=links)}, asked) as site:
        assert PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02")) is None
    assert asked == [GATE, *(f"/copy/{number}" for number in range(5))]


def test_a_copy_that_only_the_gate_shows_has_no_address_of_its_own() -> None:
    with host({GATE: as_memento(REPORT)}) as site:
        assert PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02")) is None


def test_an_archive_that_redirects_for_ever_or_lists_too_much_has_no_copy() -> None:
    with host({GATE: moved(GATE)}) as site:
        assert PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02")) is None
    linked = said("404 Not Found", Link='</list>; rel="timemap"')
    with host({GATE: linked, "/list": endless(b"HTTP/1.1 200 OK\r\n\r\n")}) as site:
        assert PublicArchive(WEB, f"{site}/web/").find(source(REPORT), day("2020-01-02")) is None


def test_links_are_read_as_their_grammar_has_them() -> None:
    text = (
        '</a,b;c>; REL="first  memento"; datetime="Thu, 02 Jan 2020 03:04:05 GMT",'
        "<http://b.example/>;rel=original, <::>;rel=x, <http://[>; rel=memento, junk, <c>"
    )
    links = [(link.address, sorted(link.relations), link.moment) for link in parse_links(text, "http://a.example/x/y")]
    assert links[:2] == [
        ("http://a.example/a,b;c", ["first", "memento"], moment(OF_2020)),
        ("http://b.example/", ["original"], None),
    ]
    assert links[-1] == ("http://a.example/x/c", [], None)
    assert list(parse_links("<" * 100_000 + ';a="' * 50_000, "http://a.example/")) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example", "https://www.a.example/", True),
        ("http://a.example/%D0%B0", "http://a.example/а", True),
        ("http://a.example/%d0%b0", "http://a.example/%D0%B0", True),
        ("http://bücher.example/", "http://xn--bcher-kva.example/", True),
        ("http://a.example/b", "http://a.example/b/", False),
        ("http://a.example/b?c", "http://a.example/b", False),
        ("http://a.example:8080/", "http://a.example/", False),
        ("http://a.example/", "mailto:a@a.example", False),
    ],
)
def test_which_addresses_are_one_page(one: str, other: str, same: bool) -> None:
    assert is_same_page(one, other) is same


def test_settings_name_an_archive() -> None:
    assert archive_of(WEB, ()) is None
    assert archive_of(WEB, []) is None
    assert archive_of(WEB, "https://archive.example/web/")
    assert archive_of(WEB, ["https://archive.example/web/", "https://archive.example/save/"])
    assert archive_of(WEB, newsarchive.defaults.MEMENTO_ARCHIVE)
    for wrong in ("archive.example", ("https://a.example/", "x"), ("https://a.example/",) * 3, 7, (None,), ("", "")):
        with pytest.raises(SettingsError, match="MEMENTO_ARCHIVE"):
            archive_of(WEB, wrong)
