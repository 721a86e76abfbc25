"""Read one file from its bytes to a `Text`: a pure function of bytes, path and language."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from newsarchive.archive.characters import FORBIDDEN, MOST_MARKS, nothing_rare, stacked_marks
from newsarchive.archive.diagnostics import TOP, Fault, Position, fault
from newsarchive.archive.fields import Kind
from newsarchive.archive.front_matter import positions_of, read_front_matter
from newsarchive.archive.models import FrontMatter, Link, Text
from newsarchive.archive.settings import Language
from newsarchive.archive.yaml_text import MappingNode as YamlMapping
from newsarchive.archive.yaml_text import parse_yaml
from newsarchive.html.strings import TAG

from .body_checks import body_faults, fence_faults, fragments_of, lost_words
from .confusables import STRAY, field_faults, invisible_as_parsed, link_faults
from .limits import LARGEST_TEXT, bound_faults, word_faults
from .markdown import Converter
from .raw_markup import field_comments, field_warnings
from .sanitising import mark_references, sanitise
from .source_map import Lines, SourceText, blank_fences, fenced_front
from .translations import structure_of
from .typography import typeset_html, typeset_text

LARGEST_FILE = 1024 * 1024

_FENCE = "---"
_TOML_FENCE = "+++"
_MARKERS = ("<<<<<<<", "\n\n=======", ">>>>>>>")
# directly below words the second marker underlines a heading, unless a conflict has begun
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$|(?<=\n\n)={7}$", re.MULTILINE)

# no comment in a comment, and none of the ends that browsers know and Markdown does not
_COMMENT = re.compile(r"(?:\A|(?<=\n\n))<!--(?!-?>)(?:(?!--!?>|<!--).)*-->(?=\n\n|\Z)", re.DOTALL)
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Place:
    """Where a file lies in the content: `path` and `folder` are relative to it, with `/` between.

    `language` is empty for a letter, which says itself in which it is written.
    """

    path: str
    folder: str
    kind: Kind
    language: str


class TextReader:
    """Reads the texts of a site's languages. Holds one Markdown converter per language, and no text."""

    def __init__(
        self, languages: Mapping[str, Language], footnote_back: Mapping[str, str], contacts: Collection[str] = ()
    ) -> None:
        """`footnote_back`: per language, the words for the way back from a footnote (see `Converter`).

        `contacts` are the newsroom's own, which any text may name.
        """
        self._languages, self._contacts = dict(languages), tuple(contacts)
        self._converters = {tag: Converter(tag, footnote_back[tag]) for tag in languages}

    def read(self, data: bytes, place: Place) -> tuple[Text | None, tuple[Fault, ...]]:
        """Read one file. There is no text where its fields cannot be read; one with other faults is not `sound`."""
        content, faults = decode(data, LARGEST_TEXT)
        source, found = split(content) if content is not None else (None, [])
        faults += found
        tree, found = parse_yaml(source.front, first_line=2) if source else (None, [])
        faults += found
        if source is None or not isinstance(tree, YamlMapping):
            if source and not found:
                faults.append(fault("front-matter-shape", TOP))
            return None, _placed([*faults, *word_faults(content or "", self._contacts)], place)
        front, found = read_front_matter(tree, place.kind)
        faults += found
        faults += field_warnings(tree, source.front, first_line=2)
        faults += field_comments(tree, source.front, first_line=2)
        faults += word_faults(content or "", (*self._contacts, *front.published_contacts))
        positions = positions_of(tree)
        language = place.language or front.language
        if language not in self._languages:
            if language:
                known = ", ".join(self._languages)
                faults.append(fault("language", Position(*positions["language"]), found=language, known=known))
            # its other faults are told by the rules of any language
            language = next(iter(self._languages))
        text, found = self._text(source, front, place, self._languages[language])
        faults += found
        if "&" in source.body and not any(each.code in STRAY for each in faults):
            stray = invisible_as_parsed(text.html)
            faults += [msgspec.structs.replace(stray, line=source.body_line, column=1)] if stray else []
        text = msgspec.structs.replace(text, positions=positions)
        faults += field_faults(text)
        sound = all(each.warning for each in faults)
        return msgspec.structs.replace(text, sound=sound), _placed(faults, place)

    def read_all(self, root: Path, places: Iterable[Place]) -> Iterator[tuple[Text | None, tuple[Fault, ...]]]:
        """Read files under a folder, one after the other."""
        for place in places:
            yield self.read((root / place.path).read_bytes(), place)

    def _text(
        self, source: SourceText, front: FrontMatter, place: Place, language: Language
    ) -> tuple[Text, list[Fault]]:
        lines = Lines(source)
        faults = fence_faults(lines) or bound_faults(lines)
        if faults:
            return Text(place.path, language.tag, front, "", ""), faults
        try:
            markup = self._converters[language.tag].convert(source.body)
        except RuntimeError:
            return Text(place.path, language.tag, front, "", ""), [fault("too-nested", Position(source.body_line))]
        clean = sanitise(markup.html)
        html, found = mark_references(clean, place.folder)
        tags = TAG.findall(html)
        faults = list(body_faults(lines, markup, html, tags, found, place.kind))
        faults += link_faults(lines, html)
        if all(each.warning for each in faults):
            # another fault says why words are lost
            faults += lost_words(lines, markup, clean)
        html = typeset_html(html, language)
        return (
            Text(
                path=place.path,
                language=language.tag,
                front=self._typeset_front(front, language),
                html=html,
                revision=revision_of(front, source.body),
                headings=markup.headings,
                fragments=tuple(fragments_of(tags)),
                links=tuple(Link(each.path, lines.of(each.typed)) for each in found.links),
                pictures=tuple(Link(each.path, lines.of(each.typed)) for each in found.pictures),
                outside=tuple(Link(target, lines.of(target)) for target in found.outside),
                has_code=markup.has_code,
                structure=structure_of(html),
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
            name=own(front.name),
            sources=tuple(edited(each, title=foreign(each.title, each.lang)) for each in front.sources),
            source_headline=headline and edited(headline, text=foreign(headline.text, headline.lang)),
            image=picture
            and edited(picture, alt=own(picture.alt), caption=own(picture.caption), credit=own(picture.credit)),
            corrections=tuple(edited(each, text=own(each.text)) for each in front.corrections),
        )


def decode(data: bytes, most: int = LARGEST_FILE) -> tuple[str | None, list[Fault]]:
    """Return a file's text, of `most` bytes, in normal form C with LF line ends, and what is wrong with its bytes."""
    if len(data) > most:
        return None, [fault("too-large", size=len(data), most=most)]
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        return None, [fault("not-utf8", Position(line, column), byte=f"0x{data[error.start]:02x}")]
    if content.startswith("\ufeff"):
        return None, [fault("byte-order-mark", TOP)]
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    rare = not nothing_rare(data)
    marks = stacked_marks(content) if rare else None
    if marks:
        place = _position(content, marks.start())
        return None, [fault("stacked-marks", place, found=len(marks[0]), most=MOST_MARKS)]
    content = unicodedata.normalize("NFC", content)
    # neither line ends nor forms change what is forbidden
    control = FORBIDDEN.search(content) if rare else None
    if control:
        found = f"U+{ord(control[0]):04X}"
        return None, [fault("control-character", _position(content, control.start()), found=found)]
    conflicts = conflict_faults(content)
    return (None, conflicts) if conflicts else (content, [])


def conflict_faults(content: str) -> list[Fault]:
    """Return a fault for each conflict that a merge left, outside code, at its first line."""
    if not any(marker in content for marker in _MARKERS):
        return []
    faults, begun = [], False
    for line in _CONFLICT.finditer(blank_fences(content)):
        if line[0].startswith("<") or not begun:
            faults.append(fault("conflict-marker", _position(content, line.start()), found=line[0]))
        begun = not line[0].startswith(">")
    return faults


def _position(content: str, offset: int) -> Position:
    return Position(content.count("\n", 0, offset) + 1, offset - content.rfind("\n", 0, offset))


def split(content: str) -> tuple[SourceText | None, list[Fault]]:
    """Part a file into front matter and body at its two `---` lines."""
    fenced = fenced_front(content)
    if fenced:
        front = fenced["front"]
        return SourceText(front.removesuffix("\n"), content[fenced.end() :], front.count("\n") + 3), []
    first = content.partition("\n")[0].rstrip()
    if first == _FENCE:
        return None, [fault("front-matter-open", TOP)]
    late = content.lstrip().startswith(f"{_FENCE}\n")
    hint = "toml" if first == _TOML_FENCE else "blank" if late else ""
    return None, [fault("front-matter-absent", TOP, "", False, **({"hint": hint} if hint else {}))]


def revision_of(front: FrontMatter, body: str) -> str:
    """Return 12 hex digits over the words that a translator works from.

    Title, summary, the picture's words, corrections and the body, as typed; white space at line ends and
    around the text does not count, nor do comments between paragraphs and more than one blank line. A change to
    anything else leaves translations up to date.
    """
    words = [front.title, front.summary]
    if front.image:
        words += [front.image.alt, front.image.caption]
    words += [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words.append(_counted(body))
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:12]


def _counted(body: str) -> str:
    """Return a body as its digest counts it.

    Only a comment that surely shows nothing is left out: between blank lines, at a line's start, outside code.
    """
    plain = "\n".join(map(str.rstrip, body.strip().split("\n")))
    out, at = [], 0
    for comment in _COMMENT.finditer(blank_fences(plain)) if "<!--" in plain else ():
        out.append(plain[at : comment.start()])
        at = comment.end()
    return _BLANK_LINES.sub("\n\n", "".join([*out, plain[at:]])).strip()


def _placed(faults: list[Fault], place: Place) -> tuple[Fault, ...]:
    return tuple(each.at(place.path) for each in faults)
