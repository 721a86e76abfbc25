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
import re
import string
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsarchive.model.characters import first_stray

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message
    from babel.plural import PluralRule


class CatalogueError(Exception):
    """A catalogue is missing or malformed, or none has a key. The message names the file or the key."""


LAST_RESORT = "en"
"""The language of the generator's own words: its catalogues have all keys, and are shown where all others lack one."""


OWN = "own."
"""Begins the keys of messages that a newsroom adds for plugins and templates of its own."""


class Compiled(msgspec.Struct, frozen=True):
    """The content of each language's .mo file, by tag, so that it can be cached; the rest as in `Catalogues`."""

    default: str
    catalogues: dict[str, bytes]
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
        self._catalogues = {tag: _opened(data) for tag, data in compiled.catalogues.items()}
        self.missing = {tag: tuple(keys) for tag, keys in compiled.missing.items() if keys}
        self.unknown = {path: tuple(keys) for path, keys in compiled.unknown.items() if keys}
        self._plain: dict[tuple[str, str], str] = {}
        self._fallbacks = {tag: frozenset(keys) for tag, keys in compiled.missing.items()}
        self._docs = guides()
        self._others = tuple(dict.fromkeys((compiled.default, LAST_RESORT)))

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        """Return a message in a language, with its placeholders filled.

        Args:
            number: Selects the plural form, and fills the placeholder `{number}`.
            values: The values of the other placeholders, except for `{docs}`, which is the folder with the guides.

        Raises:
            CatalogueError: English lacks the key, too.
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
        for tag in (language, *self._others):
            found = self._look_up(tag, key, number)
            if found is not None:
                return found.format(number=number, docs=self._docs, **values)
        raise CatalogueError(f"no catalogue has the key {key!r}")

    def spoken(self, language: str, key: str) -> str:
        """Return the tag of the language in which a message is shown: `language`, or another if that lacks it."""
        lacking = (tag for tag in (language, *self._others) if key not in self._fallbacks.get(tag, ()))
        return next(lacking, LAST_RESORT)

    def _look_up(self, tag: str, key: str, number: int | None) -> str | None:
        """Return a message as one language's catalogue has it, or None."""
        catalogue = self._catalogues[tag]
        # gettext returns the key if a message is missing, plural or not
        found = catalogue.gettext(key) if number is None else catalogue.ngettext(key, key, number)
        return None if found == key else found


@lru_cache(maxsize=16)
def _opened(compiled: bytes) -> gettext.GNUTranslations:
    """Return the messages of a .mo file; a check needs them twice, and a preview for every save."""
    return gettext.GNUTranslations(io.BytesIO(compiled))


# allowed in catalogues: a sentence with placeholders of both directions may need these marks, which do not reorder
# any other words (UAX #9, 2.6)
_DIRECTION = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))


def find_catalogues(
    folders: Sequence[Path], tags: Sequence[str], plugins: Sequence[Path] = ()
) -> dict[str, tuple[Path, ...]]:
    """Return the paths of the catalogues (`az.po`) of each language and of `LAST_RESORT`, first the one that counts.

    A language may have none: it shows the words of the default language. The folders of plugins follow the others.

    Raises:
        CatalogueError: There is none of `LAST_RESORT`, but for those of plugins.
    """
    found = {
        tag: tuple(path for folder in (*folders, *plugins) if (path := folder / f"{tag}.po").is_file())
        for tag in dict.fromkeys((*tags, LAST_RESORT))
    }
    if all(path.parent in plugins for path in found[LAST_RESORT]):
        places = ", ".join(str(folder) for folder in folders)
        wanted = "put the generator's own folder last, as newsarchive.defaults does"
        raise CatalogueError(f"there is no {LAST_RESORT}.po in {places}; {wanted}")
    return found


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
    return {_key(message.id): message for catalogue in read for message in catalogue if message.id}


def compile_catalogues(paths: Mapping[str, Sequence[Path]], default: str, plugins: Collection[Path] = ()) -> Compiled:
    """Check and compile catalogues, given by tag as `find_catalogues` returns them.

    Raises:
        CatalogueError: One is malformed, has a placeholder that the English message lacks, or has other plural forms
            than the last one of its language that is no plugin's.
    """
    read = {tag: [(path, read_catalogue(path, tag)) for path in several] for tag, several in paths.items()}
    reference = all_words(paths[LAST_RESORT], plugins)
    unknown = {
        str(path): _compare_placeholders(reference, catalogue, path)
        for several in read.values()
        for path, catalogue in several
    }
    own = (message for _, catalogue in chain(*read.values()) for message in catalogue if _is_own(message))
    known = {*reference, *(_key(message.id) for message in own)}
    merged = {tag: _merged(several, tag, plugins) for tag, several in read.items()}
    missing = {tag: missing_messages(catalogue, known) for tag, catalogue in merged.items()}
    compiled = {tag: _compiled(catalogue) for tag, catalogue in merged.items()}
    return Compiled(default, compiled, missing, unknown)


def _is_own(message: Message) -> bool:
    """Return whether a message is a newsroom's own, for a plugin or a template of its own."""
    return bool(message.id) and _key(message.id).startswith(OWN)


def _merged(several: Sequence[tuple[Path, Catalog]], tag: str, plugins: Collection[Path]) -> Catalog:
    """Return one catalogue with the messages of several, of which the first that has one counts."""
    from babel.messages.catalog import Catalog

    # the plugins' come after the one whose plural forms count, the others before it
    (*_, (base, whole)) = sorted(several, key=lambda each: each[0].parent not in plugins) or [
        (Path(), Catalog(locale=tag.replace("-", "_")))
    ]
    chosen: dict[str, tuple[Path, Message]] = {}
    for path, catalogue in several:
        for message in catalogue:
            if message.id and not message.fuzzy and _translated(message.string):
                chosen.setdefault(_key(message.id), (path, message))
    for key, (path, message) in chosen.items():
        if path == base:
            continue
        forms = len(_parts(message.string))
        if message.pluralizable and forms != whole.num_plurals:
            reason = f"{forms} plural forms, but {base} has {whole.num_plurals}; write {plural_forms(tag)}"
            raise CatalogueError(f"{path}:{message.lineno}: {key!r} has {reason}")
        del whole[key]
        whole.add(message.id, message.string)
    return whole


def missing_messages(catalogue: Catalog, reference: Collection[str]) -> list[str]:
    """Return the sorted keys of `reference` that a catalogue lacks, or has only as fuzzy, that is, unfinished."""
    done = {_key(each.id) for each in catalogue if each.id and _translated(each.string) and not each.fuzzy}
    return sorted(key for key in reference if key not in done)


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
        # Babel counts lines from 0, and says so in no other way
        told = _plural_told(path, tag) if "num_plurals" in reason else reason
        raise CatalogueError(f"{path}:{error.lineno + 1}: {told}") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: {error}") from None
    for message in catalogue:
        words = "\n".join(_parts(message.string)) if message.id else ""
        stray = first_stray(words.translate(_DIRECTION))
        if stray:
            reason = f"{stray} is not seen by readers, or is unknown to Unicode; remove it"
            raise CatalogueError(f"{path}: {_key(message.id)!r}: {reason}")
    return catalogue


def _plural_told(path: Path, tag: str) -> str:
    """Return a message about a plural with more forms than a file's header allows: which line it needs, and where."""
    words = path.read_text("utf-8")
    line = f'"Plural-Forms: {plural_rule(tag)}\\n"'
    if _PLURAL_LINE.search(words):
        change = f"replace the line “Plural-Forms” in the file’s header by\n{line}"
    elif _HEADER.search(words):
        change = f"add this line to the file’s header, below the first msgstr:\n{line}"
    else:
        change = f'begin the file with a header:\nmsgid ""\nmsgstr ""\n{line}'
    return f"the plural has more forms than the header allows; {change}\nand write {plural_forms(tag)}"


_HEADER = re.compile(r'^msgid ""\s+msgstr "', re.MULTILINE)
_PLURAL_LINE = re.compile(r'^"Plural-Forms:', re.MULTILINE)
_COUNTED = 1000


def plural_forms(tag: str) -> str:
    """Return which forms a plural has in a language: `2 forms: msgstr[0] for 1; msgstr[1] for 0, 2, 3`."""
    rule = _reduced_rule(tag)
    names = [name for name in _PLURAL_NAMES if name in {*rule.rules, "other"}]
    numbers = {name: [str(number) for number in range(_COUNTED) if rule(number) == name][:3] for name in names}
    forms = [f"msgstr[{index}] for {', '.join(numbers[name])}" for index, name in enumerate(names)]
    return f"{len(forms)} form{'s' * (len(forms) > 1)}: {'; '.join(forms)}"


def plural_rule(tag: str) -> str:
    """Return the plural rule of a language as the header of a catalogue states it: `nplurals=2; plural=…;` (CLDR)."""
    from babel.plural import to_gettext

    return str(to_gettext(_reduced_rule(tag)))


_PLURAL_NAMES = ("zero", "one", "two", "few", "many", "other")


def _reduced_rule(tag: str) -> PluralRule:
    """Return the plural rule of a language without forms that no whole number below 1,000 takes.

    In Polish, for example, CLDR has a fourth form for fractions. If “other” is such a form, it replaces the last one.
    """
    from babel import Locale
    from babel.plural import PluralRule

    rule = Locale.parse(tag, sep="-").plural_form
    taken = {rule(number) for number in range(_COUNTED)}
    used = [name for name in _PLURAL_NAMES if name in taken]
    return PluralRule({name: rule.rules[name] for name in used[:-1]})


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


def _compare_placeholders(reference: Mapping[str, Message], catalogue: Catalog, path: Path) -> list[str]:
    """Return the sorted keys of a catalogue that `reference`, the English messages by key, lacks.

    Raises:
        CatalogueError: A message has a placeholder that the English one lacks.
    """
    unknown = []
    for message in catalogue:
        if not message.id or not _translated(message.string):
            continue
        key = _key(message.id)
        original = message if _is_own(message) else reference.get(key)
        if original is None:
            unknown.append(key)
            continue
        try:
            allowed = {"docs", *_placeholders(original.string), *(("number",) if message.pluralizable else ())}
            strange = _placeholders(message.string) - allowed
        except ValueError as error:
            raise CatalogueError(f"{path}: {key!r}: {error}") from None
        if strange:
            raise CatalogueError(f"{path}: {key!r} has the unknown placeholder {sorted(strange)[0]!r}")
    return sorted(unknown)


def guides() -> str:
    """Return the folder with the guides as a message names it: from the working folder if it is below that."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "docs"
    folder = inside if inside.is_dir() else package.parents[1] / "docs"
    try:
        here = Path.cwd()
    except FileNotFoundError:  # somebody deleted the working folder
        return str(folder)
    return os.path.relpath(folder, here) if folder.is_relative_to(here) else str(folder)
