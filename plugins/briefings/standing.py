"""Standing pages: about, how we work, privacy, mirrors, and whatever else the newsroom adds."""

from __future__ import annotations

from plugins.archive.bodies import body_of
from plugins.archive.index import Edition, address
from plugins.archive.pages import Page
from plugins.archive.records import StandingPage
from plugins.languages.dates import long_date
from plugins.styles.hanging import hung
from plugins.translations.alternates import work_alternates
from plugins.translations.staleness import stale_sign

from .mirrors import MIRRORS, copies
from .reply import SAFELY, contacts


def standing_page(standing: StandingPage, edition: Edition, language: str) -> Page:
    """Return the page's text in a language that it has."""
    text = standing.texts[language]
    alternates, default = work_alternates(standing, edition.site) if standing.readable(language) else ((), "")
    here = address(standing, language)
    return Page(
        address=here,
        language=language,
        template="standing.html",
        title=text.front.title,
        description=text.front.summary,
        view={
            "text": text,
            "draft": "draft" in (text.front.status, standing.front.status),
            "body": hung(body_of(text, edition, here)),
            "contacts": contacts(edition) if standing.slug == SAFELY else None,
            "copies": copies(edition) if standing.slug == MIRRORS else None,
            "modified": text.front.modified and long_date(text.front.modified, language),
            "stale": stale_sign(text, standing, language),
        },
        alternates=alternates,
        default_alternate=default,
        listed=standing.status(language) == "published",
        changed=text.changed,
        work=standing,
    )
