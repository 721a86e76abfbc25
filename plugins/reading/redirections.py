"""`redirects.yaml`: old addresses and where they lead now, each checked to lead somewhere in one step."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from plugins.archive import addresses
from plugins.archive.earlier import earlier_addresses
from plugins.archive.faults import TOP, Fault, fault
from plugins.archive.fieldtypes import MOST_PARTS
from plugins.archive.index import Archive, address
from plugins.archive.site import Site
from plugins.archive.vocabularies import SLUG, TAXONOMIES
from plugins.archive.yamltree import Entry, Mapping, Scalar, parse_yaml

from .earlier import is_kept


def parse_redirects(content: str) -> tuple[list[Entry], list[Fault]]:
    """Read the file: an old address, as `az/2020/old-name`, to a new one or to a file of the content."""
    tree, faults = parse_yaml(content)
    if not isinstance(tree, Mapping):
        return [], faults if tree is None else [*faults, fault("redirect", TOP, found="redirects.yaml")]
    sound: list[Entry] = []
    known: set[str] = set()
    for entry in tree.entries:
        if _address(entry.key) in known:
            faults.append(fault("doubled", entry, field="redirects.yaml", found=entry.key))
        elif isinstance(entry.value, Scalar) and not entry.value.empty and _is_address(entry.key):
            sound.append(entry)
            known.add(_address(entry.key))
        else:
            faults.append(fault("redirect", entry, found=entry.key))
    return sound, faults


def resolve_redirects(
    entries: list[Entry], archive: Archive, site: Site, folders: Collection[str], faulty: Collection[str] = ()
) -> tuple[dict[str, str], list[Fault]]:
    """Return old and new addresses, and the faults of those that lead to nothing or only to another redirect.

    `folders` are those of all texts, built or not; `faulty` those with a fault of their own. A redirect to these, or to
    a list that they may be in, is no fault.
    """
    if not entries:
        return {}, []
    redirects = {_address(entry.key): _target(entry, archive) for entry in entries}
    there = set(_addresses(archive, site))
    works = (*archive.briefings, *archive.standing)
    owners = {address(work, tag): work.folder for work in works for tag in work.texts}
    earlier = {old: work.original.path for work in works for _, old, _ in earlier_addresses(work)}
    faults = []
    for entry in entries:
        old = _address(entry.key)
        target = redirects[old]
        if addresses.names_device(old):
            faults.append(fault("reserved-slug", entry, found=entry.key))
        elif old in there or is_kept(old, folders, archive.vocabularies, owners.get(target, ""), target):
            faults.append(fault("redirect-taken", entry, found=entry.key))
        elif old in earlier:
            faults.append(fault("redirect-doubled", entry, found=entry.key, other=earlier[old]))
        elif target in redirects or target in earlier:
            faults.append(fault("redirect-chain", entry, found=entry.key, target=target))
        elif target not in there and not _may_come(entry, target, archive, faulty):
            faults.append(fault("dead-redirect", entry, found=entry.key, target=target))
    return redirects, faults


def _may_come(entry: Entry, target: str, archive: Archive, faulty: Collection[str]) -> bool:
    """Whether an address may be there when the faults of other folders are mended."""
    if not faulty:
        return False
    typed = entry.value.text.strip("/") if isinstance(entry.value, Scalar) else ""
    if typed.rpartition("/")[0] in faulty:
        return True
    _, *parts = target.strip("/").split("/")
    listed = len(parts) == 2 and parts[1] in archive.vocabularies.get(parts[0], ())
    year = len(parts) == 1 and any(folder.startswith(f"briefings/{parts[0]}/") for folder in faulty)
    return listed or year or f"briefings/{'/'.join(parts)}" in faulty or f"pages/{'/'.join(parts)}" in faulty


def _is_address(key: str) -> bool:
    parts = key.strip("/").split("/")
    return len(parts) <= MOST_PARTS and all(SLUG.match(part) for part in parts)


def _address(key: str) -> str:
    return f"{key.strip('/')}/"


def _target(entry: Entry, archive: Archive) -> str:
    typed = entry.value.text if isinstance(entry.value, Scalar) else ""
    return archive.address_of_file.get(typed.strip("/"), _address(typed))


def _addresses(archive: Archive, site: Site) -> Iterator[str]:
    """Yield all addresses that one may be led to: texts, and the fronts of listings."""
    yield from archive.address_of_file.values()
    for language in site.tags:
        yield addresses.home(language)
        yield addresses.archive_page(language)
        yield from (addresses.taxonomy(language, taxonomy) for taxonomy in TAXONOMIES)
        yield from (addresses.term(language, taxonomy, term) for taxonomy, term in archive.by_term)
        yield from (addresses.year_page(language, year) for year in archive.by_year)
