"""Damaged and hostile archives: an answer or an `ImportFailure`, never another error."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from newsarchive_import.items import ImportFailure
from newsarchive_import.reading import read
from tests.newsarchive_import.site_making import make_hugo, make_jekyll, make_pelican, make_plain
from tests.newsarchive_import.test_feeds import ATOM, RSS
from tests.newsarchive_import.wxr_making import make_export

# what the parsers of these archives treat specially
_SIGNS = (
    *"--- +++ [ ] { } < > & ]]> <![CDATA[ ' \" : = *a &a % :// //[ ? # ../ ~ ! |".split(),
    *("{date:%Y}", ":year", "9999-99-99", "-1"),
)


def _damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 30)))
        other = chance.randrange(len(text) + 1)
        new = chance.choice(
            ("", "\n", chance.choice(_SIGNS), chr(chance.choice((0, 9, 160, 0x301, 0x1F600))), text[other : other + 40])
        )
        text = text[:start] + new + text[end:]
    return text


MAKERS: dict[str, Callable[[Path], object]] = {
    "hugo": make_hugo,
    "jekyll": make_jekyll,
    "pelican": make_pelican,
    "markdown": make_plain,
    "wordpress": lambda folder: make_export(folder, 4),
    "atom": lambda folder: (folder / "feed.xml").write_text(ATOM, "utf-8"),
    "rss": lambda folder: (folder / "feed.xml").write_text(RSS, "utf-8"),
}


def _try(folder: Path, system: str, times: int) -> None:
    MAKERS[system](folder)
    chance = random.Random(system)  # noqa: S311 - not for a secret
    kinds = {".md", ".toml", ".yml", ".py", ".xml", ".html"}
    files = sorted(path for path in folder.rglob("*") if path.suffix in kinds)
    settings = [path for path in files if path.suffix not in (".md", ".html")]
    feed = folder / "feed.xml"
    for _ in range(times):
        chosen = {chance.choice(files), chance.choice(settings or files)}
        whole = {path: path.read_bytes() for path in chosen}
        for path, data in whole.items():
            path.write_text(_damaged(data.decode("utf-8", "replace"), chance), "utf-8")
        with suppress(ImportFailure):
            read(feed, "feed") if feed.exists() else read(folder, system)
        for path, data in whole.items():
            path.write_bytes(data)


@pytest.mark.parametrize("system", MAKERS)
def test_a_damaged_archive_has_an_answer(tmp_path: Path, system: str) -> None:
    _try(tmp_path, system, 15)


@pytest.mark.full
@pytest.mark.parametrize("system", MAKERS)
def test_many_damaged_archives_have_an_answer(tmp_path: Path, system: str) -> None:
    _try(tmp_path, system, 300)
