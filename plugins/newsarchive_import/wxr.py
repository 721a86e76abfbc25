"""A WordPress export (WXR 1.0 to 1.2): a stream of clean XML, what it says of its site, and its posts.

Exports contain characters that XML forbids, because the editor pasted them from a word processor: control characters,
broken UTF-8, and HTML's entities outside of CDATA sections. A strict parser stops there. `XmlExport` removes or
replaces them and reports each one. Texts with broken UTF-8 are not imported (`Item.undecoded`).

A post is any `item`: a text, an attachment, or a part of WordPress's machinery such as an entry of a menu. `wordpress`
decides which are texts.
"""

from __future__ import annotations

import codecs
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .items import LARGEST_TEXT, MARKING, MOST_ITEMS, UNDECODED, ImportFailure, text_codec, xml_encoding

LARGEST_EXPORT = 512 * 1024 * 1024
LARGEST_LINE = 16 * 1024 * 1024
DEEPEST_ELEMENT = 30
MOST_ELEMENTS = 500_000
"""The largest number of elements of one item: a text with 40,000 comments has as many."""

MOST_DAMAGED = 20_000  # lines

_PART = 16_384  # bytes
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7}|[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
_XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")


class XmlExport:
    """A file of XML as a stream for a parser, cleaned line by line.

    Attributes:
        line: The number of the last line that was read.
        left_out: What was removed or replaced, with its line, and why.
    """

    def __init__(self, path: Path) -> None:
        """Open a file; raise ImportFailure if it is too large, or its encoding is unknown."""
        self.path, self.line = path, 0
        self.left_out: list[tuple[str, str]] = []
        try:
            if path.stat().st_size > LARGEST_EXPORT:
                problem = f"larger than {LARGEST_EXPORT // 1024 // 1024} MB"
                raise ImportFailure(path, problem, "export it in several files, for example year by year")
            self._file = path.open("rb")
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
            raise ImportFailure(path, problem, "check its name and its permissions") from None
        self._parts = self._cut()

    def read(self, _: int = -1) -> bytes:
        """Return the next part of the file in UTF-8, or nothing at its end.

        A part is small, so that a parser cannot build much before its caller sees that a limit is exceeded.
        """
        return next(self._parts, b"")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _cut(self) -> Iterator[bytes]:
        pending = b""
        for line in self._clean():
            pending += line.encode()
            if len(pending) >= _PART:
                yield from (pending[start : start + _PART] for start in range(0, len(pending), _PART))
                pending = b""
        yield pending

    def _clean(self) -> Iterator[str]:
        in_cdata = False
        for line in self._decoded():
            self.line += 1
            cleaned = self._without_forbidden(line)
            if "&" in cleaned or "CDATA[" in cleaned or "]]>" in cleaned:
                parts = _CDATA.split(cleaned)
                for index, part in enumerate(parts):
                    if part == "<![CDATA[" or (part == "]]>" and in_cdata):
                        in_cdata = part == "<![CDATA["
                    elif not in_cdata:
                        parts[index] = _with_references(part)
                cleaned = "".join(parts)
            yield cleaned

    def _without_forbidden(self, line: str) -> str:
        damaged = line.count(UNDECODED)
        if damaged:
            self.left_out.append((f"line {self.line}: {damaged} damaged bytes", "they are not of the file's encoding"))
        cleaned, count = _FORBIDDEN.subn("", line)
        if count:
            self.left_out.append((f"line {self.line}: {count} control characters", "XML forbids them"))
        if len(self.left_out) > MOST_DAMAGED:
            where, problem = f"{self.path}:{self.line}", f"more than {MOST_DAMAGED:,} lines have damaged characters"
            raise ImportFailure(where, problem, "export it again, or save it in the encoding that it declares")
        return cleaned

    def _decoded(self) -> Iterator[str]:
        """Yield the lines of the file, decoded by its byte order mark or declaration, else as UTF-8."""
        start = self._file.read(1024)
        self._file.seek(0)
        encoding = xml_encoding(start)
        codec = text_codec(encoding)
        if codec is None:
            raise ImportFailure(f"{self.path}:1", f"unknown encoding {encoding}", "save the file as UTF-8")
        begun = False
        for line in _lines(codec.streamreader(self._file, MARKING), self.path):
            if not begun:
                # the parser gets UTF-8, so it must not see another declaration
                line = re.sub(r"^\s*<\?xml[^>]*\?>", "", line.removeprefix("\ufeff"))
                begun = bool(line.strip())
            yield line


def _lines(reader: codecs.StreamReader, path: Path) -> Iterator[str]:
    number, size, parts = 1, 0, [""]
    while chunk := reader.read(65_536):
        first, *others = chunk.split("\n")
        parts.append(first)
        size += len(first)
        for other in others:
            yield "".join(parts) + "\n"
            number, size, parts = number + 1, len(other), [other]
        if size > LARGEST_LINE:
            problem = f"a line longer than {LARGEST_LINE // 1024 // 1024} MB"
            raise ImportFailure(f"{path}:{number}", problem, "check that the file is an export")
    yield "".join(parts)


def _with_references(text: str) -> str:
    """Return text outside of CDATA with references that an XML parser accepts."""
    return _AMPERSAND.sub("&amp;", _REFERENCE.sub(_reference, text)) if "&" in text else text


def _reference(match: re.Match[str]) -> str:
    number, name = match[1], match[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return "" if code > sys.maxunicode or _FORBIDDEN.match(chr(code)) else match[0]
    return match[0] if name in _XML_ENTITIES else html.unescape(match[0])


def elements(export: XmlExport, level: int) -> Iterator[Element]:
    """Yield each element of an export at a level (the root's is 0) when it is complete, and forget it afterwards.

    Raise ImportFailure for XML that is not well formed, declares entities or a document type, or is nested too deeply.
    """
    try:
        yield from _elements(export, level)
    except DefusedXmlException:
        problem = "it declares entities or a document type, which exports never do"
        raise ImportFailure(f"{export.path}:{export.line}", problem, "export it again from the old site") from None
    except ParseError as error:
        line, column = error.position
        problem = f"not well-formed XML ({str(error).partition(':')[0]}, column {column + 1})"
        cure = "export it again; a file that ends too early was cut off by the server"
        raise ImportFailure(f"{export.path}:{line}", problem, cure) from None


def _elements(export: XmlExport, level: int) -> Iterator[Element]:
    events: Any = iterparse(export, events=("start", "end"), forbid_dtd=True)
    above: list[Element] = []
    count = 0
    for event, element in events:
        if event == "start":
            above.append(element)
            count += 1
            if len(above) > DEEPEST_ELEMENT or count > MOST_ELEMENTS:
                found = f"nested more than {DEEPEST_ELEMENT} deep" if count <= MOST_ELEMENTS else "too many in one item"
                cure = "check that the file is an export"
                raise ImportFailure(f"{export.path}:{export.line}", f"its elements are {found}", cure)
            continue
        above.pop()
        if len(above) == level:
            yield element
        if len(above) <= level:
            count = 0
            if above:
                above[-1].clear()


NAMESPACE = "wordpress.org/export/"
"""A part of the addresses of its namespaces, which differ by version."""

_PREFIXES = {"http://purl.org/rss/1.0/modules/content/": "content:", "http://purl.org/dc/elements/1.1/": "dc:"}
_LOCALE = re.compile(r'"locale";s:[0-9]+:"([A-Za-z]{2,3}(?:_[A-Za-z0-9]{2,8}){0,2})"')
_DEFINITIONS = {"wp:category": "category", "wp:tag": "tag", "wp:term": "term"}
# Polylang keeps its own data in the descriptions of these
_POLYLANG = ("language", "post_translations", "term_language", "term_translations")


class WxrSite(msgspec.Struct):
    """What an export says of its site, and what its readers collect."""

    title: str = ""
    address: str = ""
    locale: str = ""
    names: dict[str, str] = msgspec.field(default_factory=dict)
    languages: dict[str, str] = msgspec.field(default_factory=dict)
    posts: list[WxrPost] = msgspec.field(default_factory=list)
    left_out: list[tuple[str, str]] = msgspec.field(default_factory=list)


class WxrPost(msgspec.Struct):
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
