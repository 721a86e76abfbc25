"""The allow-list for HTML: what an editor may write, and what Markdown itself makes."""

from __future__ import annotations

import re

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
