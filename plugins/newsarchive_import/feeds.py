"""Atom and RSS feeds, from a file; also the archive that Blogger exports, which is an Atom feed.

feedparser reads them, without its own sanitising, so that nothing is lost before the import has counted it.
"""

from __future__ import annotations

import codecs
import html
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import feedparser
from feedparser.encodings import convert_to_utf8

from .items import (
    AS_BROWSERS,
    MOST_ITEMS,
    ImportFailure,
    Item,
    OldArchive,
    Status,
    decoded,
    parse_old_day,
    parse_old_moment,
    read_bytes,
    scan,
    xml_encoding,
)

LARGEST_FEED = 64 * 1024 * 1024
_DEEPEST = 200  # levels; Atom may have its texts as elements
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[)?", re.IGNORECASE)
# what feedparser raises at names and encodings that it does not expect
_PARSER_ERRORS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)
_TAG = re.compile(r"<[^<>]*>")
_ELEMENT = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
_UNCLOSED = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_BLOGGER = "http://schemas.google.com/g/2005#kind"
_READ = {
    *("id", "guidislink", "title", "title_detail", "link", "links", "summary", "summary_detail", "content", "author"),
    *("author_detail", "authors", "tags", "published", "published_parsed", "updated", "updated_parsed", "language"),
    *("media_thumbnail", "media_content", "href", "created", "created_parsed", "xml_base"),
}


def is_feed(start: str) -> bool:
    """Return whether the first characters of a file are those of a feed."""
    return re.search(r"<(?:rss|feed|rdf:RDF)\b", start) is not None


def read_feed(path: Path, uploads: Path | None = None) -> OldArchive:
    """Return the entries of a feed, and the files of a folder by their paths in it; nothing is fetched.

    Raise ImportFailure for a file that is no feed, declares entities, or exceeds a limit.
    """
    source = io.BytesIO(_source(path))
    try:
        parsed = feedparser.parse(source, sanitize_html=False, resolve_relative_uris=False)
    except _PARSER_ERRORS as error:
        problem = f"too damaged to be read ({' '.join(str(error).split())[:100]})"
        raise ImportFailure(path, problem, "save the feed from the old site again") from None
    # plain mappings: feedparser's own answer for values that are absent
    entries, feed = [dict(entry) for entry in parsed.entries], dict(parsed.feed)
    if not parsed.get("version") and not entries:
        raise ImportFailure(path, "not a feed in Atom or RSS", "save the feed from the old site as a file, unchanged")
    if len(entries) > MOST_ITEMS:
        raise ImportFailure(path, f"more than {MOST_ITEMS:,} entries", "split the feed")
    left_out, unread = [], []
    if parsed.bozo:
        problem = " ".join(str(parsed.bozo_exception).split())[:200]
        unread.append((path.name, f"it is not well-formed ({problem}); what follows the mistake may be missing"))
    items: list[Item] = []
    ids: set[str] = set()
    for number, entry in enumerate(entries, 1):
        reason = _refusal(entry)
        if reason:
            left_out.append((f"entry {number} “{_plain(_text(entry, 'title'))[:80]}”", reason))
            continue
        items.append(_item(entry, feed, number, path, ids))
        ids.add(items[-1].id)
    files = {}
    if uploads:
        found = scan(uploads)
        files = {str(name): file for name, file in found.files.items()}
        left_out += (*found.left_out, *found.misnamed)
    address = _text(feed, "link")
    address = address if address.startswith(("http://", "https://")) else ""
    name, language = _plain(_text(feed, "title")), _text(feed, "language").replace("_", "-")
    return OldArchive(name, address, tuple(items), files, tuple(left_out), tuple(unread), language)


def _source(path: Path) -> bytes:
    """Return the content of a feed, after a look for what could exhaust memory.

    Bytes that are not of the encoding that it declares become `UNDECODED`; feedparser would guess another encoding, and
    reads some encodings otherwise than browsers do.
    """
    data = read_bytes(path, LARGEST_FEED)
    found: dict[str, Any] = {}
    try:
        text = convert_to_utf8({}, data, found).decode() if data else ""
        name = codecs.lookup(found.get("encoding") or "utf-8").name
        if found.get("bozo") or name in AS_BROWSERS:  # "bozo": it is not in the encoding that it declares
            text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded(data, xml_encoding(data)))
            data = text.encode()
    except (LookupError, ValueError):
        raise ImportFailure(f"{path}:1", "its encoding is unknown", "save the file as UTF-8") from None
    doctype = _DOCTYPE.search(text)
    if (doctype and doctype[1]) or re.search("<!ENTITY", text, re.IGNORECASE):
        raise ImportFailure(path, "it declares entities, which feeds never do", "save the feed from the old site again")
    depth = 0
    for tag in _ELEMENT.finditer(_UNCLOSED.sub("", text)):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth > _DEEPEST:
            problem = f"elements are nested more than {_DEEPEST} deep"
            raise ImportFailure(path, problem, "check that the file is a feed")
    return data


def _refusal(entry: Mapping[str, Any]) -> str:
    """Return why an entry is no text: Blogger's export also has comments, settings and templates; or nothing."""
    kind = next((_text(tag, "term") for tag in entry.get("tags", []) if tag.get("scheme") == _BLOGGER), "")
    name = kind.rpartition("#")[2]
    if name == "comment" or _text(entry, "blogger_type").upper() == "COMMENT":
        return "comments are not imported"
    if name in ("settings", "template"):
        return "settings of the old site"
    words = (entry.get("title"), entry.get("summary"), entry.get("content"))
    return "" if any(words) else "it is empty"


def _item(entry: Mapping[str, Any], feed: Mapping[str, Any], number: int, path: Path, ids: set[str]) -> Item:
    contents = [_html(content) for content in entry.get("content", [])]
    summary = _text(entry, "summary")
    body = max(contents, key=len, default="") or (_html(entry.get("summary_detail", {})) if summary else "")
    link, language = _text(entry, "link"), _language(entry, feed)
    id_ = _text(entry, "id") or link or f"entry {number}"
    kinds = [_text(tag, "term") for tag in entry.get("tags", []) if tag.get("scheme") == _BLOGGER]
    days = (
        parse_old_day(_text(entry, key)) or _parsed_day(entry.get(f"{key}_parsed")) for key in ("published", "created")
    )
    dates = (_text(entry, key) for key in ("published", "created", "updated"))
    is_page = _text(entry, "blogger_type").upper() == "PAGE"
    modified = parse_old_day(_text(entry, "updated")) or _parsed_day(entry.get("updated_parsed"))
    date = next(filter(None, days), modified)
    typed = "" if date else next(filter(None, dates), "")
    return Item(
        id=id_ if id_ not in ids else f"{id_} ({number})",
        kind="page" if any(kind.endswith("#page") for kind in kinds) or is_page else "post",
        title=_plain(_text(entry, "title")),
        body=body,
        form="html",
        date=date,
        moment=next(filter(None, (parse_old_moment(_text(entry, key)) for key in ("published", "created"))), ""),
        modified=modified,
        language=language,
        by_site=language == _text(feed, "language").replace("_", "-"),
        slug=link.partition("?")[0].rstrip("/").rpartition("/")[2] if "://" in link else "",
        status=_status(entry),
        address=link,
        aliases=(id_,) if id_.startswith(("http://", "https://")) and id_ != link else (),
        authors=tuple(dict.fromkeys(_authors(entry))),
        terms=tuple(dict.fromkeys(_terms(entry))),
        summary=summary if any(contents) and summary != body else "",
        picture=_picture(entry),
        other=(*_others(entry, contents, body), *((("date", typed),) if typed else ())),
        file=path,
    )


def _status(entry: Mapping[str, Any]) -> Status:
    """Return whether readers could see an entry: Blogger exports drafts (`app:draft`, RFC 5023) and deleted texts."""
    draft = any(key.endswith("_draft") and _text(entry, key).strip().lower() == "yes" for key in entry)
    status = _text(entry, "blogger_status").strip().upper() or "LIVE"
    return "draft" if draft or status != "LIVE" else "published"


def _text(values: Mapping[str, Any], key: str) -> str:
    """Return a value that is a string, or an empty string: damaged feeds have None in its place."""
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _html(detail: Mapping[str, Any]) -> str:
    """Return a text of the feed as HTML; one without an element becomes paragraphs."""
    value = _text(detail, "value")
    if re.search(r"</?[A-Za-z][^<>]*>", value):
        return value
    text = html.escape(value, quote=False) if detail.get("type") == "text/plain" else value
    parts = re.split(r"\n\s*\n", text.strip())
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def _plain(value: str) -> str:
    return html.unescape(_TAG.sub("", value)).strip()


def _parsed_day(parsed: Any) -> Any:
    return parse_old_day(f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}") if parsed else None


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    own = next((content.get("language") for content in entry.get("content", []) if content.get("language")), "")
    return str(own or entry.get("language") or feed.get("language") or "").replace("_", "-")


def _authors(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the authors, without their addresses."""
    for author in entry.get("authors", []):
        name = _text(author, "name") or _text(author, "email").partition("@")[0]
        if name:
            yield name


def _terms(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for tag in entry.get("tags", []):
        name = _text(tag, "label") or _text(tag, "term")
        if tag.get("scheme") != _BLOGGER and name.strip():
            yield "tag", name.strip()


def _picture(entry: Mapping[str, Any]) -> str:
    media = [each for each in entry.get("media_content", []) if _is_picture(each)]
    enclosures = [link for link in entry.get("links", []) if link.get("rel") == "enclosure" and _is_picture(link)]
    found = [*media, *entry.get("media_thumbnail", []), *enclosures]
    return next((str(each.get("url") or each.get("href")) for each in found if each.get("url") or each.get("href")), "")


def _is_picture(media: Mapping[str, Any]) -> bool:
    return str(media.get("type", "")).startswith("image/") or media.get("medium") == "image"


def _others(entry: Mapping[str, Any], contents: list[str], body: str) -> Iterator[tuple[str, str]]:
    """Yield what no attribute of an item has: further texts, links and values."""
    yield from (("content", content) for content in contents if content and content != body)
    for link in entry.get("links", []):
        if link.get("rel") != "alternate" and link.get("href"):
            yield str(link.get("rel", "link")), str(link["href"])
    for key, value in entry.items():
        if key not in _READ and not key.endswith(("_detail", "_parsed")) and isinstance(value, str) and value.strip():
            yield key, value.strip()
