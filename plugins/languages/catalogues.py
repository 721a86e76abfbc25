"""Interface words from gettext catalogues (`theme/translations/<tag>.po`), compiled in memory by the build.

A message's key says what it means (`briefing.corrections`), English has a catalogue like every other
language, and a placeholder is `{name}`, so that each translator orders and inflects a whole sentence.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec


class CatalogueError(Exception):
    """A catalogue is missing or malformed, or a key stands in none; the message says where and which."""


class Compiled(msgspec.Struct, frozen=True):
    """What catalogues were compiled to, which may be kept: .mo files by language tag.

    `missing` are the keys of each language that fall back to the default, by the catalogue's path.
    """

    default: str
    catalogues: dict[str, bytes]
    missing: dict[str, list[str]]


class Catalogues:
    """The words of all languages of a site. A missing one is taken from the default language."""

    def __init__(
        self,
        catalogues: Mapping[str, gettext.NullTranslations],
        default: str,
        missing: Mapping[str, Sequence[str]],
    ) -> None:
        """Keep compiled catalogues by language tag; `default` must be among them.

        `missing` are the keys of each language that fall back to the default, by the catalogue's path.
        """
        self._catalogues = dict(catalogues)
        self._default = default
        self.missing = {path: tuple(keys) for path, keys in missing.items() if keys}
        self._plain: dict[tuple[str, str], str] = {}
        self._fallbacks = {Path(path).stem: frozenset(keys) for path, keys in missing.items()}

    @classmethod
    def of(cls, compiled: Compiled) -> Catalogues:
        """Return the words of compiled catalogues."""
        read = {tag: gettext.GNUTranslations(io.BytesIO(data)) for tag, data in compiled.catalogues.items()}
        return cls(read, compiled.default, compiled.missing)

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        """Return the message in the language; CatalogueError for a key that the default lacks too.

        `number` chooses the plural form and fills the placeholder `{number}`.
        """
        if number is None and not values:
            return self._said(language, key)
        return self._filled(language, key, number, values)

    def _said(self, language: str, key: str) -> str:
        """Return a message without values, which every page has by the dozen, from those said before."""
        found = self._plain.get((language, key))
        if found is None:
            found = self._plain[language, key] = self._filled(language, key, None, {})
        return found

    def _filled(self, language: str, key: str, number: int | None, values: Mapping[str, object]) -> str:
        for tag in (language, self._default):
            found = self._look_up(tag, key, number)
            if found is not None:
                return found.format(number=number, **values)
        raise CatalogueError(f"no catalogue has the key {key!r}")

    def spoken(self, language: str, key: str) -> str:
        """Return the tag of the language in which a message is answered: `language`, or else the default."""
        return self._default if key in self._fallbacks.get(language, ()) else language

    def _look_up(self, tag: str, key: str, number: int | None) -> str | None:
        catalogue = self._catalogues[tag]
        # a missing message, plural or not, is answered with its key
        found = catalogue.gettext(key) if number is None else catalogue.ngettext(key, key, number)
        return None if found == key else found
