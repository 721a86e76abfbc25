"""The search page and its script.

Each language has one search page, a static file. Its script runs in the reader's browser, loads small files of the
language's index, and shows the results.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from operator import itemgetter
from pathlib import Path
from string import ascii_letters

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.archive.pages import File, Kept, Page, PageSummary, Plan
from newsarchive.digests import digest
from newsarchive.head.tags import listing_alternates
from newsarchive.i18n.alphabets import SortKey, sort_key
from newsarchive.i18n.dates import language_name

from .corpus import FACETS, Corpus
from .index import Index
from .shards import to_json
from .words import rules_of

FOLDER = Path(__file__).with_name("browser")
PARTS = ("words", "stems", "postings", "excerpts", "ranking", "index", "facets", "page")
"""The files in `FOLDER` from which the script is joined; each uses only earlier ones, the last starts the search."""

_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


def parts() -> list[str]:
    """Return the JavaScript source of each file in `PARTS`, in the same order."""
    return [(FOLDER / f"{name}.js").read_text("utf-8") for name in PARTS]


def served(sources: Iterable[str]) -> str:
    """Return the script that the site publishes: its source files joined, with short names and without comments.

    It is safe only because each comment has lines of its own, no string or regular expression spans several, and the
    sources have no template strings, classes or labels. The tests run the script as it is served.
    """
    source = f'"use strict";\n{{\n{"".join(sources)}}}\n'
    return _Variables(_INDENTATION.sub("", _COMMENT.sub("", source)).lstrip("\n")).shortened()


_TOKEN = re.compile(
    # a slash begins a regular expression after a sign, or after a space but not before one
    r'"(?:\\.|[^"\\])*"'
    r"|(?:(?<=[=(,:!&|?{};\n])/(?![/*])|(?<= )/(?![/* ]))(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/[a-z]*"
    r"|[A-Za-z_$][\w$]*|\d[\w.]*|[ \t]+|\n|\.\.\.|=>|.",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")
_JOINING = re.compile(r"[\w$]{2}|\+\+|--")
_UNENDED = (";", "{", ",", "(", "[", "=", "?", ":", "&", "|")
_CONTINUING = (".", ")", "]", "?", ":", "&", "|")
_RESERVED = frozenset(
    "await break catch const continue do else false for function if in let new null of return this throw true try "
    "typeof undefined while yield".split()
)
_BEFORE_A_BLOCK = frozenset((")", "=>", "else", "try", "do", ";", "{", "}", ""))

_Scope = tuple[int, int]


class _Variables:
    """The variables of a script in JavaScript, and the script with short names for them.

    A scope is the first and the last token of the part of the script in which its variables are known.
    """

    def __init__(self, source: str) -> None:
        """Find brackets, scopes, and the variables that each scope declares."""
        self._pieces = _TOKEN.findall(source)
        self._places = [place for place, piece in enumerate(self._pieces) if not piece.isspace()]
        self._tokens = ["", *(self._pieces[place] for place in self._places), ""]
        self._pairs: dict[int, int] = {}
        self._around: list[int] = []
        opened = [0]
        for at, sign in enumerate(self._tokens):
            if sign in (")", "]", "}"):
                self._pairs |= {opened[-1]: at, at: opened[-1]}
                opened.pop()
            self._around.append(opened[-1])
            if sign in ("(", "[", "{"):
                opened.append(at)
        self._pairs[0] = len(self._tokens) - 1
        self._scopes: dict[_Scope, set[str]] = {(0, self._pairs[0]): set()}
        for at, sign in enumerate(self._tokens):
            if sign in ("const", "let"):
                self._declare(at)
            elif sign == "=>":
                self._parameters(self._pairs.get(at - 1, at - 1), at)
            elif sign == "function":
                name = at + 1 + (self._tokens[at + 1] == "*")
                self._add(self._block(at), [self._tokens[name]])
                self._parameters(name + 1, self._pairs[name + 1])
            elif sign == "catch" and self._tokens[at - 1] != ".":
                self._parameters(at + 1, self._pairs[at + 1])

    def _use(self, at: int) -> str:
        """Return how a token uses a variable: `name`, `key` where it stands for a key, too (`{ a }`), or not at all."""
        sign, before, after = self._tokens[at], self._tokens[at - 1], self._tokens[min(at + 1, len(self._tokens) - 1)]
        if not _NAME.match(sign) or sign in _RESERVED or before == ".":
            return ""
        around = self._around[at]
        listed = (
            self._tokens[around] == "{" and self._tokens[around - 1] not in _BEFORE_A_BLOCK and before in ("{", ",")
        )
        if listed and after == ":":
            return ""
        return "key" if listed and after in (",", "}", "=") else "name"

    def _next(self, at: int) -> int:
        """Return the token after this one, or after the bracket that it opens."""
        return max(at, self._pairs.get(at, at)) + 1

    def _end(self, at: int, ends: Collection[str]) -> int:
        while self._tokens[at] not in ends:
            at = self._next(at)
        return at

    def _block(self, at: int) -> _Scope:
        at = self._around[at]
        while at and self._tokens[at] != "{":
            at = self._around[at]
        return at, self._pairs[at]

    def _add(self, scope: _Scope, names: Iterable[str]) -> None:
        self._scopes.setdefault(scope, set()).update(names)

    def _pattern(self, at: int, end: int) -> Iterator[str]:
        """Yield the variables that a pattern such as `{ a, b: [c] }` declares."""
        while at < end:
            if self._tokens[at] == "=":
                at = self._end(at, (",", "]", "}", ")", ""))
            if at < end and self._use(at):
                yield self._tokens[at]
            at += 1

    def _declare(self, at: int) -> None:
        scope = self._block(at)
        if self._tokens[at - 1] == "(":  # of a loop
            body = self._pairs[at - 1] + 1
            while self._tokens[body] in ("if", "for"):
                body = self._pairs[body + 1 + (self._tokens[body + 1] == "await")] + 1
            scope = (at - 1, self._pairs[body] if self._tokens[body] == "{" else self._end(body, (";", "}")))
        while self._tokens[at] in ("const", "let", ","):
            after = self._next(at + 1)
            self._add(scope, self._pattern(at + 1, after))
            at = self._end(after, (",", ";", ")", "of", "in"))

    def _parameters(self, first: int, last: int) -> None:
        """Declare the parameters between two tokens; the function's body follows the second, perhaps after an arrow."""
        body = last + 1
        is_block = self._tokens[body] == "{"
        end = self._pairs[body] if is_block else self._end(body, (",", ";", ")", "]", "}", ""))
        self._add((first - 1, end), self._pattern(first, last))
        if is_block:  # its variables are declared beside the parameters
            self._scopes[body, end] = self._scopes[first - 1, end]

    def shortened(self) -> str:
        """Return the script with the shortest names that differ from all others known where they are used."""
        scopes = sorted(self._scopes, key=lambda scope: (scope[0], -scope[1]))
        uses: dict[tuple[int, str], list[int]] = defaultdict(list)
        seen: dict[int, set[tuple[int, str]]] = defaultdict(set)
        taken = set(_RESERVED)
        for at, sign in enumerate(self._tokens):
            if not self._use(at):
                continue
            around = [scope for scope in scopes if scope[0] <= at <= scope[1]]
            own = next((scope for scope in reversed(around) if sign in self._scopes[scope]), None)
            if own is None:
                taken.add(sign)  # of the browser
                continue
            variable = id(self._scopes[own]), sign
            uses[variable].append(at)
            for scope in around[around.index(own) :]:
                seen[id(self._scopes[scope])].add(variable)
        short: dict[tuple[int, str], str] = {}
        for names in dict.fromkeys(id(self._scopes[scope]) for scope in scopes):
            declared = [variable for variable in uses if variable[0] == names]
            for variable in sorted(declared, key=lambda each: (-len(uses[each]), uses[each][0])):
                others = {short[each] for each in seen[names] if each in short} | taken
                short[variable] = next(name for name in _short_names() if name not in others)
        for variable, found in uses.items():
            for at in found:
                prefix = f"{variable[1]}:" if self._use(at) == "key" else ""
                self._pieces[self._places[at - 1]] = prefix + short[variable]
        self._bare_parameters()
        return "".join(self._needed())

    def _bare_parameters(self) -> None:
        """Remove the parentheses around the only parameter of an arrow function."""
        for at, sign in enumerate(self._tokens):
            first = self._pairs.get(at - 1, at)
            if sign == "=>" and first == at - 3 and self._tokens[first - 1] != "async" and self._use(at - 2):
                self._pieces[self._places[first - 1]] = self._pieces[self._places[at - 2]] = ""
        self._pieces = list(filter(None, self._pieces))

    def _needed(self) -> Iterator[str]:
        """Yield the pieces of the script without spaces that separate nothing and line ends that end no statement."""
        for before, piece, after in zip(["", *self._pieces], self._pieces, [*self._pieces[1:], ""], strict=False):
            if piece == "\n":
                needless = before[-1:] in _UNENDED or before == "=>" or after[:1] in _CONTINUING
            else:
                needless = piece.isspace() and not _JOINING.match(before[-1:] + after[:1])
            if not needless:
                yield piece


def _short_names() -> Iterator[str]:
    yield from ascii_letters
    yield from map("".join, product(ascii_letters, repeat=2))


def search_page(edition: Edition, language: str) -> Page:
    """Return the search page of a language. It contains no results: its script adds them in the browser."""
    words = edition.words
    alternates, default = listing_alternates(edition.site, addresses.search)
    here = addresses.search(language)
    return Page(
        address=here,
        language=language,
        template="search.html",
        title=words(language, "search.title"),
        description=words(language, "search.description"),
        view={
            "script": addresses.SEARCH_SCRIPT,
            "facets": _facets(edition, language),
            "indexes": [
                {"title": words(language, f"{key}.title"), "address": address}
                for key, address in (
                    ("archive", addresses.archive_page(language)),
                    *((taxonomy, addresses.taxonomy(language, taxonomy)) for taxonomy in edition.site.taxonomies),
                )
            ],
        },
        alternates=alternates,
        default_alternate=default,
    )


MOST_LISTED = 20
"""The largest number of terms of a vocabulary that the page lists, so that it stays small: those of most briefings."""


def _facets(edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the filters: languages, years, and the terms of most briefings, each with the number of its briefings.

    Without script, they are lists of links to the pages that show these briefings.
    """
    words = edition.words
    terms = [
        _facet(facet, words(language, f"{taxonomy}.title"), addresses.taxonomy(language, taxonomy), items)
        for facet, taxonomy in FACETS.items()
        if taxonomy in edition.site.taxonomies
        if (items := _terms(edition, language, taxonomy))
    ]
    archive = addresses.archive_page(language)
    years = [
        _value(str(year), str(year), addresses.year_page(language, year), len(briefings))
        for year, briefings in reversed([*edition.archive.by_year.items()])
    ]
    return [
        _facet("lang", words(language, "search.language"), "", _languages(edition, language)),
        _facet("year", words(language, "search.year"), archive, years),
        *terms,
    ]


def _facet(key: str, title: str, address: str, items: list[dict[str, object]]) -> dict[str, object]:
    return {"key": key, "title": title, "address": address, "values": items}


def _value(value: str, name: str, address: str, count: int) -> dict[str, object]:
    return {"value": value, "name": name, "address": address, "count": count}


def _languages(edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the languages, each with the number of briefings that have a text in it, and where its index is."""
    here = addresses.search(language)
    return [
        {
            **_value(each.tag, language_name(each.tag, language), addresses.archive_page(each.tag), number),
            # a folder even where links name `index.html`: the script appends a file's name
            "index": addresses.relative(here, addresses.search(each.tag), clean=True),
        }
        for each in edition.site.languages
        for number in [sum(briefing.readable(each.tag) for briefing in edition.archive.listed)]
    ]


def _terms(edition: Edition, language: str, taxonomy: str) -> list[dict[str, object]]:
    """Return the terms of a vocabulary that most listed briefings have, equals in the order of the language."""
    found: list[tuple[int, SortKey, dict[str, object]]] = []
    for (kind, term), briefings in edition.archive.by_term.items():
        if kind == taxonomy:
            name, own = edition.archive.vocabularies[taxonomy][term].name(language, edition.site.default)
            item = _value(term, name, addresses.term(language, taxonomy, term), len(briefings))
            found.append((-len(briefings), sort_key(name, language), {**item, "language": own}))
    return [item for _, _, item in sorted(found, key=itemgetter(0, 1))[:MOST_LISTED]]


def search_pages(edition: Edition) -> Iterator[Plan]:
    """Yield a plan for the search page of each language: its address with the function that returns the page."""
    for language in edition.site.tags:
        yield Plan(addresses.search(language), partial(_page_of, edition, language))


def _page_of(edition: Edition, language: str) -> Iterator[Page]:
    yield search_page(edition, language)


def search_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the script, the index of every language, and rules for stems and for queries in a wrong keyboard layout."""
    sources = parts()
    yield File(addresses.SEARCH_SCRIPT, lambda: served(sources).encode(), digest("".join(sources).encode()))
    yield File(addresses.SEARCH_RULES, to_json(rules_of(edition.site.tags)))
    for index in made_indexes(edition, kept):
        yield from index.files()


def made_indexes(edition: Edition, kept: Kept) -> list[Index]:
    """Return the index of every language; texts are read, and lists computed, only where something has changed."""
    corpus = Corpus(edition, kept)
    indexes = [Index(corpus, language, kept) for language in edition.site.tags]
    stale = [index for index in indexes if index.stale]
    corpus.read(shown for index in stale for shown in index.unread)
    for index, made in zip(stale, kept.mapped(stale, Index.make), strict=True):
        index.take(made)
    return indexes
