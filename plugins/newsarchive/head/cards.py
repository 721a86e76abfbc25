"""How a page looks where its address is shared: Open Graph (ogp.me); names of its subjects.

A card is the preview that social networks and messengers show for an address. Of Twitter's own tags only `twitter:card`
is needed: Twitter reads the rest from Open Graph. A picture needs an absolute address, so a local build has none. The
share picture drawn for a text is preferred to the text's own: it has the same words in every language, uncropped.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from newsarchive.i18n.alphabets import territorial_locale
from newsarchive.model import addresses
from newsarchive.model.addresses import SharePicture
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.pages import Page


def tag_names(briefing: Briefing, edition: Edition, language: str) -> list[str]:
    """Return the names of a briefing's tags in a language, or else in the default one, in the editor's order."""
    tags = edition.archive.vocabularies["tags"]
    return [tags[tag].name(language, edition.site.default)[0] for tag in briefing.terms("tags")]


def script_json(data: Mapping[str, object]) -> str:
    """Return data as JSON that can be printed in a `script` element of a page without further escaping.

    `</script` would end the element, and after `<!--` it might not end where it should (HTML Standard 4.12.1.3). `&` is
    escaped for XML parsers, U+2028 and U+2029 for programs that read JSON as JavaScript.
    """
    escapes = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
    return msgspec.json.encode(data).decode().translate(escapes)


def present(**properties: object) -> dict[str, object]:
    """Return a JSON-LD object as a dictionary, without properties that are None or empty.

    `type`, `id` and `context` get the prefix `@`: `present(type="Person", url="")` returns `{"@type": "Person"}`. A
    list of one item is replaced by the item, because JSON-LD treats both alike.
    """
    known = {}
    for name, value in properties.items():
        if value is not None and value not in ("", [], ()):
            key = f"@{name}" if name in ("type", "id", "context") else name
            known[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return known


def card(page: Page, edition: Edition) -> list[dict[str, str]]:
    """Return the attributes of the `meta` elements from which social networks make a preview of a page."""
    shown = share_picture(page, edition) or picture(page, edition)
    pairs = [
        ("og:type", "article" if isinstance(page.work, Briefing) else "website"),
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:site_name", edition.words(page.language, "site.name")),
        ("og:url", edition.site.absolute(page.address)),
        ("og:locale", territorial_locale(page.language)),
    ]
    others = (alternate.language for alternate in page.alternates if alternate.language != page.language)
    pairs += [("og:locale:alternate", territorial_locale(language)) for language in others]
    if isinstance(page.work, Briefing):
        pairs.append(("article:published_time", page.work.days[page.language].isoformat()))
        pairs.append(("article:modified_time", page.changed.isoformat() if page.changed else ""))
    if shown:
        pairs += [("og:image", edition.site.absolute(shown.address)), ("og:image:width", str(shown.width))]
        pairs += [("og:image:height", str(shown.height)), ("og:image:alt", shown.alt)]
    metas = [{"property": key, "content": content} for key, content in pairs if content]
    return [*metas, {"name": "twitter:card", "content": "summary_large_image" if shown else "summary"}]


def share_picture(page: Page, edition: Edition) -> SharePicture | None:
    """Return the picture that the build drew for previews of a page, or else that of the front page in its language.

    None is returned if neither was drawn, or if the site has no public address.
    """
    if not edition.site.url:
        return None
    return edition.share_pictures.get(page.address) or edition.share_pictures.get(addresses.home(page.language))


def picture(page: Page, edition: Edition) -> SharePicture | None:
    """Return the published picture of the briefing on a page, with the alternative text of the page or the original.

    None is returned if there is no briefing or no picture, or if the site has no public address.
    """
    work = page.work
    if not edition.site.url or not isinstance(work, Briefing) or not work.front.image:
        return None
    own = edition.pictures.get(f"{work.folder}/{work.front.image.file}")
    image = work.texts[page.language].front.image or work.front.image
    return SharePicture(own.address, own.width, own.height, image.alt) if own else None
