"""The page on mirrors: what it tells in each language, and commands that do what they say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from newsarchive.cli.main import main
from tests.serving import SERVERS, Server, served
from tests.sites import NEWSROOM, BuiltSite, Document, words_of

SETTINGS = ("--settings", str(NEWSROOM / "pelicanconf.py"), "--key", "")


def _commands(page: Document) -> list[str]:
    return [words_of(code) for block in page.by_class("ways") for code in block.iter("code")]


@pytest.mark.long
@pytest.mark.xdist_group("mirrors")
@pytest.mark.parametrize("server", SERVERS)
def test_the_commands_make_a_mirror_that_its_list_accepts(
    site: BuiltSite,
    tmp_path: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    check, *_ = commands = _commands(site.page("en/mirrors/"))
    kit = next(each for each in commands if each.startswith("curl "))
    checked = next(each for each in commands if "--ignore-missing" in each)
    own = next(each for each in commands if each.startswith("sh server/mirror.sh "))
    copy = tmp_path / "archive" / "current"
    with served(site, server) as address:
        # these sites are not signed
        lines = (
            kit.replace("STATE.minisig,", ""),
            checked,
            re.sub(" RW.*", "", own.replace("mirror.sh ", "mirror.sh -u ")),
        )
        here = " && ".join(lines).replace(f"{site.url}/", address).replace(site.url, address).replace("-u -u", "-u")
        made = subprocess.run(
            ["sh", "-c", here], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
        )
        assert made.returncode == 0, made.stderr
        verified = [main(["verify", place, *SETTINGS]) for place in (address, str(copy))]
    done = subprocess.run(["sh", "-c", check], cwd=copy, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert verified == [0, 0]
    # a page that no list tells of is in no such copy, and that is said
    told = "5 files whose addresses are not in the list are missing" in capsys.readouterr().out
    assert told is ("SHA256SUMS.unlisted" in site.files)


def test_a_published_folder_is_found_whole(site: BuiltSite) -> None:
    assert main(["verify", str(site.path), *SETTINGS]) == 0
