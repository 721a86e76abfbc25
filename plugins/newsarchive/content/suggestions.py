"""What an editor meant by a name, a link or a term that does not exist.

`explained` adds suggestions ("did you mean …?") to the faults of terms, and `MeantFiles` finds them for dead links. An
empty string always means: no suggestion.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec.structs import replace

from newsarchive.i18n.slugs import slugify
from newsarchive.model.diagnostics import Fault, did_you_mean
from newsarchive.model.field_types import ID
from newsarchive.model.models import Text
from newsarchive.model.vocabularies import Term

from .tree import ContentTree

_MOST_MEANT = 20
"""The most unknown terms of one file that get a suggestion: each may be compared with all names of a vocabulary."""

_BY_DATE = ("folder-year", "published-before-date")
_HOST = re.compile(r"www\.[^\s/]+\.[^\s/]+(?:/|$)|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|az|ru)(?:/|$)", re.I)


class TermNames:
    """A search for the terms of one vocabulary (tags, people and so on) by their names in any language."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        """Store the terms of the vocabulary by id; the names are indexed on the first search."""
        self._terms = terms

    def named(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms whose id or name was typed, sorted; case and diacritics of names are ignored."""
        if typed in self._terms:
            return (typed,)
        languages = {language for language, _ in self._ids}
        found = (self._ids.get((language, slugify(typed, language)), ()) for language in languages)
        return tuple(sorted({each for ids in found for each in ids}))

    def found(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms that were `named`, else of those that readers find by it (`Term.search`)."""
        return self.named(typed) or tuple(sorted(self._searched.get(slugify(typed, "en"), ())))

    def begun(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms with a name of which a word begins as typed, such as a family name, sorted."""
        plain = slugify(typed, "en")
        return tuple(sorted({each for name, each in self._all.items() if plain and f"-{plain}" in f"-{name}"}))

    def meant(self, typed: str) -> str:
        """Return the id of the term that an editor probably meant by what was typed, or an empty string.

        It is a term that is `found`, else one with such a beginning, else one with a similar name.
        """
        known = self.found(typed) or self.begun(typed)
        return known[0] if known else self._all.get(did_you_mean(slugify(typed, "en"), self._all), "")

    @cached_property
    def _ids(self) -> Mapping[tuple[str, str], set[str]]:
        """The ids of terms by language and name, as a slug; other spellings (`also`) count in each of its languages."""
        ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        for term in self._terms.values():
            also = ((language, name) for name in set(term.also) for language in (*term.names, "en"))
            for language, name in (*term.names.items(), *also):
                if plain := slugify(name, language):
                    ids[language, plain].add(term.id)
        return dict(ids)

    @cached_property
    def _searched(self) -> Mapping[str, set[str]]:
        ids: dict[str, set[str]] = defaultdict(set)
        for term in self._terms.values():
            for word in (word for words in term.search.values() for word in words):
                ids[slugify(word, "en")].add(term.id)
        return {word: each for word, each in ids.items() if word}

    @cached_property
    def _all(self) -> Mapping[str, str]:
        """The id of a term for each of its names in any language, as a slug (`ali-veli`), and for the id itself."""
        return {**{name: min(ids) for (_, name), ids in self._ids.items()}, **{each: each for each in self._terms}}


def explained(
    faults: Iterable[Fault], tree: ContentTree, vocabularies: Mapping[str, Mapping[str, Term]]
) -> Iterator[Fault]:
    """Yield the faults of the content, without those that another fault explains.

    Unknown terms get a suggestion. A value that cannot be the id of a term is probably a name, so an unknown term.
    """
    faults = list(faults)
    future = {each.path for each in faults if each.code == "date-in-future"}
    unlisted = {posixpath.dirname(each.path) for each in faults if "sources" in _fields_of(each)}
    names = {taxonomy: TermNames(terms) for taxonomy, terms in vocabularies.items()}
    suggested = Counter[str]()
    for each in sorted(faults):
        values, folder = dict(each.values), posixpath.dirname(each.path)
        found, field = values.get("found", ""), values.get("field", "")
        if each.code in _BY_DATE and each.path in future:
            continue  # a mistyped year is reported once, as a date in the future
        if each.code == "unknown-source" and folder in unlisted:
            continue  # a source with a fault is reported where it is listed, not wherever it is cited
        if each.code == "type" and field == "image.file" and f"{folder}/{found}" in tree.misnamed:
            continue  # the file's name is reported as a fault
        if each.code == "type" and field in names and values["expected"] == ID.expected and found.strip():
            each = replace(each, code="unknown-term", values=(("found", found), ("vocabulary", f"{field}.yaml")))
        if each.code == "unknown-term":
            suggested[each.path] += 1
            told = dict(each.values)
            known = names[told["vocabulary"].removesuffix(".yaml")]
            told["meant"] = known.meant(found) if suggested[each.path] <= _MOST_MEANT else ""
            each = replace(each, values=tuple(told.items()))
        yield each


def _fields_of(found: Fault) -> set[str]:
    """Return the names of the front-matter fields that have no value because of a fault, or because a draft may."""
    values = dict(found.values)
    named = values.get("fields", "") if found.warning else values.get("field", "")
    return {name.partition(".")[0] for name in named.split(", ")}


def with_value(found: Fault, name: str, value: str) -> Fault:
    """Return a copy of a fault with one more value for its message, or the fault itself if that value is empty."""
    return replace(found, values=(*found.values, (name, value))) if value else found


def meant_file(target: str, folder: str, files: Collection[str]) -> str:
    """Return the name of a file in `folder` that is similar to that of the missing `target`, or an empty string."""
    beside = {
        path.rpartition("/")[2].lower(): path.rpartition("/")[2] for path in files if posixpath.dirname(path) == folder
    }
    return beside.get(did_you_mean(posixpath.basename(target).lower(), beside), "")


class MeantFiles:
    """A search for the text that a dead link probably means, by the slug in the link."""

    def __init__(self, paths: Collection[str]) -> None:
        """Store the paths of all texts to which a link may lead; they are indexed on the first search."""
        self._paths = paths

    def hint(self, path: str, text: Text) -> tuple[str, str]:
        """Return what the message about a dead link says besides its target, as name and value for the message.

        It is `("meant", suggestion)`, perhaps empty, or `("hint", "kind")` for an extension of no text (`.docx`).
        """
        name = path.removeprefix(f"{text.folder}/")
        if _HOST.match(name):
            return "meant", f"https://{name}"
        meant = self.meant(path, text)
        kind = not meant and posixpath.splitext(name)[1].lower() not in ("", ".md", ".html")
        return ("hint", "kind") if kind else ("meant", meant)

    def meant(self, path: str, text: Text) -> str:
        """Return the file that a link probably means, relative to the folder of the text with the link.

        The file has the same slug as the target. It is in the language that the target names, in its file name or as in
        the address `en/2025/slug`; otherwise in the language of the text, or in any. Return an empty string if there is
        no such file, or if it is the text itself.
        """
        parts = path.removesuffix("index.html").strip("/").split("/")
        name = parts.pop() if parts[-1].endswith(".md") else ""
        found = self._by_slug.get(parts[-1], {}) if parts else {}
        wanted = (name.removesuffix(".md"), *reversed(parts[:-1]), text.language)
        language = next((each for each in wanted if each in found), next(iter(found), ""))
        path = found.get(language, text.path)
        return "" if path == text.path else posixpath.relpath(path, text.folder)

    @cached_property
    def _by_slug(self) -> Mapping[str, Mapping[str, str]]:
        """The paths of the texts, by slug and then by language: `{"slug": {"en": "briefings/2025/slug/en.md"}}`."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for path in sorted(self._paths):
            *_, slug, name = path.split("/")
            found[slug].setdefault(name.removesuffix(".md"), path)
        return found
