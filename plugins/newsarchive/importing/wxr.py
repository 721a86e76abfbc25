"""The elements of a WordPress export (WXR 1.0 to 1.2): what it says of its site, and its posts.

A post is any `item`: a text, an attachment, or a part of WordPress's machinery such as an entry of a menu. `wordpress`
decides which are texts.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from .items import ImportFailure
from .source_files import LARGEST_TEXT, MOST_ITEMS
from .xml_stream import XmlExport, elements

NAMESPACE = "wordpress.org/export/"
"""A part of the addresses of its namespaces, which differ by version."""

_PREFIXES = {"http://purl.org/rss/1.0/modules/content/": "content:", "http://purl.org/dc/elements/1.1/": "dc:"}
_LOCALE = re.compile(r'"locale";s:[0-9]+:"([A-Za-z]{2,3}(?:_[A-Za-z0-9]{2,8}){0,2})"')
_DEFINITIONS = {"wp:category": "category", "wp:tag": "tag", "wp:term": "term"}
# Polylang keeps its own data in the descriptions of these
_POLYLANG = ("language", "post_translations", "term_language", "term_translations")


@dataclass
class WxrSite:
    """What an export says of its site, and what its readers collect."""

    title: str = ""
    address: str = ""
    locale: str = ""
    names: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    posts: list[WxrPost] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class WxrPost:
    """An `item` of the export: a text, an attachment, or a part of WordPress's machinery."""

    id: str
    values: dict[str, str]
    metas: list[tuple[str, str]]
    terms: list[tuple[str, str, str]]
    file: Path
    language: str = ""  # of a post that has several in one (`wordpress.in_languages`)

    @property
    def kind(self) -> str:
        """The post's type, such as `page`, `attachment` or one of a plugin's own."""
        return self.values.get("wp:post_type") or "post"

    @property
    def name(self) -> str:
        """What the post is, for the list of what was left out: `attachment 12 “Court”`."""
        title = " ".join(html.unescape(self.values.get("title", "")).split())
        return f"{self.kind} {self.id}" + (f" “{title[:80]}”" if title else "")

    @property
    def taxonomies(self) -> list[tuple[str, str, str]]:
        """The terms with taxonomy, name and slug. WXR 1.0 repeats each without its taxonomy, which is left out here."""
        named = {name for domain, name, _ in self.terms if domain}
        return [(domain or "category", name, slug) for domain, name, slug in self.terms if domain or name not in named]

    def meta(self, *keys: str) -> str:
        """Return the first value that is not empty of some custom fields, or an empty string."""
        return next((value for key in keys for name, value in self.metas if name == key and value), "")

    def domain(self, name: str) -> tuple[str, str]:
        """Return name and slug of the first term of a taxonomy, or empty strings."""
        return next(((term, slug) for domain, term, slug in self.terms if domain == name), ("", ""))


def read_export(path: Path, site: WxrSite) -> None:
    """Add the posts of an export file to `site`, and what it says of its authors, languages and terms.

    Raise ImportFailure for a file that is no export, is damaged, or exceeds a limit.
    """
    export = XmlExport(path)
    known = False
    try:
        for element in elements(export, 2):
            tag = _tag(element)
            known = known or tag.startswith("wp:")
            if tag == "item":
                site.posts.append(_post(element, site, path))
                if len(site.posts) > MOST_ITEMS:
                    problem = f"more than {MOST_ITEMS:,} items"
                    raise ImportFailure(path, problem, "export it in several files, for example year by year")
            else:
                _describe(site, tag, element)
    finally:
        export.close()
    if not known:
        problem = "not an export of WordPress: it has no element of its namespace"
        raise ImportFailure(path, problem, "export “All content” under Tools, Export")
    site.left_out += [(f"{path.name}, {what}", why) for what, why in export.left_out]


def _tag(element: Element) -> str:
    """Return an element's name with the usual prefix of its namespace, in any version of WXR: `wp:post_id`."""
    namespace, _, name = element.tag.rpartition("}")
    namespace = namespace.lstrip("{")
    if NAMESPACE in namespace:
        return f"{'excerpt' if 'excerpt' in namespace else 'wp'}:{name}"
    return _PREFIXES.get(namespace, f"{namespace} " if namespace else "") + name


def _children(element: Element) -> dict[str, str]:
    return {_tag(child): (child.text or "").strip() for child in element}


def _describe(site: WxrSite, tag: str, element: Element) -> None:
    """Collect what an element of the channel says of the site, its authors and its languages."""
    text = (element.text or "").strip()
    if tag == "title":
        site.title = site.title or html.unescape(text)
    elif tag in ("wp:base_blog_url", "link") and text.startswith(("http://", "https://")):
        site.address = text if tag.startswith("wp:") or not site.address else site.address
    elif tag == "language":
        site.locale = site.locale or text
    elif tag == "wp:author":
        values = _children(element)
        login = values.get("wp:author_login", "")
        site.names[login] = html.unescape(values.get("wp:author_display_name", "")) or login
    elif tag in _DEFINITIONS:
        _define(site, _DEFINITIONS[tag], _children(element))


def _define(site: WxrSite, kind: str, values: dict[str, str]) -> None:
    """Collect the tag of a language of Polylang, and report the description of any other term as left out."""
    taxonomy = values.get("wp:term_taxonomy", kind)
    description = values.get(f"wp:{kind}_description", "")
    if taxonomy == "language":
        slug = values.get("wp:term_slug", "")
        locale = _LOCALE.search(description)
        own = locale and locale[1].lower().partition("_")[0] != slug.lower().partition("-")[0]
        site.languages[slug] = locale[1].replace("_", "-") if locale and own else slug
    elif description and taxonomy not in _POLYLANG:
        name = values.get("wp:cat_name") or values.get(f"wp:{kind}_name", "")
        site.left_out.append((f"description of the {taxonomy} “{name}”", "terms are carried over by their names"))


def _post(element: Element, site: WxrSite, path: Path) -> WxrPost:
    """Return an item of the export, and report its comments as left out."""
    values: dict[str, str] = {}
    metas, terms, comments = [], [], []
    for child in element:
        tag, text = _tag(child), child.text or ""
        if tag == "wp:postmeta":
            pair = _children(child)
            metas.append((pair.get("wp:meta_key", ""), pair.get("wp:meta_value", "")))
        elif tag == "category":
            terms.append((child.get("domain", ""), html.unescape(text.strip()), child.get("nicename", "")))
        elif tag == "wp:comment":
            comments.append(_children(child).get("wp:comment_id", ""))
        elif tag not in values or not values[tag]:
            values[tag] = text if tag in ("content:encoded", "excerpt:encoded") else text.strip()
    id_ = values.get("wp:post_id") or values.get("guid") or values.get("link") or f"{len(site.posts) + 1} in the file"
    post = WxrPost(id_, values, metas, terms, path)
    largest = max(map(len, values.values()), default=0)
    if largest > LARGEST_TEXT:
        problem = f"a text of {largest:,} characters"
        raise ImportFailure(path, f"{post.name}: {problem}", "split it in the old site, and export it again")
    site.left_out += [(f"comment {number} on {post.kind} {id_}", "comments are not imported") for number in comments]
    return post
