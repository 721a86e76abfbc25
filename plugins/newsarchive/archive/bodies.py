"""The HTML of a text as one page shows it: content references become relative links.

Reading leaves `content:<path>` wherever a text links or shows another file of the content; only here,
where page and site are known, does it become an address.
"""

from __future__ import annotations

import html
import re

from newsarchive.html.strings import CONTENT_LINK, TAG

from . import addresses
from .addresses import picture_html, plain_picture_html
from .index import Edition
from .models import Text

SCHEME = "content:"

PAGE_IDS = "p_"
"""Ids of a page's own parts begin so, as no heading's does: they are slugs."""

_IMAGE = re.compile(r' src="content:([^"]*)"')

_ID = re.compile(r' id="([^"]+)"| href="#([^"]+)"')


def with_prefixed_ids(markup: str, prefix: str) -> str:
    """Return HTML whose ids, and links to them, begin with a prefix: for a text that shares its page with others."""

    def prefixed(match: re.Match[str]) -> str:
        return f' id="{prefix}{match[1]}"' if match[1] else f' href="#{prefix}{match[2]}"'

    return TAG.sub(lambda tag: _ID.sub(prefixed, tag[0]), markup)


def body_of(text: Text, edition: Edition, page: str, prefix: str = "", *, feed: bool = False) -> str:
    """Return the text's HTML for the page, or the `feed`, at address `page`.

    `prefix` begins the ids of a text that shares its page with others. A page's picture has all its types and
    widths; a feed's is one plain file at the site's full address, where it has one: feed readers move it elsewhere.

    A link to a text that is a draft or waits for its day becomes plain words until that text is published, and so
    does one to a hidden text. Of one to a text that was withdrawn for a person's safety not even the words are left
    (`reading.crossreferences` warns of all three, and refuses a link to a text that does not exist).
    """
    # before links to the page's own parts are made, which keep their ids
    whole = edition.html(text)
    markup = with_prefixed_ids(whole, prefix) if prefix else whole
    if SCHEME not in markup:
        return markup
    clean = edition.site.clean_addresses

    def link(match: re.Match[str]) -> str:
        path, hash_mark, fragment = html.unescape(match[1]).partition("#")
        found = edition.archive.link_target(path, text.path)
        address = addresses.document(path) if addresses.is_document(path) else found
        if address is None:
            return ""
        target = addresses.relative(page, address + hash_mark + fragment, clean=clean)
        return f' href="{html.escape(target)}"'

    def image(path: str, own: str) -> str:
        picture = edition.pictures[path]
        if not feed:
            return picture_html(picture, page, own, clean=clean)
        near = addresses.relative(page, picture.address, clean=clean)
        return plain_picture_html(picture, f"{edition.site.url}/{picture.address}" if edition.site.url else near, own)

    def resolved(tag: re.Match[str]) -> str:
        found = _IMAGE.search(tag[0]) if tag[0].startswith("<img ") else None
        if found is None:
            return CONTENT_LINK.sub(link, tag[0])
        own = (tag[0][len("<img") : found.start()] + tag[0][found.end() : -1]).strip()
        return image(html.unescape(found[1]), own)

    return TAG.sub(resolved, markup)
