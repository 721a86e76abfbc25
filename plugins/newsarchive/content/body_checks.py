"""Faults in a text's body: fences, notes, comments that readers see, and words that reach no reader.

A text is one Markdown file in one language: front matter, then the body. `content.text` calls `fence_faults` before it
converts the body to HTML, and `body_faults` and `lost_words` after that.

The ways in which Markdown or the sanitiser can drop words cannot be listed. Therefore `lost_words` counts the words of
the source and compares them with those of the sanitised HTML, including its attributes. Pure syntax (names of tags and
attributes, ids, labels of footnotes, HTML comments) counts on neither side.

An editor's HTML comment in a text may contain what must not be published. Markdown, browsers and human editors agree
only on the form `<!-- … -->` with no other sign of a comment inside. All other forms (`<!--…--!>`, `{# … #}`, an
unclosed comment) are faults, whether or not a program would treat them as comments.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from newsarchive.html import TAG_NAME, VERBATIM
from newsarchive.i18n.alphabets import script_of_language
from newsarchive.model.diagnostics import Fault, Position, fault
from newsarchive.model.field_types import LANGUAGE_TAG
from newsarchive.model.fields import Kind

from .markdown import SOURCE, Definition, Markup, meant_id
from .raw_markup import raw_markup
from .sanitising import References, lost_markup
from .source_map import FENCE_LINE, Lines, blank_code, blank_comments, blank_fences, may_be_fenced

_PLAIN_WORD = re.compile(r"[^\W_]+")
_SHOWN_SYNTAX = re.compile(
    r'<a class="footnote-[^>]*>|</?[a-z][a-z0-9]*|(?<=\s)(?:id|class|rel)="[^"]*"|(?<=\s)[a-z]+="'
)
_SPAN = re.compile(r"</?span(?:\s[^<>]*)?>", re.IGNORECASE)  # in highlighted code, even inside words
_SYNTAX = re.compile(
    r"""
      ^(?:[ \t>*+-]|\d+\.(?=[ \t]))+               # numbers of a list are its own
    | \[\^[^\]\[\s]*\]?                            # marks of notes and citations, without the place in the source
    | </?[a-zA-Z][\w:-]*
    """,
    re.VERBOSE | re.MULTILINE,
)
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>|\{[^{}\n]*\}""")
_IN_TAG = re.compile(
    r"""
      \bid\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"'=]+)
    | (?<=[\s{:])[\w-]+(?=\s*=)                    # names of attributes
    | (?<==)(?:"\s*text-align[^"]*"|'\s*text-align[^']*')
    | (?<=[\s{:])[.#][\w-]+
    """,
    re.VERBOSE,
)
# the opening line of fenced code, with its language
_LANGUAGE = re.compile(r"^(?:`{3,}|~{3,})[ ]*\.?([\w#.+-]+)?[ ]*(?:hl_lines=([\"'])[0-9 ]*\2)?[ ]*$", re.MULTILINE)
_NAME_OF_LANGUAGE = re.compile(r"[a-z][a-z0-9#.+-]{0,19}\Z")
_ENTITY = re.compile(r"&#?\w+;")
_PIECE = re.compile(r"[^\W_][^\n*_`\[\])<>&{}|\\#]*")
_NEAR = 4000  # characters of HTML in which a piece is searched; a short piece is searched in fewer
_LONGEST = 60


def unused_definitions(lines: Lines, markup: Markup) -> Iterator[Fault]:
    """Yield a fault for each unused definition (`[label]: …`, `*[label]: …`), of which Markdown prints nothing."""
    for each in markup.definitions:
        if not each.used:
            label = r"\s+".join(map(re.escape, each.label.split()))
            typed = re.compile(rf"(?<!\*){re.escape(each.sign)}\[\s*{label}\s*\][ ]?:[^\n]*", re.IGNORECASE).search(
                lines.words
            )
            place = lines.place(typed.start() if typed else 0)
            yield fault("definition-unused", place, found=(typed[0] if typed else each.label)[:_LONGEST])


def lost_words(lines: Lines, markup: Markup, html: str) -> Iterator[Fault]:
    """Yield one fault if words of the Markdown source are missing in the HTML, at the longest run of such words."""
    typed = blank_comments(lines.source.body)
    for label in markup.notes:
        typed = typed.replace(f"[^{label}]", " " * (len(label) + 3))
    if may_be_fenced(typed):
        typed = _LANGUAGE.sub(_without_language, typed)
    # counting is slow, so first remove what both sides share: that is most of a text
    if not _lost(markup, *_without_common(typed, html)):
        return
    if lost := _lost(markup, typed, html):
        start, end = _longest_run(_without_syntax(_blanked(_SPAN, typed)), lost)
        yield fault("words-lost", lines.place(start), found=" ".join(typed[start:end].split())[:_LONGEST])


def _without_language(fence: re.Match[str]) -> str:
    """Return the first line of a fenced code block as spaces, because its language is not printed.

    A line whose word (```` ```python ````) cannot name a language stays, so that the word is reported as lost.
    """
    try:
        if fence[1] and not _NAME_OF_LANGUAGE.match(fence[1]):
            find_lexer_class_by_name(fence[1])
    except ClassNotFound:
        return fence[0]
    return " " * len(fence[0])


def _lost(markup: Markup, typed: str, html: str) -> Counter[str]:
    """Return how many times more often each word occurs in the Markdown source than in the HTML, except in labels."""
    bare = _without_syntax(_SPAN.sub("", typed))
    words = _PLAIN_WORD.findall(_ENTITY.sub(lambda each: unescape(each[0]), bare))
    shown = (
        Counter(_PLAIN_WORD.findall(unescape(_SHOWN_SYNTAX.sub(" ", _SPAN.sub("", html))))) if words else Counter[str]()
    )
    lost = Counter(words) - shown
    if lost:
        # HTML decodes some entities without their semicolon
        lost &= Counter(_PLAIN_WORD.findall(unescape(bare))) - shown
        lost -= _explained(markup.definitions, lost)
    return lost


def _without_common(typed: str, html: str) -> tuple[str, str]:
    """Return the Markdown source and the HTML without runs of plain words that both have in the same order."""
    left, shown, at, place = [], [], 0, 0
    for piece in _PIECE.finditer(typed):
        words = piece[0].rstrip()
        found = html.find(words, place, place + min(_NEAR, 40 * len(words)))
        if found >= 0:
            left.append(typed[at : piece.start()])
            shown.append(html[place:found])
            at, place = piece.start() + len(words), found + len(words)
    return " ".join([*left, typed[at:]]), " ".join([*shown, html[place:]])


def _explained(definitions: tuple[Definition, ...], lost: Counter[str]) -> Counter[str]:
    """Return how often each word of `lost` occurs in labels (`[label]: …`, `[words][label]`), which are not printed."""
    labels = Counter[str]()
    for each in definitions:
        for word in _PLAIN_WORD.findall(each.label):
            labels[word.lower()] += 1 + each.used
    return Counter({word: labels[word.lower()] for word in lost})


def _longest_run(text: str, lost: Counter[str]) -> tuple[int, int]:
    """Return the start and end offsets in `text` of its longest run of words that are in `lost`, or two zeros."""
    best, run = (0, 0, 0), (0, 0, 0)
    for word in _PLAIN_WORD.finditer(text):
        run = (run[0] + 1, run[1] if run[0] else word.start(), word.end()) if word[0] in lost else (0, 0, 0)
        best = max(best, run, key=lambda each: each[0])
    return best[1:]


def _without_syntax(typed: str) -> str:
    """Return Markdown with syntax that is never printed, such as tag names and ids, replaced by spaces."""
    return _blanked(_SYNTAX, _TAG.sub(lambda tag: _blanked(_IN_TAG, tag[0]), typed))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Return a text in which every match of a pattern is replaced by spaces; line ends stay."""
    return pattern.sub(lambda each: re.sub(r"[^\n]", " ", each[0]), text)


MOST_LETTER_WORDS = 1000
LARGEST_HTML = 6 * 1024
"""The most bytes of a text's HTML when compressed, so that with what is around it its page has at most 14 KB.

That is what a server sends before it waits for the first answer of a phone (RFC 6928).
"""

_ID = re.compile(r' id="([^"]+)"')
_LANG = re.compile(r' lang="([^"]*)"')
_OWN_LINK = re.compile(r' href="#([^"]+)"')
# slugs, and the ids of Python-Markdown's footnotes; the page's own ids have another form, so none can collide
_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[0-9]+)?\Z|fn(?:ref\d*)?:c?\d+\Z")
_HASHTAG = re.compile(r"#[^\W\d]")
_OF_WORD = re.compile(r"\bMso[A-Z]|</?o:p|[\"';\s]mso-")
_SCRIPTS = {
    "Cyrl": "\u0400-\u052f",
    "Arab": "\u0620-\u065f\u066e-\u06d3\u0750-\u077f",
    "Geor": "\u10a0-\u10ff",
    "Armn": "\u0531-\u0556\u0561-\u0587",
    "Grek": "\u0370-\u03ff",
    "Hebr": "\u05d0-\u05ea",
}
"""The letters of scripts (ISO 15924); those of other scripts are not looked for."""
_PHRASE = r"(?<![^\W\d_])[{0}]{{2,}}(?:[\s’'-]{{1,2}}[{0}]{{2,}})*(?![^\W\d_])"
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_FIRST_LEVEL = re.compile(r"<[hH]1[\s>]")
_HEADING = re.compile(r"<h([2-6])[\s>]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\[\n]+)\]:", re.MULTILINE)


def fence_faults(lines: Lines) -> list[Fault]:
    """Return a fault for each fenced code block with options in braces (```` ```{.python} ````).

    They would be passed to Pygments, the highlighter, so the caller must not convert a text with this fault.
    """
    body = lines.source.body
    if not may_be_fenced(body):
        return []
    return [
        fault("fence-options", Position(lines.at(match.start())), found=match["rest"])
        for match in FENCE_LINE.finditer(body)
        if match["rest"].startswith("{")
    ]


def body_faults(
    lines: Lines, markup: Markup, html: str, tokens: Sequence[str], found: References, kind: Kind, language: str
) -> Iterator[Fault]:
    """Yield the faults and warnings of a converted text: links, pictures, headings, ids, tables, footnotes, comments.

    `lost_words` and `fence_faults` find the other faults of a body.

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
    for target in found.leaving:
        yield fault("leaves-content", Position(lines.of(target)), target=target)
    if kind == "letter":
        yield from _letter_faults(lines, markup, tokens, found)
    else:
        for target in found.elsewhere:
            yield fault("picture-elsewhere", Position(lines.of(target)), target=target)
        yield from _heading_faults(lines, markup, tags)
        yield from _size_faults(lines, html)
        yield from _unmarked_words(lines, tokens, language)
    yield from _fragment_faults(lines, tags, language)
    yield from _language_faults(lines, tags)
    for lost in lost_markup(markup.html, lines.source.body, markup.notes):
        if lost.code == "html-unpaired":
            yield fault(lost.code, lines.of_tag(lost.words[0], lost.found, lost.nth), warning=True, tag=lost.found)
        # a picture in a letter has a fault already, so its missing `alt` does not matter
        elif not (kind == "letter" and lost.code == "picture-alt"):
            yield fault(lost.code, Position(lines.of(*lost.words)), found=lost.found)
    for row, nth, cells, columns in markup.odd_rows:
        place = Position(lines.of_row(row, nth))
        if cells > columns:
            yield fault("table-cells", place, found=cells, expected=columns)
        elif "|" in row:
            yield fault("table-cells", place, warning=True, found=cells, expected=columns, hint="few")
        else:
            yield fault("table-continued", place, warning=True, found=row)
    yield from _doubled_notes(lines)
    yield from unused_definitions(lines, markup)
    yield from comment_faults(lines, html)
    yield from raw_markup(lines, tokens)


def _doubled_notes(lines: Lines) -> Iterator[Fault]:
    """Yield a fault for each footnote with the same label as an earlier one: Markdown prints only the last of them."""
    seen: set[str] = set()
    for note in _NOTE.finditer(lines.words) if lines.source.body.count("]:") > 1 else ():
        if note[1] in seen:
            yield fault("note-doubled", lines.place(note.start(1) - 2), found=note[1])
        seen.add(note[1])


def _letter_faults(lines: Lines, markup: Markup, tokens: Sequence[str], found: References) -> Iterator[Fault]:
    """Yield a fault for each picture or heading in a letter, and a warning if the letter is longer than 1,000 words.

    A letter is a reader's reply that is printed below a briefing. A heading in it would look like one of the newsroom's
    own. The arguments are those of `body_faults`.
    """
    for target in (*(each.typed for each in found.pictures), *found.elsewhere):
        yield fault("letter-picture", Position(lines.of(target)), found=target)
    if _FIRST_LEVEL.search(markup.html):
        yield fault("letter-heading", Position(lines.of_heading(1)), found="h1")
    counts: Counter[int] = Counter()
    for level in _levels(tokens[1::2]):
        yield fault("letter-heading", Position(lines.of_heading(level, counts[level])), found=f"h{level}")
        counts[level] += 1
    words = len(_WORD.findall(unescape(" ".join(tokens[::2]))))
    if words > MOST_LETTER_WORDS:
        place = Position(lines.source.body_line)
        yield fault("letter-long", place, warning=True, found=words, most=MOST_LETTER_WORDS)


def _heading_faults(lines: Lines, markup: Markup, tags: Sequence[str]) -> Iterator[Fault]:
    """Yield faults for headings of level 1, which is the page's title, and for skipped levels (`h4` after `h2`)."""
    if _FIRST_LEVEL.search(markup.html):
        line = lines.of_heading(1)
        typed = lines.words.split("\n")[line - lines.source.body_line]
        hint: dict[str, Any] = {"hint": "hashtag"} if _HASHTAG.match(typed) else {}
        yield fault("heading-level", Position(line), found="h1", **hint)
    counts: Counter[int] = Counter()
    before = 1
    for level in _levels(tags):
        if level > before + 1:
            line = lines.of_heading(level, counts[level])
            yield fault("heading-skip", Position(line), found=f"h{level}", expected=f"h{before + 1}")
        counts[level] += 1
        before = level


def _size_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield a warning for a text whose HTML is larger than `LARGEST_HTML` when compressed."""
    # words compress to less than half, and compressing takes longer than all else here
    if len(html) > 2 * LARGEST_HTML and (size := len(zlib.compress(html.encode()))) > LARGEST_HTML:
        place = Position(lines.source.body_line)
        yield fault("text-large", place, warning=True, size=-(-size // 1024), most=LARGEST_HTML // 1024)


def _levels(tags: Sequence[str]) -> Iterator[int]:
    """Yield the level of each opening tag from `<h2>` to `<h6>` in a list of HTML tags, in the same order."""
    return (int(found[1]) for tag in tags if tag.startswith("<h") and (found := _HEADING.match(tag)))


def _fragment_faults(lines: Lines, tags: Sequence[str], language: str) -> Iterator[Fault]:
    """Yield faults for HTML ids that are doubled or malformed, and for links within a text to ids that it lacks.

    A well-formed id consists of lower-case letters, digits and hyphens (`new-law`), or is that of a footnote (`fn:1`).

    `language` is the text's tag.
    """
    counts = Counter(fragments_of(tags))
    for fragment, count in counts.items():
        if count > 1:
            yield fault("doubled-id", Position(lines.of_id(fragment)), found=fragment)
        if not _OWN_ID.match(fragment):
            yield fault("id", Position(lines.of_id(fragment)), found=fragment)
    links = "".join(tag for tag in tags if tag.startswith("<a "))
    for target in sorted(set(_OWN_LINK.findall(links))):
        # a footnote without a mark has a fault already, so its link back does not need one; whether a source exists is
        # known when the original has been read
        if target not in counts and not target.startswith(("fnref:", SOURCE)):
            meant = meant_id(unescape(target), language, counts)
            place = Position(lines.of(f"#{target}"))
            hint: dict[str, Any] = {"meant": f"#{meant}"} if meant else {}
            yield fault("dead-fragment", place, target=f"#{target}", **hint)


def _language_faults(lines: Lines, tags: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each `lang` attribute that is not a language tag (`russian`); screen readers need one."""
    values = set(_LANG.findall("".join(tags)))
    for found in sorted(each for each in values if not LANGUAGE_TAG.match(each)):
        place = Position(lines.of(f"lang={found}", f'lang="{found}"', f"lang='{found}'", found))
        yield fault("html-language", place, found=found)


def _unmarked_words(lines: Lines, tokens: Sequence[str], language: str) -> Iterator[Fault]:
    """Yield a warning for each phrase in another script that no `lang` marks: a screen reader cannot pronounce it.

    Latin letters are not reported: names and addresses have them in texts of every script.
    """
    own = script_of_language(language)
    foreign = re.compile(_PHRASE.format("".join(each for script, each in _SCRIPTS.items() if script != own)))
    marked: list[bool] = []
    for run, tag in zip(tokens[::2], [*tokens[1::2], ""], strict=True):
        if not any(marked):
            for phrase in foreign.findall(run):
                yield fault("html-language", Position(lines.of(phrase)), warning=True, words=phrase, hint="unmarked")
        name = TAG_NAME.match(tag)
        if tag.startswith("</"):
            marked = marked[:-1]
        elif name and name[1] not in _VOID:
            marked.append(" lang=" in tag or name[1] in VERBATIM)


def without_consequences_of_word(faults: Iterable[Fault], body: str) -> list[Fault]:
    """Return faults of a body; of one that was pasted from Word, a single fault in place of all about its HTML."""
    faults = list(faults)
    if not _OF_WORD.search(body):
        return faults
    codes = ("html-attribute", "html-class", "html-language", "html-tag")
    about = [each for each in faults if each.code in codes and not each.warning]
    if not about:
        return faults
    first = min(about)
    one = fault("html-tag", first, found=dict(first.values).get("found", ""), hint="word")
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

_ENDING = re.compile(r"--!?>")
_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!<!--|--!?>).)*-->", re.DOTALL)
_BEGUN = re.compile(r"<!--[\W_]*([^\W_]*)")
_SHOWN = re.compile(r"&lt;!--[\W_]*([^\W_]*)")
_CODE = re.compile(r"<(code|pre|kbd|samp|var)\b[^<>]*>.*?</\1>", re.DOTALL)
_ESCAPED = re.compile(r"&(?:lt|LT|#0*60|#[xX]0*3[cC]);?!--")
_QUOTED = 40


def comment_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield a fault for the first malformed HTML comment of a text or, if there is none, for one that readers see."""
    body = lines.source.body
    if not SIGN.search(body):
        return
    bare, fenceless = blank_code(body), blank_fences(body)
    comments, at = [], 0
    while sign := SIGN.search(bare, at):
        comment = _COMMENT.match(bare, sign.start())
        # a `-->` in a code span looks to an editor like the end of the comment, but not to Markdown
        if not (comment and _COMMENT.fullmatch(fenceless, *comment.span())) or _parted(body, *comment.span()):
            yield fault("raw-comment", lines.place(sign.start()), found=_near(body, sign.start()))
            return
        comments.append(comment)
        at = comment.end()
    if "&lt;" in html and _is_published(html, body, len(comments)):
        shown = _SHOWN.findall(html)
        begun = [each.start() for each in _BEGUN.finditer(body) if each[1] in shown]
        start = begun[0] if begun else body.find("<!--")
        yield fault("raw-comment", lines.place(start), found=_near(body, start))


def _is_published(html: str, body: str, comments: int) -> bool:
    """Return whether the HTML shows an HTML comment (`<!-- … -->`) that its editor may not have meant to show.

    One typed as code, or with `&lt;`, is meant to be shown, except in a code span of several lines, which few editors
    notice. `comments` is the number of well-formed comments in the body.
    """
    html = _SPAN.sub("", html)  # highlighted code has them
    code = [each[0] for each in _CODE.finditer(html)]
    in_code = sum(each.count("&lt;!--") for each in code)
    escaped = len(_ESCAPED.findall(body))
    lines = any(each.startswith("<code") and "\n" in each and "&lt;!--" in each for each in code)
    return lines or in_code > body.count("<!--") - comments + escaped or html.count("&lt;!--") - in_code > escaped


def _parted(body: str, start: int, end: int) -> bool:
    """Return whether the HTML comment from `start` to `end` has `-->` and later `<!--` inside, as in fenced code.

    The text between these two looks visible to an editor, but is hidden.
    """
    ending = _ENDING.search(body, start, end - len("-->"))
    return ending is not None and body.find("<!--", start + 1, end) > ending.start()


def comment_in(words: str) -> str:
    """Return the first 40 characters of a comment (`<!-- … -->`) in a front-matter field; empty if it has none."""
    sign = SIGN.search(words)
    return _near(words, sign.start()) if sign else ""


def _near(text: str, start: int) -> str:
    """Return up to 40 characters of a text from an offset on, as one line that a message can quote.

    Blanks are folded first, so that the quotation does not depend on how many there are.
    """
    return " ".join(text[start : start + 10 * _QUOTED].split())[:_QUOTED].rstrip()
