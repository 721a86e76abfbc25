"""What an import reads from an old archive: texts as their source has them, files by their old addresses, and dates.

The readers of old archives return these values, and `ImportFailure` for input that they cannot or must not read. Dates
may be in ISO 8601 and its variants, in RFC 5322, or days with an English month. Folders are walked without following a
symbolic link, and files are read within bounds.
"""

from __future__ import annotations

import codecs
import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from email.utils import parsedate, parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from newsarchive.api import ArchiveDate, parse_date

Form = Literal["html", "markdown"]
Kind = Literal["post", "page"]
Status = Literal["published", "draft", "private"]


class ImportFailure(Exception):  # noqa: N818 - it is not a bug but an answer
    """The old archive cannot be read. The message says where, what is wrong and how to fix it."""

    def __init__(self, where: str | Path, problem: str, cure: str) -> None:
        """Join the parts of the message.

        Args:
            where: The file or folder, with the line if it is known: `export.xml:17`.
            problem: What is wrong with it.
            cure: What the editor can do.
        """
        super().__init__(f"{where}: {problem}; {cure}")
        self.where, self.problem, self.cure = str(where), problem, cure


class Item(msgspec.Struct, frozen=True):
    """A text of the old archive, as its source has it: nothing is converted or lost yet.

    Attributes:
        id: A name that is unique and stable in the source, such as `post 17` or `content/posts/a.md`.
        kind: Whether it is a post, which has a date, or a page.
        title: Its title as plain text, without markup or character references.
        body: Its whole text in the markup of the source, with shortcodes and comments.
        form: The markup of the body.
        date: The day of its publication there, or None if the source has none.
        moment: The moment of its publication as `2019-05-14T09:00:00`, in UTC if the source states its offset, or an
            empty string if the source has only the day.
        modified: The day of its last change, or None.
        language: A language tag, or an empty string if the source does not say.
        by_site: Whether that is the language of the whole old site, because the text does not state its own.
        group: Items with the same non-empty group are translations of one another.
        slug: The last part of its address, as the source has it.
        status: Whether readers could see it.
        address: Its old address: a whole URL if it is known, else a path from the site's root.
        aliases: Other old addresses, in the same form, such as `/?p=17`.
        authors: The names of its authors, as readers saw them.
        terms: Its terms: the vocabulary (`category`, `tag` or the source's own) and the term's name.
        summary: Its summary, or an empty string.
        picture: The address or path of its featured picture, or an empty string.
        other: Every other value of its front matter or metadata, by name; also the words of its featured picture, which
            are named `picture_alt`, `picture_caption` and `picture_credit`.
        file: The file that it was read from.
    """

    id: str
    kind: Kind
    title: str
    body: str
    form: Form
    date: ArchiveDate | dt.date | None = None
    moment: str = ""
    modified: dt.date | None = None
    language: str = ""
    by_site: bool = False
    group: str = ""
    slug: str = ""
    status: Status = "published"
    address: str = ""
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    picture: str = ""
    other: tuple[tuple[str, str], ...] = ()
    file: Path | None = None

    @property
    def undecoded(self) -> int:
        """How many bytes of what its draft may have could not be decoded."""
        texts = [self.title, self.body, self.summary, self.slug, self.address, self.picture]
        texts += (*self.aliases, *self.authors, *(name for _, name in self.terms))
        texts += (value for name, value in self.other if name == "footnotes" or name.startswith("picture_"))
        return sum(text.count(UNDECODED) for text in texts)

    @property
    def day(self) -> dt.date | None:
        """The day of its publication, or the first day of its month or year; None if the source has none."""
        return self.date.start if isinstance(self.date, ArchiveDate) else self.date


class OldArchive(msgspec.Struct, frozen=True):
    """All that an import reads from an old archive.

    Attributes:
        name: The title of the old site, or an empty string.
        address: The base address of the old site, or an empty string.
        items: Its texts, in the order of the source.
        files: The old address of each file, as a decoded path from the site's root without a leading slash, and the
            file on this disk.
        left_out: What is neither a text nor a file, and why; one entry for each thing.
        unread: The texts that could not be read, and why.
        language: The default language of the old site, or an empty string.
    """

    name: str
    address: str
    items: tuple[Item, ...]
    files: Mapping[str, Path]
    left_out: tuple[tuple[str, str], ...]
    unread: tuple[tuple[str, str], ...] = ()
    language: str = ""


_DAY = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?![0-9])")
_AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_EUROPEAN = re.compile(r"(?:[A-Za-z]{3,9},? )?([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})")
_LONGEST = 60


def parse_old_day(value: str) -> dt.date | None:
    """Return the day of a date or moment, in the time zone in which it is written, or None if it is no day.

    `0000-00-00 00:00:00`, which WordPress writes into drafts, is none.
    """
    value = value.strip()[:_LONGEST]
    iso = _DAY.match(value)
    if iso:
        return _day(iso[1], iso[3], iso[4])
    dotted = _DOTTED.match(value)
    if dotted:
        return _day(dotted[3], dotted[2], dotted[1])
    american, european = _AMERICAN.match(value), _EUROPEAN.match(value)
    if american:
        value = f"{american[2]} {american[1]} {american[3]}"
    elif european:
        value = f"{european[1]} {european[2]} {european[3]}"
    try:
        parsed = parsedate(f"{value} 00:00:00") if american or european else None
    except (TypeError, ValueError, IndexError):
        return None
    return _day(*parsed[:3]) if parsed else None


def parse_old_moment(value: str) -> str:
    """Return a moment in the form of `Item.moment`, or an empty string if it is none or has no time of the day."""
    value = value.strip()[:_LONGEST]
    iso = re.sub(r"(?<=[0-9]) (?=(?:[+-][0-9]{2}:?[0-9]{2}|Z)$)", "", value)
    for parse in (dt.datetime.fromisoformat, parsedate_to_datetime) if ":" in value else ():
        try:
            moment = parse(iso)
            return (moment.astimezone(dt.UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%S")
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return ""


def why_no_date(value: str) -> str:
    """Return what is wrong with a date that `parse_old_date` cannot read, and what to do."""
    if _DAY.match(value) or _DOTTED.match(value):
        return f"its date “{value}” is no day; correct it in the old archive"
    return f"its date “{value}” is not understood; write it as 2019-12-31 in the old archive"


def parse_old_date(value: str) -> ArchiveDate | dt.date | None:
    """Return a day as `parse_old_day` does, or the `ArchiveDate` of a year or month (`2019`, `2019-03`), or None."""
    try:
        date = parse_date(value.strip())
    except ValueError:
        return parse_old_day(value)
    return date.start if date.day else date


def _day(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


MOST_FILES = 200_000
MOST_ITEMS = 100_000
DEEPEST_FOLDER = 40
LARGEST_TEXT = 8 * 1024 * 1024
"""The largest size in bytes of a text, and of a settings file."""

UNDECODED = "\ufdd0"
"""What stands in a text for a byte that is not of its encoding. Unicode keeps this character free for such use."""

MARKING = "newsarchive.undecoded"
"""The name of the error handler for codecs that writes `UNDECODED`."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODED * (error.end - error.start), error.end


codecs.register_error(MARKING, _mark)

# codecs of natural text only: Python has others, which decompress or evaluate escapes
_ENCODINGS = ("utf-8", "utf-16", "ascii", "iso8859", "cp125", "koi8", "gb", "big5", "shift_jis", "euc")
AS_BROWSERS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
"""What browsers take for some encodings (WHATWG, Encoding): bytes 0x80 to 0x9F are quotation marks and dashes."""

_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_HTML_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9._-]+)", re.IGNORECASE)
_START = 1024  # bytes in which HTML declares its encoding
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_CONTENT = {"node_modules": "packages, not content", "__pycache__": "compiled code, not content"}


class OldFolder(msgspec.Struct, frozen=True):
    """The files below a folder.

    Attributes:
        root: The folder.
        files: Each file by its path from the folder, in order.
        left_out: What was not entered or read, and why.
        misnamed: What was not entered or read because of its name, and why; names of folders end in a slash.
    """

    root: Path
    files: Mapping[PurePosixPath, Path]
    left_out: tuple[tuple[str, str], ...]
    misnamed: tuple[tuple[str, str], ...] = ()

    def below(self, *folders: str) -> Iterator[tuple[PurePosixPath, Path]]:
        """Yield the files below any of some folders, each with its path from that folder."""
        for folder in folders:
            base = PurePosixPath(folder)
            for name, path in self.files.items():
                if name.is_relative_to(base):
                    yield name.relative_to(base), path


def scan(root: Path) -> OldFolder:
    """Return all files below a folder.

    Hidden folders and folders of packages are not entered. A link is never followed: one to a place inside of the
    folder is left out, and one to a place outside raises ImportFailure, because it could bring a private file into an
    archive.
    """
    files: dict[PurePosixPath, Path] = {}
    left_out: list[tuple[str, str]] = []
    misnamed: list[tuple[str, str]] = []
    real = root.resolve()
    folders = [(root, PurePosixPath())]
    while folders:
        folder, base = folders.pop()
        if len(base.parts) > DEEPEST_FOLDER:
            raise ImportFailure(folder, f"folders are nested more than {DEEPEST_FOLDER} deep", "move the content up")
        for entry in _entries(folder):
            name, path = base / entry.name, folder / entry.name
            reason = _refusal(entry, path, real)
            if not reason and not entry.name.isprintable():
                shown = str(name).encode("utf-8", "backslashreplace").decode()
                shown += "/" if entry.is_dir(follow_symlinks=False) else ""
                misnamed.append((shown, _why_misnamed(entry.name)))
            elif reason:
                left_out.append((str(name).encode("utf-8", "backslashreplace").decode(), reason))
            elif entry.is_dir(follow_symlinks=False):
                folders.append((path, name))
            else:
                files[name] = path
            if len(files) + len(left_out) + len(misnamed) > MOST_FILES:
                raise ImportFailure(root, f"more than {MOST_FILES:,} files", "name the folder of the site itself")
    return OldFolder(root, dict(sorted(files.items())), tuple(sorted(left_out)), tuple(sorted(misnamed)))


def _why_misnamed(name: str) -> str:
    """Return what is wrong with a name that is not printable, and what to do."""
    unprintable = [sign for sign in name if not sign.isprintable()]
    if all(unicodedata.category(sign).startswith("Z") for sign in unprintable):
        return f"its name has an unusual space (U+{ord(unprintable[0]):04X}); rename it"
    return "its name is not UTF-8 or has control characters; rename it"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        problem = f"the folder cannot be read ({error.strerror})"
        raise ImportFailure(folder, problem, "check its name and its permissions") from None


def _refusal(entry: os.DirEntry[str], path: Path, root: Path) -> str:
    """Return why a file or folder is left out, or an empty string."""
    if entry.is_symlink():
        if not path.resolve().is_relative_to(root):
            problem = "a symbolic link to a place outside of the folder"
            raise ImportFailure(path, problem, "replace it by a copy of the file, or remove it")
        return "a symbolic link; what it leads to is read at its own place"
    if entry.is_dir(follow_symlinks=False):
        return "a hidden folder" if entry.name.startswith(".") else _NO_CONTENT.get(entry.name, "")
    return "" if entry.is_file(follow_symlinks=False) else "not a regular file"


def read_bytes(path: Path, largest: int = LARGEST_TEXT) -> bytes:
    """Return the content of a file; raise ImportFailure if it cannot be read or has more than `largest` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise ImportFailure(path, f"cannot be read ({error.strerror})", "check its name and its permissions") from None
    if len(data) > largest:
        raise ImportFailure(path, f"larger than {largest // 1024 // 1024} MB", "split it, or move it away")
    return data


def read_text(path: Path, *, marked: bool = False) -> str:
    """Return the text of a file, with line feeds as line ends.

    It is in UTF-8, or in UTF-16 with a byte order mark; of HTML, also in the encoding that the document declares.
    NUL bytes are valid UTF-8, but are those of UTF-16 without a mark, so they count as bytes of another encoding.

    Args:
        path: The file.
        marked: Whether bytes of another encoding become `UNDECODED`; else they raise ImportFailure.
    """
    data = read_bytes(path)
    charset = _HTML_CHARSET.search(data[:_START]) if path.suffix.lower() in (".html", ".htm") else None
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    if encoding != "utf-8":
        text = data.decode(encoding, MARKING)
    else:
        text = decoded(data, _declared(charset)).replace("\0", UNDECODED)
    if UNDECODED in text and not marked:
        line = text.count("\n", 0, text.index(UNDECODED)) + 1
        raise ImportFailure(f"{path}:{line}", f"it is not {encoding.upper()}", "save the file as UTF-8")
    return re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))


def decoded(data: bytes, declared: str) -> str:
    """Return bytes as text: in UTF-8 if they are, else in the declared encoding, with `UNDECODED` for all others."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        codec = text_codec(declared)
        return data.decode(codec.name if codec else "utf-8", MARKING)


def xml_encoding(start: bytes) -> str:
    """Return the encoding of a document in XML, by its first bytes (XML 1.0, appendix F) or declaration, else UTF-8."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if start[0] else "utf-16-be"
    return _declared(_XML_DECLARATION.match(start.removeprefix(codecs.BOM_UTF8)))


def _declared(declaration: re.Match[bytes] | None) -> str:
    """Return the encoding that a document declares in ASCII: if that is UTF-16, it is UTF-8 (WHATWG, HTML)."""
    encoding = declaration[1].decode() if declaration else "utf-8"
    return "utf-8" if encoding.lower().startswith("utf-16") else encoding


def text_codec(encoding: str) -> codecs.CodecInfo | None:
    """Return the codec with which browsers decode an encoding of natural text, or None if it is not known."""
    try:
        codec = codecs.lookup(encoding)
    except LookupError:
        return None
    if not codec.name.startswith(_ENCODINGS):
        return None
    return codecs.lookup(AS_BROWSERS.get(codec.name, codec.name))


def site_path(address: str) -> str:
    """Return the decoded path of an address, without its first slash: the key of `OldArchive.files`.

    It is empty for what is no address, such as `http://[`.
    """
    try:
        return unquote(urlsplit(address).path).lstrip("/")
    except ValueError:
        return ""


def joined(base: str, path: str) -> str:
    """Return the address of a path of a site: a whole URL if the site's base address is known, else from its root."""
    return f"{base.rstrip('/')}/{path.lstrip('/')}"


def host_of(address: str) -> str:
    """Return the host of an address without `www.`, or an empty string."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
