"""How well the search answers the unseen queries: totals by language and kind. `python -m tests.archive.search.unseen`.

hit: at least one of the accepted answers is among the first ten results. Recall: which part of the accepted briefings
is there (of all accepted answers, where none is a briefing). MRR: the mean of 1 / the place of the first accepted one.
Queries of the kind `nothing` count apart, as the share for which nothing is found.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.newsarchive.search.asking import ask

from .evaluation import FIRST, FOLDER, LANGUAGES, opening_edition, write_search


@dataclass(frozen=True)
class Row:
    """One query: its kind, what a reader types, and the slugs or pages that the reader would accept."""

    kind: str
    query: str
    accepted: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """Means over a number of queries."""

    number: int
    hit: float
    recall: float
    mrr: float


def rows(language: str) -> list[Row]:
    """Read a language's unseen queries."""
    lines = (FOLDER / f"unseen.{language}.tsv").read_text("utf-8").splitlines()[1:]
    return [Row(kind, query, frozenset(filter(None, wanted.split(",")))) for kind, query, wanted in map(_cells, lines)]


def _cells(line: str) -> list[str]:
    return line.split("\t")


def name_of(address: str) -> str:
    """Return how a row names a result: a briefing's slug, `people/elmar-huseynov` for a term, `pages/privacy`."""
    parts = [part for part in address.removesuffix("index.html").split("/") if part not in ("", ".", "..")]
    if len(parts) > 1 and parts[-2] in ("tags", "people", "organisations", "places"):
        return "/".join(parts[-2:])
    return parts[-1] if len(parts) > 1 and parts[-2].isdigit() else f"pages/{parts[-1]}"


def measured(site: Path, language: str) -> Mapping[str, Figures]:
    """Return the figures of all queries but `nothing` ("all"), and of each kind."""
    asked = rows(language)
    answers = ask(site, language, [row.query for row in asked])
    scores: dict[str, list[tuple[float, float, float]]] = {}
    for row, answer in zip(asked, answers, strict=True):
        score = _score([name_of(shown["address"]) for shown in answer["shown"]][:FIRST], row.accepted)
        for kind in (row.kind,) if row.kind == "nothing" else ("all", row.kind):
            scores.setdefault(kind, []).append(score)
    return {kind: _means(found) for kind, found in scores.items()}


def _score(found: list[str], accepted: frozenset[str]) -> tuple[float, float, float]:
    if not accepted:
        return (float(not found),) * 3
    places = [place for place, name in enumerate(found, start=1) if name in accepted]
    briefings = {name for name in accepted if "/" not in name} or accepted
    recall = len(briefings & set(found)) / min(len(briefings), FIRST)
    return float(bool(places)), recall, 1 / places[0] if places else 0.0


def _means(scores: Iterable[tuple[float, float, float]]) -> Figures:
    columns = list(zip(*scores, strict=True))
    return Figures(len(columns[0]), *(sum(column) / len(column) for column in columns))


def main(kinds: bool) -> None:
    """Print a table: a line for each language, or for each language and kind."""
    print("| language, kind | queries | hit@10 | recall@10 | MRR@10 |\n|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        site = write_search(opening_edition(Path(folder)), Path(folder) / "site")
        for language in LANGUAGES:
            for kind, each in measured(site, language).items():
                if kinds or kind == "all":
                    print(
                        f"| {language}, {kind} | {each.number} | {each.hit:.3f} | {each.recall:.3f} | {each.mrr:.3f} |"
                    )


if __name__ == "__main__":
    main("--kinds" in sys.argv)
