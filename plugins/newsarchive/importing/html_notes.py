"""Notes of HTML bodies: shortcodes, notes that WordPress keeps apart, and numbers that Word links."""

from __future__ import annotations

import json
import re

from bs4 import BeautifulSoup, Tag

from .account import Change, Counted, LinkFinder, record
from .html_writer import REFERENCE
from .shortcodes import NOTE

_NUMBER = re.compile(r"\W{0,2}(?:\d{1,3}|[ivxlc]{1,6}|[a-z*†‡])\W{0,2}", re.IGNORECASE)

_LINK: tuple[Counted, ...] = ("link",)


def notes_of(soup: BeautifulSoup, footnotes: str, links: LinkFinder, changes: list[Change]) -> list[Tag]:
    """Return the notes of a body in the order of their numbers; in their places are references.

    Args:
        soup: The tree of the body, which is changed.
        footnotes: The notes that WordPress keeps apart, as JSON: `[{"id": …, "content": …}]`.
        links: Finds the new targets of links in these.
        changes: Gets what is not carried over as it was.
    """
    found = _Notes(soup, changes)
    for note in soup.find_all(NOTE):
        if not note.find_parent(NOTE):
            found.put(note, note)
    found.put_stored(_stored_notes(footnotes), links)
    found.put_linked()
    return found.notes


class _Notes:
    """The notes that were found in one body."""

    def __init__(self, soup: BeautifulSoup, changes: list[Change]) -> None:
        self.notes: list[Tag] = []
        self._soup, self._changes = soup, changes

    def put(self, mark: Tag, note: Tag) -> None:
        """Put a reference in the place of a mark, and the note at the end."""
        note.name = "div" if note.name in ("li", "dd") else note.name
        self.notes.append(note)
        mark.replace_with(self._reference(len(self.notes)))

    def _reference(self, number: int) -> Tag:
        return self._soup.new_tag(REFERENCE, id=str(number))

    def put_stored(self, stored: dict[str, str], links: LinkFinder) -> None:
        """Put the notes that WordPress keeps apart, given by their ids."""
        for mark in self._soup.find_all("sup", attrs={"data-fn": True}):
            content = stored.get(str(mark["data-fn"]))
            if content is None:
                continue
            note = BeautifulSoup(content, "html.parser", on_duplicate_attribute="ignore")
            words = note.get_text()
            self._moved(words, mark.get_text(), words, _LINK * len(mark.find_all("a", href=True)))
            for link in note.find_all("a", href=True):
                link["href"] = links.link(str(link["href"]), []) or ""
            self.put(mark, note)

    def put_linked(self) -> None:
        """Turn numbers that link to a place below, which links back, into notes: Word and others write these."""
        named: dict[str, Tag] = {}
        for tag in self._soup.find_all(True):
            for key in (tag.get("id"), tag.get("name") if tag.name == "a" else None):
                named.setdefault(str(key), tag) if key else None
        numbers: dict[int, int] = {}
        for mark in self._soup.find_all("a", href=re.compile(r"^[^#]*#.+")):
            if mark.decomposed or not mark.get("href") or not _NUMBER.fullmatch(mark.get_text().strip() or " "):
                continue
            block = _block_of(named.get(str(mark["href"]).partition("#")[2]))
            if block is None or any(each is mark for each in block.descendants):
                continue
            around = mark.parent
            shell = mark
            if around is not None and around.name == "sup" and around.get_text() == mark.get_text():
                shell = around
            if id(block) in numbers:
                words = mark.get_text()
                record(self._changes, "note", words, "changed", "a further mark of a note", words, takes=_LINK)
                shell.replace_with(self._reference(numbers[id(block)]))
            elif (back := self._link_back(block, mark, named)) is not None:
                numbers[id(block)] = len(self.notes) + 1
                self._linked_note(block, mark, back)
                self.put(shell, block)
                block.extract()

    def _linked_note(self, block: Tag, mark: Tag, back: Tag) -> None:
        """Remove the links back from a note, and say that it moves."""
        self._moved(block.get_text(), mark.get_text(), "", _LINK)
        target = back.get("href")
        for each in block.find_all("a", href=True):
            if each.get("href") == target:
                reason = "the way back from a note; ours has one"
                record(self._changes, "link", str(target), "dropped", reason, each.get_text(), takes=_LINK)
                each.decompose()
        bare = block.get_text()
        record(self._changes, "note", bare, "changed", "moved below the text", bare, bare)

    def _moved(self, words: str, old: str, new: str, takes: tuple[Counted, ...]) -> None:
        record(self._changes, "note", words, "changed", "a note below the text", old, new, takes)

    @staticmethod
    def _link_back(block: Tag, mark: Tag, named: dict[str, Tag]) -> Tag | None:
        """Return the link in a note that leads back to a mark, or to what is directly around it."""
        around = [mark, *list(mark.parents)[:2]]  # by identity: bs4 calls elements equal that have the same words
        for link in block.find_all("a", href=re.compile("#.+")):
            target = named.get(str(link["href"]).partition("#")[2])
            inside = [] if target is None else [target, *list(target.descendants)[:3]]
            if any(one is other for one in inside for other in around):
                return link
        return None


def _block_of(tag: Tag | None) -> Tag | None:
    """Return the paragraph or list item around an anchor, or itself."""
    if tag is None or tag.name in ("p", "li", "dd"):
        return tag
    block = tag.find_parent(["li", "p", "dd"])
    if block is None and tag.name == "div":
        return tag
    return block


def _stored_notes(stored: str) -> dict[str, str]:
    """Return the notes that WordPress keeps apart, by id; none if they cannot be read."""
    try:
        found = json.loads(stored) if stored else []
        return {str(each["id"]): str(each["content"]) for each in found}
    except (ValueError, TypeError, KeyError):
        return {}
