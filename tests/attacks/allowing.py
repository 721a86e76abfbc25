"""The allow-list of a text's HTML, as a browser's parser reads it: said anew, not taken from the code."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import html5lib

ELEMENTS = frozenset(
    """a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td
    tfoot th thead time tr u ul var""".split()
)
ATTRIBUTES = frozenset(
    "alt class colspan datetime dir href id lang rel rowspan scope src start title type value".split()
)
_ADDRESS = re.compile(r"(?:https?://|//|mailto:|content:|[^:]*\Z|[^:]*[/?#])", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20]")


def beyond(markup: str) -> list[str]:
    """Return everything in a text's HTML that is not of the list, as the HTML Standard's parser finds it."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=True)
    root: ET.Element = parser.parseFragment(markup, container="div")
    return [found for element in root.iter() if element is not root for found in _beyond(element)]


def _beyond(element: ET.Element) -> list[str]:
    if not isinstance(element.tag, str):
        return [f"a comment: {element.text}"]
    space, _, name = element.tag.removeprefix("{").rpartition("}")
    found = [] if space == "http://www.w3.org/1999/xhtml" and name in ELEMENTS else [f"<{element.tag}>"]
    for attribute, value in element.attrib.items():
        if attribute not in ATTRIBUTES:
            found.append(f"{name} {attribute}={value}")
        elif attribute in ("href", "src") and not _ADDRESS.match(_IGNORED.sub("", value)):
            found.append(f"{name} leads to {value}")
    return found
