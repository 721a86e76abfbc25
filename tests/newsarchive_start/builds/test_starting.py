"""A newsroom begins an archive of its own with one command: what it gets is whole, green, and only its own."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive_start.wheel import shipped, wheel_of_this
from tests.newsrooms import BEGUN, Newsroom, Once, installed
from tests.rooms import plain_environment
from tests.sites import ROOT, Document
from tests.terminals import Terminal

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("starting")]

GEORGIAN = ("--languages=ka,en", "--lists=people", "--name=Tbilisi Archive", "--name=ka=თბილისის არქივი")

_MARK = re.compile(r"^(?:# replace: .*|<!-- replace: .* -->)\n", re.MULTILINE)

LISTS = ("people", "organisations", "places")

BRIEFING = """---
title: A court hears a case
summary: The court has heard the case.
date: 2026-11-20
tags: [press-freedom]
sources:
  - {url: "https://courts.ge/case", title: A case, publisher: City Court, lang: ka}
---

The court has heard the case.
"""


@pytest.fixture
def newsroom(once: Once, tmp_path: Path) -> Newsroom:
    """A newsroom that has nothing yet but the package."""
    return Newsroom(tmp_path / "archive", installed(once))


def test_georgian_and_english_are_built_and_tested_at_once(newsroom: Newsroom) -> None:
    begun = newsroom.command("init", str(newsroom.root), *GEORGIAN, **BEGUN)
    assert begun.returncode == 0, begun.stderr
    assert "Georgian" in begun.stdout
    files = newsroom.files()
    # the package that is installed begins what this repository does, of which other tests ask the rest
    again = Newsroom(newsroom.root.parent / "again" / "archive", newsroom._venv)
    again.root.parent.mkdir()
    assert again.begin(*GEORGIAN).stdout == begun.stdout.replace(str(newsroom.root), str(again.root))
    assert again.files() == files
    newsroom.set_up()
    tested, built = newsroom.make("test"), newsroom.warm("html")
    assert built.returncode == tested.returncode == 0, built.stderr + tested.stderr
    assert "0 faults, 0 warnings" in tested.stdout
    for tag, name in (("ka", "თბილისის არქივი"), ("en", "Tbilisi Archive")):
        page = Document("", (newsroom.root / "output" / tag / "index.html").read_text("utf-8"))
        assert page.tree.get("lang") == tag
        assert name in "".join(page.tree.itertext())
        assert "An example briefing" in "".join(page.tree.itertext())
        assert [path.name for path in (newsroom.root / "output" / tag).iterdir() if path.name in LISTS] == ["people"]
    status = newsroom.warm("status").stdout
    assert re.search(
        r"(?m)^ka: interface strings on readers’ pages that are not translated: (\d{3}); “./newsarchive words ka” adds",
        status,
    )
    assert "\nen: interface" not in status
    assert "Guides: " in newsroom.make("help").stdout
    # nothing is committed, what is built is ignored, and no file names this machine
    untracked = newsroom.run("git", "status", "--porcelain", "--untracked-files=all").stdout.splitlines()
    assert {line[3:].strip('"') for line in untracked} == set(files)
    assert newsroom.run("git", "rev-parse", "HEAD").returncode != 0
    machine = [each.encode() for each in (str(ROOT), str(newsroom.root), str(newsroom.root.parent))]
    assert [path for path, data in files.items() if any(each in data for each in machine)] == []


def test_the_words_that_a_language_lacks_are_listed_to_be_translated_those_first_that_every_reader_meets(
    newsroom: Newsroom,
) -> None:
    assert newsroom.begin(*GEORGIAN).returncode == 0
    newsroom.set_up()
    path = newsroom.root / "translations/ka.po"
    before = path.read_text("utf-8")
    listed = newsroom.warm("words", "ka")
    assert listed.returncode == 0, listed.stderr
    (first, others) = re.findall(
        r"translation: (\d+) that every reader meets, then (\d+) from other pages", listed.stdout
    )[0]
    assert 40 <= int(first) <= 50 < int(others)
    untold = re.findall(r"(?m)^ka: .* not translated: (\d+);", newsroom.warm("status").stdout)
    assert untold == [str(int(first) + int(others))]
    words = path.read_text("utf-8")
    assert words.startswith(before.rstrip())
    assert words.count('msgid "') == before.count('msgid "') + int(first) + int(others)
    assert '#. English: Latest briefing\nmsgid "home.lead"\nmsgstr ""\n' in words
    assert "fault." not in words
    assert "organisations.title" not in words  # this archive has none
    # nothing changes until a word is there
    assert newsroom.warm("html").returncode == 0
    page = newsroom.root / "output/ka/index.html"
    assert "Latest briefing" in page.read_text("utf-8")
    theirs, last, rest = words.partition('msgid "search.more"\nmsgstr ""\n')
    filled = re.sub(r'(?m)(?<!msgid ""\n)^(msgstr(?:\[\d\])?) ""$', r'\1 "ქ"', theirs + last)
    path.write_text(filled + rest, "utf-8")
    assert newsroom.warm("html").returncode == 0
    texts = {text.strip() for text in Document("", page.read_text("utf-8")).tree.itertext()}
    assert "ქ" in texts
    assert texts & set(re.findall(r"(?m)^#\. English: ([^{\n]+)$", words)) == set()
    assert "untranslated words on readers’ pages are already in this file" in newsroom.warm("words", "ka").stdout
    assert 'msgid "home.lead"\nmsgstr "ქ"' in path.read_text("utf-8")
    assert "is not one of this site’s languages (ka, en)" in newsroom.warm("words", "Georgian").stderr


def test_arabic_alone_with_topics_only_is_written_from_right_to_left_and_published_only_in_its_own_words(
    newsroom: Newsroom,
) -> None:
    assert newsroom.begin("--languages=ar", "--name=أرشيف", "--host=server").returncode == 0
    built, checked = newsroom.warm("html"), newsroom.warm("check")
    assert built.returncode == checked.returncode == 0, built.stderr + checked.stdout
    page = Document("", (newsroom.root / "output/ar/index.html").read_text("utf-8"))
    assert (page.tree.get("lang"), page.tree.get("dir")) == ("ar", "rtl")
    assert "أرشيف" in "".join(page.tree.itertext())
    assert [path for path in (newsroom.root / "output/ar").iterdir() if path.name in LISTS] == []
    assert not re.search("People|Organisations|Places", "".join(page.tree.itertext()))
    refused = newsroom.command("publish", "--settings=publishconf.py")  # its guide is that of the package
    assert refused.returncode == 1
    for named in ("pages/privacy/ar.md:6: these words are English", "content/tags.yaml:3: ", "translations/ar.po:11: "):
        assert named in refused.stderr
    assert not (newsroom.root / "content/permalinks.tsv").exists()
    # the guide that the message names is there
    (guide,) = re.findall(r"\((\S+/publishers\.md), “Before you publish”\)", refused.stderr)
    assert "\n## Before you publish\n" in (newsroom.root / guide).read_text("utf-8")
    trial = newsroom.warm("publish", "--settings=publishconf.py", ALLOW_PLACEHOLDERS="1")
    assert trial.returncode == 0, trial.stderr


def test_in_our_own_languages_there_is_nothing_to_warn_of(newsroom: Newsroom) -> None:
    assert newsroom.begin("--languages=ru,az,en", "--name=A").returncode == 0
    built, checked = newsroom.warm("html"), newsroom.warm("check", "--language=en")
    assert (built.returncode, built.stderr) == (0, "")
    assert "0 faults, 0 warnings" in checked.stdout
    assert "are not translated" not in newsroom.warm("status", "--language=en").stdout
    assert (newsroom.root / "README.ru.md").exists()
    # a file of this repository that new archives do not have
    assert [page for page in newsroom.root.glob("output/*/*/index.html") if b"REPRODUCING" in page.read_bytes()] == []


def test_with_its_own_words_the_archive_is_published(newsroom: Newsroom) -> None:
    own = ("--contact=desk@tbilisi.ge", "--address=https://tbilisi.ge", "--repository=https://git.tbilisi.ge/archive")
    assert newsroom.begin(*GEORGIAN, *own).returncode == 0
    shutil.rmtree(newsroom.root / "content/briefings/2026/example")
    (newsroom.root / "content/briefings/2026/a-court").mkdir()
    (newsroom.root / "content/briefings/2026/a-court/en.md").write_text(BRIEFING, "utf-8")
    for path in (*newsroom.root.rglob("content/**/*.*"), *newsroom.root.glob("translations/*.po")):
        if path.is_file():
            words = re.sub(
                r"^(?:# replace: .*|<!-- replace: .* -->)\n", "", path.read_text("utf-8"), flags=re.MULTILINE
            )
            path.write_text(words, "utf-8")
    newsroom.set_up()
    newsroom.commit()
    published = newsroom.make("publish")
    assert published.returncode == 0, published.stderr
    assert newsroom.warm("verify", "output").returncode == 0
    assert "https://tbilisi.ge/en/2026/a-court/" in (newsroom.root / "output/sitemap.xml").read_text("utf-8")
    assert (newsroom.root / "content/permalinks.tsv").exists()
    # the archive's own Makefile passes on what somebody confirms, also where there is nothing to confirm
    moved = newsroom.warm("publish", "--confirm=https://new.tbilisi.ge", SITEURL="https://new.tbilisi.ge")
    assert moved.returncode == 0, moved.stderr
    assert newsroom.warm("publish", "--confirm=https://tbilisi.ge.other").returncode != 0
    # its first readers meet English words
    told = [newsroom.warm(*command, "--settings=publishconf.py") for command in (("doctor",), ("letter", "2026-11-01"))]
    for said in (published, *told):
        (count,) = re.findall(r"(?m)\bka: of the words that every reader meets, (\d+) are not translated", said.stdout)
        assert 40 <= int(count) <= 50
        assert "en: of the words" not in said.stdout


def test_a_signing_key_is_made_outside_and_its_public_half_is_in_the_settings(newsroom: Newsroom) -> None:
    keys, secret = newsroom.root.parent / "keys", {"SIGNING_PASSWORD": "a secret"}
    begun = newsroom.begin(*GEORGIAN, f"--key={keys}", **secret)
    assert begun.returncode == 0, begun.stderr
    public = (keys / "minisign.pub").read_text("utf-8").splitlines()[1]
    assert f'SIGNING_KEYS = ("{public}",)' in (newsroom.root / "pelicanconf.py").read_text("utf-8")
    assert stat.S_IMODE((keys / "minisign.key").stat().st_mode) == 0o600
    assert not [path for path, data in newsroom.files().items() if b"secret key" in data and path.endswith(".key")]
    signed = {"SIGNING_KEY": str(keys / "minisign.key"), "ALLOW_PLACEHOLDERS": "1", **secret}
    published = newsroom.warm("publish", "--settings=publishconf.py", **signed)
    assert published.returncode == 0, published.stderr
    assert (newsroom.root / "output/STATE.minisig").exists()
    again = Newsroom(newsroom.root.parent / "second", newsroom._venv).begin(*GEORGIAN, f"--key={keys}")
    assert "is there already" in again.stderr


def test_the_questions_are_asked_until_each_answer_is_right(newsroom: Newsroom) -> None:
    environment = plain_environment(newsroom.root, PATH=f"{newsroom._venv / 'bin'}:{os.environ['PATH']}")
    del environment["PYTHONPATH"]
    with Terminal(newsroom.root.parent, environment) as terminal:
        terminal.type("newsarchive init archive\n", "Languages")
        terminal.type("Georgian\n", "did you mean ka?")
        terminal.type("ka, en\n", "in Georgian / ქართული")
        terminal.type("\n", "an answer is needed")
        terminal.type("არქივი\n", "in English")
        terminal.type("Archive\n", "beside topics")
        terminal.type("persons\n", "none of people, organisations, places")
        terminal.type("places, people\n", "public site")
        terminal.type("\n", "Mailbox")
        terminal.type("desk@tbilisi.ge\n", "served")
        terminal.type("serv\n", "repository")
        terminal.type("\n", "signing key")
        terminal.type("archive/keys\n", "is in a git repository")
        said = terminal.type("\n", "a number changes that answer:")
        assert re.search(r"(?m)^  1  languages +ka, en\r$", said)
        assert re.search(r"(?m)^  6  mailbox +desk@tbilisi\.ge\r$", said)
        terminal.type("12\n", "type a number from 1 to 9, or only Enter")
        # a language more: only its name is asked for
        terminal.type("1\n", "Languages")
        terminal.type("ka, en, ru\n", "in Russian")
        terminal.type("Архив\n", "a number changes")
        terminal.type("7\n", "Mailbox")
        terminal.type("post@tbilisi.ge\n", "a number changes")
        terminal.type("10\n", "signing key")
        terminal.type("keys\n", "a number changes")
        terminal.type("\n", "Password for the signing key (Enter: none)")
        terminal.type("horse\n", "The same again")
        said = terminal.type("horse\n", terminal.prompt)
    assert "nothing committed" in said
    assert "git add -A && git commit" in said
    assert "horse" not in said
    files = newsroom.files()
    assert b'"contact": "post@tbilisi.ge"' in files["pelicanconf.py"]
    assert "Архив" in files["translations/ru.po"].decode()
    public = (newsroom.root.parent / "keys/minisign.pub").read_text("utf-8").splitlines()[1]
    assert f'SIGNING_KEYS = ("{public}",)'.encode() in files["pelicanconf.py"]
    assert b'TAXONOMIES = ("tags", "people", "places",)' in files["pelicanconf.py"]
    assert not [path for path in files if path.startswith(".github")]


def test_ctrl_c_writes_nothing(newsroom: Newsroom) -> None:
    environment = plain_environment(newsroom.root, PATH=f"{newsroom._venv / 'bin'}:{os.environ['PATH']}")
    with Terminal(newsroom.root.parent, environment) as terminal:
        terminal.type("newsarchive init archive\n", "> ")
        assert "Traceback" not in terminal.interrupt()
    assert list(newsroom.root.parent.iterdir()) == []


def test_the_same_wheel_comes_from_a_checkout_and_from_where_it_is_installed(newsroom: Newsroom) -> None:
    (newsroom.root.parent / "dist").mkdir()
    written = newsroom.command("wheel", "dist", SOURCE_DATE_EPOCH="1000000000")
    assert written.returncode == 0, written.stderr
    ours = wheel_of_this()
    assert (newsroom.root.parent / "dist" / ours.name).read_bytes() == ours.data
    assert ours.digest in written.stdout


@pytest.mark.full
def test_the_lock_is_all_that_a_new_machine_needs(newsroom: Newsroom) -> None:
    """What a reader of the README types, with Python's own pip; it downloads the packages."""
    assert newsroom.begin(*GEORGIAN).returncode == 0
    python = {"PYTHON": getattr(sys, "_base_executable", sys.executable)}
    built = newsroom.make("html", **python)
    assert built.returncode == 0, built.stderr
    assert newsroom.make("test", **python).returncode == 0
    pins = subprocess.run(
        [str(newsroom.root / ".venv/bin/python"), "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert pins.returncode == 0, pins.stdout


def test_a_python_that_is_named_is_taken_and_one_that_is_too_old_is_refused(tmp_path: Path) -> None:
    """The message names `PYTHON=…`, which the first command of an archive ignored."""
    (tmp_path / "Makefile").write_text(shipped("Makefile"), "utf-8")
    (tmp_path / "requirements.lock").touch()
    old = tmp_path / "it's old"
    old.write_text("#!/bin/sh\necho old; exit 1\n", "utf-8")
    old.chmod(0o755)
    command, plain = ["make", "html", f"PYTHON={old}"], plain_environment(tmp_path)
    done = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "old\n")
    assert "Python 3.11 or later" in done.stderr
    assert not (tmp_path / ".venv").exists()
