"""Letters as an editor has them written, read by the standard library's parser and shown by a browser."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import socket
import subprocess
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.sites import FIXTURE, FIXTURE_DAY, FIXTURE_LANGUAGES, Document
from tests.warmbuilds import run_warm

pytestmark = pytest.mark.xdist_group("mailing")

URL = "https://archive.test/under/a/path"
CONF = """import sys
sys.path.insert(0, {site!r})
from siteconf import *
PATH, OUTPUT_PATH, SITEURL = {content!r}, {output!r}, {url!r}
CHECKSUMS = True
CLEAN_ADDRESSES = True
"""
# since the 4th: a translation goes online on the 10th, and a correction is of the 5th
SINCE, BEFORE, AFTER = "2023-11-04", "2023-11-01", "2023-11-10"
SECRET = (
    "Hidden",
    "Draft text",
    "Draft words",
    "Embargoed",
    "Words that wait",
    "hidden-text",
    "embargoed",
    "withdrawn-text",
)


class Desk:
    """A copy of the fixture, all of it online but two texts, with what the two commands wrote into `letters`."""

    def __init__(self, root: Path) -> None:
        self.root, self.conf, self.content = root, root / "conf.py", root / "content"
        self.folder = root / "letters" / "2026-07-01"
        shutil.copytree(FIXTURE / "content", self.content)
        output = root / "public" / "output"
        places = {"site": str(FIXTURE), "content": str(self.content), "output": str(output), "url": URL}
        self.conf.write_text(CONF.format(**places), "utf-8")
        said = self.run("status", "--format", "json")
        assert said.returncode == 0, said.stderr
        lines = sorted(filter(None, map(_recorded, json.loads(said.stdout)["texts"])))
        (self.content / "revisions.tsv").write_text("".join(lines), "utf-8")

    def run(self, command: str, *options: str, **known: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "SOURCE_DATE_EPOCH": FIXTURE_DAY, "FIXTURE_SITEURL": URL, "REDACTIONS": "", **known}
        env["STORE_PATH"] = str(self.root / "store")
        return run_warm("newsarchive", command, "--settings", str(self.conf), *options, cwd=self.root, environment=env)

    def letter(self, language: str) -> EmailMessage:
        found = email.message_from_bytes((self.folder / f"{language}.eml").read_bytes(), policy=default)
        assert isinstance(found, EmailMessage)
        return found

    def part(self, language: str, subtype: str) -> str:
        found = self.letter(language).get_body((subtype,))
        assert found is not None
        return str(found.get_content()).replace("\r\n", "\n")


def _recorded(row: dict[str, str]) -> str:
    """Return the line of `revisions.tsv` of a text: all are recorded but one, and of one, other words."""
    slug = row["folder"].rpartition("/")[2]
    if not row["folder"].startswith("briefings/") or row["state"] not in (
        "original",
        "translation",
        "hidden",
        "withdrawn",
    ):
        return ""
    if slug == "filler-4":
        return ""
    day = AFTER if (slug, row["language"]) in (("elek", "en"), ("lek", "az"), ("arabic-only", "ar")) else BEFORE
    revision = "0123456789ab" if (slug, row["language"]) == ("everything-at-once", "ka") else row["revision"]
    revision = "0" * 12 if row["state"] == "withdrawn" else revision
    mark = "\thidden" if row["state"] == "hidden" else ""
    return f"{slug}\t{row['language']}\t1\t{day}\t{revision}\tfirst\t0{mark}\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("mailing"))
    (desk.folder).mkdir(parents=True)
    (desk.folder / "tr.eml").touch()
    done = desk.run("letter", SINCE)
    assert done.returncode == 0, done.stderr
    (desk.root / "letter.said").write_text(done.stdout, "utf-8")
    return desk


def test_a_letter_is_a_sound_draft_that_names_no_machine(desk: Desk) -> None:
    for language in FIXTURE_LANGUAGES:
        letter, data = desk.letter(language), (desk.folder / f"{language}.eml").read_bytes()
        assert [part.get_content_type() for part in letter.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        assert not any(part.defects for part in letter.walk())
        assert sorted(letter.keys()) == sorted(
            ["X-Unsent", "From", "Subject", "Date", "MIME-Version", "Content-Type", "Content-Language"]
        )
        assert letter["X-Unsent"] == "1"
        assert letter["Content-Language"] == language
        assert letter["Date"] == "Wed, 01 Jul 2026 00:00:00 +0000"
        assert letter["From"].addresses[0].addr_spec == "desk@archive.example"
        assert all(len(line) <= 998 and line.endswith(b"\r\n") for line in data.splitlines(keepends=True))
        assert data.isascii()
        assert socket.gethostname().encode() not in data
        assert str(desk.root).encode() not in data
    assert desk.letter("ru")["Subject"] == "Архив свободы СМИ: 4 ноября 2023\u202fг. – 1 июля 2026\u202fг."
    assert not (desk.folder / "tr.eml").exists()
    # each part in the shorter encoding, whatever its first lines are
    encodings = [[part["Content-Transfer-Encoding"] for part in desk.letter(tag).iter_parts()] for tag in ("en", "ru")]
    assert encodings == [["quoted-printable"] * 2, ["base64"] * 2]


def test_a_letter_has_the_whole_words_of_what_changed_and_nothing_else(desk: Desk) -> None:
    english = desk.part("en", "plain")
    new, corrected = english.partition("== New ==")[2].split("== Corrected ==")
    assert new.startswith(f"\n\n* The sieve\n<{URL}/en/2021/elek/>\n\nEvent date: 2 March 2021\n")
    assert "Correction, 5 November 2023: The number of cases was wrong" in corrected
    for words in (
        "Opening words with “quotes”, a “single” one and O’Brien. [1 (p. 3)], [a] It ends",
        "Year | Cases\n2022 | 12\n2023 | 7",
        "[Picture: A red square]",
        f"<{URL}/az/2021/elek/#elek-elek>",
        "a. A note with a “quote”",
        "1. Source number everything-at-once <https://source.example/everything-at-once>, The Source, January 2020",
        f"It was not our choice.\n\n• 5 February 2024: {URL}/en/2022/taken-back/",
        "• 3 February 2024\n",
        f"• Media Freedom Archive: {URL}/en/\n• Mirror: https://mirror.example/archive/",
    ):
        assert words in english
    assert "Filler" not in english
    assert "• Lək\n• Hər şey birdən" in desk.part("az", "plain")
    assert "نص بالعربية فقط" in desk.part("ar", "plain")


def test_nothing_that_must_not_be_told_is_in_any_file(desk: Desk) -> None:
    words = [desk.part(language, kind) for language in FIXTURE_LANGUAGES for kind in ("plain", "html")]
    assert [secret for secret in SECRET if any(secret in each for each in words)] == []


def test_the_html_is_valid_asks_for_nothing_and_its_links_lead_somewhere(desk: Desk) -> None:
    for language in FIXTURE_LANGUAGES:
        page = Document(language, desk.part(language, "html"))
        (body,) = page.by_class("letter")
        assert (body.get("lang"), body.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        names = {each.tag for each in page.tree.iter() if isinstance(each.tag, str)}
        assert names.isdisjoint({"img", "script", "link", "iframe", "source", "svg", "object", "form", "base"})
        assert not [each for each in page.tree.iter() if {"src", "srcset", "background", "style"} & set(each.keys())]
        assert not re.search(r"url\(|@import", page.source)
        ids = [each.get("id") for each in page.tree.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        for link in page.all("a"):
            target = link.get("href", "")
            assert target.startswith("https://") or target.removeprefix("#") in ids, target


@pytest.mark.browser
def test_a_telephone_shows_the_letter_without_the_network(desk: Desk, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for language in ("az", "ru", "ar"):
        path = desk.root / f"{language}.html"
        path.write_text(desk.part(language, "html"), "utf-8")
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator(".letter").evaluate("each => getComputedStyle(each).direction") == (
            "rtl" if language == "ar" else "ltr"
        )
    page.close()
    assert asked == [(desk.root / f"{language}.html").as_uri() for language in ("az", "ru", "ar")]


def test_the_report_says_sizes_and_what_is_left_out(desk: Desk) -> None:
    said = (desk.root / "letter.said").read_text("utf-8").splitlines()
    size = -(-(desk.folder / "en.eml").stat().st_size // 1024)
    assert f"letters/2026-07-01/en.eml: {size} KB; new: 1, corrected: 1, withdrawn: 2" in said
    assert any(line.startswith("English: one text is left out") for line in said)  # it was never published
    assert any(line.startswith("ქართული: one text is left out") for line in said)  # its correction was not


def test_the_same_day_gives_the_same_bytes_and_a_quiet_time_no_file(desk: Desk) -> None:
    done = desk.run("letter", SINCE, "--folder", "again")
    assert done.returncode == 0, done.stderr
    again = desk.root / "again" / "2026-07-01"
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in desk.folder.glob("*.eml")
    }
    done = desk.run("letter", "2026-06-30", "--folder", "again")
    assert "Русский: no change has gone online since 2026-06-30, so there is no file\n" in done.stdout
    assert list(again.iterdir()) == []


def test_a_word_of_the_redaction_list_is_found_in_its_encoding_and_nothing_is_written(desk: Desk) -> None:
    listed = desk.root / "list.txt"
    listed.write_text("Ələk haqqında\nшесть слов\nкавычк\n", "utf-8")
    done = desk.run("letter", "2020-01-01", "--folder", "listed", REDACTIONS=str(listed))
    assert done.returncode == 1
    assert re.search(r"/az\.eml:\d+: fault redaction: ", done.stderr)
    assert "Ələk haqqında" not in done.stderr + done.stdout
    assert not (desk.root / "listed").exists()


@pytest.mark.parametrize("folder", ["public/output/letters", "content", "public/letters", "aside"])
def test_a_folder_that_is_or_may_be_served_is_refused(desk: Desk, folder: str) -> None:
    link = desk.root / "aside"
    if not link.is_symlink():
        link.symlink_to(desk.content)
    done = desk.run("letter", SINCE, "--folder", folder)
    assert done.returncode == 2
    assert "which is published or may be served; name a folder elsewhere" in done.stderr
    assert not (desk.root / "public").exists()
    assert not (desk.content / "2026-07-01").exists()


@pytest.mark.parametrize("planted", ["linked", "linked/2026-07-01"])
def test_nothing_is_written_or_deleted_through_a_link(desk: Desk, planted: str) -> None:
    served, link = desk.root / "served", desk.root / planted
    served.mkdir()
    (served / "old.eml").touch()
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(served)
    try:
        done = desk.run("letter", SINCE, "--folder", "linked")
        assert (done.returncode, done.stderr.splitlines()) == (
            1, [f"{link}: a link; nothing is written through it: put what it leads to in its place"]
        )  # fmt: skip
        assert [path.name for path in served.rglob("*")] == ["old.eml"]
    finally:
        link.unlink()
        shutil.rmtree(served)


@pytest.mark.parametrize(
    ("since", "said"),
    [("", "“SINCE=” is not a day"), ("2026-11", "“2026-11” is not a day"), ("2026-07-02", "is in the future")],
)
def test_a_day_that_is_none_is_refused(desk: Desk, since: str, said: str) -> None:
    done = desk.run("letter", since)
    assert done.returncode == 2
    assert said in done.stderr


def test_without_a_public_address_there_is_no_letter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = desk.root / "local.py"
    other.write_text(desk.conf.read_text("utf-8") + "SITEURL = ''\n", "utf-8")
    monkeypatch.setattr(desk, "conf", other)
    done = desk.run("letter", SINCE)
    assert done.returncode == 1
    assert "SITEURL is not set" in done.stderr
