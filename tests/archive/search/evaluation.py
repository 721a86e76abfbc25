"""How much of what readers look for the search finds: recall among the first ten.

`queries.<language>.tsv` hold what a reader types, what is expected, and how it is typed. Expected are briefings' slugs
with a space between them, or a term: then all briefings that name it in their front matter (`people:elmar-huseynov`).
The briefings are those of the archive's opening; later ones do not move the figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from pelican.settings import read_settings

from newsarchive.build.cache import Cache
from newsarchive.build.site_loader import prepare
from newsarchive.model.index import Edition
from newsarchive.search.page import search_files
from tests.newsarchive.search.asking import ask, briefings_in
from tests.newsarchive.search.keeping import Memory
from tests.sites import ROOT

FOLDER = Path(__file__).parent
LANGUAGES = ("az", "en", "ru")
TYPED = ("plain", "inflected", "ascii", "case", "spelling", "keyboard")
FIRST = 10

OPENING = frozenset(
    "abzas-media-verdict ahmadova-v-azerbaijan azerbaijan-media-law cybercrime-powers-and-privacy "
    "eu-anti-slapp-directive european-media-freedom-act flavus-v-russia gendered-reprisals-azerbaijan "
    "georgia-foreign-influence-law gongadze-v-ukraine huseynova-v-azerbaijan ismayilova-v-azerbaijan "
    "kazakhstan-shutdown mukhtarli-v-azerbaijan-and-georgia pegasus-project podchasov-v-russia rferl-v-azerbaijan "
    "togo-shutdown-ecowas turan-bbc-closures tutby-verdict un-cybercrime-convention un-impunity-resolution "
    "windhoek-declaration yildirim-v-turkey".split()
)


@dataclass(frozen=True)
class Query:
    """What a reader types, what should be found, and how it is typed."""

    text: str
    expected: str
    typed: str


def queries(language: str) -> list[Query]:
    """Read a language's queries."""
    head, *lines = (FOLDER / f"queries.{language}.tsv").read_text("utf-8").splitlines()
    assert head == "query\texpected\ttyped"
    return [Query(*line.split("\t")) for line in lines]


def opening_edition(store: Path) -> Edition:
    """Read the real content, and keep the opening's briefings alone."""
    kept = Cache(store / "store.sqlite")
    prepared = prepare(read_settings(str(ROOT / "pelicanconf.py")), dt.date(2026, 12, 1), kept)
    kept.flush()  # open still: the texts lie there
    archive = prepared.edition.archive
    briefings = tuple(each for each in archive.briefings if each.slug in OPENING)
    opening = type(archive)(briefings, archive.standing, archive.notices, archive.vocabularies, archive.redirects)
    return replace(prepared.edition, archive=opening)


def write_search(edition: Edition, folder: Path) -> Path:
    """Write the search's files as a build does; the folder."""
    for file in search_files(edition, [], Memory()):
        path = folder / file.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder


def expected(query: Query, edition: Edition) -> frozenset[str]:
    """Return the slugs that a query should find."""
    taxonomy, colon, term = query.expected.partition(":")
    if not colon:
        return frozenset(query.expected.split()) & {each.slug for each in edition.archive.listed}
    return frozenset(each.slug for each in edition.archive.by_term.get((taxonomy, term), ()))


def recall(found: Iterable[str], wanted: frozenset[str]) -> float:
    """Return which part of what was wanted, as far as there is room for it, stands among the first ten."""
    return len(wanted & set(list(found)[:FIRST])) / min(len(wanted), FIRST)


def evaluate(edition: Edition, site: Path, language: str, part: int = 1) -> list[tuple[Query, float, list[str]]]:
    """Ask all queries of a language, or each second, third …; with each its recall, and what was found."""
    asked = [each for each in queries(language) if expected(each, edition)][part - 1 :: part]
    answers = ask(site, language, [each.text for each in asked])
    found = [briefings_in(answer) for answer in answers]
    return [(query, recall(slugs, expected(query, edition)), slugs) for query, slugs in zip(asked, found, strict=True)]


def figures(results: Iterable[tuple[Query, float, list[str]]]) -> Mapping[str, float]:
    """Return the mean recall of all queries (`all`) and of each way of typing."""
    by_kind: dict[str, list[float]] = {}
    for query, value, _ in results:
        for kind in ("all", query.typed):
            by_kind.setdefault(kind, []).append(value)
    return {kind: sum(values) / len(values) for kind, values in sorted(by_kind.items())}


def first_share(results: Iterable[tuple[Query, float, list[str]]], edition: Edition) -> float:
    """Return for which part of the queries an expected briefing stands first."""
    firsts = [slugs[:1] and slugs[0] in expected(query, edition) for query, _, slugs in results]
    return sum(map(bool, firsts)) / len(firsts)
