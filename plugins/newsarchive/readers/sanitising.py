"""The allow-list for HTML, code blocks, and links as content paths.

An editor links files as they lie in the repository (`../../2019/other/az.md#heading`, or Pelican's
`{filename}/pages/about/az.md`); a text keeps `content:pages/about/az.md`, which `archive.bodies`
turns into a link when the page is made.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote

import nh3
from markdown.extensions import codehilite
from markdown.extensions.codehilite import CodeHiliteExtension
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from newsarchive.archive.bodies import SCHEME
from newsarchive.html.strings import LINKING_TAG

CODE_CLASS = "code"

LANGUAGES = frozenset("bash console css diff html http ini json python sh shell sql text xml yaml".split())
"""Languages whose code is coloured. Of Pygments' other 500 many take minutes for one line of 100,000 letters."""

LONGEST_CODE = 2_000
"""Letters of a block that is coloured: even of these, most take a time that grows with the square of the length."""


def _lexer(name: str | None, **options: Any) -> Lexer:
    """Return what reads a language's code. Longer blocks, and all in other languages, are printed without colours."""
    plain = get_lexer_by_name("text", **options)
    if not name or name.lower() not in LANGUAGES:
        return plain
    lexer = get_lexer_by_name(name, **options)
    coloured = lexer.get_tokens

    def tokens(text: str, unfiltered: bool = False) -> Iterator[tuple[_TokenType, str]]:
        return (coloured if len(text) <= LONGEST_CODE else plain.get_tokens)(text, unfiltered)

    lexer.get_tokens = tokens  # type: ignore[method-assign]
    return lexer


# CodeHilite has no option for it, and both fences and indented code with a header (`:::python`) ask for a lexer here
codehilite.get_lexer_by_name = _lexer  # type: ignore[attr-defined]


class _Formatters:
    """Pygments' formatters by their options: making one costs more than using it."""

    def __init__(self) -> None:
        self._made: dict[str, HtmlFormatter[str]] = {}

    def __call__(self, lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG002
        """Return the formatter for the options that CodeHilite gives."""
        key = repr(sorted(options.items()))
        if key not in self._made:
            self._made[key] = HtmlFormatter(**options)
        return self._made[key]


def highlighting() -> CodeHiliteExtension:
    """Return Python-Markdown's extension as all our texts have it."""
    return CodeHiliteExtension(css_class=CODE_CLASS, guess_lang=False, pygments_formatter=_Formatters())


TAGS = frozenset(
    "a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub "
    "summary sup table tbody td tfoot th thead time tr u ul var".split()
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title"},
    "li": {"value"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "time": {"datetime"},
}
_TOKENS = {each for each in STANDARD_TYPES.values() if each}
CLASSES: dict[str, set[str]] = {
    "a": {"footnote-ref", "footnote-backref"},
    "div": {CODE_CLASS, "footnote"},
    "span": _TOKENS,
    "td": {"align-start", "align-center", "align-end"},
    "th": {"align-start", "align-center", "align-end"},
}
"""Classes that Markdown writes. With any other a text could look like the archive's own words, or be hidden."""

SCHEMES = frozenset({"http", "https", "mailto"})

# of a lexer's own kind of token, which no style names
_OWN_TOKEN = re.compile(r"[a-z]{1,2}[a-z0-9]?(?:-[A-Z][A-Za-z]*)+\Z")
_VERBATIM = frozenset(("code", "kbd", "pre", "samp", "var"))
# HTML Living Standard, sections 13.1.2 "Void elements" and 13.1.2.4 "Optional tags"
_VOID = frozenset(("br", "col", "hr", "img"))
_OPTIONAL = frozenset("caption colgroup dd dt li p tbody td tfoot th thead tr".split())
_PAIRED = TAGS - _VOID - _OPTIONAL

_TYPED_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*[\s/>]")
_NAME = re.compile(r"<[a-zA-Z][^\s/>]*")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_TARGET = re.compile(r"""(?:href|src)\s*=\s*(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
_NOTE_MARK = re.compile(r'href="#fn:([0-9]+)"')
# tags in a form that Markdown itself writes: whatever else there is takes a reader that knows all forms of HTML
_SOUND = re.compile(
    r"</?(?:p|em|strong|blockquote|ul|ol|li|h[2-6]|code|pre|br|hr|sup|div|span|table|thead|tbody|tr|t[hd]|dl|dt|dd)>"
    r'|<a href="(?:https?://|mailto:|(?=[^":]*"))[^"<>\x00-\x20]*"(?: title="[^"<>]*")?>|</a>'
    rf'|<h[2-6] id="[^"<>]*">|<div class="(?:{CODE_CLASS}|footnote)">|<span class="(?:{"|".join(sorted(_TOKENS))})">'
    r'|<li id="fn:[^"<>]*">|<sup id="fnref\d*:[^"<>]*"><a class="footnote-ref" href="#fn:[^"<>]*">'
    r'|<a class="footnote-backref" href="#fnref\d*:[^"<>]*" title="[^"<>]*">'
)
_MOST_ATTRIBUTES = 50  # of an element, that are weighed: one too many is a fault whatever it says
_MOST_UNPAIRED = 100  # tags without their other half, of a text, that are looked for in its source
_MOST_TYPED = 1000  # characters of an element by which it is found again
_LOST_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_OUTSIDE = re.compile(r' href="(?:https?:)?//', re.IGNORECASE)
_CLASS = re.compile(r' class="([^"]*)"')
_CELL = re.compile(r'<t[dh] [^>"]*(?:"[^"]*"[^>"]*)*>')
_ALIGNED = re.compile(r' style="text-align: (left|center|right);"')
_ALIGNMENT = re.compile(r"\s*text-align: ?(left|center|right);?\s*")
_FORMS = {
    "style": _ALIGNMENT,
    **dict.fromkeys(("start", "value"), re.compile(r"\s*-?[0-9]{1,9}\s*")),
    **dict.fromkeys(("colspan", "rowspan"), re.compile(r"\s*[0-9]{1,4}\s*")),
    "type": re.compile(r"[1aAiI]"),
    "dir": re.compile(r"ltr|rtl|auto", re.IGNORECASE),
    "scope": re.compile(r"(?:row|col)(?:group)?", re.IGNORECASE),
    "datetime": re.compile(r"[-0-9:.+ TWPZDHMStz]+"),
}
"""Values of attributes that do something; browsers pass over any other."""
_LOGICAL = {"left": "start", "center": "center", "right": "end"}


def _keep_alignment(_tag: str, attribute: str, value: str) -> str | None:
    """Keep no style but the alignment that Markdown gives table cells, for `_aligned` to turn into a class."""
    if attribute != "style":
        return value
    match = _ALIGNMENT.fullmatch(value)
    return f"text-align: {match[1]};" if match else None


def _cleaner(attribute_filter: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=attribute_filter,
        allowed_classes=CLASSES,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


# asking us about each attribute takes most of its time, and few texts have a cell that is aligned
_CLEANER, _ALIGNING_CLEANER = _cleaner(None), _cleaner(_keep_alignment)


def sanitise(html: str) -> str:
    """Return HTML that holds nothing but the allow-list; what is outside it goes, the text inside stays.

    Links that leave the site tell it nothing (`rel="noopener noreferrer"`), and table cells are aligned by
    a class (`align-end`), since a page's policy allows no inline style.
    """
    if " style=" not in html:
        return LINKING_TAG.sub(lambda tag: _private(tag[0]), _CLEANER.clean(html))
    clean = LINKING_TAG.sub(lambda tag: _private(tag[0]), _ALIGNING_CLEANER.clean(html))
    return _CELL.sub(lambda tag: _aligned(tag[0]), clean)


def _private(tag: str) -> str:
    """Give an outside link its `rel`."""
    if tag.startswith("<a ") and _OUTSIDE.search(tag):
        return f'{tag[:-1]} rel="noopener noreferrer">'
    return tag


def _aligned(tag: str) -> str:
    """Turn a cell's alignment into a class."""
    aligned = _ALIGNED.search(tag)
    if not aligned:
        return tag
    own = _CLASS.search(tag)
    classes = f"{own[1]} align-{_LOGICAL[aligned[1]]}" if own else f"align-{_LOGICAL[aligned[1]]}"
    bare = _CLASS.sub("", _ALIGNED.sub("", tag))
    return f'{bare[:-1]} class="{classes}">'


class Lost(NamedTuple):
    """What would be dropped: its fault's code, what was found, and words by which its line can be found in the source.

    Of the words the surest come first; those that the editor did not type stand nowhere. `nth` counts from 0, where
    the first word is a tag that may stand there several times.
    """

    code: str
    found: str
    words: tuple[str, ...]
    nth: int = 0


def lost_markup(html: str, source: str = "", notes: Sequence[str] = ()) -> list[Lost]:
    """Find what `sanitise` would drop or close, and notes that lead nowhere, in Markdown's output of a source.

    `notes` are the labels of its footnotes, by their numbers.
    """
    finder = _Finder()
    if "[^" in html or "<" in _SOUND.sub("", html) or _TYPED_TAG.search(source):
        finder.feed(html)
        finder.close()
    marked = {int(number) for number in _NOTE_MARK.findall(html)} if notes else set()
    unused = [each for number, each in enumerate(notes, 1) if number not in marked]
    return [Lost("footnote-unused", note, (f"[^{note}]:",)) for note in unused] + finder.found


class _Finder(HTMLParser):
    """Reads tags as browsers do, whatever their quotes and case."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Lost] = []
        self._verbatim = 0
        self._open: list[Lost] = []
        self._told = 0
        self._refused: set[str] = set()
        self._met: Counter[str] = Counter()
        self._depths: Counter[str] = Counter()
        self._unclosed: Counter[str] = Counter()

    def close(self) -> None:
        """Read the rest; what is open then is not closed at all."""
        super().close()
        self._leave(0)

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002
        """Read `<![` as browsers do: Python raises AssertionError for most of what may follow."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Weigh one element and its attributes."""
        if tag in _VERBATIM:
            self._verbatim += 1
        typed = self.get_starttag_text() or ""
        if tag not in _VOID:
            self._open.append(self._unpaired(tag, typed))
            self._depths[tag] += 1
        if tag not in TAGS and tag != "h1":
            start = _NAME.match(typed)
            self._refuse(tag, start[0] if start else f"<{tag}")
            return
        allowed = {"class"} | ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        if len(attrs) > _MOST_ATTRIBUTES:
            name = attrs[_MOST_ATTRIBUTES][0]
            self.found.append(Lost("html-attribute", name, (typed[:_MOST_TYPED], f"{name}=", name)))
        for name, value in attrs[:_MOST_ATTRIBUTES]:
            if name == "class":
                self.found += [
                    Lost("html-class", each, (typed, f".{each}", each)) for each in _refused_classes(tag, value or "")
                ]
            elif name not in allowed or (name in _FORMS and not _FORMS[name].fullmatch(value or "")):
                written = re.search(rf"(?i)(?<=[\s/]){re.escape(name)}", typed)
                shown = written[0] if written else name
                self.found.append(Lost("html-attribute", shown, (typed, f"{shown}=", shown)))
            elif name in ("href", "src") and _refused_scheme(value or ""):
                # a value in the tag is as it was typed, with its character references
                targets = [match[2] for match in _TARGET.finditer(typed)]
                self.found.append(Lost("link-scheme", value or "", (value or "", typed, *targets)))
        if tag == "img" and not (dict(attrs).get("alt") or "").strip():
            source = dict(attrs).get("src") or ""
            self.found.append(Lost("picture-alt", source, (f"![]({source}", typed, source)))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and code."""
        if tag in _VERBATIM:
            self._verbatim = max(0, self._verbatim - 1)
        unpaired = self._unpaired(tag, f"</{tag}>")
        if self._depths[tag]:
            self._leave(self._innermost(tag) + 1)
            self._open.pop()
            self._depths[tag] -= 1
        elif self._unclosed[tag]:
            self._unclosed[tag] -= 1  # told where it begins
        elif tag in _PAIRED:
            self._tell(unpaired)
        elif tag not in TAGS and tag not in self._refused:
            self._refuse(tag, f"</{tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Weigh `<br/>`; browsers read `<b/>` as `<b>`."""
        self.handle_starttag(tag, attrs)

    def _refuse(self, tag: str, typed: str) -> None:
        self._refused.add(tag)
        self.found.append(Lost("html-tag", tag, (typed,)))

    def _innermost(self, tag: str) -> int:
        return next(index for index in range(len(self._open) - 1, -1, -1) if self._open[index].found == tag)

    def _unpaired(self, tag: str, typed: str) -> Lost:
        self._met[typed] += 1
        return Lost("html-unpaired", tag, (typed, tag), self._met[typed] - 1)

    def _leave(self, depth: int) -> None:
        """Close the elements that are open below so many others; those that need an end tag have none."""
        for each in self._open[depth:]:
            self._depths[each.found] -= 1
            if each.found in _PAIRED:
                self._unclosed[each.found] += 1
                self._tell(each)
        del self._open[depth:]

    def _tell(self, unpaired: Lost) -> None:
        self._told += 1
        if self._told <= _MOST_UNPAIRED:
            self.found.append(unpaired)

    def handle_data(self, data: str) -> None:
        """Look for marks of notes that were never written."""
        if not self._verbatim:
            self.found += [Lost("footnote-absent", name, (f"[^{name}]",)) for name in _LOST_MARK.findall(data)]


def _refused_classes(tag: str, value: str) -> list[str]:
    allowed = CLASSES.get(tag, set())
    wrong = [each for each in value.split() if each not in allowed]
    return [each for each in wrong if not (tag == "span" and _OWN_TOKEN.match(each))][:_MOST_ATTRIBUTES]


def _refused_scheme(target: str) -> bool:
    # browsers ignore white space and control characters inside a scheme
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", target))
    return scheme is not None and scheme[1].lower() not in SCHEMES


_ATTRIBUTE = re.compile(r'(?<= )(href|src)="([^"]*)"')
_PELICAN = re.compile(r"(?:\{|%7B)(?:filename|static|attach)(?:\}|%7D)")
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\Z")


def canonical(target: str, folder: str) -> str:
    """Return the content path (with its fragment) that a link means; ValueError where it leaves the content.

    `folder` is the linking file's, relative to the content; a target that begins with `/` starts there.
    """
    bare = _PELICAN.sub("", target, count=1)
    path, hash_mark, fragment = unquote(bare).partition("#")
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    normal = posixpath.normpath(joined)
    if normal.startswith("..") or "\\" in normal or "\0" in normal:
        raise ValueError(target)
    return normal + hash_mark + fragment


@dataclass(frozen=True)
class Reference:
    """A link or picture: its target as typed, and the content path that it means."""

    typed: str
    path: str


@dataclass
class References:
    """What a text refers to. `outside` are addresses on the web.

    `leaving` and `elsewhere` are typed targets that are refused: links that lead out of the content folder,
    and pictures on other hosts, which would learn of each reader.
    """

    links: list[Reference] = field(default_factory=list)
    pictures: list[Reference] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def mark_references(markup: str, folder: str) -> tuple[str, References]:
    """Give every link to a file its canonical form; return the HTML and what it refers to."""
    found = References()

    def mark(match: re.Match[str]) -> str:
        attribute, target = match[1], html.unescape(match[2])
        if _ABSOLUTE.match(target):
            if attribute == "src":
                found.elsewhere.append(target)
            elif _WEB.match(target):
                found.outside.append(target)
            return match[0]
        try:
            path = canonical(target, folder)
        except ValueError:
            found.leaving.append(target)
            return match[0]
        (found.links if attribute == "href" else found.pictures).append(Reference(target, path))
        return f'{attribute}="{SCHEME}{html.escape(path)}"'

    return LINKING_TAG.sub(lambda tag: _ATTRIBUTE.sub(mark, tag[0]), markup), found
