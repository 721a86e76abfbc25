"""One file from its bytes to a `Text`: a pure function, so its result can be kept by the file's content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from plugins.archive.characters import FORBIDDEN
from plugins.archive.faults import TOP, Fault, Position, fault
from plugins.archive.fields import Kind
from plugins.archive.frontmatter import read_front_matter
from plugins.archive.markup import TAG
from plugins.archive.records import FrontMatter, Link, Text
from plugins.archive.site import Language
from plugins.archive.yamltree import Mapping as YamlMapping
from plugins.archive.yamltree import parse_yaml

from .markup import Converter, Markup
from .references import References, mark_references
from .sanitising import sanitise
from .typography import typeset_html, typeset_text

LARGEST_FILE = 1024 * 1024

_FENCE = "---"
_FRAGMENT_ID = re.compile(r' id="([^"]+)"')


@dataclass(frozen=True)
class Place:
    """Where a file lies in the content: `path` and `folder` are relative to it, with `/` between."""

    path: str
    folder: str
    kind: Kind
    language: str


@dataclass(frozen=True)
class Source:
    """A file's two parts as written; `body_line` is the body's first line in the file."""

    front: str
    body: str
    body_line: int


class TextReader:
    """Reads the texts of a site's languages. Holds one Markdown converter per language, and no text."""

    def __init__(self, languages: Mapping[str, Language], footnote_back: Mapping[str, str]) -> None:
        """`footnote_back`: per language, the words for the way back from a footnote (see `Converter`)."""
        self._languages = dict(languages)
        self._converters = {tag: Converter(tag, footnote_back[tag]) for tag in languages}

    def read(self, data: bytes, place: Place) -> tuple[Text | None, tuple[Fault, ...]]:
        """Read one file. There is a text only where there is no fault but warnings."""
        content, faults = decode(data)
        source = None
        if content is not None:
            source, found = split(content)
            faults += found
        if source is None:
            return None, _placed(faults, place)
        tree, found = parse_yaml(source.front, first_line=2)
        faults += found
        if not isinstance(tree, YamlMapping):
            if not found:
                faults.append(fault("front-matter-shape", TOP))
            return None, _placed(faults, place)
        front, found = read_front_matter(tree, place.kind)
        text, more = self._text(source, front, place)
        faults += found + more
        failed = any(not each.warning for each in faults)
        return (None if failed else text), _placed(faults, place)

    def _text(self, source: Source, front: FrontMatter, place: Place) -> tuple[Text, list[Fault]]:
        language = self._languages[place.language]
        markup = self._converters[place.language].convert(source.body)
        html, found = mark_references(sanitise(markup.html), place.folder)
        faults = list(_body_faults(source, front, markup, found))
        html = typeset_html(html, language)
        return (
            Text(
                path=place.path,
                language=place.language,
                front=self._typeset_front(front, language),
                html=html,
                revision=revision_of(front, source.body),
                headings=markup.headings,
                fragments=tuple(id for tag in TAG.findall(html) for id in _FRAGMENT_ID.findall(tag)),
                links=tuple(Link(each.path, _line_of(source, each.typed)) for each in found.links),
                pictures=tuple(Link(each.path, _line_of(source, each.typed)) for each in found.pictures),
                has_code=markup.has_code,
            ),
            faults,
        )

    def _typeset_front(self, front: FrontMatter, language: Language) -> FrontMatter:
        """Typeset the printed fields: a source's own words by the rules of its language, ids not at all."""

        def own(words: str) -> str:
            return typeset_text(words, language)

        def foreign(words: str, tag: str) -> str:
            return typeset_text(words, self._languages[tag]) if tag in self._languages else words

        edited = msgspec.structs.replace
        headline, picture = front.source_headline, front.image
        return edited(
            front,
            title=own(front.title),
            summary=own(front.summary),
            sources=tuple(edited(each, title=foreign(each.title, each.lang)) for each in front.sources),
            source_headline=headline and edited(headline, text=foreign(headline.text, headline.lang)),
            image=picture
            and edited(picture, alt=own(picture.alt), caption=own(picture.caption), credit=own(picture.credit)),
            corrections=tuple(edited(each, text=own(each.text)) for each in front.corrections),
        )


def decode(data: bytes) -> tuple[str | None, list[Fault]]:
    """Return a file's text in normal form C with LF line ends, and what is wrong with its bytes."""
    if len(data) > LARGEST_FILE:
        return None, [fault("too-large", size=len(data), most=LARGEST_FILE)]
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [fault("not-utf8", Position(line), byte=f"0x{data[error.start]:02x}")]
    if content.startswith("\ufeff"):
        return None, [fault("byte-order-mark", TOP)]
    content = unicodedata.normalize("NFC", content.replace("\r\n", "\n").replace("\r", "\n"))
    control = FORBIDDEN.search(content)
    if control:
        line = content.count("\n", 0, control.start()) + 1
        column = control.start() - content.rfind("\n", 0, control.start())
        found = f"U+{ord(control[0]):04X}"
        return None, [fault("control-character", Position(line, column), found=found)]
    return content, []


def split(content: str) -> tuple[Source | None, list[Fault]]:
    """Part a file into front matter and body at its two `---` lines."""
    lines = content.split("\n")
    if lines[0].rstrip() != _FENCE:
        return None, [fault("front-matter-absent", TOP)]
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            front, body = "\n".join(lines[1:index]), "\n".join(lines[index + 1 :])
            return Source(front, body, index + 2), []
    return None, [fault("front-matter-open", TOP)]


def revision_of(front: FrontMatter, body: str) -> str:
    """Return 12 hex digits over the words that a translator works from.

    Title, summary, the picture's words, corrections and the body, as typed; white space at line ends and
    around the text does not count. A change to anything else leaves translations up to date.
    """
    words = [front.title, front.summary]
    if front.image:
        words += [front.image.alt, front.image.caption]
    words += [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words.append("\n".join(line.rstrip() for line in body.strip().split("\n")))
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:12]


def _placed(faults: list[Fault], place: Place) -> tuple[Fault, ...]:
    return tuple(each.at(place.path) for each in faults)


def _body_faults(source: Source, front: FrontMatter, markup: Markup, found: References) -> Iterator[Fault]:
    """Name what is wrong with a text's words, apart from what they lead to."""
    for target in found.leaving:
        yield fault("leaves-content", Position(_line_of(source, target)), target=target)
    for target in found.elsewhere:
        yield fault("picture-elsewhere", Position(_line_of(source, target)), target=target)
    if any(heading.level == 1 for heading in markup.headings):
        yield fault("heading-level", Position(_line_of_title(source)), found="h1")
    if not source.body.strip() and front.status not in ("withdrawn", "draft"):
        yield fault("empty-text", Position(source.body_line))


def _line_of_title(source: Source) -> int:
    """Find the first line that Markdown takes for a heading of the first level: `# …`, or one underlined by `===`."""
    lines = source.body.split("\n")
    for index, (line, after) in enumerate(pairwise([*lines, ""])):
        if re.match(r"#(?!#)", line) or (line.strip() and re.fullmatch(r"=+\s*", after)):
            return source.body_line + index
    return source.body_line


def _line_of(source: Source, target: str) -> int:
    """Find the line on which a link's target stands as typed; the body's first line where it is spelt otherwise."""
    lines = source.body.split("\n")
    return source.body_line + next((i for i, line in enumerate(lines) if target in line), 0)
