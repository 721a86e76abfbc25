"""A ZIM file for Kiwix, with a full-text index, made from the ZIP file of a language's site.

It is made apart from publications, by `newsarchive zim`, because it needs `libzim` (GPL-3.0+), which no other command
imports and which is not installed with the generator. The bytes depend on the version of libzim. It writes random
numbers in four places, which are then replaced: the same ZIP file gives the same ZIM file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageDraw

from newsarchive.digests import checksum, digest, digest_of
from newsarchive.i18n.slugs import slugify
from newsarchive.metadata.archives import members_of
from newsarchive.metadata.scanner import DamagedError
from newsarchive.site_files.server_rules import type_of

LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "af:afr am:amh ar:ara az:aze be:bel bg:bul bn:ben bs:bos ca:cat ckb:ckb cs:ces cy:cym da:dan de:deu "
        "el:ell en:eng es:spa et:est eu:eus fa:fas fi:fin fr:fra ga:gle gl:glg ha:hau he:heb hi:hin hr:hrv "
        "hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat kk:kaz km:khm ko:kor ku:kur ky:kir lo:lao lt:lit "
        "lv:lav mk:mkd mn:mon ms:msa my:mya nb:nob ne:nep nl:nld pl:pol ps:pus pt:por ro:ron ru:rus si:sin "
        "sk:slk sl:slv so:som sq:sqi sr:srp sv:swe sw:swa ta:tam tg:tgk th:tha ti:tir tk:tuk tl:tgl tr:tur "
        "tt:tat ug:uig uk:ukr ur:urd uz:uzb vi:vie yi:yid zh:zho "
    ).split()
)
"""ISO 639-3 codes by language tag, as ZIM files state their language."""

LIBZIM = "libzim==3.6.0"
"""The version of libzim that makes the files: the one with which they are tested."""

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_LANGUAGE = re.compile(r'<html lang="([^"]+)"')
_DAY = re.compile(r'<meta name="dcterms.modified" content="([0-9-]{10})">')
_SOURCE = re.compile(r'<bdi dir="ltr"><a href="(https?://[^"]+)">')
_INDEX = b"\x0f\rXapian Glass\x04n"
_NUMBER = 16  # bytes of a UUID, and of an MD5 checksum
_ICON = 48  # pixels, as the format asks
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 30, 80


class ZimError(ValueError):
    """A ZIM file cannot be made; the message says why."""


class SiteArchive(msgspec.Struct, frozen=True):
    """What is in the ZIP file of a site.

    Attributes:
        pages: Its members by path, without the folder around them.
        front: The first page, which says what the file is.
        number: A digest of the file.
    """

    pages: dict[str, bytes]
    front: str
    number: bytes

    @property
    def language(self) -> str:
        """The language tag of the site."""
        return self._said(_LANGUAGE)

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself, by the names that openZIM gives."""
        name = unescape(self._said(_HEADING))
        day, source = self._said(_DAY), self._said(_SOURCE, "")
        code = LANGUAGES.get(self.language.split("-")[0])
        if code is None:
            raise ZimError(f"there is no ISO 639-3 code for {self.language}; add it to newsarchive/books/zim.py")
        return {
            "Name": f"{slugify(name, self.language) or 'archive'}_{self.language}",
            "Title": _cut(name, _LONGEST_TITLE),
            "Description": _cut(name, _LONGEST_DESCRIPTION),
            "Language": code,
            "Creator": name,
            "Publisher": name,
            "Date": day,
            "Source": source,
            "Flavour": "site",
        }

    def _said(self, pattern: re.Pattern[str], other: str | None = None) -> str:
        found = pattern.search(self.front)
        if found is None and other is None:
            raise ZimError("this is not the ZIP file of a site: give archive-LANGUAGE-site.zip of a publication")
        return found[1] if found else str(other)


def _cut(name: str, longest: int) -> str:
    """Return a name of at most so many characters, cut after a word if possible."""
    return name if len(name) <= longest else name[: longest + 1].rpartition(" ")[0] or name[:longest]


def source_of(data: bytes) -> SiteArchive:
    """Return what is in the ZIP file of a site; raise ZimError for any other file."""
    try:
        pages = {name.partition("/")[2]: content for name, content in members_of(data)}
    except DamagedError as error:
        raise ZimError(f"this is not a ZIP file of a publication, or it is damaged ({error})") from None
    front = pages.get("index.html", b"").decode("utf-8", "replace")
    return SiteArchive(pages, front, digest_of("zim", digest(data)))


def write_zim(source: SiteArchive, path: Path) -> None:
    """Write a ZIM file; raise ZimError if libzim is not installed, or fails."""
    try:
        from libzim import writer
    except ImportError:
        raise ZimError(f"libzim is not installed: .venv/bin/python -m pip install {LIBZIM}") from None
    try:
        _write(source, path, writer)
    except RuntimeError as error:  # whatever the reason, it has no other words
        raise ZimError(f"libzim could not write the file; is there room for it? ({error})") from None
    path.write_bytes(settled(path.read_bytes(), source.number))


def _write(source: SiteArchive, path: Path, writer: Any) -> None:
    metadata = source.metadata
    front = f"{source.language}/index.html"
    with writer.Creator(str(path)).config_indexing(True, metadata["Language"]).config_nbworkers(1) as creator:
        creator.set_mainpath(front)
        creator.add_illustration(_ICON, _icon())
        for name, value in metadata.items():
            creator.add_metadata(name, value)
        for item in _items(source, writer):
            creator.add_item(item)


def _items(source: SiteArchive, writer: Any) -> Iterator[Any]:
    class ZimItem(writer.Item):  # type: ignore[misc]
        """One file of the site. A page is what readers find by its title."""

        def __init__(self, name: str, content: bytes) -> None:
            super().__init__()
            self.name, self.content = name, content

        def get_path(self) -> str:
            """Return where it is."""
            return self.name

        def get_title(self) -> str:
            """Return what it is called."""
            found = _TITLE.search(self.content.decode()) if self.is_page else None
            return unescape(found[1]) if found else ""

        def get_mimetype(self) -> str:
            """Return its type."""
            return type_of(self.name)

        def get_contentprovider(self) -> Any:
            """Return its bytes."""
            return writer.StringProvider(self.content)

        def get_hints(self) -> dict[Any, bool]:
            """Return whether it is a page."""
            return {writer.Hint.FRONT_ARTICLE: self.is_page}

        @property
        def is_page(self) -> bool:
            """Whether readers look for it."""
            return self.name.endswith(".html")

    yield from (ZimItem(name, content) for name, content in sorted(source.pages.items()))


def _icon() -> bytes:
    """Return the site's icon, lines of a text, as a PNG picture."""
    picture = Image.new("RGB", (_ICON, _ICON), "#ffffff")
    draw = ImageDraw.Draw(picture)
    for top, bottom, right in ((4, 13, 43), (18, 22, 43), (27, 42, 28)):
        draw.rectangle((4, top, right, bottom), fill="#b3261e")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def settled(data: bytes, number: bytes) -> bytes:
    """Return a ZIM file with digests of its source in place of random numbers, and with the checksum for that.

    The numbers are the file's own UUID (offset 8), and one in each of its two indexes. The MD5 checksum is at its end.
    """
    places = [8, *(found.end() for found in re.finditer(re.escape(_INDEX), data))]
    settled_data = bytearray(data)
    make = partial(digest_of, number)
    for count, place in enumerate(places):
        settled_data[place : place + _NUMBER] = make(count)[:_NUMBER]
    body = bytes(settled_data[:-_NUMBER])
    return body + checksum(body)


def is_zim(path: Path) -> bool:
    """Return whether a file is a ZIM file."""
    with path.open("rb") as file:
        return file.read(4) == b"ZIM\x04"
