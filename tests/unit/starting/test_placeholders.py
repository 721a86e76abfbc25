"""Placeholders in the settings of a site that is to be published."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from newsarchive.archive.settings import Newsroom, Site
from newsarchive.starting.placeholders import (
    EXAMPLE_NAMES,
    Unfilled,
    has_example_host,
    is_marked,
    keys_left,
    names_left,
    placeholders_of,
    unfilled,
)
from tests.unit import editions
from tests.unit.editions import DAY, words

OWN = Newsroom("desk@newsroom.net", "newsroom.net,2026", "https://github.com/newsroom/archive", dt.date(2027, 11, 1))


def site_with(
    url: str = "https://archive.newsroom.net", records: bool = True, mirrors: object = (), **newsroom
) -> Site:
    changed = dataclasses.replace(OWN, **newsroom)
    return editions.site_with(newsroom=changed, url=url, records=records, mirrors=mirrors)


def settings_of(site: Site) -> list[tuple[str, str]]:
    return [(each.setting, each.value) for each in placeholders_of(site)]


@pytest.mark.parametrize(
    "value",
    [
        "https://archive.example",
        "https://ARCHIVE.Example./path",
        "https://archive.example:8443/",
        "http://user@archive.test/x",
        "http://localhost:8000",
        "https://www.localhost",
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
        "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
        "https://[::1",
    ],
)
def test_other_names_are_none(value: str) -> None:
    assert not has_example_host(value)


def test_a_newsroom_with_its_own_values_has_none() -> None:
    assert placeholders_of(site_with(follow=(("Mastodon", "https://mastodon.social/@newsroom"),))) == ()


def test_a_local_build_has_none() -> None:
    assert placeholders_of(editions.site_with(url="", records=False)) == ()


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (site_with(url="https://archive.example"), ("SITEURL", "https://archive.example")),
        (site_with(url=""), ("SITEURL", "")),
        (site_with(contact="desk@archive.example"), ('NEWSROOM["contact"]', "desk@archive.example")),
        (site_with(contact=""), ('NEWSROOM["contact"]', "")),
        (site_with(tag_authority="archive.example,2026"), ('NEWSROOM["tag_authority"]', "archive.example,2026")),
        (site_with(tag_authority="127.0.0.1,2026"), ('NEWSROOM["tag_authority"]', "127.0.0.1,2026")),
        (site_with(repository="https://example.org/x"), ('NEWSROOM["repository"]', "https://example.org/x")),
        (site_with(follow=(("X", "https://x.test/a"),)), ('NEWSROOM["follow"]', "https://x.test/a")),
        (site_with(pgp=("A" * 40, "https://k.example/k")), ('NEWSROOM["pgp"]', "https://k.example/k")),
        (site_with(text_licence=("X", "https://l.example/")), ('NEWSROOM["text_licence"]', "https://l.example/")),
        (site_with(mirrors=(("M", "https://m.example/"),)), ("MIRRORS", "https://m.example/")),
        (site_with(security_expires=DAY), ('NEWSROOM["security_expires"]', DAY.isoformat())),
    ],
)
def test_each_setting_is_named_with_its_value(site: Site, expected: tuple[str, str]) -> None:
    assert settings_of(site) == [expected]


def test_the_last_day_of_the_mailbox_is_one_on_which_it_is_still_read() -> None:
    assert settings_of(site_with(security_expires=DAY + dt.timedelta(1))) == []


def test_a_placeholder_says_what_to_put_there() -> None:
    (found,) = placeholders_of(site_with(contact=""))
    assert found.line(words(), "en") == 'NEWSROOM["contact"] is empty; it should be a mailbox that somebody reads'
    (found,) = placeholders_of(site_with(security_expires=DAY))
    assert found.line(words(), "en").startswith(
        f'NEWSROOM["security_expires"] is {DAY}, which is in the past; it should be a day in'
    )


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_placeholder_has_its_line_in_every_language(language: str) -> None:
    site = site_with(
        url="", contact="", tag_authority="", repository="", follow=(("X", "https://x.test/a"),), security_expires=DAY,
        pgp=("A" * 40, "https://k.example/k"), text_licence=("X", "https://l.example/"),
        mirrors=(("M", "https://m.example/"),),
    )  # fmt: skip
    found = placeholders_of(site)
    assert len(found) == 9
    for each in found:
        line = each.line(words(), language)
        assert each.setting in line
        assert each.value in line


OURS = {"az": "Media Azadlığı Arxivi", "en": "Media Freedom Archive", "ru": "Архив свободы СМИ"}


def test_the_name_of_our_archive_is_left_in_the_languages_in_which_another_forgot_it() -> None:
    assert [each.setting for each in names_left("Tbilisi Archive", {**OURS, "en": "Tbilisi Archive"})] == [
        "site.name (az)",
        "site.name (ru)",
    ]
    assert list(names_left("Tbilisi Archive", {"en": "Tbilisi Archive", "ka": "თბილისის არქივი"})) == []
    # ours keeps it
    assert list(names_left("Media Freedom Archive", OURS)) == []


KEY = "RWQ" + "f6LRCGA9i5" * 5 + "abc"


def test_a_readme_may_show_the_public_key_of_the_settings_and_no_other() -> None:
    other = KEY[:-1] + "d"
    assert len(KEY) == 56
    assert list(keys_left((), {"README.md": "Public key: none yet. PUBLIC_KEY=RWQ…"})) == []
    assert list(keys_left((KEY,), {"README.md": f"Public key: {KEY}\n", "README.az.md": f"`{other}` `{KEY}`"})) == []
    assert list(keys_left((KEY,), {"README.md": f"Public key: {other}."})) == [("README.md", other, False)]
    assert list(keys_left((), {"README.md": f"Public key: {KEY}"})) == [("README.md", KEY, False)]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_a_name_and_a_key_that_are_left_have_their_lines_in_every_language(language: str) -> None:
    for each in (*names_left("", {"az": min(EXAMPLE_NAMES)}), *keys_left((), {"README.md": KEY})):
        line = each.line(words(), language)
        assert each.setting in line
        assert each.value in line


def test_marks_are_found_where_each_kind_of_file_has_comments(tmp_path: Path) -> None:
    text, topics, words = (tmp_path / name for name in ("a.md", "b.yaml", "c.po"))
    text.write_text("---\ntitle: A\n---\n\n<!-- replace: say who you are -->\n\n# replace: no comment\n", "utf-8")
    topics.write_text("# replace: write the name\n# another\nx: <!-- replace: no -->\n", "utf-8")
    words.write_text('msgid "a"\n# replace: say it\nmsgstr "# replace: no"\n', "utf-8")
    (tmp_path / "d.txt").write_text("# replace: no\n", "utf-8")
    assert list(unfilled([tmp_path])) == [
        Unfilled(text, 5, "say who you are"),
        Unfilled(topics, 1, "write the name"),
        Unfilled(words, 2, "say it"),
    ]
    assert [is_marked(path.name, path.read_bytes()) for path in sorted(tmp_path.iterdir())] == [True, True, True, False]
