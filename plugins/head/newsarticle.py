"""A briefing as schema.org's `NewsArticle`."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.archive.corrections import ShownCorrection, shown_corrections
from plugins.archive.index import Edition, address
from plugins.archive.pages import Page
from plugins.archive.records import Briefing, Source, Text

from .cards import picture, picture_alt, share_picture
from .jsonscript import present
from .subjects import term_names


def news_article(page: Page, briefing: Briefing, edition: Edition) -> dict[str, object]:
    """Return the article of a briefing's text, without its page.

    Its texts in other languages are named by language and, on a public site, address: a reader of these data
    finds their titles there. `temporalCoverage` is when what it reports happened, as exactly as known. People are
    named on the page and not here: a list of them serves whoever collects names more than whoever reads.
    """
    text, site = briefing.texts[page.language], edition.site
    return present(
        type="NewsArticle",
        headline=page.title,
        description=page.description,
        inLanguage=page.language,
        datePublished=briefing.days[page.language].isoformat(),
        dateModified=page.changed and page.changed.isoformat(),
        temporalCoverage=briefing.date.iso,
        url=site.absolute(page.address),
        image=_image(page, briefing, edition),
        author=_people(briefing.front.authors) or _organisation(edition.words(page.language, "site.desk")),
        translator=_people(text.front.translators),
        keywords=list(term_names(briefing, "tags", edition, page.language)),
        citation=[_source(each) for each in briefing.front.sources],
        isBasedOn=_based_on(briefing),
        correction=[_correction(each, page.language) for each in reversed(shown_corrections(briefing, page.language))],
        translationOfWork=_text(briefing, text.front.translates, edition),
        workTranslation=_translations(briefing, text, edition),
        isAccessibleForFree=True,
        license=site.newsroom.text_licence[1],
    )


def _people(names: Iterable[str]) -> list[dict[str, object]]:
    return [present(type="Person", name=name) for name in names]


def _organisation(name: str) -> dict[str, object]:
    return present(type="Organization", name=name)


def _source(source: Source) -> dict[str, object]:
    return present(
        type="CreativeWork",
        name=source.title,
        url=source.url,
        publisher=_organisation(source.publisher),
        inLanguage=source.lang,
        datePublished=source.date and source.date.iso,
        archivedAt=source.archived,
    )


def _based_on(briefing: Briefing) -> dict[str, object] | None:
    """Return the piece whose headline the briefing prints above its own: the report that it retells."""
    headline = briefing.front.source_headline
    return present(type="CreativeWork", name=headline.text, inLanguage=headline.lang) if headline else None


def _correction(shown: ShownCorrection, language: str) -> dict[str, object]:
    return present(
        type="CorrectionComment",
        dateCreated=shown.correction.date.isoformat(),
        text=shown.correction.text,
        inLanguage=shown.language if shown.language != language else None,
    )


def _text(briefing: Briefing, language: str, edition: Edition) -> dict[str, object] | None:
    """Return the briefing in a language, in which others may read it; None where they may not."""
    if not briefing.readable(language):
        return None
    url = edition.site.absolute(address(briefing, language))
    return present(type="NewsArticle", inLanguage=language, url=url)


def _translations(briefing: Briefing, text: Text, edition: Edition) -> list[dict[str, object]]:
    made = [tag for tag, each in briefing.texts.items() if each.front.translates == text.language]
    return [found for tag in made if (found := _text(briefing, tag, edition))]


def _image(page: Page, briefing: Briefing, edition: Edition) -> dict[str, object] | str | None:
    """Return the article's own picture with its credit, or else the address of the one drawn for sharing it."""
    found, image, drawn = picture(page, edition), briefing.front.image, share_picture(page, edition)
    if not found or not image:
        return edition.site.absolute(drawn.address) if drawn else None
    return present(
        type="ImageObject",
        url=edition.site.absolute(found.address),
        width=found.width,
        height=found.height,
        caption=picture_alt(briefing, page.language),
        creditText=image.credit,
    )
