"""The whole archive, read-only, with its look-ups, and the edition that page makers receive.

`functools.cached_property` does the same for a class's own look-ups.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol, TypeVar

import msgspec

from newsarchive.html.strings import without_links

from . import addresses
from .addresses import PublishedPicture, SharePicture
from .dates import ArchiveDate
from .models import Briefing, Correction, Letter, Notice, Recorded, StandingPage, State, Text, Work
from .pages import Page
from .settings import Site
from .vocabularies import TAXONOMIES, Term


@dataclass(frozen=True)
class Archive:
    """Briefings by date (oldest first), standing pages and notices by slug, vocabularies by name.

    `redirects` lead from an old address to a new one, as `redirects.yaml` has them. `letters` are those on a briefing,
    by its folder, by date and then by file. `recorded` is what was published before.
    """

    briefings: tuple[Briefing, ...]
    standing: tuple[StandingPage, ...]
    notices: tuple[Notice, ...]
    vocabularies: Mapping[str, Mapping[str, Term]]
    redirects: Mapping[str, str]
    letters: Mapping[str, tuple[Letter, ...]] = field(default_factory=dict)
    recorded: Recorded = field(default_factory=dict)

    @cached_property
    def by_slug(self) -> Mapping[str, Briefing]:
        """All briefings by slug."""
        return {briefing.slug: briefing for briefing in self.briefings}

    @cached_property
    def listed(self) -> tuple[Briefing, ...]:
        """Briefings that listings show, by what happened: date, then slug; oldest first."""
        return tuple(briefing for briefing in self.briefings if briefing.listed)

    @cached_property
    def by_publication(self) -> tuple[Briefing, ...]:
        """Briefings that listings show, by when their first text went online; oldest first.

        Later ones join at the end, so a full page of a listing never changes again.
        """
        return tuple(sorted(self.listed, key=publication_order))

    def news(self, language: str) -> tuple[Briefing, ...]:
        """Return the listed briefings, newest first: by the first day of the text that readers of `language` see.

        A translation that goes online later is news in its language.
        """
        return self._news[language]

    @cached_property
    def _news(self) -> _News:
        return _News(self.listed)

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Briefing, ...]]:
        """Listed briefings of each year, oldest first; the years ascend."""
        return _grouped((briefing.date.year, briefing) for briefing in self.listed)

    @cached_property
    def by_term(self) -> Mapping[tuple[str, str], tuple[Briefing, ...]]:
        """Listed briefings of each (taxonomy, id) that has any, by publication, oldest first."""
        return _grouped(
            ((taxonomy, term), briefing)
            for briefing in self.by_publication
            for taxonomy in TAXONOMIES
            for term in briefing.terms(taxonomy)
        )

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Place of each listed briefing in `listed`, by slug."""
        return {briefing.slug: place for place, briefing in enumerate(self.listed)}

    @cached_property
    def linked(self) -> Mapping[str, frozenset[str]]:
        """Slugs of the listed briefings that editors linked by hand with each listed one, in either direction."""
        links: dict[str, set[str]] = defaultdict(set)
        for briefing in self.listed:
            for slug in briefing.front.related:
                if slug != briefing.slug and slug in self.positions:
                    links[briefing.slug].add(slug)
                    links[slug].add(briefing.slug)
        return {slug: frozenset(found) for slug, found in links.items()}

    @cached_property
    def address_of_file(self) -> Mapping[str, str]:
        """Address of each published text, by its path in the content."""
        found = {}
        for work in (*self.briefings, *self.standing):
            for text in work.texts.values():
                found[text.path] = address(work, text.language)
        return found

    @cached_property
    def untold_files(self) -> frozenset[str]:
        """Paths of the texts whose address no public page or list may tell."""
        works = (*self.briefings, *self.standing)
        return frozenset(work.texts[tag].path for work in works for tag in work.texts if work.is_untold(tag))

    @cached_property
    def silent_files(self) -> frozenset[str]:
        """Paths of the texts withdrawn for a person's safety: even the words of a link to one may be its title."""
        works = (*self.briefings, *self.standing)
        return frozenset(work.texts[tag].path for work in works for tag in work.texts if work.is_silent(tag))

    def link_target(self, path: str, source: str) -> str | None:
        """Return the address to which a link in the text `source` leads; None where it is left out.

        That is where no text is built at `path`, or one whose address is not told, unless `source` is such a text.
        """
        if path in self.untold_files and source not in self.untold_files:
            return None
        return self.address_of_file.get(path)

    def silent_links(self, text: Text) -> list[str]:
        """Return the paths in a text's links of which not even the links' words may be shown."""
        if not self.silent_files:
            return []
        return [path for link in text.links if (path := link.target.partition("#")[0]) in self.silent_files]

    def leads(self, text: Text) -> tuple[list[str], list[str | None]]:
        """Return all that decides what becomes of a text's links: those left out, and the address of each."""
        paths = (link.target.partition("#")[0] for link in text.links)
        return self.silent_links(text), [self.link_target(path, text.path) for path in paths]

    def shown_texts(self, day: dt.date) -> Iterable[tuple[Work, Text]]:
        """Yield the texts whose words some page shows on a day, the hidden included, with their works."""
        notices = (each for each in self.notices if each.is_shown(day))
        for work in (*self.briefings, *self.standing, *notices):
            for tag, text in work.texts.items():
                if work.status(tag) != "withdrawn":
                    yield work, text

    @cached_property
    def listed_terms(self) -> Mapping[str, Mapping[str, Term]]:
        """The vocabularies with those terms alone that listed briefings have."""
        return {
            taxonomy: {term: terms[term] for term in terms if (taxonomy, term) in self.by_term}
            for taxonomy, terms in self.vocabularies.items()
        }

    def texts(self) -> Iterable[Text]:
        """Yield every text that is built. Letters are not the archive's texts."""
        for work in (*self.briefings, *self.standing, *self.notices):
            yield from work.texts.values()


def shown_letters(briefing: Briefing, language: str, archive: Archive) -> tuple[Letter, ...]:
    """Return the letters under a briefing's text in a language: none where the text is hidden or withdrawn."""
    return archive.letters.get(briefing.folder, ()) if briefing.readable(language) else ()


def publication_order(briefing: Briefing) -> tuple[dt.date, ArchiveDate, str]:
    """Sort by the day on which a briefing's first text went online; then by what happened, then by slug."""
    return briefing.published, briefing.date, briefing.slug


def address(work: Work, language: str) -> str:
    """Return the address of a briefing's or page's text in a language that it has."""
    if isinstance(work, Briefing):
        return addresses.briefing(language, work.date.year, work.slug)
    return addresses.standing(language, work.slug)


class _News(dict[str, tuple[Briefing, ...]]):
    """Listed briefings by language, newest first; each language is sorted at its first use."""

    def __init__(self, listed: tuple[Briefing, ...]) -> None:
        super().__init__()
        self._listed = listed

    def __missing__(self, language: str) -> tuple[Briefing, ...]:
        def order(briefing: Briefing) -> tuple[dt.date, ArchiveDate, str]:
            return briefing.first_day(language), briefing.date, briefing.slug

        self[language] = tuple(sorted(self._listed, key=order, reverse=True))
        return self[language]


def _grouped(pairs: Iterable[tuple[Any, Briefing]]) -> Mapping[Any, tuple[Briefing, ...]]:
    groups: dict[Any, list[Briefing]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in sorted(groups.items())}


class Words(Protocol):
    """The interface's words: `words(language, key, name=value)`; `number` also chooses the plural form."""

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        """Return the message in the language, its placeholders filled."""
        ...

    def spoken(self, language: str, key: str) -> str:
        """Return the language in which the message is answered: a missing one comes in the default language."""
        ...


@dataclass(frozen=True)
class Styles:
    """What pages carry in their one `style` element: a text's page the sheet of `texts`, all others that of `lists`.

    Where a text shows code, the sheet of `code` follows.

    `paper` are the page's background colours, light and dark.
    """

    texts: str = ""
    lists: str = ""
    code: str = ""
    paper: tuple[str, str] = ("#fff", "#000")

    def of(self, page: Page) -> str:
        """Return the style of a page."""
        if page.work is None:
            return self.lists
        return self.texts + self.code if page.has_code else self.texts


@dataclass(frozen=True)
class Edition:
    """One archive published by one site: what every page maker is given.

    `words` are the interface's; `pictures` the published ones, by their path in the content. `styles` are the
    theme's, which only a build reads; `share_pictures` are those that it drew, by the address of a page: a text's own,
    and on a front page the one for all others. `bodies` give the HTML of a text that was left in the build's store.
    `wanted` are the addresses of the pages to be made; None where all are. `histories` are the published states, oldest
    first, of each text that has several, by its path.
    """

    site: Site
    archive: Archive
    words: Words
    pictures: Mapping[str, PublishedPicture]
    styles: Styles = Styles()
    share_pictures: Mapping[str, SharePicture] = field(default_factory=dict)
    bodies: Callable[[Text], str] = attrgetter("html")
    wanted: frozenset[str] | None = None
    histories: Mapping[str, tuple[State, ...]] = field(default_factory=dict)

    def html(self, text: Text) -> str:
        """Return a text's HTML, wherever it is, without links to silent texts and the words of these."""
        whole, silent = self.bodies(text) if text.bare else text.html, self.archive.silent_links(text)
        return without_links(whole, silent) if silent else whole

    def wants(self, address: str) -> bool:
        """Whether the page at an address is to be made."""
        return self.wanted is None or address in self.wanted

    @cached_property
    def wanted_fronts(self) -> frozenset[str]:
        """The addresses under which the wanted pages are planned: of a numbered page, that of its listing."""
        return frozenset(addresses.front_of(address) for address in self.wanted or ())

    def wants_any(self, front: str) -> bool:
        """Whether any page is to be made of those that are planned under an address."""
        return self.wanted is None or front in self.wanted_fronts


Owner = TypeVar("Owner")
Value = TypeVar("Value")


def derived(owner: Owner, make: Callable[[Owner], Value]) -> Value:
    """Return what a class or a named function makes of a value that never changes.

    It is made on first use, kept with the value, and goes when that goes: nothing is left of one build for another.
    """
    # as for `cached_property`: a frozen dataclass refuses attributes, and its comparison does not see this
    kept = vars(owner)
    key = f"{make.__module__}.{make.__qualname__}"
    if key not in kept:
        kept[key] = make(owner)
    found: Value = kept[key]
    return found


class ShownCorrection(msgspec.Struct, frozen=True):
    """A correction and the language in which it is written. `number` counts those of one day, from 1."""

    correction: Correction
    language: str
    number: int = 1


def shown_corrections(briefing: Briefing, language: str) -> tuple[ShownCorrection, ...]:
    """Return the corrections on a briefing's page in a language, newest first.

    A correction of the original is shown in every language: where the text itself has none of that day, in the
    original's own words.
    """
    own = briefing.texts[language].front.corrections
    others = () if language == briefing.original.language else briefing.front.corrections
    if not own and not others:
        return ()
    days = {each.date for each in own}
    found = [(each, language) for each in own]
    found += [(each, briefing.original.language) for each in others if each.date not in days]
    counted: dict[dt.date, int] = {}
    numbered = []
    for each, spoken in found:
        counted[each.date] = counted.get(each.date, 0) + 1
        numbered.append(ShownCorrection(each, spoken, counted[each.date]))
    return tuple(sorted(numbered, key=lambda each: each.correction.date, reverse=True))


def corrected_last(briefing: Briefing, language: str) -> dt.date | None:
    """Return the day of the latest correction that a page in a language shows."""
    return max((each.correction.date for each in shown_corrections(briefing, language)), default=None)


def all_corrections(archive: Archive, language: str) -> list[tuple[Briefing, ShownCorrection]]:
    """Return every correction that readers of a language are shown in listed briefings, oldest first."""
    found = list(_all(archive, language))
    found.sort(key=lambda pair: (pair[1].correction.date, pair[0].slug, pair[1].number))
    return found


def _all(archive: Archive, language: str) -> Iterator[tuple[Briefing, ShownCorrection]]:
    for briefing in archive.listed:
        for shown in shown_corrections(briefing, briefing.shown(language).language):
            yield briefing, shown
