"""mirror.sh takes what is signed and newer, whole or not at all, and a hostile host wastes little of its time."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from newsarchive.digests import digest
from newsarchive.model.addresses import (
    PUBLISHED_NAMES,
    STRANGE_NAMES,
    is_published_name,
    signature_path,
)
from newsarchive.server.server_rules import HOST_RULES, TYPES
from newsarchive_publish.integrity.copies import LIMITS, FolderCopy, compare
from newsarchive_publish.integrity.signatures import Signer
from newsarchive_publish.mirroring.kit import SCRIPT
from newsarchive_publish.publications.chain import Earlier
from newsarchive_publish.publications.sealing import OWN_ELEMENTS, foreign_element
from newsarchive_publish.publications.signatures import checked
from newsarchive_publish.publications.states import parse_state
from tests.newsarchive_publish.integrity.hosts import Answer, cut, dripping, endless, file, host, moved, said, silent
from tests.newsarchive_publish.mirroring.publishing import (
    DAY,
    HTML,
    KEY,
    PAGES,
    Publication,
    Ran,
    mirrored,
    nginx,
    signed_twice,
    signer,
    tree,
)

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
BOOK = "editions/en/archive-en-all.epub"
OTHER = signer()


def of_sums(sums: bytes, **changed: object) -> Publication:
    return replace(Publication(), sums=sums, **changed)  # type: ignore[arg-type]


def answers_of(publication: Publication) -> dict[str, Answer]:
    return {f"/{quote(path)}": file(data) for path, data in publication.all_files().items()}


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """The folder of a mirror; beside it, `origin`."""
    return tmp_path / "mirror"


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Path]:
    """A second publication and a mirror of it, which no test may change."""
    second, mirror = Publication().then({"en/second.html": HTML + b"2"}), tmp_path_factory.mktemp("second") / "mirror"
    with host(answers_of(second)) as address:
        assert mirrored(address, mirror).status == 0
    return second, mirror


@pytest.fixture
def kept(room: Path, second: tuple[Publication, Path]) -> Publication:
    """A second publication of which the mirror has a copy."""
    publication, mirror = second
    shutil.copytree(mirror, room, symlinks=True)
    return publication


def refused(origin: Publication | dict[str, Answer], room: Path, *arguments: str, **limits: int) -> Ran:
    """Run the script against what it must not take; assert that it keeps what it has, and leaves no lock."""
    before = tree(room / "current") if room.exists() else {}
    answers = answers_of(origin) if isinstance(origin, Publication) else origin
    with host(answers) as address:
        ran = mirrored(address, room, *arguments, **limits)
    assert (tree(room / "current") if before else {}) == before
    assert not (room / "lock").exists()
    assert before or not (room / "current").exists()
    return ran


def test_a_mirror_follows_its_origin_and_forgets_what_was_withdrawn(tmp_path: Path, room: Path) -> None:
    origin = tmp_path / "origin"
    first = Publication(files={**PAGES, BOOK: b"book"}, alone=(BOOK,)).write(origin)
    with nginx(origin) as address:
        ran = mirrored(f"{address}/", room)
        assert (ran.status, "publication 1 of" in ran.said, "9 of 9 files were fetched" in ran.said) == (0, True, True)
        assert tree(room / "current") == tree(origin)
        same = (room / "current/en/index.html").stat().st_ino
        assert "nothing new" in mirrored(address, room).said
        assert mirrored(address, room, "-q") == Ran(0, "")

        changed = {"en/2026/one/index.html": None, "en/2026/two/index.html": HTML + b"two", BOOK: b"book 2"}
        second = first.then(changed, next_by=DAY - dt.timedelta(1)).write(origin)
        ran = mirrored(address, room)
        assert (ran.status, "2 of 9 files were fetched" in ran.said, "LATE" in ran.said) == (0, True, True)
        assert tree(room / "current") == tree(origin)
        # what has not changed was not fetched, and is no second copy on the disk
        assert (room / "current/en/index.html").stat().st_ino == same
        # nothing is left of the earlier copy, nor of the folder of what was withdrawn
        assert names_in(room) == [".mirror", "checked", "copies", "current"]
        assert len(names_in(room / "copies")) == 1
        assert not (room / "current/en/2026/one").exists()

    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=room / "current", check=False)
    assert done.returncode == 0
    sums = {path: digest(data) for path, data in second.files.items()}
    found = compare(
        FolderCopy(room / "current"),
        sums,
        (),
        HOST_RULES,
        apart=lambda path: path.endswith("minisig") or path in ("STATE", "CHAIN", "SHA256SUMS"),
    )
    assert found.status == 0


FORK = Publication(files={"en/a.html": HTML + b"a"}).then({"en/second.html": HTML + b"2"})


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        pytest.param(Publication(), "older than this mirror's 2", id="older"),
        pytest.param(FORK, "a fork: http", id="another of the same number"),
        pytest.param(FORK.then(), "a fork: publication 2", id="another history"),
        pytest.param(Publication().then().then(signers=()), "0 valid signatures", id="unsigned"),
        pytest.param(Publication().then().then(signers=(OTHER,)), "0 valid signatures", id="signed by another key"),
    ],
)  # fmt: skip
def test_what_is_older_forked_or_unsigned_is_refused(
    kept: Publication, room: Path, origin: Publication, why: str
) -> None:
    ran = refused(origin, room)
    assert (ran.status, why in ran.said) == (3, True), ran.said


def _lines(*names: bytes) -> bytes:
    return b"".join(digest(b"x").hex().encode() + b"  " + name + b"\n" for name in names)


def _state(old: bytes, new: bytes) -> Publication:
    plain = Publication(number=1)
    return replace(plain, state=plain.all_files()["STATE"].replace(old, new))


def test_a_mirror_follows_where_a_clock_was_ahead_and_was_set_right(tmp_path: Path, room: Path) -> None:
    origin = tmp_path / "origin"
    first = Publication(day=DAY - dt.timedelta(1)).write(origin)
    with nginx(origin) as address:
        assert mirrored(address, room).status == 0
        ahead = first.then({"index.html": HTML + b"new"}, day=DAY + dt.timedelta(1600)).write(origin)
        ran = mirrored(address, room)
        assert (ran.status, "is dated after today: if the clock of this machine is right" in ran.said) == (0, True)
        right = ahead.then({"index.html": HTML + b"withdrawn"}, day=DAY).write(origin)
        ran = mirrored(address, room)
        assert (ran.status, f"publication 3 of {DAY} is in place" in ran.said) == (0, True), ran.said
        assert (room / "current/index.html").read_bytes() == HTML + b"withdrawn"
        right.then(day=DAY).write(origin)
        assert mirrored(address, room).status == 0
        # the publication before it, of a later day, is older all the same
        ahead.write(origin)
        assert mirrored(address, room).status == 3


ACCEPTED_NAMES = (
    "index.html", "404.html", "robots.txt", "sitemap.xml", "sitemap-12.xml", "SHA256SUMS.unlisted",
    ".well-known/security.txt", "en/index.html", "en/page/2/index.html", "2019/02/post.html", "en/feed.xml",
    "en/podcast-feed.xml", "en/briefings.txt", "en/2020/a/citation.bib", "en/2020/a/citation.json",
    "en/search/r9ca.1.json", "search/search.js", "search/suggest.js", "search/guess.js", "search/facets.js",
    "search/rules.json", "data/datapackage.json", "data/CITATION.cff", "data/texts.csv", "data/en/2020.jsonl",
    "briefings.csv", "report.pdf", "pictures/640/IMG.1.JPG", "pictures/a.avif", "fonts/plain.woff",
    "documents/a.pdf", "editions/en/archive-en-all.epub", "editions/en/archive-en-site.zip", "kept/0.wacz",
    "editions/en/archive-en-all.html", "server/nginx.conf", "server/Caddyfile", "server/headers",
    "server/mirror.sh", "server/mirror.nginx.conf", "server/archive-mirror.timer", "server/torrc",
)  # fmt: skip
REFUSED_NAMES = (
    ".well-known/acme-challenge/token", ".well-known/pki-validation/0123.txt", ".well-known/assetlinks.json",
    ".well-known/apple-app-site-association", ".well-known/index.html", ".well-known/security.txt/a.html",
    "google0123456789abcdef.html", "yandex_0123456789abcdef.html", "pinterest-01234.html", "0123456789.html",
    "BingSiteAuth.xml", "en/BingSiteAuth.xml", "crossdomain.xml", "0123456789ABCDEF.txt", "ads.txt", "security.txt",
    "assetlinks.json", "manifest.json", "apple-app-site-association", "sw.js", "search/sw.js", "en/search/search.js",
    "en/a.mjs", "en/a.svg", "en/a.wasm", "en/a.htm", "en/a.xhtml", "en/a", "en/a.sh", "server/own.conf", "CNAME",
    "en/.htaccess", ".git/config", ".user.ini", "a/x.PHP", "a/x.php.txt", "x.php7.html/index.html", "en/x.cgi",
    "a/x.pl", "en/a.shtml", "a/web.config", "_headers", "_redirects", "_headers/a.html", "STATE", "STATE.minisig",
    "STATE/index.html", "State.minisig/index.html", "SHA256SUMS", "CHAIN", "CHAIN/a.css", "mirrors.json",
    "mirrors.json.minisig", "mirrors.json/a.html", "a/../../b.html", "/etc/passwd.txt", "..", "a//b.html",
    "a/./b.html", "a/", "en/a\\nb.html", "en/.html", ".css", f"{BOOK}.x.minisig", f"{BOOK}.new",
)  # fmt: skip
FULL = pytest.mark.full
TWICE = (Earlier(1, DAY, bytes(32)), Earlier(2, DAY, bytes(32)))


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        *(
            pytest.param(of_sums(_lines(name.encode())), "a name that no publication has", id=name, marks=marks)
            for number, name in enumerate(REFUSED_NAMES)
            for marks in (() if number % 12 == 0 else (FULL,),)
        ),
        pytest.param(of_sums(_lines(b"en/a\x1b[2Jb.html")), "control characters", marks=FULL),
        pytest.param(of_sums(_lines(b"en/a\0b.html")), "control characters", marks=FULL),
        pytest.param(of_sums(_lines(b"en/a\rb.html")), "control characters", marks=FULL),
        pytest.param(of_sums(b"\\" + _lines(b"en/a\\\\b.html")), "malformed", marks=FULL),
        pytest.param(of_sums(_lines(b"en/a.html", b"en/a.html/b.html")), "a file that is a folder", marks=FULL),
        pytest.param(of_sums(_lines(b"en/a.css/b.css", b"en/a.css")), "stands twice", marks=FULL),
        pytest.param(of_sums(_lines(b"a.csv", b"a.csv")), "stands twice", marks=FULL),
        pytest.param(of_sums(_lines(b"en/" + b"x" * 1001 + b".html")), "too long", marks=FULL),
        pytest.param(of_sums(b"x"), "control characters", marks=FULL),
        pytest.param(of_sums(_lines(*(b"%d.csv" % number for number in range(2000)))), "too many files", marks=FULL),
        pytest.param(of_sums(_lines(BOOK.encode()), alone=(BOOK,), files={BOOK: b"other"}), "contradict", marks=FULL),
        pytest.param(Publication(chain=b"# x\n"), "CHAIN does not lead", marks=FULL),
        pytest.param(replace(Publication(), number=2, earlier=TWICE), "CHAIN does not", marks=FULL),
        pytest.param(_state(b"number: 1\n", b"number: 1x\n"), "STATE is malformed", marks=FULL),
        pytest.param(_state(b"publication 1", b"publication 2"), "STATE is malformed", marks=FULL),
        pytest.param(_state(b"previous: none", b"previous: \x1b"), "STATE is malformed", marks=FULL),
        pytest.param(_state(b"  CHAIN\n", b"  CHAINS\n"), "STATE is malformed", marks=FULL),
        pytest.param(_state(b"number: 1\n", b"number: 1000000000\n"), "STATE is malformed", marks=FULL),
    ],
)  # fmt: skip
def test_a_list_or_state_that_no_build_writes_is_refused_although_it_is_signed(
    room: Path, origin: Publication, why: str
) -> None:
    ran = refused(origin, room, files=1999)
    assert (ran.status, why in ran.said) == (3, True), ran.said
    assert all(letter.isprintable() or letter == "\n" for letter in ran.said)


def test_every_name_that_a_publication_may_have_is_mirrored(room: Path) -> None:
    files = {**PAGES, **dict.fromkeys(ACCEPTED_NAMES, HTML)}
    with host(answers_of(Publication(files=files))) as address:
        ran = mirrored(address, room)
    assert ran.status == 0, ran.said
    assert set(ACCEPTED_NAMES) <= tree(room / "current").keys()


def test_mirrors_and_builds_have_one_list_of_names() -> None:
    """What `newsarchive verify` and a build check is what the script checks, in the same words."""
    script = SCRIPT.read_text("utf-8").splitlines()
    assert [f"published='{PUBLISHED_NAMES}'", f"strange='{STRANGE_NAMES}'", f"elements='{OWN_ELEMENTS}'"] == [
        line for line in script if line.startswith(("published=", "strange=", "elements="))
    ]
    assert [name for name in ACCEPTED_NAMES if not is_published_name(name)] == []
    assert [name for name in REFUSED_NAMES if is_published_name(name)] == []
    suffixes = [each for suffixes in TYPES.values() for each in suffixes if each not in ("js", "xml")]
    assert [each for each in suffixes if not is_published_name(f"en/a.{each}")] == []


def _page(*lines: str) -> bytes:
    return HTML + "\n".join(lines).encode()


OWN_PAGES = [
    _page('<meta charset="utf-8">', '<meta name="robots" content="noindex">', '<meta property="og:title" content="a">'),
    _page('<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#000">', "&lt;meta&gt; <b>x</b>"),
    _page('<meta name="description" content="two\nlines, google-site-verification">'),
    _page('<script type="application/ld+json">{}</script>', '<script src="../../search/search.js" defer></script>'),
]
FOREIGN_PAGES = [
    b"google-site-verification: google0123456789abcdef.html",
    b"\xff\xfe" + "<!DOCTYPE html><meta name=google-site-verification>".encode("utf-16-le"),
    _page('<meta name="google-site-verification" content="x">'),
    _page('<meta name="p:domain_verify" content="x">'),
    _page('<META NAME="msvalidate.01" CONTENT="x">'),
    _page("<meta", 'name="yandex-verification" content="x">'),
    _page('<meta content="x" name="facebook-domain-verification">'),
    _page('<meta charset="utf-8" name="_globalsign-domain-verification" content="x">'),
    _page('<meta name="robots" content="a" name="b">'),
    _page('<meta property="og:title" content="a"name="b">'),
    _page('<meta/name="x">'),
    _page('<script async src="https://www.googletagmanager.com/gtag/js?id=x"></script>'),
    _page('<script type="application/ld+json" src="x">'),
    _page("<b><Script>gtag()</script>"),
]


@pytest.mark.parametrize("page", [*OWN_PAGES, *FOREIGN_PAGES])
def test_a_page_by_which_others_recognise_the_owner_of_a_host_is_refused(room: Path, page: bytes) -> None:
    """Also by the build: what is published is mirrored."""
    origin = Publication(files={**PAGES, "en/2026/a b/index.html": page})
    if page in OWN_PAGES:
        with host(answers_of(origin)) as address:
            ran = mirrored(address, room)
        assert (ran.status, foreign_element(page)) == (0, ""), ran.said
    else:
        ran = refused(origin, room)
        assert (ran.status, "an element that no publication has: ./en/2026/a b/index.html" in ran.said) == (3, True)
        assert all(letter.isprintable() or letter == "\n" for letter in ran.said)
        assert foreign_element(page)


def test_the_rules_of_a_static_host_are_those_that_the_mirrors_owner_has_put_there(room: Path) -> None:
    """A stolen key could serve a proof of ownership by them, or lead readers elsewhere."""
    stolen = {"server/redirects": b"/.well-known/acme-challenge/* https://evil.example/:splat 200!\n"}
    first = Publication(files={**PAGES, "server/redirects": b"/a/ /en/ 301!\n"})
    with host(answers_of(first)) as address:
        assert mirrored(address, room).status == 0
    assert not (room / "current/_redirects").exists()
    shutil.copy(room / "current/server/redirects", room / "_redirects")
    with host(answers_of(first.then(stolen))) as address:
        ran = mirrored(address, room)
    assert (ran.status, (room / "current/_redirects").read_bytes()) == (0, first.files["server/redirects"])
    assert f"diff '{room}/_redirects' '{room}/current/server/redirects'" in ran.said


def test_all_files_of_a_mirror_have_the_time_of_the_publication(room: Path) -> None:
    publication = Publication().then({"en/second.html": HTML})
    with host(answers_of(publication)) as address:
        assert mirrored(address, room).status == 0
    times = {path.stat().st_mtime for path in (room / "current/").rglob("*") if path.is_file()}
    assert times == {parse_state(publication.all_files()["STATE"]).time}


def test_lists_of_another_publication_are_refused(kept: Publication, room: Path) -> None:
    third = kept.then({"en/third.html": HTML + b"3"})
    for path in ("SHA256SUMS", "CHAIN"):
        ran = refused({**answers_of(third), f"/{path}": file(kept.all_files()[path])}, room)
        assert (ran.status, f"{path} is not the one that STATE names" in ran.said) == (3, True), ran.said


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        pytest.param("/en/index.html", file(b"evil"), id="altered"),
        pytest.param("/en/index.html", endless(HEAD), id="endless"),
        pytest.param("/en/index.html", dripping(HEAD), id="drips"),
        pytest.param("/en/index.html", said("200 OK", Content_Length=str(1 << 40)), id="promises too much"),
        pytest.param("/en/index.html", silent, id="silent"),
        pytest.param("/en/index.html", cut(b"fro"), id="cut", marks=FULL),
        pytest.param("/en/index.html", said("404 No", b"front"), id="missing", marks=FULL),
        pytest.param("/STATE", endless(HEAD), id="endless STATE"),
        pytest.param("/STATE", dripping(HEAD), id="STATE drips", marks=FULL),
        pytest.param("/STATE", dripping(b"HTTP"), id="its status drips", marks=FULL),
        pytest.param("/STATE", silent, id="no STATE", marks=FULL),
        pytest.param("/SHA256SUMS", endless(HEAD), id="endless list", marks=FULL),
        pytest.param("/CHAIN", endless(HEAD), id="endless chain", marks=FULL),
    ],
)
def test_a_host_that_sends_anything_else_changes_nothing(room: Path, path: str, answer: Answer) -> None:
    begun = time.monotonic()
    ran = refused({**answers_of(Publication()), path: answer}, room, silence=1, file_seconds=2, seconds=8)
    assert ran.status == 1, ran.said
    assert time.monotonic() - begun < 20
    assert sum(map(len, tree(room).values())) < 34 << 20


@pytest.mark.full
def test_a_site_that_is_larger_than_the_limit_is_left(room: Path) -> None:
    ran = refused(Publication(files={"large.csv": b"x" * 100_000}), room, kilobytes=90)
    assert (ran.status, "more than 90 KB" in ran.said) == (1, True)


def test_no_redirect_is_followed_to_anybody_else(room: Path) -> None:
    asked: list[str] = []
    with host({"*": file(b"front")}, asked) as elsewhere:
        for path in ("/STATE", "/en/index.html"):
            origin = {**answers_of(Publication()), path: moved(f"{elsewhere}/x")}
            assert refused(origin, room).status == 1
        assert refused({**answers_of(Publication()), "/STATE": moved("file:///etc/passwd")}, room).status == 1
    assert asked == []


@pytest.mark.parametrize("suffix", ["index.html", ".html"], ids=["index", "every page, as Cloudflare Pages does"])
def test_a_host_that_leads_from_an_index_to_its_folder_is_mirrored(room: Path, suffix: str) -> None:
    book = "editions/en/archive-en-all.html"
    origin = answers_of(Publication(files={**PAGES, book: HTML + b"book"}))
    for path in [path for path in origin if path.endswith(suffix)]:
        place = path.removesuffix("index.html").removesuffix(suffix)
        origin[place] = origin[path]
        origin[path] = moved(place)
    with host(origin) as address:
        assert mirrored(address, room).status == 0
    assert (room / "current/en/2026/one/index.html").read_bytes() == HTML + b"one"
    assert (room / "current" / book).read_bytes() == HTML + b"book"


def test_a_killed_run_is_resumed_and_only_one_runs_at_a_time(kept: Publication, room: Path) -> None:
    third = kept.then({f"n/{number}.css": str(number).encode() for number in range(70)})
    origin = answers_of(third)
    asked: list[str] = []
    before = tree(room / "current")
    # the files are fetched in the order of their digests: everything has come but the last
    last, first = (choose(range(70), key=lambda each: digest(str(each).encode())) for choose in (max, min))
    stuck = {**origin, f"/n/{last}.css": silent}
    with host(stuck) as address:
        run = subprocess.Popen(["dash", str(SCRIPT), address, str(room), KEY.public_key], start_new_session=True)
        end = time.monotonic() + 20
        while len([*room.glob("stage/site/n/*")]) < 69 and time.monotonic() < end:
            time.sleep(0.05)
        busy = mirrored(address, room)
        assert (busy.status, "another run is at work" in busy.said) == (1, True)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert tree(room / "current") == before
    (room / f"stage/site/n/{first}.css").write_bytes(b"half")
    with host(origin, asked) as address:
        ran = mirrored(address, room)
    assert (ran.status, ran.said.count("publication 3")) == (0, 1), ran.said
    assert sorted(path for path in asked if path.startswith("/n/")) == sorted((f"/n/{first}.css", f"/n/{last}.css"))
    assert {path: (room / "current" / path).read_bytes() for path in third.files} == third.files


def test_a_run_that_was_killed_just_before_or_after_the_swap_is_finished(kept: Publication, room: Path) -> None:
    third = kept.then({"en/third.html": HTML + b"3"})
    with host(answers_of(third)) as address:
        old = (room / "current").readlink()
        shutil.copytree(room / "current", room / "spare")
        assert mirrored(address, room).status == 0
        # before: the copy is in place, and the link leads to the old one
        (room / "spare").rename(room / old)
        (room / "current").unlink()
        (room / "current").symlink_to(old)
        ran = mirrored(address, room)
        assert (ran.status, " 0 of " in ran.said) == (0, True), ran.said
        # after: the old copy is still there
        shutil.copytree(room / "current", room / "copies/2-0123456789abcdef")
        assert mirrored(address, room).status == 0
    assert names_in(room / "copies") == [(room / "current").readlink().name]


def test_damage_on_the_mirrors_disk_is_mended_with_the_next_publication(kept: Publication, room: Path) -> None:
    place = room / "current/en/index.html"
    place.write_bytes(b"rot")
    (room / "current/stray").symlink_to("/etc/passwd")
    with host(answers_of(kept.then({"en/third.html": HTML + b"3"}))) as address:
        ran = mirrored(address, room)
    assert (ran.status, " 2 of " in ran.said) == (0, True), ran.said
    assert ((room / "current/en/index.html").read_bytes(), (room / "current/stray").is_symlink()) == (
        HTML + b"front",
        False,
    )


def a_day_later(place: Path) -> None:
    """Let a day pass since the script has last left its mark."""
    os.utime(place, (place.stat().st_atime, place.stat().st_mtime - 90000))


def test_damage_on_the_mirrors_disk_is_found_and_mended_within_a_day(kept: Publication, room: Path) -> None:
    place, gone = room / "current/en/index.html", room / "current/404.html"
    whole = tree(room / "current")
    asked: list[str] = []
    for _ in range(2):  # also what was mended before
        place.write_bytes(b"rot")
        gone.unlink()
        with host(answers_of(kept), asked) as address:
            assert "nothing new" in mirrored(address, room).said
            assert place.read_bytes() == b"rot"
            a_day_later(room / "checked")
            asked.clear()
            ran = mirrored(address, room, "-q")
            assert (ran.status, "damaged or missing" in ran.said, " 2 of " in ran.said) == (0, True, True), ran.said
            assert {"/en/index.html", "/404.html"} <= set(asked)
            assert "/index.html" not in asked
            assert tree(room / "current") == whole
            a_day_later(room / "checked")
            assert mirrored(address, room, "-q") == Ran(0, "")
        assert names_in(room) == [".mirror", "checked", "copies", "current"]
        assert len(names_in(room / "copies")) == 1


def test_a_clock_that_was_ahead_puts_off_no_check(room: Path) -> None:
    origin = Publication(next_by=DAY - dt.timedelta(1))
    ahead = time.time() + 400 * 86_400
    with host(answers_of(origin)) as address:
        assert mirrored(address, room, "-q").said.count("LATE") == 1
        (room / "current/en/index.html").write_bytes(b"rot")
        for name in ("checked", "told"):
            os.utime(room / name, (ahead, ahead))
        ran = mirrored(address, room, "-q")
        assert ("damaged or missing" in ran.said, ran.said.count("LATE")) == (True, 1), ran.said
        assert mirrored(address, room, "-q") == Ran(0, "")
    assert (room / "current/en/index.html").read_bytes() == HTML + b"front"


def test_damage_that_the_origin_cannot_mend_is_told_until_one_can(kept: Publication, room: Path) -> None:
    (room / "current/en/index.html").write_bytes(b"rot")
    a_day_later(room / "checked")
    missing = {path: answer for path, answer in answers_of(kept).items() if path != "/en/index.html"}
    for _ in range(2):
        ran = refused(missing, room)
        assert (ran.status, "damaged or missing" in ran.said, "en/index.html" in ran.said) == (1, True, True)
    with host(answers_of(kept)) as address:
        assert mirrored(address, room).status == 0
    assert (room / "current/en/index.html").read_bytes() == HTML + b"front"


def test_cron_hears_once_a_day_that_a_publication_is_late(room: Path) -> None:
    with host(answers_of(Publication(next_by=DAY - dt.timedelta(1)))) as address:
        said = [mirrored(address, room, "-q").said.count("LATE") for _ in range(3)]
        a_day_later(room / "told")
        said += [mirrored(address, room, "-q").said.count("LATE") for _ in range(2)]
    assert said == [1, 0, 0, 1, 0]


def test_what_volunteers_have_installed_is_announced_when_it_changes(kept: Publication, room: Path) -> None:
    names = {
        "mirror.sh": str(SCRIPT),
        "archive-mirror.service": "/etc/systemd/system/archive-mirror.service",
        "archive-mirror.timer": "/etc/systemd/system/archive-mirror.timer",
        "mirror.nginx.conf": "/etc/nginx/sites-available/archive",
        "mirror.Caddyfile": "/etc/caddy/Caddyfile",
        "torrc": "/etc/tor/torrc",
    }
    third = kept.then({f"server/{name}": b"1" for name in names})
    some = third.then({"server/mirror.sh": b"2", "server/torrc": b"2"})
    for publication, told in ((third, names), (some, ("mirror.sh", "torrc")), (some.then({"a": b"a"}), ())):
        with host(answers_of(publication)) as address:
            said = mirrored(address, room, "-q").said
        lines = [f"mirror.sh: diff '{names[each]}' '{room}/current/server/{each}'" for each in told]
        assert [line for line in said.splitlines() if "diff " in line] == lines
        assert ("overwrite what certbot wrote" in said) is ("mirror.nginx.conf" in told)


def test_two_of_three_keys_must_have_signed_if_the_mirror_says_so(room: Path) -> None:
    keys = tuple(each.public_key for each in (KEY, OTHER, signer()))
    one = Publication(named=keys)
    both = replace(one, signers=(OTHER, KEY))
    for publication, status in ((one, 3), (both, 0)):
        with host(answers_of(publication)) as address:
            ran = mirrored(address, room, "-m", "2", keys=keys)
            assert ran.status == status, ran.said
    assert (room / "current" / signature_path("STATE", keys[1], keys)).is_file()
    assert "a KEY is given twice" in mirrored(address, room, "-m", "2", keys=(keys[0], keys[0])).said


def test_one_key_under_two_numbers_is_one_key(tmp_path: Path, room: Path) -> None:
    keys = signed_twice(KEY, Publication(), tmp_path / "origin")
    with nginx(tmp_path / "origin") as address:
        ran = mirrored(address, room, "-m", "2", keys=keys)
    assert (ran.status, "a KEY is given twice" in ran.said, room.exists()) == (2, True, False)


def test_keys_that_sign_in_one_place_by_turns_are_kept_apart(room: Path) -> None:
    keys = KEY.public_key, OTHER.public_key
    for each in (KEY, OTHER):
        with host(answers_of(Publication(signers=(each,)))) as address:
            assert mirrored(address, room, keys=keys).status == 0
    for each in (KEY, OTHER):
        path = room / "current" / signature_path("STATE", each.public_key, keys)
        assert checked((room / "current/STATE").read_bytes(), path.read_bytes(), each.public_key).comment


def test_a_damaged_signature_is_replaced(kept: Publication, room: Path) -> None:
    (room / "current/STATE.minisig").write_bytes(b"rot")
    with host(answers_of(kept)) as address:
        assert mirrored(address, room).status == 0
    assert (room / "current/STATE.minisig").read_bytes() == kept.all_files()["STATE.minisig"]


def test_what_is_not_the_mirrors_own_is_left_alone(tmp_path: Path, room: Path) -> None:
    for each in ("copies", "stage", "lock"):
        (room / each / "sub").mkdir(parents=True)
        (room / each / "thesis.txt").write_bytes(b"mine")
    before = tree(room)
    with host(answers_of(Publication())) as address:
        ran = mirrored(address, room)
        assert (ran.status, "is not empty, and no mirror" in ran.said) == (1, True), ran.said
        assert (tree(room), names_in(room)) == (before, ["copies", "lock", "stage"])
        # once it is a mirror, a name that it never gives is not its own either
        room = tmp_path / "second"
        assert mirrored(address, room).status == 0
        (room / "copies/thesis").mkdir()
        assert mirrored(address, room).status == 0
        assert (room / "copies/thesis").is_dir()


@pytest.mark.parametrize("place", ["stage/site", "copies"])
def test_a_link_out_of_its_folder_is_not_followed(kept: Publication, room: Path, tmp_path: Path, place: str) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    os.mkfifo(foreign / "device")
    third = kept.then({"en/third.html": HTML + b"3"})
    name = f"copies/3-{digest(third.all_files()['STATE']).hex()[:16]}" if place == "copies" else place
    (room / name).parent.mkdir(exist_ok=True)
    (room / name).symlink_to(foreign)
    ran = refused(third, room)
    assert (ran.status, f"{name} is a symbolic link" in ran.said) == (1, True), ran.said
    assert names_in(foreign) == ["device"]


def test_root_does_not_work_in_the_folder_of_another_user(
    tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.mkdir()
    if os.getuid() == 0:
        os.chown(room, 65534, 65534)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "id").write_text("#!/bin/sh\necho 0\n")
    (tools / "id").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    with host(answers_of(Publication())) as address:
        ran = mirrored(address, room)
    assert (ran.status, "belongs to another user" in ran.said, names_in(room)) == (1, True, []), ran.said


@pytest.mark.parametrize("form", ["{room}/{copy}", "{copy}/", "./{copy}"])
def test_the_copy_that_readers_see_is_never_removed(kept: Publication, room: Path, form: str) -> None:
    copy = str((room / "current").readlink())
    before = tree(room / "current")
    (room / "current").unlink()
    (room / "current").symlink_to(form.format(room=room, copy=copy))
    ran = refused(kept, room)
    assert (ran.status, "current does not lead" in ran.said) == (1, True), ran.said
    assert tree(room / copy) == before


def test_a_folder_whose_name_is_a_dash_is_one(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "OLDPWD": str(elsewhere)}
    with host(answers_of(Publication())) as address:
        command = ["dash", str(SCRIPT), address, "-", KEY.public_key]
        assert subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False).returncode == 0
    assert (names_in(elsewhere), (tmp_path / "-/current/STATE").is_file()) == ([], True)


def test_without_flock_one_of_many_runs_takes_a_stale_lock(
    kept: Publication, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for path in (each for folder in ("/usr/local/bin", "/usr/bin", "/bin") for each in Path(folder).iterdir()):
        if path.name != "flock" and not (tools / path.name).is_symlink():
            (tools / path.name).symlink_to(path)
    third = kept.then({"en/third.html": HTML + b"3"})
    (room / "lock").write_text("999999999\n")
    with host({**answers_of(third), "/en/third.html": silent}) as address:
        command = ["dash", str(SCRIPT), address, str(room), KEY.public_key]
        environment = {"PATH": str(tools), "MIRROR_SILENCE": "2", "MIRROR_FILE_SECONDS": "2"}
        runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) for _ in range(5)]
        said = [run.communicate()[1] for run in runs]
    assert sum("another run is at work" in each for each in said) == 4, said
    assert sum("en/third.html" in each for each in said) == 1, said
    assert not [*room.glob("lock*")]
    assert not [*room.glob("stage/lists*")]


@pytest.mark.full
def test_a_host_that_floods_the_disk_is_stopped_early(room: Path) -> None:
    files = {f"p/{number:05}.txt": b"%d" % number for number in range(64 * 5)}
    origin = answers_of(Publication(files=files))
    for number in range(64 * 5):
        if number % 64:
            origin[f"/p/{number:05}.txt"] = file(bytes(500_000))
    highest = 0
    with host(origin) as address:
        command = ["dash", str(SCRIPT), address, str(room), KEY.public_key]
        environment = {**os.environ, "MIRROR_KILOBYTES": "8000", "MIRROR_FILE_BYTES": "600000"}
        run = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        while run.poll() is None:
            highest = max(highest, sum(_size(each) for each in room.rglob("*.txt")))
            time.sleep(0.02)
    assert run.returncode == 1
    assert highest < 9_000_000


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.mark.full
def test_slow_files_share_the_time_of_a_run(room: Path) -> None:
    files = {f"z/{number}.css": b"%d" % number for number in range(64)}
    origin = answers_of(Publication(files=files))
    origin |= {f"/z/{number}.css": dripping(HEAD) for number in range(1, 64)}
    begun = time.monotonic()
    assert refused(origin, room, seconds=5, file_seconds=4, silence=4).status == 1
    assert time.monotonic() - begun < 12


def test_the_list_of_mirrors_is_renewed_between_publications_and_never_by_an_older_one(
    kept: Publication, room: Path
) -> None:
    def listed(day: str, *hosts: str, key: object = KEY) -> dict[str, Answer]:
        data = json.dumps({"https://archive.example/": hosts}).encode()
        signature = key.sign(data, f"https://archive.example mirrors.json {day}")  # type: ignore[attr-defined]
        return {**answers_of(kept), "/mirrors.json": file(data), "/mirrors.json.minisig": file(signature)}

    found = []
    cases = (
        listed("2026-11-02", "b.example"),
        listed("2026-11-01", "old.example"),
        listed("2026-11-03", "evil.example", key=OTHER),
        listed("2026-11-03", "c.example"),
    )
    for answers in cases:
        with host(answers) as address:
            assert mirrored(address, room).status == 0
        found.append(json.loads((room / "current/mirrors.json").read_bytes())["https://archive.example/"][0])
    assert found == ["b.example", "b.example", "b.example", "c.example"]
    # it stays when a publication comes whose host has none
    third = kept.then({"en/third.html": HTML + b"3"})
    with host(answers_of(third)) as address:
        assert mirrored(address, room).status == 0
    assert (room / "current/mirrors.json.minisig").is_file()
    # nor does it go because the clock of the mirror is behind
    (room / "current/mirrors.json.minisig").write_bytes(
        KEY.sign((room / "current/mirrors.json").read_bytes(), f"{SAID}9000-01-01")
    )
    with host(answers_of(third)) as address:
        assert mirrored(address, room).status == 0
    assert (room / "current/mirrors.json").is_file()
    # but it does if its key is no longer trusted: whoever checks the mirror would find it altered
    with host(answers_of(third.then({"en/fourth.html": HTML + b"4"}, signers=(OTHER,)))) as address:
        assert mirrored(address, room, keys=(OTHER.public_key,)).status == 0
    assert [path.name for path in room.glob("current/mirrors.json*")] == []


def _listed(
    of: Publication, *signed: tuple[Signer, str], hosts: str = "a.example", keys: tuple[str, ...] = ()
) -> dict[str, Answer]:
    """Return the answers of a host with a list of mirrors, and with what each key signed of it as its comment."""
    data = json.dumps({"https://archive.example/": [hosts]}).encode()
    answers = {**answers_of(of), "/mirrors.json": file(data)}
    for key, comment in signed:
        path = signature_path("mirrors.json", key.public_key, keys or (key.public_key,))
        answers[f"/{path}"] = file(key.sign(data, comment))
    return answers


SAID = "https://archive.example mirrors.json "


def test_a_list_of_mirrors_must_be_signed_as_one_of_this_archive_and_one_a_day_counts(
    kept: Publication, room: Path
) -> None:
    with host(_listed(kept, (KEY, f"{SAID}2026-11-02"), hosts="right.example")) as address:
        assert mirrored(address, room).status == 0
    state = kept.all_files()
    tomorrow = (dt.date.today() + dt.timedelta(2)).isoformat()
    wrong = (
        {
            **answers_of(kept),
            "/mirrors.json": file(state["STATE"]),
            "/mirrors.json.minisig": file(state["STATE.minisig"]),
        },
        _listed(kept, (KEY, "https://other.example mirrors.json 2026-11-03"), hosts="evil.example"),
        _listed(kept, (KEY, f"{SAID}2026-11-03 and more"), hosts="evil.example"),
        _listed(kept, (KEY, f"{SAID}{tomorrow}"), hosts="evil.example"),
        _listed(kept, (KEY, f"{SAID}2026-11-02"), hosts="evil.example"),
    )
    for answers in wrong:
        with host(answers) as address:
            ran = mirrored(address, room)
            assert (ran.status, "mirrors.json was not taken" in ran.said) == (0, True), ran.said
        assert b"right.example" in (room / "current/mirrors.json").read_bytes()


def test_one_of_three_keys_can_neither_freeze_nor_roll_back_the_list_of_mirrors(room: Path) -> None:
    third = signer()
    keys = tuple(each.public_key for each in (KEY, OTHER, third))
    site = Publication(signers=(KEY, OTHER), named=keys)
    old, new, last = (f"{SAID}2026-{day}" for day in ("01-01", "11-20", "11-21"))
    cases = (
        (_listed(site, (KEY, new), (OTHER, new), hosts="new.example", keys=keys), b"new.example"),
        (_listed(site, (KEY, old), (OTHER, old), (third, last), hosts="old.example", keys=keys), b"new.example"),
        (_listed(site, (KEY, last), (OTHER, last), hosts="last.example", keys=keys), b"last.example"),
    )
    for answers, expected in cases:
        with host(answers) as address:
            assert mirrored(address, room, "-m", "2", keys=keys).status == 0
        assert expected in (room / "current/mirrors.json").read_bytes()


@pytest.mark.full
def test_an_archive_without_signatures_is_mirrored_only_when_asked_and_that_is_said(room: Path) -> None:
    plain = replace(Publication(), signers=())
    assert refused(plain, room).status == 3
    with host(answers_of(plain)) as address:
        ran = mirrored(address, room, "-u", keys=(), program="bash --posix")
    assert (ran.status, "nothing is signed" in ran.said) == (0, True)


AT = "https://a.example"


@pytest.mark.full
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (AT,),
        ("ftp://a.example", "x", KEY.public_key),
        ("https://a.example/?x", "x", KEY.public_key),
        ("https://u@a.example", "x", KEY.public_key),
        (AT, "x"),
        (AT, "x", "RWx"),
        ("-m", "2", AT, "x", KEY.public_key),
        ("-m", "x", AT, "x", KEY.public_key),
        ("-u", AT, "x", KEY.public_key),
    ],
)
def test_wrong_arguments_are_told_and_change_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(["dash", str(SCRIPT), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, names_in(tmp_path)) == (2, []), done.stderr
    assert done.stderr


def test_a_mirror_takes_files_as_large_as_a_check_reads() -> None:
    assert f"\nfile_bytes=${{MIRROR_FILE_BYTES:-{LIMITS.size}}} " in SCRIPT.read_text("utf-8")
