"""Pages of one edition rendered with the theme's templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from jinja2 import Environment
from markupsafe import Markup

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.signals import frame_wanted
from plugins.styles.hanging import hangs


class Renderer:
    """Renders pages of one edition with the theme's templates."""

    def __init__(self, edition: Edition, env: Environment) -> None:
        """Prepare what all pages share."""
        self._edition, self._env = edition, env

    def prepare(self, pages: Iterable[Page]) -> None:
        """Compile the templates of pages, once for all workers."""
        for name in sorted({page.template for page in pages}):
            self._env.get_template(name)

    def render(self, page: Page) -> bytes:
        """Return a page's bytes."""
        edition, clean = self._edition, self._edition.site.clean_addresses
        context: dict[str, object] = {
            **page.view,
            "page": page,
            "language": page.language,
            "direction_of": edition.site.direction,
            "direction": edition.site.direction(page.language),
            "default_language": edition.site.default,
            "t": partial(_marked_words, edition, page.language),
            "label": partial(edition.words, page.language),
            "href": partial(_href, page, edition)
            if page.address == "404.html"
            else partial(addresses.relative, page.address, clean=clean),
            "hangs": hangs,
            "css": Markup(edition.styles.of(page)),  # noqa: S704 - our own, and Pygments'
        }
        for _, names in frame_wanted.send(edition, page=page):
            _add(context, names, page)
        html: str = self._env.get_template(page.template).render(context)
        return html.encode()


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
