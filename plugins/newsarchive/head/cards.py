"""How a page looks where its address is shared: Open Graph (ogp.me); names of its subjects.

A card is the preview with title, text and picture that social networks and messengers show for an address. `card`
returns the `meta` elements for it; `tags` puts them into the `head` of the page.

Of Twitter's own tags only `twitter:card` is needed: Twitter reads title, description and picture from Open Graph's
tags. The picture of a card needs an absolute address, so a local build has none. The share picture that was drawn for
a text is preferred to the text's own picture: it says the same in every language, and no network crops its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.addresses import PublishedPicture, SharePicture
from newsarchive.archive.index import Edition
from newsarchive.archive.models import Briefing
from newsarchive.archive.pages import Page
from newsarchive.i18n.alphabets import territorial_locale


def term_names(briefing: Briefing, taxonomy: str, edition: Edition, language: str) -> tuple[str, ...]:
    """Return the names of a briefing's terms in one vocabulary, in the editor's order.

    A term that has no name in the language is named in the site's default language.

    Args:
        briefing: The briefing.
        taxonomy: The vocabulary, such as `tags` or `people`.
        edition: The site.
        language: The language of the names.
    """
    terms = edition.archive.vocabularies[taxonomy]
    return tuple(terms[each].name(language, edition.site.default)[0] for each in briefing.terms(taxonomy))


_ESCAPED = tuple((letter, f"\\u{ord(letter):04x}") for letter in "<>&\u2028\u2029")


def script_json(data: Mapping[str, object]) -> str:
    """Return data as JSON that can be printed in a `script` element of a page without further escaping.

    `</script` ends the element, and `<!--` can begin a state in which it does not (HTML Standard 4.12.1.3). So `<`
    and `>` are escaped. `&` is escaped for programs that parse pages as XML, and the two line separators for those
    that read JSON as JavaScript. All five occur only inside JSON strings, where their escapes mean the same.
    """
    text = msgspec.json.encode(data).decode()
    for letter, escape in _ESCAPED:
        text = text.replace(letter, escape)
    return text


def present(**properties: object) -> dict[str, object]:
    """Return a JSON-LD object with those of the given properties that have a value: not None, and not empty.

    `type`, `id` and `context` get the prefix `@`, as they are JSON-LD's own. A list of one item is replaced by that
    item, because JSON-LD treats both alike: `present(type="Person", name="Ali", url="")` ->
    `{"@type": "Person", "name": "Ali"}`.
    """
    kept = {}
    for name, value in properties.items():
        if value is None or (not value and isinstance(value, (str, list, tuple))):
            continue
        key = f"@{name}" if name in ("type", "id", "context") else name
        kept[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return kept


class Meta(NamedTuple):
    """A `meta` element of a page's head.

    Attributes:
        key: What it says, such as `og:title`.
        content: The value.
        kind: The attribute that has the key: `property` for RDF vocabularies such as Open Graph, else `name`.
        media: The media query under which it applies, or an empty string.
    """

    key: str
    content: str
    kind: Literal["name", "property"] = "name"
    media: str = ""


def named(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Return a `meta` element with a `name` for each (key, content) pair whose content is not empty."""
    return tuple(Meta(key, content) for key, content in pairs if content)


def properties(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Return a `meta` element with a `property` for each (key, content) pair whose content is not empty."""
    return tuple(Meta(key, content, "property") for key, content in pairs if content)


_Pair = tuple[str, str]
_locale = lru_cache(maxsize=64)(territorial_locale)


def card(page: Page, edition: Edition) -> tuple[Meta, ...]:
    """Return the `meta` elements from which networks render a page's card: those of Open Graph, and `twitter:card`."""
    shown = _shown(page, edition)
    return (
        *properties(
            ("og:type", "article" if isinstance(page.work, Briefing) else "website"),
            ("og:title", page.title),
            ("og:description", page.description),
            ("og:site_name", edition.words(page.language, "site.name")),
            ("og:url", edition.site.absolute(page.address)),
            *_locales(page),
            *_article(page),
            *(_picture(shown, edition) if shown else ()),
        ),
        *named(("twitter:card", "summary_large_image" if shown else "summary")),
    )


def share_picture(page: Page, edition: Edition) -> SharePicture | None:
    """Return the share picture of a page: a preview with the page's title, which the build has drawn.

    A page without its own has the one of the front page in its language. Return None if there is neither, or if the
    site has no public address.
    """
    if not edition.site.url:
        return None
    return edition.share_pictures.get(page.address) or edition.share_pictures.get(addresses.home(page.language))


def _shown(page: Page, edition: Edition) -> SharePicture | None:
    drawn, own = share_picture(page, edition), picture(page, edition)
    if drawn or not own or not isinstance(page.work, Briefing):
        return drawn
    return SharePicture(own.address, own.width, own.height, picture_alt(page.work, page.language))


def picture(page: Page, edition: Edition) -> PublishedPicture | None:
    """Return the published picture of the briefing that a page shows.

    Return None if the page shows no briefing, if the briefing has no picture, or if the site has no public address.
    """
    if not edition.site.url or not isinstance(page.work, Briefing) or not page.work.front.image:
        return None
    return edition.pictures[f"{page.work.folder}/{page.work.front.image.file}"]


def picture_alt(briefing: Briefing, language: str) -> str:
    """Return the alternative text of a briefing's picture.

    It is that of the briefing's text in `language`, or else that of the original; empty if neither has a picture.
    """
    own, first = briefing.texts[language].front.image, briefing.front.image
    return own.alt if own else first.alt if first else ""


def _picture(found: SharePicture, edition: Edition) -> tuple[_Pair, ...]:
    return (
        ("og:image", edition.site.absolute(found.address)),
        ("og:image:width", str(found.width)),
        ("og:image:height", str(found.height)),
        ("og:image:alt", found.alt),
    )


def _locales(page: Page) -> tuple[_Pair, ...]:
    others = (each.language for each in page.alternates if each.language != page.language)
    return (
        ("og:locale", _locale(page.language)),
        *(("og:locale:alternate", _locale(tag)) for tag in others),
    )


def _article(page: Page) -> tuple[_Pair, ...]:
    if not isinstance(page.work, Briefing):
        return ()
    return (
        ("article:published_time", page.work.days[page.language].isoformat()),
        ("article:modified_time", page.changed.isoformat() if page.changed else ""),
    )
