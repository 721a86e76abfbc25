"""Controlled vocabularies: tags, people, organisations and places, named in several languages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import msgspec

from .addresses import is_reserved
from .diagnostics import TOP, Fault, fault, unknown_field
from .yaml_text import Listing, MappingEntry, MappingNode, Scalar, Tree, parse_yaml, refuse

TAXONOMIES = ("tags", "people", "organisations", "places")

SLUG = re.compile(r"(?![a-z0-9-]{101})[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""A part of an address: letters and digits with single hyphens, at most 100 characters so that any disk stores it."""

TERM_KEYS = ("names", "description", "also", "kind", "country", "published_contacts")
_LISTS = {"also": "a list of names", "published_contacts": "a list of contacts as the text has them"}


class Term(msgspec.Struct, frozen=True):
    """One entry of a vocabulary. A person is one term, however many spellings their name has.

    Attributes:
        names: The name in each language.
        description: The description in each language.
        also: Other names.
        published_contacts: Contacts in the term's words that are published on purpose.
        line: The line in the vocabulary file, or 0 if the term does not come from one.
    """

    id: str
    names: dict[str, str]
    description: dict[str, str] = {}
    also: tuple[str, ...] = ()
    kind: str = ""
    country: str = ""
    published_contacts: tuple[str, ...] = ()
    line: int = 0

    def name(self, language: str, default: str) -> tuple[str, str]:
        """Return the name to print and its language: `language`, else `default`, else the first tag in order."""
        return _worded(self.names, language, default)

    def described(self, language: str, default: str) -> tuple[str, str]:
        """Return the description and its language, chosen as in `name`; both are empty if there is none."""
        return _worded(self.description, language, default)


def _worded(words: dict[str, str], language: str, default: str) -> tuple[str, str]:
    for tag in (language, default, *sorted(words)):
        if tag in words:
            return words[tag], tag
    return "", ""


def parse_vocabulary(
    text: str, path: str, languages: Collection[str], default: str
) -> tuple[dict[str, Term], list[Fault]]:
    """Parse a vocabulary file; return its terms by id, and the faults.

    A term with a fault is returned with its id alone, so that texts which name it are not reported, too. A term with
    an invalid id is dropped.

    Args:
        text: The file's content.
        path: Its path, for the faults.
        languages: The tags of the site's languages.
        default: The language in which every term must have a name.
    """
    tree, faults = parse_yaml(text)
    terms: dict[str, Term] = {}
    if isinstance(tree, MappingNode):
        for entry in tree.entries:
            found = list(_term_faults(entry, languages, default))
            faults += found
            if all(each.warning for each in found):
                terms[entry.key] = _term(entry)
            elif not any(each.code in ("slug", "reserved-slug") for each in found):
                terms[entry.key] = Term(entry.key, {}, line=entry.line)
    elif tree is not None:
        faults.append(fault("vocabulary-shape", TOP))
    return terms, [each.at(path) for each in faults]


def _term_faults(entry: MappingEntry, languages: Collection[str], default: str) -> Iterator[Fault]:
    """Yield the faults of one entry: of its id, of its keys, and missing names (a warning except in `default`)."""
    if not SLUG.match(entry.key):
        yield fault("slug", entry, found=entry.key)
    elif is_reserved(entry.key):
        yield fault("reserved-slug", entry, found=entry.key)
    if not isinstance(entry.value, MappingNode):
        yield fault("vocabulary-shape", entry)
        return
    for inner in entry.value.entries:
        yield from _key_faults(inner, languages)
    names = entry.value.get("names")
    if names is None or (isinstance(names, MappingNode) and names.get(default) is None):
        yield fault("term-unnamed", entry, id=entry.key, language=default)
    if not isinstance(names, MappingNode) or names.get(default) is None:
        return
    for language in languages:
        if names.get(language) is None:
            yield fault("term-untranslated", entry, warning=True, id=entry.key, language=language)


def _key_faults(entry: MappingEntry, languages: Collection[str]) -> Iterator[Fault]:
    """Yield the faults of one key of a term and of its value."""
    value = entry.value
    if entry.key not in TERM_KEYS:
        yield unknown_field(entry, entry.key, TERM_KEYS)
    elif entry.key in ("names", "description"):
        if not isinstance(value, MappingNode):
            yield fault("vocabulary-shape", entry)
            return
        for word in value.entries:
            if word.key not in languages:
                yield fault("language", word, found=word.key, known=", ".join(languages))
            yield from _word_faults(word.value, f"{entry.key}.{word.key}")
    elif entry.key in _LISTS:
        if not isinstance(value, Listing) or not all(isinstance(item, Scalar) for item in value.items):
            faults: list[Fault] = []
            refuse(faults, value, entry.key, _LISTS[entry.key])
            yield from faults
            return
        for item in value.items:
            yield from _word_faults(item, entry.key)
    else:
        yield from _word_faults(value, entry.key)


def _word_faults(value: Tree, field: str) -> Iterator[Fault]:
    if isinstance(value, Scalar) and value.empty:
        yield fault("empty", value, field=field)
    elif not isinstance(value, Scalar):
        faults: list[Fault] = []
        refuse(faults, value, field, "plain text")
        yield from faults


def _term(entry: MappingEntry) -> Term:
    """Build a term from an entry without faults."""
    fields = entry.value
    if not isinstance(fields, MappingNode):
        raise TypeError(entry.key)
    return Term(
        id=entry.key,
        names=_words(fields.get("names")),
        description=_words(fields.get("description")),
        also=_texts(fields.get("also")),
        kind=_text(fields.get("kind")),
        country=_text(fields.get("country")),
        published_contacts=_texts(fields.get("published_contacts")),
        line=entry.line,
    )


def _text(tree: Tree | None) -> str:
    return tree.text if isinstance(tree, Scalar) else ""


def _texts(tree: Tree | None) -> tuple[str, ...]:
    return tuple(_text(item) for item in tree.items) if isinstance(tree, Listing) else ()


def _words(tree: Tree | None) -> dict[str, str]:
    return {entry.key: _text(entry.value) for entry in tree.entries} if isinstance(tree, MappingNode) else {}
