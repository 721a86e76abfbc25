"""Languages and translations of WordPress posts, as the plugins Polylang, WPML and qTranslate write them.

Polylang has a taxonomy for each, WPML has custom fields, and qTranslate has all languages in one post.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from babel import localedata

from .wxr import WxrPost, WxrSite

_LANGUAGE_KEYS = ("_wpml_import_language_code", "wpml_language", "_wpml_language")
_GROUP_KEYS = ("_wpml_import_translation_group", "wpml_trid", "_wpml_trid")
_DUPLICATE_KEY = "_icl_lang_duplicate_of"
KEYS = frozenset((*_LANGUAGE_KEYS, *_GROUP_KEYS, _DUPLICATE_KEY))
"""The custom fields that are read here."""

TAXONOMIES = ("language", "post_translations", "translation_priority")
"""The taxonomies that say something of languages and are no terms."""

_UNTOUCHED = ("en-us", "en", "en_us")
_MARK = re.compile(r"<!--:([a-z]{2})?-->|\[:([a-z]{2})?\]")
_MARKED = ("title", "content:encoded", "excerpt:encoded")


def language_reader(site: WxrSite, texts: list[WxrPost]) -> Callable[[WxrPost], str]:
    """Return a function that returns the language of a post, or an empty string if the export does not say.

    The site's locale counts only if nothing in the export is said to be in a language, and if it is not the `en-US`
    of an installation that nobody changed.
    """
    several = any(
        post.language
        or any(post.domain(taxonomy) != ("", "") for taxonomy in TAXONOMIES)
        or any(key in KEYS for key, _ in post.metas)
        for post in texts
    )
    default = "" if several or site.locale.lower() in _UNTOUCHED else site.locale

    def language(post: WxrPost) -> str:
        name, slug = post.domain("language")
        stated = post.language or site.languages.get(slug, slug or name) or post.meta(*_LANGUAGE_KEYS)
        return (stated or default).replace("_", "-")

    return language


def groups_of(texts: list[WxrPost]) -> dict[str, str]:
    """Return, by number of a post, the group of its translations, for those that have translations."""
    groups: dict[str, str] = {}
    for post in texts:
        name, slug = post.domain("post_translations")
        group = slug or name or post.meta(*_GROUP_KEYS) or (f"languages of post {post.id}" if post.language else "")
        if group:
            groups[post.id] = group
    for post in texts:
        original = post.meta(_DUPLICATE_KEY)
        if original and post.id not in groups:
            groups[post.id] = groups.setdefault(original, f"copies of post {original}")
    sizes = Counter(groups.get(post.id, "") for post in texts)
    return {id_: group for id_, group in groups.items() if sizes[group] > 1}


def in_languages(post: WxrPost) -> list[WxrPost]:
    """Return a post of qTranslate once for each of its languages, and any other post as it is.

    Such a post has `[:az]Mətn[:en]Text[:]`, or `<!--:az-->Mətn<!--:-->`, in its title, body and excerpt. What is before
    the first mark and after the last belongs to all languages. The first language keeps the post's address.
    """
    values = [post.values.get(key, "") for key in _MARKED]
    marks = [match[1] or match[2] for value in values for match in _MARK.finditer(value)]
    tags = [tag for tag in dict.fromkeys(marks) if tag and localedata.exists(tag)]
    begins = any(_MARK.match(value.strip()) for value in values)
    if not tags or (len(tags) == 1 and not begins):
        return [post]
    parts = [(tag, {key: _only(tag, post.values.get(key, "")) for key in _MARKED}) for tag in tags]
    written = [(tag, part) for tag, part in parts if part["title"].strip() or part["content:encoded"].strip()]
    return [
        replace(post, language=tag, values={**post.values, **part, **({"link": ""} if index else {})})
        for index, (tag, part) in enumerate(written)
    ] or [post]


def _only(tag: str, text: str) -> str:
    """Return the parts of a text that are in a language, or in all."""
    result, place, current = [], 0, ""
    for match in (*_MARK.finditer(text), None):
        piece = text[place : match.start() if match else len(text)]
        if current in ("", tag):
            result.append(piece)
        if match:
            place, current = match.end(), match[1] or match[2] or ""
    return "".join(result)
