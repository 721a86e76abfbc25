"""Classify the files of the content: texts, letters, pictures, documents, vocabularies.

Only a file's path is needed for this: `briefings/2024/name/az.md` is the Azerbaijani text of a briefing, and
`briefings/2024/name/replies/2024-05-01-ali.md` a letter, that is, a reader's reply. A file with any other path or
extension is a fault.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from newsarchive.digests import size_in
from newsarchive.i18n.dates import meant_language
from newsarchive.model.addresses import is_published_name
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.field_types import PICTURE_NAME
from newsarchive.model.fields import Kind
from newsarchive.model.ledger import EDITIONS, PERMALINKS, PUBLICATIONS, REVISIONS
from newsarchive.model.models import FOLDER, day_of_file
from newsarchive.model.vocabularies import TAXONOMIES

from .files import LARGEST, ContentFile, scan
from .house_style import STYLE
from .typed_text import LARGEST_FILE, LARGEST_TEXT, Place, too_large

DOCUMENT_TYPE = "pdf"
PICTURE_TYPES = frozenset({"jpg", "jpeg", "png", "webp"})
_BESIDE = PICTURE_TYPES | {DOCUMENT_TYPE}
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
    and documents with a fault in their names or formats; letters with one are parsed nevertheless.
    """

    texts: tuple[Place, ...]
    pictures: tuple[str, ...]
    data: tuple[str, ...]
    faults: tuple[Fault, ...]
    letters: tuple[Place, ...] = ()
    documents: tuple[str, ...] = ()
    misnamed: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """The locations of all Markdown files to parse: texts, then letters, also those with a fault in their names."""
        return self.texts + self.letters


def walk(root: Path, languages: tuple[str, ...]) -> ContentTree:
    """Scan the content folder, and return its files by type; texts are named by `languages`, as `az.md`."""
    return sorted_out(scan(root), languages)


def sorted_out(files: Iterable[ContentFile], languages: tuple[str, ...], copied: tuple[str, ...] = ()) -> ContentTree:
    """Return files by type, which follows from their paths; those that do not belong in the content are faults.

    `copied` are paths of files and folders that are published unchanged, and therefore left out here.
    """
    files = [*files]
    there = {file.path for file in files}
    faults: list[Fault] = []
    groups: dict[str, list[str]] = defaultdict(list)
    twins: dict[str, str] = {}
    for path, refused, mark, *_ in files:
        if any(path == each or path.startswith(f"{each}/") for each in copied):
            continue
        if refused == "hidden-name" and any(each.startswith(f"{path}/") for each in copied):
            continue  # a hidden folder, but the settings name something in it as a path to copy
        if refused and refused != "too-large":
            faults.append(fault(refused, path=path, warning=refused == "text-absent"))
        elif size_in(mark) > LARGEST and _extension(path) in _LIMITS:
            hint, most = _LIMITS[_extension(path)]
            faults.append(too_large(size_in(mark), most, hint).at(path))
            groups["misnamed"] += [path] if hint else []
        else:
            # file systems of Windows and macOS ignore case and would keep only one of two files
            twin = twins.setdefault(path.lower(), path) if _extension(path) in _BESIDE else path
            group, problems = _group(path, languages, there, twin)
            faults += problems
            groups[group].append(path)
    beside = [path for group in ("pictures", "documents", "misnamed") for path in groups[group]]
    textless = {_folder(path) for path in beside if _extension(path) not in _EXPORTED}
    textless -= {_folder(path) for path in there if may_be_text(path)}
    faults += [fault("text-absent", path=folder) for folder in sorted(textless)]
    return ContentTree(
        tuple(Place(path, _folder(path), _KINDS[path.split("/")[0]], _stem(path)) for path in groups["texts"]),
        tuple(path for path in groups["pictures"] if _folder(path) not in textless),
        tuple(groups["data"]),
        tuple(faults),
        tuple(_letter(path) for path in groups["letters"] if _folder(_folder(path)) not in textless),
        tuple(path for path in groups["documents"] if _folder(path) not in textless),
        tuple(groups["misnamed"]),
    )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _extension(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def _letter(path: str) -> Place:
    return Place(path, _folder(path), "letter", "")


def _group(path: str, languages: tuple[str, ...], there: Collection[str], twin: str) -> tuple[str, list[Fault]]:
    """Return the group of a file in the tree, empty if it is in none, and its faults and warnings.

    `there` are all paths; `twin` is one that differs from this in case alone, or the path itself.
    """
    parts = path.split("/")
    name, extension, kind = parts[-1], _extension(path), _KINDS.get(parts[0])
    if len(parts) == 1 and path in DATA_FILES:
        return "data", []
    if kind == "briefing" and len(parts) == _LETTER_DEPTH and parts[3] == FOLDER:
        return _letter_group(path)
    if kind is None or len(parts) != _DEPTH[kind]:
        return "", [_stray(path, there)]
    if _stem(path) in languages and name.endswith(".md"):
        return "texts", []
    if found := _misnamed_text(path, languages, there):
        return "", [found]
    if extension in PICTURE_TYPES or (extension == DOCUMENT_TYPE and kind != "notice"):
        return _media_group(path, "document" if extension == DOCUMENT_TYPE else "picture", twin)
    if extension in _EXPORTED:
        return "misnamed", [fault("stray-file", path=path, hint="kind")]
    return "", [_stray(path, there)]


def _letter_group(path: str) -> tuple[str, list[Fault]]:
    name = path.rpartition("/")[2]
    if _extension(path) in PICTURE_TYPES:
        return "", [fault("letter-part", path=path, found=name, hint="picture")]
    if not may_be_text(name):
        return "", [fault("stray-file", path=path)]
    if name.endswith(".md") and day_of_file(_stem(path)):
        return "letters", []
    return "letters", [fault("letter-name", path=path, found=name)]


def _media_group(path: str, kind: str, twin: str) -> tuple[str, list[Fault]]:
    name = path.rpartition("/")[2]
    if not (PICTURE_NAME.match(name) and is_published_name(f"pictures/{path}")):
        return "misnamed", [fault("media-name", path=path, found=name, hint=kind)]
    faults = [] if twin == path else [fault("case-twin", path=path, found=name, other=twin.rpartition("/")[2])]
    if kind == "picture" and CAMERA_NAME.match(name):
        faults.append(fault("media-name", path=path, warning=True, found=name, hint="camera"))
    return f"{kind}s", faults


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
        tag = meant_language(stem, (*languages, "en"), languages)
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
