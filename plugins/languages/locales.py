"""A language with its country, as `az_AZ`: so cards on social networks name languages (ogp.me)."""

from __future__ import annotations

from babel.core import get_global

_BRITISH = "GB"


def territorial_locale(tag: str) -> str:
    """Return a language tag with the tag's own territory, else CLDR's likely one; empty where there is none.

    Plain `en` is British, as our dates and spelling are.
    """
    language, *others = tag.split("-")
    territories = [part for part in others if len(part) == 2]
    if territories:
        return f"{language}_{territories[0]}"
    known = get_global("likely_subtags")
    likely = str(known.get(tag.replace("-", "_")) or known.get(language, "")).split("_")[-1]
    territory = _BRITISH if tag == "en" else likely
    return f"{language}_{territory}" if len(territory) == 2 and territory.isupper() else ""
