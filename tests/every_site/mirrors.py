"""The page on mirrors: what it tells in each language, and commands that do what they say."""

from __future__ import annotations

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
    fetching = [each for each in commands if "wget" in each]
    assert len(fetching) == 2
    with served(site, server) as address:
        for command in fetching:
            here = command.replace(f"{site.url}/", address).replace("wget ", "wget --quiet ")
            subprocess.run(["sh", "-c", here], cwd=tmp_path, check=False, timeout=120)
        verified = [main(["verify", place, *SETTINGS]) for place in (address, str(tmp_path))]
    done = subprocess.run(["sh", "-c", check], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert verified == [0, 0]
    # a page that no list tells of is in no such copy, and that is said
    told = "5 files whose addresses are not in the list are missing" in capsys.readouterr().out
    assert told is ("SHA256SUMS.unlisted" in site.files)


def test_a_published_folder_is_found_whole(site: BuiltSite) -> None:
    assert main(["verify", str(site.path), *SETTINGS]) == 0
