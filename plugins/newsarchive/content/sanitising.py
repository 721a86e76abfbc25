"""The allow-list for HTML, code blocks, and links as content paths.

What `sanitise` drops is not lost silently: `lost_markup` finds it, and editors see a fault.

Editors link files by their paths in the repository (`../../2019/other/az.md#heading`, or Pelican's
`{filename}/pages/about/az.md`). In the HTML of a `Text` such a link becomes `content:pages/about/az.md`, which
`model.bodies` replaces by an address when the page is rendered.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec
import nh3
from markdown.extensions import codehilite
from markdown.extensions.codehilite import CodeHiliteExtension
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from newsarchive.html import LINKING_TAG, VERBATIM
from newsarchive.model.bodies import SCHEME

CODE_CLASS = "code"

LANGUAGES = frozenset("bash console css diff html http ini json python sh shell sql text xml yaml".split())
"""The languages whose code is highlighted; many other lexers of Pygments need minutes for a line of 100,000 letters."""

LONGEST_CODE = 1_200
"""The largest number of highlighted characters; most of Pygments' lexers take time quadratic in the length."""


def _lexer(name: str | None, **options: Any) -> Lexer:
    """Return the Pygments lexer for a block of code; it takes the place of `pygments.lexers.get_lexer_by_name`.

    It highlights nothing if `name` is not one of `LANGUAGES`, or the block is longer than `LONGEST_CODE`.
    """
    plain = get_lexer_by_name("text", **options)
    if not name or name.lower() not in LANGUAGES:
        return plain
    lexer = get_lexer_by_name(name, **options)
    coloured = lexer.get_tokens

    def tokens(text: str, unfiltered: bool = False) -> Iterator[tuple[_TokenType, str]]:
        return (coloured if len(text) <= LONGEST_CODE else plain.get_tokens)(text, unfiltered)

    lexer.get_tokens = tokens  # type: ignore[method-assign]
    return lexer


# CodeHilite has no option for a lexer; it calls this for fenced code and indented code with a header (`:::python`)
codehilite.get_lexer_by_name = _lexer  # type: ignore[attr-defined]


def highlighting() -> CodeHiliteExtension:
    """Return Python-Markdown's extension for highlighting code, with safe and fast settings."""
    made: dict[str, HtmlFormatter[str]] = {}  # creating a formatter costs more than using it

    def formatter(lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG001
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = HtmlFormatter(**options)
        return made[key]

    return CodeHiliteExtension(css_class=CODE_CLASS, guess_lang=False, pygments_formatter=formatter)


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
"""The allowed values of `class` for each HTML tag: those that Markdown itself writes.

With other classes a text could imitate the boxes of the site itself, or hide its words.
"""

SCHEMES = frozenset({"http", "https", "mailto"})

# the class of a token type that only one lexer defines, for which no style has a rule
_OWN_TOKEN = re.compile(r"[a-z]{1,2}[a-z0-9]?(?:-[A-Z][A-Za-z]*)+\Z")
# HTML Living Standard, sections 13.1.2 "Void elements" and 13.1.2.4 "Optional tags"
_VOID = frozenset(("br", "col", "hr", "img"))
_OPTIONAL = frozenset("caption colgroup dd dt li p tbody td tfoot th thead tr".split())
_PAIRED = TAGS - _VOID - _OPTIONAL

_TYPED_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*[\s/>]")
_NAME = re.compile(r"<[a-zA-Z][^\s/>]*")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_TARGET = re.compile(r"""(?:href|src)\s*=\s*(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
_NOTE_MARK = re.compile(r'href="#fn:([0-9]+)"')
# tags in the exact form that Markdown writes; only HTML with other tags needs the slower HTML parser
_SOUND = re.compile(
    r"</?(?:p|em|strong|blockquote|ul|ol|li|h[2-6]|code|pre|br|hr|sup|div|span|table|thead|tbody|tr|t[hd]|dl|dt|dd)>"
    r'|<a href="(?:https?://|mailto:|(?=[^":]*"))[^"<>\x00-\x20]*"(?: title="[^"<>]*")?>|</a>'
    rf'|<h[2-6] id="[^"<>]*">|<div class="(?:{CODE_CLASS}|footnote)">|<span class="(?:{"|".join(sorted(_TOKENS))})">'
    r'|<li id="fn:[^"<>]*">|<sup id="fnref\d*:[^"<>]*"><a class="footnote-ref" href="#(?:fn|source):[^"<>]*">'
    r'|<a class="footnote-backref" href="#fnref\d*:[^"<>]*" title="[^"<>]*">'
)
_MOST_ATTRIBUTES = 50  # attributes checked per element; the next one is always a fault
_MOST_UNPAIRED = 100  # unpaired tags reported per text
_MOST_TYPED = 1000  # characters of a tag that are searched for in the source
_LOST_MARK = re.compile(r"\[\^([^\[\]]{1,200})\]")
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
"""Patterns of the valid values of HTML attributes; browsers ignore any other value."""
_LOGICAL = {"left": "start", "center": "center", "right": "end"}


def _keep_alignment(_tag: str, attribute: str, value: str) -> str | None:
    """A filter for nh3: return an attribute's value, a `style` reduced to a cell's alignment, or None to drop it."""
    if attribute != "style":
        return value
    match = _ALIGNMENT.fullmatch(value)
    return f"text-align: {match[1]};" if match else None


def _cleaner(attribute_filter: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    """Return nh3's sanitiser with our allow-list; the filter, if not None, is called for each attribute."""
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=attribute_filter,
        allowed_classes=CLASSES,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


# calling a Python filter for each attribute takes most of nh3's time, and few texts have aligned cells
_CLEANER, _ALIGNING_CLEANER = _cleaner(None), _cleaner(_keep_alignment)


def sanitise(html: str) -> str:
    """Return HTML with only the tags, attributes, classes and URL schemes of the allow-list.

    If a tag is removed, the text inside it stays, except that of `script` and `style`. Links to other sites get
    `rel="noopener noreferrer"`. The alignment of table cells becomes a class (`align-end`), because the
    Content-Security-Policy of pages forbids inline styles.
    """
    if " style=" not in html:
        return LINKING_TAG.sub(lambda tag: _private(tag[0]), _CLEANER.clean(html))
    clean = LINKING_TAG.sub(lambda tag: _private(tag[0]), _ALIGNING_CLEANER.clean(html))
    return _CELL.sub(lambda tag: _aligned(tag[0]), clean)


def _private(tag: str) -> str:
    """Return an HTML tag, with `rel="noopener noreferrer"` added if it is a link to another site."""
    if tag.startswith("<a ") and _OUTSIDE.search(tag):
        return f'{tag[:-1]} rel="noopener noreferrer">'
    return tag


def _aligned(tag: str) -> str:
    """Return the start tag of a table cell with its alignment as a class (`align-end`) instead of a style."""
    aligned = _ALIGNED.search(tag)
    if not aligned:
        return tag
    own = _CLASS.search(tag)
    classes = f"{own[1]} align-{_LOGICAL[aligned[1]]}" if own else f"align-{_LOGICAL[aligned[1]]}"
    bare = _CLASS.sub("", _ALIGNED.sub("", tag))
    return f'{bare[:-1]} class="{classes}">'


class Lost(NamedTuple):
    """Markup that an editor typed and that the HTML of the page would lack or change, so it must be reported.

    Attributes:
        found: The tag, attribute, class, link target or footnote label that the message names.
        words: Strings by which its line can be found in the source, the most specific first.
        nth: For a tag without its counterpart, its index, from 0, among the tags that are written in the same way.
    """

    code: str
    found: str
    words: tuple[str, ...]
    nth: int = 0


def lost_markup(html: str, source: str = "", notes: Sequence[str] = ()) -> list[Lost]:
    """Return the markup of a text that `sanitise` would drop or close, and incomplete pictures and footnotes.

    Incomplete are a picture without `alt`, a footnote without a mark in the text, and a mark without a footnote. `html`
    is not yet sanitised; `notes` are the labels of the defined footnotes, in the order of their numbers.
    """
    finder = _Finder()
    if "[^" in html or "<" in _SOUND.sub("", html) or _TYPED_TAG.search(source):
        finder.feed(html)
        finder.close()
    marked = {int(number) for number in _NOTE_MARK.findall(html)} if notes else set()
    unused = [each for number, each in enumerate(notes, 1) if number not in marked]
    return [Lost("footnote-unused", note, (f"[^{note}]:",)) for note in unused] + [
        each for each in finder.found if each.code != "footnote-absent" or not _is_escaped(each.found, source)
    ]


def _is_escaped(mark: str, source: str) -> bool:
    """Return whether a text has a mark of a note (`[^mark]`) only behind a backslash, so that it means the signs."""
    return f"\\[^{mark}" in source and f"[^{mark}]" not in source.replace("\\[^", "")


class _Finder(HTMLParser):
    """An HTML parser that collects in `found` the markup of `lost_markup`, except footnotes without a mark."""

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
        """Parse the rest of the input, and report the elements that are still open."""
        super().close()
        self._leave(0)

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002
        """Parse `<![` as a comment, as browsers do: Python's own method raises AssertionError for most input."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Report a start tag if it is not allowed; otherwise its refused attributes, and a picture without `alt`."""
        if tag in VERBATIM:
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
                # `value` is unescaped; the tag itself has the target as typed, with character references
                targets = [match[2] for match in _TARGET.finditer(typed)]
                self.found.append(Lost("link-scheme", value or "", (value or "", typed, *targets)))
        if tag == "img" and not (dict(attrs).get("alt") or "").strip():
            source = dict(attrs).get("src") or ""
            self.found.append(Lost("picture-alt", source, (f"![]({source}", typed, source)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of this name, or report an end tag that has no start tag or is not allowed."""
        if tag in VERBATIM:
            self._verbatim = max(0, self._verbatim - 1)
        unpaired = self._unpaired(tag, f"</{tag}>")
        if self._depths[tag]:
            self._leave(self._innermost(tag) + 1)
            self._open.pop()
            self._depths[tag] -= 1
        elif self._unclosed[tag]:
            self._unclosed[tag] -= 1  # reported at its start tag
        elif tag in _PAIRED:
            self._tell(unpaired)
        elif tag not in TAGS and tag not in self._refused:
            self._refuse(tag, f"</{tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<br/>` as `<br>` and `<b/>` as `<b>`, as browsers do."""
        self.handle_starttag(tag, attrs)

    def _refuse(self, tag: str, typed: str) -> None:
        """Report a tag that is not allowed; `typed` is how it begins in the source."""
        self._refused.add(tag)
        self.found.append(Lost("html-tag", tag, (typed,)))

    def _innermost(self, tag: str) -> int:
        return next(index for index in range(len(self._open) - 1, -1, -1) if self._open[index].found == tag)

    def _unpaired(self, tag: str, typed: str) -> Lost:
        """Return the report that would be made if a tag has no counterpart, and count the tags written like it."""
        self._met[typed] += 1
        return Lost("html-unpaired", tag, (typed, tag), self._met[typed] - 1)

    def _leave(self, depth: int) -> None:
        """Close all open elements from index `depth` on, and report those that need an end tag."""
        for each in self._open[depth:]:
            self._depths[each.found] -= 1
            if each.found in _PAIRED:
                self._unclosed[each.found] += 1
                self._tell(each)
        del self._open[depth:]

    def _tell(self, unpaired: Lost) -> None:
        """Report a tag without its counterpart, unless too many have been reported."""
        self._told += 1
        if self._told <= _MOST_UNPAIRED:
            self.found.append(unpaired)

    def handle_data(self, data: str) -> None:
        """Report marks of footnotes (`[^label]`) that remain outside code, because there is no such footnote."""
        if not self._verbatim:
            self.found += [Lost("footnote-absent", name, (f"[^{name}]",)) for name in _LOST_MARK.findall(data)]


def _refused_classes(tag: str, value: str) -> list[str]:
    """Return the classes in the value of a `class` attribute that the tag may not have."""
    allowed = CLASSES.get(tag, set())
    wrong = [each for each in value.split() if each not in allowed]
    return [each for each in wrong if not (tag == "span" and _OWN_TOKEN.match(each))][:_MOST_ATTRIBUTES]


def _refused_scheme(target: str) -> bool:
    """Return whether a link target has a scheme, such as `javascript:`, that is not allowed."""
    # browsers ignore white space and control characters inside a scheme
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", target))
    return scheme is not None and scheme[1].lower() not in SCHEMES


_ATTRIBUTE = re.compile(r'(?<= )(href|src)="([^"]*)"')
_PELICAN = re.compile(r"(?:\{|%7B)(?:filename|static|attach)(?:\}|%7D)")
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\Z")


def canonical(target: str, folder: str) -> str:
    """Return the path of a link's target from the content folder, with its fragment.

    In a text of the folder `briefings/2020/x`, `../../2019/other/az.md#why` is `briefings/2019/other/az.md#why`. A
    target that begins with `/` is relative to the content folder. ValueError is raised for one outside it, or with a
    backslash or a null character.
    """
    bare = _PELICAN.sub("", target, count=1)
    path, hash_mark, fragment = unquote(bare).partition("#")
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    normal = posixpath.normpath(joined)
    if normal.startswith("..") or "\\" in normal or "\0" in normal:
        raise ValueError(target)
    return normal + hash_mark + fragment


_CODE_TAG = re.compile(r"<(?:code|kbd|pre|samp)(?=[ >])(?![^>]* dir=)")
_BARE_LINK = re.compile(r"<a (?![^>]* dir=)")
_BARE_ADDRESS = re.compile(r"https?://\S+|[^\s@]+@[^\s@]+")


def left_to_right(tokens: Sequence[str]) -> list[str]:
    """Return the HTML of a right-to-left text, split by `TOKENS`, in which code and addresses run from left to right.

    Otherwise their punctuation would move: `--all` would read `all--`, and `example.org/` `/example.org`.
    """
    out = list(tokens)
    for index in range(1, len(out), 2):
        tag = out[index]
        if _CODE_TAG.match(tag) or (_BARE_LINK.match(tag) and _BARE_ADDRESS.fullmatch(out[index + 1])):
            out[index] = f'{tag[:-1]} dir="ltr">'
    return out


class Reference(msgspec.Struct, frozen=True):
    """A link or picture: its target as typed, and the path of its file, perhaps with a fragment (`…/az.md#why`)."""

    typed: str
    path: str


class References(msgspec.Struct):
    """The links and pictures of a text.

    `links` and `pictures` are files of the content, and `outside` web addresses. Refused are, as typed, targets outside
    the content folder (`leaving`) and pictures that are not files of the content (`elsewhere`): another host would
    learn from such a picture who reads the page.
    """

    links: list[Reference] = msgspec.field(default_factory=list)
    pictures: list[Reference] = msgspec.field(default_factory=list)
    outside: list[str] = msgspec.field(default_factory=list)
    leaving: list[str] = msgspec.field(default_factory=list)
    elsewhere: list[str] = msgspec.field(default_factory=list)


def mark_references(markup: str, folder: str) -> tuple[str, References]:
    """Replace links to content files by `content:` and the path, and collect all references of a text in `folder`."""
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
