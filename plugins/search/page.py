"""The search page of a language: a form that the script brings to life, and other ways for whoever has no script."""

from __future__ import annotations

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.vocabularies import TAXONOMIES
from plugins.languages.alphabets import sort_key
from plugins.languages.names import language_name
from plugins.translations.alternates import listing_alternates


def search_page(edition: Edition, language: str) -> Page:
    """Return the page; it does not change with what is searched for."""
    words = edition.words
    alternates, default = listing_alternates(edition.site, addresses.search)
    here = addresses.search(language)
    return Page(
        address=here,
        language=language,
        template="search.html",
        title=words(language, "search.title"),
        description=words(language, "search.description"),
        view={
            "script": addresses.SEARCH_SCRIPT,
            "texts": [
                {
                    "tag": each.tag,
                    "name": language_name(each.tag, language),
                    # a folder, whatever links look like: the script adds a file's name
                    "index": addresses.relative(here, addresses.search(each.tag), clean=True),
                }
                for each in edition.site.languages
            ],
            "years": list(reversed(edition.archive.by_year)),
            "tags": _tags(edition, language),
            "indexes": [
                {"title": words(language, f"{key}.title"), "address": address}
                for key, address in (
                    ("archive", addresses.archive_page(language)),
                    *((taxonomy, addresses.taxonomy(language, taxonomy)) for taxonomy in TAXONOMIES),
                )
            ],
        },
        alternates=alternates,
        default_alternate=default,
    )


def _tags(edition: Edition, language: str) -> list[dict[str, str]]:
    """Return the tags that briefings have, in the order of the language's alphabet."""
    tags = []
    for taxonomy, term in edition.archive.by_term:
        if taxonomy == "tags":
            name, name_language = edition.archive.vocabularies["tags"][term].name(language, edition.site.default)
            tags.append({"id": term, "name": name, "language": name_language})
    return sorted(tags, key=lambda tag: sort_key(tag["name"], language))
