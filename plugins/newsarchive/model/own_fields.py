"""The fields that a newsroom adds to briefings: the setting `EXTRA_FIELDS`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from .field_types import ISO_DATE, NUMBER, TEXT, WEB, one_of
from .fields import BOTH, FIELDS, KEYS, OF_TERMS, ORIGINAL, Field, FieldTable, SourcesRule

ExtraType = Literal["text", "choice", "date", "number", "web"]

EXTRA_TYPES: tuple[ExtraType, ...] = get_args(ExtraType)


class ExtraField(msgspec.Struct, frozen=True):
    """A field of briefings that a newsroom adds: one row of the setting `EXTRA_FIELDS`.

    Attributes:
        name: Its name in front matter, in lower case, such as `case_status`.
        type: `text` (words, in each language its own), `choice` (one of `choices`), `date`, `number`, or `web` (an
            address).
        labels: What pages print before the value, by language tag.
        choices: For the type `choice`: by id, the words for it by language tag.
        schema_org: The property of schema.org's `NewsArticle` under which machines find it; empty if none fits.
    """

    name: str
    type: ExtraType
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    schema_org: str = ""

    def label(self, language: str, default: str) -> tuple[str, str]:
        """Return the label in a language, or else in the default one, and the language that it is in."""
        return _in_language(self.labels, language, default)

    def words(self, value: str, language: str, default: str) -> tuple[str, str]:
        """Return the words for a choice in a language, or else in the default one, and the language of the words."""
        return _in_language(self.choices[value], language, default)

    @property
    def declaration(self) -> Field:
        """The declaration of the field. Only words differ between languages; translations inherit all other values."""
        kinds = {"text": TEXT, "date": ISO_DATE, "number": NUMBER, "web": WEB}
        kind = kinds[self.type] if self.type in kinds else one_of(tuple(self.choices))
        parts = BOTH if self.type == "text" else ORIGINAL
        sentence = f"{next(iter(self.labels.values()))} (a field of this archive's own)."
        return Field(kind, sentence, parts=parts, name=self.name)


def _in_language(words: Mapping[str, str], language: str, default: str) -> tuple[str, str]:
    return (words[language], language) if language in words else (words[default], default)


def fields_of(taxonomies: Collection[str], extra: Iterable[ExtraField], sources: SourcesRule) -> FieldTable:
    """Return the fields that the texts of an archive have: those in `FIELDS`, and its own after them.

    Those for terms of vocabularies that it does not have are left out.
    """
    table = {name: each for name, each in FIELDS["briefing"].items() if name not in OF_TERMS or name in taxonomies}
    table["sources"] = replace(table["sources"], required=sources == "required")
    table |= {each.name: each.declaration for each in extra}
    return MappingProxyType({**FIELDS, "briefing": MappingProxyType(table)})


_FIELD_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_CHOICE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_PROPERTY = re.compile(r"[a-z][A-Za-z]*\Z")


def own_field_faults(extra: Sequence[ExtraField], tags: Collection[str], default: str) -> Iterator[str]:
    """Yield what is wrong in the setting: malformed rows, and names that the generator itself has.

    All words must be in the default language, and only in the languages of the site, `tags`.
    """
    names = [each.name for each in extra]
    taken = KEYS | {name for fields in FIELDS.values() for name in fields}
    for each in extra:
        at = f"EXTRA_FIELDS: {each.name}"
        if not _FIELD_NAME.match(each.name) or each.name in taken:
            wrong = "is a field or key of the generator" if each.name in taken else "is not a name such as case_status"
            yield f"EXTRA_FIELDS: {each.name!r} {wrong}; choose another name"
        if names.count(each.name) > 1:
            yield f"{at} appears twice"
        if each.type not in EXTRA_TYPES:
            yield f"{at}: type: {each.type!r} is none of {', '.join(EXTRA_TYPES)}"
        if (each.type == "choice") != bool(each.choices):
            yield f"{at}: choices: a field of the type 'choice' has them, and no other"
        if each.schema_org and not _PROPERTY.match(each.schema_org):
            yield f"{at}: schema_org: {each.schema_org!r} is not a property such as contentLocation"
        yield from _word_faults(f"{at}: labels", each.labels, tags, default)
        for choice, words in each.choices.items():
            if not isinstance(choice, str) or not _CHOICE.match(choice):
                yield f"{at}: choices: {choice!r} is not an id such as under-appeal"
            yield from _word_faults(f"{at}: choices: {choice}", words, tags, default)


def _word_faults(at: str, words: object, tags: Collection[str], default: str) -> Iterator[str]:
    """Yield what is wrong unless `words` is a mapping of the site's languages to words, with the default language."""
    if not isinstance(words, Mapping) or default not in words:
        yield f"{at}: {words!r} has no words in the default language; write {{{default!r}: '…'}}"
        return
    for tag, each in words.items():
        if tag not in tags or not isinstance(each, str) or not each.strip():
            yield f"{at}: {tag!r}: {each!r} is not a language of the site with its words"
