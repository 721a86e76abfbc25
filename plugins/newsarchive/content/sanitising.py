"""The allow-list for HTML, and links as content paths.

What `sanitise` drops is not lost silently: `refused_markup` finds it, and editors see a fault.

Editors link files by their paths in the repository (`../../2019/other/az.md#heading`, or Pelican's
`{filename}/pages/about/az.md`). In the HTML of a `Text` such a link becomes `content:pages/about/az.md`, which
`model.bodies` replaces by an address when the page is rendered.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote

import nh3
from pygments.token import STANDARD_TYPES

from newsarchive.html import LINKING_TAG
from newsarchive.model.bodies import SCHEME

from .markdown_blocks import ALIGNMENTS, CODE_CLASS

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
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
CLASSES: dict[str, set[str]] = {
    "a": {"footnote-ref", "footnote-backref"},
    "div": {CODE_CLASS, "footnote"},
    "span": set(STANDARD_TYPES.values()) - {""},
    "td": set(ALIGNMENTS.values()),
    "th": set(ALIGNMENTS.values()),
}
"""The allowed values of `class` for each HTML tag: those that Markdown itself writes.

With other classes a text could imitate the boxes of the site itself, or hide its words.
"""

SCHEMES = frozenset({"http", "https", "mailto"})

# the class of a token type that only one lexer defines, for which no style has a rule
_OWN_TOKEN = re.compile(r"[a-z]{1,2}[a-z0-9]?(?:-[A-Z][A-Za-z]*)+\Z")
# HTML Living Standard, sections 13.1.2 "Void elements" and 13.1.2.4 "Optional tags"
VOID = frozenset(("br", "col", "hr", "img"))
_OPTIONAL = frozenset("caption colgroup dd dt li p tbody td tfoot th thead tr".split())
_PAIRED = TAGS - VOID - _OPTIONAL

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_TAG = re.compile(
    r"""(?P<comment><!--.*?-->)
    | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>
    | <[a-zA-Z/!?][^<>]*>?  # what browsers take for a comment, or for a tag up to the next `>`""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_ANY = re.compile(r"(?s:.*)")
_OUTSIDE = re.compile(r' href="(?:https?:)?//', re.IGNORECASE)
_ALIGNED_CELL = re.compile(r"""(<t[dh]\b[^<>]*?) style=(["'])text-align: ?(left|center|right);?\2""")
_FORMS = {
    **dict.fromkeys(("start", "value"), re.compile(r"\s*-?[0-9]{1,9}\s*")),
    **dict.fromkeys(("colspan", "rowspan"), re.compile(r"\s*[0-9]{1,4}\s*")),
    "type": re.compile(r"[1aAiI]"),
    "dir": re.compile(r"ltr|rtl|auto", re.IGNORECASE),
    "scope": re.compile(r"(?:row|col)(?:group)?", re.IGNORECASE),
    "datetime": re.compile(r"[-0-9:.+ TWPZDHMStz]+"),
}
"""Patterns of the valid values of HTML attributes; browsers ignore any other value."""

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)


def aligned(markup: str) -> str:
    """Return HTML in which cells are aligned by a class: the Content-Security-Policy of pages forbids inline styles."""
    return _ALIGNED_CELL.sub(lambda cell: f'{cell[1]} class="{ALIGNMENTS[cell[3]]}"', markup)


def sanitise(markup: str) -> str:
    """Return HTML with only the tags, attributes, classes and URL schemes of the allow-list.

    If a tag is removed, the text inside it stays, except that of `script` and `style`. Links to other sites get
    `rel="noopener noreferrer"`.
    """
    return LINKING_TAG.sub(lambda tag: _private(tag[0]), _CLEANER.clean(aligned(markup)))


def _private(tag: str) -> str:
    """Return an HTML tag, with `rel="noopener noreferrer"` added if it is a link to another site."""
    if tag.startswith("<a ") and _OUTSIDE.search(tag):
        return f'{tag[:-1]} rel="noopener noreferrer">'
    return tag


class RefusedTag(NamedTuple):
    """Markup that an editor typed and that the HTML of the page would lack or change, so it must be reported.

    Attributes:
        found: The tag, attribute, class or link target that the message names.
        words: Strings by which its line can be found in the source, the most specific first.
        nth: For a tag without its counterpart, its index, from 0, among the tags that are written in the same way.
    """

    code: str
    hint: str
    found: str
    words: tuple[str, ...]
    nth: int = 0


def refused_markup(markup: str, typed: bool = True) -> list[RefusedTag]:
    """Return the markup of a text that `sanitise` would drop or close, and pictures without `alt`.

    `typed` says whether an editor typed any tag: Markdown closes its own.
    """
    tags = list(_TAG.finditer(aligned(markup)))
    starts = (_refused_in(tag[0], tag["name"], tag["attributes"]) for tag in tags if not (tag["comment"] or tag["end"]))
    return [*chain.from_iterable(starts), *(_unpaired([tag for tag in tags if tag["name"]]) if typed else ())]


def _unpaired(tags: Sequence[re.Match[str]]) -> list[RefusedTag]:
    refused, opened = list[RefusedTag](), list[RefusedTag]()
    written, unclosed = Counter[str](), Counter[str]()
    for tag in tags:
        typed, name = tag[0], tag["name"].lower()
        element = RefusedTag("html", "unpaired", name, (typed, f"<{name}", f"</{name}"), written[typed])
        written[typed] += 1
        if not tag["end"]:
            opened += [] if name in VOID else [element]
            continue
        depth = max((index for index, other in enumerate(opened) if other.found == name), default=-1)
        if depth >= 0:
            left = [other for other in opened[depth + 1 :] if other.found in _PAIRED]
            unclosed.update(other.found for other in left)
            refused += left
            del opened[depth:]
        elif unclosed[name]:
            unclosed[name] -= 1  # reported at its start tag
        elif name in _PAIRED:
            refused.append(element)
        elif name not in TAGS:
            refused.append(RefusedTag("html", "tag", name, (typed,)))
    return refused + [other for other in opened if other.found in _PAIRED]


@lru_cache(maxsize=1024)
def _refused_in(typed: str, name: str | None, attributes: str) -> tuple[RefusedTag, ...]:
    """Return what the allow-list refuses of a start tag: the tag itself, or its attributes; and a missing `alt`."""
    if name is None:
        first = typed.partition("\n")[0]
        return (RefusedTag("html", "tag", first.strip("<>")[:60], (first,)),)
    name = name.lower()
    if name not in TAGS and name != "h1":
        return (RefusedTag("html", "tag", name, (typed[: len(name) + 1],)),)
    refused, values = list[RefusedTag](), dict[str, str]()
    for attribute in _ATTRIBUTE.finditer(attributes):
        shown, value = attribute[1], html.unescape(attribute[2] or attribute[3] or attribute[4] or "")
        own = shown.lower()
        values[own] = value
        # browsers ignore white space and control characters inside a scheme
        scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", value)) if own in ("href", "src") else None
        if own == "class":
            wrong = [word for word in value.split() if word not in CLASSES.get(name, set())]
            refused += [
                RefusedTag("html", "class", word, (typed, f".{word}", word))
                for word in wrong
                if not _is_own(name, word)
            ]
        elif own not in ATTRIBUTES["*"] | ATTRIBUTES.get(name, set()) or not _FORMS.get(own, _ANY).fullmatch(value):
            refused.append(RefusedTag("html", "attribute", shown, (typed, f"{shown}=", shown)))
        elif scheme and scheme[1].lower() not in SCHEMES:
            # the source has the target as typed, with character references
            refused.append(RefusedTag("link-form", "scheme", value, (value, typed, attribute[2] or attribute[3] or "")))
    if name == "img" and not values.get("alt", "").strip():
        source = values.get("src", "")
        refused.append(RefusedTag("picture-alt", "", source, (f"![]({source}", typed, source)))
    return tuple(refused)


def _is_own(name: str, word: str) -> bool:
    """Return whether a class is that of a token of code which only one lexer defines; no style has a rule for it."""
    return name == "span" and _OWN_TOKEN.match(word) is not None


_REFERENCE = re.compile(r'(?<= )(href|src)="([^"]*)"')
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


References = Mapping[str, list[tuple[str, str]]]
"""The links and pictures of a text by kind, each as its target, as typed, and its path, perhaps with a fragment.

`links` and `pictures` are files of the content, and `outside` web addresses. Refused are targets outside the content
folder (`leaving`) and pictures that are not files of the content (`elsewhere`): another host would learn from such a
picture who reads the page.
"""


def mark_references(markup: str, folder: str) -> tuple[str, References]:
    """Replace links to content files by `content:` and the path, and collect all references of a text in `folder`."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def mark(match: re.Match[str]) -> str:
        attribute, target = match[1], html.unescape(match[2])
        if _ABSOLUTE.match(target):
            if attribute == "src" or _WEB.match(target):
                found["elsewhere" if attribute == "src" else "outside"].append((target, target))
            return match[0]
        try:
            path = canonical(target, folder)
        except ValueError:
            found["leaving"].append((target, target))
            return match[0]
        found["links" if attribute == "href" else "pictures"].append((target, path))
        return f'{attribute}="{SCHEME}{html.escape(path)}"'

    return LINKING_TAG.sub(lambda tag: _REFERENCE.sub(mark, tag[0]), markup), found
