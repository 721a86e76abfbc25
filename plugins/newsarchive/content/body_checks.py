"""Faults in a text's body: fences, notes, headings, ids, tables, comments that readers see.

A text is one Markdown file in one language: front matter, then the body. `content.text` calls `fence_faults` before it
converts the body to HTML, and `body_faults` after that.

An editor's HTML comment in a text may contain what must not be published. Markdown, browsers and human editors agree
only on the form `<!-- … -->` with no other sign of a comment inside. All other forms (`<!--…--!>`, `{# … #}`, an
unclosed comment) are faults, whether or not a program would treat them as comments.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import pairwise

from newsarchive.html import TAG_NAME, VERBATIM
from newsarchive.i18n.alphabets import script_of_language
from newsarchive.model.diagnostics import Fault, Position, fault
from newsarchive.model.field_types import LANGUAGE_TAG
from newsarchive.model.fields import Kind

from .markdown import SOURCE, Markup, meant_id
from .markdown_blocks import LANGUAGES
from .raw_markup import blocks_of, raw_markup
from .sanitising import VOID, References, refused_markup
from .source_map import Lines, blank_code, blank_fences, code_spans

MOST_LETTER_WORDS = 1000
LARGEST_HTML = 6 * 1024
"""The most bytes of a text's HTML when compressed, so that with what is around it its page has at most 14 KB.

That is what a server sends before it waits for the first answer of a phone (RFC 6928).
"""

_LONGEST = 60
_FENCE_LINE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[ ]*(?P<rest>\.?(?P<language>[\w#.+-]*)[^\n]*)", re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z][a-z0-9#.+-]*\Z")
_ID = re.compile(r' id="([^"]+)"')
_LANG = re.compile(r' lang="([^"]*)"')
_OWN_LINK = re.compile(r'<a [^>]*href="#([^"]+)"')
# slugs, and the ids of Python-Markdown's footnotes; the page's own ids have another form, so none can collide
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[0-9]+)?\Z|fn(?:ref\d*)?:c?\d+\Z")
_HASHTAG = re.compile(r"#[^\W\d]")
_OF_WORD = re.compile(r"\bMso[A-Z]|</?o:p|[\"';\s]mso-")
_CODES_OF_WORD = ("html", "html-language")
_SCRIPTS = {
    "Cyrl": "\u0400-\u052f",
    "Arab": "\u0620-\u065f\u066e-\u06d3\u0750-\u077f",
    "Geor": "\u10a0-\u10ff",
    "Armn": "\u0531-\u0556\u0561-\u0587",
    "Grek": "\u0370-\u03ff",
    "Hebr": "\u05d0-\u05ea",
}
"""The letters of scripts (ISO 15924); those of other scripts are not looked for."""
# it begins with a class of characters, because Python searches for what looks behind first much more slowly
_PHRASE = r"[{0}](?<![^\W\d_].)[{0}]+(?:[\s’'-]{{1,2}}[{0}]{{2,}})*(?![^\W\d_])"
_HEADING = re.compile(r"<[hH]([1-6])(?:\s[^>]*)?>(?:<[^>]*>)*([^<]*)")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\[\n]+)\]:", re.MULTILINE)
_NOTE_LINK = re.compile(r'href="#fn:([0-9]+)"')
_LOST_MARK = re.compile(r"\[\^([^\[\]]{1,200})\]")
_BRACKETS = re.compile(r"(?P<begin>^[ >]*\*?)?\[(?P<label>[^\[\]]{1,200})\](?P<colon> ?:)?", re.MULTILINE)


def fence_faults(lines: Lines) -> list[Fault]:
    """Return a fault for each line of a fence with options (```` ```{.python} ````), or with a word for a language.

    Markdown shows neither, so the caller must not convert a text with this fault.
    """
    return [
        fault("fence-options", Position(lines.place(match.start()).line), found=match["rest"])
        for match in _FENCE_LINE.finditer(lines.source.body)
        if match["rest"].startswith("{") or "hl_lines=" in match["rest"] or _is_word(match)
    ]


def _is_word(fence: re.Match[str]) -> bool:
    """Return whether the one word on the first line of a fence can be no name of a language, as `Leyla`."""
    name = fence["language"]
    alone = fence["rest"].strip() in (name, f".{name}")
    return alone and bool(name) and not _LANGUAGE.match(name) and name.lower() not in LANGUAGES


def body_faults(
    lines: Lines, markup: Markup, html: str, tokens: Sequence[str], found: References, kind: Kind, language: str
) -> Iterator[Fault]:
    """Yield the faults and warnings of a converted text: links, pictures, headings, ids, tables, footnotes, comments.

    `fence_faults` finds the other faults of a body.

    Args:
        lines: The Markdown body, in which faults are located.
        markup: The result of converting it, with HTML that is not yet sanitised.
        html: The sanitised HTML.
        tokens: The same, split by `TOKENS`.
        found: The links and pictures of the text.
        kind: What the file is, such as a briefing. In a letter, that is, a reader's reply below a briefing, pictures
            and headings are faults.
        language: The tag of its language.
    """
    tags = tokens[1::2]
    blocks = list(blocks_of(tokens))
    for target, _ in found["leaving"]:
        yield fault("leaves-content", lines.of(target), target=target)
    if kind == "letter":
        yield from _letter_faults(lines, markup, tokens, found)
    else:
        for target, _ in found["elsewhere"]:
            yield fault("leaves-content", lines.of(target), target=target, hint="picture")
        yield from _heading_faults(lines, markup)
        yield from _size_faults(lines, html)
        yield from _unmarked_words(lines, tokens, language)
    yield from _fragment_faults(lines, tags, language)
    yield from _language_faults(lines, tags)
    for refused in refused_markup(markup.html, typed="<" in lines.source.body):
        if refused.hint == "unpaired":
            place = lines.nth(refused.nth, refused.words[0]) or lines.of(*refused.words)
            yield fault("html", place, warning=True, tag=refused.found, hint="unpaired")
        # a picture in a letter has a fault already, so its missing `alt` does not matter
        elif not (kind == "letter" and refused.code == "picture-alt"):
            place = lines.of(*refused.words)
            yield fault(refused.code, place, found=refused.found, hint=refused.hint or None)
    for row, nth, cells, columns in markup.odd_rows:
        place = Position((lines.nth(nth, row) or lines.of(row)).line)
        if cells > columns:
            yield fault("table-cells", place, found=cells, expected=columns)
        elif "|" in row:
            yield fault("table-cells", place, warning=True, found=cells, expected=columns, hint="few")
        else:
            yield fault("table-cells", place, warning=True, found=row, hint="continued")
    yield from _note_faults(lines, markup, blocks)
    yield from _unused_definitions(lines, markup)
    yield from _comment_faults(lines)
    yield from raw_markup(lines, markup.indented, blocks)


def _note_faults(lines: Lines, markup: Markup, texts: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each footnote with an earlier one's label or without a mark, and each mark without a note.

    Of notes with the same label, Markdown prints only the last.
    """
    seen: set[str] = set()
    for note in _NOTE.finditer(lines.words):
        if note[1] in seen:
            yield fault("footnote", lines.place(note.start(1) - 2), found=note[1], hint="doubled")
        seen.add(note[1])
    marked = {int(number) for number in _NOTE_LINK.findall(markup.html)}
    for number, label in enumerate(markup.notes, 1):
        if number not in marked:
            yield fault("footnote", lines.of(f"[^{label}]:"), found=label, hint="unused")
    for label in dict.fromkeys(label for text in texts for label in _LOST_MARK.findall(text)):
        mark = f"[^{label}]"
        # one behind a backslash is meant to be seen
        if f"\\[^{label}" not in lines.words or lines.nth(0, mark):
            yield fault("footnote", lines.of(mark), found=label, hint="absent")


def _unused_definitions(lines: Lines, markup: Markup) -> Iterator[Fault]:
    """Yield a fault for each unused definition (`[label]: …`, `*[label]: …`), of which Markdown prints nothing."""
    defined: dict[tuple[bool, str], list[int]] = {}
    used = {(True, label) for label in markup.abbreviations if f">{escape(label)}</abbr>" in markup.html}
    for match in _BRACKETS.finditer(lines.words) if markup.references or markup.abbreviations else ():
        short, label = "*" in (match["begin"] or ""), " ".join(match["label"].split())
        known = label in markup.abbreviations if short else label.lower() in markup.references
        if known and match["begin"] is not None and match["colon"]:
            defined.setdefault((short, label if short else label.lower()), []).append(match.end("begin") - short)
        else:
            used.add((False, label.lower()))
    for key, places in defined.items():
        # a later definition replaces an earlier one
        for start in places[:-1] if key in used else places:
            found = lines.words[start:].partition("\n")[0].rstrip()
            yield fault("definition-unused", lines.place(start), found=found[:_LONGEST])


def _letter_faults(lines: Lines, markup: Markup, tokens: Sequence[str], found: References) -> Iterator[Fault]:
    """Yield a fault for each picture or heading in a letter, and a warning if the letter is longer than 1,000 words.

    A letter is a reader's reply that is printed below a briefing. A heading in it would look like one of the newsroom's
    own. The arguments are those of `body_faults`.
    """
    for target, _ in (*found["pictures"], *found["elsewhere"]):
        yield fault("letter-part", lines.of(target), found=target, hint="picture")
    for level, words in _HEADING.findall(markup.html):
        yield fault("letter-part", _heading_place(lines, level, words), found=f"h{level}", hint="heading")
    count = len(_WORD.findall(unescape(" ".join(tokens[::2]))))
    if count > MOST_LETTER_WORDS:
        place = Position(lines.source.body_line)
        yield fault("text-large", place, warning=True, found=count, most=MOST_LETTER_WORDS, hint="letter")


def _heading_faults(lines: Lines, markup: Markup) -> Iterator[Fault]:
    """Yield faults for headings of level 1, which is the page's title, and for skipped levels (`h4` after `h2`)."""
    headings = [("1", ""), *_HEADING.findall(markup.html)]
    for (before, _), (level, words) in pairwise(headings):
        if level == "1":
            place = _heading_place(lines, level, words)
            typed = lines.words.split("\n")[place.line - lines.source.body_line]
            yield fault("heading-level", place, found="h1", hint="hashtag" if _HASHTAG.match(typed) else None)
        elif int(level) > int(before) + 1:
            place, expected = _heading_place(lines, level, words), f"h{int(before) + 1}"
            yield fault("heading-level", place, found=f"h{level}", expected=expected, hint="skip")


def _heading_place(lines: Lines, level: str, words: str) -> Position:
    """Return the line of a heading, which is searched by its first words, as they are typed in one of four ways."""
    words, hashes = unescape(words).strip(), "#" * int(level)
    return lines.of(f"{hashes} {words}", f"{hashes}{words}", f"{words}\n==", f"{words}\n--", f"<h{level}", words)


def _size_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield a warning for a text whose HTML is larger than `LARGEST_HTML` when compressed."""
    size = len(zlib.compress(html.encode())) if len(html) > LARGEST_HTML else 0
    if size > LARGEST_HTML:
        place = Position(lines.source.body_line)
        yield fault("text-large", place, warning=True, size=-(-size // 1024), most=LARGEST_HTML // 1024)


def _fragment_faults(lines: Lines, tags: Sequence[str], language: str) -> Iterator[Fault]:
    """Yield faults for HTML ids that are doubled or malformed, and for links within a text to ids that it lacks.

    A well-formed id consists of lower-case letters, digits and hyphens (`new-law`), or is that of a footnote (`fn:1`).
    `language` is the text's tag.
    """
    counts = Counter(fragments_of(tags))
    for fragment, count in counts.items():
        set_by = [f"{before}{fragment}" for before in ("{#", "{: #", 'id="', "id='", "id=", " #")]
        if count > 1:
            *_, last = (*set_by, *(words for words in set_by if words in lines.words))
            *_, place = (lines.of(fragment), *lines.places(last))
            yield fault("doubled-id", Position(place.line), found=fragment)
        if not _OWN_ID.match(fragment):
            yield fault("id", lines.of(*set_by, fragment), found=fragment)
    for target in sorted(set(_OWN_LINK.findall("".join(tags)))):
        # a footnote without a mark has a fault already, so its link back does not need one; whether a source exists is
        # known when the original has been read
        if target not in counts and not target.startswith(("fnref:", SOURCE)):
            meant = meant_id(unescape(target), language, counts)
            place = lines.of(f"#{target}")
            yield fault("dead-fragment", place, target=f"#{target}", meant=f"#{meant}" if meant else None)


def _language_faults(lines: Lines, tags: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each `lang` attribute that is not a language tag (`russian`); screen readers need one."""
    values = set(_LANG.findall("".join(tags)))
    for found in sorted(each for each in values if not LANGUAGE_TAG.match(each)):
        place = lines.of(f"lang={found}", f'lang="{found}"', f"lang='{found}'", found)
        yield fault("html-language", place, found=found)


@lru_cache
def _phrases_outside(own: str) -> re.Pattern[str]:
    return re.compile(_PHRASE.format("".join(each for script, each in _SCRIPTS.items() if script != own)), re.DOTALL)


def _unmarked_words(lines: Lines, tokens: Sequence[str], language: str) -> Iterator[Fault]:
    """Yield a warning for each phrase in another script that no `lang` marks: a screen reader cannot pronounce it.

    Latin letters are not reported: names and addresses have them in texts of every script.
    """
    foreign = _phrases_outside(script_of_language(language))
    if not foreign.search("".join(tokens[::2])):
        return
    marked: list[bool] = []
    for run, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if not any(marked):
            for phrase in foreign.findall(run):
                yield fault("html-language", lines.of(phrase), warning=True, words=phrase, hint="unmarked")
        name = TAG_NAME.match(tag)
        if tag.startswith("</"):
            marked = marked[:-1]
        elif name and name[1] not in VOID:
            marked.append(" lang=" in tag or name[1] in VERBATIM)


def without_consequences_of_word(faults: Iterable[Fault], body: str) -> list[Fault]:
    """Return faults of a body; of one that was pasted from Word, a single fault in place of all about its HTML."""
    faults = list(faults)
    about = [each for each in faults if each.code in _CODES_OF_WORD and not each.warning]
    if not about or not _OF_WORD.search(body):
        return faults
    first = min(about)
    one = fault("html", first, found=dict(first.values).get("found", ""), hint="word")
    return [*(each for each in faults if each not in about), one]


def fragments_of(tags: Sequence[str]) -> list[str]:
    """Return the values of the `id` attributes in a list of HTML tags, in the same order."""
    return _ID.findall("".join(tags))


# The start or end of a comment, what word processors turn it into, and comments of other programs. A pattern that
# begins with a set of characters is searched fastest.
SIGN = re.compile(
    r"[-<–—{%](?:(?<=<)(?:!--|[ \t]*!(?!--)[ \t]*[-–—]|%(?:--|#))|(?<=-)-!?>|(?<=[–—])!?>"
    r"|(?<=\{)(?:\{?/\*|%-?[ \t]*comment\b|#[^{}\n]*#\}|>>)|(?<=%)%[^%\n]+%%)"
)
"""A pattern of what begins or ends a comment, or looks as if it did."""

_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!<!--|--!?>).)*-->", re.DOTALL)
_QUOTED = 40


def _comment_faults(lines: Lines) -> Iterator[Fault]:
    body = lines.source.body
    if not SIGN.search(body):
        return
    bare, at = blank_code(body), 0
    # few editors notice a code span of several lines
    wide = (span for span in code_spans(blank_fences(body)) if "\n" in body[slice(*span)])
    if start := next((found for span in wide if (found := body.find("<!--", *span)) >= 0), 0):
        yield fault("raw-comment", lines.place(start), found=_near(body, start))
        return
    while sign := SIGN.search(bare, at):
        comment = _COMMENT.match(bare, sign.start())
        # a `-->` in code looks to an editor like the end of the comment
        if not (comment and _COMMENT.fullmatch(body, *comment.span())):
            yield fault("raw-comment", lines.place(sign.start()), found=_near(body, sign.start()))
            return
        at = comment.end()


def comment_in(words: str) -> str:
    """Return the first 40 characters of a comment (`<!-- … -->`) in a front-matter field; empty if it has none."""
    sign = SIGN.search(words)
    return _near(words, sign.start()) if sign else ""


def _near(text: str, start: int) -> str:
    """Return up to 40 characters of a text from an offset on, as one line that a message can quote.

    Blanks are folded first, so that the quotation does not depend on how many there are.
    """
    return " ".join(text[start : start + 10 * _QUOTED].split())[:_QUOTED].rstrip()
