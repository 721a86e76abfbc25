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
    url, published = edition.site.absolute(page.address), briefing.days[language].isoformat()
    return named(
        ("citation_title", page.title),
        *(("citation_author", name) for name in authors),
        ("citation_publication_date", published.replace("-", "/")),
        ("citation_publisher", publisher),
        ("citation_language", language),
        ("citation_public_url", url),
        ("citation_keywords", "; ".join(term_names(briefing, "tags", edition, language))),
        ("DC.type", _TYPE),
        ("DC.title", page.title),
        *(("DC.creator", name) for name in authors),
        ("DC.date", published),
        ("DC.publisher", publisher),
        ("DC.language", language),
        ("DC.identifier", url),
        ("DC.rights", edition.site.newsroom.text_licence[1]),
    )
