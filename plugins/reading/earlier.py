"""Slugs and addresses that one work alone may have, today's and the earlier ones of `redirect_from`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from plugins.archive.addresses import NAMES, is_numbered, is_reserved
from plugins.archive.earlier import earlier_addresses
from plugins.archive.faults import Fault, fault
from plugins.archive.index import address
from plugins.archive.records import Text
from plugins.archive.vocabularies import TAXONOMIES

from .assembly import Works, is_translation


def doubled_slugs(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield slugs that two folders of a kind share, earlier ones included, also where one is not built today."""
    owners: dict[tuple[str, str], Text] = {}
    folders: set[str] = set()
    for text in texts:
        if is_translation(text):
            continue
        folder = text.folder
        kind, _, _ = folder.partition("/")
        # a second original in a folder is a fault of another kind
        if kind == "notices" or folder in folders:
            continue
        folders.add(folder)
        own = folder.rpartition("/")[2]
        for slug in (own, *(each for each in text.front.redirect_from if "/" not in each)):
            owner = owners.setdefault((kind, slug), text)
            if owner is not text:
                place = None if slug == own else text.place("redirect_from", slug)
                yield fault("doubled-slug", place, text.path, found=slug, other=owner.path)
        if own in text.front.redirect_from:
            place = text.place("redirect_from", own)
            yield fault("doubled-slug", place, text.path, found=own, other=text.path)


def earlier_faults(
    works: Works, folders: Collection[str], vocabularies: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    """Yield earlier addresses that are kept for a page of the site, or from which another text is reached already.

    `folders` are those of all texts, built or not.
    """
    built = (*works.briefings, *works.standing)
    moved = [work for work in built if work.front.redirect_from]
    live = {address(work, language) for work in built for language in work.texts} if moved else set()
    owners: dict[str, tuple[str, str]] = {}
    for work in moved:
        path = work.original.path
        for typed, old, _ in earlier_addresses(work):
            place = work.original.place("redirect_from", typed)
            owner, first = owners.setdefault(old, (path, typed))
            if "/" in typed and (old in live or is_kept(old, folders, vocabularies, own=work.folder)):
                yield fault("redirect-taken", place, path, found=typed)
            elif first != typed or (owner != path and "/" in typed):
                # two slugs alike are a fault of another kind
                yield fault("redirect-doubled", place, path, found=typed, other=owner)


def is_kept(
    address: str, folders: Collection[str], vocabularies: Mapping[str, Collection[str]], own: str = "", target: str = ""
) -> bool:
    """Whether an address is kept for a page that there is, or that may come as the archive grows.

    That is a listing, any term, or the address of a folder's text in any language, with all below it: a text that is
    corrected gets a page of its history there.

    Args:
        address: The old address.
        folders: Those of all texts, built or not.
        vocabularies: Terms by taxonomy.
        own: The folder to which the address leads; it may take that of a text that it lost.
        target: The address to which it leads; that of a term that is gone may lead on within its vocabulary.
    """
    first, *parts = address.strip("/").split("/")
    if first in NAMES or is_numbered(address) or (len(parts) == 1 and is_reserved(parts[0])):
        return True
    if len(parts) == 2 and parts[0] in TAXONOMIES:
        return parts[1] in vocabularies.get(parts[0], ()) or target.split("/")[1:2] != [parts[0]]
    for folder, depth in ((f"pages/{'/'.join(parts[:1])}", 1), (f"briefings/{'/'.join(parts[:2])}", 2)):
        if folder in folders:
            return folder != own or len(parts) > depth
    return False
