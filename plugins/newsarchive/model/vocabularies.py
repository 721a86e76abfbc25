"""Controlled vocabularies: tags, people, organisations and places, named in several languages.

Each is a YAML file in the content folder, such as `tags.yaml`. Its entries are called terms. A text names them by their
ids in the field of the same name: `tags: [privacy]`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import msgspec

from .addresses import SLUG, is_reserved
from .diagnostics import TOP, Fault, fault, unknown_field
from .field_types import CODE, CONTACT, SEARCHED, SPELLING, TEXT, list_of
from .fields import TAXONOMIES as TAXONOMIES
from .fields import Field
from .yaml_text import MappingEntry, MappingNode, parse_yaml


class Term(msgspec.Struct, frozen=True):
    """One entry of a vocabulary, such as a tag or a person. A person is one term, however many spellings the name has.

    Attributes:
        id: The key of the entry: a slug, such as `privacy`.
        search: Words by which readers find the entry's briefings, by language tag; those under "" are of no language.
        line: The line in the vocabulary file, or 0 if the term does not come from one.
    """

    id: str
    names: Annotated[dict[str, str], Field(TEXT, "The term's name in each language.")]
    description: Annotated[dict[str, str], Field(TEXT, "One line on what it is, in each language.")] = {}
    also: Annotated[tuple[str, ...], Field(list_of(SPELLING, least=0), "Other spellings, for search.")] = ()
    kind: Annotated[str, Field(TEXT, "What kind of person, organisation or place it is; free words.")] = ""
    country: Annotated[str, Field(CODE, "Country, such as AZ.")] = ""
    sort: Annotated[
        dict[str, str],
        Field(TEXT, "The part of the name by which lists order it, in each language: a family name."),
    ] = {}
    published_contacts: Annotated[
        tuple[str, ...],
        Field(list_of(CONTACT, least=0), "Telephone numbers and mailboxes that its words give on purpose."),
    ] = ()
    search: Annotated[
        dict[str, tuple[str, ...]],
        Field(list_of(SEARCHED, least=0), "Words that readers type and no page prints: one list, or one a language."),
    ] = {}
    line: int = 0

    def name(self, language: str, default: str) -> tuple[str, str]:
        """Return the name to print, and its language: the wanted one, else `default`, else the first by its tag."""
        return _worded(self.names, language, default)

    def sorted_by(self, language: str, default: str) -> tuple[str, str]:
        """Return the printed name in two parts: that by which lists order it, such as a family name, and all before it.

        The first part is the whole name if `sort` has no part of it in the name's language.
        """
        name, spoken = self.name(language, default)
        before, part, after = name.partition(self.sort.get(spoken) or name)
        return (part + after, before) if part else (name, "")

    def described(self, language: str, default: str) -> tuple[str, str]:
        """Return the description to print and its language, chosen as in `name`; two empty strings if none."""
        return _worded(self.description, language, default)


def _worded(words: dict[str, str], language: str, default: str) -> tuple[str, str]:
    for tag in (language, default, *sorted(words)):
        if tag in words:
            return words[tag], tag
    return "", ""


TERM_FIELDS = {
    each.name: each.type.__metadata__[0] for each in msgspec.structs.fields(Term) if each.name not in ("id", "line")
}
"""For each key that an entry of a vocabulary file may have: its type, its rules and its description for editors."""

BY_LANGUAGE = ("names", "description", "sort", "search")
"""The keys of an entry with one value for each language: `names: {en: Privacy, az: …}`."""

ALL_LANGUAGES = ""
"""The key of `Term.search` for words of no language, which a vocabulary file writes as one list: `search: [HRW]`."""


def parse_vocabulary(
    text: str, path: str, languages: Collection[str], default: str
) -> tuple[dict[str, Term], list[Fault]]:
    """Parse a vocabulary file, such as `tags.yaml`; return its terms by id, and the faults.

    A term with a fault is returned with its id alone, so that texts which name it are not reported, too. A term with an
    invalid or reserved id is left out. A missing name in another language than `default` is only a warning.
    """
    tree, faults = parse_yaml(text)
    terms: dict[str, Term] = {}
    if isinstance(tree, MappingNode):
        for entry in tree.entries:
            found: list[Fault] = []
            term = _read_term(entry, languages, default, found)
            if not any(each.code == "slug" for each in found):
                terms[entry.key] = term
            faults += found
    elif tree is not None:
        faults.append(fault("data-shape", TOP, hint="vocabulary"))
    return terms, [each.at(path) for each in faults]


def _read_term(entry: MappingEntry, languages: Collection[str], default: str, faults: list[Fault]) -> Term:
    """Return the term of one entry of a vocabulary file, with its id alone if there are faults, and append these."""
    nameless = Term(entry.key, {}, line=entry.line)
    if not SLUG.match(entry.key):
        faults.append(fault("slug", entry, found=entry.key))
    elif is_reserved(entry.key):
        faults.append(fault("slug", entry, found=entry.key, hint="reserved"))
    if not isinstance(entry.value, MappingNode):
        faults.append(fault("data-shape", entry, hint="vocabulary"))
        return nameless
    values = {inner.key: _read_value(inner, languages, faults) for inner in entry.value.entries}
    names = entry.value.get("names")
    named = [word.key for word in names.entries] if isinstance(names, MappingNode) else []
    if names is None or (isinstance(names, MappingNode) and default not in named):
        faults.append(fault("term-unnamed", entry, id=entry.key, language=default))
    for language in languages if default in named else ():
        if language not in named:
            faults.append(
                fault("term-unnamed", entry, warning=True, id=entry.key, language=language, hint="untranslated")
            )
    sound = all(each.warning for each in faults)
    return Term(entry.key, line=entry.line, **values) if sound else nameless  # type: ignore[arg-type]


def _read_value(entry: MappingEntry, languages: Collection[str], faults: list[Fault]) -> object:
    """Return the value of one key of an entry of a vocabulary file; if it appends to `faults`, do not use the value."""
    if entry.key not in TERM_FIELDS:
        faults.append(unknown_field(entry, entry.key, TERM_FIELDS))
        return None
    kind = TERM_FIELDS[entry.key].type
    if entry.key not in BY_LANGUAGE:
        return kind.read(entry.key, entry.value, faults)
    if entry.key == "search" and not isinstance(entry.value, MappingNode):
        return {ALL_LANGUAGES: kind.read(entry.key, entry.value, faults)}
    if not isinstance(entry.value, MappingNode):
        faults.append(fault("data-shape", entry, hint="vocabulary"))
        return None
    for word in entry.value.entries:
        if word.key not in languages:
            faults.append(fault("language", word, found=word.key, known=", ".join(languages)))
    return {word.key: kind.read(f"{entry.key}.{word.key}", word.value, faults) for word in entry.value.entries}
