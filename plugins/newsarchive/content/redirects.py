"""Earlier addresses from `redirect_from` and `redirects.yaml`.

A text that moved names its earlier addresses in its field `redirect_from`: a slug (`old-name`), which applies in all
languages, or a whole address (`az/2020/old-name`). For everything else the file `redirects.yaml` maps an old address to
a new one, also addresses of an earlier site, such as `2019/02/post.html` or `?p=17`. The build writes a page at each
old address that can have one (`addresses.has_page`); for all of them it writes rules for web servers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from newsarchive.model import addresses
from newsarchive.model.addresses import NAMES, is_document, is_numbered, is_reserved, old_address
from newsarchive.model.diagnostics import TOP, Fault, Placed, fault
from newsarchive.model.index import Archive
from newsarchive.model.ledger import earlier_addresses
from newsarchive.model.models import Text
from newsarchive.model.pages import OutputPaths
from newsarchive.model.settings import Site
from newsarchive.model.yaml_text import MappingEntry, MappingNode, Scalar, parse_yaml
from newsarchive.server.server_rules import SITEMAPS

from .translations import is_translation
from .tree import REDIRECTS
from .typed_text import Place, decode
from .versions import version_of


def taken_slugs(content: Path, kind: Literal["briefings", "pages"] = "briefings") -> frozenset[str]:
    """Return the slugs that a new briefing or page may not have: present, earlier and redirected ones."""
    works = list((content / kind).glob("*/*" if kind == "briefings" else "*"))
    redirects = content / REDIRECTS
    typed = decode(redirects.read_bytes())[0] if redirects.is_file() else None
    # addresses of an earlier site, such as `posts/name`, take none
    own = re.compile(r"/?(?:[^/]+/[0-9]{4}/)?([^/]+)/?" if kind == "briefings" else r"/?(?:[^/]+/)?([^/]+)/?")
    earlier = [entry.key for entry in parse_redirects(typed or "")[0] if "/" in entry.key.strip("/")]
    for path in (file for folder in works for file in folder.glob("*.md")):
        version = version_of(path.read_bytes(), Place("", "", "briefing", ""))
        earlier += version.text.front.redirect_from if version else ()
    return frozenset({path.name for path in works} | {each[1] for each in map(own.fullmatch, earlier) if each})


def doubled_slugs(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a fault for each slug that two folders of the same kind (briefings or pages) have, now or earlier.

    The slug is the name of the folder, or an earlier slug in the field `redirect_from` of its original text. An earlier
    slug that equals the folder's present one is also a fault. `texts` are all texts, built today or not.
    """
    owners: dict[tuple[str, str], Text] = {}
    folders: set[str] = set()
    for text in texts:
        kind, own = text.folder.partition("/")[0], text.folder.rpartition("/")[2]
        # `assemble` reports a second original in a folder
        if is_translation(text) or kind == "notices" or text.folder in folders:
            continue
        folders.add(text.folder)
        for slug in (own, *(each for each in text.front.redirect_from if "/" not in each)):
            owner = owners.setdefault((kind, slug), text)
            if owner is not text:
                place = None if slug == own else text.place("redirect_from", slug)
                yield fault("doubled-slug", place, text.path, found=slug, other=owner.path)
        if own in text.front.redirect_from:
            yield fault("doubled-slug", text.place("redirect_from", own), text.path, found=own, other=text.path)


def parse_redirects(content: str) -> tuple[list[MappingEntry], list[Fault]]:
    """Parse `redirects.yaml`, and return the valid entries and a fault for each of the others.

    An entry has an old address, such as `az/2020/old-name`, and a new address or the path of a content file.
    """
    tree, faults = parse_yaml(content)
    if not isinstance(tree, MappingNode):
        return [], faults if tree is None else [*faults, fault("redirect", TOP, found="redirects.yaml")]
    sound: dict[str, MappingEntry] = {}
    for entry in tree.entries:
        # of two addresses that differ in case, some disks store only one
        old = _old(entry).casefold()
        if old in sound:
            faults.append(fault("doubled", entry, field="redirects.yaml", found=entry.key))
        elif old and isinstance(entry.value, Scalar) and not entry.value.empty:
            sound[old] = entry
        else:
            faults.append(fault("redirect", entry, found=entry.key))
    return [*sound.values()], faults


def resolve_redirects(
    entries: list[MappingEntry],
    archive: Archive,
    site: Site,
    faulty: Collection[str] = (),
    files: Collection[str] = (),
    copied: Collection[str] = (),
) -> tuple[dict[str, str], list[Fault]]:
    """Return the new address by old address for the entries of `redirects.yaml`, and the faults of all redirects.

    An old address there, or in the field `redirect_from`, is a fault if it is reserved, in use or claimed before, or if
    no disk could hold its page beside another file. So is an entry whose target does not exist or is itself a redirect.
    One that leads to a file of the content which is not public yet, or no longer, is neither a redirect nor a fault.

    Args:
        faulty: The folders with texts that were not loaded because of faults. A missing target may come with them.
        files: The paths of all texts, pictures and documents of the content, built or not.
        copied: The addresses of files that are published unchanged.
    """
    works = (*archive.briefings, *archive.standing)
    moved = [(work, *each) for work in works for each in earlier_addresses(work)]
    if not entries and not moved:
        return {}, []
    told = (path for path in archive.told_files.intersection(files) if not path.endswith(".md"))
    public = {path: (addresses.document if is_document(path) else addresses.picture)(path) for path in told}
    there = {*_addresses(archive, site), *public.values()}
    taken = TakenAddresses(site, there.union(copied), archive.address_of_file.values())
    redirects = {_old(entry): _target(entry, archive, public, files) for entry in entries}
    claims: list[tuple[Placed, str, str, str, str]] = []
    for work, typed, old, new in moved:
        claims.append((work.original.place("redirect_from", typed), work.original.path, typed, old, new))
    for entry, (old, target) in zip(entries, redirects.items(), strict=True):
        claims.append((entry, REDIRECTS, entry.key, old, target))
    owners: dict[str, tuple[str, str]] = {}
    faults = []
    for place, path, typed, old, target in claims:
        owner, first = owners.setdefault(old, (path, typed))
        # `doubled_slugs` reports equal slugs
        is_slug = path != REDIRECTS and "/" not in typed
        if first != typed or (owner != path and not is_slug):
            faults.append(fault("redirect-doubled", place, path, found=typed, other=owner))
        elif owner == path and (clash := taken.claim(old, target)) is not None and not is_slug:
            hint = "clash" if clash else None
            faults.append(fault("redirect-taken", place, path, found=typed, other=clash or None, hint=hint))
        elif path == REDIRECTS and (target in redirects or target in owners):
            faults.append(fault("dead-redirect", place, path, found=typed, target=target, hint="chain"))
        elif path == REDIRECTS and target and target not in there and not _may_come(target, archive, faulty):
            faults.append(fault("dead-redirect", place, path, found=typed, target=target))
    return {old: target for old, target in redirects.items() if target}, faults


def _may_come(target: str, archive: Archive, faulty: Collection[str]) -> bool:
    """Return whether a missing target may be there once faulty texts are corrected: a text, its year or its terms."""
    parts = target.strip("/").split("/")[1:]
    is_listed = len(parts) == 2 and parts[1] in archive.vocabularies.get(parts[0], ())
    return bool(faulty) and (is_listed or any(not set(parts).isdisjoint(folder.split("/")) for folder in faulty))


def _old(entry: MappingEntry) -> str:
    """Return the old address of an entry of `redirects.yaml` in its normal form, or empty if it is malformed."""
    try:
        return old_address(entry.key)
    except ValueError:
        return ""


_ROOT_FILES = frozenset(("index.html", "404.html", "robots.txt", "sitemap.xml"))
_SUFFIXES = frozenset("xml json jsonl js bib csv txt epub zip".split())


def _is_own(path: str, site: Site) -> bool:
    """Return whether a path is that of a file that the site has or may get, as a feed or a part of a search index."""
    first, *_ = path.split("/")
    if path in _ROOT_FILES or re.fullmatch(SITEMAPS, path):
        return True
    return first in site.tags and path.rpartition(".")[2].lower() in _SUFFIXES


class TakenAddresses:
    """The addresses of a site that cannot be redirected, because a page or a file has them or they are reserved.

    Each old address that is claimed is taken from then on, with its page: no disk holds a file and a folder of one
    name, and some ignore case.
    """

    def __init__(self, site: Site, live: Iterable[str], texts: Iterable[str]) -> None:
        """Begin with the addresses of a site's pages and files (`live`), and of its texts, below which are others."""
        self._site, self._texts = site, frozenset(texts)
        self._live = self._texts.union(live)
        self._paths = OutputPaths()
        reserved = (f"{tag}/{name}/" for tag in site.tags for name in addresses.RESERVED)
        for each in sorted({*_ROOT_FILES, *self._live, *reserved}):
            self._paths.add(addresses.file_of(each))

    def claim(self, old: str, target: str = "") -> str | None:
        """Note an old address that redirects and return None; if it cannot, return what is in its way, or empty.

        The old address is in its normal form. `target` is the address to which it redirects, if that is known.
        """
        path, mark, _ = old.partition("?")
        if mark and not path:
            return None  # the front page of an earlier site, whose texts all had such an address
        page = f"{path.rstrip('/')}/" if mark else old
        if {path, page} & self._live or _is_own(path, self._site) or self._is_reserved(page):
            return ""
        if mark or not addresses.has_page(old) or (target and not addresses.is_page(target)):
            return None
        *folders, _ = addresses.file_of(old).split("/")
        for above in ("/".join(folders[:depth]) for depth in range(1, len(folders) + 1)):
            if _is_own(above, self._site) or above.rpartition("/")[2].lower() == "index.html":
                return above
        clash = self._paths.add(addresses.file_of(old))
        return clash.rstrip("/") if clash else None

    def _is_reserved(self, address: str) -> bool:
        """Return whether an address is that of a listing, empty or not, or of a numbered page, or is below a text's."""
        first, *parts = address.strip("/").split("/")
        if first.lower() in NAMES or is_numbered(address) or (len(parts) == 1 and is_reserved(parts[0])):
            return True
        return any("/".join((first, *parts[:depth], "")) in self._texts for depth in range(1, len(parts)))


def _target(entry: MappingEntry, archive: Archive, public: Mapping[str, str], files: Collection[str]) -> str:
    """Return the new address in an entry of `redirects.yaml`; if it names a content file, the address of that file.

    It is empty if that file is not public, as a draft or a picture that no published text shows.
    """
    typed = (entry.value.text if isinstance(entry.value, Scalar) else "").strip("/")
    address = archive.address_of_file.get(typed) or public.get(typed)
    return address or ("" if typed in files else f"{typed}/")


def _addresses(archive: Archive, site: Site) -> Iterator[str]:
    """Yield all addresses to which a redirect may lead: texts, front pages, and the first pages of lists."""
    yield from archive.address_of_file.values()
    for language in site.tags:
        yield addresses.home(language)
        yield addresses.archive_page(language)
        yield from (addresses.taxonomy(language, taxonomy) for taxonomy in site.taxonomies)
        yield from (addresses.term(language, taxonomy, term) for taxonomy, term in archive.by_term)
        yield from (addresses.year_page(language, year) for year in archive.by_year)
