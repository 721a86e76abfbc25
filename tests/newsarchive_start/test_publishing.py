"""What an archive lacks before its publication: one rule for each point."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from newsarchive.build.placeholders import has_example_host, line_of, lines_left, placeholders_of
from newsarchive.model.settings import Newsroom, Site
from newsarchive_start.publishing import (
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
from tests.newsarchive import editions
from tests.newsarchive.editions import DAY, site_with, words

OWN = Newsroom("desk@newsroom.net", "newsroom.net,2026", "https://github.com/newsroom/archive", dt.date(2027, 11, 1))


def site_as(url: str = "https://archive.newsroom.net", records: bool = True, mirrors: object = (), **newsroom) -> Site:
    changed = replace(OWN, **newsroom)
    return editions.site_with(newsroom=changed, url=url, records=records, mirrors=mirrors)


def settings_of(site: Site) -> list[tuple[str, str]]:
    return list(placeholders_of(site))


@pytest.mark.parametrize(
    "value",
    [
        "https://archive.example",
        "https://ARCHIVE.Example./path",
        "https://archive.example:8443/",
        "http://user@archive.test/x",
        "http://localhost:8000",
        "https://www.localhost",
        "http://127.0.0.1:8088",
        "http://127.1.2.3/archive",
        "http://[::1]:8000",
        "http://10.0.0.5",
        "https://172.16.4.1",
        "https://192.168.1.1/archive",
        "http://169.254.7.7",
        "https://100.64.0.1",
        "http://0.0.0.0:8000",
        "http://[fe80::1]",
        "https://[fd12:3456::1]",
        "http://[::ffff:192.168.1.1]",
        "https://archive.local",
        "https://git.newsroom.internal/archive",
        "http://intranet/archive",
        "https://[::1",
        "desk@news.invalid",
        "archive.example,2026",
        "desk@archive.example,2026-01",
        "https://example.org/source",
        "https://www.example.com",
        "example.net",
    ],
)
def test_reserved_names_are_placeholders(value: str) -> None:
    assert has_example_host(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "https://example.az",
        "https://notexample.org",
        "https://example.org.az",
        "https://latest.news",
        "https://mediatest.org/test/example",
        "desk@contest.org",
        "https://archive.org/example.org",
        "example@newsroom.net",
        "localhost.newsroom.net,2026",
        "https://93.184.216.34/archive",
        "https://[2606:4700::1111]",
        "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
    ],
)
def test_other_names_are_none(value: str) -> None:
    assert not has_example_host(value)


def test_a_newsroom_with_its_own_values_has_none() -> None:
    assert not [*placeholders_of(site_as(follow=(("Mastodon", "https://mastodon.social/@newsroom"),)))]


def test_a_local_build_has_none() -> None:
    assert not [*placeholders_of(editions.site_with(url="", records=False))]


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (site_as(url="https://archive.example"), ("SITEURL", "https://archive.example")),
        (site_as(url=""), ("SITEURL", "")),
        (site_as(contact="desk@archive.example"), ('NEWSROOM["contact"]', "desk@archive.example")),
        (site_as(contact=""), ('NEWSROOM["contact"]', "")),
        (site_as(tag_authority="archive.example,2026"), ('NEWSROOM["tag_authority"]', "archive.example,2026")),
        (site_as(tag_authority="127.0.0.1,2026"), ('NEWSROOM["tag_authority"]', "127.0.0.1,2026")),
        (site_as(repository="https://example.org/x"), ('NEWSROOM["repository"]', "https://example.org/x")),
        (site_as(follow=(("X", "https://x.test/a"),)), ('NEWSROOM["follow"]', "https://x.test/a")),
        (site_as(pgp=("A" * 40, "https://k.example/k")), ('NEWSROOM["pgp"]', "https://k.example/k")),
        (site_as(text_licence=("X", "https://l.example/")), ('NEWSROOM["text_licence"]', "https://l.example/")),
        (site_as(mirrors=(("M", "https://m.example/"),)), ("MIRRORS", "https://m.example/")),
        (site_as(security_expires=DAY), ('NEWSROOM["security_expires"]', DAY.isoformat())),
    ],
)
def test_each_setting_is_named_with_its_value(site: Site, expected: tuple[str, str]) -> None:
    assert settings_of(site) == [expected]


def test_the_last_day_of_the_mailbox_is_one_on_which_it_is_still_read() -> None:
    assert settings_of(site_as(security_expires=DAY + dt.timedelta(1))) == []


def test_a_placeholder_says_what_to_put_there() -> None:
    (found,) = placeholders_of(site_as(contact=""))
    assert line_of(*found, words(), "en") == 'NEWSROOM["contact"] is empty; it should be a mailbox that somebody reads'
    (found,) = placeholders_of(site_as(security_expires=DAY))
    assert line_of(*found, words(), "en").startswith(
        f'NEWSROOM["security_expires"] is {DAY}, which is in the past; it should be a day in'
    )


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_placeholder_has_its_line_in_every_language(language: str) -> None:
    site = site_as(
        url="", contact="", tag_authority="", repository="", follow=(("X", "https://x.test/a"),), security_expires=DAY,
        pgp=("A" * 40, "https://k.example/k"), text_licence=("X", "https://l.example/"),
        mirrors=(("M", "https://m.example/"),),
    )  # fmt: skip
    found = [*placeholders_of(site)]
    assert len(found) == 9
    for setting, value in (*found, ("site.name (az)", "Media Freedom Archive")):
        line = line_of(setting, value, words(), language)
        assert setting in line
        assert value in line


OURS = {"az": "Media Azadlığı Arxivi", "en": "Media Freedom Archive", "ru": "Архив свободы СМИ"}


def left(root: Path, named: str, names: dict[str, str], *keys: str) -> list[tuple[str, str]]:
    """Return what is left in an archive with these names by language, whose readers check with these keys."""
    (root / "content").mkdir(exist_ok=True)
    site = replace(site_as(), signing_keys=keys)

    def say(tag: str, key: str, count: int | None = None, **values: object) -> str:
        return names.get(tag, "") if key == "site.name" else f"{key} {values}"

    settings = {"SITENAME": named, "PATH": str(root / "content"), "CATALOGUE_PATHS": [str(root / "none")]}
    return list(lines_left(settings, site, say, "en"))


def test_the_name_of_our_archive_is_left_in_the_languages_in_which_another_forgot_it(tmp_path: Path) -> None:
    found = left(tmp_path, "Tbilisi Archive", {**OURS, "en": "Tbilisi Archive"})
    assert [setting for setting, _ in found] == ["site.name (az)", "site.name (ru)"]
    assert left(tmp_path, "Tbilisi Archive", {"en": "Tbilisi Archive", "az": "Tbilisi Arxivi"}) == []
    # ours keeps it
    assert left(tmp_path, "Media Freedom Archive", OURS) == []


KEY = "RWQ" + "f6LRCGA9i5" * 5 + "abc"


@pytest.mark.parametrize(
    ("shown", "keys", "is_left"),
    [
        ("Public key: none yet. PUBLIC_KEY=RWQ…", (), False),
        (f"Public key: {KEY}\n", (KEY,), False),
        (f"`{KEY[:-1]}d` `{KEY}`", (KEY,), False),
        (f"Public key: {KEY[:-1]}d.", (KEY,), True),
        (f"Public key: {KEY}", (), True),
    ],
)
def test_a_readme_may_show_the_public_key_of_the_settings_and_no_other(
    tmp_path: Path, shown: str, keys: tuple[str, ...], is_left: bool
) -> None:
    (tmp_path / "README.md").write_text(shown, "utf-8")
    assert [setting for setting, _ in left(tmp_path, "", {}, *keys)] == ["README.md"] * is_left


def test_marks_are_found_where_each_kind_of_file_has_comments(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    text, topics, words = (tmp_path / "content" / name for name in ("a.md", "b.yaml", "c.po"))
    text.write_text("---\ntitle: A\n---\n\n<!-- replace: say who you are -->\n\n# replace: no comment\n", "utf-8")
    topics.write_text("# replace: write the name\n# another\nx: <!-- replace: no -->\n", "utf-8")
    words.write_text('msgid "a"\n# replace: say it\nmsgstr "# replace: no"\n', "utf-8")
    (tmp_path / "content/d.txt").write_text("# replace: no\n", "utf-8")
    assert left(tmp_path, "", {}) == [
        ("", f"{text}:5: say who you are"),
        ("", f"{topics}:1: write the name"),
        ("", f"{words}:2: say it"),
    ]


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
    def of(
        key: str, problem: str | None, *, shown: bool = True, hosted: bool = False, others: bool = False
    ) -> list[str]:
        return told(key_points(key, problem, shown=shown, hosted=hosted, others=others))

    assert of("", None) == ["ok key-none"]
    assert of("RW", None) == ["missing key-absent"]
    assert of("RW", None, hosted=True) == ["unknown key-secret"]
    assert of("RW", None, others=True) == ["ok key-others"]
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
        return [each for each in of_git(replace(COMMITTED, **changes)) if not each.startswith("ok")]  # type: ignore[arg-type]

    assert changed(changed=("content/x.md", "y")) == ["missing uncommitted"]
    assert changed(changed=("content/x.md", *TABLES)) == ["missing tables", "missing uncommitted"]
    assert changed(branch="draft") == ["missing branch-other"]
    assert changed(branch="", ahead=None) == ["missing detached"]
    assert changed(remote="") == ["later remote-none"]
    assert changed(ahead=None) == ["later never-pushed"]
    assert changed(whole=False) == ["missing git-shallow"]
    assert changed(ahead=2) == ["missing unpushed"]
    assert told(git_points(replace(COMMITTED, branch="draft"), (), ()))[1] == "ok branch"


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
