"""Render pages with Jinja, and track what each page depends on.

`Renderer.render` turns a `Page`, that is, an address with the data for one template (its view), into HTML. The
functions below it compute digests, from which the next build learns which pages it need not render.

Compiled templates are cached as Python bytecode, which is executed when loaded: the cache must be as trusted as the
code. It belongs to the user who builds and is kept outside the content. Jinja evaluates filters of constants when it
compiles a template, so the cache key covers the code of filters, too.

A page is not rendered again while its file is intact and these digests are unchanged: of what all pages share, of the
site's structure, and of the words of each briefing (an article in all its languages) that the page prints.
`printed_briefings` finds these briefings in the page's view.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal, cast, get_args, get_origin, get_type_hints

import msgspec
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markupsafe import Markup

from newsarchive.archive import addresses
from newsarchive.archive.addresses import PublishedPicture
from newsarchive.archive.index import Archive, Edition
from newsarchive.archive.models import Briefing, Text, Work
from newsarchive.archive.pages import Page, frame_wanted
from newsarchive.archive.vocabularies import TAXONOMIES
from newsarchive.digests import digest_of
from newsarchive.html.strings import hangs
from newsarchive.pages.entries import Entry

from .cache import Store


class CompiledTemplates(BytecodeCache):
    """Jinja's bytecode cache, which keeps compiled templates in the build's cache.

    The build's cache detects damaged values. Jinja's own `FileSystemBytecodeCache` would run damaged code.
    """

    def __init__(self, store: Store, shared: bytes) -> None:
        """Prepare to load and store compiled templates.

        Args:
            store: The build's cache, which has them.
            shared: The digest of what all pages share, such as code, libraries, theme and settings. It is part of every
                key, so that a change of one of them makes Jinja compile all templates again.
        """
        self._store, self._shared = store, shared

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's compiled code into `bucket`, Jinja's object for it, if the cache has the code."""
        key = self._key(bucket)
        if code := self._store.find([key]).get(key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template's compiled code to the cache, from `bucket`, Jinja's object for it."""
        self._store.keep(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> bytes:
        return digest_of(self._shared, bucket.key, bucket.checksum)


_ATTRIBUTES = "macros/text.html"
_MACROS = ("lang", "dir", "foreign")


def printing_environment(env: Environment, edition: Edition) -> Environment:
    """Return a copy of Pelican's Jinja environment with the globals, filters and tests that our templates use.

    If a template's file changes while the build runs, the change is not noticed.
    """
    own = env.overlay(auto_reload=False)
    own.globals = {**env.globals, "direction_of": edition.site.direction}
    own.filters = {**env.filters, **{name: _attributes(own, name) for name in _MACROS}}
    own.tests = {**env.tests, "hanging": hangs}
    return own


def _attributes(env: Environment, macro: str) -> Callable[..., Markup]:
    """Return a macro of the template `macros/text.html`, such as `lang`, as a filter for Jinja templates.

    The filter caches its results, because it is called very often with the same few languages.
    """

    @lru_cache(maxsize=4096)
    def found(*values: str) -> Markup:
        text: Markup = getattr(env.get_template(_ATTRIBUTES).module, macro)(*values)
        return text

    return found


_KEPT = 1024  # cached fragments, of a few kilobytes each


class Renderer:
    """Renders the pages of one site with the theme's templates.

    What does not depend on the page is computed once: translated strings, language attributes, and pieces of HTML, such
    as menus, that several pages have in common. Each build makes a new renderer.
    """

    def __init__(self, edition: Edition, env: Environment, compiled: BytecodeCache | None = None) -> None:
        """Prepare Jinja and the template variables that all pages of a language share.

        Args:
            edition: The site to render, with its settings and all texts.
            env: Pelican's Jinja environment.
            compiled: The cache for compiled templates, or None to compile them in each build.
        """
        self._edition = edition
        self._env = printing_environment(env, edition)
        self._env.bytecode_cache = compiled
        self._shared = {tag: _shared(edition, tag) for tag in edition.site.tags}
        self._fragments: dict[tuple[object, ...], Markup] = {}
        self._styles: dict[str, Markup] = {}

    def prepare(self, *templates: str) -> None:
        """Compile the named templates and all others in their folders and below.

        Call this before worker processes are forked: they inherit the templates and need not compile them. Afterwards
        the renderer does not use the cache of compiled templates any more.
        """
        names = set(templates)
        folders = set(filter(None, (_folder(self._env, name) for name in names)))
        names |= {path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")}
        for name in sorted(names):
            self._env.get_template(name)
        self._env.bytecode_cache = None

    def render(self, page: Page) -> bytes:
        """Return the HTML of a page, encoded in UTF-8.

        Raises:
            ValueError: If two sources, such as the page and a plugin, define the same variable for the template.
        """
        shared, href = self._shared[page.language], self._href(page)
        context: dict[str, object] = {
            **page.view,
            **shared,
            "page": page,
            "href": href,
            "kept": partial(self._kept, page, {**shared, "href": href}),
            "css": self._style(page),
        }
        for _, names in frame_wanted.send(self._edition, page=page):
            _add(context, names, page)
        html: str = self._env.get_template(page.template).render(context)
        return html.encode()

    def _href(self, page: Page) -> Callable[[str], str]:
        if page.address == "404.html":
            return partial(_href, page, self._edition)
        return partial(addresses.relative, page.address, clean=self._edition.site.clean_addresses)

    def _style(self, page: Page) -> Markup:
        style = self._edition.styles.of(page)
        if style not in self._styles:
            self._styles[style] = Markup(style)  # noqa: S704 - our own, and Pygments'
        return self._styles[style]

    def _kept(self, page: Page, names: Mapping[str, object], template: str, around: object) -> Markup:
        """Return a piece of HTML that is the same on many pages, such as a menu, and render it only once for these.

        Its links must lead to addresses at most two folders deep (`addresses.is_near`). Then they are the same on all
        pages of a language that have the same key in `addresses.region`.

        Args:
            page: The page that contains it.
            names: The variables of its template besides `around`.
            template: The name of its template.
            around: The only value from the page that it prints.
        """
        key = template, around, page.language, *addresses.region(page.address)
        found = self._fragments.get(key)
        if found is None:
            if len(self._fragments) >= _KEPT:
                self._fragments.clear()
            html = self._env.get_template(template).render(names, around=around)
            found = self._fragments[key] = Markup(html)  # noqa: S704 - a template's own, escaped there
        return found


def _folder(env: Environment, name: str) -> Path | None:
    """Return the folder to which the name of a template is relative, or None if the template is not from a file."""
    if env.loader is None:
        return None
    _, filename, _ = env.loader.get_source(env, name)
    return Path(filename).parents[name.count("/")] if filename else None


def _shared(edition: Edition, language: str) -> dict[str, object]:
    """Return the template variables that are the same on all pages of a language, by name."""
    return {
        "language": language,
        "direction": edition.site.direction(language),
        "default_language": edition.site.default,
        "t": _ready(partial(_marked_words, edition, language)),
        "label": partial(edition.words, language),
    }


def _ready(say: Callable[..., str]) -> Callable[..., str]:
    """Return a function that calls `say` and remembers its result if it was called with a key alone.

    Args:
        say: Returns a translated string of the interface, given its key, a number that decides the plural, and values
            to insert.
    """
    known: dict[str, str] = {}

    def said(key: str, number: int | None = None, **values: object) -> str:
        if values or number is not None:
            return say(key, number, **values)
        found = known.get(key)
        if found is None:
            found = known[key] = say(key)
        return found

    return said


def _marked_words(edition: Edition, language: str, key: str, number: int | None = None, **values: object) -> str:
    """Return a translated string of the interface; if the translation is missing, in a `span` with its real language.

    The string is then in the default language.

    Args:
        edition: The site, whose `words` are the translated strings.
        language: The wanted language.
        key: The key of the string.
        number: The number that decides the plural, if the string has one.
        values: The values to insert into the string.
    """
    words, spoken = edition.words(language, key, number, **values), edition.words.spoken(language, key)
    return words if spoken == language else Markup('<span lang="{}" dir="auto">{}</span>').format(spoken, words)


def _href(page: Page, edition: Edition, target: str) -> str:
    """Return the `href` of a link on the 404 page, which web servers send for any address.

    A relative link would not work there, so it is absolute. In a local build, where the site has no address, it is
    relative nevertheless.

    Args:
        page: The 404 page.
        edition: The site.
        target: The address to link to, on the site.
    """
    site = edition.site
    path = target if site.clean_addresses else addresses.file_of(target)
    return f"{site.url}/{path}" if site.url else addresses.relative(page.address, target, clean=False)


def _add(context: dict[str, object], names: Mapping[str, object], page: Page) -> None:
    for name, value in names.items():
        if name in context:
            raise ValueError(f"{page.address}: the name {name!r} is given twice")
        context[name] = value


_WITHOUT = frozenset((str, Markup, int, bool, type(None), dt.date, PublishedPicture))


def shared_digest(edition: Edition, surroundings: bytes) -> bytes:
    """Return the digest of what any page may print besides briefings. If it changes, all pages are rendered again.

    It covers code, theme and settings, the vocabularies (tags, people and so on), pages without a date such as "About
    us", announcements and redirects.

    Args:
        edition: The site, with all texts.
        surroundings: The digest of code, theme and settings.
    """
    archive = edition.archive
    works = [(work.slug, _words(work), _shape(work)) for work in (*archive.standing, *archive.notices)]
    folders = {work.folder for work in (*archive.standing, *archive.notices)}
    shown = {path: each for path, each in edition.pictures.items() if path.rpartition("/")[0] in folders}
    redirects = sorted(archive.redirects.items())
    return digest_of(surroundings, archive.vocabularies, works, redirects, sorted(shown.items()))


def structure_digest(edition: Edition) -> bytes:
    """Return the digest of what decides which pages exist, and which briefings they list in which order.

    It covers languages, dates, tags and the like of each briefing, but not its words.
    """
    histories = sorted((path, len(states)) for path, states in edition.histories.items())
    return digest_of([_shape(briefing) for briefing in edition.archive.briefings], histories)


def word_digests(edition: Edition) -> dict[str, bytes]:
    """Return the digest of everything that pages may print of each briefing, by the briefing's slug.

    It covers texts, pictures, readers' letters, and the earlier versions that the history of a text shows.
    """
    archive, shown = edition.archive, dict[str, list[tuple[str, PublishedPicture]]]()
    for path, picture in sorted(edition.pictures.items()):
        shown.setdefault(path.rpartition("/")[0], []).append((path, picture))
    digests = {}
    for briefing in archive.briefings:
        letters = [letter.text.key for letter in archive.letters.get(briefing.folder, ())]
        histories = [edition.histories[text.path] for text in briefing.texts.values() if text.path in edition.histories]
        printed = _words(briefing), _days(briefing), letters, shown.get(briefing.folder), histories
        digests[briefing.slug] = digest_of(*printed)
    return digests


def input_digest(page: Page, edition: Edition, shared: bytes) -> bytes:
    """Return the digest of everything that a page is rendered from. If it is unchanged, so is the page's HTML.

    Args:
        page: The page.
        edition: The site, with all texts.
        shared: The digest of what all pages share, from `shared_digest`.
    """
    drawn = edition.share_pictures.get(page.address) or edition.share_pictures.get(f"{page.language}/")
    image = page.work.front.image if page.work else None
    picture = edition.pictures.get(f"{page.work.folder}/{image.file}") if page.work and image else None
    made = {field.name: getattr(page, field.name) for field in fields(page)}
    return digest_of(shared, made, page.has_code, drawn, picture)


def printed_briefings(page: Page, archive: Archive) -> tuple[str, ...]:
    """Return the slugs of the briefings whose words a page prints, sorted; empty if it prints none.

    They are the briefing that the page shows, and those that are in a list on it with their title, date and so on.
    """
    entries: list[Entry] = []
    _find_entries(page.view, entries)
    found = {_slug(entry.address) for entry in entries}
    if isinstance(page.work, Briefing):
        found.add(page.work.slug)
    elif not page.listed:
        # the page that replaces a withdrawn text has no `work`, nor has the page of a text's history
        found |= {_slug(page.address), _slug(page.address.removesuffix("history/"))} & archive.by_slug.keys()
    return tuple(sorted(found))


def _find_entries(value: object, found: list[Entry]) -> None:
    """Append every `Entry` (an item of a list of texts) that a value contains, at any depth, to `found`."""
    kind = type(value)
    if kind in _WITHOUT:
        return
    if kind is Entry:
        found.append(cast("Entry", value))
        return
    names = _FIELD_NAMES[kind]
    if names is not None:
        for name in names:
            _find_entries(getattr(value, name), found)
    elif isinstance(value, Mapping):
        for each in value.values():
            _find_entries(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _find_entries(each, found)


class _FieldNames(dict[type, tuple[str, ...] | None]):
    """For each class, the names of its fields whose values may contain an `Entry` (an item of a list of texts).

    They are computed when a class is first looked up. The value is None for a class that is neither a dataclass nor a
    `msgspec.Struct`.
    """

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names: tuple[str, ...] | None = None
        if issubclass(kind, msgspec.Struct):
            names = kind.__struct_fields__
        elif is_dataclass(kind):
            names = tuple(field.name for field in fields(kind))
        hints = get_type_hints(kind) if names else {}
        self[kind] = names and tuple(name for name in names if not _without_entries(hints[name]))
        return self[kind]


def _without_entries(hint: object) -> bool:
    """Return whether values of a type cannot contain an `Entry` (an item of a list of texts).

    `tuple[str, ...]` cannot; `object` can.

    Args:
        hint: The type, as annotated.
    """
    parts = get_args(hint)
    if get_origin(hint) is Literal:
        return True
    return all(part is ... or _without_entries(part) for part in parts) if parts else hint in _WITHOUT


_FIELD_NAMES = _FieldNames()


def _slug(address: str) -> str:
    """Return the slug in the address of a briefing's text: `"en/2020/slug/"` -> `"slug"`."""
    parts = address.rstrip("/").rsplit("/", 1)
    return parts[-1]


def _words(work: Work) -> list[bytes]:
    """Return a digest for each text of a briefing or other page; it covers the file's bytes and the parser's code."""
    return [text.key for text in work.texts.values()]


def _shape(work: Work) -> tuple[object, ...]:
    front = work.front
    texts = [
        (tag, text.front.status, text.front.translates, text.changed, text.front.withdrawal, _corrected(text))
        for tag, text in work.texts.items()
    ]
    ids = [getattr(front, taxonomy) for taxonomy in TAXONOMIES]
    return (
        work.folder, work.original.language, texts, front.date, _days(work), ids, front.related,
        front.redirect_from, front.status, front.withdrawal, front.starts, front.ends,
    )  # fmt: skip


def _days(work: Work) -> tuple[object, ...]:
    """Return the days on which a briefing's texts were published, and the languages of texts that were never listed.

    They come from the table of published versions, so the digests of the texts do not cover them. For a page or
    announcement that is not a briefing, the result is empty.
    """
    return (work.days, sorted(work.unlisted)) if isinstance(work, Briefing) else ()


def _corrected(text: Text) -> list[dt.date]:
    return [each.date for each in text.front.corrections]
