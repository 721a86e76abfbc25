"""Read one file from its bytes to a `Text` or to terms: pure functions of bytes, path and settings.

`TextReader.read` parses the front matter of a Markdown file, converts the body to typeset and sanitised HTML, and
returns a `Text` and the `Fault`s of the file. Because the result depends only on the bytes, the file's place and the
site's settings, the build caches it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from newsarchive.html import TOKENS
from newsarchive.model.diagnostics import TOP, Fault, Position, fault
from newsarchive.model.fields import FIELDS, PROSE, FieldTable, FrontMatter
from newsarchive.model.front_matter import positions_of, read_front_matter
from newsarchive.model.models import Link, Text
from newsarchive.model.settings import Language, Site
from newsarchive.model.vocabularies import Term, parse_vocabulary
from newsarchive.model.yaml_text import MappingNode as YamlMapping
from newsarchive.model.yaml_text import parse_yaml

from .body_checks import body_faults, fence_faults, fragments_of, without_consequences_of_word
from .confusables import field_faults, link_faults, reference_faults
from .field_markup import field_form, field_markup, vocabulary_markup
from .limits import bound_faults, word_faults
from .markdown import Converter, signs_in
from .sanitising import left_to_right, mark_references, sanitise
from .source_map import Lines, SourceText, without_comments
from .structure import structure_of
from .typed_text import LARGEST_TEXT, Place, decode, revision_of, split
from .typography import typeset_html, typeset_text, without_widows

Record = TypeVar("Record", bound=msgspec.Struct)

_UNFINISHED = frozenset(("picture-alt",))  # the codes of faults in a body that only warn in a draft


class TextReader:
    """A parser of the Markdown files of one site: front matter and body to a `Text`; it caches no texts."""

    def __init__(
        self,
        languages: Mapping[str, Language],
        footnote_back: Mapping[str, str],
        contacts: Collection[str] = (),
        declared: FieldTable = FIELDS,
    ) -> None:
        """Prepare to parse; the Markdown converter of a language is created when a text needs it.

        Args:
            languages: The languages of the site, by tag.
            footnote_back: The titles of links from a footnote `{}` back to the text.
            contacts: The newsroom's own, which any text may contain without a warning.
            declared: The fields of the site's texts.
        """
        self._languages, self._contacts, self._declared = dict(languages), tuple(contacts), declared
        # texts have few languages and few sets of signs
        self._footnote_back, self._converter = footnote_back, lru_cache(maxsize=64)(Converter)

    def read(self, data: bytes, place: Place) -> tuple[Text | None, tuple[Fault, ...]]:
        """Parse one Markdown file, and return its text and faults, warnings included.

        The text is None if the front matter cannot be parsed. After any other fault that is not a warning, the text has
        `sound` set to False and must not be published.
        """
        content, faults = decode(data, LARGEST_TEXT)
        source, found = split(content) if content is not None else (None, [])
        faults += found
        tree, found = parse_yaml(source.front, first_line=2) if source else (None, [])
        faults += found
        if source is None or not isinstance(tree, YamlMapping):
            if source and not found:
                faults.append(fault("front-matter", TOP, hint="shape"))
            return None, _placed([*faults, *word_faults(content or "", self._contacts)], place)
        front, found = read_front_matter(tree, place.kind, self._declared)
        faults += found
        faults += [*field_markup(tree, source.front, 2), *field_form(tree, source.front, 2)]
        faults += word_faults(content or "", (*self._contacts, *front.published_contacts))
        positions = positions_of(tree)
        language = place.language or front.language
        if language not in self._languages:
            if language:
                known = ", ".join(self._languages)
                faults.append(fault("language", Position(*positions["language"]), found=language, known=known))
            # an unknown language is a fault already; use the first language to find the other faults of the file
            language = next(iter(self._languages))
        text, found = self._text(source, front, place, self._languages[language])
        faults += found
        text = replace(text, positions=positions)
        faults += field_faults(text)
        if front.status == "draft":
            # as with empty fields, an unfinished draft must not stop other editors
            faults = [replace(each, warning=each.warning or each.code in _UNFINISHED) for each in faults]
        sound = all(each.warning for each in faults)
        return replace(text, sound=sound), _placed(faults, place)

    def _text(
        self, source: SourceText, front: FrontMatter, place: Place, language: Language
    ) -> tuple[Text, list[Fault]]:
        """Convert a body; return the text, without HTML if that is impossible, and the body's faults and warnings."""
        lines = Lines(source)
        unread = Text(place.path, language.tag, front, "", "", wordless=True)
        faults = fence_faults(lines) or bound_faults(lines)
        if faults:
            return unread, faults
        converter = self._converter(language.tag, self._footnote_back[language.tag], signs_in(source.body))
        try:
            markup = converter.convert(without_comments(source.body))
        except RuntimeError:
            return unread, [fault("too-many-signs", Position(source.body_line), hint="nested")]
        clean = sanitise(markup.html)
        html, found = mark_references(clean, place.folder)
        tokens = TOKENS.split(html)
        faults = [*body_faults(lines, markup, html, tokens, found, place.kind, language.tag)]
        faults = without_consequences_of_word(faults, source.body)
        faults += [*reference_faults(lines, html), *link_faults(lines, html)]
        # words in the newsroom's own fields are typeset, too; other values stay as typed
        prose = {name for name, field in self._declared[place.kind].items() if field.type.printed == "prose"}
        extra = tuple((name, typeset_text(value, language) if name in prose else value) for name, value in front.extra)
        typeset = typeset_html(tokens if language.direction == "ltr" else left_to_right(tokens), language)
        text = Text(
            path=place.path,
            language=language.tag,
            front=replace(self._typeset(front, language.tag), extra=extra),
            html=without_widows("".join(typeset)),
            revision=revision_of(front, source.body),
            fragments=tuple(fragments_of(tokens[1::2])),
            links=tuple(Link(path, lines.of(typed).line) for typed, path in found["links"]),
            pictures=tuple(Link(path, lines.of(typed).line) for typed, path in found["pictures"]),
            outside=tuple(Link(target, lines.of(target).line) for target, _ in found["outside"]),
            citations=tuple(Link(source, lines.of(f"[^{source}").line) for source in markup.citations),
            has_code=markup.has_code,
            structure=structure_of(typeset),
            wordless=not "".join(typeset).strip(),
        )
        return text, faults

    def _typeset(self, record: Record, language: str) -> Record:
        """Return a copy of parsed front matter, or of a part, whose prose has typographic quotes, dashes and spaces.

        The rules are those of `language`, or of the language that the part states itself (`lang`, as a source does).
        Prose in a language that the site does not have stays as typed.
        """
        language = getattr(record, "lang", language)
        changes: dict[str, object] = {}
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if name in PROSE and language in self._languages:
                changes[name] = typeset_text(value, self._languages[language])
            elif isinstance(value, msgspec.Struct):
                changes[name] = self._typeset(value, language)
            elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
                changes[name] = tuple(self._typeset(each, language) for each in value)
        return replace(record, **changes)


def _placed(faults: list[Fault], place: Place) -> tuple[Fault, ...]:
    return tuple(each.at(place.path) for each in faults)


def read_vocabulary(data: bytes, path: str, site: Site) -> tuple[dict[str, Term] | None, tuple[Fault, ...]]:
    """Parse and check a vocabulary; return its terms by id, or None if it is unreadable, and its faults.

    Descriptions are prose, and typeset as that; names stay as typed, because texts are compared with them.
    """
    content, found = decode(data)
    by_tag = {each.tag: each for each in site.languages}
    parsed, problems = parse_vocabulary(content or "", path, tuple(by_tag), site.default)
    terms = {
        term_id: replace(
            term, description={tag: typeset_text(words, by_tag[tag]) for tag, words in term.description.items()}
        )
        for term_id, term in parsed.items()
    }
    published = (contact for term in terms.values() for contact in term.published_contacts)
    found += word_faults(content or "", (*site.newsroom.contacts, *published))
    found += vocabulary_markup(content or "")
    faults = (*(each.at(path) for each in found), *problems)
    return (terms if content is not None and (terms or not problems) else None), faults
