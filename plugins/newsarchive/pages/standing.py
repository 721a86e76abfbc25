"""Standing pages such as about, privacy and mirrors.

A standing page is a text without a date, in the folder `pages` of the content. What the page about mirrors prints
below its text comes from plugins: the commands with which readers verify a copy, and volunteers set up a mirror.
"""

from __future__ import annotations

import re

from newsarchive.content.translations import stale_sign
from newsarchive.head.tags import work_place
from newsarchive.html import hung
from newsarchive.i18n.dates import long_date
from newsarchive.model import addresses
from newsarchive.model.bodies import body_of, contents_of
from newsarchive.model.index import Edition, address
from newsarchive.model.models import StandingPage
from newsarchive.model.pages import Page

from .contact import SAFELY, contacts

_CODE = re.compile(r"(?<=<code>)[^<]+(?=</code>)")
_HYPHENATED = re.compile(r"(?<!\S)(?=\S{2,16}(?!\S))\S*-\S*")
"""A word of a command with a hyphen, after which no line may end; a longer one might not fit into a line."""


def unbroken(html: str) -> str:
    """Return HTML in which each short word with a hyphen inside `<code>` is a `<span>`, which a line does not break."""
    return _CODE.sub(lambda code: _HYPHENATED.sub(r"<span>\g<0></span>", code[0]), html)


def standing_page(standing: StandingPage, edition: Edition, language: str) -> Page:
    """Return the page that shows a text without a date, such as "about", which must exist in `language`."""
    text = standing.texts[language]
    body = body_of(text, edition, address(standing, language))
    return Page(
        **work_place(standing, edition.site, language),
        template="standing.html",
        title=text.front.title,
        description=text.front.summary,
        view={
            "text": text,
            "draft": "draft" in (text.front.status, standing.front.status),
            "body": unbroken(hung(body)),
            "contents": contents_of(body),
            "contacts": contacts(edition) if standing.slug == SAFELY else None,
            "editions": addresses.editions(language) if edition.site.editions else "",
            "zipped": "site" in edition.site.editions,
            "modified": text.front.modified and long_date(text.front.modified, language),
            "stale": stale_sign(text, standing, language),
        },
        listed=standing.status(language) == "published",
        changed=text.changed,
        work=standing,
    )
