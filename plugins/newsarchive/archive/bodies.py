"""The HTML of a text as one page shows it: content references become relative links.

When `readers.text` converts Markdown to HTML, it writes each link or picture that refers to another file of the
content as `content:<path>`: it does not know yet on which page the HTML will be printed. Functions that build pages and
feeds call `body_of`, which replaces these references by addresses relative to that page.
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
"""The first letters of all HTML ids on a page except those of its main text, such as `p_notice-1-…` in an announcement.

They keep these ids apart from the ids of headings in the main text, which contain no underscore.
"""

_IMAGE = re.compile(r' src="content:([^"]*)"')

_ID = re.compile(r' id="([^"]+)"| href="#([^"]+)"')


def with_prefixed_ids(markup: str, prefix: str) -> str:
    """Return HTML in which every `id="x"` and `href="#x"` has become `id="<prefix>x"` and `href="#<prefix>x"`.

    This keeps the ids unique if a page prints several texts, for example a briefing and readers' letters below it.
    """

    def prefixed(match: re.Match[str]) -> str:
        return f' id="{prefix}{match[1]}"' if match[1] else f' href="#{prefix}{match[2]}"'

    return TAG.sub(lambda tag: _ID.sub(prefixed, tag[0]), markup)


def body_of(text: Text, edition: Edition, page: str, prefix: str = "", *, feed: bool = False) -> str:
    """Return the HTML of a text's body for the page or feed at address `page`.

    Links to other texts become relative links to their pages, and pictures become `<picture>` elements. Links whose
    target may not be shown lose their address:

    - A link to a draft, to a text that is not yet published, or to a hidden text (one that only readers who know its
      address can find) becomes plain words. Only hidden texts may link to hidden texts.
    - A link to a text withdrawn for a person's safety is replaced, words included, by `[…]`.

    Links to texts that do not exist never come here: `readers.cross_references` reports them as faults when it loads
    the content.

    Args:
        text: The text.
        edition: The site context; it supplies the addresses and the published pictures.
        page: The address of the page or feed that prints the HTML.
        prefix: Prepended to all ids in the HTML (see `with_prefixed_ids`); empty if the text has the page to itself.
        feed: Whether the HTML is for a feed. If so, each picture is one plain `<img>`, with an absolute address if the
            site has a public address, because feed readers show the HTML elsewhere. On a page, a picture offers all its
            file types and widths.
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
