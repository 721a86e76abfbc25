"""What a publication promises: addresses that stay, changes that are owned up to, withdrawals that leave nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest

from tests.newsarchive.builds.test_failures import TAGS, TEXT, TRANSLATION
from tests.sites import NEWSROOM, minor
from tests.warmbuilds import run_warm

pytestmark = pytest.mark.long

SURNAME = "Zeyqulla"  # a word that must not be left anywhere once its text is withdrawn
CONF = f"""
import sys
sys.path[:0] = [{str(NEWSROOM)!r}]
from publishconf import *
SITEURL = "https://archive.test"
ALLOW_PLACEHOLDERS = True
"""


class Desk:
    """A newsroom with a repository of its own, which publishes for one day after another."""

    def __init__(self, root: Path, day: int = 0) -> None:
        self.root, self.content, self.output = root, root / "content", root / "out"
        self.folder = self.content / "briefings/2023/a-text"
        self.day = day

    def begin(self) -> None:
        """Write two briefings, commit and publish them."""
        self.folder.mkdir(parents=True)
        (self.root / "conf.py").write_text(CONF, "utf-8")
        self.write("en", TEXT.replace("Some words.", f"Some words of {SURNAME}.\n\nMore words."))
        self.write("az", TRANSLATION)
        other = self.content / "briefings/2023/another"
        other.mkdir()
        (other / "en.md").write_text(TEXT.replace("A title", "Another"), "utf-8")
        (self.content / "tags.yaml").write_text(TAGS, "utf-8")
        self.git("init", "-q")
        self.commit()
        self.published()

    def write(self, language: str, content: str) -> None:
        (self.folder / f"{language}.md").write_text(content, "utf-8")

    def replace(self, old: str, new: str, language: str = "en") -> None:
        path = self.folder / f"{language}.md"
        content = path.read_text("utf-8")
        assert old in content
        path.write_text(content.replace(old, new), "utf-8")

    def minor(self, language: str = "en") -> None:
        """Say of a text's present words that only the wording has changed."""
        self.write(language, minor((self.folder / f"{language}.md").read_text("utf-8")))

    def git(self, *arguments: str) -> str:
        names = ("-c", "user.name=desk", "-c", "user.email=desk@news.example", "-c", "commit.gpgsign=false")
        command = ["git", *names, *arguments]
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout

    @property
    def head(self) -> str:
        """The last commit."""
        return self.git("rev-parse", "HEAD")

    def commit(self) -> None:
        self.git("add", "content")
        self.git("commit", "-q", "--allow-empty", "-m", "A change")

    def publish(self, conf: str = "conf.py", **environment: str) -> subprocess.CompletedProcess[str]:
        self.day += 1
        arguments = ["content", "-s", conf, "-o", "out", "--fatal", "warnings"]
        moment = str(1_790_000_000 + 86_400 * self.day)
        env = {**os.environ, "STORE_PATH": str(self.root / "store"), "SOURCE_DATE_EPOCH": moment, **environment}
        return run_warm("pelican", *arguments, cwd=self.root, environment=env)

    def published(self) -> None:
        done = self.publish()
        assert done.returncode == 0, done.stderr
        self.commit()

    def refused(self, *words: str) -> None:
        before = self.bytes_of(self.output), self.tables()
        done = self.publish()
        assert done.returncode == 1, done.stdout
        for each in words:
            assert each in done.stderr
        assert "Traceback" not in done.stderr
        assert (self.bytes_of(self.output), self.tables()) == before

    def tables(self) -> list[list[str]]:
        paths = [self.content / name for name in ("permalinks.tsv", "revisions.tsv")]
        return [path.read_text("utf-8").splitlines() if path.exists() else [] for path in paths]

    def bytes_of(self, folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def page(self, address: str) -> str:
        return (self.output / address / "index.html").read_text("utf-8")

    def elements(self, address: str, name: str) -> list[str]:
        tree = html5lib.parse(self.page(address), namespaceHTMLElements=False)
        return [" ".join("".join(each.itertext()).split()) for each in tree.iter(name)]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk after its first publication, which no test may change."""
    desk = Desk(tmp_path_factory.mktemp("begun"))
    desk.begin()
    return desk


@pytest.fixture
def desk(begun: Desk, tmp_path: Path) -> Desk:
    """A copy of that desk."""
    shutil.copytree(begun.root, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Desk(tmp_path, begun.day)


def test_a_publication_records_addresses_and_revisions_once(desk: Desk) -> None:
    permalinks, revisions = desk.tables()
    assert [line.split("\t")[:2] for line in permalinks] == [
        ["az/2023/a-text/", "a-text"],
        ["en/2023/a-text/", "a-text"],
        ["en/2023/another/", "another"],
    ]
    assert [line.split("\t")[:3] for line in revisions] == [
        ["a-text", "az", "1"],
        ["a-text", "en", "1"],
        ["another", "en", "1"],
    ]
    before = desk.tables()
    desk.published()
    assert desk.tables() == before
    assert not (desk.output / "en/2023/a-text/history").exists()


PAST = TEXT.replace("A title", "An old story").replace("2023-10-12", "2020-11-03")


def dated(desk: Desk, feed: str) -> list[list[str]]:
    """The day on which each entry of a feed was published, with its title."""
    root = ET.fromstring((desk.output / feed).read_bytes())  # noqa: S314
    atom = "{http://www.w3.org/2005/Atom}"
    return [
        [each.findtext(f"{atom}published")[:10], each.findtext(f"{atom}title")] for each in root.iter(f"{atom}entry")
    ]


def add_past(desk: Desk, language: str, content: str) -> None:
    folder = desk.content / "briefings/2020/an-old-story"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{language}.md").write_text(content, "utf-8")
    desk.commit()


def test_a_new_text_about_the_past_is_news_on_the_day_it_goes_online(desk: Desk) -> None:
    add_past(desk, "en", PAST)
    desk.published()
    first, today = "2026-09-22", "2026-09-23"
    lead, second, third = desk.elements("en", "article")
    assert lead.startswith("Published here 23 September 2026 Event date 3 November 2020 An old story")
    assert second.startswith("22 September 2026 Another")
    assert third.startswith("22 September 2026 A title")
    for page in ("en", "en/archive"):
        assert any("Latest addition: 23 September 2026" in each for each in desk.elements(page, "p")), page
    assert dated(desk, "en/feed.xml") == [[today, "An old story"], [first, "Another"], [first, "A title"]]
    assert dated(desk, "en/tags/press/feed.xml") == dated(desk, "en/feed.xml")
    page = desk.page("en/2020/an-old-story")
    assert f'"datePublished": "{today}"' in page.replace('":"', '": "')
    assert f'name="citation_publication_date" content="{today.replace("-", "/")}"' in page
    assert f'property="article:published_time" content="{today}"' in page
    assert "Published here23 September 2026" in " ".join(desk.elements("en/2020/an-old-story", "dl"))
    assert f"en/2020/an-old-story/\tan-old-story\t{today}" in desk.tables()[0]
    # a topic's list is by what happened, and shows it
    dates = [each.split(" ")[2] for each in desk.elements("en/tags/press", "article")]
    assert dates == ["2023", "2023", "2020"]
    # the day stays
    desk.published()
    assert dated(desk, "en/feed.xml")[0] == [today, "An old story"]
    assert "Version 1, unchanged since 23 September 2026" in desk.page("en/2020/an-old-story")
    assert f'content="{today.replace("-", "/")}"' in desk.page("en/2020/an-old-story")


def test_a_translation_that_comes_later_is_news_in_its_language(desk: Desk) -> None:
    add_past(desk, "en", PAST)
    desk.published()
    add_past(desk, "az", TRANSLATION.replace("Başlıq", "Köhnə əhvalat"))
    desk.published()
    assert dated(desk, "az/feed.xml") == [["2026-09-24", "Köhnə əhvalat"], ["2026-09-22", "Başlıq"]]
    assert "24 sentyabr 2026 Hadisənin tarixi 3 noyabr 2020 Köhnə əhvalat" in desk.elements("az", "article")[0]
    assert dated(desk, "en/feed.xml")[0] == ["2026-09-23", "An old story"]
    assert 'content="2026/09/24"' in desk.page("az/2020/an-old-story")
    # the same from nothing
    whole = desk.bytes_of(desk.output)
    subprocess.run(["rm", "-rf", "store", "out"], cwd=desk.root, check=True)
    desk.day -= 1
    desk.published()
    assert desk.bytes_of(desk.output) == whole


def test_a_day_before_the_first_publication_is_refused_unless_the_text_was_brought_from_elsewhere(desk: Desk) -> None:
    desk.replace("tags: [press]", "tags: [press]\npublished: 2024-01-02")
    desk.refused("a-text/en.md:", "2024-01-02", "2026-09-22", "brought_from")
    desk.replace("published: 2024-01-02", "published: 2024-01-02\nbrought_from: https://old.example/2024/a-text")
    desk.published()
    facts = " ".join(desk.elements("en/2023/a-text", "dl"))
    assert "First published2 January 2024 old.example" in facts
    assert "Published here" not in facts
    assert "unchanged since 22 September 2026" in facts
    # it is no news here
    assert dated(desk, "en/feed.xml") == [["2026-09-22", "Another"], ["2024-01-02", "A title"]]


def test_a_text_that_goes_online_late_stops_no_later_publication(desk: Desk) -> None:
    add_past(desk, "en", PAST.replace("tags:", "published: 2026-09-23\ntags:"))
    desk.day += 1
    desk.published()
    assert dated(desk, "en/feed.xml")[0] == ["2026-09-24", "An old story"]
    desk.published()
    assert dated(desk, "en/feed.xml")[0] == ["2026-09-24", "An old story"]


def test_a_new_text_with_a_day_long_gone_is_refused_before_it_is_published(desk: Desk) -> None:
    add_past(desk, "en", PAST.replace("tags:", "published: 2020-12-01\ntags:"))
    desk.refused("an-old-story/en.md:", "2020-12-01", "2026-09-23", "brought_from")


def test_a_published_text_that_is_given_a_later_day_is_one_fault_with_its_cure(desk: Desk) -> None:
    desk.replace("tags: [press]", "tags: [press]\npublished: 2027-01-01")
    desk.refused("a-text/en.md:", "fault offline", "2026-09-22")
    assert "permalink-lost" not in desk.publish().stderr


def test_a_trial_records_nothing(desk: Desk) -> None:
    before = desk.tables()
    desk.replace("Some words", "Other words")
    assert desk.publish(RECORDS="no").returncode == 0
    assert desk.tables() == before


def test_an_address_that_would_die_stops_every_build_and_is_named(desk: Desk) -> None:
    (desk.folder / "az.md").unlink()
    desk.refused("permalinks.tsv:1:", "/az/2023/a-text/", "redirect_from")
    (desk.content / "redirects.yaml").write_text("az/2023/a-text: en/2023/a-text\n", "utf-8")
    desk.published()
    assert "az/2023/a-text/" in desk.tables()[0][0]
    assert "http-equiv" in desk.page("az/2023/a-text")


def test_a_text_that_was_renamed_is_reached_by_its_earlier_address(desk: Desk) -> None:
    desk.folder.rename(desk.folder.parent / "renamed")
    desk.folder = desk.folder.parent / "renamed"
    desk.refused("/en/2023/a-text/", "/az/2023/a-text/")
    desk.replace("tags: [press]", "tags: [press]\nredirect_from: [a-text]")
    desk.published()
    assert len(desk.tables()[0]) == 5
    assert [line.split("\t")[0] for line in desk.tables()[1]] == ["another", "renamed", "renamed"]


def test_a_published_text_that_becomes_a_draft_stops_the_build(desk: Desk) -> None:
    desk.replace("tags: [press]", "tags: [press]\nstatus: draft")
    desk.refused("fault offline", "./newsarchive withdraw")


def test_words_change_only_with_a_correction_that_shows_everywhere(desk: Desk) -> None:
    desk.replace("More words.", "Fewer words.")
    desk.refused("a-text/en.md", "correction", "minor: ")
    correction = 'corrections:\n  - {date: 2026-09-22, text: "Fewer, not more."}'
    desk.replace("tags: [press]", f"tags: [press]\nmodified: 2026-09-22\n{correction}")
    desk.published()
    for address in ("en/2023/a-text", "az/2023/a-text", "en/corrections", "az/corrections", "ru/corrections"):
        assert "Fewer, not more." in desk.page(address), address
    for feed in ("en/feed.xml", "az/feed.xml", "en/corrections/feed.xml", "ru/corrections/feed.xml"):
        assert "Fewer, not more." in (desk.output / feed).read_text("utf-8"), feed
    assert '"CorrectionComment"' in desk.page("az/2023/a-text")
    assert desk.tables()[1][2].split("\t")[5:] == ["correction", "1"]


def test_a_minor_change_is_that_of_the_words_it_was_said_of_and_no_later_one(desk: Desk) -> None:
    desk.replace("More words.", "Fewer words.")
    told = desk.publish().stderr
    (line,) = re.findall("“(minor: [0-9a-f]{12})”", told)
    desk.replace("tags: [press]", f"tags: [press]\n{line}")
    desk.replace("Fewer words.", "Other words.")
    desk.refused("a-text/en.md", "minor: ")
    desk.replace("Other words.", "Fewer words.")
    desk.published()
    # left in the file it covers nothing more, and neither does what archives had before
    desk.replace("Fewer words.", "Other words.")
    desk.refused("a-text/en.md", "minor: ")
    desk.replace(line, "minor: true")
    desk.refused("a-text/en.md", "minor: ")
    desk.replace("Other words.", "Fewer words.")
    assert "minor" not in desk.publish().stderr


def test_a_correction_is_announced_before_the_text_and_for_30_days_in_lists(desk: Desk) -> None:
    correction = 'corrections: [{date: 2026-09-23, text: "Fewer, not more."}]'
    desk.replace("tags: [press]", f"tags: [press]\nmodified: 2026-09-23\n{correction}")
    desk.replace("More words.", "Fewer words.")
    desk.published()
    said = ("Corrected on 23 September 2026", "Düzəliş: 23 sentyabr 2026", "Исправлено 23 сентября 2026")
    texts, lists = (
        ("en/2023/a-text", "az/2023/a-text"),
        ("en", "en/2023", "en/tags/press", "en/archive", "az", "ru/2023"),
    )
    for page in (*texts, *lists, "en/2023/another"):
        assert any(each in desk.page(page) for each in said), page
    assert "Version 2, unchanged since 23 September 2026" in desk.page("en/2023/a-text")
    for days, listed in ((28, True), (0, False)):
        desk.day += days
        desk.published()
        assert all(any(each in desk.page(page) for each in said) is listed for page in lists), desk.day
        assert all(any(each in desk.page(page) for each in said) for page in texts)
        assert "Version 2, unchanged since 23 September 2026" in desk.page("en/2023/a-text")


def test_the_history_shows_each_revision_and_what_changed_word_by_word(desk: Desk) -> None:
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    desk.published()
    assert "history/" in desk.page("en/2023/a-text")
    assert desk.elements("en/2023/a-text/history", "del") == ["More"]
    assert desk.elements("en/2023/a-text/history", "ins") == ["Fewer"]
    digests = [line.split("\t")[4] for line in desk.tables()[1] if line.startswith("a-text\ten")]
    # a digest covers comments and targets of links as well, which could be found by trying
    outputs = [path.read_bytes() for path in desk.output.rglob("*") if path.is_file()]
    assert not any(digest.encode() in data for digest in digests for data in outputs)
    assert "minor" not in desk.publish().stderr
    # the same from nothing
    whole = desk.bytes_of(desk.output)
    subprocess.run(["rm", "-rf", "store", "out"], cwd=desk.root, check=True)
    desk.published()
    assert desk.bytes_of(desk.output) == whole


def test_a_history_shows_no_state_that_was_hidden(desk: Desk) -> None:
    desk.replace("More words.", "Unchecked words.")
    desk.replace("tags: [press]", "tags: [press]\nstatus: hidden")
    desk.minor()
    desk.published()
    desk.replace("Unchecked words.", "Fewer words.")
    desk.replace("\nstatus: hidden", "")
    desk.minor()
    desk.published()
    assert desk.elements("en/2023/a-text/history", "del") == ["More"]
    assert desk.elements("en/2023/a-text/history", "ins") == ["Fewer"]
    assert [path for path, data in desk.bytes_of(desk.output).items() if b"Unchecked" in data] == []
    assert sum(line.endswith("\thidden") for line in desk.tables()[1]) == 1


def test_a_history_shows_only_what_a_page_showed(desk: Desk) -> None:
    unseen = '[there](../another/en.md "A-Title")\n\nOne <!-- A-Source --> two.'
    desk.replace("More words.", f"More words.\n\n{unseen}")
    desk.minor()
    desk.published()
    desk.replace(unseen, "[here](../another/en.md)")
    desk.minor()
    desk.published()
    assert desk.elements("en/2023/a-text/history", "del") == ["there ¶ One two."]
    assert desk.elements("en/2023/a-text/history", "ins") == ["here", "there ¶ One two."]
    kept = desk.bytes_of(desk.output)
    for each in (b"A-Title", b"A-Source"):
        assert [path for path, data in kept.items() if each in data] == []
    desk.replace("[here](../another/en.md)", "*here*")
    desk.minor()
    desk.published()
    assert "Nothing that readers see has changed." in desk.page("en/2023/a-text/history")


def test_a_comment_between_paragraphs_comes_and_goes_unseen(desk: Desk) -> None:
    desk.replace("More words.", "<!-- A-Source, who is not to be named -->\n\nMore words.")
    desk.published()
    desk.replace("<!-- A-Source, who is not to be named -->\n", "")
    desk.published()
    assert len(desk.tables()[1]) == 3
    assert not (desk.output / "en/2023/a-text/history").exists()


def test_no_git_settings_or_variables_change_a_history(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    desk.published()
    plain = desk.bytes_of(desk.output)
    assert desk.elements("en/2023/a-text/history", "ins") == ["Fewer"]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "settings").write_text("[log]\n\tshowRoot = false\n[diff]\n\trenames = false\n", "utf-8")
    settings = {"GIT_CONFIG_GLOBAL": str(elsewhere / "settings")}
    for variables in ({**settings, "GIT_DIR": ".git"}, {"GIT_DIR": str(elsewhere)}):
        for folder in (desk.root / "store", desk.output):
            shutil.rmtree(folder)
        desk.day -= 1
        done = desk.publish(**variables)
        assert done.returncode == 0, done.stderr
        assert desk.bytes_of(desk.output) == plain, variables


def test_a_copy_without_the_whole_history_says_so(desk: Desk) -> None:
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    desk.published()
    (desk.root / ".git").rename(desk.root / "kept.git")
    subprocess.run(["rm", "-rf", "store", "out"], cwd=desk.root, check=True)
    done = desk.publish()
    assert done.returncode == 0
    assert "the pages on the earlier versions of 1 text say that they cannot show what changed" in done.stderr
    assert desk.elements("en/2023/a-text/history", "del") == []
    assert "cannot show" in desk.page("en/2023/a-text/history")


def test_a_history_that_is_fetched_later_is_shown_although_no_file_has_changed(desk: Desk) -> None:
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    desk.published()
    shallow = desk.root / ".git" / "shallow"
    shallow.write_text(desk.head, "utf-8")
    assert desk.publish(RECORDS="no").returncode == 0
    assert "cannot show" in desk.page("en/2023/a-text/history")
    shallow.unlink()
    desk.day -= 1
    assert desk.publish().returncode == 0
    assert desk.elements("en/2023/a-text/history", "ins") == ["Fewer"]


def test_nothing_is_published_while_the_history_could_be_had(desk: Desk) -> None:
    """A shallow clone, and a machine without git: readers would lose what the last publication showed."""
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    desk.published()
    before = desk.bytes_of(desk.output), desk.tables()
    done = desk.publish(PATH=str(desk.root / "nowhere"))
    assert (done.returncode, "git is not installed" in done.stderr) == (1, True), done.stderr
    (desk.root / ".git/shallow").write_text(desk.head, "utf-8")
    desk.refused("nothing is published", "git fetch --unshallow")
    assert (desk.bytes_of(desk.output), desk.tables()) == before


def test_a_publication_that_can_name_no_commit_says_which_file_is_not_committed(desk: Desk) -> None:
    (desk.root / ".gitignore").write_text("/out\n/store\n/.*\n__pycache__\n", "utf-8")
    desk.git("add", "--all")
    desk.commit()
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    said = "STATE names no commit, because content/briefings/2023/a-text/en.md is not committed"
    done = desk.publish()
    assert said in done.stdout
    assert "commit: none" in (desk.output / "STATE").read_text("utf-8")
    assert "STATE names no commit" not in desk.publish().stdout  # no new publication
    desk.commit()
    desk.replace("Fewer words.", "More words.")
    desk.minor()
    desk.commit()
    done = desk.publish()
    assert (done.returncode, "names no commit" in done.stdout) == (0, False), done.stderr
    assert "commit: none" not in (desk.output / "STATE").read_text("utf-8")


def test_a_shallow_clone_without_earlier_versions_is_published(desk: Desk) -> None:
    (desk.root / ".git/shallow").write_text(desk.head, "utf-8")
    assert desk.publish().returncode == 0


def test_words_that_a_correction_withholds_are_left_nowhere_in_any_language(desk: Desk) -> None:
    desk.replace("Bir neçə söz.", f"{SURNAME} üçün bir neçə söz.", "az")
    desk.minor("az")
    desk.published()
    desk.replace(SURNAME, "kimsə", "az")
    desk.minor("az")
    desk.replace(SURNAME, "somebody")
    correction = 'corrections:\n  - {date: 2026-09-22, text: "A name is left out.", withhold: true}'
    desk.replace("tags: [press]", f"tags: [press]\n{correction}")
    desk.refused("az.md", "words were withheld in another language")
    desk.replace("translates: en", "translates: en\nmodified: 2026-09-22", "az")
    desk.published()
    for language, told in (("en", "To protect a person"), ("az", "təhlükəsizliyi")):
        assert told in desk.page(f"{language}/2023/a-text/history")
    assert _holding(desk.output) == []
    assert _holding(desk.root / "store") == []


@pytest.mark.parametrize("way", ["withdrawn", "taken out"])
def test_what_was_withheld_stays_so_without_the_correction_that_said_it(desk: Desk, way: str) -> None:
    desk.replace(SURNAME, "somebody")
    desk.replace("tags: [press]", "tags: [press]\nmodified: 2026-09-22")
    desk.minor()
    before = (desk.folder / "az.md").read_text("utf-8")
    correction = 'corrections:\n  - {date: 2026-09-22, text: "Bir ad çıxarılıb.", withhold: true}'
    desk.replace("translates: en", f"translates: en\n{correction}", "az")
    desk.published()
    assert _holding(desk.output) == []
    assert {line.split("\t")[-1] for line in desk.tables()[1] if line.startswith("a-text")} == {"withheld"}
    if way == "withdrawn":
        gone = "translates: en\nstatus: withdrawn\nwithdrawal: {date: 2026-09-24, reason: error}"
        desk.write("az", f"---\n{gone}\n---\n")
    else:
        desk.write("az", minor(before))
    for _ in range(2):
        desk.published()
        assert "To protect a person" in desk.page("en/2023/a-text/history")
        assert _holding(desk.output) == _holding(desk.root / "store") == []


def test_a_name_that_a_correction_abbreviates_is_found_in_the_history(desk: Desk) -> None:
    desk.replace("Some words of", "Some words of Nümunə")
    desk.minor()
    desk.published()
    listed = desk.root.parent / "list.txt"
    listed.write_text(f"Nümunə {SURNAME}\n", "utf-8")
    desk.replace(f"Nümunə {SURNAME}", f"N. {SURNAME}")
    correction = 'corrections:\n  - {date: 2026-09-22, text: "A name is shorter."}'
    desk.replace("tags: [press]", f"tags: [press]\n{correction}")
    done = desk.publish(REDACTIONS=str(listed))
    assert done.returncode == 1
    assert "out/en/2023/a-text/history/index.html:" in done.stderr
    assert "fault redaction: " in done.stderr
    assert _holding(desk.root / "store") == []
    desk.replace('shorter."', 'shorter.", withhold: true')
    desk.replace("translates: en", "translates: en\nmodified: 2026-09-23", "az")
    assert desk.publish(REDACTIONS=str(listed)).returncode == 0
    listed.unlink()


def test_the_history_of_another_text_says_nothing_of_a_withdrawn_one(desk: Desk) -> None:
    other = desk.content / "briefings/2023/another/en.md"
    plain = other.read_text("utf-8")
    named = plain.replace("Some words.", f"Some words.\n\nMore: [{SURNAME} spoke](../a-text/en.md), and so on.")
    other.write_text(minor(named), "utf-8")
    desk.published()
    other.write_text(minor(plain), "utf-8")
    withdrawal = "status: withdrawn\nwithdrawal: {date: 2026-09-23, reason: safety of a person}"
    desk.write("en", f"---\ndate: 2023-10-12\n{withdrawal}\n---\n")
    desk.write("az", "---\ntranslates: en\nstatus: withdrawn\n---\n")
    desk.published()
    assert desk.elements("en/2023/another/history", "ins")
    assert "[…]" in desk.page("en/2023/another/history")
    assert _holding(desk.output) == _holding(desk.root / "store") == []
    own = {"en/2023/a-text/index.html", "az/2023/a-text/index.html", "ru/2023/a-text/index.html"}
    naming = {path for path, data in desk.bytes_of(desk.output).items() if b"a-text" in data}
    assert naming <= own, naming - own


@pytest.mark.parametrize("reason", ["court order", "safety of a person", pytest.param("error", marks=pytest.mark.full)])
def test_a_withdrawn_text_leaves_nothing_but_its_address_and_why(desk: Desk, reason: str) -> None:
    desk.replace("More words.", "Fewer words.")
    desk.minor()
    desk.published()
    # a preview beside it knows the words, too
    conf = CONF.replace("publishconf", "pelicanconf").replace('"https://archive.test"', '""')
    (desk.root / "local.py").write_text(conf, "utf-8")
    env = {**os.environ, "STORE_PATH": str(desk.root / "store")}
    local = ["content", "-s", "local.py", "-o", "preview"]
    run_warm("pelican", *local, cwd=desk.root, environment=env).check_returncode()
    assert _holding(desk.root / "store")
    assert (desk.output / "en/2023/a-text/citation.bib").exists()
    withdrawal = f"status: withdrawn\nwithdrawal: {{date: 2026-09-23, reason: {reason}}}"
    desk.write("en", f"---\ndate: 2023-10-12\n{withdrawal}\n---\n")
    desk.write("az", "---\ntranslates: en\nstatus: withdrawn\n---\n")
    desk.published()
    assert _holding(desk.root / "store") == []
    assert _holding(desk.output) == []
    for language in ("en", "az"):
        assert "2026" in desk.page(f"{language}/2023/a-text")
    assert sorted(path.name for path in (desk.output / "en/2023/a-text").iterdir()) == ["index.html"]
    log = desk.page("az/withdrawals")
    assert 'datetime="2026-09-23"' in log
    assert ("/az/2023/a-text/" in log) == (reason != "safety of a person")
    rows = [line.split("\t") for line in desk.tables()[1] if line.startswith("a-text")]
    assert {(row[4], row[3]) for row in rows} == {("0" * 12, "2026-09-22"), ("0" * 12, "2026-09-23")}
    assert any(line.startswith("en/2023/a-text/") for line in desk.tables()[0])


def test_a_text_that_is_restored_is_no_news_and_its_history_says_so(desk: Desk) -> None:
    words = [(language, (desk.folder / f"{language}.md").read_text("utf-8")) for language in ("en", "az")]
    first, withdrawal = dated(desk, "en/feed.xml"), "withdrawal: {date: 2026-09-23, reason: court order}"
    desk.write("en", f"---\ndate: 2023-10-12\nstatus: withdrawn\n{withdrawal}\n---\n")
    desk.write("az", "---\ntranslates: en\nstatus: withdrawn\n---\n")
    desk.published()
    assert _holding(desk.output) == []
    for language, content in words:
        desk.write(language, content)
    for _ in range(2):
        desk.published()
        assert dated(desk, "en/feed.xml") == first
        assert desk.elements("en/2023/a-text/history", "time") == ["24 September 2026", "22 September 2026"]
        assert "restored after a withdrawal" in desk.page("en/2023/a-text/history")
        assert "0" * 12 not in desk.page("en/2023/a-text/history")
    assert _holding(desk.output) != []


def _holding(folder: Path) -> list[str]:
    words = (SURNAME.encode(), SURNAME.casefold().encode(), b"Fewer words")
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(each in path.read_bytes() for each in words)
    ]


def test_the_address_of_a_hidden_text_is_not_told_when_it_is_withdrawn(desk: Desk) -> None:
    quiet = desk.content / "briefings/2023/zzquiet/en.md"
    quiet.parent.mkdir()
    quiet.write_text(TEXT.replace("tags:", "status: hidden\ntags:"), "utf-8")
    own = {"en/2023/zzquiet/index.html"}
    beside = {"pictures/share/en/2023/zzquiet.png", *(f"en/2023/zzquiet/citation.{kind}" for kind in ("bib", "json"))}
    other = desk.content / "briefings/2023/another/en.md"
    linked = other.read_text("utf-8").replace("Some words.", "Some [words](../zzquiet/en.md).")
    other.write_text(minor(linked), "utf-8")

    def naming() -> set[str]:
        return {path for path, data in desk.bytes_of(desk.output).items() if b"zzquiet" in path.encode() + data}

    desk.published()
    assert naming() == own | beside
    withdrawal = "withdrawal: {date: 2026-09-24, reason: error}"
    quiet.write_text(f"---\ndate: 2023-10-12\nstatus: withdrawn\n{withdrawal}\n---\n", "utf-8")
    for _ in range(2):
        assert "warning link-untold" in desk.publish().stderr
        desk.commit()
        assert naming() == own
        assert 'datetime="2026-09-24"' in desk.page("en/withdrawals")


def test_a_word_that_was_forgotten_when_others_were_withheld_leaves_nothing_either(desk: Desk) -> None:
    letter = desk.folder / "replies/2026-09-22-1.md"
    letter.parent.mkdir()
    letter.write_text(f"---\ndate: 2026-09-22\nlanguage: en\nname: name withheld\n---\n\n{SURNAME}.\n", "utf-8")
    desk.published()
    correction = 'corrections:\n  - {date: 2026-09-24, text: "A name is left out.", withhold: true}'
    desk.replace("tags: [press]", f"tags: [press]\n{correction}")
    desk.replace("translates: en", "translates: en\nmodified: 2026-09-24", "az")
    desk.refused("replies/2026-09-22-1.md", "fault withheld-words", "modified: 2026-09-24")
    letter.write_text(letter.read_text("utf-8").replace("language", "modified: 2026-09-24\nlanguage"), "utf-8")
    desk.published()
    desk.replace(SURNAME, "somebody")
    desk.minor()
    desk.published()
    assert [Path(each).name for each in _holding(desk.output)] == ["index.html", "index.html"]
    letter.write_text(letter.read_text("utf-8").replace(SURNAME, "Somebody"), "utf-8")
    desk.published()
    assert _holding(desk.output) == _holding(desk.root / "store") == []


def test_a_withdrawn_text_whose_words_are_still_in_the_file_is_warned_of(desk: Desk) -> None:
    desk.replace("tags: [press]", "tags: [press]\nstatus: withdrawn\nwithdrawal: {date: 2026-09-23, reason: error}")
    assert "its words are still in the file" in desk.publish().stderr
    assert _holding(desk.output) == []
    # what is still in the content may be in the store until it goes
    desk.write("en", "---\ndate: 2023-10-12\nstatus: withdrawn\nwithdrawal: {date: 2026-09-23, reason: error}\n---\n")
    desk.write("az", "---\ntranslates: en\nstatus: withdrawn\n---\n")
    desk.published()
    assert _holding(desk.output) == _holding(desk.root / "store") == []


def test_tables_that_cannot_be_written_are_named_once_the_site_is_written(desk: Desk) -> None:
    if os.geteuid() == 0:
        (desk.content / "permalinks.tsv").unlink()
        (desk.content / "permalinks.tsv").mkdir()
        done = desk.publish()
        assert done.returncode == 1
        assert "permalinks.tsv" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_publication_says_when_web_servers_must_read_their_rules_again(desk: Desk) -> None:
    """A new redirect needs a reload, also where a local build came between; other words, and the next day, do not."""
    (desk.root / "local.py").write_text(CONF.replace("publishconf", "pelicanconf").replace("https://archive.test", ""))

    def told(conf: str = "conf.py") -> list[str]:
        done = desk.publish(conf)
        assert done.returncode == 0, done.stderr
        desk.commit()
        return [line for line in done.stdout.splitlines() if "has changed since" in line]

    desk.replace("More words.", "Other words.")
    desk.minor()
    assert told() == []
    (desk.content / "redirects.yaml").write_text("en/old: en/2023/a-text\n", "utf-8")
    assert told("local.py") == []
    assert told() == [
        "server/nginx.conf has changed since the last publication; if your web server includes it, run "
        "nginx -t && nginx -s reload",
        "server/Caddyfile has changed since the last publication; if your web server includes it, run "
        "caddy reload --config /etc/caddy/Caddyfile",
    ]
    assert told() == []
    # without its store a build compares with what lies in the output
    shutil.rmtree(desk.root / "store")
    (desk.content / "redirects.yaml").write_text("en/old: en/2023/a-text\nen/older: en/2023/a-text\n", "utf-8")
    assert len(told()) == 2
