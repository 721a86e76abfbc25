"""The words of a page: those that its file has, and those that a reader sees."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from playwright.sync_api import Page

from tests.browser.kinds import Visit
from tests.sites import Document

# read in the same turn as opened: the search's script counts anew what a reader opens, and has no counts meanwhile
_SEEN = """() => {
  document.querySelectorAll("details").forEach(each => { each.open = true; });
  const seen = node => node.nodeType === 3 ? node.data
    : node.nodeType !== 1 || !node.checkVisibility({ visibilityProperty: true }) ? ""
    : [...node.childNodes].map(seen).join("");
  return seen(document.querySelector("main"));
}"""


def words_seen(page: Page) -> list[str]:
    """Return the words of the main part that the page shows, however far down, its tables opened."""
    return re.findall(r"\w+", page.evaluate(_SEEN))


def in_order(words: list[str], seen: list[str]) -> bool:
    """Whether all words are seen in their order; a script may have brought out others between them."""
    found = iter(seen)
    return all(each in found for each in words)


def words_of_file(visit: Visit, *, script: bool) -> list[str]:
    """Return the words of the main part that a page should show with script, or without."""
    main = Document(visit.made.file, visit.source.decode()).all("main")[0]
    return re.findall(r"\w+", "".join(_texts(main, {"script", "option", "svg", *(["noscript"] if script else [])})))


def _texts(element: ET.Element, without: set[str]) -> list[str]:
    # a drawing is a picture, whose figures its table has; a choice stands in a closed list; and what is hidden is
    # brought out by script alone
    if element.get("hidden") is not None or element.tag.rpartition("}")[2] in without:
        return []
    found = [element.text or ""]
    for child in element:
        found += [*_texts(child, without), child.tail or ""]
    return found
