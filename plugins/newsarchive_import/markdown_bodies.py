"""Markdown bodies as our Markdown: only what our readers refuse is changed.

Code stays as it is. Everything else is found by patterns in the source, so that words and their markup keep their form:
commands of Hugo and Jekyll, blocks of HTML, tags, attribute lists, headings, lists, links and pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from newsarchive.api import ATTRIBUTES, LANGUAGE_TAG, TAGS

from .account import Change, LinkFinder, record
from .commonmark import (
    DEFINITION,
    with_fenced_code,
    with_literal_signs,
    with_spaced_lists,
    without_code,
    without_unseen,
)
from .html_bodies import html_to_markdown, new_level
from .markdown_commands import from_hugo, from_liquid
from .markdown_html import REFUSED, gap, with_open_boxes, with_rendered_markdown, with_words_of_html
from .shortcodes import attributes_of

_BLOCK_TAGS = (
    "address|article|aside|blockquote|center|details|div|dl|embed|fieldset|figure|footer|form|h[1-6]|header|iframe|main|nav"
    "|noscript|object|ol|p|picture|pre|script|section|style|svg|table|template|ul|video|audio"
)
_BLOCK = re.compile(rf"^ {{0,3}}<(?P<name>{_BLOCK_TAGS})\b", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->[ \t]*", re.DOTALL)
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:\s+[^\s<>"'=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))?)*)\s*/?>"""
)
_OPEN_COMMENT = re.compile(r"^ {0,3}<!--(?!-?>)(?:(?!-->).)*\Z", re.DOTALL | re.MULTILINE)  # CommonMark 0.31, 4.6
_ATX = re.compile(
    r"^(?P<lead>(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*[ \t]*)(?P<signs>#{1,6})(?:[ \t]+(?P<words>.*?))?[ \t]*$",
    re.MULTILINE,
)
_TYPED_HEADING = re.compile(
    r"^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])+)<h([1-6])\b[^<>]*>(.*?)</h\2\s*>[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_ATX_CLOSED = re.compile(r"[ \t]+#+\Z")
_NO_TITLE = re.compile(r" {0,3}(?:[-*+>#|]|\d+[.)])[ \t]| {4}|\s*\Z|.*\|")
_UNDERLINE = re.compile(r"(?P<lead>(?: {0,3}>)*) {0,3}(?P<sign>=+|-{2,})[ \t]*\Z")
_LINK = re.compile(
    r"(?<!\\)(?P<picture>!?)\[(?P<words>(?:(?!\n[ \t]*\n)[^\[\]\\]|\\.|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)\]\(\s*"
    r"(?P<target><[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_AUTOLINK = re.compile(r"(?<!\]\()(?<!\\)<(?P<target>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")  # CommonMark 0.31, 6.5
_CLOSER = re.compile(r"^\{\{[<%]\s*/\s*[\w-]+\s*[>%]\}\}[ \t]*$", re.MULTILINE)  # else a part of a note above it
_ATTRIBUTES = re.compile(
    r"[ \t]*\{(?P<inside>:?[ \t]*(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+)|toc)(?:[ \t]+[^{}\n]*)?)\}"
)
_WITH_ID = re.compile(r"#([a-z0-9]+(?:-[a-z0-9]+)*)(?=\s|\Z)")
_WITH_LANGUAGE = re.compile(r"lang=[\"']?([\w-]+)")
_CODE_HEADER = re.compile(r"(?<=\n\n)(?: {4,}|\t)[ \t]*:::[a-z0-9+-]+[ \t]*\n")
_STRUCK = re.compile(r"(?<![~\\])~~(?=[^\s~])([^~\n]+?)(?<=\S)~~(?!~)")
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])\s+)\[([ xX])\]\s+", re.MULTILINE)
_SIGNED = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])\s+[☑☐] ", re.MULTILINE)
_TOC = re.compile(r"^(?:[-*] .*\n)?\{:\s*toc\b[^}]*\}[ \t]*$|^\[(?:TOC|toc)\][ \t]*$", re.MULTILINE)


def markdown_to_markdown(
    body: str, links: LinkFinder, *, language: str = "", title: str = ""
) -> tuple[str, list[Change]]:
    """Return a Markdown body as our Markdown, and what is not carried over as it was.

    Args:
        body: The Markdown, with commands of Hugo or Liquid if it has any.
        links: Finds the new targets of links and pictures.
        language: The language of the text.
        title: The title of the item; a first heading that repeats it is dropped.
    """
    text = _Markdown(links, language, title)
    return text.converted(body), text.changes


class _Markdown:
    """One Markdown body, changed step by step."""

    def __init__(self, links: LinkFinder, language: str, title: str) -> None:
        self.changes: list[Change] = []
        self._links, self._language, self._title = links, language, title
        self._blocks: list[str] = []
        self._unlinked = 0  # links in HTML whose beginning is dropped and whose end is not yet

    def converted(self, body: str) -> str:
        """Return the body as our Markdown."""
        text = with_task_signs(with_known_blocks(body, self.changes))
        tasks = len(_SIGNED.findall(text)) - len(_SIGNED.findall(body))
        if tasks:
            self._say("list", f"{tasks} tasks", "changed", "☑ for [x], ☐ for [ ]")
        text = _CODE_HEADER.sub(self._code_header, text)
        if "{{" in text or "{%" in text:
            text = from_hugo(text, self.changes, _inside_code(text))
            text = from_liquid(text, self.changes, _inside_code(text))
        text = _outside_code(text, _TOC, self._contents)
        text = _outside_code(text, _COMMENT, self._comment) if "-->" in text else text
        text = _outside_code(text, _OPEN_COMMENT, self._open_comment)
        text = with_fenced_code(text)
        text = self._html_blocks(text)
        text = with_words_of_html(text, self._html_in_line, self.changes)
        text = _outside_code(text, _TYPED_HEADING, lambda match: f"{match[1]}{'#' * int(match[2])} {match[3].strip()}")
        text = _outside_code(text, _ATTRIBUTES, self._attributes)
        text = without_unseen(text, self.changes)
        text = with_literal_signs(text)
        text = _without_underlines(text)
        text = _outside_code(text, _LINK, self._link)
        text = _outside_code(text, DEFINITION, self._definition)
        text = _outside_code(text, _AUTOLINK, self._autolink)
        text = _outside_code(text, _TAG, self._tag)
        text = _outside_code(text, _STRUCK, lambda match: f"<del>{match[1]}</del>")
        text = _HELD.sub(lambda match: self._blocks[int(match[1])], text)
        text = self._headings(text)
        return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n")

    def _say(self, kind: str, what: str, outcome: str, reason: str, **more: object) -> None:
        record(self.changes, kind, what, outcome, reason, **more)  # type: ignore[arg-type]

    def _code_header(self, match: re.Match[str]) -> str:
        self._say("code", match[0], "dropped", "the language of code without fences")
        return ""

    def _contents(self, match: re.Match[str]) -> str:
        self._say("table of contents", match[0], "dropped", "the page has none", old=match[0])
        return ""

    def _comment(self, match: re.Match[str]) -> str:
        words = match[0].strip().removeprefix("<!--").removesuffix("-->").strip()
        if words not in ("more", "toc", "TOC", ""):
            self._say("comment", words, "dropped", "readers never saw it", old=words)
        return ""

    def _open_comment(self, match: re.Match[str]) -> str:
        self._say("comment", match[0], "dropped", "readers never saw it: nothing ends the comment", old=match[0])
        return ""

    def _html_blocks(self, text: str) -> str:
        """Return a text whose blocks of HTML are Markdown, or the HTML that our readers accept."""
        parts, at = [], 0
        bare = without_code(text)
        for match in _BLOCK.finditer(bare):
            start = match.start()
            if start < at:
                continue
            end = _end_of_block(bare, start, match["name"])
            block = text[start:end]
            if re.match(r"\s*<\w+[^>]*\smarkdown\b", block):
                continue  # its words are Markdown: its tags are removed like others
            if match["name"].lower() in ("dl", "ol", "table", "ul"):
                block = with_rendered_markdown(block)
            converted, changes = html_to_markdown(block, self._links, language=self._language)
            self.changes += changes
            # what is converted is held apart, lest the patterns below convert it again
            parts += [text[at:start], f"\n\n\x02{len(self._blocks)}\x03\n\n"]
            self._blocks.append(converted)
            at = end
        return "".join((*parts, text[at:]))

    def _html_in_line(self, element: str) -> str:
        """Return a mark for what stands for an element in the line."""
        converted, changes = html_to_markdown(element, self._links, language=self._language)
        self.changes += changes
        self._blocks.append(" ".join(converted.split()))
        return f"\x02{len(self._blocks) - 1}\x03"

    def _attributes(self, match: re.Match[str]) -> str:
        """Return the part of an attribute list that our reader accepts: an id of ours, and the language."""
        inside = match["inside"]
        own, language = _WITH_ID.search(inside), _WITH_LANGUAGE.search(inside)
        kept = [f"#{own[1]}"] if own else []
        kept += [f"lang={language[1]}"] if language and LANGUAGE_TAG.match(language[1]) else []
        if " ".join(kept) == inside.lstrip(": ").strip():
            return match[0]
        self._say("attributes", match[0], "dropped", "the site has its own design", old=match[0])
        before = match[0][: len(match[0]) - len(match[0].lstrip())]
        return f"{before}{{{':' if inside.startswith(':') else ''} {' '.join(kept)} }}" if kept else ""

    def _headings(self, text: str) -> str:
        """Return a text whose first heading has level 2, and that skips no level."""
        levels: list[tuple[int, int]] = []
        changed = first = 0

        def level(match: re.Match[str]) -> str:
            nonlocal changed, first
            words, lead = _ATX_CLOSED.sub("", match["words"] or "").strip(), match["lead"]
            lead = lead if lead.strip() or len(lead) > 3 else ""
            if not words:
                return lead
            first += 1
            if first == 1 and self._title and words.casefold() == self._title.casefold().strip():
                self._say("heading", words, "dropped", "it repeats the title", old=words)
                return ""
            old = len(match["signs"])
            new = new_level(old, levels)
            changed += old != new
            follows = match.string[match.end() : match.end() + 2]
            apart = "" if lead or follows.strip(" ") in ("\n\n", "\n", "") else "\n"
            return f"{lead}{'#' * new} {words}{apart}"

        text = _outside_code(text, _ATX, level)
        if changed:
            self._say("heading", f"{changed} headings", "changed", "other levels: the first is ##, and none is skipped")
        return text

    def _link(self, match: re.Match[str]) -> str:
        words = match["words"]
        if "](" in words and not match["picture"]:
            words = _LINK.sub(self._link, words)
        target = unescape(match["target"].strip("<>"))
        title = match["title"] or ""
        if match["picture"]:
            return self._picture(target, words, title)
        large = words.lstrip().startswith("![") and self._links.is_picture(target)  # a picture's own large file
        new = self._links.link(target, self.changes) if target and target != "#" and not large else None
        if new is None or not words.strip():
            reason = _why_dropped(target) if words.strip() else "it has no words"
            self._say("link", f"{target}{title}", "dropped", reason, takes=("link",))
            return words
        return f"[{words}]({new if not re.search(r'[ ()]', new) else '<' + new + '>'}{title})"

    def _autolink(self, match: re.Match[str]) -> str:
        """Return an address in angle brackets, or its words if our readers refuse such a link."""
        target = match["target"]
        new = self._links.link(target, self.changes)
        if new == target:
            return match[0]
        words = re.sub(r"[\\`*_\[\]]", r"\\\g<0>", target)
        if new is not None:
            return f"[{words}]({new})"
        # our Markdown takes others for tags, not for links
        takes = ("link",) if "://" in target else ()
        self._say("link", target, "dropped", "it leads nowhere here; its words stay", takes=takes)
        return words

    def _definition(self, match: re.Match[str]) -> str:
        target = unescape(match["target"].strip("<>"))
        if re.search(r"\.(?:jpe?g|png|gif|webp|svg|bmp)\Z", target, re.IGNORECASE):
            new = self._links.picture(target, self.changes)
        else:
            new = self._links.link(target, self.changes)
        return f"{match['label']}{new or target}{match['title'] or ''}"

    def _picture(self, source: str, alt: str, title: str = "") -> str:
        """Return a picture with the name of its file, or nothing if there is no file."""
        name = self._links.picture(source, self.changes)
        if name is None:
            for words in filter(None, (alt.strip(), title.strip().strip("\"'()"))):
                self._say("attribute", words, "dropped", "words of a picture that is dropped")
            return ""
        if not alt.strip():
            self._say("picture", source, "changed", "it has no alternative text; write what it shows")
        return f"![{alt}]({name}{title})"

    def _tag(self, match: re.Match[str]) -> str:
        """Return a tag in the middle of words with what our readers accept of it, or nothing."""
        name, ending = match["name"].lower(), bool(match["end"])
        values = {key: unescape(value) for key, value in attributes_of(match["rest"]).items() if not key.isdigit()}
        if name == "img" and values.get("src"):
            title = f' "{escape(values["title"])}"' if values.get("title") else ""
            return self._picture(values["src"], values.get("alt", "").strip(), title)
        if name == "a" and not ending and values.get("href"):
            new = self._links.link(values["href"], self.changes)
            if new is None:
                self._say("link", values["href"], "dropped", _why_dropped(values["href"]), takes=("link",))
                self._unlinked += 1
                return ""
            values["href"] = new
        name = {"strike": "s", "tt": "code", "acronym": "abbr"}.get(name, name)
        if name not in TAGS and name not in REFUSED:
            return match[0].replace("<", "&lt;")
        if (
            name not in TAGS
            or (name == "span" and not values.keys() & {"lang", "dir"})
            or (name == "a" and not ending and "href" not in values)
        ):
            if not ending:
                self._say("tag", match[0], "dropped", "its words stay")
                self._unlinked += name == "a"
            return gap(match, name)
        if ending and name == "a" and self._unlinked:
            self._unlinked -= 1
            return ""
        if ending:
            return f"</{name}>"
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(name, set())
        kept = {key: value for key, value in values.items() if key in allowed - {"style", "id"}}
        if len(kept) < len(values):
            self._say("attributes", match[0], "dropped", "the site has its own design")
        return f"<{name}{''.join(f' {key}={chr(34)}{escape(value)}{chr(34)}' for key, value in kept.items())}>"


def _why_dropped(target: str) -> str:
    inside = target.startswith("#") and len(target) > 1
    return "no heading of the text has this name; its words stay" if inside else "it leads nowhere here; its words stay"


def with_task_signs(text: str) -> str:
    """Return a text whose tasks have ☑ and ☐, which readers saw, in place of `[x]` and `[ ]`."""
    return _outside_code(text, _TASK, lambda match: f"{match[1]}{'☐' if match[2] == ' ' else '☑'} ")


def with_known_blocks(body: str, changes: list[Change]) -> str:
    """Return a text whose lists, and Markdown in boxes of HTML, Python-Markdown reads as other programs do."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    text = _outside_code(text, _CLOSER, lambda match: f"\n{match[0]}\n")
    return with_spaced_lists(with_open_boxes(text, changes), changes)


def _outside_code(text: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> str:
    """Return a text in which each match outside of code is replaced."""
    if not pattern.search(text):
        return text
    bare = without_code(text)
    parts, at = [], 0
    for match in pattern.finditer(text):
        if (
            match.start() < at
            or bare[match.start()] != text[match.start()]
            or bare[match.end() - 1] != text[match.end() - 1]
        ):
            continue
        parts += [text[at : match.start()], change(match)]
        at = match.end()
    return "".join((*parts, text[at:]))


def link_targets(body: str) -> list[str]:
    """Return the words and targets of all links and pictures of a Markdown body, also of those inside of others."""
    found: list[str] = []
    pending = [body]
    while pending:
        for match in _LINK.finditer(pending.pop()):
            found += [match["target"], match["words"]]
            pending += [match["words"]] if "](" in match["words"] else []
    return found


def _inside_code(text: str) -> Callable[[int], bool]:
    bare = without_code(text)
    return lambda offset: bare[offset] != text[offset]


def _end_of_block(text: str, start: int, name: str) -> int:
    """Return the offset at which a block of HTML ends: after its own end tag, or at a blank line if it has none."""
    depth = 0
    for tag in re.finditer(rf"<(/?){re.escape(name)}\b[^<>]*?(/?)>", text[start:], re.IGNORECASE):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth <= 0:
            return start + tag.end()
    blank = re.search(r"\n[ \t]*\n", text[start:])
    return start + blank.start() if blank else len(text)


def _without_underlines(text: str) -> str:
    """Return a text whose underlined headings have `#`; a rule directly below a sentence stays a rule."""
    lines, shown = text.split("\n"), without_code(text).split("\n")
    result: list[str] = []
    for number, line in enumerate(lines):
        sign = _UNDERLINE.match(shown[number])
        lead = sign["lead"] if sign else ""
        above = result[-1].removeprefix(lead) if result and result[-1].startswith(lead) else ""
        if sign and number and shown[number - 1].strip() and not _NO_TITLE.match(above):
            if sign["sign"][0] == "-" and above.strip().endswith((".", "!", "?", "…", ":")):
                result += [lead.rstrip(), line]
            else:
                result[-1] = f"{lead}{' ' if lead else ''}{'#' if sign['sign'][0] == '=' else '##'} {above.strip()}"
        else:
            result.append(line)
    return "\n".join(result)


_HELD = re.compile("\x02(\\d+)\x03")
