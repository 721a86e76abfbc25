"""What an editor meant by a name, a link or a term that does not exist.

`explained` adds suggestions ("did you mean …?") to the faults of terms, and `meant_link` finds them for dead links. An
empty string always means: no suggestion.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, product

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
        """Index the names of terms, as slugs; other spellings (`also`) count in each language of their term."""
        self._terms = terms
        self._languages = {"en"}.union(*(term.names for term in terms.values()))
        self._named: dict[str, set[str]] = defaultdict(set)
        self._searched: dict[str, set[str]] = defaultdict(set)
        for term in terms.values():
            for language, name in (*term.names.items(), *product((*term.names, "en"), set(term.also))):
                self._named[slugify(name, language)].add(term.id)
            for word in chain.from_iterable(term.search.values()):
                self._searched[slugify(word, "en")].add(term.id)
        for index in (self._named, self._searched):
            index.pop("", None)

    def named(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms whose id or name was typed, sorted; case and diacritics of names are ignored."""
        if typed in self._terms:
            return (typed,)
        return tuple(sorted(set().union(*(self._named.get(slugify(typed, tag), ()) for tag in self._languages))))

    def found(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms that were `named`, else of those that readers find by it (`Term.search`)."""
        return self.named(typed) or tuple(sorted(self._searched.get(slugify(typed, "en"), ())))

    def begun(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms with a name of which a word begins as typed, such as a family name, sorted."""
        plain = slugify(typed, "en")
        return tuple(sorted({each for name, each in self._all.items() if plain and f"-{plain}" in f"-{name}"}))

    def meant(self, typed: str) -> str:
        """Return the id of the term that is `found` by a name, or begins so, or has a similar name; or empty."""
        known = self.found(typed) or self.begun(typed)
        return known[0] if known else self._all.get(did_you_mean(slugify(typed, "en"), self._all), "")

    @property
    def _all(self) -> Mapping[str, str]:
        """The id of a term for each name in any language, as a slug (`ali-veli`), and for the id itself."""
        return {name: min(ids) for name, ids in self._named.items()} | {each: each for each in self._terms}


def explained(
    faults: Iterable[Fault], tree: ContentTree, vocabularies: Mapping[str, Mapping[str, Term]]
) -> Iterator[Fault]:
    """Yield the faults of the content, without those that another fault explains.

    Unknown terms get a suggestion. A value that cannot be the id of a term is probably a name, so an unknown term.
    """
    faults = list(faults)
    future = {each.path for each in faults if each.code == "date-in-future"}
    unlisted = {posixpath.dirname(each.path) for each in faults if "sources" in _fields_of(each)}
    names = cache(lambda taxonomy: TermNames(vocabularies[taxonomy]))
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
        if each.code == "type" and field in vocabularies and values["expected"] == ID.expected and found.strip():
            each = replace(each, code="unknown-term", values=(("found", found), ("vocabulary", f"{field}.yaml")))
        if each.code == "unknown-term":
            suggested[each.path] += 1
            told = dict(each.values)
            known = names(told["vocabulary"].removesuffix(".yaml"))
            told["meant"] = known.meant(found) if suggested[each.path] <= _MOST_MEANT else ""
            each = replace(each, values=tuple(told.items()))
        yield each


def _fields_of(found: Fault) -> set[str]:
    """Return the names of the front-matter fields that have no value because of a fault, or because a draft may."""
    values = dict(found.values)
    named = values.get("fields", "") if found.warning else values.get("field", "")
    return {name.partition(".")[0] for name in named.split(", ")}


def meant_file(target: str, folder: str, files: Collection[str]) -> str:
    """Return the name of a file in `folder` that is similar to that of the missing `target`, or an empty string."""
    beside = {name.lower(): name for above, name in map(posixpath.split, files) if above == folder}
    return beside.get(did_you_mean(posixpath.basename(target).lower(), beside), "")


def meant_link(path: str, text: Text, texts: Iterable[str]) -> dict[str, str]:
    """Return what the message about a dead link says besides its target; `texts` are the paths of all texts.

    It is a suggestion (`meant`), or that files with an extension as `.docx` are not published (`hint`), or nothing.
    """
    name = path.removeprefix(f"{text.folder}/")
    meant = f"https://{name}" if _HOST.match(name) else meant_text(path, text, texts)
    if meant:
        return {"meant": meant}
    return {} if posixpath.splitext(name)[1].lower() in ("", ".md", ".html") else {"hint": "kind"}


def meant_text(path: str, text: Text, texts: Iterable[str]) -> str:
    """Return the file that a link probably means, relative to the folder of the text with the link; or empty.

    The file has the same slug as the target. It is in the language that the target names, in its file name or as in
    the address `en/2025/slug`; otherwise in the language of the text, or in any. It is not the text itself.
    """
    parts = path.removesuffix("index.html").strip("/").split("/")
    name = parts.pop() if parts[-1].endswith(".md") else ""
    slug = f"/{parts[-1] if parts else ''}/"
    found: dict[str, str] = {}
    for each in sorted(each for each in texts if slug in each):
        if posixpath.dirname(each).endswith(slug[:-1]):
            found.setdefault(posixpath.basename(each).removesuffix(".md"), each)
    wanted = (name.removesuffix(".md"), *reversed(parts[:-1]), text.language, *found)
    path = next((found[each] for each in wanted if each in found), text.path)
    return "" if path == text.path else posixpath.relpath(path, text.folder)
