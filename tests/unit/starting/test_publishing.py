"""What an archive lacks before its publication: one rule for each point."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from newsarchive.archive.settings import Newsroom
from newsarchive.starting.publishing import (
    GitState,
    Workflow,
    clock_points,
    content_points,
    git_points,
    host_points,
    key_points,
    list_points,
    name_points,
    setting_points,
)
from tests.unit.editions import DAY, site_with

PUBLISHING = (Workflow(".github/workflows/publish.yml", ("main",)),)
COMMITTED = GitState(last=DAY, remote="git@github.com:newsroom/archive.git")
TABLES = ("content/permalinks.tsv", "content/revisions.tsv")


def told(points: object) -> list[str]:
    return [f"{each.state} {each.key}" for each in points]  # type: ignore[attr-defined]


def setting(expires: dt.date, *left: tuple[str, str], hosted: bool = False) -> list[str]:
    newsroom = Newsroom("desk@newsroom.net", "newsroom.net,2026", "https://newsroom.net/source", expires)
    return told(setting_points(left, site_with(newsroom=newsroom), hosted=hosted))


def test_each_placeholder_is_a_point_and_the_address_is_githubs_where_it_publishes() -> None:
    far = DAY + dt.timedelta(31)
    address, contact = ("SITEURL", "SITEURL is empty"), ('NEWSROOM["contact"]', "it is empty")
    assert setting(far) == ["ok settings", "ok expires"]
    assert setting(far, address, contact) == ["missing left", "missing left", "ok expires"]
    assert setting(far, address, contact, hosted=True) == ["unknown siteurl", "missing left", "ok expires"]


def test_a_mailbox_that_expires_within_thirty_days_is_a_warning() -> None:
    assert setting(DAY + dt.timedelta(30)) == ["ok settings", "ok expires-soon"]
    assert setting(DAY, ('NEWSROOM["security_expires"]', "it is in the past")) == ["missing left"]


def test_the_name_of_our_archive_is_a_question() -> None:
    assert told(name_points({"en": "Tbilisi Archive", "ka": "თბილისის არქივი"})) == ["ok name"]
    assert told(name_points({"en": "Media Freedom Archive"})) == ["unknown name-example"]


def test_a_signature_that_readers_expect_needs_a_key() -> None:
    def of(key: str, problem: str | None, *, shown: bool = True, hosted: bool = False) -> list[str]:
        return told(key_points(key, problem, shown=shown, hosted=hosted))

    assert of("", None) == ["ok key-none"]
    assert of("RW", None) == ["missing key-absent"]
    assert of("RW", None, hosted=True) == ["unknown key-secret"]
    assert of("RW", "") == ["ok key"]
    assert of("RW", "", shown=False) == ["ok key", "unknown readme-none"]
    assert of("RW", "SIGNING_KEY: …", hosted=True) == ["missing key-problem"]


def test_a_redaction_list_that_is_expected_must_be_there() -> None:
    assert told(list_points(None, expected=False, hosted=False)) == ["ok list-none"]
    assert told(list_points(None, expected=True, hosted=False)) == ["missing list-absent"]
    assert told(list_points(None, expected=True, hosted=True)) == ["unknown list-secret"]
    assert told(list_points("", expected=True, hosted=False)) == ["ok list"]
    assert told(list_points("no such file", expected=False, hosted=False)) == ["missing list-problem"]


def of_git(git: GitState | None) -> list[str]:
    return told(git_points(git, TABLES, PUBLISHING))


def test_what_is_published_is_committed_and_pushed_on_the_branch_that_publishes() -> None:
    assert of_git(None) == ["missing git-none"]
    assert of_git(GitState(branch="main")) == ["missing git-empty"]
    assert of_git(COMMITTED) == ["ok committed", "ok branch", "ok remote"]

    def changed(**changes: object) -> list[str]:
        return [each for each in of_git(dataclasses.replace(COMMITTED, **changes)) if not each.startswith("ok")]  # type: ignore[arg-type]

    assert changed(changed=("content/x.md", "y")) == ["missing uncommitted"]
    assert changed(changed=("content/x.md", *TABLES)) == ["missing tables", "missing uncommitted"]
    assert changed(branch="draft") == ["missing branch-other"]
    assert changed(branch="", ahead=None) == ["missing detached"]
    assert changed(remote="") == ["later remote-none"]
    assert changed(ahead=None) == ["later never-pushed"]
    assert changed(ahead=2) == ["missing unpushed"]
    assert told(git_points(dataclasses.replace(COMMITTED, branch="draft"), (), ()))[1] == "ok branch"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:newsroom/archive.git", "https://github.com/newsroom/archive"),
        ("https://github.com/newsroom/archive", "https://github.com/newsroom/archive"),
        ("https://x-access-token:ghs_secret@github.com/newsroom/archive.git/", "https://github.com/newsroom/archive"),
        ("ssh://git@github.com/newsroom/my.archive.git", "https://github.com/newsroom/my.archive"),
        ("https://git.newsroom.net/archive", "https://github.com/…"),
        ("https://notgithub.com/newsroom/archive", "https://github.com/…"),
    ],
)
def test_what_github_alone_knows_is_unknown_and_says_where_to_look(remote: str, address: str) -> None:
    found = list(host_points(PUBLISHING, remote))
    assert told(found) == ["ok workflow", "unknown enabled", "unknown pages"]
    assert [each.values["address"] for each in found[1:]] == [f"{address}/actions", f"{address}/settings/pages"]
    assert told(host_points((), remote)) == ["unknown host-none"]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-366, "missing clock-behind"),
        (-2, "missing clock-behind"),
        (-1, "ok clock"),
        (300, "ok clock"),
        (365, "unknown clock-ahead"),
    ],
)
def test_a_clock_that_is_off_is_seen_by_commits_and_publications(days: int, state: str) -> None:
    assert told(clock_points(DAY + dt.timedelta(days), [dt.date(2020, 1, 1), DAY])) == [state]


def test_without_commits_and_publications_the_clock_is_believed() -> None:
    assert told(clock_points(DAY, [])) == ["ok clock"]


def test_faults_and_another_archives_tables_stop_a_publication() -> None:
    assert told(content_points(0, (), 3)) == ["ok content"]
    assert told(content_points(2, ("permalinks.tsv: …",), 3)) == ["missing another", "missing faults"]
    assert told(content_points(0, ("permalinks.tsv: …",), 3)) == ["missing another"]
