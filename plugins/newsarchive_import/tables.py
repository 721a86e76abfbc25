"""The tables of an import, which editors read and correct: terms, authors, languages, and what was written.

They are files of tab-separated values with a header, beside the settings, not in the content. A run reads them, writes
its drafts by them, and adds what is new; it never changes a line that an editor may have written.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from newsarchive.api import (
    LONGEST_SLUG,
    SLUG,
    Site,
    Term,
    TermNames,
    cell_value,
    cut_slug,
    guarded,
    is_reserved,
    new_slug,
)

from .items import ImportFailure
from .places import ItemPlace, LanguageRule

TERMS, AUTHORS, LANGUAGES, WRITTEN = "terms.tsv", "authors.tsv", "languages.tsv", "written.tsv"
WRITING = "writing.tsv"
"""The table that a run writes before its files, and removes at its end."""

DROPPED = "-"
"""What an editor writes in a table to leave a term or an author out."""

_LARGEST = 8 * 1024 * 1024


class OldTerm(NamedTuple):
    """A term of the old archive.

    Attributes:
        kind: Its vocabulary there, such as `tag`.
        language: The language of the items that have it.
        number: How many items have it.
        proposed: The id that the import would give it.
        id: What an editor decided: `press-freedom` or `people/leyla-aliyeva`, `-` to drop it, empty if undecided.
    """

    kind: str
    name: str
    language: str
    number: int = 0
    proposed: str = ""
    id: str = ""


class OldAuthor(NamedTuple):
    """An author of the old archive, and the name to print; `-` prints none."""

    name: str
    number: int = 0
    printed: str = ""


class WrittenRow(NamedTuple):
    """A file that an earlier run wrote for an item, with the digest of what it wrote."""

    item: str
    file: str
    digest: str


_HEADERS = {
    TERMS: OldTerm._fields,
    AUTHORS: OldAuthor._fields,
    LANGUAGES: LanguageRule._fields,
    WRITTEN: WrittenRow._fields,
    WRITING: WrittenRow._fields,
}


class Tables(NamedTuple):
    """All tables of an import; `writing` is what a run that was killed had begun to write."""

    terms: tuple[OldTerm, ...] = ()
    authors: tuple[OldAuthor, ...] = ()
    languages: tuple[LanguageRule, ...] = ()
    written: tuple[WrittenRow, ...] = ()
    writing: tuple[WrittenRow, ...] = ()


def read_tables(folder: Path) -> Tables:
    """Return the tables of a folder; those that do not exist are empty. Raise ImportFailure for a malformed one."""
    # the numbers are those of an earlier run
    terms = tuple(OldTerm._make(row)._replace(number=0) for row in _rows(folder, TERMS))
    authors = tuple(OldAuthor._make(row)._replace(number=0) for row in _rows(folder, AUTHORS))
    languages = tuple(map(LanguageRule._make, _rows(folder, LANGUAGES)))
    written, writing = (tuple(map(WrittenRow._make, _rows(folder, name))) for name in (WRITTEN, WRITING))
    return Tables(terms, authors, languages, written, writing)


def _rows(folder: Path, name: str) -> list[list[str]]:
    """Return the rows of one table, with a value for each column."""
    path = folder / name
    if not path.exists():
        return []
    header = _HEADERS[name]
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        raise ImportFailure(path, "it is no ordinary file of a reasonable size", "delete it and run the import again")
    data = path.read_bytes()
    try:
        # Excel writes UTF-16 if it saves as “Unicode Text”, its only format of tab-separated values with all letters
        text = data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        cure = "save it as UTF-8 in the program that you edit it with; in Excel, as “Unicode Text”"
        raise ImportFailure(path, "it is not UTF-8", cure) from error
    rows = [[_value(cell) for cell in line.split("\t")] for line in text.splitlines()]
    if not rows or tuple(rows[0]) != header:
        wanted = ", ".join(header)
        raise ImportFailure(
            f"{path}:1", f"the columns are not {wanted}", "put them back, separated by tabs, in this order"
        )
    found = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) > len(header):
            raise ImportFailure(
                f"{path}:{number}", f"it has {len(row)} columns, not {len(header)}", "remove the surplus"
            )
        found.append([*row, *[""] * (len(header) - len(row))])
    return found


def _value(cell: str) -> str:
    """Return a value without the marks that spreadsheets put around some, and without the apostrophe of `_cell`."""
    cell = cell.strip()
    return cell_value(cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell)


def table_text(name: str, rows: Iterable[Sequence[object]]) -> str:
    """Return the text of a table with its header; tabs and line ends in values become spaces."""
    return tsv([_HEADERS[name], *rows])


def tsv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as tab-separated values, none of them a formula; white space inside of a value becomes one space."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def as_read(value: str) -> str:
    """Return a value as it is read again from a table into which it was written."""
    return " ".join(value.split())


def _cell(value: object) -> str:
    cell = as_read(str(value))
    cell = cell if cell == DROPPED else guarded(cell)
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = '"{}"'.format(cell.replace('"', '""'))  # as spreadsheets do; see `_value`
    return cell


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
    slug = cut_slug(new_slug(name, language), LONGEST_SLUG)
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
