"""The terms and authors of an old archive, by the tables that editors correct."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from newsarchive.archive.addresses import SLUG, is_reserved
from newsarchive.archive.settings import Site
from newsarchive.archive.vocabularies import Term
from newsarchive.i18n.slugs import LONGEST_SLUG, cut_slug, slugify
from newsarchive.readers.suggestions import TermNames

from .items import ImportFailure
from .places import ItemPlace
from .tables import AUTHORS, DROPPED, TERMS, OldAuthor, OldTerm

TermKey = tuple[str, str, str]
"""A term of the old archive: its vocabulary there, its name, and the language of its items."""

_ACCOUNTS = frozenset("admin administrator root webmaster editor user wordpress".split())
"""Names of accounts, not of people: such an author is proposed as `-`."""


class DecidedTerms(NamedTuple):
    """The terms of an import.

    Attributes:
        rows: The table as the run writes it.
        ids: For each term that is decided, the ids to use, such as `tags/privacy`; none if it is dropped.
        new: The terms that the vocabularies do not have, by vocabulary.
        undecided: How many terms nobody has decided.
    """

    rows: tuple[OldTerm, ...]
    ids: Mapping[TermKey, tuple[str, ...]]
    new: Mapping[str, tuple[Term, ...]]
    undecided: int


def decide_terms(
    places: Iterable[ItemPlace],
    table: Sequence[OldTerm],
    vocabularies: Mapping[str, Mapping[str, Term]],
    site: Site,
    *,
    accept: bool = False,
) -> DecidedTerms:
    """Return what becomes of each term of some items.

    A term that a vocabulary has under the same name, in any language, gets its id. Others wait until an editor writes
    an id into the table.

    Args:
        table: The rows of `terms.tsv`.
        vocabularies: The terms of the content, by vocabulary and id.
        accept: Whether the proposed ids of the undecided terms are accepted.

    Raises:
        ImportFailure: An id in the table is malformed.
    """
    counts = Counter[TermKey](
        (kind, name, place.language) for place in places for kind, name in dict.fromkeys(place.item.terms)
    )
    names = {taxonomy: TermNames(vocabularies.get(taxonomy, {})) for taxonomy in site.taxonomies}
    known = {(row.kind, row.name, row.language): row for row in table}
    rows = []
    for key in sorted({*known, *counts}):
        row = known.get(key)
        if row is None:
            kind, name, language = key
            match = next(
                (_shown(taxonomy, same[0]) for taxonomy in site.taxonomies if (same := names[taxonomy].named(name))), ""
            )
            row = OldTerm(kind, name, language, 0, match or _proposal(name, language), match)
        if accept and not row.id and row.proposed:
            row = row._replace(id=row.proposed)
        rows.append(row._replace(number=counts[key]))
    ids = {(row.kind, row.name, row.language): _ids(row, site.taxonomies) for row in rows if row.id}
    new = _new(rows, ids, vocabularies, site.default, counts)
    return DecidedTerms(tuple(rows), ids, new, sum(not row.id and row.number > 0 for row in rows))


def _shown(taxonomy: str, ident: str) -> str:
    """Return an id as the table has it: `privacy` for a tag, `people/leyla-aliyeva` for another term."""
    return ident if taxonomy == "tags" else f"{taxonomy}/{ident}"


def _proposal(name: str, language: str) -> str:
    slug = cut_slug(slugify(name, language), LONGEST_SLUG)
    return f"{slug}-topic" if slug and is_reserved(slug) else slug


def _ids(row: OldTerm, taxonomies: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that a row gives, each with its vocabulary; none if the term is dropped."""
    if row.id == DROPPED:
        return ()
    found = []
    for typed in re.split(r"[,;\s]+", row.id):
        vocabulary, _, ident = typed.rpartition("/")
        if (vocabulary or "tags") not in taxonomies or not SLUG.match(ident) or is_reserved(ident):
            wanted = f"write an id such as press-freedom or people/leyla-aliyeva, or {DROPPED} to leave the term out"
            raise ImportFailure(TERMS, f"{row.name}: {typed!r} is no id of a term", wanted)
        found.append(f"{vocabulary or 'tags'}/{ident}")
    return tuple(dict.fromkeys(found))


def _new(
    rows: Iterable[OldTerm],
    ids: Mapping[TermKey, tuple[str, ...]],
    vocabularies: Mapping[str, Mapping[str, Term]],
    default: str,
    counts: Mapping[TermKey, int],
) -> dict[str, tuple[Term, ...]]:
    """Return the terms that decided rows use and the vocabularies lack, with the names of the commonest rows."""
    names: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in sorted(rows, key=lambda each: (-each.number, each)):
        key = (row.kind, row.name, row.language)
        for each in ids.get(key, ()) if counts.get(key) else ():
            vocabulary, _, ident = each.partition("/")
            if ident not in vocabularies.get(vocabulary, {}):
                names[vocabulary, ident].setdefault(row.language, row.name)
    new: dict[str, list[Term]] = defaultdict(list)
    for (vocabulary, ident), found in sorted(names.items()):
        found.setdefault(default, next(iter(found.values())))
        new[vocabulary].append(Term(ident, dict(sorted(found.items()))))
    return {vocabulary: tuple(terms) for vocabulary, terms in new.items()}


def decide_authors(
    places: Iterable[ItemPlace], table: Sequence[OldAuthor]
) -> tuple[tuple[OldAuthor, ...], dict[str, str]]:
    """Return the table of authors as the run writes it, and the name to print by the name of each author."""
    counts = Counter(name for place in places for name in dict.fromkeys(place.item.authors))
    known = {row.name: row for row in table}
    rows = []
    for name in sorted({*known, *counts}):
        row = known.get(name) or OldAuthor(name, 0, DROPPED if name.casefold() in _ACCOUNTS else name)
        if not row.printed:
            raise ImportFailure(AUTHORS, f"{name}: no name to print", f"write the name, or {DROPPED} to print none")
        rows.append(row._replace(number=counts[name]))
    return tuple(rows), {row.name: row.printed for row in rows}
