"""The page on mirrors: what it tells in each language, and commands that do what they say."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from newsarchive.cli.main import main
from tests.build.site.siteconf import MIRRORS, SIGNING_KEYS
from tests.every_site.mirrors import *  # noqa: F403
from tests.every_site.mirrors import SETTINGS, _commands
from tests.serving import served
from tests.sites import BuiltSite

MODES = ("public",)


def test_key_commands_and_mirrors_are_told(public_fixture_site: BuiltSite, fixture_site: BuiltSite) -> None:
    page = public_fixture_site.page("en/mirrors/")
    check, key, signed, tools, kit, again, *_ = commands = _commands(page)
    assert (check, key) == ("tail -n +8 STATE | sha256sum --check --quiet - SHA256SUMS", *SIGNING_KEYS)
    assert signed == f"minisign -V -P {key} -m STATE"
    assert (tools, again) == ("apt install curl minisign nginx", signed)
    assert commands[-3].endswith(f"mirror.sh {public_fixture_site.url} ../archive {key}")
    # each file of the kit is one of the publication, or its signature
    names = kit.partition("{")[2].partition("}")[0].split(",")
    assert [name for name in names if name not in public_fixture_site.files] == ["STATE.minisig"]
    links = [each.get("href") for block in page.by_class("ways") for each in block.iter("a")]
    assert MIRRORS[0][1] in links
    # a local copy has no address of its own
    assert _commands(fixture_site.page("en/mirrors/")) == [check, key, signed]


def test_no_other_page_tells_it(fixture_site: BuiltSite) -> None:
    assert [path for path, page in fixture_site.pages.items() if "p_check" in page.ids] == ["en/mirrors/index.html"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("location = @en/ { return 302 https://evil.example/en/; }", "altered: en/index.html (it redirects to another"),
        (
            "location = @en/ { return 301 @az/; }",
            "altered: en/index.html (the host redirects it to",
        ),
        ("location = @en/ { return 403; }", "missing: en/index.html (the host answers 404)"),
        ("location = @en/index.html { add_header Refresh '0; url=/az/'; }", "altered: en/index.html (the host sends"),
        ("location = @en/index.html { add_header Link '</a.css>; rel=stylesheet'; }", "altered: en/index.html (the"),
        (
            "location = @en/index.html { types { } default_type text/plain; }",
            "altered: en/index.html (the host sends",
        ),
        ("location = @en/index.html { charset koi8-r; source_charset koi8-r; }", "altered: en/index.html (the host s"),
        ("location = @en/index.html { add_header Set-Cookie a=b; }", "this host adds HTTP headers"),
    ],
)
def test_a_mirror_that_misleads_readers_of_one_page_is_told(
    build_site: Callable[[str], BuiltSite], own: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site = build_site("fixture-public")
    with served(site, own=own.replace("@", f"{urlsplit(site.url).path}/")) as address:
        status = main(["verify", address, *SETTINGS])
    lines = capsys.readouterr().out.splitlines()
    found = [line for line in lines if line.startswith(said)]
    assert (len(found), status) == (1, 0 if "Set-Cookie" in own else 1)
    assert len([line for line in lines if line.startswith(("altered", "missing", "not checked"))]) == status
