"""What HTML says beside its running words: hidden elements, forms, drawings, readings, and words of attributes.

What readers never saw is removed. What they saw and a text cannot have becomes words of the text, or is named.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, Comment, Declaration, Doctype, NavigableString, ProcessingInstruction

from newsarchive.readers.sanitising import TAGS

from .account import SEPARATING, Change, Counted, Outcome, record, seen_in
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
            if tag.name in _CONTROLS and not tag.find_parent("form") and not _is_alone(tag):
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


def _is_alone(tag: Tag) -> bool:
    """Return whether an element has nothing to read but what a program would do."""
    return not tag.get_text().strip()


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
