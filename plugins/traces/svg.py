"""SVG: elements and attributes of drawings alone; editors leave paths, names and whole pictures in the others."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from .kinds import DamagedError, Trace

_NAMESPACES = frozenset(
    ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace", "")
)
_ACTIVE = frozenset(("script", "foreignObject", "handler", "listener"))
_DATA = re.compile(r"data:image/([a-z+]+)(?:;[a-z=0-9-]+)*?(;base64)?,([^\"')\s]*)", re.IGNORECASE)


def svg_traces(data: bytes, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    """Yield what an SVG holds besides its drawing; `inner` says it of a picture inside, by its kind as a suffix.

    DamagedError where it is no SVG.
    """
    found: list[Trace] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, values: found.extend(_element(name, values, inner))
    parser.buffer_text = True
    parser.CharacterDataHandler = lambda words: found.extend(_pictures(words, inner))
    parser.CommentHandler = lambda _: found.append(Trace("trace-comment", "<!-- -->"))
    parser.ProcessingInstructionHandler = lambda *_: found.append(Trace("trace", "<? ?>"))
    # without a document type there are no entities, which could grow without bound
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise DamagedError from None
    yield from found


def _refused(*_: object) -> None:
    raise DamagedError


def _element(name: str, values: dict[str, str], inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    space, _, element = name.rpartition(" ")
    if element == "metadata" or space not in _NAMESPACES:
        yield Trace("trace", "<metadata>" if element == "metadata" else "XML")
    if element in _ACTIVE:
        yield Trace("trace", f"<{element}>")
    for key, value in values.items():
        space, _, attribute = key.rpartition(" ")
        if space not in _NAMESPACES or attribute.startswith(("data-", "on")):
            yield Trace("trace", "XML")
        yield from _pictures(value, inner)


def _pictures(value: str, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    for kind, coded, content in _DATA.findall(value):
        yield from inner(kind.lower().removesuffix("+xml"), _decoded(coded, content))


def _decoded(coded: str, content: str) -> bytes:
    data = unquote_to_bytes(content)
    try:
        return base64.b64decode(data) if coded else data
    except binascii.Error:
        raise DamagedError from None
