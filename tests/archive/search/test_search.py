"""The search of this archive."""

from __future__ import annotations

import yaml

from newsarchive.model.vocabularies import TAXONOMIES
from tests.every_site.search import *  # noqa: F403
from tests.sites import BuiltSite, Recipe

MODES = ("public",)


def _searched(term: dict[str, object]) -> set[str]:
    words = term.get("search", [])
    lists = words.values() if isinstance(words, dict) else [words]
    return {each for found in lists for each in found}


def test_words_to_search_for_are_in_every_term_and_on_no_page(own: Recipe, site: BuiltSite) -> None:
    texts = [path.read_text("utf-8") for path in own.content.rglob("*.md")]
    vocabularies = {
        taxonomy: yaml.safe_load((own.content / f"{taxonomy}.yaml").read_text("utf-8")) for taxonomy in TAXONOMIES
    }
    printed = [str({**term, "search": ""}) for terms in vocabularies.values() for term in terms.values()]
    everything = "\n".join([*texts, *printed]).casefold()
    checked = 0
    for taxonomy, terms in vocabularies.items():
        for name, term in terms.items():
            words = _searched(term)
            assert len(words) >= 2, name
            # those that stand nowhere else, so that a page could have them from this field alone
            telling = [word for word in words if len(word) > 5 and word.casefold() not in everything]
            for language in site.languages:
                page = site.files.get(f"{language}/{taxonomy}/{name}/index.html", b"").decode().casefold()
                assert [word for word in telling if word.casefold() in page] == [], (name, language)
                checked += len(telling) if page else 0
    assert checked > 1_000
    sample = ("sextortion", "zindan", "политзэк", "батька", "Dourov")
    assert all(word.casefold() not in everything for word in sample)
    elsewhere = [text.decode().casefold() for path, text in site.files.items() if path.endswith((".html", ".xml"))]
    assert [word for word in sample if any(word.casefold() in text for text in elsewhere)] == []
