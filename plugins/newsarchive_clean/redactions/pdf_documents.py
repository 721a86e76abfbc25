"""The words of a PDF: pages, outlines, alternative texts, actual texts.

A document that cannot be read to its end is refused: if pypdf warns or stops, or the letter of a glyph is unknown,
nobody can say which words it contains.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .letters import without_stacks
from .pdf_contents import SPOKEN, ContentReader, Told, resolved
from .pdf_lines import PageLines, across_pages
from .pdf_syntax import GlyphError, TooMuchError, name_words, text_of
from .readings import PARTED, Reading, text_readings
from .readings import resolved as resolved_text

NO_PAGE = -1
"""The page number of words on no page, such as a title, a note, or the target of a link."""

_PACKED_PICTURES = frozenset(("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"))
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"(?:(?<!\d)\d{1,10}\s{1,5}\d{1,5}\s{1,5})?\bobj\b")
_TABLE = re.compile(rb"\bxref\b")
_TABLE_PLACE = re.compile(rb"startxref\s{1,5}\d{1,10}")
_COLLECTION = ("Identity", "Adobe", "UCS")
"""Names of sets of characters in the fonts of nearly every document; they are not words of it."""

_CODE = re.compile(
    rb"\((?:Identity|Adobe|UCS)\)|(\((?:[^()\\]|\\[\s\S])*+\)?|%[^\r\n]*)|<[0-9a-fA-F\s]*+>|(?<![^\s\[\]])[+-]?(?:\d++\.?\d*+|\.\d++)(?![^\s\[\]<>()/])"
    rb"|/([A-Za-z0-9+,-]+)|\b(?:(?:begin|end)(?:cmap|codespacerange|(?:bf|cid|notdef)(?:char|range)|obj|stream|)"
    rb"|obj|stream|trailer|xref|findresource|defineresource|currentdict|dict|true|false|null)\b"
)
_STRINGS = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xf4]{4,}")
_WIDE_STRINGS = re.compile(rb"(?:[\x00-\x05\x1e\x20][\x00-\xff]){4,}")
_PROGRAMS = frozenset(("/Type1C", "/CIDFontType0C", "/OpenType"))
_LONG = re.compile(r"[\w .'@-]{12,}")
"""Enough letters in a row, in a font program, to be words; shorter runs are mostly numbers that look like letters."""

_MOST_OBJECTS = 200_000


class UnreadableError(ValueError):
    """A document cannot be read to its end, so its words are unknown; the message names an error type."""


class GlyphsError(UnreadableError):
    """A document shows glyphs without known letters, so that only a person can read them on screen."""


def document_readings(data: bytes) -> Iterator[Reading]:
    """Yield the words of a PDF in every way in which a person or a program can read them.

    First come the words of each page, then titles, notes and whatever else is on no page, with `NO_PAGE`. An encoded
    text, as an address may be, is yielded as it is and decoded. GlyphsError is raised for a glyph whose letter is
    unknown, UnreadableError if the document cannot be read to its end.
    """
    try:
        with _no_warnings():
            for reading in _readings(data):
                text = without_stacks(reading.text)
                yield reading._replace(text=text)
                # encoded addresses, on a page or in a link
                meant = resolved_text(text)
                if meant != text:
                    yield reading._replace(text=meant)
    except GlyphError:
        raise GlyphsError("GlyphError") from None
    except Exception as error:  # noqa: BLE001 - whatever pypdf raises for a file is that file's fault
        raise UnreadableError(type(error).__name__) from None


class _Warned(Exception):  # noqa: N818 - it is one, and its name is told
    """pypdf logged a warning, so it left out a part of the document."""


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Raise `_Warned` at the end of the block if pypdf logged a warning in it, which is not printed."""
    warned: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: warned.append(record.name)  # type: ignore[method-assign]
    log = logging.getLogger("pypdf")
    passed_on, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = passed_on
    if warned:
        raise _Warned


def _readings(data: bytes) -> Iterator[Reading]:
    # imported here because pypdf is large and few builds contain a changed document
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise TooMuchError
    objects = list(_objects(reader))
    content = ContentReader()
    others = [*_found_strings(_beside_streams(data))]
    before: list[PageLines] = []
    for number, page in enumerate(reader.pages, start=1):
        told = Told()
        content.read(_page_content(page, content), resolved(page.get("/Resources")), told)
        now = list(told.pages())
        for lines in now:
            yield from (Reading("page", "\n".join(each), number) for each in lines.readings)
        if any(lines.heads for lines in now):
            for one in before:
                yield from (Reading("pages in a row", across_pages(one, other), number) for other in now)
            before = now
        others += told.others
    said: list[str] = []
    glyphs: dict[int, Any] = {}
    for each in objects:
        others += _strings(each, said, glyphs)
    for each in objects:
        if hasattr(each, "get_data"):
            resources = each.get("/Resources", glyphs.get(id(each)))
            yield from _stream_readings(each, content, resources, others)
    yield Reading("strings", PARTED.join(dict.fromkeys(others)), NO_PAGE)
    if said:
        yield Reading("what a screen reader says", " ".join(said), NO_PAGE)


def _objects(reader: Any) -> Iterator[Any]:
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _MOST_OBJECTS:
        raise TooMuchError
    for number, generation in sorted(numbers):
        if number:
            yield IndirectObject(number, generation, reader).get_object()
    yield reader.trailer


def _page_content(page: Any, content: ContentReader) -> bytes:
    """Return a page's content streams, decompressed and joined by line feeds."""
    found = page.get("/Contents")
    streams = found.get_object() if found is not None else ()
    parts = []
    for each in streams if isinstance(streams, list | tuple) else (streams,):
        stream = each.get_object()
        if hasattr(stream, "get_data"):
            content.read_streams.add(id(stream))
            parts.append(content.unpacked(stream))
    return b"\n".join(parts)


def _stream_readings(stream: Any, content: ContentReader, resources: Any, others: list[str]) -> Iterator[Reading]:
    """Yield the words of a stream that no page shows: its text, and what it would draw; nothing for a picture.

    Strings and names that are found are appended to `others`. `resources` are the fonts and forms that it names.
    """
    filters = stream.get("/Filter", ())
    names = {filters} if isinstance(filters, str) else set(filters)
    if names & _PACKED_PICTURES or stream.get("/Subtype") == "/Image":
        if names & _PACKED_PICTURES:
            others += _found_strings(stream._data)
        return
    data = content.unpacked(stream)
    if id(stream) in content.read_streams:
        return
    program = "/Length1" in stream or stream.get("/Subtype") in _PROGRAMS
    syntax = program or stream.get("/Type") in ("/XRef", "/ObjStm")
    written = _without_code(data) if syntax or _is_form(stream) or b"begincmap" in data else data
    if syntax or b"\0" in data:
        found = _found_strings(written)
        others += (words for each in found for words in _LONG.findall(each)) if program else found
    else:
        # XMP, a script, a text
        yield from (each._replace(page=NO_PAGE) for each in text_readings(text_of(content.take(written))))
    if _may_show(stream, data):
        told = Told()
        content.read_streams.add(id(stream))
        content.read(data, resolved(resources), told)
        for lines in told.pages():
            yield from (Reading("what no page shows", "\n".join(each), NO_PAGE) for each in lines.readings)
        others += told.others


def _may_show(stream: Any, data: bytes) -> bool:
    code = b"BT" in data and b"ET" in data and "/Length1" not in stream and "/Type" not in stream
    return code or _is_form(stream)


def _is_form(stream: Any) -> bool:
    return stream.get("/Subtype") == "/Form" or "/PatternType" in stream or "/Resources" in stream


def _strings(value: Any, said: list[str], glyphs: dict[int, Any]) -> Iterator[str]:
    """Yield the strings and names in an object of pypdf, without the objects to which it refers.

    Those that screen readers speak are also appended to `said`. For each stream that draws a glyph of a font, the
    font's resources are added to `glyphs` by the stream's `id()`.
    """
    pending: list[Any] = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            said += [_text(each[key]) for key in SPOKEN if key in each]
            if "/CharProcs" in each:
                drawn = resolved(each["/CharProcs"]).values()
                glyphs |= dict.fromkeys((id(resolved(stream)) for stream in drawn), each.get("/Resources"))
            pending += [*reversed(each.values()), *reversed(each.keys())]
        elif isinstance(each, list):
            pending += reversed(each)
        elif isinstance(each, str) and each.startswith("/"):
            yield name_words(each[1:])
        elif isinstance(each, str | bytes) and each not in _COLLECTION:
            yield _text(each)


def _text(value: Any) -> str:
    found = resolved(value)
    return text_of(bytes(found)) if isinstance(found, bytes) else str(found).removeprefix("/")


def _beside_streams(data: bytes) -> bytes:
    """Return a PDF without its streams' data, and without numbers and keywords of the format.

    What remains has the comments, and the strings of objects that no table lists; pypdf reads neither.
    """
    beside = _changed_from(data, _STREAM, b"endstream", lambda _: b"")
    beside = _changed_from(beside, _OBJECT, b"endobj", _without_code)
    return _TABLE_PLACE.sub(b"", _changed_from(beside, _TABLE, b"trailer", _without_code))


def _changed_from(data: bytes, begin: re.Pattern[bytes], end: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return data in which `change` replaced each part from a match of `begin` to the next `end`, both included."""
    parts, done = [], 0
    for found in begin.finditer(data):
        if found.start() < done:
            continue
        after = data.find(end, found.end()) + len(end)
        if after < len(end):
            break
        parts += [data[done : found.start()], change(data[found.start() : after])]
        done = after
    return b"".join([*parts, data[done:]])


def _without_code(data: bytes) -> bytes:
    """Return PDF code without what is never a word: numbers, and the format's own keywords and names."""
    return _CODE.sub(lambda found: found[1] or name_words((found[2] or b"").decode()).encode() or b" ", data)


def _found_strings(data: bytes) -> Iterator[str]:
    """Yield each run of bytes in binary data (a font program, a picture) that may be words, as text."""
    for found in _STRINGS.findall(data):
        yield found.decode("utf-8", "replace")
    for found in _WIDE_STRINGS.findall(data):
        yield found.decode("utf-16-be", "replace")
