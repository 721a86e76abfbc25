"""What an editor meant by a value, a link or a term that does not exist.

`explained` adds suggestions ("did you mean …?") to the faults of fields in front matter, and `MeantFiles` finds them
for dead links. An empty string always means: no suggestion.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import urlsplit

import yaml
from msgspec.structs import replace

from newsarchive.i18n.dates import meant_date, meant_language
from newsarchive.i18n.slugs import slugify
from newsarchive.model import field_types as types
from newsarchive.model import fields
from newsarchive.model.addresses import SLUG
from newsarchive.model.dates import EARLIEST_YEAR
from newsarchive.model.diagnostics import Fault, did_you_mean
from newsarchive.model.models import Text
from newsarchive.model.settings import Site
from newsarchive.model.vocabularies import Term

from .tree import ContentTree


class TermNames:
    """A search for the terms of one vocabulary (tags, people and so on) by their names in any language."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        """Store the terms of the vocabulary by id; the names are indexed on the first search."""
        self._terms = terms

    def named(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms whose id or name was typed, sorted; case and diacritics of names are ignored."""
        if typed in self._terms:
            return (typed,)
        found = {each for language, names in self._names.items() for each in names.get(slugify(typed, language), ())}
        return tuple(sorted(found))

    def found(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms that were `named`, else of those that readers find by it (`Term.search`)."""
        plain = slugify(typed, "en")
        return self.named(typed) or tuple(
            sorted(each for each in self._terms if plain and plain in self._searched[each])
        )

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
    def _searched(self) -> Mapping[str, Collection[str]]:
        """The words by which readers find each term, as slugs, by its id."""
        return {
            each: {slugify(word, "en") for words in term.search.values() for word in words}
            for each, term in self._terms.items()
        }

    @cached_property
    def _all(self) -> Mapping[str, str]:
        """The id of a term for each of its names in any language, as a slug (`ali-veli`), and for the id itself."""
        names = {name: next(iter(ids)) for known in self._names.values() for name, ids in known.items()}
        return {**names, **{each: each for each in self._terms}}

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, Collection[str]]]:
        """The ids of the terms that have a name, by language and then by the name as a slug (`ali-veli`)."""
        found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for each, term in self._terms.items():
            for name, language in _spellings(term):
                if plain := slugify(name, language):
                    found[language][plain][each] = None
        return {language: dict(names) for language, names in found.items()}


def _spellings(term: Term) -> Iterator[tuple[str, str]]:
    """Yield the names of a term, each with its language; other spellings (`also`) with each of these and English."""
    yield from ((name, language) for language, name in term.names.items())
    languages = {*term.names, "en"}
    yield from ((name, language) for name in dict.fromkeys(term.also) for language in sorted(languages))


_MOST_MEANT = 100
"""The most values in one file that get a suggestion, as each may have to be compared with all names of a vocabulary."""

_DATES = frozenset(each.expected for each in (types.DATE, types.DAY, types.WHOLE_DATE, types.PUBLISHED))
_WHOLE_DAYS = frozenset(each.expected for each in (types.DAY, types.WHOLE_DATE, types.PUBLISHED))
_HOST = re.compile(r"www\.[^\s/]+\.[^\s/]+(?:/|$)|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|az|ru)(?:/|$)", re.I)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/:?#]\S*)?\Z", re.IGNORECASE)
"""A pattern of web addresses without `https://`, for fields whose only valid values are web addresses."""

_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z", re.IGNORECASE)
_SOURCE = "{{url: {}, title: …, publisher: …, lang: …}}"
_WEB = {
    types.WEB.expected: "{}",
    fields.SOURCES.expected: f"[{_SOURCE}]",
    fields.SOURCES.parts[0][1].expected: _SOURCE,
}
"""How to write a web address (`{}`) in YAML, by the name of the expected type: an address, a list of sources or one."""

_BY_DATE = ("folder-year", "published-before-date")
_CHOICES = {
    **{f"one of {', '.join(each)}": each for each in (fields.STATUSES, fields.STATUSES[:3], fields.STATUSES[:2])},
    f"one of {', '.join(fields.WITHDRAWAL_REASONS)}": fields.WITHDRAWAL_REASONS,
}
_STATES = {
    **dict.fromkeys(("qaralama", "черновик"), "draft"),
    **dict.fromkeys(("gizli", "gizlədilib", "скрыт", "скрыта", "скрыто", "скрытый"), "hidden"),
    **dict.fromkeys(("dərc olunub", "nəşr olunub", "опубликован", "опубликована", "опубликовано"), "published"),
    **dict.fromkeys(("geri götürülüb", "geri çəkilib", "отозван", "отозвана", "отозвано", "снято"), "withdrawn"),
}
"""The values of the field `status`, by what an editor may write in Azerbaijani or Russian instead."""
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}\\Z")
_LISTS = frozenset(each.expected for each in (types.TAGS, types.IDS, types.SLUGS, types.EARLIER, types.NAMES))


def explained(
    faults: Iterable[Fault], tree: ContentTree, vocabularies: Mapping[str, Mapping[str, Term]], site: Site
) -> Iterator[Fault]:
    """Yield the faults of the content, with suggestions added and without those that another fault explains.

    A wrong value of a field, and a language that does not exist, get a suggestion (the value `meant`). A value that is
    probably a name which the vocabulary lacks becomes the fault `unknown-term`.
    """
    faults = list(faults)
    future = {each.path for each in faults if each.code == "date-in-future"}
    unlisted = {posixpath.dirname(each.path) for each in faults if "sources" in _fields_of(each)}
    names = {taxonomy: TermNames(terms) for taxonomy, terms in vocabularies.items()}
    slugs = {place.folder.rpartition("/")[2] for place in tree.texts if place.kind == "briefing"}
    looked_up = Counter[str]()
    for each in faults:
        values = dict(each.values)
        found = values.get("found")
        if each.code in _BY_DATE and each.path in future:
            continue  # a mistyped year is reported once, as a date in the future
        elif each.code == "unknown-source" and posixpath.dirname(each.path) in unlisted:
            continue  # a source with a fault is reported where it is listed, not wherever it is cited
        elif each.code == "html-language" and found is not None:
            yield with_value(each, "meant", _meant_tag(found, site))
        elif each.code != "type" or found is None:
            yield each
        elif values["field"] == "image.file" and f"{posixpath.dirname(each.path)}/{found}" in tree.misnamed:
            continue  # the file's name is reported as a fault
        else:
            looked_up[each.path] += 1
            if looked_up[each.path] > _MOST_MEANT:
                yield each
                continue
            expected = values["expected"]
            meant = meant_value(values["field"], found, expected, names, site) or _meant_address(
                found.strip("“”„«»‘’‚"), expected, slugs
            )
            if not meant and expected == types.ID.expected and found.strip() and values["field"] in names:
                # the value is probably a name that is not in the vocabulary yet
                told = {"found": found, "vocabulary": f"{values['field']}.yaml", "meant": ""}
                yield replace(each, code="unknown-term", values=tuple(told.items()))
                continue
            nowhere = not meant and expected in _DATES and _is_no_day(found)
            yield with_value(with_value(each, "meant", meant), "hint", "no-day" if nowhere else "")


def _fields_of(found: Fault) -> set[str]:
    """Return the names of the front-matter fields that have no value because of a fault, or because a draft may."""
    values = dict(found.values)
    named = values.get("fields", "") if found.warning else values.get("field", "")
    return {name.partition(".")[0] for name in named.split(", ")}


def _is_no_day(found: str) -> bool:
    """Return whether an invalid date names a day that its month does not have, such as `2025-02-30`."""
    if not _DAY.match(found):
        return False
    year, month, day = map(int, found.split("-"))
    return year >= EARLIEST_YEAR and 1 <= month <= 12 and 1 <= day <= 31


def with_value(found: Fault, name: str, value: str) -> Fault:
    """Return a copy of a fault with one more value for its message, or the fault itself if that value is empty."""
    return replace(found, values=(*found.values, (name, value))) if value else found


def meant_value(field: str, found: str, expected: str, names: Mapping[str, TermNames], site: Site) -> str:
    """Return the value that an editor probably meant, as YAML: `"1 May 2020"` -> `"2020-05-01"`; empty if unknown.

    `…` in it stands for what the editor must add. `expected` is the name of the type that the field expects, from
    `model.field_types`; `names` finds terms for each field that refers to them.
    """
    if field == "published" and found.casefold() in ("false", "no"):
        return "status: draft"
    if expected == types.YES.expected:
        return "true" if found.casefold() in ("yes", "y", "on", "1") else ""
    if expected in _DATES:
        date = meant_date(found, site.tags)
        return date.iso if date and (date.day or expected not in _WHOLE_DAYS) else ""
    if expected == types.ID.expected:
        return names[field].meant(found) if field in names else ""
    if expected == types.LANGUAGE.expected:
        return _meant_tag(found, site)
    if expected in _CHOICES:
        words, near = found.casefold().strip(), _CHOICES[expected]
        words = _STATES.get(words, words)
        return next((each for each in near if words and each.startswith(words)), "") or did_you_mean(words, near)
    if expected == fields.PICTURE.expected and types.PICTURE_NAME.match(found):
        return f"{{file: {found}, credit: …, alt: …}}"
    if expected == fields.CORRECTIONS.expected and found.strip():
        return f"[{{date: {site.day.isoformat()}, text: …}}]"
    if expected in _LISTS and found.strip():
        parts = [part.strip("/ ") for part in found.strip("[] ").split(",") if part.strip("/ ")]
        ids = [_id(part, names[field]) if field in names else part for part in parts]
        return str(yaml.safe_dump(ids, allow_unicode=True, default_flow_style=True, width=10_000)).strip()
    return ""


def _meant_address(found: str, expected: str, slugs: Collection[str]) -> str:
    """Return the web address, slug or earlier address that an editor probably meant: `example.org` -> `https://…`.

    Arguments and result are like those of `meant_value`; `slugs` are those of all briefings.
    """
    if expected in _WEB:
        address = found if _ADDRESS.match(found) else f"https://{found}" if _DOMAIN.match(found) else ""
        return _WEB[expected].format(address) if address else ""
    try:
        parts = [part for part in urlsplit(found).path.split("/") if part and not part.endswith((".md", ".html"))]
    except ValueError:  # an invalid IPv6 address
        return ""
    if expected == types.SLUGS.parts[0][1].expected:
        return did_you_mean(parts[-1].lower(), slugs) if parts else ""
    if expected == types.EARLIER.parts[0][1].expected:
        return "/".join(parts) if all(SLUG.match(part) for part in parts) else ""
    return ""


def _meant_tag(found: str, site: Site) -> str:
    """Return the language tag that an editor meant by a language's name or a wrong tag, or an empty string."""
    return meant_language(found, {each.name: each.tag for each in site.languages}, (*site.tags, "en"))


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


def _id(word: str, names: TermNames) -> str:
    """Return the id of the only term whose name is `word`, else `word` itself."""
    named = names.named(word)
    return named[0] if len(named) == 1 else word
