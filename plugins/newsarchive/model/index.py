"""The whole archive, read-only, with its look-ups, and the edition that page makers receive.

A *listed* briefing is one that front pages, year pages and term pages show. A *hidden* text is online, but only readers
who know its address find it. A *withdrawn* text was taken off the site. A *silent* text was withdrawn for a person's
safety. An *untold* text, such as a hidden or silent one, is one whose address must stay out of public pages.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol, TypeVar

import msgspec

from newsarchive.html import without_links

from . import addresses
from .addresses import MISSING, PublishedPicture, SharePicture
from .dates import ArchiveDate
from .fields import Correction, Withdrawal
from .models import Briefing, Issue, Letter, Notice, Recorded, StandingPage, State, Text, Work
from .pages import BookFile, Page
from .settings import Site
from .source_notes import Notes
from .vocabularies import Term


class Archive(msgspec.Struct, frozen=True, dict=True):
    """All loaded content; look-ups are computed on first use.

    Attributes:
        briefings: Sorted by date, oldest first.
        standing: The pages without a date, such as one about the newsroom, sorted by slug.
        notices: The announcements that other pages show for some days, sorted by slug.
        vocabularies: The entries of each vocabulary (called terms), by its name (`tags`) and the term's id.
        redirects: New addresses by old address, from `redirects.yaml`, some of pictures and documents, and of copies
            of sources that earlier versions published.
        letters: The readers' letters about each briefing, by the briefing's folder; sorted by date and then by file.
        recorded: The versions of each text that were published before, by (slug, language).
        source_notes: What is known of sources besides what briefings say of them, such as the day of a copy.
        drafts: The paths of drafts, which are left out.
        waiting: The paths of texts left out because the day in their `published` field is in the future.
    """

    briefings: tuple[Briefing, ...]
    standing: tuple[StandingPage, ...]
    notices: tuple[Notice, ...]
    vocabularies: Mapping[str, Mapping[str, Term]]
    redirects: Mapping[str, str]
    letters: Mapping[str, tuple[Letter, ...]] = msgspec.field(default_factory=dict)
    recorded: Recorded = msgspec.field(default_factory=dict)
    source_notes: Notes = None
    drafts: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @cached_property
    def by_slug(self) -> Mapping[str, Briefing]:
        """All briefings by slug."""
        return {briefing.slug: briefing for briefing in self.briefings}

    @cached_property
    def listed(self) -> tuple[Briefing, ...]:
        """The briefings whose original is neither hidden nor withdrawn, by date of the event and slug, oldest first."""
        return tuple(briefing for briefing in self.briefings if briefing.listed)

    @cached_property
    def by_publication(self) -> tuple[Briefing, ...]:
        """The listed briefings by the day of their first publication, so that new ones are appended at the end."""
        return tuple(sorted(self.listed, key=publication_order))

    def news(self, language: str) -> tuple[Briefing, ...]:
        """Return the listed briefings as news for readers of a language: newest first.

        The day that counts is that on which the text shown to them was published, in their language or else the
        original. A translation that is published later is therefore new in its own language.
        """

        def order(briefing: Briefing) -> tuple[dt.date, ArchiveDate, str]:
            return briefing.first_day(language), briefing.date, briefing.slug

        return cached(self, ("news", language), lambda: tuple(sorted(self.listed, key=order, reverse=True)))

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Briefing, ...]]:
        """The listed briefings by the year of the event, in ascending order of the years and of the dates."""
        return _grouped((briefing.date.year, briefing) for briefing in self.listed)

    @cached_property
    def by_term(self) -> Mapping[tuple[str, str], tuple[Briefing, ...]]:
        """The listed briefings by (vocabulary, id), such as `("tags", "privacy")`, in order of publication."""
        return _grouped((term, briefing) for briefing in self.by_publication for term in briefing.all_terms)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of each briefing in `listed`, counted from 0, by the briefing's slug."""
        return {briefing.slug: place for place, briefing in enumerate(self.listed)}

    @cached_property
    def linked(self) -> Mapping[str, frozenset[str]]:
        """By slug, the slugs of the listed briefings that a briefing names in `related`, or that name it."""
        links: dict[str, set[str]] = defaultdict(set)
        for briefing in self.listed:
            for slug in briefing.front.related:
                if slug != briefing.slug and slug in self.positions:
                    links[briefing.slug].add(slug)
                    links[slug].add(briefing.slug)
        return {slug: frozenset(found) for slug, found in links.items()}

    @cached_property
    def address_of_file(self) -> Mapping[str, str]:
        """The address of the page of each text of a briefing or standing page, by the path of its file."""
        return {text.path: address(work, tag) for work, tag, text in self._pages}

    @property
    def _pages(self) -> Iterator[tuple[Work, str, Text]]:
        """The texts of briefings and standing pages, each with its work and its language."""
        for work in (*self.briefings, *self.standing):
            yield from ((work, tag, text) for tag, text in work.texts.items())

    @cached_property
    def untold_files(self) -> frozenset[str]:
        """The paths of the files with untold texts, whose addresses must stay out of public pages, feeds and lists."""
        return frozenset(text.path for work, tag, text in self._pages if work.is_untold(tag))

    @cached_property
    def silent_files(self) -> frozenset[str]:
        """The paths of the files with silent texts. A link to one loses its words, too: they may be its title."""
        return frozenset(text.path for work, tag, text in self._pages if work.is_silent(tag))

    @cached_property
    def told_files(self) -> frozenset[str]:
        """The paths of the pictures and documents that published texts show or link to: public pages name them."""
        found: set[str] = set()
        for work in (*self.briefings, *self.standing, *self.notices):
            for language, text in work.texts.items():
                if work.status(language) == "published":
                    found.update(link.target.partition("#")[0] for link in (*text.links, *text.pictures))
                    found.update([f"{work.folder}/{work.front.image.file}"] if work.front.image else ())
        return frozenset(found)

    def link_target(self, path: str, source: str) -> str | None:
        """Return the address to which a link from a file to `path` leads; None without a page, or if it is untold."""
        if path in self.untold_files and source not in self.untold_files:
            return None
        return self.address_of_file.get(path)

    def silent_links(self, text: Text) -> list[str]:
        """Return the paths of the silent texts to which a text links, in the order of the links."""
        return [path for link in text.links if (path := link.target.partition("#")[0]) in self.silent_files]

    def leads(self, text: Text) -> tuple[list[str], list[str | None]]:
        """Return what decides how a text's links are rendered: linked silent texts, and each link's `link_target`."""
        paths = (link.target.partition("#")[0] for link in text.links)
        return self.silent_links(text), [self.link_target(path, text.path) for path in paths]

    def shown_texts(self, day: dt.date) -> Iterable[tuple[Work, Text]]:
        """Yield each text whose words readers can see on `day`, hidden ones included, with its `Work`."""
        notices = (each for each in self.notices if each.is_shown(day))
        for work in (*self.briefings, *self.standing, *notices):
            for tag, text in work.texts.items():
                if work.status(tag) != "withdrawn":
                    yield work, text

    @cached_property
    def listed_terms(self) -> Mapping[str, Mapping[str, Term]]:
        """The vocabularies without the entries that no listed briefing names: `{"tags": {"privacy": Term(…)}}`."""
        return {
            taxonomy: {term: terms[term] for term in terms if (taxonomy, term) in self.by_term}
            for taxonomy, terms in self.vocabularies.items()
        }

    @cached_property
    def organisations(self) -> frozenset[str]:
        """All names of the organisations in the vocabulary: an author of such a name is no person."""
        terms = self.vocabularies.get("organisations", {}).values()
        return frozenset(name for term in terms for name in (*term.names.values(), *term.also))

    def texts(self) -> Iterable[Text]:
        """Yield every text of the briefings, standing pages and notices, but no reader's letter."""
        for work in (*self.briefings, *self.standing, *self.notices):
            yield from work.texts.values()


def shown_letters(briefing: Briefing, language: str, archive: Archive) -> tuple[Letter, ...]:
    """Return the readers' letters printed below a briefing's text; none if it is missing, hidden or withdrawn."""
    return archive.letters.get(briefing.folder, ()) if briefing.readable(language) else ()


def publication_order(briefing: Briefing) -> tuple[dt.date, ArchiveDate, str]:
    """Return a key that sorts briefings by first day of publication, then by date of the event, then by slug."""
    return briefing.published, briefing.date, briefing.slug


def address(work: Work, language: str) -> str:
    """Return the address of the page of a briefing or standing page in a language, in which it must have a text."""
    if isinstance(work, Briefing):
        return addresses.briefing(language, work.date.year, work.slug)
    return addresses.standing(language, work.slug)


def published_key(text: Text) -> str:
    """Return the key of the label of the day in `Briefing.days`: published here, or first elsewhere."""
    return "briefing.first-published" if text.front.brought_from else "briefing.published"


def _grouped(pairs: Iterable[tuple[Any, Briefing]]) -> Mapping[Any, tuple[Briefing, ...]]:
    groups: dict[Any, list[Briefing]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in sorted(groups.items())}


class Words(Protocol):
    """The translated strings of the interface, such as labels and headings: a function of language and key."""

    def __call__(self, language: str, key: str, /, number: int | None = None, **values: object) -> str:
        """Return the string for a key of the translation catalogues, with its placeholders filled.

        `number` selects the plural form, and fills the placeholder `{number}`; `values` fill the others.
        """

    def spoken(self, language: str, key: str) -> str:
        """Return the language in which the string really is: the default one if the translation is missing."""


class Styles(msgspec.Struct, frozen=True):
    """The CSS that pages embed: `texts` on pages of texts and data, with `code` if they show code, else `lists`.

    Attributes:
        books: The CSS of texts in files that are read offline.
        paper: The background colours for the light and the dark scheme.
        accent: The colour of the icon.
        faces: For each font of the site, its CSS before the address of its file, that address, and the CSS after it.
    """

    texts: str = ""
    lists: str = ""
    code: str = ""
    books: str = ""
    paper: tuple[str, str] = ("#fff", "#000")
    accent: str = "#000"
    faces: tuple[tuple[str, str, str], ...] = ()

    def of(self, page: Page) -> str:
        """Return the CSS of a page. The 404 page, which is shown at any address, loads no font."""
        css = self.lists
        if page.work is not None or page.kind == "dataset":
            css = self.texts + self.code if page.has_code else self.texts
        if not self.faces or page.address == MISSING:
            return css
        links = ((before, addresses.relative(page.address, at, clean=True), after) for before, at, after in self.faces)
        return css + "".join(part for face in links for part in face)


class Edition(msgspec.Struct, frozen=True, dict=True):
    """The site context: all that pages are made from, such as content, settings, translated strings and pictures.

    Attributes:
        pictures: The published pictures, by their path in the content.
        styles: The theme's CSS; empty outside a build.
        share_pictures: Preview pictures for social networks, by address; a front page's serves all pages without one.
        bodies: Returns the HTML of a text from the build's cache.
        wanted: The addresses of the pages to render, or None for all.
        histories: By the path of a text that was published in several versions, these with their words, oldest first.
        issued: In which publication each file that has the archive in it changed last, by its path.
        books: These files, once the build has made them; only pages that are made late may ask for them.
        publication: The number of the publication that this build would be if anything has changed; 0 in a local build.
            No page may print it: each edit would render all of them again.
        left_out: The paths in the content of the pictures and documents that no plugin cleaned; pages do without them.
        shared: A digest of everything that any page or file may print, except briefings; empty outside a build.
        digests: A digest of all words of each briefing, by slug; empty outside a build.
        reads: The slugs of the briefings whose words the page that is being made prints (`note`); the build empties it
            before each page.
    """

    site: Site
    archive: Archive
    words: Words
    pictures: Mapping[str, PublishedPicture]
    styles: Styles = Styles()
    share_pictures: Mapping[str, SharePicture] = msgspec.field(default_factory=dict)
    bodies: Callable[[Text], str] = attrgetter("html")
    wanted: frozenset[str] | None = None
    histories: Mapping[str, tuple[State, ...]] = msgspec.field(default_factory=dict)
    issued: Mapping[str, Issue] = msgspec.field(default_factory=dict)
    books: tuple[BookFile, ...] = ()
    publication: int = 0
    left_out: frozenset[str] = frozenset()
    shared: bytes = b""
    digests: Mapping[str, bytes] = msgspec.field(default_factory=dict)
    reads: set[str] = msgspec.field(default_factory=set)

    def note(self, briefing: Briefing) -> None:
        """Note that the page that is being made prints words of a briefing: when they change, it is made again.

        That of its `work` and of those of which it asks for an entry need no note.
        """
        self.reads.add(briefing.slug)

    def issue(self, path: str, content: str) -> Issue:
        """Return in which publication a file changed last: that on record if its content is the same, else this one."""
        known = self.issued.get(path)
        return known if known and known.content == content else Issue(path, self.publication, self.site.day, content)

    def html(self, text: Text) -> str:
        """Return the HTML of a text's body, without links to silent texts and their words, which may be a title."""
        whole, silent = text.html or self.bodies(text), self.archive.silent_links(text)
        return without_links(whole, silent) if silent else whole

    def wants(self, address: str) -> bool:
        """Return whether this build renders the page at an address; an incremental build leaves unchanged pages out."""
        return self.wanted is None or address in self.wanted

    @cached_property
    def wanted_fronts(self) -> frozenset[str]:
        """The addresses of the first pages of all listings with a wanted page; empty if all pages must be rendered."""
        return frozenset(addresses.front_of(address) for address in self.wanted or ())

    def wants_any(self, front: str) -> bool:
        """Return whether this build renders any page of the listing whose first page has the address `front`."""
        return self.wanted is None or front in self.wanted_fronts


Value = TypeVar("Value")

_MOST_CACHED = 2048


def cached(owner: Archive | Edition, key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what `make` returns, computed on the first call for a key and then kept with its unchanging owner.

    When too many values are kept, all are forgotten.
    """
    # write to `vars`, as `cached_property` does: a frozen Struct refuses `setattr`, and `==` compares only fields
    kept: dict[Hashable, Value] = vars(owner).setdefault("_cached", {})
    if key not in kept:
        if len(kept) >= _MOST_CACHED:
            kept.clear()
        kept[key] = make()
    return kept[key]


class ShownCorrection(msgspec.Struct, frozen=True):
    """A correction as a page shows it, with its language; `number` (from 1) tells those of the same day apart."""

    correction: Correction
    language: str
    number: int = 1


def shown_corrections(briefing: Briefing, language: str) -> tuple[ShownCorrection, ...]:
    """Return the corrections that the page of a briefing in a language shows, newest first.

    A translation also shows the original's, except those of a day on which it has one of its own.
    """
    own = briefing.texts[language].front.corrections
    original = briefing.original.language
    others = () if language == original else briefing.front.corrections
    days = {each.date for each in own}
    found = [(each, language) for each in own] + [(each, original) for each in others if each.date not in days]
    counted: Counter[dt.date] = Counter()
    numbered = []
    for each, spoken in found:
        counted[each.date] += 1
        numbered.append(ShownCorrection(each, spoken, counted[each.date]))
    # `newsarchive correct` adds a correction after the others
    return tuple(sorted(numbered, key=lambda each: (each.correction.date, each.number), reverse=True))


def corrected_last(briefing: Briefing, language: str) -> dt.date | None:
    """Return the day of the latest correction that a briefing's page in a language shows, or None."""
    return max((each.correction.date for each in shown_corrections(briefing, language)), default=None)


def changed_last(briefing: Briefing, language: str) -> dt.date:
    """Return the day of a text's latest change: its publication, a correction, or a change that its editor declared."""
    days = briefing.texts[language].changed, briefing.days[language], corrected_last(briefing, language)
    return max(filter(None, days))


def all_corrections(archive: Archive, language: str) -> list[tuple[Briefing, ShownCorrection]]:
    """Return each correction that readers of a language see on a listed briefing, with that briefing, oldest first."""
    found = [
        (briefing, shown)
        for briefing in archive.listed
        for shown in shown_corrections(briefing, briefing.shown(language).language)
    ]
    return sorted(found, key=lambda pair: (pair[1].correction.date, pair[0].slug, pair[1].number))


def logged_withdrawals(archive: Archive) -> Iterator[tuple[Briefing, Withdrawal, str]]:
    """Yield (briefing, withdrawal, language), where an empty language means that the whole briefing was withdrawn."""
    for briefing in archive.briefings:
        if briefing.front.status == "withdrawn":
            if briefing.front.withdrawal:
                yield briefing, briefing.front.withdrawal, ""
            continue
        for language, text in briefing.texts.items():
            if text.front.status == "withdrawn" and text.front.withdrawal:
                yield briefing, text.front.withdrawal, language
