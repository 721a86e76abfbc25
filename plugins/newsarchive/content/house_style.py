"""What a newsroom asks of its words: typography, words that it does not use, one form of each name, no formulas.

`newsarchive check` calls `style_warnings`; a build does not, because no reader is harmed. Only what the newsroom itself
wrote is judged: titles, summaries and bodies, without code, links, quotations and block quotations.

The words that a desk does not use are in `style.yaml` in the content folder, by language; one that ends in `*` stands
for all words that begin so:

    en:
      - word: utilis*
        better: use
        why: Three letters say it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec.structs import replace

from newsarchive.i18n.alphabets import lower, script_of
from newsarchive.model.diagnostics import TOP, Fault, fault
from newsarchive.model.field_types import TEXT, list_of, mapping_of
from newsarchive.model.vocabularies import Term
from newsarchive.model.yaml_text import MappingNode, parse_yaml

from .source_map import Places, blank, blank_verbatim, front_end
from .typed_text import Place

STYLE = "style.yaml"
"""The file of the words that a desk does not use, in the content folder."""

MOST_ALIKE = 3
"""The largest number of texts in one language that may have the same sentence."""

_FIELD = re.compile(r"^(?:title|summary):(?P<value>[^\n]*(?:\n(?:[ \t][^\n]*)?(?=\n))*)", re.MULTILINE)
_YAML_QUOTED = re.compile(r"\s*(\").*(\")\s*\Z", re.DOTALL)
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|‹[^‹›]*›|\"[^\"\n]*(?:\n(?!\n)[^\"\n]*)*\"")
_QUOTATION = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# always ends: at a mark, a blank line or the end of the text, so that no long line is searched again and again
_SENTENCE = re.compile(r"[^.!?…\n]++(?:\n(?![^\S\n]*\n)[^.!?…\n]++)*+[.!?…]*")
_LEAST_OF_A_FORMULA = 6  # words
_SHOWN = 80  # characters of a sentence
_HYPHEN = re.compile(r"(?<= )-(?= )")
_SPACE_BEFORE = re.compile(r"(?<=\w) +([,.])(?=\s|$)")
_ORDINALS = "|".join("inci ıncı uncu üncü nci ncı ncu ncü ci cı cu cü".split())
_CASES = "|".join(
    "də da dən dan dək yə ya nin nın nun nün in ın un ün ni nı nu nü yi yı yu yü si sı su sü lər lar".split()
)
_SUFFIX = re.compile(rf"(?<![\w.,-])(\d+)(?:(?: -| ?- |)({_ORDINALS}|{_CASES})| ({_ORDINALS}))(?!\w)")
_ENDINGS = {
    **{"ый": "й", "ий": "й", "ой": "й", "ая": "я", "яя": "я", "ое": "е", "ее": "е", "ые": "е", "ие": "е", "ых": "х"},
    **{"их": "х", "ую": "ю", "юю": "ю", "ым": "м", "им": "м", "ого": "го", "его": "го", "ому": "му", "ему": "му"},
    **{"ыми": "ми", "ими": "ми"},
}
_YAML_COMMENT = re.compile(r"(?<=\s)#[^\"\n]*$", re.MULTILINE)
_ENDING = re.compile(rf"(?<![\w.,-])(\d+)-({'|'.join(_ENDINGS)})(?!\w)")


class DeskWord(msgspec.Struct, frozen=True):
    """A word that a desk does not use."""

    word: Annotated[str, TEXT]
    better: Annotated[str, TEXT]
    why: Annotated[str, TEXT] = ""


AVOIDED = list_of(mapping_of(DeskWord))
"""The type of a language's list in `style.yaml`."""


def parse_style(content: str, languages: Collection[str]) -> tuple[dict[str, tuple[DeskWord, ...]], list[Fault]]:
    """Parse `style.yaml`; return the words that each language's desk does not use, by tag, and the file's faults."""
    tree, faults = parse_yaml(content)
    words: dict[str, tuple[DeskWord, ...]] = {}
    if isinstance(tree, MappingNode):
        for entry in tree.entries:
            if entry.key not in languages:
                faults.append(fault("language", entry, found=entry.key, known=", ".join(languages)))
            elif read := AVOIDED.read(entry.key, entry.value, faults):
                words[entry.key] = read  # type: ignore[assignment]
    elif tree is not None:
        faults.append(fault("data-shape", TOP, hint="style"))
    return words, faults


def style_warnings(
    texts: Iterable[tuple[Place, str]],
    vocabularies: Mapping[str, Mapping[str, Term]],
    words: Mapping[str, tuple[DeskWord, ...]],
) -> Iterator[Fault]:
    """Yield a warning for each place in which a text is not as the newsroom wants it, in no fixed order.

    `texts` are all of the archive with what is in their files, without readers' letters. The names of people,
    organisations and places have one form in each language. `words` are those that each language's desk does not
    use (`parse_style`).
    """
    forms: dict[str, _Forms] = {}
    avoided = {language: [*map(_pattern, each)] for language, each in words.items()}
    spoken: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for text, content in texts:
        own, places = own_words(content), Places(content)
        if text.language not in forms:
            forms[text.language] = _other_forms(vocabularies, text.language)
        found = [*_typography(own, content, text.language), *_strange_names(own, forms[text.language])]
        for pattern, word in avoided.get(text.language, ()):
            reason = {"better": word.better, **({"why": word.why, "hint": "why"} if word.why else {})}
            for match in pattern.finditer(own):
                found.append((match.start(), "desk-word", {"found": " ".join(match[0].split()), **reason}))
        for offset, code, values in found:
            yield fault(code, places.at(offset), text.path, warning=True, **values)
        for match in _SENTENCE.finditer(own, front_end(own)):
            sentence = _words(re.sub(r"\d+", "0", lower(match[0], text.language)))
            if len(sentence) >= _LEAST_OF_A_FORMULA:
                place, shown = places.at(match.end() - len(match[0].lstrip())), " ".join(match[0].split())[:_SHOWN]
                formula = fault("formula", place, text.path, warning=True, found=shown)
                spoken[text.language, " ".join(sentence)].append(formula)
    for alike in spoken.values():
        count = len({each.path for each in alike})
        for each in alike if count > MOST_ALIKE else ():
            yield replace(each, values=(*each.values, ("count", str(count))))


def own_words(content: str) -> str:
    """Return a file with spaces in place of all but the newsroom's own words: no code, link, field or quotation."""
    prose, end = blank_verbatim(content), front_end(content)
    front = blank(content[:end])
    for field in _FIELD.finditer(content[:end]):
        start, stop = field.span("value")
        value = _YAML_COMMENT.sub(lambda each: blank(each[0]), prose[start:stop])
        if quoted := _YAML_QUOTED.match(value):
            value = f"{value[: quoted.start(1)]} {value[quoted.end(1) : quoted.start(2)]} {value[quoted.end(2) :]}"
        front = front[:start] + value + front[stop:]
    body = _QUOTATION.sub(lambda each: blank(each[0]), prose[end:])
    return _QUOTED.sub(lambda each: blank(each[0]), front + body)


_Found = tuple[int, str, Mapping[str, str]]
"""Where something was found, the code of its warning, and the values of its message."""

_Forms = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
"""The forms of names that a language does not use, as words, with the one that it uses; by their first word."""


def _typography(own: str, content: str, tag: str) -> Iterator[_Found]:
    for match in _HYPHEN.finditer(own):
        # what is beside it may be blanked, such as a quotation
        before, after = content[: match.start() - 1][-1:], content[match.end() + 1 :][:1]
        if not before.isspace() and not after.isspace() and before not in "|-" and after != "|":
            yield match.start(), "typography", {"hint": "hyphen"}
    for match in _SPACE_BEFORE.finditer(own):
        # code and links are blanked: only a space that was typed counts
        if content[match.start() : match.end()] == match[0]:
            yield match.start(), "typography", {"mark": match[1], "hint": "space"}
    language = tag.partition("-")[0]
    for match in _SUFFIX.finditer(own) if language == "az" else ():
        meant = f"{match[1]}-{match[2] or match[3]}"
        yield match.start(), "typography", {"found": match[0], "meant": meant, "hint": "suffix"}
    for match in _ENDING.finditer(own) if language == "ru" else ():
        meant = f"{match[1]}-{_ENDINGS[match[2]]}"
        yield match.start(), "typography", {"found": match[0], "meant": meant, "hint": "suffix"}


def _pattern(word: DeskWord) -> tuple[re.Pattern[str], DeskWord]:
    parts = (re.escape(each.removesuffix("*")) + r"[\w-]*" * each.endswith("*") for each in word.word.split())
    phrase = r"\s+".join(parts)
    return re.compile(rf"(?<!\w){phrase}(?!\w)", re.IGNORECASE), word


def _other_forms(vocabularies: Mapping[str, Mapping[str, Term]], language: str) -> _Forms:
    """Return the forms that a language does not use, in the script of its own: a name in another one is a gloss.

    They are the names of other languages and, of people and places, the other spellings; those of organisations are
    abbreviations, too.
    """
    kinds = {kind: vocabularies.get(kind, {}).values() for kind in ("people", "organisations", "places")}
    terms = [(kind, term) for kind, known in kinds.items() for term in known if language in term.names]
    own = [_words(term.names[language]) for _, term in terms]
    used = {name[at:end] for name in own for end in range(len(name) + 1) for at in range(end)}
    forms: dict[tuple[str, ...], str] = {}
    for kind, term in terms:
        name = term.names[language]
        for other in (*term.names.values(), *(term.also if kind != "organisations" else ())):
            if _words(other) not in used and script_of(other) == script_of(name):
                forms.setdefault(_words(other), name)
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for words, name in sorted(forms.items(), key=lambda each: (-len(each[0]), each)):
        if words:
            by_first[words[0]].append((words, name))
    return by_first


def _strange_names(own: str, forms: _Forms) -> Iterator[_Found]:
    """Yield each place of a text that has one of the forms; the longest, where several begin there."""
    found = [*_WORD.finditer(own)]
    words = [each[0] for each in found]
    for at, word in enumerate(words):
        for form, name in forms.get(word, ()):
            # a case keeps its name: Yıldırım v. Turkey
            if tuple(words[at : at + len(form)]) == form and words[max(at - 1, 0)] != "v":
                yield found[at].start(), "name-form", {"found": " ".join(form), "meant": name}
                break


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(name))
