"""The HTML of a text as one page shows it: content references become relative links.

The reader writes `content:<path>` for every link or picture that refers to another file of the content. Only this
module knows both the page and the site, so it replaces these references by addresses.
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
"""The prefix of ids that belong to the page itself. Headings have slugs as ids, which contain no underscore."""

_IMAGE = re.compile(r' src="content:([^"]*)"')

_ID = re.compile(r' id="([^"]+)"| href="#([^"]+)"')


def with_prefixed_ids(markup: str, prefix: str) -> str:
    """Return HTML in which ids and links to them have a prefix, for a text that shares its page with others."""

    def prefixed(match: re.Match[str]) -> str:
        return f' id="{prefix}{match[1]}"' if match[1] else f' href="#{prefix}{match[2]}"'

    return TAG.sub(lambda tag: _ID.sub(prefixed, tag[0]), markup)


def body_of(text: Text, edition: Edition, page: str, prefix: str = "", *, feed: bool = False) -> str:
    """Return the HTML of a text for the page or feed at address `page`.

    Links to texts whose address may not be shown are removed: those to drafts and to texts that wait for their day
    become plain words until publication, as do those to hidden texts. For texts withdrawn for a person's safety the
    words of the link are removed, too. `readers.cross_references` warns of all three cases and refuses links to texts
    that do not exist.

    Args:
        text: The text.
        edition: The site context.
        page: The address of the page or feed.
        prefix: Prepended to the text's ids, for a text that shares its page with others.
        feed: Render each picture as one plain file, at its absolute address if the site has one, because feed readers
            move the HTML elsewhere. On a page, a picture has all its types and widths.
    """
    # prefix ids first: links to parts of the page itself, added below, keep theirs
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
