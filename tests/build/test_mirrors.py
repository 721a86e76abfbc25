"""The page on mirrors: what it tells in each language, and commands that do what they say."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pelicanconf import SIGNING_PUBLIC_KEY
from plugins.newsroom.__main__ import main
from plugins.servers.rules import FILES
from tests.build.site.siteconf import MIRRORS
from tests.build.site.siteconf import SIGNING_PUBLIC_KEY as FIXTURE_KEY
from tests.serving import served
from tests.sites import ROOT, BuiltSite, Document, words_of


def _commands(page: Document) -> list[str]:
    return [words_of(code) for block in page.by_class("ways") for code in block.iter("code")]


def test_key_commands_and_mirrors_are_told(public_fixture_site: BuiltSite, fixture_site: BuiltSite) -> None:
    page = public_fixture_site.page("en/mirrors/")
    check, key, signed, lists, _ = _commands(page)
    assert (check, key) == ("sha256sum --check --quiet SHA256SUMS", FIXTURE_KEY)
    assert signed == f"minisign -V -P {FIXTURE_KEY} -m SHA256SUMS"
    assert lists.endswith("/SHA256SUMS.minisig")
    links = [each.get("href") for block in page.by_class("ways") for each in block.iter("a")]
    assert links[-1] == MIRRORS[0][1]
    # a local copy has no address of its own
    assert _commands(fixture_site.page("en/mirrors/")) == [check, key, signed]


def test_no_other_page_tells_it(fixture_site: BuiltSite) -> None:
    assert [path for path, page in fixture_site.pages.items() if "p_check" in page.ids] == ["en/mirrors/index.html"]


def test_the_archives_own_page_tells_its_key_or_that_it_has_none(real_site: BuiltSite) -> None:
    for language, words in (("az", "hələ imzalanmayıb"), ("en", "not signed yet"), ("ru", "пока не подписан")):
        page = real_site.page(f"{language}/mirrors/")
        assert (words in page.main_text) is not bool(SIGNING_PUBLIC_KEY)
        assert any("minisign" in command for command in _commands(page)) is bool(SIGNING_PUBLIC_KEY)


def test_the_commands_make_a_mirror_that_its_list_accepts(public_fixture_site: BuiltSite, tmp_path: Path) -> None:
    site = public_fixture_site
    *_, lists, fetch = _commands(site.page("en/mirrors/"))
    with served(site) as address:
        for command in (lists, fetch):
            here = command.replace(f"{site.url}/", address).replace("wget ", "wget --quiet ")
            subprocess.run(["sh", "-c", here], cwd=tmp_path, check=False, timeout=120)
    done = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    failed = {line.split(":")[0] for line in done.stdout.splitlines() if not line.endswith(": OK")}
    assert failed == set(FILES)


def test_a_served_site_is_found_whole(public_fixture_site: BuiltSite, capsys: pytest.CaptureFixture[str]) -> None:
    with served(public_fixture_site) as address:
        assert main(["verify", address, "--settings", str(ROOT / "pelicanconf.py")]) == 0
    assert f"{', '.join(sorted(FILES))}\n" in capsys.readouterr().out
