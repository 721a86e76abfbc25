"""The page on mirrors: what it tells in each language, and commands that do what they say."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

import pytest

from newsarchive.cli.main import main
from tests.every_site.mirrors import *  # noqa: F403
from tests.every_site.mirrors import SETTINGS, _commands
from tests.newsarchive.builds.site.siteconf import MIRRORS, SIGNING_KEYS
from tests.serving import served
from tests.sites import BuiltSite

MODES = ("public",)


def test_key_commands_and_mirrors_are_told(public_fixture_site: BuiltSite, fixture_site: BuiltSite) -> None:
    page = public_fixture_site.page("en/mirrors/")
    check, key, signed, tools, kit, again, *_ = commands = _commands(page)
    assert (check, key) == ("tail -n +8 STATE | sha256sum --check --quiet - SHA256SUMS", *SIGNING_KEYS)
    assert signed == f"minisign -V -P {key} -m STATE"
    assert (tools, again) == ("apt install curl minisign nginx", signed)
    assert commands[-2].endswith(f"mirror.sh {public_fixture_site.url} ../archive {key}")
    # each file of the kit is one of the publication, or its signature
    names = kit.partition("{")[2].partition("}")[0].split(",")
    assert [name for name in names if name not in public_fixture_site.files] == ["STATE.minisig"]
    links = [each.get("href") for block in page.by_class("ways") for each in block.iter("a")]
    assert MIRRORS[0][1] in links
    # a local copy has no address of its own
    assert _commands(fixture_site.page("en/mirrors/")) == [check, key, signed]


def test_no_other_page_tells_it(fixture_site: BuiltSite) -> None:
    assert [path for path, page in fixture_site.pages.items() if "p_check" in page.ids] == ["en/mirrors/index.html"]


MISLEADING = {
    "location = @en/ { return 302 https://evil.example/en/; }": "altered: en/index.html (it redirects to another",
    "location = @az/ { return 301 @ru/; }": "altered: az/index.html (the host redirects it to",
    "location = @ka/ { return 403; }": "missing: ka/index.html (the host answers 404)",
    "location = @ru/index.html { add_header Refresh '0; url=/az/'; }": "altered: ru/index.html (the host sends",
    "location = @ar/index.html { add_header Link '</a.css>; rel=stylesheet'; }": "altered: ar/index.html (the",
    "location = @en/about/index.html { types { } default_type text/plain; }": "altered: en/about/index.html (the host",
    "location = @az/archive/index.html { charset koi8-r; source_charset koi8-r; }": "altered: az/archive/index.html (",
}
"""What a host that somebody else has may do, each to readers of one page, and what is said of it."""


@pytest.mark.long
@pytest.mark.parametrize(
    ("own", "told", "status"),
    [
        (MISLEADING.keys(), MISLEADING.values(), 1),
        (
            ["location = @en/index.html { add_header Set-Cookie a=b; }"],
            ["this host sends the HTTP header Set-Cookie"],
            0,
        ),
    ],
    ids=["pages", "cookie"],
)
def test_a_mirror_that_misleads_readers_of_one_page_is_told(
    build_site: Callable[[str], BuiltSite],
    own: Collection[str],
    told: Collection[str],
    status: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site = build_site("fixture-public")
    with served(site, own="\n".join(own).replace("@", f"{urlsplit(site.url).path}/")) as address:
        assert main(["verify", address, *SETTINGS]) == status
    lines = capsys.readouterr().out.splitlines()
    assert [said for said in told if len([line for line in lines if line.startswith(said)]) != 1] == []
    found = [line for line in lines if line.startswith(("altered", "missing", "not checked"))]
    assert len(found) == (len(told) if status else 0)
