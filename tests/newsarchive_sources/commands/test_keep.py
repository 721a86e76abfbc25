"""`newsarchive keep`: what it fetches, writes and says, and what it refuses."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from newsarchive.cli.context import desk_of
from newsarchive.content.tree import KEPT
from newsarchive.model.source_notes import Reason
from newsarchive_sources.commands import keep
from newsarchive_sources.copies import BroughtFault
from newsarchive_sources.forgotten import mark_of
from newsarchive_sources.kept import Attempt, kept_file, parse_kept
from newsarchive_sources.source_tables import read_sources
from newsarchive_sources.store import CopyStore, Damage, StoreFault
from newsarchive_sources.web import NoAnswerReason
from newsarchive_start.wheel import shipped
from tests.newsarchive.cli.desks import desk_with, git, options_of, status_of, warning_codes
from tests.newsarchive.editions import briefing_file, settings_of, write_content
from tests.newsarchive_publish.integrity.hosts import file, host, moved, page, said
from tests.newsarchive_sources.packing import packed
from tests.newsarchive_sources.packing import page as packed_page

pytestmark = pytest.mark.usefixtures("public_loopback")
WORDS = b"<!doctype html><title>A law</title><p>The words of a source."
TAGS = "privacy: {names: {en: A, az: B, ru: C}}\n"

Run = Callable[..., int]


class Room:
    """A content folder with briefings, and what the command did with it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.content, self.kept = folder, folder / "repository" / "content", folder / "kept"
        self._capsys = capsys
        self.out = self.err = ""
        write_content(self.content, {"tags.yaml": TAGS})

    def brief(self, slug: str, *urls: str, **fields: str) -> None:
        """Write a briefing with these sources."""
        sources = ", ".join(f'{{url: "{url}", title: A source, publisher: Someone, lang: en}}' for url in urls)
        path = self.content / f"briefings/2023/{slug}/en.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(briefing_file(sources=f"[{sources}]", **fields), "utf-8")

    def run(self, *arguments: str, **settings: object) -> int:
        options = options_of("keep", "--pause", "0", *arguments)
        known = settings_of(self.content, self.folder / "store", KEPT_PATH=str(self.kept), **settings)
        status = status_of(keep.run, options, known)
        self.out, self.err = self._capsys.readouterr()
        return status

    @property
    def table(self) -> str:
        path = self.content / "kept.tsv"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        found, faults = parse_kept(self.table)
        assert faults == []
        return found

    @property
    def outcomes(self) -> list[str]:
        return [each.outcome for each in self.attempts]

    @property
    def files(self) -> list[Path]:
        return sorted(path for path in self.kept.rglob("*") if path.is_file() and path.name != ".lock")

    @property
    def copies(self) -> list[Path]:
        return [path for path in self.files if path.suffix != ".saved"]


@pytest.fixture
def room(tmp_path, capsys) -> Room:
    return Room(tmp_path, capsys)


def test_sources_are_kept_once_and_each_has_its_line(room):
    asked = []
    with host({"/a": page(WORDS), "/b": said("404 Not Found"), "/c": page(WORDS + b"<p>c")}, asked) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        room.brief("two", f"{base}/a", f"{base}/c", status="draft")
        assert room.run() == 0
        assert room.outcomes == ["fetched", "gone", "fetched"]
        assert f"{base}/a: kept as 127.0.0.1/{room.attempts[0].day:%Y%m%d}-" in room.out
        assert f"{base}/b: not kept: the page is no longer there (404)" in room.out
        assert f"./newsarchive keep {base}/b --from=…\n" in room.out
        assert room.out.endswith(
            "sources: 3; with a copy: 2; without one, for a recorded reason: 1; to be tried again: 0\n"
        )
        assert [path.relative_to(room.kept).as_posix() for path in room.copies] == sorted(
            each.file for each in room.attempts if each.is_copy
        )
        table = room.table
        del asked[:]
        assert room.run() == 0
        assert (asked, room.table) == ([], table)
    assert room.run("--verify") == 0
    assert room.out == "copies: 2; all are as they were recorded\n"


def test_a_dry_run_names_what_would_be_asked_for_and_asks_nobody(room):
    asked = []
    with host({"*": page(WORDS)}, asked) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run("--dry-run", "--wayback", MEMENTO_ARCHIVE=(f"{base}/web/", f"{base}/save/")) == 0
        assert room.out.splitlines()[:2] == [f"{base}/{name}: would be fetched" for name in "ab"]
        assert room.out.splitlines()[-3:-1] == [f"{base}/{name}: a web archive would be asked" for name in "ab"]
    assert (asked, room.kept.exists(), (room.content / "kept.tsv").exists()) == ([], False, False)


def test_the_owner_of_a_site_learns_who_asks(room):
    heads = []

    def answer(line) -> None:
        heads.append(line.recv(65_536).decode())
        page(WORDS)(line)

    with host({"*": answer}) as base:
        room.brief("one", f"{base}/a")
        assert room.run(SITEURL="https://archive.example") == 0
        assert room.run(f"{base}/a", "--again") == 0
    agents = {line for head in heads for line in head.split("\r\n") if line.startswith("User-Agent")}
    assert {agent.partition("/")[0] for agent in agents} == {"User-Agent: newsarchive"}
    assert sorted(agent.endswith(" (+https://archive.example)") for agent in agents) == [False, True]


def test_what_may_pass_is_not_recorded_and_fails_the_run(room):
    with host({"/a": said("503 Later"), "/a?x=1&y=$2": said("429 Slow"), "/b": page(WORDS)}) as base:
        room.brief("one", f"{base}/a?x=1&y=$2", f"{base}/a", f"{base}/b", "http://127.0.0.1:9/x", "https://no.invalid/")
        assert room.run() == 1
    assert [each.address for each in room.attempts] == [f"{base}/b"]
    assert f"{base}/a: not kept: the server answered with status 503" in room.out
    assert "http://127.0.0.1:9/x: not kept: no connection: [Errno 111] Connection refused" in room.out
    assert (
        "run “./newsarchive keep” again later; or save the page in a browser, then:"
        f" ./newsarchive keep {base}/a --from=…\n" in room.out
    )
    assert f"then: ./newsarchive keep '{base}/a?x=1&y=$2' --from=…\n" in room.out
    assert room.out.endswith("to be tried again: 4\n")


def test_a_machine_in_a_private_network_is_asked_only_if_an_editor_names_it(room):
    """A text is merged from whoever wrote it; a router does what a GET says."""
    asked = []
    with host({"/reboot.cgi": page(WORDS)}, asked, machine="127.0.0.2") as base:
        room.brief("one", f"{base}/reboot.cgi", "http://localhost:9/x")
        assert room.run() == 0
        assert (asked, room.attempts) == ([], ())
        assert f"is inside a private network; if that is meant: ./newsarchive keep {base}/reboot.cgi\n" in room.out
        assert room.run("one", "--again") == 0
        assert asked == []
        assert room.run(f"{base}/reboot.cgi") == 0
        assert room.outcomes == ["fetched"]


def test_a_recorded_reason_is_tried_again_only_if_asked(room):
    answers = {"/a": said("403 Forbidden"), "/b": page(WORDS)}
    with host(answers) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run() == 0
        assert room.outcomes == ["refused", "fetched"]
        answers["/a"] = page(WORDS)
        assert room.run() == 0
        assert room.outcomes == ["refused", "fetched"]
        assert room.run("--again") == 0
        assert room.outcomes == ["fetched", "fetched"]
        first = room.table
        answers["/b"] = page(WORDS + b" Changed.")
        assert room.run("--again") == 0
        assert room.table == first


def test_one_source_or_briefing_can_be_chosen(room):
    with host({"/a": page(WORDS), "/b": page(WORDS), "/c": page(WORDS)}) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        room.brief("two", f"{base}/c")
        assert room.run(f"{base}/b") == 0
        assert [each.address for each in room.attempts] == [f"{base}/b"]
        assert room.run("one") == 0
        assert [each.address for each in room.attempts] == [f"{base}/a", f"{base}/b"]
        assert room.run("on") == 2
        assert "did you mean" in room.err
        assert room.run("https://other.example/") == 2
        assert (
            room.err
            == "https://other.example/: no text has a source with this address; copy the address from the text\n"
        )


def test_withdrawn_texts_are_not_kept_and_their_copies_are_named(room):
    with host({"/a": page(WORDS)}) as base:
        room.brief("one", f"{base}/a")
        assert room.run() == 0
        room.brief("one", f"{base}/a", status="withdrawn", withdrawal="{date: 2024-01-01, reason: error}")
        assert room.run() == 0
        assert f"to delete its copies: ./newsarchive keep {base}/a --forget\n" in room.out
        permalinks = room.content / "permalinks.tsv"
        (digest,) = (each.digest for each in room.attempts)
        permalinks.write_text(f"en/2024/one/\tone\t2024-01-01\nkept/{digest}.wacz\tone\t2024-01-01\n")
        assert room.run(f"{base}/a", "--forget") == 0
        assert (room.attempts, room.files) == ((), [])
        assert "copies deleted: 1; changed tables: kept.tsv, permalinks.tsv." in room.out
        assert "still listed" not in room.out
        assert permalinks.read_text() == "en/2024/one/\tone\t2024-01-01\n"
        assert room.run(f"{base}/a", "--forget") == 1
        assert room.err == f"{base}/a: neither kept.tsv nor links.tsv has a line with this address\n"


def test_no_table_has_the_address_of_a_forgotten_source_any_more(room):
    """A source that is dead, and a copy of it in a public archive, stayed in links.tsv."""
    room.brief("one", "https://news.example/ab")
    archived = "https://archive.example/web/20240102030405/https://news.example/a"
    (room.content / "kept.tsv").write_text(
        f"https://news.example/a\t2024-01-02T03:04:05Z\tgone\t-\t-\t-\t-\t{archived}\t-\n", "utf-8"
    )
    links = room.content / "links.tsv"
    days = "404\t2024-01-01\t2024-01-09\t2\n"
    for table in (True, False):
        links.write_text("".join(f"{each}\t{days}" for each in (archived, "https://news.example/a")), "utf-8")
        if not table:  # what an earlier version, or a merge, left
            links.write_text(f"https://news.example/a\t{days}", "utf-8")
        with links.open("a", encoding="utf-8") as stream:
            stream.write(f"https://news.example/ab\t{days}")
        assert room.run("https://news.example/a", "--forget") == 0
        assert "copies deleted: 0; changed tables: kept.tsv, links.tsv." in room.out
        assert len(room.table.splitlines()) == 1
        assert "example" not in room.table
        assert links.read_text("utf-8") == f"https://news.example/ab\t{days}"


def test_whoever_forgets_a_source_that_a_text_lists_is_told(room):
    with host({"/a": page(WORDS)}) as base:
        room.brief("one", f"{base}/a")
        room.brief("two", f"{base}/a", status="draft")
        room.brief("three", f"{base}/a", status="withdrawn", withdrawal="{date: 2024-01-01, reason: error}")
        assert room.run() == 0
        assert room.run(f"{base}/a", "--forget") == 0
    texts = ", ".join(f"{room.content}/briefings/2023/{slug}/en.md" for slug in ("one", "two"))
    assert room.out.splitlines()[1:] == [
        f"  this source is still listed in {texts}; delete it there, too, if nobody should learn its address. "
        f"“./newsarchive keep” fetches it again only if you ask for it: ./newsarchive keep {base}/a"
    ]


def test_a_merge_does_not_bring_back_what_was_forgotten_and_only_its_name_does(room):
    repository, asked = room.content.parent, []

    def commit() -> None:
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "-m", "x")

    answers = {f"/{name}": page(WORDS + name.encode()) for name in "abc"}
    with host(answers, asked) as base:
        source = f"{base}/a"
        room.brief("one", source, f"{base}/b")
        (repository / ".gitattributes").write_text(shipped("gitattributes"), "utf-8")
        git(repository, "init", "--quiet", "--initial-branch", "main")
        assert room.run() == 0
        commit()
        git(repository, "checkout", "--quiet", "-b", "other")
        answers["/a"] = page(WORDS + b"changed")
        assert room.run(source, "--again") == 0
        commit()
        git(repository, "checkout", "--quiet", "main")
        assert room.run(source, "--forget") == 0
        assert source not in room.table
        commit()
        git(repository, "merge", "--quiet", "other", "-m", "both")
        # both lines of the other branch are back
        back = [line for line in room.table.splitlines(keepends=True) if source in line]
        assert len(back) == 2
        tables, faults = read_sources(room.content, [KEPT])
        assert {each.address for each in tables.attempts} == {f"{base}/b"}
        assert [(each.code, each.warning, dict(each.values)["command"]) for each in faults] == [
            ("kept-forgotten", True, f"./newsarchive keep {source} --forget")
        ]
        del asked[:]
        assert room.run() == 0
        assert asked == []
        assert room.out.startswith(
            f"{source}: not fetched, because it was deleted with “./newsarchive keep --forget”; "
            f"to keep it again: ./newsarchive keep {source}\n"
        )
        assert room.run(source, "--forget") == 0
        assert (room.table.count(source), room.table.count("forgotten")) == (0, 1)
        assert [each.address for each in room.attempts] == [f"{base}/b"]
        assert len(room.copies) == 1
        assert room.run(f"{base}/b") == 0
        assert "not fetched" not in room.out
        assert room.run(source) == 0
        assert "not fetched" not in room.out
        assert [each.address for each in room.attempts] == [source, f"{base}/b"]
        copy = next(each for each in room.attempts if each.address == source)
        # another old branch brings the lines back once more
        lines = [re.sub(r"\t[0-9]{4}-", "\t2025-", line) for line in back]
        (room.content / KEPT).write_text(room.table + "".join(lines), "utf-8")
        tables, faults = read_sources(room.content, [KEPT])
        assert ([each.file for each in tables.attempts if each.address == source], faults) == ([copy.file], [])


def test_lines_that_came_back_stay_until_the_source_is_forgotten_again(room):
    """The next copy dropped them from the table, and then `FORGET=` did not delete the copies any more."""
    with host({f"/{name}": page(WORDS + name.encode()) for name in "abc"}) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run() == 0
        lines = room.table.splitlines(keepends=True)
        # a colleague has the marks, and a merge put the lines back here, where the copies are
        marks = kept_file([], {mark_of(f"{base}/{name}", ()): "" for name in "ab"}).decode()
        (room.content / "kept.tsv").write_text("".join([marks, *lines]), "utf-8")
        room.brief("two", f"{base}/c")
        assert room.run() == 0
        assert [each.address for each in room.attempts] == [f"{base}/{name}" for name in "abc"]
        assert room.table.count("forgotten") == 2
        assert (
            f"/kept.tsv:3: this source was deleted with “./newsarchive keep --forget” ({base}/a), but its lines"
            in room.out
        )
        assert "no line of kept.tsv names" not in room.out
        for name, left in (("a", "bc"), ("b", "c")):
            assert room.run(f"{base}/{name}", "--forget") == 0
            assert "copies deleted: 1;" in room.out
            assert [each.address for each in room.attempts] == [f"{base}/{one}" for one in left]
            assert len(room.copies) == len(left)
        assert room.table.count("forgotten") == 2


def test_a_forgotten_page_does_not_come_back_under_another_form_of_its_address(room):
    asked = []
    with host({"/a": page(WORDS), "/b": page(WORDS)}, asked) as base:
        room.brief("one", f"{base}/a", f"{base}/a#first")
        assert room.run() == 0
        assert room.run(f"{base}/a", "--forget") == 0
        del asked[:]
        room.brief("two", f"{base}/a#second", f"{base}/b")
        assert room.run() == 0
        assert asked == ["/robots.txt", "/b"]
        assert [line.partition(": not fetched")[0] for line in room.out.splitlines()[:3]] == [
            f"{base}/a", f"{base}/a#first", f"{base}/a#second",
        ]  # fmt: skip
        # a copy that was there does not count, and the command deletes it
        assert [each.address for each in read_sources(room.content, [KEPT])[0].attempts] == [f"{base}/b"]
        assert room.out.count(f"./newsarchive keep '{base}/a#first' --forget\n") == 1
        assert room.run(f"{base}/a#first", "--forget") == 0
        assert (len(room.copies), room.table.count("forgotten")) == (1, 1)


def test_a_forgotten_page_does_not_come_back_by_a_redirect(room):
    asked = []
    with host({"/a": page(WORDS), "/short": moved("/a"), "/b": page(WORDS)}, asked) as base:
        room.brief("one", f"{base}/a")
        assert room.run() == 0
        # a mark matches no address that a text names, but one in 4,096 of all others
        room.brief("one", f"{base}/a", f"{base}/short", f"{base}/b")
        assert room.run(f"{base}/a", "--forget") == 0
        room.brief("one", f"{base}/short", f"{base}/b")
        del asked[:]
        assert room.run() == 0
        assert asked == ["/robots.txt", "/b", "/short"]
        assert [each.address for each in room.attempts] == [f"{base}/b"]
        assert f"./newsarchive keep {base}/short\n" in room.out
        assert room.run(f"{base}/short") == 0
        assert [each.address for each in room.attempts] == [f"{base}/b", f"{base}/short"]


def test_copies_of_other_sources_with_a_forgotten_page_are_named(room):
    with host({"/a": page(WORDS), "/short": moved("/a"), "/b": page(WORDS + b"b")}) as base:
        room.brief("one", f"{base}/a", f"{base}/short", f"{base}/b")
        assert room.run() == 0
        (copy,) = (each for each in room.attempts if each.address == f"{base}/short")
        assert room.run(f"{base}/a/", "--forget") == 1
        assert room.run(f"{base}/a", "--forget") == 0
        assert room.out.splitlines()[1] == (
            f"  the copy of {base}/short has this page, too ({room.kept}/{copy.file}); "
            f"to delete it: ./newsarchive keep {base}/short --forget"
        )
        assert room.out.count("has this page") == 1
        assert room.run(f"{base}/short", "--forget") == 0
        assert "has this page" not in room.out
        assert len(room.copies) == 1


def test_copies_are_counted_once_each_where_a_merge_left_two_lines(room):
    with host({"/a": page(WORDS)}) as base:
        room.brief("one", f"{base}/a")
        assert room.run() == 0
    (line,) = room.attempts
    archived = f"https://web.archive.org/web/20260101000000/{base}/a"
    (room.content / "kept.tsv").write_bytes(kept_file([line, msgspec.structs.replace(line, memento=archived)]))
    assert room.run("--verify") == 0
    assert room.out == "copies: 1; all are as they were recorded\n"
    (room.kept / line.file).write_bytes(b"other")
    assert room.run("--verify") == 1
    assert "copies: 1; missing or damaged: 1." in room.out
    assert room.run(f"{base}/a", "--forget") == 0
    assert "copies deleted: 1;" in room.out


def test_a_file_that_another_source_has_too_is_not_deleted(room):
    """Two sources whose pages an editor saved in one file have one copy."""
    urls = [f"https://news.example/{name}" for name in "ab"]
    room.brief("one", *urls)
    (room.folder / "saved.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    for url in urls:
        assert room.run("--from", str(room.folder / "saved.pdf"), url) == 0
    assert len({each.file for each in room.attempts}) == 1
    assert room.run(urls[0], "--forget") == 0
    assert "copies deleted: 0;" in room.out
    assert room.run("--verify") == 0
    assert room.run(urls[1], "--forget") == 0
    assert room.files == []


def test_a_mark_matches_no_other_source_that_a_text_or_the_table_has(room, monkeypatch):
    others = []

    def mark(address, known):
        others.extend(known)
        return mark_of(address, known)

    monkeypatch.setattr(keep, "mark_of", mark)
    with host({"/a": page(WORDS), "/b": page(WORDS + b"b")}) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run() == 0
        room.brief("one", f"{base}/a", f"{base}/c")
        assert room.run(f"{base}/a", "--forget") == 0
    assert {f"{base}/b", f"{base}/c"} <= {*others}


def test_a_source_is_forgotten_alone(room):
    with host({"/a": page(WORDS), "/b": page(WORDS)}) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run() == 0
        assert room.run(f"{base}/a", "--forget") == 0
    assert [each.address for each in room.attempts] == [f"{base}/b"]
    assert room.run("--verify") == 0


def test_no_copy_is_deleted_if_its_lines_cannot_be(room):
    with host({"/a": page(WORDS)}) as base:
        room.brief("one", f"{base}/a")
        assert room.run() == 0
    (table,) = room.folder.rglob("kept.tsv")
    elsewhere = table.rename(room.folder / "elsewhere.tsv")
    table.symlink_to(elsewhere)
    assert room.run(f"{base}/a", "--forget") == 1
    assert "a link" in room.err
    assert room.run("--verify") == 0


def test_a_file_from_a_browser_is_kept_for_its_source(room):
    url = "https://news.example/2026/law"
    room.brief("one", url)
    for name, data in {"a.wacz": packed(), "b.pdf": b"%PDF-1.7\n%%EOF", "c.png": b"\x89PNG\r\n\x1a\n"}.items():
        path = room.folder / name
        path.write_bytes(data)
        os.utime(path, (1_772_000_000, 1_772_000_000))
        assert room.run("--from", str(path), url) == 0
        assert "kept as news.example/20260225-" in room.out
        assert room.run("--verify") == 0
    assert room.run("--from", str(room.folder / "a.wacz"), url) == 0
    # all three were saved in one second
    assert [Path(each.file).suffix for each in room.attempts] == [".wacz", ".pdf", ".png"]


def test_a_file_that_was_saved_in_the_future_was_saved_now(room):
    """A clock that was wrong made a line that no build accepts."""
    room.brief("one", "https://news.example/a")
    path = room.folder / "saved.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    os.utime(path, (4_000_000_000, 4_000_000_000))
    assert room.run("--from", str(path), "https://news.example/a") == 0
    assert room.attempts[0].day <= dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"words", "is not kept: save the page as WACZ"),
        (b"", "is empty, or has no words"),
        (b"PK\3\4", "is damaged, or is not a WACZ file (File is not a zip file)"),
        (packed(packed_page(url="https://other.example/")), "its first page is https://other.example/"),
    ],
)
def test_another_file_is_refused(room, data, message):
    room.brief("one", "https://news.example/2026/law")
    (room.folder / "saved").write_bytes(data)
    assert room.run("--from", str(room.folder / "saved"), "https://news.example/2026/law") == 1
    assert message in room.err
    assert (room.table, room.files) == ("", [])


def test_a_pipe_or_a_huge_file_is_refused_unread(room, tmp_path):
    """A pipe was waited for without end, and /dev/zero read until all memory was taken."""
    room.brief("one", "https://news.example/a")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(1 << 40)
    for path, words in (("pipe", "WACZ"), ("huge.pdf", "too large")):
        assert room.run("--from", str(tmp_path / path), "https://news.example/a") == 1
        assert words in room.err
    assert (room.table, room.files) == ("", [])


def test_a_file_that_is_not_there_is_refused(room):
    room.brief("one", "https://news.example/")
    for path in (room.folder / "none", room.folder):
        assert room.run("--from", str(path), "https://news.example/") == 1
        assert str(path) in room.err


def test_options_that_contradict_one_another_are_refused(room):
    assert room.run("--from", "a", "b", "--forget") == 2
    assert room.err == "--from, --forget: use one of these at a time\n"
    assert room.run("--from", "a") == 2
    assert room.err == "--from needs the address of a source: ./newsarchive keep https://… --from\n"


def test_damage_is_named_and_fails(room):
    with host(
        {"/a": page(WORDS), "/b": page(WORDS + b"b"), "/c": file(b"%PDF-", Content_Type="application/pdf")}
    ) as base:
        room.brief("one", f"{base}/a", f"{base}/b", f"{base}/c")
        assert room.run() == 0
    first, second, _ = room.attempts
    (room.kept / first.file).unlink()
    (room.kept / second.file).write_bytes(b"other")
    (room.kept / "127.0.0.1" / "notes.txt").write_text("")
    assert room.run("--verify") == 1
    assert f"{base}/a: {room.kept / first.file} cannot be read\n  No such file or directory\n" in room.out
    assert f"{base}/b: {room.kept / second.file} is not the file that was recorded\n" in room.out
    assert "notes.txt: no line of kept.tsv names this file" in room.out
    assert "copies: 3; missing or damaged: 2." in room.out
    assert "A colleague" in room.out
    assert "--forget" in room.out
    assert "AGAIN" not in room.out


def test_a_copy_that_is_lost_is_forgotten_and_kept_again(room):
    """A new copy alone, as the message advised, left the line of the lost one, and `VERIFY=1` went on to fail."""
    answers = {"/a": page(WORDS)}
    with host(answers) as base:
        room.brief("one", f"{base}/a")
        assert room.run() == 0
        room.files[0].unlink()
        answers["/a"] = page(WORDS + b" Changed.")
        assert room.run(f"{base}/a", "--again") == 0
        assert room.run("--verify") == 1
        assert room.run(f"{base}/a", "--forget") == 0
        assert room.run(f"{base}/a") == 0
        assert room.run("--verify") == 0


@pytest.mark.parametrize("place", ["repository/kept", "repository/content/kept", "output/kept"])
def test_copies_are_never_put_where_they_would_be_published_or_committed(room, place):
    git(room.content.parent, "init", "--quiet")
    room.brief("one", "https://news.example/")
    room.kept = room.folder / place
    assert room.run() == 1
    assert room.err.startswith(f"KEPT_PATH: {room.kept} is in ")
    assert not room.kept.exists()


@pytest.mark.parametrize("place", ["notes", "notes/kept/here"])
def test_a_file_in_place_of_the_folder_is_named_with_what_to_do(room, place):
    """`Not a directory` said neither which setting is wrong nor how to go on."""
    room.brief("one", "https://news.example/")
    file = room.folder / "notes"
    file.write_text("mine")
    room.kept = room.folder / place
    assert room.run() == 1
    advice = "set KEPT_PATH to another folder, or move the file"
    assert room.err == f"KEPT_PATH: {file} is a file, not a folder; {advice}\n"
    assert file.read_text() == "mine"


def test_two_runs_at_once_do_not_mix(room):
    room.brief("one", "https://news.example/")
    with CopyStore(room.kept).opened([]):
        assert room.run() == 1
    assert room.err == f"another “./newsarchive keep” is running in {room.kept}; wait until it is done\n"


def test_a_table_with_faults_is_not_written_over(room):
    with host({"/a": page(WORDS)}) as base:
        room.brief("one", f"{base}/a")
        (room.content / "kept.tsv").write_text("<<<<<<< ours\n", "utf-8")
        assert room.run() == 1
    assert room.err.startswith(f"{room.content}/kept.tsv:1: a merge conflict")
    assert room.table == "<<<<<<< ours\n"
    assert room.files == []


def test_lines_that_two_branches_added_are_kept_together(room):
    """Git's union of two tables is a table: sorted, one line each, and the next run changes nothing but its order."""
    with host({"/a": page(WORDS), "/b": page(WORDS), "/c": page(WORDS)}) as base:
        room.brief("one", f"{base}/a", f"{base}/b", f"{base}/c")
        tables = []
        for path in ("b", "a"):
            assert room.run(f"{base}/{path}") == 0
            tables.append(room.table)
            (room.content / "kept.tsv").unlink()
        (room.content / "kept.tsv").write_text("".join(tables), "utf-8")
        assert room.run("--verify") == 0
        assert room.run() == 0
    assert [each.address for each in room.attempts] == [f"{base}/{path}" for path in "abc"]
    assert [line.split("\t")[0] for line in room.table.splitlines()] == [f"{base}/{path}" for path in "abc"]


def test_the_checker_is_content_with_what_was_written(room):
    with host({"/a": page(WORDS), "/b": said("404 Not Found")}) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run() == 0
    shutil.copytree(room.content, room.folder / "checked" / "content")
    desk = desk_with(room.folder / "checked")
    assert "kept-unnamed" not in warning_codes(desk)


def test_a_full_disk_ends_the_run_and_leaves_no_half_of_anything(room, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with host({"/a": page(WORDS), "/b": page(WORDS)}) as base:
        room.brief("one", f"{base}/a", f"{base}/b")
        assert room.run(f"{base}/a") == 0
        table, files = room.table, room.files
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            assert room.run() == 1
        assert "the disk is full" in room.err
        assert (room.table, room.files) == (table, files)
        assert room.run() == 0
    assert len(room.copies) == 2


def test_every_code_has_its_words_in_every_language(room):
    room.brief("one", "https://news.example/")
    codes = {"reason": get_args(Reason), "fault": get_args(NoAnswerReason), "brought": get_args(BroughtFault)}
    codes |= {"store": get_args(StoreFault), "damage": get_args(Damage)}
    keys = [f"keep.{kind}.{code}" for kind, all_ in codes.items() for code in all_]
    keys += ["keep.reason.refused.captcha", "keep.reason.unreadable.empty", "keep.reason.unreadable.script"]
    values = dict.fromkeys(("found", "path", "folder", "address"), "VALUE")
    said = [
        [desk_of(settings_of(room.content, room.folder / "store"), tag).say(key, **values) for key in keys]
        for tag in ("az", "en", "ru")
    ]
    assert all(len(set(words)) == 3 for words in zip(*said, strict=True))


def test_a_page_that_shows_nothing_says_why(room):
    with host(
        {"/a": page(b""), "/b": page(b"<html><script></script>"), "/c": file(b"x", Content_Type="video/mp4")}
    ) as base:
        room.brief("one", f"{base}/a", f"{base}/b", f"{base}/c")
        assert room.run("--language", "en") == 0
    assert f"{base}/a: not kept: the page is empty\n" in room.out
    assert f"{base}/b: not kept: the page shows nothing without its scripts\n" in room.out
    assert f"{base}/c: not kept: files of this type are not kept (video/mp4)\n" in room.out


def test_a_new_copy_that_fails_leaves_the_old_one(room):
    answers = {"/a": page(WORDS)}
    with host(answers) as base:
        room.brief("one", f"{base}/a")
        assert room.run() == 0
        table = room.table
        day = room.attempts[0].day
        failures = (
            (said("503 Later"), 1, "the server answered with status 503"),
            (said("404 Not Found"), 0, "the page is no longer there (404)"),
        )
        for answer, status, reason in failures:
            answers["/a"] = answer
            assert room.run(f"{base}/a", "--again") == status
            assert room.table == table
            # whoever asked for a new copy learns from the status alone whether to ask again
            assert room.out.splitlines() == [
                f"{base}/a: no new copy: {reason}; there is one of {day}",
                f"sources: 1; with a copy: 1; without one, for a recorded reason: 0; to be tried again: {status}",
            ]


GONE_LINE = b"https://news.example/\t2026-01-02T03:04:05Z\tgone" + b"\t-" * 6 + b"\n"


@pytest.mark.parametrize(
    "table", [b"\xff\xfe\n", GONE_LINE.replace(b"/\t", b"/\xe9\t"), b"\xef\xbb\xbf" + GONE_LINE, GONE_LINE + b"\x0b\n"]
)
def test_a_table_that_is_not_text_is_not_written_over(room, table):
    """A byte that is not UTF-8 became U+FFFD in the table with the next copy."""
    with host({"/a": page(WORDS)}) as base:
        room.brief("one", f"{base}/a")
        (room.content / "kept.tsv").write_bytes(table)
        assert room.run() == 1
    assert room.err.startswith(f"{room.content}/kept.tsv:")
    assert ((room.content / "kept.tsv").read_bytes(), room.files) == (table, [])
