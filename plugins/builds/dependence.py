"""What the pages of an archive depend on, as digests: what all share, what orders them, and each briefing's words.

A page is the same as before while what is shared and the structure are, and the words of each briefing that it prints.
Which briefings those are is found in what the page is made of.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Literal, cast, get_args, get_origin, get_type_hints

import msgspec
from markupsafe import Markup

from plugins.archive.index import Archive, Edition
from plugins.archive.pages import Page
from plugins.archive.pictures import PublishedPicture
from plugins.archive.records import Briefing, Text, Work
from plugins.archive.vocabularies import TAXONOMIES
from plugins.translations.entries import Entry

_ENCODER = msgspec.msgpack.Encoder()
_WITHOUT = frozenset((str, Markup, int, bool, type(None), dt.date, PublishedPicture))


def shared_digest(edition: Edition, surroundings: bytes) -> bytes:
    """Return the digest of what any page may print: surroundings, names of terms, standing pages and notices."""
    archive = edition.archive
    works = [(work.slug, _words(work), _shape(work)) for work in (*archive.standing, *archive.notices)]
    folders = {work.folder for work in (*archive.standing, *archive.notices)}
    shown = {path: each for path, each in edition.pictures.items() if path.rpartition("/")[0] in folders}
    redirects = sorted(archive.redirects.items())
    return _digest((surroundings, archive.vocabularies, works, redirects, sorted(shown.items())))


def structure_digest(edition: Edition) -> bytes:
    """Return the digest of what decides which pages there are, and what stands on them in which order."""
    histories = sorted((path, len(states)) for path, states in edition.histories.items())
    return _digest(([_shape(briefing) for briefing in edition.archive.briefings], histories))


def word_digests(edition: Edition) -> dict[str, bytes]:
    """Return the digest of all that the pages of each briefing may print of it, by slug."""
    archive, shown = edition.archive, dict[str, list[tuple[str, PublishedPicture]]]()
    for path, picture in sorted(edition.pictures.items()):
        shown.setdefault(path.rpartition("/")[0], []).append((path, picture))
    digests = {}
    for briefing in archive.briefings:
        letters = [letter.text.key for letter in archive.letters.get(briefing.folder, ())]
        histories = [edition.histories[text.path] for text in briefing.texts.values() if text.path in edition.histories]
        printed = _words(briefing), _days(briefing), letters, shown.get(briefing.folder), histories
        digests[briefing.slug] = _digest(printed)
    return digests


def input_digest(page: Page, edition: Edition, shared: bytes) -> bytes:
    """Return the digest of all that a page is rendered from."""
    drawn = edition.share_pictures.get(page.address) or edition.share_pictures.get(f"{page.language}/")
    image = page.work.front.image if page.work else None
    picture = edition.pictures.get(f"{page.work.folder}/{image.file}") if page.work and image else None
    made = {field.name: getattr(page, field.name) for field in fields(page)}
    return _digest((shared, made, page.has_code, drawn, picture))


def printed_briefings(page: Page, archive: Archive) -> tuple[str, ...]:
    """Return the slugs of the briefings of which a page prints words, sorted."""
    entries: list[Entry] = []
    _find_entries(page.view, entries)
    found = {_slug(entry.address) for entry in entries}
    if isinstance(page.work, Briefing):
        found.add(page.work.slug)
    elif not page.listed:
        # a page that is left of a withdrawn text has no work, and neither has that of a text's history
        found |= {_slug(page.address), _slug(page.address.removesuffix("history/"))} & archive.by_slug.keys()
    return tuple(sorted(found))


def _find_entries(value: object, found: list[Entry]) -> None:
    """Add the entries in a view, a list, a mapping or whatever of these they hold."""
    kind = type(value)
    if kind in _WITHOUT:
        return
    if kind is Entry:
        found.append(cast("Entry", value))
        return
    names = _FIELD_NAMES[kind]
    if names is not None:
        for name in names:
            _find_entries(getattr(value, name), found)
    elif isinstance(value, Mapping):
        for each in value.values():
            _find_entries(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _find_entries(each, found)


class _FieldNames(dict[type, tuple[str, ...] | None]):
    """The names of the fields of a class that may hold an entry, found out once; of what has no fields None."""

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names: tuple[str, ...] | None = None
        if issubclass(kind, msgspec.Struct):
            names = kind.__struct_fields__
        elif is_dataclass(kind):
            names = tuple(field.name for field in fields(kind))
        hints = get_type_hints(kind) if names else {}
        self[kind] = names and tuple(name for name in names if not _without_entries(hints[name]))
        return self[kind]


def _without_entries(hint: object) -> bool:
    """Whether nothing of a type is an entry or holds one, as its name says: a word, a number, a list of these."""
    parts = get_args(hint)
    if get_origin(hint) is Literal:
        return True
    return all(part is ... or _without_entries(part) for part in parts) if parts else hint in _WITHOUT


_FIELD_NAMES = _FieldNames()


def _slug(address: str) -> str:
    """Return the slug in the address of a briefing's text."""
    parts = address.rstrip("/").rsplit("/", 1)
    return parts[-1]


def _words(work: Work) -> list[bytes]:
    """Return the keys of a work's texts: their bytes, and where and how they were read."""
    return [text.key for text in work.texts.values()]


def _shape(work: Work) -> tuple[object, ...]:
    front = work.front
    texts = [
        (tag, text.front.status, text.front.translates, text.changed, text.front.withdrawal, _corrected(text))
        for tag, text in work.texts.items()
    ]
    ids = [getattr(front, taxonomy) for taxonomy in TAXONOMIES]
    return (
        work.folder, work.original.language, texts, front.date, _days(work), ids, front.related,
        front.redirect_from, front.status, front.withdrawal, front.starts, front.ends,
    )  # fmt: skip


def _days(work: Work) -> tuple[object, ...]:
    """Return what the ledger decides of a briefing's texts, so that no text's key covers it."""
    return (work.days, sorted(work.unlisted)) if isinstance(work, Briefing) else ()


def _corrected(text: Text) -> list[dt.date]:
    return [each.date for each in text.front.corrections]


def _digest(value: object) -> bytes:
    return hashlib.sha256(_ENCODER.encode(value)).digest()
