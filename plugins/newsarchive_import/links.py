"""Links and files of old items: to which text, picture or document of the content an old address leads."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from PIL import Image, ImageOps

from newsarchive.api import CAMERA_NAME, LARGEST, digest, first_answer, media_cleaned, slugify

from .account import Change, record
from .headings import HeadingIds
from .items import Item, OldArchive, host_of
from .tables import as_read

_RESIZED = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated|-e\d{10,13}|@\dx)+(?=\.[A-Za-z]+\Z)")
_PELICAN = re.compile(r"\A[{|](?:filename|static|attach|author|category|tag|index)[}|]")
_SITE = re.compile(r"\A(?:\{\{[^{}]*\}\}|%7B%7B.*?%7D%7D)")
_SCHEME = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*):")
_DATED = re.compile(r"\A\d{4}-\d{1,2}-\d{1,2}-")
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg)\Z", re.IGNORECASE)
_KEPT = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "MPO": "jpg"}
_LONGEST_NAME = 60
_MOST_PIXELS = 40_000_000  # of a picture that a build accepts
_MOST_SCANS = 200  # a progressive JPEG file has about ten; each costs as much time as the whole picture
_START_OF_SCAN = b"\xff\xda"
_TRUNCATED = "truncated"  # Pillow's word for a file without its end


def site_path(address: str) -> str:
    """Return the path of an address from the site's root, decoded, with its query, without slashes at its ends."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).strip("/")
    path = path.removesuffix("index.html").rstrip("/") if path.rpartition("/")[2] == "index.html" else path
    return f"{path}?{parts.query}" if re.match(r"(?:p|page_id|attachment_id)=\d+\Z", parts.query) else path


class CopiedFile(NamedTuple):
    """A file of the old archive beside a text; its bytes are read when they are written, since there may be many.

    Attributes:
        path: Its path in the content.
        addresses: Its old addresses.
        source: The file in the uploads.
        document: Whether it is a PDF; else it is a picture.
        digest: The digest of the bytes to write.
    """

    path: str
    addresses: tuple[str, ...]
    source: Path
    document: bool
    digest: str

    def read(self) -> bytes:
        """Return the bytes to write; raise OSError if the file has changed meanwhile."""
        data = self.source.read_bytes()
        data = data if self.document else picture_data(data)[1]
        if digest_text(data) != self.digest:
            raise OSError(0, "it changed while it was imported", str(self.source))
        return data


def digest_text(data: bytes) -> str:
    """Return the digest of a file as tables have it."""
    return digest(data).hex()[:32]


class OldPlaces:
    """Finds texts and files of an old archive by their addresses, and by their paths in the old source."""

    def __init__(self, archive: OldArchive, paths: Mapping[str, str], headings: HeadingIds) -> None:
        """Index an archive.

        Args:
            archive: What is imported.
            paths: The path in the content of each imported item, by its id.
            headings: Finds the ids of the headings of its texts.
        """
        self.archive, self._paths, self._headings = archive, paths, headings
        self._items = {item.id: item for item in archive.items}
        self.hosts = {host_of(archive.address), *(host_of(item.address) for item in archive.items)} - {""}
        self._texts: dict[str, str] = {}
        ends: dict[str, set[str]] = defaultdict(set)
        for item in archive.items:
            if item.id not in paths:
                continue
            for address in (item.address, *item.aliases):
                if (key := site_path(address)) or address.strip("/") == "":
                    self._texts.setdefault(key, item.id)
            for end in _ends(item.id):
                ends[end].add(item.id)
        self._ends = {end: next(iter(ids)) for end, ids in ends.items() if len(ids) == 1}
        names: dict[str, set[str]] = defaultdict(set)
        for address in archive.files:
            names[address.rpartition("/")[2].lower()].add(address)
        self._names = {name: next(iter(found)) for name, found in names.items() if len(found) == 1}
        self._lower = {address.lower(): address for address in sorted(archive.files, reverse=True)}

    def item(self, target: str, item: Item) -> str:
        """Return the id of the item to which a target leads from an item, or an empty string."""
        bare = target.partition("#")[0]
        for path in self._candidates(bare, item):
            if path in self._texts:
                return self._texts[path]
        for path in self._candidates(bare.partition("?")[0], item):
            found = self._ends.get(_without_end(path).lower())
            if found:
                return found
        return ""

    def part(self, item: str, fragment: str) -> str:
        """Return the id here of the heading of an item that an old fragment names, or an empty string."""
        return self._headings.find(self._items[item], self.language(item), fragment) if fragment else ""

    def language(self, item: str) -> str:
        """Return the language of the text here of an item."""
        return self._paths[item].rpartition("/")[2].removesuffix(".md")

    def path(self, item: str) -> str:
        """Return the path in the content of an item."""
        return self._paths[item]

    def file(self, target: str, item: Item) -> str:
        """Return the old address of the file to which a target leads, or an empty string; the original, not a copy."""
        for path in self._candidates(target.partition("#")[0].partition("?")[0], item):
            for way in dict.fromkeys((_RESIZED.sub("", path), _scaled(path), path)):
                found = self._lower.get(way.lower())
                if found:
                    return found
        name = unquote(target).partition("?")[0].rpartition("/")[2].lower()
        own = not _SCHEME.match(target) or self.is_own(target)
        return (self._names.get(_RESIZED.sub("", name)) or self._names.get(name, "")) if own and name else ""

    def is_own(self, target: str) -> bool:
        """Return whether an address is one of the old site."""
        host = host_of(target)
        return not host or host in self.hosts

    def _candidates(self, target: str, item: Item) -> Iterator[str]:
        """Yield the paths from the site's root that a target may mean, the likeliest first."""
        if _SCHEME.match(target) or target.startswith("//"):
            if self.is_own(target):
                yield site_path(target)
            return
        bare = _SITE.sub("", _PELICAN.sub("", target))
        base = urlsplit(item.address).path if item.address else ""
        yield site_path(urljoin(f"/{base.lstrip('/')}", bare)) if bare else ""
        yield site_path(bare)
        if item.id and "/" in item.id:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(item.id), unquote(bare))).lstrip("./")
        if base and not base.endswith("/"):
            yield site_path(urljoin(f"/{base.strip('/')}/", bare))


def _ends(identity: str) -> Iterator[str]:
    """Yield the ways in which a source file is named: its path, parts of it, and without the date of Jekyll."""
    path = _without_end(identity).lower()
    parts = path.split("/")
    for start in range(len(parts)):
        end = "/".join(parts[start:])
        yield end
        name = _DATED.sub("", parts[-1])
        if name != parts[-1]:
            yield "/".join([*parts[start:-1], name])


def _without_end(path: str) -> str:
    path = re.sub(r"\.(?:md|markdown|mdown|rst|html?)\Z", "", path.strip("/"), flags=re.IGNORECASE)
    return re.sub(r"/_?index(?:\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?)?\Z", "", path)


def _scaled(path: str) -> str:
    stem, dot, end = _RESIZED.sub("", path).rpartition(".")
    return f"{stem}-scaled{dot}{end}"


class FolderFiles:
    """The files that the texts of one folder need, each once, under the names that our checks allow."""

    def __init__(self, folder: str, slug: str, places: OldPlaces, known: Mapping[str, str]) -> None:
        """Create an empty folder.

        Args:
            folder: The path of the folder in the content.
            slug: The slug of its texts.
            places: Finds files.
            known: The names that an earlier run gave to files of this folder, by their old addresses.
        """
        self.folder, self._slug, self._places, self._known = folder, slug, places, known
        self._files: dict[str, CopiedFile | str] = {}
        self._names: set[str] = set()

    @property
    def copied(self) -> list[CopiedFile]:
        """The files to copy, by their paths."""
        return sorted(each for each in self._files.values() if isinstance(each, CopiedFile))

    def name(self, target: str, item: Item, *, document: bool) -> tuple[str, str, str]:
        """Return the name of a file beside the text, how it was changed, and why there is none; of the last two one.

        Args:
            target: The link or source as the old text has it.
            item: The item that has it.
            document: Whether it must be a PDF; else it must be a picture.
        """
        address = self._places.file(target, item)
        if not address:
            return "", "", "its file is not in the uploads"
        found = self._files.get(address)
        said = ""
        if found is None:
            found, said = self._read(address, document=document)
            self._files[address] = found
        if isinstance(found, str):
            return "", "", found
        typed = site_path(target) if self._places.is_own(target) and "/" in site_path(target) else ""
        if typed and typed not in found.addresses:
            found = found._replace(addresses=(*found.addresses, typed))
            self._files[address] = found
        return found.path.rpartition("/")[2], said, ""

    def _read(self, address: str, *, document: bool) -> tuple[CopiedFile | str, str]:
        """Return a file with its new name, or why it cannot be copied; and how it was changed."""
        path = self._places.archive.files[address]
        try:
            if path.is_symlink() or not path.is_file():
                return "it is no ordinary file", ""
            if path.stat().st_size > LARGEST:
                return f"it is larger than {LARGEST // 1024 // 1024} MB", ""
            data = path.read_bytes()
        except OSError as error:
            return f"it cannot be read ({error.strerror or error})", ""
        if document:
            end, said = "pdf", ""
            if not data.startswith(b"%PDF-"):
                return "it is no PDF", ""
        else:
            kind, data, said = picture_data(data)
            if not kind:
                return said, ""
            end = kind
        name = self._free_name(address, end)
        return CopiedFile(f"{self.folder}/{name}", (address,), path, document, digest_text(data)), said

    def _free_name(self, address: str, end: str) -> str:
        """Return an unused name for a file: its old one as a slug, or the text's slug if a camera gave the old one."""
        known = self._known.get(as_read(address), "")
        if known.endswith(f".{end}") and known not in self._names:
            self._names.add(known)
            return known
        old = _RESIZED.sub("", address.rpartition("/")[2]).rpartition(".")[0]
        stem = slugify(old, "en")[:_LONGEST_NAME].strip("-")
        from_camera = not stem or CAMERA_NAME.match(stem) or CAMERA_NAME.match(old)
        stem = self._slug[:_LONGEST_NAME].strip("-") if from_camera else stem
        taken = {*self._names, *self._known.values()}
        name, number = f"{stem}.{end}", 1
        if from_camera:
            name = f"{stem}-1.{end}"
        while name in taken or CAMERA_NAME.match(name):
            number += 1
            name = (
                f"{stem}-{number}.{end}" if not CAMERA_NAME.match(f"{stem}-{number}") else f"file-{stem}-{number}.{end}"
            )
        self._names.add(name)
        return name


def picture_data(data: bytes) -> tuple[str, bytes, str]:
    """Return the ending and the bytes of a picture that we publish, without metadata, and what was changed.

    Other formats become PNG, and photos of too many pixels are scaled down. The ending is empty if the bytes are no
    picture that we can publish; the last value then says why.
    """
    too_many = f"it has more than {_MOST_PIXELS // 1_000_000} million pixels"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as opened:
                kind, frames = opened.format or "", getattr(opened, "n_frames", 1)
                if opened.width * opened.height > _MOST_PIXELS:
                    is_photo = _KEPT.get(kind) == "jpg"
                    return ("jpg", _scaled_photo(data), f"{too_many}; scaled down") if is_photo else ("", b"", too_many)
                if kind not in _KEPT:
                    return (
                        "png",
                        _as_png(opened),
                        f"a {kind} file, saved as PNG" + (", its first frame" if frames > 1 else ""),
                    )
                bare = first_answer(media_cleaned, f"picture.{_KEPT[kind]}", data=data, within=None)
                if not isinstance(bare, bytes) or bare == data:
                    opened.load()  # which a picture that is cleaned has passed
                    bare = data
    except Image.DecompressionBombError:
        return "", b"", too_many
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        return "", b"", "it is damaged at its end" if _TRUNCATED in str(error) else "it is no picture"
    return _KEPT[kind], bare, ""


def _scaled_photo(data: bytes) -> bytes:
    """Return a JPEG file in a half, quarter or eighth of its size, so that a build accepts it.

    It is upright, and has pixels alone. The decoder scales, so the memory is that of the smaller picture. OSError is
    raised for a file that is damaged, and ValueError for one that is too large, or has too many scans.
    """
    if data.count(_START_OF_SCAN) > _MOST_SCANS:
        raise ValueError("too many scans")
    with Image.open(io.BytesIO(data), formats=("JPEG", "MPO")) as opened:
        # libjpeg rounds up
        fitting = (part for part in (2, 4, 8) if -(-opened.width // part) * -(-opened.height // part) <= _MOST_PIXELS)
        part = next(fitting, None)
        if part is None:
            raise ValueError("too large")
        opened.draft("RGB", (opened.width // part, opened.height // part))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.info.clear()
        saved = io.BytesIO()
        upright.save(saved, "JPEG", quality=90)
        return saved.getvalue()


def _as_png(opened: Image.Image) -> bytes:
    saved = io.BytesIO()
    mode = "RGBA" if "transparency" in opened.info or opened.mode in ("RGBA", "LA", "PA") else "RGB"
    opened.convert(mode).save(saved, "PNG", optimize=True)
    return saved.getvalue()


class ItemLinks:
    """Finds what stands for the links and pictures of one item (`account.LinkFinder`)."""

    def __init__(self, item: Item, path: str, files: FolderFiles, places: OldPlaces) -> None:
        """Create the finder for an item whose text is at a path of the content."""
        self._item, self._folder, self._files, self._places = item, path.rpartition("/")[0], files, places

    def link(self, target: str, changes: list[Change]) -> str | None:
        """Return the new target of a link, or None if the link cannot stay; append what changed."""
        target = target.strip()
        target = target if not target.startswith("//") else f"https:{target}"
        scheme = _SCHEME.match(target)
        if scheme and scheme[1].lower() not in ("http", "https"):
            return target if scheme[1].lower() == "mailto" and "@" in target else None
        if not re.match(r"[^\s\\\x00-\x1f]+\Z", target) and scheme:
            target = target.replace(" ", "%20")
        fragment = target.partition("#")[2]
        item = self._item.id if target.startswith("#") else self._places.item(target, self._item)
        if item:
            return self._to_text(target, item, fragment, changes)
        address = self._places.file(target, self._item) if self._places.is_own(target) else ""
        if address.lower().endswith(".pdf"):
            name, _, why = self._files.name(target, self._item, document=True)
            if name:
                page = f"#{fragment}" if fragment.startswith("page=") else ""
                record(changes, "link", target, "changed", "the document beside the text")
                return name + page
            record(changes, "file", target, "dropped", why)
        elif address:
            record(changes, "file", target, "dropped", "a text can link only to texts and PDFs")
        if scheme:
            return target if _is_web(target) else None
        old = urljoin(self._places.archive.address or self._item.address, target) if not target.startswith("{") else ""
        if _is_web(old):
            record(changes, "link", target, "changed", "the old address, which is not in the import")
            return old
        return None

    def _to_text(self, target: str, item: str, fragment: str, changes: list[Change]) -> str | None:
        """Return the target of a link to a text here, with its heading if it is there; None for the top of the same."""
        part = self._places.part(item, fragment)
        if item == self._item.id:
            if part and part != fragment:
                record(changes, "link", target, "changed", f"its heading; here #{part}")
            return f"#{part}" if part else None
        record(changes, "link", target, "changed", "the text here")
        if fragment and not part:
            reason = "no heading there has this name; the link leads to the top of the text"
            record(changes, "part of a link", target, "dropped", reason)
        new = posixpath.relpath(self._places.path(item), self._folder)
        return f"{new}#{part}" if part else new

    def is_picture(self, target: str) -> bool:
        """Return whether a link leads to a picture of the old site."""
        return bool(_IMAGE.search(target.partition("?")[0])) and self._places.is_own(target)

    def picture(self, target: str, changes: list[Change]) -> str | None:
        """Return the name of a picture beside the text, or None if there is none; append what changed."""
        target = target.strip()
        name, said, why = (
            ("", "", "it is in the text itself, as data")
            if target.startswith("data:")
            else self._files.name(target, self._item, document=False)
        )
        if name:
            if said:
                record(changes, "picture", target, "changed", said)
            return name
        record(changes, "picture", target, "dropped", why, takes=("picture",))
        return None


def _is_web(target: str) -> bool:
    try:
        parts = urlsplit(target)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", target)
    except ValueError:
        return False


def known_names(rows: Iterable[tuple[str, str]], folder: str) -> dict[str, str]:
    """Return the names of files that an earlier run wrote into a folder, by their old addresses.

    `rows` are pairs of an old address, with `file ` before it, and a path in the content.
    """
    found = {}
    for identity, path in rows:
        parent, _, name = path.rpartition("/")
        if identity.startswith("file ") and parent == folder:
            found[identity.removeprefix("file ")] = name
    return found
