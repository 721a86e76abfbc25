"""Names of languages in other languages (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from plugins.archive.faults import did_you_mean

from .dates import locale_of


def language_name(tag: str, language: str) -> str:
    """Return what speakers of `language` call the language `tag`; the tag itself where CLDR does not say."""
    return str(locale_of(language).languages.get(tag.split("-")[0], tag))


def languages_by_name(language: str) -> dict[str, str]:
    """Return the tags of languages by what speakers of `language` call them, case folded; no kinds of a language."""
    named = sorted(locale_of(language).languages.items())
    return {str(name).casefold(): tag for tag, name in named if "_" not in tag}


def meant_language(typed: str, own: Mapping[str, str], languages: Iterable[str], among: Collection[str] = ()) -> str:
    """Return the tag of the language that was meant by a name or by another tag; empty where none is near.

    Args:
        typed: What somebody wrote.
        own: Tags of the site's languages by what each calls itself.
        languages: Those in whose words a language may be named.
        among: The tags that can be meant; where there are none, all that CLDR knows.
    """
    names = {name: tag for each in languages for name, tag in languages_by_name(each).items()}
    names |= {name.casefold(): tag for name, tag in own.items()}
    named = {name: tag for name, tag in names.items() if not among or tag in among}
    near = did_you_mean(typed.strip().casefold(), [*named, *own.values()])
    return named.get(near, near)
