"""Classify the files of the content: texts, letters, pictures, documents, vocabularies.

Only a file's path is needed for this: `briefings/2024/name/az.md` is the Azerbaijani text of a briefing, and
`briefings/2024/name/replies/2024-05-01-ali.md` a letter, that is, a reader's reply. A file with any other path or
extension is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from newsarchive.digests import size_in
from newsarchive.model.addresses import is_published_name
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.field_types import PICTURE_NAME
from newsarchive.model.fields import Kind
from newsarchive.model.ledger import EDITIONS, PERMALINKS, PUBLICATIONS, REVISIONS
from newsarchive.model.models import FOLDER, is_letter_name
from newsarchive.model.vocabularies import TAXONOMIES

from .files import LARGEST, ContentFile, scan
from .house_style import STYLE
from .typed_text import LARGEST_FILE, LARGEST_TEXT, Place, too_large

DOCUMENT_TYPE = "pdf"
PICTURE_TYPES = frozenset({"jpg", "jpeg", "png", "webp"})
_EXPORTED = frozenset("avif bmp doc docx gif heic heif odt ppt pptx rtf svg tif tiff xls xlsx".split())
"""Extensions of picture and document formats that editors must convert to a supported format first."""

_LIMITS = {
    "md": ("", LARGEST_TEXT),
    "yaml": ("", LARGEST_FILE),
    "tsv": ("", LARGEST),
    **dict.fromkeys(PICTURE_TYPES, ("picture", LARGEST)),
    DOCUMENT_TYPE: ("document", LARGEST),
}
"""For each extension of a file that can be published, which message says that it is too large, and the limit in bytes.

Of any other large file it is said that it is not published.
"""

_TYPED = re.compile(r"(?:\.(?:md|markdown|text|txt))+\Z", re.IGNORECASE)
"""The end of a text's file name, also as text editors add it to `en` or `en.md`."""
_DATA = re.compile(r"(?:\.(?:ya?ml|tsv|txt))+\Z", re.IGNORECASE)

# the names that phones, cameras and messengers give: they show the device or the time, often to the second
CAMERA_NAME = re.compile(
    r"(?:mv|fb[_-])?img[_-]?\d{3}|(?:vid|pxl|dsc[nf]?|dji|gopr?)[_-]?\d{4}|p1\d{6}|(?:19|20)\d{6}[_-]\d{4}"
    r"|(?:photo|image|scan|screen-?shot|signal|whatsapp-image)[_-](?:19|20)\d\d[_-]?\d\d[_-]?\d\d",
    re.IGNORECASE,
)

REDIRECTS = "redirects.yaml"
KEPT, LINKS = "kept.tsv", "links.tsv"  # read by the plugin that describes sources
DATA_FILES = frozenset(
    {f"{name}.yaml" for name in TAXONOMIES}
    | {REDIRECTS, EDITIONS, KEPT, LINKS, PERMALINKS, REVISIONS, PUBLICATIONS, STYLE}
)

_DATA_NAMES = {name.partition(".")[0]: name for name in sorted(DATA_FILES)}

_KINDS: dict[str, Kind] = {"briefings": "briefing", "pages": "page", "notices": "notice"}
_DEPTH: dict[Kind, int] = {"briefing": 4, "page": 3, "notice": 3}
_LETTER_DEPTH = 5


class ContentTree(msgspec.Struct, frozen=True):
    """The files of the content folder by type, as paths relative to it, and the faults of their names and locations.

    `data` are the vocabularies and tables in the content folder itself, such as `tags.yaml`. `misnamed` are pictures
    and documents with a fault in their names or formats; letters with one (`misnamed_letters`) are parsed nevertheless.
    """

    texts: tuple[Place, ...]
    pictures: tuple[str, ...]
    data: tuple[str, ...]
    faults: tuple[Fault, ...]
    letters: tuple[Place, ...] = ()
    documents: tuple[str, ...] = ()
    misnamed: tuple[str, ...] = ()
    misnamed_letters: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """The locations of all Markdown files to parse: texts, then letters, also those with a fault in their names."""
        return self.texts + self.letters + self.misnamed_letters


def walk(root: Path, languages: tuple[str, ...]) -> ContentTree:
    """Scan the content folder, and return its files by type; texts are named by `languages`, as `az.md`."""
    return sorted_out(scan(root), languages)


def sorted_out(files: Iterable[ContentFile], languages: tuple[str, ...], copied: tuple[str, ...] = ()) -> ContentTree:
    """Return files by type, which follows from their paths; those that do not belong in the content are faults.

    `copied` are paths of files and folders that are published unchanged, and therefore left out here.
    """
    texts: list[Place] = []
    pictures: list[str] = []
    data: list[str] = []
    letters: list[Place] = []
    documents: list[str] = []
    misnamed: list[str] = []
    misread: list[Place] = []
    faults: list[Fault] = []
    folded: dict[str, str] = {}
    files = [*files]
    there = {file.path for file in files}
    for path, size in _readable(files, copied, faults):
        parts = path.split("/")
        kind = _KINDS.get(parts[0])
        stem, _, extension = parts[-1].rpartition(".")
        if size > LARGEST and extension.lower() in _LIMITS:
            hint, most = _LIMITS[extension.lower()]
            faults.append(too_large(size, most, hint).at(path))
            misnamed += [path] if hint else []
        elif len(parts) == 1 and path in DATA_FILES:
            data.append(path)
        elif kind and len(parts) == _DEPTH[kind] and stem in languages and extension == "md":
            texts.append(Place(path, path.rpartition("/")[0], kind, stem))
        elif kind and len(parts) == _DEPTH[kind] and (misnamed_text := _misnamed_text(path, languages, there)):
            faults.append(misnamed_text)
        elif kind and len(parts) == _DEPTH[kind] and (beside := _beside(kind, extension.lower())):
            found = _name_faults(path, folded, f"{beside}-name")
            faults += found
            right = not any(each.code == f"{beside}-name" for each in found)
            (misnamed if not right else documents if beside == "document" else pictures).append(path)
        elif kind == "briefing" and len(parts) == _LETTER_DEPTH and parts[3] == FOLDER:
            found = _letter_faults(path)
            faults += found
            if all(each.code == "letter-name" for each in found):
                (misread if found else letters).append(Place(path, path.rpartition("/")[0], "letter", ""))
        elif kind and len(parts) == _DEPTH[kind] and extension.lower() in _EXPORTED:
            faults.append(fault("stray-file", path=path, hint="kind"))
            misnamed.append(path)
        else:
            faults.append(_stray(path, there))
    others = (path for path in (*pictures, *documents, *misnamed) if path.rpartition(".")[2].lower() not in _EXPORTED)
    written = {path.rpartition("/")[0] for path in there if may_be_text(path)}
    textless = {path.rpartition("/")[0] for path in others} - written
    faults += [fault("text-absent", path=folder) for folder in sorted(textless)]
    return ContentTree(
        tuple(texts),
        tuple(path for path in pictures if path.rpartition("/")[0] not in textless),
        tuple(data),
        tuple(faults),
        tuple(place for place in letters if place.folder.rpartition("/")[0] not in textless),
        tuple(path for path in documents if path.rpartition("/")[0] not in textless),
        tuple(misnamed),
        tuple(misread),
    )


def may_be_text(path: str) -> bool:
    """Return whether a file's name ends like that of a text, or as text editors may save one: `en.md.txt`."""
    return _TYPED.search(path) is not None


def _misnamed_text(path: str, languages: tuple[str, ...], there: Collection[str]) -> Fault | None:
    """Return the fault of a text whose file is not called as it should be, or None if the file is no text.

    `en.md` is meant by `En.md`, `en.md.txt`, `en (1).md`, `Copy of en.md` and `english.md`. `there` are all paths.
    """
    folder, _, name = path.rpartition("/")
    if not may_be_text(name):
        return None
    stem = _TYPED.sub("", name).lower()
    tags = {tag.lower(): tag for tag in languages}
    tag = tags.get(stem) or next((tags[word] for word in re.split(r"[\W_]+", stem) if word in tags), "")
    if not tag:
        # imported late: few archives have such a file
        from newsarchive.i18n.dates import meant_language

        tag = meant_language(stem, {}, (*languages, "en"), languages)
    if tag:
        hint = "copy" if f"{folder}/{tag}.md" in there else "name"
        return fault("language", path=path, found=name, meant=f"{tag}.md", hint=hint)
    typed = name.rpartition(".")
    known = ", ".join(languages)
    return fault("language", path=path, found=typed[0], known=known) if typed[2].lower() == "md" else None


def _stray(path: str, there: Collection[str]) -> Fault:
    """Return the fault of a file that does not belong where it is; by `tags.yml`, `tags.yaml` is meant."""
    folder, _, name = path.partition("/")[2].partition("/")
    if path.startswith("briefings/") and name and "/" not in name and not folder.isdecimal():
        return fault("stray-file", path=f"briefings/{folder}", found=folder, hint="year")
    meant = _DATA_NAMES.get(_DATA.sub("", path.lower()), "")
    if meant:
        return fault("stray-file", path=path, found=path, meant=meant, hint="copy" if meant in there else "name")
    return fault("stray-file", path=path)


def _readable(files: Iterable[ContentFile], copied: tuple[str, ...], faults: list[Fault]) -> Iterator[tuple[str, int]]:
    """Yield path and size of each file that is neither copied nor refused for its name or kind.

    A fault is appended to `faults` for each that is refused.
    """
    for path, refused, mark in files:
        if refused == "hidden-name" and any(f"{each}/".startswith(f"{path}/") for each in copied):
            continue  # hidden, but the settings name it as a path to copy
        if refused and refused != "too-large":
            faults.append(fault(refused, path=path, warning=refused == "text-absent"))
        elif not any(path == each or path.startswith(f"{each}/") for each in copied):
            yield path, size_in(mark)


def _beside(kind: Kind, extension: str) -> str:
    """Return what a file beside a text is, by its extension: `picture`, `document`, or empty if it may not be there."""
    if extension in PICTURE_TYPES:
        return "picture"
    return "document" if extension == DOCUMENT_TYPE and kind != "notice" else ""


def _name_faults(path: str, folded: dict[str, str], code: str) -> list[Fault]:
    """Return the faults and warnings for the name of a picture or document; `code` is that of a malformed name.

    It must not differ from another one in case alone (`folded` has those checked so far, by the path in lower case),
    and should not be a camera's, which would reveal a device or a time.
    """
    name = path.rpartition("/")[2]
    twin = folded.setdefault(path.lower(), path)
    if not (PICTURE_NAME.match(name) and is_published_name(f"pictures/{path}")):
        return [fault(code, path=path, found=name)]
    # file systems of Windows and macOS ignore case and would keep only one of the two files
    found = [] if twin == path else [fault("case-twin", path=path, found=name, other=twin.rpartition("/")[2])]
    if code == "picture-name" and CAMERA_NAME.match(name):
        found.append(fault("picture-camera", path=path, warning=True, found=name))
    return found


def _letter_faults(path: str) -> list[Fault]:
    """Return the faults of the name of a file in a briefing's `replies/` folder, where readers' letters are."""
    name = path.rpartition("/")[2]
    stem, _, extension = name.rpartition(".")
    if extension.lower() in PICTURE_TYPES:
        return [fault("letter-picture", path=path, found=name)]
    if not may_be_text(name):
        return [fault("stray-file", path=path)]
    return [] if extension == "md" and is_letter_name(stem) else [fault("letter-name", path=path, found=name)]
