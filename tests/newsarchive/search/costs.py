"""What a search costs a reader: the bytes that arrive before the first result can be shown, in an archive of any size.

All of it counts: the search page, the script, its rules, every file of the index that the script reads for the query,
and the first result's record, each as `gzip -9` leaves it.
`python -m tests.newsarchive.search.costs 300 10000` prints a table.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.search.page import search_files, search_page
from tests.sites import FIXTURE_CONF, FIXTURE_DAY, PUBLIC, run_pelican
from tests.zipf import name, word

from .asking import ask
from .keeping import Memory, index_of
from .making import made_edition

LANGUAGE = "ru"
KEYBOARD = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
RARE = word(123_456, LANGUAGE)

QUERIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "rare": (RARE, ()),
    "seldom": (word(3_000, LANGUAGE), ()),
    "common": (word(1, LANGUAGE), ()),
    "two words": (f"{word(400, LANGUAGE)} {word(900, LANGUAGE)}", ()),
    "two common": (f"{word(1, LANGUAGE)} {word(2, LANGUAGE)}", ()),
    "common and rare": (f"{word(1, LANGUAGE)} {RARE}", ()),
    "quoted": (f'"{word(400, LANGUAGE)} {word(900, LANGUAGE)}"', ()),
    "number and word": (f"3 {word(1, LANGUAGE)}", ()),
    "six words": (" ".join(word(rank, LANGUAGE) for rank in (2, 30, 150, 700, 4_000, 20_000)), ()),
    "common, by topic": (word(1, LANGUAGE), ("tag:tag-1",)),
    "common, by all filters": (word(1, LANGUAGE), ("lang:ru", "year:2015", "tag:tag-1")),
    "misspelt": (f"{word(3_000, LANGUAGE)[:-1]}ъ", ()),
    "beginning": (word(3_000, LANGUAGE)[:4], ()),
    "name": (name(40, LANGUAGE), ()),
    "name, other spelling": (name(40, "en"), ()),
    "other keyboard": (word(3_000, LANGUAGE).translate(KEYBOARD), ()),
    "nothing like it": ("щъыьщъыьщъыь", ()),
    "all briefings": ("", ()),
    "all of a year": ("", ("year:2015",)),
}

FACETS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "years of all": ("", (), "year"),
    "topics of all": ("", (), "tag"),
    "people of all": ("", (), "person"),
    "topics of a common word": (word(1, LANGUAGE), (), "tag"),
    "topics of a common word in a year": (word(1, LANGUAGE), ("year:2015",), "tag"),
}
"""Searches of which a facet is opened, with its key."""


@dataclass(frozen=True)
class Cost:
    """Bytes before the first result, bytes before all ten that a page of results shows, and how many there are.

    Where a facet is opened, the second figure includes what its counts need.
    """

    first: int
    ten: int
    count: int


def size(content: bytes) -> int:
    """Return how many bytes arrive of a file that a server compresses well."""
    return len(gzip.compress(content, 9, mtime=0))


def page_with(page: str, edition: Edition) -> bytes:
    """Return a built search page that also offers the made archive's years, topics and people."""
    values = [value for facet in search_page(edition, LANGUAGE).view["facets"] for value in facet["values"]]
    items = "".join(
        f'<li><a href="../{each["address"]}">{each["name"]}</a> <span class="count">{each["count"]}</span></li>\n'
        for each in values
    )
    end = page.rindex("</details>")
    return f"{page[:end]}{items}{page[end:]}".encode()


def made_site(edition: Edition, folder: Path) -> Path:
    """Write the search of one language of a made archive, its scripts and its rules; the folder."""
    shared = {
        file.address: file.data
        for file in search_files(made_edition(1, LANGUAGE), [], Memory())
        if file.address.startswith("search/")
    }
    own = {f"{addresses.search(LANGUAGE)}{name}": data for name, data in index_of(edition, LANGUAGE).items()}
    for address, content in {**shared, **own}.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def costs(site: Path, page: bytes) -> dict[str, Cost]:
    """Return what each kind of query costs."""
    before = size(page) + sum(
        size((site / path).read_bytes()) for path in (addresses.SEARCH_SCRIPT, addresses.SEARCH_RULES)
    )

    @cache
    def of(file: str) -> int:
        return size((site / addresses.search(LANGUAGE) / file).read_bytes())

    asked = [(text, list(marks)) for text, marks in QUERIES.values()]
    asked += [(text, list(marks), facet) for text, marks, facet in FACETS.values()]
    answers = ask(site, LANGUAGE, asked)
    return {
        kind: Cost(
            before + sum(map(of, answer["files"][: answer["first"]])),
            before + sum(map(of, answer["files"])),
            answer["count"],
        )
        for kind, answer in zip([*QUERIES, *FACETS], answers, strict=True)
    }


def main(sizes: Iterable[int]) -> None:
    """Print a line for each kind of query: for each size, bytes to the first result and to ten; then the results."""
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        done = run_pelican(FIXTURE_CONF, Path(folder) / "site", FIXTURE_SITEURL=PUBLIC, SOURCE_DATE_EPOCH=FIXTURE_DAY)
        assert done.returncode == 0, done.stdout + done.stderr
        page = (Path(folder) / "site" / addresses.search(LANGUAGE) / "index.html").read_text("utf-8")
        for number in sizes:
            edition = made_edition(number, LANGUAGE)
            started = time.monotonic()
            site = made_site(edition, Path(folder) / str(number))
            files = [path.stat().st_size for path in (site / LANGUAGE).rglob("*") if path.is_file()]
            print(f"{number}: {time.monotonic() - started:.1f} s, {len(files)} files, {sum(files) / 1e6:.1f} MB")
            measured.append(costs(site, page_with(page, edition)))
    for kind in (*QUERIES, *FACETS):
        print(f"| {kind} |", " | ".join(f"{each[kind].first:,} / {each[kind].ten:,}" for each in measured), "|")
        print("   results:", [each[kind].count for each in measured])


if __name__ == "__main__":
    main(map(int, sys.argv[1:]))
