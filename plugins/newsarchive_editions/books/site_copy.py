"""The site of one language as a ZIP file that opens from a disk, with its search.

Its pages are those of the site with other links: to pages in the file by `index.html`, to everything else by its public
address. Pictures are as small as on a phone. Browsers let no page read files from a disk, but they load scripts, so the
files of the search index are scripts here (`search.page.disk_scripts`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape, unescape
from urllib.parse import quote, unquote

import msgspec

from newsarchive.api import (
    DISK,
    SELF,
    BookFile,
    Edition,
    FinishedFiles,
    Issue,
    Packed,
    addresses,
    digest_of,
    digest_of_pieces,
    disk_scripts,
    packed,
    zip_of,
)
from newsarchive_editions.settings import EditionsSettings

from .front import title_page
from .one_file import one_file
from .sections import phone_file

SITE = "site"
"""What stands for the year in the name of the file."""

_TAG = re.compile(r'<(a|img|link|script|source|/?picture)\b([^>"]*(?:"[^"]*"[^>"]*)*)>')
_TARGET = re.compile(r' (href|src)="([^"]*)"')
_CHOICE = re.compile(r' (?:srcset|sizes)="[^"]*"')
_ABSOLUTE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:|#|//|\Z)")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_OTHER_INDEX = re.compile(r'<li><a [^>]* data-index="(?!\./")[^"]*"[^>]*>[^<]*</a> <span[^>]*>[^<]*</span></li>\n?')
_SENT = re.compile(r'<p class="search-sent">.*?</p>\n?', re.DOTALL)
"""What a server learns of a search. On a disk there is none."""

_DATA = b"archive("


class SiteCopy(msgspec.Struct, frozen=True):
    """What the copy of a language's site has in it.

    Attributes:
        files: The paths on the site of its pages, pictures and documents, and of the search index.
        pictures: The paths of the pictures as phones load them, by the address to which pages link.
    """

    path: str
    language: str
    texts: int
    files: tuple[str, ...]
    pictures: Mapping[str, str]
    key: bytes


def site_copy_of(edition: Edition, language: str, finished: FinishedFiles) -> SiteCopy:
    """Return what the copy of a language's site has in it: pages, pictures, documents and the search, not feeds."""
    digests, front = finished.readable, f"{language}/"
    search = addresses.search(language)
    pages = [
        path
        for path in digests
        if path.startswith(front)
        and (path.endswith("/index.html") or (path.startswith(search) and path.endswith(".json")))
        and path != addresses.file_of(addresses.editions(language))
    ]
    pictures = {each.address: phone_file(each)[0] for each in edition.pictures.values() if each.address in digests}
    documents = [
        addresses.document(link.target)
        for text in edition.archive.texts()
        if text.language == language
        for link in text.links
        if addresses.is_document(link.target)
    ]
    fonts = [font.address for font in edition.site.fonts]
    others = {*pictures.values(), *documents, *fonts, addresses.SEARCH_RULES} & digests.keys()
    inside = sorted({*pages, *others})
    texts = sum(each.readable(language) for each in edition.archive.listed)
    path = addresses.edition_file(language, edition.site.own(EditionsSettings).edition_name, SITE, "zip")
    members = [(each, digests[each]) for each in inside]
    key = digest_of("site copy", edition.shared, edition.site.url, members, sorted(pictures.items()))
    return SiteCopy(path, language, texts, tuple(inside), pictures, key)


class SiteCopier:
    """Makes the copy of a language's site, perhaps in another process."""

    def __init__(self, edition: Edition, finished: FinishedFiles) -> None:
        """Prepare for one build."""
        self._edition, self._finished = edition, finished

    def files(self, copy: SiteCopy) -> Iterator[tuple[BookFile, bytes]]:
        """Yield the file with its bytes."""
        links = DiskLinks(self._edition, copy)
        members = [
            *(packed(self._name(copy, path), links.placed(path, self._finished.data(path))) for path in copy.files),
            *(packed(self._name(copy, path), script.encode()) for path, script in disk_scripts().items()),
        ]
        front = partial(self._front, copy)
        issue = self._edition.issue(copy.path, digest_of_pieces(zip_of([front(None), *members])).hex())
        data = b"".join(zip_of([front(issue), *members]))
        told = (copy.path, copy.language, SITE, 0, copy.texts, len(data), issue.number, issue.day, issue.content)
        yield BookFile(*told), data

    def _name(self, copy: SiteCopy, path: str) -> str:
        """Return the name of a member: all are in one folder, so that unpacking does not scatter them."""
        name = f"{path.removesuffix('.json')}.js" if path.endswith(".json") else path
        return f"{self._edition.site.own(EditionsSettings).edition_name}-{copy.language}/{name}"

    def _front(self, copy: SiteCopy, issue: Issue | None) -> Packed:
        edition, language = self._edition, copy.language
        title = edition.words(language, "book.site")
        opens = f"{language}/index.html"
        markup = title_page(copy.path, title, copy.texts, issue, edition, self._finished, opens=opens)
        day = issue.day.isoformat() if issue else ""
        page = one_file(title, markup, (), language, edition.site.direction(language), edition.styles.books, day)
        return packed(self._name(copy, "index.html"), b"".join(page))


class DiskLinks:
    """Rewrites the pages and the search index of a site for a copy on a disk."""

    def __init__(self, edition: Edition, copy: SiteCopy) -> None:
        """Prepare for one copy."""
        self._url, self._pictures = edition.site.url, copy.pictures
        self._inside = frozenset(copy.files) | {addresses.SEARCH_SCRIPT}
        self._search = addresses.search(copy.language)

    def placed(self, path: str, data: bytes) -> bytes:
        """Return the bytes of a file of the site as they are in the copy."""
        if path.endswith(".json"):
            return _DATA + self._index_file(path, data) + b")\n"
        if not path.endswith(".html"):
            return data
        folder = path.split("/")[:-1]
        text = _POLICY.sub(lambda tag: tag[0].replace(SELF, f"{SELF} {DISK}"), data.decode(), count=1)
        if path.startswith(self._search):
            text = _SENT.sub("", _OTHER_INDEX.sub("", text))
        return _TAG.sub(partial(self._tag, folder), text).encode()

    def _index_file(self, path: str, data: bytes) -> bytes:
        """Return a file of the search index, in which the address of a result is where the copy has its page."""
        if b'"a":' not in data:
            return data
        record = json.loads(data)
        if not isinstance(record.get("a"), str):
            return data
        record["a"] = self._link(path.split("/")[:-1], record["a"])
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()

    def _tag(self, folder: Sequence[str], tag: re.Match[str]) -> str:
        name, attributes = tag[1], tag[2]
        if name in ("source", "picture", "/picture"):
            return ""
        if name == "img":
            attributes = _CHOICE.sub("", attributes)
        placed = _TARGET.sub(lambda target: f' {target[1]}="{self._escaped(folder, target[2])}"', attributes)
        return f"<{name}{placed}>"

    def _escaped(self, folder: Sequence[str], target: str) -> str:
        return target if _ABSOLUTE.match(target) else escape(self._link(folder, unescape(target)))

    def _link(self, folder: Sequence[str], target: str) -> str:
        """Return a link from a page in `folder`, a list of names, to what `target` leads to on the site."""
        path, mark, fragment = target.partition("#")
        up = 0
        while path.startswith("../"):
            path, up = path[3:], up + 1
        path = path.removeprefix("./")
        above = folder[: len(folder) - up]
        address = "/".join((*above, unquote(path)))
        file = addresses.file_of(address)
        if file in self._pictures:
            file = self._pictures[file]
            return "../" * len(folder) + quote(file)
        if file not in self._inside:
            return f"{self._url}/{quote(address)}{mark}{fragment}" if self._url else f"{mark}{fragment}"
        near = "../" * up + path
        return f"{near}{'index.html' if addresses.is_page(address) else ''}{mark}{fragment}"
