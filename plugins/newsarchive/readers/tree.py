"""Classify the files of the content: texts, letters, pictures, documents, vocabularies.

Only a file's path is needed for this: `briefings/2024/name/az.md` is the Azerbaijani text of a briefing, and
`briefings/2024/name/replies/2024-05-01-ali.md` a letter, that is, a reader's reply. A file with any other path or
extension is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from newsarchive.archive.diagnostics import Fault, fault
from newsarchive.archive.field_types import PICTURE_NAME
from newsarchive.archive.fields import Kind
from newsarchive.archive.kept import KEPT, LINKS
from newsarchive.archive.ledger import EDITIONS, PERMALINKS, PUBLICATIONS, REVISIONS
from newsarchive.archive.models import FOLDER, is_letter_name
from newsarchive.archive.vocabularies import TAXONOMIES

from .files import LARGEST, ContentFile, scan
from .house_style import STYLE
from .typed_text import Place

DOCUMENT_TYPE = "pdf"
PICTURE_TYPES = frozenset({"jpg", "jpeg", "png", "webp"})
_EXPORTED = frozenset("avif bmp doc docx gif heic heif odt ppt pptx rtf svg tif tiff xls xlsx".split())
"""Extensions of picture and document formats that editors must convert to a supported format first."""

# the names that phones, cameras and messengers give: they show the device or the time, often to the second
CAMERA_NAME = re.compile(
    r"(?:mv|fb[_-])?img[_-]?\d{3}|(?:vid|pxl|dsc[nf]?|dji|gopr?)[_-]?\d{4}|p1\d{6}|(?:19|20)\d{6}[_-]\d{4}"
    r"|(?:photo|image|scan|screen-?shot|signal|whatsapp-image)[_-](?:19|20)\d\d[_-]?\d\d[_-]?\d\d",
    re.IGNORECASE,
)

REDIRECTS = "redirects.yaml"
DATA_FILES = frozenset(
    {f"{name}.yaml" for name in TAXONOMIES}
    | {REDIRECTS, EDITIONS, KEPT, LINKS, PERMALINKS, REVISIONS, PUBLICATIONS, STYLE}
)

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
    written: set[str] = set()
    faults: list[Fault] = []
    folded: dict[str, str] = {}
    for path in _readable(files, copied, faults):
        parts = path.split("/")
        kind = _KINDS.get(parts[0])
        stem, _, extension = parts[-1].rpartition(".")
        if len(parts) == 1 and path in DATA_FILES:
            data.append(path)
        elif kind and len(parts) == _DEPTH[kind] and extension.lower() == "md":
            written.add(path.rpartition("/")[0])
            if stem in languages and extension == "md":
                texts.append(Place(path, path.rpartition("/")[0], kind, stem))
            elif stem.lower() in languages:
                faults.append(fault("language", path=path, found=parts[-1], meant=f"{stem.lower()}.md", hint="name"))
            else:
                faults.append(fault("language", path=path, found=stem, known=", ".join(languages)))
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
            faults.append(fault("stray-file", path=path))
    others = (path for path in (*pictures, *documents, *misnamed) if path.rpartition(".")[2].lower() not in _EXPORTED)
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


def _readable(files: Iterable[ContentFile], copied: tuple[str, ...], faults: list[Fault]) -> Iterator[str]:
    """Yield the path of each file that is neither refused nor copied; append a fault to `faults` for each refused."""
    for path, refused, mark in files:
        if refused == "hidden-name" and any(f"{each}/".startswith(f"{path}/") for each in copied):
            continue  # hidden, but the settings name it as a path to copy
        if refused:
            large = fault(refused, path=path, size=mark[0], most=LARGEST)
            faults.append(large if refused == "too-large" else fault(refused, path=path))
        elif not any(path == each or path.startswith(f"{each}/") for each in copied):
            yield path


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
    if not PICTURE_NAME.match(name):
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
    if extension != "md":
        return [fault("stray-file", path=path)]
    return [] if is_letter_name(stem) else [fault("letter-name", path=path, found=name)]
