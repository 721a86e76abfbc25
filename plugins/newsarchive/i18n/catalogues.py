"""Interface words from gettext catalogues, compiled in memory.

A catalogue (`az.po`) has the words of the interface, such as titles and labels, in one language. A message's key
describes its meaning (`briefing.corrections`); English has a catalogue, too. A placeholder is `{name}`, so that
translators can reorder and inflect the whole sentence.

A language may have several catalogues: of each message, the first that has it counts, so that an archive states only
the words that it changes. Those of plugins come last, each with the words that this plugin alone uses. A message that
none has is shown in the default language, else in English.
"""

from __future__ import annotations

import gettext
import io
import os
import string
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsarchive.model.characters import first_stray

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message


class CatalogueError(Exception):
    """A catalogue is missing or malformed, or none has a key. The message names the file or the key."""


LAST_RESORT = "en"
"""The language of the generator's own words: its catalogues have all keys, and are shown where all others lack one."""

OWN = "own."
"""Begins the keys of messages that a newsroom adds for plugins and templates of its own."""


class Compiled(msgspec.Struct, frozen=True):
    """The .mo files of each language by tag, first the one that counts, to be cached; the rest as in `Catalogues`."""

    default: str
    catalogues: dict[str, list[bytes]]
    missing: dict[str, list[str]]
    unknown: dict[str, list[str]]


class Catalogues:
    """The words of the interface in all languages: call it with a language tag and a key.

    A message that a language lacks is taken from the default language, or else from `LAST_RESORT`.

    Attributes:
        missing: The keys that a language lacks, sorted, by its tag; complete languages are left out.
        unknown: The keys of a catalogue that nothing asks for, by its path: misspelt, or dropped in a new version.
    """

    def __init__(self, compiled: Compiled) -> None:
        """Load compiled catalogues."""
        self.missing = {tag: tuple(keys) for tag, keys in compiled.missing.items() if keys}
        self.unknown = {path: tuple(keys) for path, keys in compiled.unknown.items() if keys}
        self._catalogues = {tag: _chained(several) for tag, several in compiled.catalogues.items()}
        self._lacking = {tag: frozenset(keys) for tag, keys in self.missing.items()}
        self._others = compiled.default, LAST_RESORT
        self._plain: dict[tuple[str, str], str] = {}  # every page has dozens of messages without placeholders
        self._docs = guides()

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        """Return a message in a language, with its placeholders filled.

        Args:
            number: Selects the plural form, and fills the placeholder `{number}`.
            values: The values of the other placeholders, except for `{docs}`, which is the folder with the guides.

        Raises:
            CatalogueError: English lacks the key, too.
        """
        if number is not None or values:
            return self._message(language, key, number).format(number=number, docs=self._docs, **values)
        words = self._plain.get((language, key))
        if words is None:
            words = self._plain[language, key] = self._message(language, key, None).format(docs=self._docs)
        return words

    def spoken(self, language: str, key: str) -> str:
        """Return the tag of the language in which a message is shown: `language`, or another if that lacks it."""
        having = (tag for tag in (language, *self._others) if key not in self._lacking.get(tag, ()))
        return next(having, LAST_RESORT)

    def _message(self, language: str, key: str, number: int | None) -> str:
        for tag in (language, *self._others):
            catalogue = self._catalogues[tag]
            words = catalogue.gettext(key) if number is None else catalogue.ngettext(key, key, number)
            if words != key:  # which gettext returns if a message is missing
                return words
        raise CatalogueError(f"no catalogue has the key {key!r}")


def _chained(several: Iterable[bytes]) -> gettext.NullTranslations:
    chain = gettext.NullTranslations()
    for content in several:
        chain.add_fallback(gettext.GNUTranslations(io.BytesIO(content)))
    return chain


def find_catalogues(
    folders: Sequence[Path], tags: Sequence[str], plugins: Sequence[Path] = ()
) -> dict[str, tuple[Path, ...]]:
    """Return the paths of the catalogues (`az.po`) of each language and of `LAST_RESORT`, first the one that counts.

    A language may have none: it shows the words of the default language. The folders of plugins follow the others.

    Raises:
        CatalogueError: There is none of `LAST_RESORT`, but for those of plugins.
    """
    paths = {
        tag: tuple(path for folder in (*folders, *plugins) if (path := folder / f"{tag}.po").is_file())
        for tag in dict.fromkeys((*tags, LAST_RESORT))
    }
    if all(path.parent in plugins for path in paths[LAST_RESORT]):
        places = ", ".join(map(str, folders))
        wanted = "put the generator's own folder last, as newsarchive.defaults does"
        raise CatalogueError(f"there is no {LAST_RESORT}.po in {places}; {wanted}")
    return paths


def load_catalogues(
    folders: Sequence[Path], tags: Sequence[str], default: str, plugins: Sequence[Path] = ()
) -> Catalogues:
    """Find, compile and load the catalogues; `CatalogueError` if one is missing or malformed."""
    return Catalogues(compile_catalogues(find_catalogues(folders, tags, plugins), default, plugins))


def all_words(english: Sequence[Path], plugins: Collection[Path]) -> dict[str, Message]:
    """Return all messages in English by key: those of the generator, which is the last that is no plugin, and plugins.

    `english` are the English catalogues as `find_catalogues` returns them.
    """
    (*_, generator) = [path for path in english if path.parent not in plugins]
    read = [read_catalogue(path, LAST_RESORT) for path in english if path == generator or path.parent in plugins]
    return {key: message for catalogue in read for key, message, _ in _finished(catalogue)}


def compile_catalogues(paths: Mapping[str, Sequence[Path]], default: str, plugins: Collection[Path] = ()) -> Compiled:
    """Check and compile catalogues, given by tag as `find_catalogues` returns them.

    Raises:
        CatalogueError: One is malformed, or has a placeholder that the English message lacks.
    """
    read = {tag: [read_catalogue(path, tag) for path in several] for tag, several in paths.items()}
    reference = all_words(paths[LAST_RESORT], plugins)
    keys = {tag: {key for each in several for key, *_ in _finished(each)} for tag, several in read.items()}
    known = {*reference, *(key for own in keys.values() for key in own if key.startswith(OWN))}
    return Compiled(
        default,
        {tag: [*map(_compiled, several)] for tag, several in read.items()},
        {tag: sorted(known - own) for tag, own in keys.items()},
        {
            str(path): _unknown(catalogue, reference, path)
            for tag, several in paths.items()
            for path, catalogue in zip(several, read[tag], strict=True)
        },
    )


def _compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as a .mo file, without messages that are not finished."""
    from babel.messages.mofile import write_mo

    finished, written = {key for key, *_ in _finished(catalogue)}, io.BytesIO()
    for message in [*catalogue]:
        if _key(message) and _key(message) not in finished:
            catalogue.delete(message.id)
    write_mo(written, catalogue)
    return written.getvalue()


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _finished(catalogue: Catalog) -> Iterator[tuple[str, Message, Sequence[str]]]:
    """Yield key, message and plural forms of all messages but those that are not translated, or fuzzy (unfinished)."""
    for message in catalogue:
        forms = (message.string,) if isinstance(message.string, str) else message.string or ()
        if _key(message) and forms and all(forms) and not message.fuzzy:
            yield _key(message), message, forms


def read_catalogue(path: Path, tag: str) -> Catalog:
    """Parse the .po file of a language.

    CatalogueError is raised if it is malformed, or has an invisible or unknown character.
    """
    # loaded when it is needed, as most builds find the compiled catalogues in the cache
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=tag.replace("-", "_"), abort_invalid=True)
    except PoFileError as error:
        reason = str(error).removesuffix(f" on {error.lineno}")
        if "num_plurals" in reason:
            rule = f'"Plural-Forms: {plural_rule(tag)}\\n"'
            reason = f"the plural has more forms than the header of the file allows; write there {rule}"
        # Babel counts lines from 0
        raise CatalogueError(f"{path}:{error.lineno + 1}: {reason}") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: {error}") from None
    for key, _, forms in _finished(catalogue):
        # marks of direction are allowed: a sentence with placeholders may need them (UAX #9, 2.6)
        stray = first_stray("\n".join(forms).translate(dict.fromkeys(map(ord, "\u061c\u200e\u200f"))))
        if stray:
            reason = f"{stray} is not seen by readers, or is unknown to Unicode; remove it"
            raise CatalogueError(f"{path}: {key!r}: {reason}")
    return catalogue


def plural_rule(tag: str) -> str:
    """Return the plural rule of a language as the header of a catalogue states it: `nplurals=2; plural=…;` (CLDR).

    Forms that no whole number below 1,000 takes are left out, such as the fourth in Polish, which is for fractions.
    """
    from babel import Locale
    from babel.plural import PluralRule, to_gettext

    rule = Locale.parse(tag, sep="-").plural_form
    taken = {rule(number) for number in range(1000)}
    *names, _ = (name for name in ("zero", "one", "two", "few", "many", "other") if name in taken)
    return str(to_gettext(PluralRule([(name, rule.rules[name]) for name in names])))


def _unknown(catalogue: Catalog, reference: Mapping[str, Message], path: Path) -> list[str]:
    """Return the sorted keys of a catalogue that `reference`, the English messages by key, lacks.

    Raises:
        CatalogueError: A message has a placeholder that the English one lacks.
    """
    unknown = []
    for key, message, forms in _finished(catalogue):
        original = message if key.startswith(OWN) else reference.get(key)
        if original is None:
            unknown.append(key)
            continue
        english = (original.string,) if isinstance(original.string, str) else original.string or ()
        try:
            allowed = {"docs", *_placeholders(english), *(("number",) if message.pluralizable else ())}
            strange = _placeholders(forms) - allowed
        except ValueError as error:
            raise CatalogueError(f"{path}: {key!r}: {error}") from None
        if strange:
            raise CatalogueError(f"{path}: {key!r} has the unknown placeholder {sorted(strange)[0]!r}")
    return sorted(unknown)


def _placeholders(forms: Sequence[str]) -> set[str]:
    """Return the names of the placeholders in all forms of a message; ValueError if braces contain anything else."""
    names = set()
    for form in forms:
        for _, name, spec, conversion in string.Formatter().parse(form):
            if name is not None:
                if spec or conversion or not name.isidentifier():
                    raise ValueError(f"{{{name}}} is not a placeholder")
                names.add(name)
    return names


def guides() -> str:
    """Return the folder with the guides as a message names it: from the working folder if it is below that."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "docs"
    folder = inside if inside.is_dir() else package.parents[1] / "docs"
    here = Path.cwd()
    return os.path.relpath(folder, here) if folder.is_relative_to(here) else str(folder)
