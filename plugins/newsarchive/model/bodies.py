"""The HTML of a text as one page shows it: content references become relative links.

When `content.text` converts Markdown to HTML, it writes each link or picture that refers to another file of the content
as `content:<path>`: it does not know yet on which page the HTML will be printed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from newsarchive.html import CONTENT_LINK, LINKING_TAG, TAG_WITH_ATTRIBUTES, plain

from . import addresses
from .addresses import picture_html
from .fields import Source
from .index import Edition
from .models import Text

SCHEME = "content:"

PAGE_IDS = "p_"
"""The prefix of all HTML ids on a page but those of its main text's headings, which have no underscore."""

_IMAGE = re.compile(r' src="content:([^"]*)"')

_ID = re.compile(r' id="([^"]+)"| href="#([^"]+)"')

_CITATION = re.compile(r'<sup id="(fnref:c[0-9]+)"><a class="footnote-ref" href="#source:([^"]+)">(.*?)</a></sup>')


_HEADING = re.compile(r'(<h2 [^>"]*(?:"[^"]*"[^>"]*)*>)(.*?)</h2>', re.DOTALL)
_HEADING_ID = re.compile(r' id="([^"]+)"')
_LANG = re.compile(r' lang="([^"]+)"')
_LONG, _HEAVY = 5, 9_000

_BACK = re.compile(r'(?<=<a class="footnote-backref" )(href="[^"]*") title=("[^"]*")')


def contents_of(body: str) -> tuple[tuple[str, str, str], ...]:
    """Return the HTML id, the words and the language tag, if it has one, of each second-level heading, for a list.

    The result is empty for a text of at most five such headings, and for one of more than 9,000 bytes: with its
    styles and sources its page weighs about 12 KB, and a list would not be worth the bytes.
    """
    headings = tuple(
        (own[1], plain(match[2]), language[1] if (language := _LANG.search(match[1])) else "")
        for match in _HEADING.finditer(body)
        if (own := _HEADING_ID.search(match[1]))
    )
    return headings if len(headings) > _LONG and len(body.encode()) <= _HEAVY else ()


def source_anchor(number: int) -> str:
    """Return the HTML id of the source with a number, from 1, on the page of a briefing."""
    return f"{PAGE_IDS}s{number}"


def with_citations(markup: str, sources: Sequence[Source]) -> tuple[str, dict[int, list[str]]]:
    """Return HTML in which citations show the numbers of their sources and lead to them.

    The number of a source is its place in the list, so it is the same in all languages. A citation of an unknown source
    stays as it is: it is a fault, or the source is unfinished, and its text is a draft.

    Returns:
        The HTML, and the HTML ids of the citations of each source, by its number.
    """
    numbers = {source.id: number for number, source in enumerate(sources, start=1) if source.id}
    marks: dict[int, list[str]] = {}

    def cited(match: re.Match[str]) -> str:
        number = numbers.get(match[2])
        if number is None:
            return match[0]
        marks.setdefault(number, []).append(match[1])
        place = f" ({match[3]})" if match[3] else ""
        link = f'<a class="footnote-ref" href="#{source_anchor(number)}">{number}{place}</a>'
        return f'<sup id="{match[1]}">{link}</sup>'

    # two marks without anything between them would be read as one number
    apart = '</sup><sup>,\N{NO-BREAK SPACE}</sup><sup id="fnref'
    return _CITATION.sub(cited, markup).replace('</sup><sup id="fnref', apart), marks


def with_prefixed_ids(markup: str, prefix: str) -> str:
    """Return HTML with `prefix` before every `id` and `href="#…"`, so that ids are unique among several texts."""

    def prefixed(match: re.Match[str]) -> str:
        return f' id="{prefix}{match[1]}"' if match[1] else f' href="#{prefix}{match[2]}"'

    return TAG_WITH_ATTRIBUTES.sub(lambda tag: _ID.sub(prefixed, tag[0]), markup)


def body_of(text: Text, edition: Edition, page: str, prefix: str = "", *, feed: bool = False) -> str:
    """Return the HTML of a text's body for the page or feed at address `page`.

    Links to other texts become relative links to their pages, and pictures become `<picture>` elements. See
    `placed_body` for links whose target may not be shown.

    Args:
        prefix: Prepended to all ids in the HTML (see `with_prefixed_ids`); empty if the text has the page to itself.
        feed: Whether each picture is one plain `<img>`, with an absolute address if the site has a public address,
            because feed readers show the HTML elsewhere.
    """
    clean = edition.site.clean_addresses

    def link(address: str) -> str:
        return addresses.relative(page, address, clean=clean)

    def image(path: str, own: str) -> str:
        if path in edition.left_out:
            return ""
        picture = edition.pictures[path]
        if not feed:
            return picture_html(picture, page, own, clean=clean)
        near = addresses.relative(page, picture.address, clean=clean)
        href = html.escape(f"{edition.site.url}/{picture.address}" if edition.site.url else near)
        return f'<img {own} src="{href}" width="{picture.width}" height="{picture.height}">'

    return placed_body(text, edition, link, image, prefix)


def placed_body(
    text: Text, edition: Edition, link: Callable[[str], str], image: Callable[[str, str], str], prefix: str = ""
) -> str:
    """Return the HTML of a text's body for any place.

    Links whose target may not be shown lose their address:

    - A link to a draft, to a text that is not yet published, or to a hidden text (one that only readers who know its
      address can find) becomes plain words. Only hidden texts may link to hidden texts.
    - A link to a text withdrawn for a person's safety is replaced, words included, by `[…]`.

    Args:
        link: Returns the `href` for an address of the site, which may have a fragment.
        image: Returns the HTML of a picture, given its path in the content and its attributes.
        prefix: Prepended to all ids in the HTML (see `with_prefixed_ids`).
    """
    # an arrow is no name of a link, and a title is none where a link has words
    whole = _BACK.sub(r"\1 aria-label=\2", edition.html(text))
    # prefix ids first: links to parts of the page itself, added below, keep theirs
    markup = with_prefixed_ids(whole, prefix) if prefix else whole

    def linked(match: re.Match[str]) -> str:
        path, hash_mark, fragment = html.unescape(match[1]).partition("#")
        if path in edition.left_out:
            return ""
        found = edition.archive.link_target(path, text.path)
        address = addresses.document(path) if addresses.is_document(path) else found
        return "" if address is None else f' href="{html.escape(link(address + hash_mark + fragment))}"'

    def resolved(tag: re.Match[str]) -> str:
        found = _IMAGE.search(tag[0]) if tag[0].startswith("<img ") else None
        if found is None:
            return CONTENT_LINK.sub(linked, tag[0])
        own = (tag[0][len("<img") : found.start()] + tag[0][found.end() : -1]).strip()
        return image(html.unescape(found[1]), own)

    return LINKING_TAG.sub(resolved, markup)
