"""The fields that a newsroom adds to briefings: the setting `EXTRA_FIELDS`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec.structs import replace

from .addresses import SLUG
from .field_types import ISO_DATE, NUMBER, TEXT, WEB, one_of
from .fields import BOTH, FIELDS, KEYS, ORIGINAL, TAXONOMIES, Field, FieldTable, SourcesRule
from .setting_types import Rule, SettingsError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_PROPERTY = re.compile(r"(?:[a-z][A-Za-z]*)?\Z")

_Choices = Annotated[
    Mapping[str, Mapping[str, str]],
    Rule("a mapping of ids such as under-appeal to their words", lambda choices: all(map(SLUG.match, choices))),
]


class ExtraField(msgspec.Struct, frozen=True):
    """A field of briefings that a newsroom adds: one row of the setting `EXTRA_FIELDS`.

    Attributes:
        type: `text` (words, in each language its own), `choice` (one of `choices`), `date`, `number`, or `web` (an
            address).
        labels: What pages print before the value, by language tag.
        choices: For the type `choice`: by id, the words for it by language tag.
        schema_org: The property of schema.org's `NewsArticle` under which machines find it; empty if none fits.
    """

    name: Annotated[str, Rule("a name such as case_status", _NAME.match)]
    type: Literal["text", "choice", "date", "number", "web"]
    labels: Annotated[Mapping[str, str], Rule("a mapping of languages to words, such as {'en': 'Case'}")]
    choices: _Choices = msgspec.field(default_factory=dict)
    schema_org: Annotated[str, Rule("a property such as contentLocation", _PROPERTY.match)] = ""

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
    table = {name: each for name, each in FIELDS["briefing"].items() if name not in TAXONOMIES or name in taxonomies}
    table["sources"] = replace(table["sources"], required=sources == "required")
    table |= {each.name: each.declaration for each in extra}
    return MappingProxyType({**FIELDS, "briefing": MappingProxyType(table)})


def check_own_fields(extra: Sequence[ExtraField], tags: Collection[str], default: str) -> None:
    """Raise SettingsError for a field whose name is taken, or whose words are not in the languages of the site."""
    for position, field in enumerate(extra):
        at = f"EXTRA_FIELDS: {field.name}"
        if field.name in KEYS:
            raise SettingsError(f"{at} is a field or key of the generator; choose another name")
        if field.name in (each.name for each in extra[:position]):
            raise SettingsError(f"{at} appears twice")
        if (field.type == "choice") != bool(field.choices):
            raise SettingsError(f"{at}: choices: a field of the type 'choice' has them, and no other")
        for words in (field.labels, *field.choices.values()):
            if default not in words or not set(words) <= set(tags) or not all(map(str.strip, words.values())):
                raise SettingsError(f"{at}: {words!r} must be words in {default!r}, and only in languages of the site")
