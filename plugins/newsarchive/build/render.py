"""Render pages with Jinja, and track what each page depends on.

Compiled templates are cached as Python bytecode, which is executed when loaded: the cache must be as trusted as the
code. It belongs to the user who builds and is kept outside the content. Jinja evaluates filters of constants when it
compiles a template, so the cache key covers the code of filters, too.

A page is not rendered again while these digests are unchanged: of what all pages share, of the site's structure, and
of the words of each briefing (an article in all its languages) that the page reads (`Edition.note`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from newsarchive.digests import digest_of
from newsarchive.html import hangs
from newsarchive.model import addresses
from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing, Work
from newsarchive.model.pages import Page
from newsarchive.model.revisions import unmarked_revisions
from newsarchive.model.source_notes import told_of
from newsarchive.model.vocabularies import TAXONOMIES
from newsarchive.signals import answers, frame_wanted

from .cache import Cache


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in the build's cache, which detects damage: Jinja's own cache would run damaged code."""

    def __init__(self, cache: Cache, shared: bytes) -> None:
        """Let a change of `shared`, the digest of what all pages share, make Jinja compile all templates again."""
        self._cache, self._shared = cache, shared

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's compiled code into `bucket`, if the cache has it."""
        key = self._key(bucket)
        if code := self._cache.find([key]).get(key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template's compiled code to the cache."""
        self._cache.keep(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> bytes:
        return digest_of(self._shared, bucket.key, bucket.checksum)


def printing_environment(env: Environment, edition: Edition) -> Environment:
    """Return a copy of Pelican's Jinja environment with what our templates use."""
    own = env.overlay(auto_reload=False)

    def attributes(macro: str) -> Callable[..., Markup]:
        """Return a macro, such as `lang`, as a filter that caches its many calls."""
        return lru_cache(maxsize=4096)(
            lambda *values: getattr(own.get_template("macros/text.html").module, macro)(*values)
        )

    own.globals = {**env.globals, "direction_of": edition.site.direction}
    own.filters = {**env.filters, **{name: attributes(name) for name in ("lang", "dir", "foreign")}}
    own.tests = {**env.tests, "hanging": hangs}
    return own


class Renderer:
    """Renders the pages of one site with the theme's templates."""

    def __init__(self, edition: Edition, env: Environment, compiled: BytecodeCache | None = None) -> None:
        """Prepare Jinja from Pelican's environment."""
        self._edition = edition
        self._env = printing_environment(env, edition)
        self._env.bytecode_cache = compiled
        self._shared = {tag: _shared(edition, tag) for tag in edition.site.tags}

    def prepare(self, folder: Path) -> None:
        """Compile the templates below a folder, that of the theme.

        Call this before worker processes are forked, which inherit the templates. Afterwards the renderer does not use
        the cache of compiled templates any more.
        """
        for path in sorted(folder.rglob("*.html")):
            self._env.get_template(path.relative_to(folder).as_posix())
        self._env.bytecode_cache = None

    def render(self, page: Page) -> bytes:
        """Return the HTML of a page in UTF-8; ValueError if two sources, such as a plugin, define the same variable."""
        shared, href = self._shared[page.language], self._href(page)
        context: dict[str, object] = {
            **page.view,
            **shared,
            "page": page,
            "href": href,
            "css": Markup(self._edition.styles.of(page)),  # noqa: S704 - our own, and Pygments'
            "accent": quote(self._edition.styles.accent),
        }
        for names in answers(frame_wanted, self._edition, page=page):
            for name in filter(context.__contains__, names):
                raise ValueError(f"{page.address}: the name {name!r} is given twice")
            context |= names
        html: str = self._env.get_template(page.template).render(context)
        return html.encode()

    def render_part(self, template: str, language: str, view: Mapping[str, object], href: Callable[[str], str]) -> str:
        """Return what a template prints that is not a page, such as a text in a file to be read offline."""
        return self._env.get_template(template).render({**view, **self._shared[language], "href": href})

    def _href(self, page: Page) -> Callable[[str], str]:
        if page.address == "404.html":
            return partial(_href, page, self._edition)
        return partial(addresses.relative, page.address, clean=self._edition.site.clean_addresses)


def _shared(edition: Edition, language: str) -> dict[str, object]:
    return {
        "language": language,
        "direction": edition.site.direction(language),
        "default_language": edition.site.default,
        "t": lru_cache(maxsize=1024)(partial(_marked_words, edition, language)),
        "t_in": partial(_marked_words, edition),
        "label": partial(edition.words, language),
    }


def _marked_words(edition: Edition, language: str, key: str, number: int | None = None, **values: object) -> str:
    """Return a translated string of the interface; one in the default language, for lack of a translation, in a `span`.

    `number` decides the plural, and `values` are inserted into the string: into one of another language as `bdi`, since
    a date may be written in another direction.
    """
    spoken = edition.words.spoken(language, key)
    if spoken == language:
        return edition.words(language, key, number, **values)
    places = {name: f"\0{name}\0" for name in values}
    words = escape(edition.words(language, key, number, **places))
    for name, value in values.items():
        words = words.replace(places[name], Markup("<bdi>{}</bdi>").format(value))
    return Markup('<span lang="{}" dir="auto">{}</span>').format(spoken, words)


def _href(page: Page, edition: Edition, target: str) -> str:
    # web servers send the page 404 for any address, so a link on it begins at the root of the host, a mirror's or ours
    site = edition.site
    path = target if site.clean_addresses else addresses.file_of(target)
    base = urlsplit(site.url).path
    return f"{base}/{path}" if site.url else addresses.relative(page.address, target, clean=False)


def shared_digest(edition: Edition, surroundings: bytes) -> bytes:
    """Return the digest of what any page may print besides briefings; `surroundings` is that of code and settings."""
    archive = edition.archive
    works = [(work.slug, _words(work), _shape(work)) for work in (*archive.standing, *archive.notices)]
    folders = {work.folder for work in (*archive.standing, *archive.notices)}
    shown = {path: each for path, each in edition.pictures.items() if path.rpartition("/")[0] in folders}
    redirects = sorted(archive.redirects.items())
    return digest_of(surroundings, archive.vocabularies, works, redirects, sorted(shown.items()))


def structure_digest(edition: Edition) -> bytes:
    """Return the digest of what decides which pages exist and which briefings they list in which order, not words."""
    histories = sorted((path, len(states)) for path, states in edition.histories.items())
    return digest_of([_shape(briefing) for briefing in edition.archive.briefings], histories)


def word_digests(edition: Edition) -> dict[str, bytes]:
    """Return the digest of all that pages may print of each briefing, by slug.

    What is known of its sources, which only its own pages print, has a digest of its own (`sources_of`).
    """
    archive, notes = edition.archive, edition.archive.source_notes or {}
    shown = dict[str, list[tuple[str, PublishedPicture]]]()
    for path, picture in sorted(edition.pictures.items()):
        shown.setdefault(path.rpartition("/")[0], []).append((path, picture))
    digests = {}
    for briefing in archive.briefings:
        letters = [letter.text.key for letter in archive.letters.get(briefing.folder, ())]
        histories = [edition.histories[text.path] for text in briefing.texts.values() if text.path in edition.histories]
        versions = [
            (len(found), found[-1].date if found else None)
            for language in briefing.texts
            for found in [unmarked_revisions(briefing, language, archive.recorded, edition.site.day)]
        ]
        printed = _words(briefing), _days(briefing), letters, shown.get(briefing.folder), histories, versions
        digests[briefing.slug] = digest_of(*printed)
        digests[sources_of(briefing.slug)] = digest_of(told_of(briefing, notes))
    return dict(sorted(digests.items()))


def sources_of(slug: str) -> str:
    """Return the name under which `word_digests` has what is known of a briefing's sources."""
    return f"{slug}/sources"


def input_digest(page: Page, edition: Edition, shared: bytes) -> bytes:
    """Return the digest of everything that a page is rendered from; `shared` is that of what all pages share."""
    drawn = edition.share_pictures.get(page.address) or edition.share_pictures.get(f"{page.language}/")
    image = page.work.front.image if page.work else None
    picture = edition.pictures.get(f"{page.work.folder}/{image.file}") if page.work and image else None
    return digest_of(shared, msgspec.structs.asdict(page), page.has_code, drawn, picture)


def _words(work: Work) -> list[bytes]:
    return [text.key for text in work.texts.values()]


def _shape(work: Work) -> tuple[object, ...]:
    front = work.front
    texts = [
        (tag, text.front.status, text.front.translates, text.changed, text.front.withdrawal, corrected)
        for tag, text in work.texts.items()
        for corrected in [[each.date for each in text.front.corrections]]
    ]
    ids = [getattr(front, taxonomy) for taxonomy in TAXONOMIES]
    return (
        work.folder, work.original.language, texts, front.date, _days(work), ids, front.related,
        front.redirect_from, front.status, front.withdrawal, front.starts, front.ends,
    )  # fmt: skip


def _days(work: Work) -> tuple[object, ...]:
    # from the table of published versions, so the digests of the texts do not cover them
    return (work.days, work.added, sorted(work.unlisted)) if isinstance(work, Briefing) else ()
