"""Interface words from gettext catalogues, compiled in memory.

A catalogue (`az.po`) has the words of the interface, such as titles and labels, in one language. A message's key
describes its meaning (`briefing.corrections`); English has a catalogue, too. A placeholder is `{name}`, so that
translators can reorder and inflect the whole sentence.
"""

from __future__ import annotations

import gettext
import io
import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsarchive.archive.characters import VERSION, first_stray

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


class CatalogueError(Exception):
    """A catalogue is missing or malformed, or none has a key. The message names the file or the key."""


class Compiled(msgspec.Struct, frozen=True):
    """The content of each language's .mo file, by tag, so that it can be cached; `missing` as in `Catalogues`."""

    default: str
    catalogues: dict[str, bytes]
    missing: dict[str, list[str]]


class Catalogues:
    """The words of the interface in all languages: call it with a language tag and a key.

    A message that a language lacks is taken from the default language. `missing` has the lacking keys by the path of
    the catalogue, without complete catalogues.
    """

    def __init__(
        self,
        catalogues: Mapping[str, gettext.NullTranslations],
        default: str,
        missing: Mapping[str, Sequence[str]],
    ) -> None:
        """Store compiled catalogues by tag, and the keys that each lacks by its path. `default` is one of the tags."""
        self._catalogues = dict(catalogues)
        self._default = default
        self.missing = {path: tuple(keys) for path, keys in missing.items() if keys}
        self._plain: dict[tuple[str, str], str] = {}
        self._fallbacks = {Path(path).stem: frozenset(keys) for path, keys in missing.items()}

    @classmethod
    def of(cls, compiled: Compiled) -> Catalogues:
        """Create an instance from what `compile_catalogues` returned."""
        read = {tag: gettext.GNUTranslations(io.BytesIO(data)) for tag, data in compiled.catalogues.items()}
        return cls(read, compiled.default, compiled.missing)

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        """Return a message in a language, with its placeholders filled.

        Args:
            number: Selects the plural form, and fills the placeholder `{number}`.
            values: The values of the other placeholders.

        Raises:
            CatalogueError: The default language lacks the key, too.
        """
        if number is None and not values:
            return self._said(language, key)
        return self._filled(language, key, number, values)

    def _said(self, language: str, key: str) -> str:
        """Return a message without placeholders, cached, because every page has dozens of them."""
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
        """Return the tag of the language in which a message is shown: `language`, or the default if that lacks it."""
        return self._default if key in self._fallbacks.get(language, ()) else language

    def _look_up(self, tag: str, key: str, number: int | None) -> str | None:
        """Return a message as one language's catalogue has it, or None."""
        catalogue = self._catalogues[tag]
        # gettext returns the key if a message is missing, plural or not
        found = catalogue.gettext(key) if number is None else catalogue.ngettext(key, key, number)
        return None if found == key else found


# allowed in catalogues: a sentence with placeholders of both directions may need these marks, which do not reorder
# any other words (UAX #9, 2.6)
_DIRECTION = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))


def find_catalogues(folders: Sequence[Path], tags: Sequence[str]) -> dict[str, Path]:
    """Return the path of each language's `az.po`, from the first folder that has one; CatalogueError if none has."""
    return {tag: _found(folders, tag) for tag in tags}


def load_catalogues(folders: Sequence[Path], tags: Sequence[str], default: str) -> Catalogues:
    """Find, compile and load the catalogues; `CatalogueError` if one is missing or malformed."""
    return Catalogues.of(compile_catalogues(find_catalogues(folders, tags), default))


def compile_catalogues(paths: Mapping[str, Path], default: str) -> Compiled:
    """Check and compile catalogues, given by tag.

    CatalogueError is raised if one is malformed, or has a key or placeholder that the default language's lacks.
    """
    read = {tag: read_catalogue(path, tag) for tag, path in paths.items()}
    for tag, catalogue in read.items():
        _compare_placeholders(read[default], catalogue, tag)
    missing = {str(paths[tag]): missing_messages(catalogue, read[default]) for tag, catalogue in read.items()}
    return Compiled(default, {tag: _compiled(catalogue) for tag, catalogue in read.items()}, missing)


def missing_messages(catalogue: Catalog, reference: Catalog) -> list[str]:
    """Return the sorted keys that a catalogue lacks although the reference, the default language's, has them.

    A message that is marked as fuzzy, that is, unfinished, counts as lacking.
    """
    done = {_key(each.id) for each in catalogue if each.id and _translated(each.string) and not each.fuzzy}
    return sorted(_key(message.id) for message in reference if message.id and _key(message.id) not in done)


def read_catalogue(path: Path, tag: str) -> Catalog:
    """Parse the .po file of a language.

    CatalogueError is raised if it is malformed, or has an invisible character or one newer than Unicode 14.0.
    """
    # loaded when it is needed, as most builds find the compiled catalogues in the cache
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=tag.replace("-", "_"), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from None
    for message in catalogue:
        words = "\n".join(_parts(message.string)) if message.id else ""
        stray = first_stray(words.translate(_DIRECTION))
        if stray:
            reason = f"{stray} is not seen by readers, or is not in Unicode {VERSION}; remove it"
            raise CatalogueError(f"{path}: {_key(message.id)!r}: {reason}")
    return catalogue


def _found(folders: Sequence[Path], tag: str) -> Path:
    for folder in folders:
        path = folder / f"{tag}.po"
        if path.is_file():
            return path
    places = ", ".join(str(folder) for folder in folders)
    raise CatalogueError(f"language {tag!r} has no catalogue {tag}.po in {places}")


def _compiled(catalogue: Catalog) -> bytes:
    """Return the content of a .mo file, without fuzzy (unfinished) messages."""
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, catalogue, use_fuzzy=False)
    return compiled.getvalue()


def _key(message_id: str | Sequence[str]) -> str:
    """Return the key from a message's id, which with plural forms is a pair that begins with it."""
    return message_id if isinstance(message_id, str) else message_id[0]


def _translated(words: str | Sequence[str] | None) -> bool:
    return bool(words) if isinstance(words, str) or words is None else all(words)


def _parts(words: str | Sequence[str] | None) -> Sequence[str]:
    """Return the plural forms of a message as a list; empty if it is untranslated."""
    return [words] if isinstance(words, str) else words or []


def _placeholders(words: str | Sequence[str] | None) -> set[str]:
    """Return the names of the placeholders in all forms of a message; ValueError if braces contain anything else."""
    names = set()
    for part in _parts(words):
        for _, name, form, conversion in string.Formatter().parse(part):
            if name is not None:
                if form or conversion or not name.isidentifier():
                    raise ValueError(f"{{{name}}} is not a placeholder")
                names.add(name)
    return names


def _compare_placeholders(reference: Catalog, catalogue: Catalog, tag: str) -> None:
    """Raise CatalogueError if a catalogue has a key or placeholder that `reference`, the default language's, lacks."""
    known = {_key(message.id): message for message in reference if message.id}
    for message in catalogue:
        if not message.id or not _translated(message.string):
            continue
        key = _key(message.id)
        original = known.get(key)
        if original is None:
            raise CatalogueError(f"{tag}.po: {key!r} is not a key of the default catalogue")
        try:
            allowed = _placeholders(original.string) | ({"number"} if message.pluralizable else set())
            strange = _placeholders(message.string) - allowed
        except ValueError as error:
            raise CatalogueError(f"{tag}.po: {key!r}: {error}") from None
        if strange:
            raise CatalogueError(f"{tag}.po: {key!r} has the unknown placeholder {sorted(strange)[0]!r}")
