"""A page as linked data: one JSON-LD object of schema.org's vocabulary.

Search engines read in it what a page is. The items of a listing are left out: they would repeat the page's links and
double its size. `SearchAction` is left out because no search engine uses it any more.
"""

from __future__ import annotations

from newsarchive.model import addresses
from newsarchive.model.fields import Source
from newsarchive.model.index import Edition, address, shown_corrections
from newsarchive.model.models import Briefing, Text
from newsarchive.model.pages import Page
from newsarchive.model.source_notes import note_of

from .cards import picture, present, share_picture, tag_names

_TERM = {"tags": "DefinedTerm", "people": "Person", "organisations": "Organization", "places": "Place"}
_PAGE = {"site": "WebSite", "dataset": "Dataset", "collection": "CollectionPage"}


def linked_data(page: Page, edition: Edition) -> dict[str, object]:
    """Return the JSON-LD object that describes a page, as a dictionary."""
    work = page.work
    described = _article(page, work, edition) if isinstance(work, Briefing) else _page(page, edition)
    return present(context="https://schema.org") | described


def _article(page: Page, briefing: Briefing, edition: Edition) -> dict[str, object]:
    """Return the object of a briefing in the page's language; `temporalCoverage` is when the events happened.

    The newsroom's own fields that name a property of schema.org come first; properties of the same name replace them.
    The people whom the briefing is about are left out: such a list would serve collectors of names more than readers.
    """
    text, site, language = briefing.texts[page.language], edition.site, page.language
    url, headline = site.absolute(page.address), briefing.front.source_headline
    translations = [tag for tag, other in briefing.texts.items() if other.front.translates == text.language]
    return _own_properties(briefing, text, edition) | present(
        type="NewsArticle",
        headline=page.title,
        description=page.description,
        inLanguage=language,
        datePublished=briefing.days[language].isoformat(),
        dateModified=page.changed and page.changed.isoformat(),
        temporalCoverage=briefing.date.iso,
        url=url,
        image=_image(page, briefing, edition),
        author=[_author(name, edition) for name in briefing.front.authors]
        or _organisation(edition.words(language, "site.desk")),
        translator=[_author(name, edition) for name in text.front.translators],
        keywords=tag_names(briefing, edition, language),
        citation=[_source(source, edition) for source in briefing.front.sources],
        isBasedOn=headline and present(type="CreativeWork", name=headline.text, inLanguage=headline.lang),
        correction=[
            present(
                type="CorrectionComment",
                dateCreated=shown.correction.date.isoformat(),
                text=shown.correction.text,
                inLanguage=shown.language if shown.language != language else None,
            )
            for shown in reversed(shown_corrections(briefing, language))
        ],
        translationOfWork=_text(briefing, text.front.translates, edition),
        workTranslation=[found for tag in translations if (found := _text(briefing, tag, edition))],
        isAccessibleForFree=True,
        license=site.newsroom.text_licence[1],
        publisher=_named("NewsMediaOrganization", language, edition),
        mainEntityOfPage=present(type="WebPage", id=url) if url else None,
    )


def _own_properties(briefing: Briefing, text: Text, edition: Edition) -> dict[str, object]:
    values = {**dict(briefing.front.extra), **dict(text.front.extra)}
    properties: dict[str, object] = {}
    for field in edition.site.extra_fields:
        value = values.get(field.name, "")
        if field.schema_org and value:
            if field.type == "choice":
                value, _ = field.words(value, text.language, edition.site.default)
            properties[field.schema_org] = value
    return properties


def _author(name: str, edition: Edition) -> dict[str, object]:
    return _organisation(name) if name in edition.archive.organisations else present(type="Person", name=name)


def _organisation(name: str) -> dict[str, object]:
    return present(type="Organization", name=name)


def _source(source: Source, edition: Edition) -> dict[str, object]:
    return present(
        type="CreativeWork",
        name=source.title,
        url=source.url,
        publisher=_organisation(source.publisher),
        inLanguage=source.lang,
        datePublished=source.date and source.date.iso,
        archivedAt=note_of(source, edition.archive.source_notes).memento,
    )


def _text(briefing: Briefing, language: str, edition: Edition) -> dict[str, object] | None:
    """Return a reference to a text by its address; None if it does not exist, is withdrawn or is hidden."""
    if not briefing.readable(language):
        return None
    url = edition.site.absolute(address(briefing, language))
    return present(type="NewsArticle", inLanguage=language, url=url)


def _image(page: Page, briefing: Briefing, edition: Edition) -> dict[str, object] | str | None:
    """Return the briefing's own picture, else the address of its share picture, else None."""
    own, image, drawn = picture(page, edition), briefing.front.image, share_picture(page, edition)
    if not own or not image:
        return edition.site.absolute(drawn.address) if drawn else None
    return present(
        type="ImageObject",
        url=edition.site.absolute(own.address),
        width=own.width,
        height=own.height,
        caption=own.alt,
        creditText=image.credit,
    )


def _named(kind: str, language: str, edition: Edition) -> dict[str, object]:
    name = edition.words(language, "site.name")
    return present(type=kind, name=name, url=edition.site.absolute(addresses.home(language)))


def _page(page: Page, edition: Edition) -> dict[str, object]:
    """Return the object of a page that shows no briefing."""
    described = present(
        type=_PAGE.get(page.kind, "WebPage"),
        name=page.title,
        description=page.description,
        inLanguage=page.language,
        url=edition.site.absolute(page.address),
        dateModified=page.changed and page.changed.isoformat(),
    )
    if page.kind == "site":
        return described | _site(page, edition)
    further = (
        _dataset(page, edition)
        if page.kind == "dataset"
        else present(about=_term(page, edition), isPartOf=_named("WebSite", page.language, edition))
    )
    return described | further | present(breadcrumb=_breadcrumb(page, edition))


def _site(page: Page, edition: Edition) -> dict[str, object]:
    site = edition.site
    newsroom = _named("NewsMediaOrganization", page.language, edition)
    # only front pages name the newsroom's profiles on other sites
    profiles = present(sameAs=[address for _, address in site.newsroom.follow])
    return present(
        inLanguage=page.language if page.address else list(site.tags),
        publisher={**newsroom, **profiles},
        isAccessibleForFree=True,
        license=site.newsroom.text_licence[1],
    )


def _dataset(page: Page, edition: Edition) -> dict[str, object]:
    site, years = edition.site, list(edition.archive.by_year)
    newsroom = _named("NewsMediaOrganization", page.language, edition)
    return present(
        name=edition.words(page.language, "head.title", page=page.title, site=newsroom["name"]),
        inLanguage=list(site.tags),
        temporalCoverage=f"{years[0]}/{years[-1]}" if years else None,
        creator=newsroom,
        publisher=newsroom,
        isAccessibleForFree=True,
        license=site.newsroom.text_licence[1],
        distribution=[
            present(
                type="DataDownload", name=file.name, encodingFormat=file.type, contentUrl=site.absolute(file.address)
            )
            for file in page.downloads
        ],
    )


def _term(page: Page, edition: Edition) -> dict[str, object] | None:
    if page.term is None:
        return None
    taxonomy, term_id = page.term
    term = edition.archive.vocabularies[taxonomy][term_id]
    name, _ = term.name(page.language, edition.site.default)
    others = dict.fromkeys((*(term.names[tag] for tag in sorted(term.names)), *term.also))
    return present(type=_TERM[taxonomy], name=name, alternateName=[other for other in others if other != name])


def _breadcrumb(page: Page, edition: Edition) -> dict[str, object] | None:
    """Return the `BreadcrumbList` from the front page to this page.

    None is returned if no page is between the two, or if the site has no public address, which the list needs.
    """
    if not page.trail or not edition.site.url:
        return None
    front = (edition.words(page.language, "site.name"), addresses.home(page.language))
    steps = (front, *((step.title, step.address) for step in page.trail), (page.title, page.address))
    items = [
        present(type="ListItem", position=place, name=title, item=edition.site.absolute(address))
        for place, (title, address) in enumerate(steps, start=1)
    ]
    return present(type="BreadcrumbList", itemListElement=items)
