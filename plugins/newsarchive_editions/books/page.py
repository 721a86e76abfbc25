"""The page that offers these files in a language, with size, day, number, and how to verify one offline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

import msgspec

from newsarchive.api import BookFile, Edition, Page, Plan, Words, addresses, decimal, listing_place, long_date

from .front import checks_of, signatures_of


class OfferedFile(msgspec.Struct, frozen=True):
    """A file as the page offers it: what it has in it, its address, its size, number and day in words.

    `signatures` are the addresses of its signatures.
    """

    title: str
    address: str
    size: str
    number: int
    date: str
    iso: str
    signatures: tuple[str, ...]


class OfferedKind(msgspec.Struct, frozen=True):
    """The files of one kind: that with all texts, and those of years, newest first."""

    key: str
    whole: OfferedFile
    years: tuple[OfferedFile, ...]


def editions_plan(edition: Edition, language: str) -> Plan:
    """Return the plan of the page in a language, which is made when all files are there."""
    page = editions_page(edition, language)
    return Plan(page.address, partial(_pages, edition, language), page.summary)


def _pages(edition: Edition, language: str) -> Iterator[Page]:
    yield editions_page(edition, language)


def editions_page(edition: Edition, language: str) -> Page:
    """Return the page that offers the files of a language; it offers none before the build has made them."""
    kinds = [_kind(kind, own, edition) for kind in edition.site.editions if (own := _own(kind, edition, language))]
    example = kinds[0].whole.address if kinds else ""
    return Page(
        **listing_place(edition.site, language, addresses.editions),
        template="editions.html",
        title=edition.words(language, "editions.title"),
        description=edition.words(language, "editions.description"),
        view={
            "kinds": kinds,
            "example": example.rpartition("/")[2],
            "signatures": [each.rpartition("/")[2] for each in signatures_of(example, edition)],
            "checks": checks_of(example, edition),
            "corrections": addresses.corrections(language),
            "withdrawals": addresses.withdrawals(language),
        },
    )


def size_in_words(size: int, words: Words, language: str) -> str:
    """Return a number of bytes in words, as “103 KB” or “1.6 MB”, that stay on one line."""
    if size < 1_000_000:
        phrase = words(language, "editions.kb", size=decimal(max(1, round(size / 1000)), language))
    else:
        megabytes = (Decimal(size) / 1_000_000).quantize(Decimal("0.1"))
        phrase = words(language, "editions.mb", size=decimal(megabytes, language))
    return phrase.replace(" ", "\u00a0")


def _own(kind: str, edition: Edition, language: str) -> list[BookFile]:
    """Return the files of one kind in a language: that with all texts first, then those of years, newest first."""
    own = [each for each in edition.books if each.kind == kind and each.language == language]
    return sorted(own, key=lambda each: -(each.year or dt.MAXYEAR))


def _kind(kind: str, files: Sequence[BookFile], edition: Edition) -> OfferedKind:
    whole, *years = (_file(each, edition) for each in files)
    # the file of an only year has the same texts as that of all
    return OfferedKind(kind, whole, tuple(years) if len(years) > 1 else ())


def _file(book: BookFile, edition: Edition) -> OfferedFile:
    language, words = book.language, edition.words
    title = str(book.year) if book.year else words(language, "book.site" if book.kind == "site" else "book.all")
    date = long_date(book.day, language)
    size, signatures = size_in_words(book.size, edition.words, language), signatures_of(book.path, edition)
    return OfferedFile(title, book.path, size, book.number, date, book.day.isoformat(), signatures)
