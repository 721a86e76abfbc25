"""The allow-list for HTML: what an editor may write, and what Markdown itself makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import nh3

from plugins.archive.markup import TAG

TAGS = frozenset(
    "a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub "
    "summary sup table tbody td tfoot th thead time tr u ul var".split()
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "id", "class"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title"},
    "li": {"value"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "time": {"datetime"},
}
SCHEMES = frozenset({"http", "https", "mailto"})

# Markdown writes these itself, on footnotes and table cells
_MADE_BY_MARKDOWN = frozenset({"style", "rel", "rev", "role", "title"})

_COMMENT = re.compile(f"({TAG.pattern})|<!--.*?-->", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTES = re.compile(r'\s([a-zA-Z_:@][^\s=>"]*)(?:="([^"]*)")?')
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_NOTE = re.compile(r'<li id="fn:([^"]+)">')
_NOTE_MARK = re.compile(r'href="#fn:([^"]+)"')
_LOST_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_OUTSIDE = re.compile(r' href="(?:https?:)?//', re.IGNORECASE)
_CLASS = re.compile(r' class="([^"]*)"')
_ALIGNED = re.compile(r' style="text-align: (left|center|right);"')
_LOGICAL = {"left": "start", "center": "center", "right": "end"}


def _keep_alignment(_tag: str, attribute: str, value: str) -> str | None:
    """Keep no style but the alignment that Markdown gives table cells, for `_finish` to turn into a class."""
    if attribute != "style":
        return value
    match = re.fullmatch(r"text-align: ?(left|center|right);?", value.strip())
    return f"text-align: {match[1]};" if match else None


def sanitise(html: str) -> str:
    """Return HTML that holds nothing but the allow-list; what is outside it goes, the text inside stays.

    Links that leave the site tell it nothing (`rel="noopener noreferrer"`), and table cells are aligned by
    a class (`align-end`), since a page's policy allows no inline style.
    """
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_keep_alignment,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    return TAG.sub(lambda tag: _finish(tag[0]), clean)


def _finish(tag: str) -> str:
    """Give an outside link its `rel`, and turn a cell's alignment into a class."""
    if tag.startswith("<a ") and _OUTSIDE.search(tag):
        return f'{tag[:-1]} rel="noopener noreferrer">'
    aligned = _ALIGNED.search(tag)
    if not aligned:
        return tag
    own = _CLASS.search(tag)
    classes = f"{own[1]} align-{_LOGICAL[aligned[1]]}" if own else f"align-{_LOGICAL[aligned[1]]}"
    bare = _CLASS.sub("", _ALIGNED.sub("", tag))
    return f'{bare[:-1]} class="{classes}">'


def lost_markup(html: str) -> Iterator[tuple[str, str, str]]:
    """Find what `sanitise` would drop, and notes that lead nowhere, in Markdown's own output.

    Yields the fault's code, words by which its line can be found in the source, and what was found. What a comment
    holds is not published and no loss.
    """
    html = _COMMENT.sub(lambda found: found[1] or "", html)
    for tag in TAG.findall(html):
        typed = _NAME.match(tag)[1]  # type: ignore[index]
        name = typed.lower()
        if tag.startswith("</"):
            continue
        if name not in TAGS and name != "h1":
            yield "html-tag", f"<{typed}", name
            continue
        if name == "img" and not re.search(r' alt="[^"]*[^"\s]', tag):
            source = re.search(r' src="([^"]*)"', tag)
            yield "picture-alt", unescape(source[1]) if source else "<img", unescape(source[1]) if source else ""
        for attribute, value in _ATTRIBUTES.findall(tag):
            if attribute.lower() not in ATTRIBUTES["*"] | ATTRIBUTES.get(name, set()) | _MADE_BY_MARKDOWN:
                yield "html-attribute", attribute, attribute
            elif attribute.lower() in ("href", "src") and _refused_scheme(unescape(value)):
                yield "link-scheme", unescape(value), unescape(value)
    yield from _lost_notes(html)


def _refused_scheme(target: str) -> bool:
    # browsers ignore white space and control characters inside a scheme
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", target))
    return bool(scheme) and scheme[1].lower() not in SCHEMES  # type: ignore[index]


def _lost_notes(html: str) -> Iterator[tuple[str, str, str]]:
    """Find marks of footnotes that have no note, and notes that no mark leads to."""
    marked = set(_NOTE_MARK.findall(html))
    for note in _NOTE.findall(html):
        if note not in marked:
            yield "footnote-unused", f"[^{note}]:", note
    verbatim = False
    for part in re.split(f"({TAG.pattern})", html):
        if TAG.fullmatch(part):
            if part.startswith(("<code", "<pre")):
                verbatim = True
            elif part.startswith(("</code", "</pre")):
                verbatim = False
        elif not verbatim:
            for name in _LOST_MARK.findall(part):
                yield "footnote-absent", f"[^{name}]", name
