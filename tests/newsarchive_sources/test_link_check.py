"""Which addresses count as dead, with real servers on loopback, and how politely they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from newsarchive.model.fields import FrontMatter, Source, Status
from newsarchive.model.models import Text
from newsarchive_sources.kept import Attempt, Failing
from newsarchive_sources.link_check import (
    CheckedLink,
    LinkFinding,
    Look,
    LookOutcome,
    check_links,
    failing_after,
    links_to_check,
    look_at,
)
from newsarchive_sources.web import NoAnswerError, Web, WebLimits
from tests.newsarchive_publish.integrity.hosts import Answer, dripping, endless, host, moved, page, said, silent

pytestmark = pytest.mark.usefixtures("public_loopback")
WEB = Web("newsarchive/test", pause=0, limits=WebLimits(seconds=1, silence=0.5))
DAY = dt.date(2026, 11, 28)
LATER = DAY + dt.timedelta(7)
HERE = page(b"<p>report")


def look(answers: Mapping[str, Answer], path: str = "/report") -> Look:
    with host(answers) as site:
        found = look_at(WEB, site + path)
        return found._replace(leads=found.leads.removeprefix(site))


@pytest.mark.parametrize(
    ("answers", "outcome", "status", "leads"),
    [
        ({"/report": HERE}, "online", 200, ""),
        ({"/report": said("206 Partial")}, "online", 206, ""),
        ({"/report": said("404 Not Found")}, "gone", 404, ""),
        ({"/report": said("410 Gone")}, "gone", 410, ""),
        ({"/report": moved("/new"), "/new": HERE}, "moved", 200, "/new"),
        ({"/report": moved("/new", "308 Moved"), "/new": moved("/newer"), "/newer": HERE}, "moved", 200, "/newer"),
        ({"/report": moved("/new"), "/new": moved("/newer", "302 Found"), "/newer": HERE}, "online", 200, "/newer"),
        ({"/report": moved("/login", "302 Found"), "/login": HERE}, "online", 200, "/login"),
        ({"/report": moved("/new"), "/new": said("404 Not Found")}, "gone", 404, "/new"),
        ({"/report": moved("/"), "/": HERE}, "front", 200, "/"),
        ({"/report": moved("/?from=report", "302 Found"), "/?from=report": HERE}, "online", 200, "/?from=report"),
        ({"/report": said("401 No")}, "refused", 401, ""),
        ({"/report": said("403 No")}, "refused", 403, ""),
        ({"/report": said("451 No")}, "refused", 451, ""),
        ({"/report": said("429 Slowly")}, "busy", 429, ""),
        ({"/report": said("503 Busy")}, "busy", 503, ""),
        ({"/report": said("500 Oh")}, "status", 500, ""),
        ({"/report": said("400 What")}, "status", 400, ""),
        # only the head is read: a video would be large, and a stream has no end
        ({"/report": endless(b"HTTP/1.1 200 OK\r\n\r\n")}, "online", 200, ""),
        ({"/report": dripping(b"HTTP/1.1 404 Not Found\r\n\r\n")}, "gone", 404, ""),
    ],
)
def test_a_look_tells_apart(answers: Mapping[str, Answer], outcome: LookOutcome, status: int, leads: str) -> None:
    assert look(answers) == Look(outcome, status, leads)


def test_what_is_missing_on_another_site_says_nothing_of_a_source() -> None:
    """The portal of a network leads every address to itself, and it was to make living sources dead."""
    with host({"*": said("404 Not Found")}) as portal:
        there = portal.replace("127.0.0.1", "localhost") + "/welcome"
        assert look({"/report": moved(there, "302 Found")}) == Look("elsewhere", 404, there)
        assert look({"/report": moved(there, "307 Temporary Redirect")}).outcome == "elsewhere"
        # a newspaper that has moved for good, and left the report behind
        assert look({"/report": moved(there)}).outcome == "gone"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (silent, "too-slow"),
        (dripping(b"HTTP/1.1 200 OK\r\nX: "), "too-slow"),
        (moved("/report"), "redirects"),
        (lambda line: line.sendall(b"SSH-2.0\r\n\r\n"), "system"),
    ],
)
def test_a_host_that_does_not_answer_is_silent(answer: Answer, reason: str) -> None:
    found = look({"/report": answer})
    assert (found.outcome, found.status, found.reason) == ("silent", 0, reason)


def test_only_an_address_that_an_editor_named_may_lead_to_a_private_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a text or a page could make an editor's computer ask what only that computer reaches."""
    asked: dict[str, bool] = {}

    def get(_: Web, url: str, *, private: bool, **more: object) -> None:
        asked[url] = private
        raise NoAnswerError("private")

    monkeypatch.setattr(Web, "get", get)
    inside, other, public = "http://192.168.1.7/", "http://192.168.1.8/", "https://news.example/"
    links = [CheckedLink(address, "source") for address in (public, inside, other)]
    for named in (inside, public):
        looks = [each.look.outcome for each in check_links(links, WEB, {}, lambda: DAY, lambda _: None, named)]
        assert looks == ["silent"] * 3
        assert asked == {public: False, inside: named == inside, other: False}


def test_a_redirect_to_another_site_is_no_success_unless_it_is_for_good() -> None:
    with host({"/report": HERE}) as there:
        other = there.replace("127.0.0.1", "localhost") + "/report"
        assert look({"/report": moved(other, "302 Found")}) == Look("elsewhere", 200, other)
        assert look({"/report": moved(other)}) == Look("moved", 200, other)


def test_what_a_server_says_is_nothing_that_a_terminal_obeys() -> None:
    found = look({"/report": moved("http://[\x1b]0;title\x07")})
    assert (found.reason, found.found) == ("redirects", "http://[ ]0;title")


def test_the_front_page_itself_may_lead_to_a_front_page() -> None:
    assert look({"/": moved("/home"), "/home": HERE}, "/").outcome == "moved"
    assert look({"/": HERE}, "").outcome == "online"


FIRST = Failing("a", 404, DAY, DAY, 1)


@pytest.mark.parametrize(
    ("line", "outcome", "after"),
    [
        (None, "gone", FIRST),
        (FIRST, "gone", Failing("a", 404, DAY, LATER, 2)),
        (Failing("a", 410, DAY, DAY, 7), "gone", Failing("a", 404, DAY, LATER, 8)),
        *((FIRST, outcome, None) for outcome in ("online", "moved")),
        *(
            (FIRST, outcome, FIRST)
            for outcome in ("front", "elsewhere", "refused", "busy", "status", "silent", "skipped")
        ),
        *((None, outcome, None) for outcome in ("online", "moved", "front", "refused", "busy", "status", "silent")),
    ],
)
def test_only_absence_counts_and_only_a_success_ends_it(
    line: Failing | None, outcome: LookOutcome, after: Failing | None
) -> None:
    day = LATER if line else DAY
    assert failing_after(line, Look(outcome, 404), "a", day) == after


def test_a_clock_that_goes_back_makes_no_source_dead() -> None:
    """A run with a clock that was a week fast, and one minutes later, counted as runs on two days."""
    late = Failing("a", 404, LATER, LATER, 1)
    assert failing_after(late, Look("gone", 404), "a", DAY) == Failing("a", 404, DAY, DAY, 2)
    known = Failing("a", 404, DAY - dt.timedelta(9), LATER, 5)
    assert failing_after(known, Look("gone", 404), "a", DAY) == Failing("a", 404, known.first, DAY, 6)


def test_a_look_after_midnight_is_one_of_the_new_day() -> None:
    """A long run recorded it for the day before, so that another run within the day made the source dead."""
    with host({}) as site:
        addresses, recorded = [f"{site}/{number}" for number in range(2)], list[Mapping[str, Failing]]()
        days = iter((DAY, LATER))
        list(check_links(links(*addresses), WEB, {}, lambda: next(days), recorded.append))
    assert [recorded[-1][each].first for each in addresses] == [DAY, LATER]


def links(*addresses: str) -> list[CheckedLink]:
    return [CheckedLink(address, "source") for address in addresses]


def run(
    checked: list[CheckedLink], table: Mapping[str, Failing], day: dt.date = DAY, web: Web = WEB
) -> tuple[list[LinkFinding], list[Mapping[str, Failing]]]:
    recorded: list[Mapping[str, Failing]] = []
    return list(check_links(checked, web, table, lambda: day, recorded.append)), recorded


def test_an_address_is_dead_after_two_runs_and_lives_again_after_a_success() -> None:
    answers = {"/gone": said("404 Not Found"), "/there": HERE}
    with host(answers) as site:
        gone, there = f"{site}/gone", f"{site}/there"
        findings, recorded = run(links(gone, there), {})
        assert recorded == [{gone: Failing(gone, 404, DAY, DAY, 1)}]
        assert [(each.link.address, each.is_dead, each.is_notable) for each in findings] == [
            (gone, False, True),
            (there, False, False),
        ]
        answers["/gone"] = said("500 Oh")
        findings, nothing = run(links(gone, there), recorded[-1], LATER)
        assert (nothing, findings[0].is_dead) == ([], False)
        answers["/gone"] = said("410 Gone")
        findings, recorded = run(links(gone, there), recorded[-1], LATER)
        assert recorded == [{gone: Failing(gone, 410, DAY, LATER, 2)}]
        assert findings[0].is_dead
        answers["/gone"] = said("403 No")
        findings, nothing = run(links(gone, there), recorded[-1], LATER)
        assert (nothing, findings[0].is_dead) == ([], True)
        answers["/gone"] = HERE
        findings, recorded = run(links(gone, there), recorded[-1], LATER)
        assert (recorded, findings[0].is_dead, findings[0].is_notable) == ([{}], False, False)


def test_a_run_that_is_interrupted_counts_for_what_it_looked_at() -> None:
    with host({}) as site:
        recorded: list[Mapping[str, Failing]] = []
        addresses = [f"{site}/{number}" for number in range(5)]
        table = {each: Failing(each, 404, DAY, DAY, 1) for each in addresses}
        looks = check_links(links(*addresses), WEB, table, lambda: LATER, recorded.append)
        next(looks)
        next(looks)
        looks.close()
    assert [len(each) for each in recorded] == [5, 5]
    assert [recorded[-1][each].runs for each in addresses] == [2, 2, 1, 1, 1]


def test_lines_of_addresses_that_no_text_names_any_more_are_dropped() -> None:
    with host({"/there": HERE}) as site:
        old = "http://old.example/"
        _, recorded = run(links(f"{site}/there"), {old: Failing(old, 404, DAY, DAY, 3)})
    assert recorded == [{}]


def test_a_host_that_is_busy_or_silent_is_left_alone_for_the_run() -> None:
    asked: list[str] = []
    silence: list[str] = []
    with host({"/0": said("429 Slowly")}, asked) as busy, host({"*": silent}, silence) as mute, host({}) as other:
        checked = links(*(f"{site}/{number}" for site in (busy, mute, other) for number in range(4)))
        findings, _ = run(checked, {})
    outcomes = {each.link.address: each.look.outcome for each in findings}
    assert [outcomes[f"{busy}/{number}"] for number in range(4)] == ["busy", "skipped", "skipped", "skipped"]
    assert asked == ["/0"]
    assert [outcomes[f"{mute}/{number}"] for number in range(4)] == ["silent", "silent", "skipped", "skipped"]
    assert [outcomes[f"{other}/{number}"] for number in range(4)] == ["gone"] * 4


def test_hosts_take_turns_so_that_pauses_are_spent_on_others() -> None:
    asked: list[str] = []
    answers = {f"/{name}{number}": HERE for name in "ab" for number in range(2)}
    with host(answers, asked) as one, host(answers, asked) as two:
        run(links(f"{one}/a0", f"{one}/a1", f"{two}/b0", f"{two}/b1"), {})
    assert asked == ["/a0", "/b0", "/a1", "/b1"]


def text(path: str, *sources: Source, status: Status = "published") -> Text:
    positions = {f"sources:{each.url}": (number, 10) for number, each in enumerate(sources, start=5)}
    return Text(path, "en", FrontMatter(sources=sources, status=status), "", "", positions=positions)


def source(url: str, archived: str = "") -> Source:
    return Source(url, "A report", "News", "en", archived=archived)


def test_sources_and_their_public_copies_are_checked_once_each() -> None:
    day = dt.date(2026, 3, 12)
    a, b, c = (f"http://{name}.example/" for name in "abc")
    copy, archived = "https://archive.example/20260312102030/http://a.example/", "https://archived.example/b"
    attempts = [
        Attempt(a, day, "fetched", file=f"a.example/20260312-{'0' * 64}.wacz"),
        Attempt(a, day + dt.timedelta(1), "asked", memento=copy),
        Attempt("http://unnamed.example/", day, "asked", memento="https://archive.example/unnamed"),
    ]
    texts = [
        text("x/en.md", source(b, archived), source(a)),
        text("w/en.md", source(a)),
        text("v/en.md", source(c), source(a), status="withdrawn"),
        text("d/en.md", source(c), status="draft"),
    ]
    found = {each.address: each for each in links_to_check(texts, attempts)}
    assert {address: (each.kind, each.copies) for address, each in found.items()} == {
        a: ("source", ["kept", copy]),
        b: ("source", [archived]),
        c: ("source", []),
        copy: ("copy", []),
        archived: ("copy", []),
    }
    assert [tuple(place) for place in found[a].places] == [("w/en.md", 5, 10), ("x/en.md", 6, 10)]
    assert [tuple(place) for place in found[archived].places] == [("x/en.md", 5, 10)]
    assert [tuple(place) for place in found[c].places] == [("d/en.md", 5, 10)]


def test_a_finding_as_a_row() -> None:
    with host({}) as site:
        (finding,), _ = run(links(f"{site}/gone"), {f"{site}/gone": Failing(f"{site}/gone", 404, DAY, DAY, 1)}, LATER)
    assert finding.row() == {
        "address": f"{site}/gone",
        "kind": "source",
        "outcome": "gone",
        "status": 404,
        "leads": None,
        "reason": None,
        "dead": True,
        "first": "2026-11-28",
        "last": "2026-12-05",
        "runs": 2,
        "copies": [],
    }
