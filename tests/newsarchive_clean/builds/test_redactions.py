"""What the newsroom's list forbids is on no page and in no file; the build says where, never what, and forgets it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.newsarchive.builds.test_failures import CONF, TAGS, TEXT, TRANSLATION
from tests.traced import written_document
from tests.warmbuilds import run_warm

NAME = "Gülçöhrə Gizlinova"
SAID = "Gülçöhrə"
LIST = f"# the list\n{NAME}\n+994 50 123 45 67\n/FIN ?[0-9A-Z]{{7}}/\n"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A small sound archive in a repository of its own, and beside that a list."""
    folder = tmp_path / "repository/content/briefings/2023/a-text"
    folder.mkdir(parents=True)
    (folder / "en.md").write_text(TEXT, "utf-8")
    (folder / "az.md").write_text(TRANSLATION, "utf-8")
    root = tmp_path / "repository"
    (root / "content/tags.yaml").write_text(TAGS, "utf-8")
    (root / "conf.py").write_text(CONF, "utf-8")
    (root / ".gitignore").write_text("/content/redactions.txt\n/out\n/store\n")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    (tmp_path / "list.txt").write_text(LIST, "utf-8")
    return root


def _build(room: Path, named: str | None = "../list.txt", conf: str = "") -> subprocess.CompletedProcess[str]:
    (room / "conf.py").write_text(CONF + conf, "utf-8")
    arguments = ["content", "-s", "conf.py", "-o", "out", "--fatal", "errors"]
    env = {**os.environ, "STORE_PATH": str(room / "store"), "TMPDIR": str(room / "tmp"), "REDACTIONS": named or ""}
    (room / "tmp").mkdir(exist_ok=True)
    return run_warm("pelican", *arguments, cwd=room, environment=env)


def _write(room: Path, words: str, name: str = "en.md") -> None:
    path = room / "content/briefings/2023/a-text" / name
    text = path.read_text("utf-8")
    path.write_text(text.replace("Some words.", words).replace("Bir neçə söz.", words), "utf-8")


def _left(room: Path, *words: str) -> list[str]:
    """What of the room besides the content and the site that stands holds one of the words."""
    found = []
    for path in room.rglob("*"):
        inside = path.relative_to(room).parts[0] in ("content", "out", ".git")
        if path.is_file() and not inside and any(word.encode() in path.read_bytes() for word in words):
            found.append(str(path))
    return found


def _refused(room: Path, done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines of a refused build, which names nothing and leaves nothing."""
    assert done.returncode == 1, done.stdout + done.stderr
    for word in (SAID, SAID.upper(), "Gizlinova", "gizlinova", "1234567", "123 45 67"):
        assert word not in done.stdout + done.stderr
    assert _left(room, SAID, "Gizlinova", "gizlinova", "123 45 67") == []
    return [line for line in done.stderr.splitlines() if ": fault " in line]


def test_on_a_runner_nothing_says_where_it_stands(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of a public repository can be read by anybody, and so can the line that a fault would name."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    # words of the content that a warning quotes
    _write(room, f"**{NAME} [x] (y")
    done = _build(room)
    assert done.returncode == 1
    assert "fault redactions-silent: " in done.stderr
    assert "out/" not in done.stderr
    assert "en.md" not in done.stderr


def test_a_build_without_a_hit_is_built_once_for_each_list(room: Path) -> None:
    past = time.time() - 60
    os.utime(room.parent / "list.txt", (past, past))
    done = _build(room)
    assert done.returncode == 0, done.stderr
    files = sum(1 for path in (room / "out").rglob("*") if path.is_file())
    assert f"terms on the redaction list: 3; files searched: {files}\n" in done.stdout
    assert (room / "out/en/2023/a-text/index.html").is_file()
    time.sleep(2.1)  # until the time of the list's inode proves something
    assert _build(room).returncode == 0
    assert "0 rendered, 0 written" in _build(room).stdout
    (room.parent / "list.txt").write_text(f"{LIST}Somebody Else\n", "utf-8")
    assert f"terms on the redaction list: 4; files searched: {files}\n" in _build(room).stdout


def test_a_hit_stops_the_build_and_names_page_line_and_the_lists_line(room: Path) -> None:
    _write(room, f"She is {NAME.upper()}.\n\nCall (+994 50) 123-45-67.\n\nFİN 7AB12CD")
    _write(room, "She is Gülçöhrə&nbsp;**Gizli**nova.", "az.md")
    # where the hits would be
    assert _build(room, None).returncode == 0
    page = (room / "out/en/2023/a-text/index.html").read_text("utf-8")
    before = {path: path.read_bytes() for path in (room / "out").rglob("*") if path.is_file()}
    at = [page[: page.index(f"<p>{words}")].count("\n") + 1 for words in ("Call (", "FİN")]
    lines = _refused(room, _build(room))
    assert {path: path.read_bytes() for path in (room / "out").rglob("*") if path.is_file()} == before
    own = [line.split(": this ")[0] for line in lines if line.startswith("out/en/2023/a-text/index.html:")]
    told = [line.split(" on line ")[1][:2] for line in lines if line.startswith("out/en/2023/a-text/index.html:")]
    assert told == ["2 ", "3 ", "4 "]
    assert own[1:] == [f"out/en/2023/a-text/index.html:{line}: fault redaction" for line in at]
    assert "contains something on line 2 of the redaction list" in lines[0]
    # of markup and entities, and in the feed
    for path in ("out/az/2023/a-text/index.html:", "out/en/feed.xml:", "out/az/feed.xml:"):
        assert any(line.startswith(path) for line in lines), path


def test_a_title_an_address_and_a_warning_are_not_told_either(room: Path) -> None:
    folder = room / "content/briefings/2023/a-text"
    text = (folder / "en.md").read_text("utf-8").replace("title: A title", f"title: {NAME}")
    text = text.replace("Some words.", "It is 1 2 3.")
    (folder / "en.md").write_text(text, "utf-8")
    (room.parent / "list.txt").write_text(f"{LIST}gulcohre gizlinova\n", "utf-8")
    folder.rename(folder.parent / "gulcohre-gizlinova")
    done = _build(room)
    lines = _refused(room, done)
    assert "gulcohre" not in done.stdout + done.stderr
    assert any(line.startswith("out/en/2023/[…]/index.html: fault redaction-address: ") for line in lines)
    assert "content/briefings/2023/[…]/az.md:1:1: warning structure: " in done.stderr


def test_a_name_in_a_title_is_found_in_the_files_that_cite_the_text(room: Path) -> None:
    path = room / "content/briefings/2023/a-text/en.md"
    # in BibTeX the no-break space is a tilde
    path.write_text(TEXT.replace("title: A title", f"title: {NAME.replace(' ', chr(0xA0))}"), "utf-8")
    lines = _refused(room, _build(room))
    for file in ("index.html", "citation.bib", "citation.json"):
        assert any(line.startswith(f"out/en/2023/a-text/{file}:") for line in lines), file
    assert not (room / "out").exists()


def test_a_name_is_found_in_an_address_an_anchor_and_another_language(room: Path) -> None:
    """The list has it in Azerbaijani; an address spells it in ASCII, a text in English or Russian."""
    (room.parent / "list.txt").write_text("Nümunə Gizlinova\n", "utf-8")
    _write(room, "Some words.\n\n## Words {#numune-gizlinova}\n\nMore words.")
    _write(room, "They saw Gizlinova Numuna.", "az.md")
    told = _build(room).stderr
    assert all(
        re.search(f"^out/{language}/2023/a-text/index.html:.*: fault redaction: ", told, re.M)
        for language in ("en", "az")
    )
    folder = room / "content/briefings/2023/a-text"
    (folder / "en.md").write_text(TEXT, "utf-8")
    (folder / "az.md").write_text(TRANSLATION, "utf-8")
    folder.rename(folder.parent / "gizlinova-numune")
    lines = [line for line in _build(room).stderr.splitlines() if ": fault " in line]
    assert any(line.startswith("out/en/2023/[…]/index.html: fault redaction-address: ") for line in lines)


def test_files_that_are_only_copied_are_looked_through_and_documents_too(room: Path) -> None:
    static = room / "content/static"
    static.mkdir()
    (static / "table.csv").write_text(f"a,b\n1,{NAME}\n", "utf-8")
    (static / "report.pdf").write_bytes(written_document("First", "call +994 50 123 45 67"))
    lines = _refused(room, _build(room, conf="STATIC_PATHS = ['static']\n"))
    assert [line.partition(": ")[0] for line in lines] == ["content/static/report.pdf", "content/static/table.csv:2"]
    assert "page 2 of the document" in lines[0]


def test_a_longer_list_stops_a_site_that_was_built_and_leaves_nothing_of_it_in_the_store(room: Path) -> None:
    _write(room, f"{NAME} spoke.")
    (room.parent / "list.txt").write_text("Somebody Else\n", "utf-8")
    assert _build(room).returncode == 0
    assert _left(room, SAID) != []
    before = (room / "out/en/2023/a-text/index.html").read_bytes()
    (room.parent / "list.txt").write_text(LIST, "utf-8")
    assert _refused(room, _build(room))
    assert (room / "out/en/2023/a-text/index.html").read_bytes() == before
    _write(room, "")
    path = room / "content/briefings/2023/a-text/en.md"
    path.write_text(path.read_text("utf-8").replace(f"{NAME} spoke.", "She spoke."), "utf-8")
    assert _build(room).returncode == 0
    assert _left(room, SAID) == []
    with closing(sqlite3.connect(room / "store/store.sqlite")) as base, base:
        assert base.execute("SELECT count(*) FROM computed").fetchone()[0] > 0


KILLED = (
    "import os\nfrom newsarchive.build.checks import Checker\n"
    "Checker.require_clean = lambda *_: os.kill(os.getpid(), 9)\n"
)


def test_a_name_that_a_killed_build_has_not_found_leaves_the_store_with_the_words_of_the_text(room: Path) -> None:
    _write(room, f"{NAME} spoke.")
    assert _build(room, conf=KILLED).returncode == -9
    path = room / "content/briefings/2023/a-text/en.md"
    path.write_text(path.read_text("utf-8").replace(f"{NAME} spoke.", "She spoke."), "utf-8")
    assert _build(room).returncode == 0
    assert _left(room, SAID) == []


def test_a_document_from_before_the_list_is_not_left_in_the_store(room: Path) -> None:
    folder = room / "content/briefings/2023/a-text"
    (folder / "report.pdf").write_bytes(written_document("call +994 50 123 45 67"))
    _write(room, "See [the report](report.pdf).")
    assert _build(room, None).returncode == 0
    assert _left(room, "%PDF-") != []
    assert _refused(room, _build(room))
    assert _left(room, "%PDF-") == []


def test_a_draft_with_a_name_is_kept_in_the_store_alone_while_it_is_in_the_content(room: Path) -> None:
    folder = room / "content/briefings/2023/gulcohre-gizlinova"
    folder.mkdir()
    text = TEXT.replace("title: A title", f"title: {NAME}\nstatus: draft").replace("Some words.", f"{NAME} spoke.")
    (folder / "en.md").write_text(text, "utf-8")
    (room.parent / "list.txt").write_text(f"{LIST}gulcohre gizlinova\n", "utf-8")
    assert _build(room).returncode == 0
    assert [path for path in _left(room, SAID, "Gizlinova", "gizlinova") if "/store/" not in path] == []
    shutil.rmtree(folder)
    assert _build(room).returncode == 0
    assert _left(room, SAID, "Gizlinova", "gizlinova") == []


def _letter(room: Path) -> Path:
    folder = room / "content/briefings/2023/a-text/replies"
    folder.mkdir()
    letter = "---\nlanguage: en\nname: A reader\ndate: 2023-11-02\n---\n\nWordsofaletter.\n"
    (folder / "2023-11-02-reader.md").write_text(letter, "utf-8")
    assert _build(room, None).returncode == 0
    assert _left(room, "Wordsofaletter") != []
    return folder / "2023-11-02-reader.md"


def test_a_letter_that_is_removed_is_forgotten(room: Path) -> None:
    _letter(room).unlink()
    assert _build(room, None).returncode == 0
    assert _left(room, "Wordsofaletter") == []


def test_a_letter_on_a_withdrawn_briefing_is_forgotten(room: Path) -> None:
    letter = _letter(room)
    for name, words in (("en.md", "Some words."), ("az.md", "Bir neçə söz.")):
        path = letter.parent.parent / name
        path.write_text(
            path.read_text("utf-8").replace("---\n\n", "status: withdrawn\n---\n\n").replace(words, ""), "utf-8"
        )
    path = letter.parent.parent / "en.md"
    withdrawal = "withdrawal:\n  date: 2023-12-01\n  reason: safety of a person\nstatus: withdrawn"
    path.write_text(path.read_text("utf-8").replace("status: withdrawn", withdrawal), "utf-8")
    for _ in range(2):
        done = _build(room, None)
        assert done.returncode == 0, done.stdout + done.stderr
        assert _left(room, "Wordsofaletter") == []


def test_the_list_in_the_content_is_used_where_git_ignores_it_and_is_no_content(room: Path) -> None:
    own = room / "content/redactions.txt"
    own.write_text(LIST, "utf-8")
    assert _build(room, None).returncode == 0
    assert not list((room / "out").rglob("redactions.txt"))
    _write(room, NAME)
    assert _refused(room, _build(room, None))
    subprocess.run(["git", "-C", str(room), "add", "--force", "content/redactions.txt"], check=True)
    assert "fault redactions-git: " in _build(room, None).stderr


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("../absent.txt", None, "absent.txt: fault redactions-missing"),
        ("../empty.txt", "# nothing\n", "empty.txt: fault redactions-empty"),
        ("../bad.txt", f"{NAME}\n/{NAME}*/\nab\n", "bad.txt:2: fault redactions-unbounded"),
        ("../bad.txt", f"{NAME}\n{NAME} (source)\n", "bad.txt:2: fault redactions-remark"),
        ("../bad.txt", f"1. {NAME}\n", "bad.txt:1: fault redactions-counted"),
        ("../bad.txt", f"{NAME}, +994 50 123 45 67\n", "bad.txt:1: fault redactions-several"),
        ("list.txt", LIST, "list.txt: fault redactions-git"),
        ("out/list.txt", LIST, "list.txt: fault redactions-output"),
    ],
)
def test_a_list_that_cannot_be_used_or_would_be_seen_is_refused(
    room: Path, place: str, text: str | None, told: str
) -> None:
    if text is not None:
        (room / place).parent.mkdir(exist_ok=True)
        (room / place).write_text(text, "utf-8")
    done = _build(room, place)
    assert done.returncode == 1
    assert told in done.stderr
    assert SAID not in done.stdout + done.stderr
    assert not (room / "out/en").exists()
