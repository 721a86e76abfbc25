"""Names of languages in other languages (CLDR, through Babel)."""

from __future__ import annotations

from .dates import locale_of


def language_name(tag: str, language: str) -> str:
    """Return what speakers of `language` call the language `tag`; the tag itself where CLDR does not say."""
    return str(locale_of(language).languages.get(tag.split("-")[0], tag))
