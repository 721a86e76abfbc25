"""What HTML says beside its running words: hidden elements, forms, drawings, readings, words of attributes, and notes.

What readers never saw is removed. What they saw and a text cannot have becomes words of the text, or is named. Notes
are shortcodes, those that WordPress keeps apart, and numbers that Word links.
"""

from __future__ import annotations

import json
import re

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, Comment, Declaration, Doctype, NavigableString, ProcessingInstruction

from newsarchive.api import TAGS

from .account import SEPARATING, Change, Counted, LinkFinder, Outcome, record, seen_in
from .html_elements import is_hidden, told_by
from .html_writer import BLOCKS, REFERENCE
from .shortcodes import NOTE

_NOT_SAID = (Comment, Doctype, Declaration, ProcessingInstruction)
_MARKS_OF_EDITORS = re.compile(r"/?wp:|more\b|nextpage|noteaser|\[if |StartFragment|EndFragment")
_GONE = (
    "script style noscript svg canvas map link meta base input select datalist textarea form button label fieldset"
).split()
_WITH_TEXT = ["p", "img", "a", "table", "h2", "h3"]
_CONTROLS = ("button", "label", "fieldset", "legend")
_RENAMED = {
    **{"strike": "s", "tt": "code", "acronym": "abbr", "center": "div", "big": "span", "font": "span"},
    **dict.fromkeys(("dialog", "search", "hgroup", "marquee", "legend", "fieldset", "form", "noframes"), "div"),
    **{"menu": "ul", "dir": "ul", "listing": "pre", "xmp": "pre", "plaintext": "pre"},
}
_PARTS = {"dt": "dl", "dd": "dl"} | dict.fromkeys("caption tbody td tfoot th thead tr".split(), "table")
_REPORTED = ("marquee", "dialog")
_HANDLED = {"html", "body", "head", "picture", "source", "param", "track", "nobr", "wbr", "article", "section", "font"}
_HANDLED |= {"iframe", "embed", "object", "video", "audio", "img", REFERENCE, NOTE}


def without_asides(soup: BeautifulSoup, changes: list[Change]) -> None:
    """Remove from a tree, or turn into its words, what is no running text, and append what became of it."""
    asides = _Asides(soup, changes)
    asides.hidden()
    asides.tasks()
    asides.readings()
    asides.gone()
    asides.renamed()
    asides.unknown()
    asides.attributes()
    for tag in soup.find_all(["pre", "code"]):
        if tag.find(["img", "iframe", "embed", "object", "video", "audio", *(BLOCKS - {"pre"})]):
            tag.name = "div" if tag.name == "pre" else "span"  # code can hold none of these


def words_of(tag: Tag) -> str:
    """Return all words of an element, also those of its attributes and of what it would show at a click."""
    parts: list[str] = []
    for each in (tag, *tag.descendants):
        if isinstance(each, Tag):
            parts += told_by(each.name, each.attrs)
        elif not isinstance(each, _NOT_SAID) and (each.parent is None or each.parent.name not in ("script", "style")):
            parts.append(str(each))
    return " ".join(" ".join(parts).split())


def tell_title(tag: Tag, changes: list[Change]) -> None:
    """Say that the title of a link or an abbreviation is dropped, unless it repeats its words."""
    title = " ".join(str(tag.get("title") or "").split())
    if title and title != " ".join(tag.get_text().split()):
        record(changes, "attribute", f"<{tag.name}> {title}", "dropped", _NO_PLACE)


def tell_all(tag: Tag, changes: list[Change]) -> None:
    """Name the words of the attributes of a picture that is dropped, or of those and links in a dropped element."""
    for each in (tag, *tag.find_all(True)):
        for said in told_by(each.name, each.attrs) if each.name in ("img", "a", "abbr") else ():
            record(changes, "attribute", f"<{each.name}> {said}", "dropped", _NO_PLACE)


_NO_PLACE = "words of an attribute, for which a text has no place"


class _Asides:
    """The asides of one tree."""

    def __init__(self, soup: BeautifulSoup, changes: list[Change]) -> None:
        self._soup, self._changes = soup, changes

    def _say(self, kind: str, what: str, outcome: Outcome, reason: str, tag: Tag | None = None) -> None:
        """Append a change; if it drops an element, with the words, pictures and links in it that readers saw."""
        if tag is None:
            record(self._changes, kind, what, outcome, reason)
            return
        seen = seen_in(str(tag))
        takes: tuple[Counted, ...] = tuple(seen.counts.elements())  # type: ignore[arg-type]
        record(self._changes, kind, what, outcome, reason, seen.text, takes=takes)

    def hidden(self) -> None:
        """Remove comments and hidden elements; readers never saw them."""
        for node in self._soup.find_all(string=lambda text: isinstance(text, _NOT_SAID)):
            words = str(node).strip()
            if not _MARKS_OF_EDITORS.match(words):
                self._say("comment", words, "dropped", "readers never saw it")
            node.extract()
        for node in self._soup.find_all(string=lambda text: isinstance(text, CData)):
            node.replace_with(NavigableString(str(node)))
        for tag in self._soup.find_all(lambda tag: is_hidden(tag.name, tag.attrs)):
            if not tag.decomposed:
                said = words_of(tag)
                pictures = " ".join(
                    str(each.get("src") or "") for each in (tag, *tag.find_all("img")) if each.get("src")
                )
                self._say("hidden words", f"<{tag.name}> {said} {pictures}", "dropped", "readers never saw them")
                tag.decompose()

    def tasks(self) -> None:
        """Write the boxes of tasks in lists as signs."""
        for tag in self._soup.select("li input[type=checkbox]"):
            if tag.parent and tag.parent.name == "label":
                tag.parent.unwrap()
            tag.replace_with(NavigableString("☑ " if tag.has_attr("checked") else "☐ "))
            self._say("list", "a task", "changed", "☑ for a ticked box, ☐ for an empty one")

    def readings(self) -> None:
        """Write the reading of a word, as in `<ruby>`, in brackets behind it."""
        for ruby in self._soup.find_all("ruby"):
            bare = not ruby.find("rp")
            for reading in ruby.find_all("rt"):
                if bare:
                    reading.insert_before(" (")
                    reading.insert_after(")")
            for inner in (*ruby.find_all(["rb", "rt", "rp", "rtc"]), ruby):
                inner.unwrap()
            self._say("tag", "<ruby>", "changed", "the reading of a word stands in brackets behind it")

    def gone(self) -> None:
        """Remove programs, drawings and forms, and name what they said."""
        for tag in self._soup.find_all(_GONE):
            if tag.decomposed:
                continue
            if tag.name in ("label", "fieldset", "form") and tag.find(_WITH_TEXT):
                if tag.name == "label":
                    tag.unwrap()
                continue  # somebody put a whole text into a form
            if tag.name in _CONTROLS and not tag.find_parent("form") and tag.get_text().strip():
                self._controls(tag)
                continue
            what = words_of(tag) or f"<{tag.name}> {tag.get('src') or tag.get('action') or ''}"
            reason = (
                "a drawing; these were its words" if tag.name == "svg" and words_of(tag) else "no program runs here"
            )
            self._say(tag.name, what, "dropped", reason, tag)
            tag.decompose()

    def _controls(self, tag: Tag) -> None:
        """Keep the words of a part of a form that stands in a text."""
        if tag.name == "fieldset":
            return
        self._say("tag", _start_tag(tag), "dropped", "its words stay")
        _unwrap_apart(tag) if tag.name in SEPARATING else tag.unwrap()

    def renamed(self) -> None:
        """Give old elements the names of those that mean the same."""
        for tag in self._soup.find_all(list(_RENAMED)):
            if tag.name in _REPORTED:
                self._say("tag", _start_tag(tag), "dropped", "its words stay")
            tag.name = _RENAMED[tag.name]
        for tag in self._soup.find_all(["dl", *_PARTS]):
            around = _PARTS.get(tag.name)
            if not (tag.find_parent(around) if around else tag.find("dt") and tag.find("dd")):
                tag.name = "div"  # browsers show a part of a list or table that stands alone as a block

    def unknown(self) -> None:
        """Remove the tags of elements that no text of ours has; their words stay."""
        for formula in self._soup.find_all("math"):
            for each in filter(_is_unknown, formula.find_all(True)):
                for said in told_by(each.name, each.attrs):
                    self._say("attribute", f"<{each.name}> {said}", "dropped", _NO_PLACE)
                _unwrap_apart(each)
        for tag in self._soup.find_all(True):
            if _is_unknown(tag):
                self._say("tag", _start_tag(tag), "dropped", "its words stay")
                _unwrap_apart(tag) if tag.name in SEPARATING else tag.unwrap()

    def attributes(self) -> None:
        """Name the words of attributes that a draft does not have; pictures and links have theirs."""
        for tag in self._soup.find_all(True):
            said = told_by(tag.name, tag.attrs)
            explained = tag.name == "a" or (tag.name == "abbr" and tag.get_text().strip())
            for key in ("alt", "title") if tag.name == "img" else ("title",) if explained else ():
                kept = " ".join(str(tag.get(key) or "").split())
                said = [each for each in said if each.casefold() != kept.casefold()]
            for each in said:
                self._say("attribute", f"<{tag.name}> {each}", "dropped", _NO_PLACE)


def _is_unknown(tag: Tag) -> bool:
    return tag.name not in TAGS and tag.name not in BLOCKS and tag.name not in _HANDLED


def _unwrap_apart(tag: Tag) -> None:
    """Remove the tags of an element; its words stay apart from those around it."""
    tag.insert_before(" ")
    tag.insert_after(" ")
    tag.unwrap()


def _start_tag(tag: Tag) -> str:
    """Return the start tag of an element, with its attributes as they were."""
    values = "".join(
        f' {key}="{" ".join(value) if isinstance(value, list) else value}"' for key, value in tag.attrs.items()
    )
    return f"<{tag.name}{values}>"


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
