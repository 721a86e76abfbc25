"""What a reference manager needs to cite a briefing: Highwire Press tags and Dublin Core.

As Zotero's translator "Embedded Metadata" reads them (github.com/zotero/translators, with its "RDF"):

- The type is `DC.type`'s, a name of Zotero's own. `citation_journal_title` is not set: it would make the briefing
  an article in a journal. The publication is taken from `og:site_name`.
- Highwire's tags win over Dublin Core's, which other programs read.
- A name is cut into first and last. So only named authors stand here: the desk would become "desk, The".
- An address is absolute; a local build has none, and Zotero takes that of the page.
"""

from __future__ import annotations

from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.records import Briefing

from .metas import Meta, named
from .subjects import term_names

_TYPE = "newspaperArticle"


def citation(page: Page, briefing: Briefing, edition: Edition) -> tuple[Meta, ...]:
    """Return the citation of a briefing's text."""
    language, authors = page.language, briefing.front.authors
    publisher = edition.words(language, "site.name")
    url = edition.site.absolute(page.address)
    return (
        *named("citation_title", page.title),
        *named("citation_author", *authors),
        *named("citation_publication_date", briefing.published.isoformat().replace("-", "/")),
        *named("citation_publisher", publisher),
        *named("citation_language", language),
        *named("citation_public_url", url),
        *named("citation_keywords", "; ".join(term_names(briefing, "tags", edition, language))),
        *named("DC.type", _TYPE),
        *named("DC.title", page.title),
        *named("DC.creator", *authors),
        *named("DC.date", briefing.published.isoformat()),
        *named("DC.publisher", publisher),
        *named("DC.language", language),
        *named("DC.identifier", url),
        *named("DC.rights", edition.site.newsroom.text_licence[1]),
    )
