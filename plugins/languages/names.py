"""Names of languages in other languages (CLDR, through Babel)."""

from __future__ import annotations

from .dates import locale_of


def language_name(tag: str, language: str) -> str:
    """Return what speakers of `language` call the language `tag`; the tag itself where CLDR does not say."""
    return str(locale_of(language).languages.get(tag.split("-")[0], tag))


def languages_by_name(language: str) -> dict[str, str]:
    """Return the tags of languages by what speakers of `language` call them, case folded; no kinds of a language."""
    named = sorted(locale_of(language).languages.items())
    return {str(name).casefold(): tag for tag, name in named if "_" not in tag}
