"""The books of an archive: the texts of a year, or all, in one language, as an EPUB and as one HTML file.

A book is made again only if a part of it has changed, and then only these parts: all others are taken from the file
that the last build left. A part is one text or one picture, known by the digest of all that it is made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import quote

import msgspec

from newsarchive.api import (
    BookFile,
    Briefing,
    Edition,
    FinishedFiles,
    Issue,
    Packed,
    address,
    addresses,
    digest_of,
    digest_of_pieces,
    members_of,
    packed,
    zip_of,
)
from newsarchive_editions.settings import EditionsSettings

from . import epub, one_file
from .front import elsewhere_of, elsewhere_page, issue_of, scope_title, title_page
from .sections import Placing, as_part, pictures_of, section_key, section_of

ALL = "all"
"""What stands for the year in the name of a file with all years."""


class BookRecord(msgspec.Struct, frozen=True, array_like=True):
    """What the next build needs to know of a file that this build made.

    Attributes:
        key: A digest of everything that it was made from, but its number and day.
        parts: The digest of everything that each of its parts was made from, by name.
    """

    file: BookFile
    key: bytes
    parts: dict[str, bytes]


class Book(msgspec.Struct, frozen=True):
    """The texts of one book, newest first.

    Attributes:
        year: 0 for all years.
        parts: The digest of all that each text is made from in this book, by slug.
        pictures: The digests of the picture files, by their address on the site.
        elsewhere: Briefings that are not in the book, because they have no text in its language.
    """

    language: str
    year: int
    briefings: tuple[Briefing, ...]
    parts: Mapping[str, bytes]
    pictures: Mapping[str, bytes]
    elsewhere: tuple[Briefing, ...]

    def path(self, kind: str, edition: Edition) -> str:
        """Return the address of the book as a file of a kind."""
        scope = str(self.year) if self.year else ALL
        return addresses.edition_file(self.language, edition.site.own(EditionsSettings).edition_name, scope, kind)

    def key(self, shared: bytes) -> bytes:
        """Return a digest of everything that the book is made from."""
        others = [(each.slug, each.original.key) for each in self.elsewhere]
        return digest_of(shared, list(self.parts.items()), sorted(self.pictures.items()), others)

    def inside(self, kind: str) -> dict[str, str]:
        """Return where in a file of a kind each text is, by the address of its page."""
        place = "{}.xhtml" if kind == "epub" else "#{}"
        return {address(each, self.language): place.format(each.slug) for each in self.briefings}


def books_of(edition: Edition, language: str, finished: FinishedFiles, shared: bytes) -> Iterator[Book]:
    """Yield the books in a language: one with all years, and one for each year, newest first."""
    own = [
        each
        for each in reversed(edition.archive.listed)
        if language in each.texts and each.status(language) == "published"
    ]
    if not own:
        return
    keys = {each.slug: section_key(each, language, edition, shared) for each in own}
    shown = {each.slug: sorted(pictures_of(each, each.texts[language], edition).values()) for each in own}
    leads = {each.slug: edition.archive.leads(each.texts[language])[1] for each in own}
    for year in (0, *dict.fromkeys(each.date.year for each in own)):
        briefings = tuple(each for each in own if year in (0, each.date.year))
        inside = {address(each, language) for each in briefings}
        pictures = {path: finished.readable[path] for each in briefings for path in shown[each.slug]}
        parts = {
            each.slug: digest_of(
                keys[each.slug],
                [target in inside for target in leads[each.slug]],
                [pictures[path] for path in shown[each.slug]],
            )[:16]
            for each in briefings
        }
        yield Book(language, year, briefings, parts, pictures, elsewhere_of(edition, language, year))


class Bindery:
    """Makes the files of books, perhaps in another process; what it needs of the last build it gets as records."""

    def __init__(
        self, edition: Edition, finished: FinishedFiles, shared: bytes, last: Mapping[str, BookRecord]
    ) -> None:
        """Prepare for one build."""
        self._edition, self._finished, self._shared, self._last = edition, finished, shared, last
        self._style = edition.styles.books

    def made(self, book: Book, kinds: Sequence[str]) -> bytes:
        """Write the files of some kinds of a book; return what `finished.put` answered for each, and its record."""
        edition, finished = self._edition, self._finished
        paths = {kind: book.path(kind, edition) for kind in kinds}
        before = {kind: self._left(kind, path) for kind, path in paths.items()}
        parts: dict[str, dict[str, Packed | bytes]] = {kind: {} for kind in kinds}
        placings = {kind: self._placing(book, kind) for kind in kinds}
        for briefing in book.briefings:
            slug, section = briefing.slug, ""
            for kind in kinds:
                kept = before[kind].get(slug) if self._same(paths[kind], slug, book.parts[slug]) else None
                if kept is None:
                    section = section or section_of(briefing, book.language, edition, finished)
                    kept = self._part(book, briefing, kind, section, placings[kind])
                parts[kind][slug] = kept
        answers = []
        for kind in kinds:
            content, file = self._bound(book, kind, paths[kind], list(parts[kind].values()))
            record = BookRecord(file, book.key(self._shared), dict(book.parts))
            answers.append((finished.put(paths[kind], content), record))
        return msgspec.msgpack.encode(answers)

    def _left(self, kind: str, path: str) -> Mapping[str, Packed | bytes]:
        """Return the texts of a file that the last build left, by slug."""
        data = self._finished.last(path) if path in self._last else b""
        if kind == "html":
            return one_file.parts_of(data)
        start, end = epub.FOLDER + epub.TEXTS, ".xhtml"
        return {name[len(start) : -len(end)]: each for name, each in members_of(data).items() if name.startswith(start)}

    def _same(self, path: str, part: str, key: bytes) -> bool:
        return path in self._last and self._last[path].parts.get(part) == key

    def _placing(self, book: Book, kind: str) -> Placing:
        edition, finished = self._edition, self._finished
        files: dict[str, str] = {}
        for each in book.briefings:
            files |= pictures_of(each, each.texts[book.language], edition)

        def shown(path: str) -> str:
            file = files[path]
            return one_file.data_address(file, finished.data(file)) if kind == "html" else f"../{quote(file)}"

        return Placing(edition.site.url, edition.site.clean_addresses, book.inside(kind), shown)

    def _part(self, book: Book, briefing: Briefing, kind: str, section: str, placing: Placing) -> Packed | bytes:
        slug, language = briefing.slug, book.language
        if kind == "html":
            contents = self._edition.words(language, "text.contents")
            return one_file.part_of(slug, placing.of(as_part(section, slug)), contents)
        title = briefing.texts[language].front.title
        return epub.chapter_of(slug, title, placing.of(section), language, self._edition.site.direction(language))

    def _bound(self, book: Book, kind: str, path: str, parts: Sequence[Packed | bytes]) -> tuple[bytes, BookFile]:
        """Return the bytes of a file and what is told of it, given its texts."""
        bind = partial(self._epub, book, path, parts) if kind == "epub" else partial(self._html, book, path, parts)
        issue = issue_of(path, digest_of_pieces(bind(None)).hex(), self._edition)
        data, texts = b"".join(bind(issue)), len(book.briefings)
        told = (path, book.language, kind, book.year, texts, len(data), issue.number, issue.day, issue.content)
        return data, BookFile(*told)

    def _html(self, book: Book, path: str, parts: Sequence[Packed | bytes], issue: Issue | None) -> list[bytes]:
        edition, finished, language = self._edition, self._finished, book.language
        scope = scope_title(book.year, edition, language)
        years = [(year, [replace_file(each) for each in chapters]) for year, chapters in _chapters(book, edition)]
        contents = finished.render("editions/contents.html", language, {"years": years}, str)
        front = title_page(path, scope, len(book.briefings), issue, edition, finished, contents=contents)
        last = elsewhere_page(book.elsewhere, edition, language, finished)
        texts = [each for each in parts if isinstance(each, bytes)]
        if last:
            texts.append(f"{last}\n".encode())
        title = edition.words(language, "head.title", page=scope, site=edition.words(language, "site.name"))
        direction = edition.site.direction(language)
        day = issue.day.isoformat() if issue else ""
        return one_file.one_file(title, front, texts, language, direction, self._style, day)

    def _epub(self, book: Book, path: str, parts: Sequence[Packed | bytes], issue: Issue | None) -> list[bytes]:
        edition, finished, language = self._edition, self._finished, book.language
        words, site = edition.words, edition.site
        licence, _ = site.newsroom.text_licence
        scope = scope_title(book.year, edition, language)
        last = elsewhere_page(book.elsewhere, edition, language, finished)
        package = epub.Package(
            identifier=f"tag:{site.newsroom.tag_authority}:{path}",
            title=words(language, "head.title", page=scope, site=words(language, "site.name")),
            language=language,
            direction=site.direction(language),
            publisher=words(language, "site.name"),
            rights=licence and words(language, "footer.licence", licence=licence),
            source=site.url and site.absolute(addresses.home(language)),
            chapters=_chapters(book, edition),
            pictures=sorted(book.pictures),
            elsewhere=words(language, "book.elsewhere") if last else "",
        )
        front = title_page(path, scope, len(book.briefings), issue, edition, finished)
        day = issue.day if issue else edition.site.day.replace(year=1, month=1, day=1)
        contents = words(language, "text.contents")
        leading = epub.leading(package, front, last, self._style, contents, day)
        chapters = [each for each in parts if isinstance(each, Packed)]
        pictures = [packed(f"{epub.FOLDER}{each}", finished.data(each)) for each in package.pictures]
        return zip_of((*leading, *chapters, *pictures))


def replace_file(chapter: epub.Chapter) -> dict[str, str]:
    """Return a chapter for the contents of one HTML file, in which its place is its slug."""
    return {"file": chapter.file.removeprefix(epub.TEXTS).removesuffix(".xhtml"), "title": chapter.title}


def _chapters(book: Book, edition: Edition) -> list[tuple[int, list[epub.Chapter]]]:
    """Return the chapters of a book by year, newest first."""
    found: dict[int, list[epub.Chapter]] = {}
    direction = edition.site.direction(book.language)
    for each in book.briefings:
        title = each.texts[book.language].front.title
        chapter = epub.Chapter(epub.file_of(each.slug), title, book.language, direction)
        found.setdefault(each.date.year, []).append(chapter)
    return list(found.items())
