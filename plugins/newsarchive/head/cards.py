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
    """Return the names of the tags, people, organisations or places of a briefing, in the editor's order.

    One that has no name in the wanted language is named in the site's default language.

    Args:
        briefing: The briefing.
        taxonomy: Which of the four: `tags`, `people`, `organisations` or `places`.
        edition: The settings and the content of the site.
        language: The tag of the wanted language.
    """
    terms = edition.archive.vocabularies[taxonomy]
    return tuple(terms[each].name(language, edition.site.default)[0] for each in briefing.terms(taxonomy))


_ESCAPED = tuple((letter, f"\\u{ord(letter):04x}") for letter in "<>&\u2028\u2029")


def script_json(data: Mapping[str, object]) -> str:
    """Return data as JSON that can be printed in a `script` element of a page without further escaping.

    `<` and `>` are escaped, because `</script` would end the element, and after `<!--` it might not end where it should
    (HTML Standard 4.12.1.3). `&` is escaped for programs that parse pages as XML, and U+2028 and U+2029 for those that
    read JSON as JavaScript. All five occur only inside JSON strings, where their escapes mean the same.
    """
    text = msgspec.json.encode(data).decode()
    for letter, escape in _ESCAPED:
        text = text.replace(letter, escape)
    return text


def present(**properties: object) -> dict[str, object]:
    """Return a JSON-LD object as a dictionary, without properties that are None or empty.

    For example, `present(type="Person", name="Ali", url="")` returns `{"@type": "Person", "name": "Ali"}`. `type`, `id`
    and `context` are keywords of JSON-LD and get the prefix `@`. A list of one item is replaced by that item, because
    JSON-LD treats both alike.

    Args:
        properties: The values, by the names of the properties.
    """
    kept = {}
    for name, value in properties.items():
        if value is None or (not value and isinstance(value, (str, list, tuple))):
            continue
        key = f"@{name}" if name in ("type", "id", "context") else name
        kept[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return kept


class Meta(NamedTuple):
    """A `meta` element of a page's head, such as `<meta property="og:title" content="…">`.

    Attributes:
        key: The key, such as `og:title`.
        content: The value.
        kind: The HTML attribute for the key: `property` for RDF vocabularies such as Open Graph, else `name`.
        media: The media query under which the element applies, or an empty string.
    """

    key: str
    content: str
    kind: Literal["name", "property"] = "name"
    media: str = ""


def named(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Return the element `<meta name="key" content="…">`, as a `Meta`, for each pair whose content is not empty.

    Args:
        pairs: Pairs of key and content.
    """
    return tuple(Meta(key, content) for key, content in pairs if content)


def properties(*pairs: tuple[str, str]) -> tuple[Meta, ...]:
    """Return the element `<meta property="key" content="…">`, as a `Meta`, for each pair whose content is not empty.

    Args:
        pairs: Pairs of key and content.
    """
    return tuple(Meta(key, content, "property") for key, content in pairs if content)


_Pair = tuple[str, str]
_locale = lru_cache(maxsize=64)(territorial_locale)


def card(page: Page, edition: Edition) -> tuple[Meta, ...]:
    """Return the `meta` elements from which social networks make a preview of a page: Open Graph and `twitter:card`.

    Args:
        page: The page.
        edition: The settings and the content of the site.
    """
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
    """Return the picture that social networks show for a page, which the build draws with the title of the page.

    If none was drawn for the page, that of the front page in its language is returned. None is returned if that does
    not exist either, or if the site has no public address.

    Args:
        page: The page.
        edition: The settings and the content of the site, with the drawn pictures.
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
    """Return the address and size of the picture that belongs to the briefing on a page.

    None is returned if the page shows no briefing, if the briefing has no picture, or if the site has no public
    address.

    Args:
        page: The page.
        edition: The settings and the content of the site, with its published pictures.
    """
    if not edition.site.url or not isinstance(page.work, Briefing) or not page.work.front.image:
        return None
    return edition.pictures[f"{page.work.folder}/{page.work.front.image.file}"]


def picture_alt(briefing: Briefing, language: str) -> str:
    """Return the alternative text (`alt`) of a briefing's picture, which describes it for people who cannot see it.

    It is that of the briefing's text in `language`, or else that of the original; empty if neither states a picture.
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
