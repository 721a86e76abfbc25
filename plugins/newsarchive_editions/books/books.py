"""The books of an archive: the texts of a year, or all, in one language, as an EPUB and as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    packed,
    zip_of,
)
from newsarchive_editions.settings import EditionsSettings

from . import epub, one_file
from .front import elsewhere_of, elsewhere_page, scope_title, title_page
from .sections import Placing, as_part, pictures_of, section_key, section_of

ALL = "all"
"""What stands for the year in the name of a file with all years."""


class Book(msgspec.Struct, frozen=True):
    """The texts of one book, newest first.

    Attributes:
        year: 0 for all years.
        pictures: The picture files, by their address on the site.
        elsewhere: Briefings that are not in the book, because they have no text in its language.
        key: A digest of everything that the book is made from.
    """

    language: str
    year: int
    briefings: tuple[Briefing, ...]
    pictures: tuple[str, ...]
    elsewhere: tuple[Briefing, ...]
    key: bytes

    def path(self, kind: str, edition: Edition) -> str:
        """Return the address of the book as a file of a kind."""
        scope = str(self.year) if self.year else ALL
        return addresses.edition_file(self.language, edition.site.own(EditionsSettings).edition_name, scope, kind)


def books_of(edition: Edition, language: str, finished: FinishedFiles) -> Iterator[Book]:
    """Yield the books in a language: one with all years, and one for each year, newest first."""
    own = [
        each
        for each in reversed(edition.archive.listed)
        if language in each.texts and each.status(language) == "published"
    ]
    if not own:
        return
    keys = {each.slug: section_key(each, language, edition) for each in own}
    shown = {each.slug: set(pictures_of(each, each.texts[language], edition).values()) for each in own}
    for year in (0, *dict.fromkeys(each.date.year for each in own)):
        briefings = tuple(each for each in own if year in (0, each.date.year))
        pictures = sorted({path for each in briefings for path in shown[each.slug]})
        elsewhere = elsewhere_of(edition, language, year)
        key = digest_of(
            "book",
            edition.shared,
            [keys[each.slug] for each in briefings],
            [(path, finished.readable[path]) for path in pictures],
            [(each.slug, each.original.key) for each in elsewhere],
        )
        yield Book(language, year, briefings, tuple(pictures), elsewhere, key)


class Bindery:
    """Makes the files of books, perhaps in another process."""

    def __init__(self, edition: Edition, finished: FinishedFiles) -> None:
        """Prepare for one build."""
        self._edition, self._finished = edition, finished
        self._style = edition.styles.books

    def files(self, book: Book, kinds: Sequence[str]) -> Iterator[tuple[BookFile, bytes]]:
        """Yield the files of a book, one of each kind, with their bytes."""
        edition, finished, language = self._edition, self._finished, book.language
        sections = [(each, section_of(each, language, edition, finished)) for each in book.briefings]
        for kind in kinds:
            path, placing = book.path(kind, edition), self._placing(book, kind)
            parts = [self._part(each, language, kind, section, placing) for each, section in sections]
            bind = partial(self._epub if kind == "epub" else self._html, book, path, parts)
            issue = edition.issue(path, digest_of_pieces(bind(None)).hex())
            data, texts = b"".join(bind(issue)), len(book.briefings)
            told = (path, language, kind, book.year, texts, len(data), issue.number, issue.day, issue.content)
            yield BookFile(*told), data

    def _placing(self, book: Book, kind: str) -> Placing:
        edition, finished = self._edition, self._finished
        files: dict[str, str] = {}
        for each in book.briefings:
            files |= pictures_of(each, each.texts[book.language], edition)

        def shown(path: str) -> str:
            file = files[path]
            return one_file.data_address(file, finished.data(file)) if kind == "html" else f"../{quote(file)}"

        place = "{}.xhtml" if kind == "epub" else "#{}"
        inside = {address(each, book.language): place.format(each.slug) for each in book.briefings}
        return Placing(edition.site.url, edition.site.clean_addresses, inside, shown)

    def _part(self, briefing: Briefing, language: str, kind: str, section: str, placing: Placing) -> Packed | bytes:
        slug = briefing.slug
        if kind == "html":
            contents = self._edition.words(language, "text.contents")
            return one_file.part_of(slug, placing.of(as_part(section, slug)), contents)
        title = briefing.texts[language].front.title
        return epub.chapter_of(slug, title, placing.of(section), language, self._edition.site.direction(language))

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
            pictures=book.pictures,
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
