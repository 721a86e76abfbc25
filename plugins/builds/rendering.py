"""Pages of one edition rendered with the theme's templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.signals import frame_wanted

from .compiled import CompiledTemplates
from .printing import printing_environment
from .store import Store

_KEPT = 1024  # fragments of a few kilobytes


class Renderer:
    """Renders pages of one edition with the theme's templates.

    What does not depend on a page is made once: words, attributes of a language, and the fragments that stand around
    all pages of a region. It belongs to one edition, and is gone with the build.
    """

    def __init__(self, edition: Edition, env: Environment, store: Store | None = None) -> None:
        """Prepare what all pages share; with a store, templates are compiled once for many builds."""
        self._edition = edition
        self._env = printing_environment(env, edition)
        # what an extension of somebody else's makes of a template depends on its code
        known = all(name.startswith("jinja2.") for name in env.extensions)
        self._env.bytecode_cache = CompiledTemplates(self._env, store) if store and known else None
        self._shared = {tag: _shared(edition, tag) for tag in edition.site.tags}
        self._fragments: dict[tuple[str, object], Markup] = {}
        self._styles: dict[str, Markup] = {}

    def prepare(self, *templates: str) -> None:
        """Load templates and all that lie with them, once for all workers; these do not use the store."""
        names = set(templates)
        folders = set(filter(None, (_folder(self._env, name) for name in names)))
        names |= {path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")}
        for name in sorted(names):
            self._env.get_template(name)
        self._env.bytecode_cache = None

    def render(self, page: Page) -> bytes:
        """Return a page's bytes."""
        shared, href = self._shared[page.language], self._href(page)
        context: dict[str, object] = {
            **page.view,
            **shared,
            "page": page,
            "href": href,
            "kept": partial(self._kept, {**shared, "href": href}),
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

    def _kept(self, names: Mapping[str, object], template: str, around: object) -> Markup:
        """Return a fragment that prints `around` and nothing else of a page; it is made once for each `around`."""
        key = template, around
        found = self._fragments.get(key)
        if found is None:
            if len(self._fragments) >= _KEPT:
                self._fragments.clear()
            html = self._env.get_template(template).render(names, around=around)
            found = self._fragments[key] = Markup(html)  # noqa: S704 - a template's own, escaped there
        return found


def _folder(env: Environment, name: str) -> Path | None:
    """Return the folder in which templates are named so; None where they do not come from files."""
    if env.loader is None:
        return None
    _, filename, _ = env.loader.get_source(env, name)
    return Path(filename).parents[name.count("/")] if filename else None


def _shared(edition: Edition, language: str) -> dict[str, object]:
    """Return the names that are the same on all pages of a language."""
    return {
        "language": language,
        "direction": edition.site.direction(language),
        "default_language": edition.site.default,
        "t": _ready(partial(_marked_words, edition, language)),
        "label": partial(edition.words, language),
    }


def _ready(say: Callable[..., str]) -> Callable[..., str]:
    """Return `say` with a memory for words without values."""
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
    """Return words for a page's text; those that only the default language has are marked as being in it."""
    words, spoken = edition.words(language, key, number, **values), edition.words.spoken(language, key)
    return words if spoken == language else Markup('<span lang="{}" dir="auto">{}</span>').format(spoken, words)


def _href(page: Page, edition: Edition, target: str) -> str:
    """Link from a page that is shown under any address (404): by the site's full address, where it has one."""
    site = edition.site
    path = target if site.clean_addresses else addresses.file_of(target)
    return f"{site.url}/{path}" if site.url else addresses.relative(page.address, target, clean=False)


def _add(context: dict[str, object], names: Mapping[str, object], page: Page) -> None:
    for name, value in names.items():
        if name in context:
            raise ValueError(f"{page.address}: the name {name!r} is given twice")
        context[name] = value
