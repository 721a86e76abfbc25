"""Commands of Hugo and Jekyll in Markdown bodies: what stands for each of them, and which of them were dropped.

A command is a shortcode of Hugo (`{{< figure … >}}`) or a tag of Liquid (`{% include … %}`); two of them may enclose
words. What readers of the old site saw of the arguments of a command that is known here, such as a caption, a credit or
the author of a quotation, becomes words of the draft. What an unknown command said is in the report alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape, unescape
from typing import NamedTuple

from markdown import markdown

from .account import LINKED, Change, Outcome, links_in, plain, record, seen_in
from .account import words as words_of
from .shortcodes import (
    WEB,
    address_in,
    as_html,
    attributes_of,
    credited,
    first_of,
    joined,
    known_address,
    sentences,
    shown_of,
)

_HUGO = re.compile(
    r"\{\{(?P<mark>[<%])(?!/\*)\s*(?P<end>/?)\s*(?P<name>[\w./-]+)"
    r"(?P<rest>(?:\s(?:\"(?:[^\"\\{]|\\.|\{(?!\{[<%]))*\"|`[^`]*`|[^\"`{]|\{(?!\{[<%]))*?)?)(?P<self>/?)[>%]\}\}",
    re.DOTALL,
)
_HUGO_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_LIQUID = re.compile(
    r"\{%-?\s*(?P<name>\w+)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*?)-?%\}|\{\{-?(?![<%])(?P<value>[^{}]*?)-?\}\}", re.DOTALL
)
_INCLUDED = re.compile(r"\s*(?:[\w-]+/)*(?P<name>[\w-]+)(?:\.\w+)?(?P<rest>\s.*|)\Z", re.DOTALL)
_FILTERED = re.compile(
    r"""\s*(?:site\.(?:base_?url|url)|page\.url|["']([^"']*)["']\s*(?:\|\s*\w+(?::[^|]*)?\s*)+)\s*"""
)
_LIST_OR_TABLE = re.compile(r"\s*(?:[-*+]\s|[>|]|\d+[.)]\s|\[\^[^\[\]\s]+\]:|:\s|#{1,6}\s)")

_REFERENCES = frozenset(("ref", "relref", "post_url", "link of jekyll"))
_CODE = frozenset("highlight code codeblock".split())
_COLUMN = re.compile(r"^[ \t]*<-{2,}>[ \t]*$", re.MULTILINE)
_TECHNICAL = frozenset(
    "class width height id align style size loading target rel color colour icon type lang open weight position"
    " autoplay controls loop muted start end sort sortorder sortby emoji".split()
)
"""Arguments that were no words: how something looked or worked."""
_PICTURES = frozenset("figure fig img image picture photo".split())
_QUOTATIONS = frozenset("quote blockquote pullquote pull-quote epigraph quotation testimonial".split())
_FOLDED = frozenset(
    "details expand collapse collapsible accordion accordion-item accordionitem spoiler toggle dropdown tab panel step"
    " box".split()
)
_BOXES = frozenset(
    "notice note tip warning info callout alert admonition hint important caution danger attention aside gallery"
    " figures carousel slider tabs columns column row center div lead".split()
)
_BUTTONS = frozenset("button btn link cta card linkcard".split())
_EMBEDDED = frozenset("audio video youtube vimeo tweet twitter x instagram gist dailymotion iframe embed".split())

_INCLUDABLE = _PICTURES | _QUOTATIONS | _FOLDED | _BOXES | _BUTTONS | _EMBEDDED

_SOURCES = ("src", "image_path", "image", "url", "path", "file", "0")
_TITLES = ("summary", "title", "heading", "header", "label", "subtitle")
_WORDS = ("text", "content", "quote", "caption", "description", "footer")
_CREDITS = tuple(
    "attr attribution credit credits author by byline photographer name speaker role position work source cite from"
    " copyright license".split()
)
_PICTURE_CREDITS = tuple(each for each in _CREDITS if each != "name")
_TARGETS = tuple("attrlink creditlink citelink authorlink sourceurl source_url link href url relref".split())


class _Command(NamedTuple):
    """A shortcode or tag: where it is, how it is called, its arguments, and whether it ends or is a pair by itself."""

    start: int
    end: int
    name: str
    rest: str
    typed: str
    ends: bool = False
    alone: bool = False


def from_hugo(body: str, changes: list[Change], inside: Callable[[int], bool]) -> str:
    """Return a Markdown body of Hugo with Markdown or HTML in place of its shortcodes.

    Args:
        body: The Markdown.
        changes: The list to which is appended what became of each shortcode.
        inside: Returns whether an offset of the body is inside code, where nothing is changed.
    """
    text = _Commands(body, _of_hugo(body, inside), changes).converted()
    return _HUGO_ESCAPED.sub(lambda found: f"{{{{{found[1]}{found[2]}{found[3]}}}}}", text)


def from_liquid(body: str, changes: list[Change], inside: Callable[[int], bool]) -> str:
    """Return a Markdown body of Jekyll with Markdown or HTML in place of its tags and values of Liquid."""
    return _Commands(body, _of_liquid(body, inside), changes).converted()


def from_hugo_in_html(body: str, changes: list[Change]) -> str:
    """Return an HTML body of Hugo with HTML in place of its shortcodes."""
    if not _HUGO.search(body) and not _HUGO_ESCAPED.search(body):
        return body
    text = _Commands(body, _of_hugo(body, lambda _: False), changes, in_html=True).converted()
    return _HUGO_ESCAPED.sub(lambda found: escape(f"{{{{{found[1]}{found[2]}{found[3]}}}}}"), text)


def picture_credits(body: str) -> Iterator[tuple[str, str]]:
    """Yield the source and the credit, as plain words, of each picture of a body that a command shows with a credit."""
    for command in (*_of_hugo(body, lambda _: False), *_of_liquid(body, lambda _: False)):
        values = attributes_of(command.rest)
        source, words = first_of(values, _SOURCES), plain(", ".join(shown_of(values, _PICTURE_CREDITS)))
        if command.name in _PICTURES and source and words:
            yield source, words


def _of_hugo(body: str, inside: Callable[[int], bool]) -> list[_Command]:
    return [
        _Command(
            *match.span(),
            match["name"].rstrip("/").rpartition("/")[2].lower().removesuffix(".html"),
            match["rest"] or "",
            match[0],
            bool(match["end"]),
            bool(match["self"]) or match["name"].endswith("/"),
        )
        for match in _HUGO.finditer(body)
        if not inside(match.start())
    ]


def _of_liquid(body: str, inside: Callable[[int], bool]) -> list[_Command]:
    """Return the tags and values of Liquid, without those between `raw` and `endraw`; a value has no name."""
    found = []
    raw = False
    for match in _LIQUID.finditer(body):
        name, rest = (match["name"] or "").lower(), match["rest"] or match["value"] or ""
        if inside(match.start()) or (raw and name != "endraw"):
            continue
        raw = name == "raw"
        ends = name.startswith("end") and len(name) > 3
        included = _INCLUDED.match(rest) if name.startswith("include") or name == "render" else None
        if included and included["name"].lower() in _INCLUDABLE:
            name, rest = included["name"].lower(), included["rest"]
        name = "link of jekyll" if name == "link" else name.removeprefix("end") if ends else name
        found.append(_Command(*match.span(), name, rest, match[0], ends, alone=not name))
    return found


def _pairs(commands: Sequence[_Command]) -> dict[int, int]:
    """Return the index of the command that ends another one, by the index of that."""
    pending: list[int] = []
    counts = Counter[str]()
    pairs = {}
    for index, command in enumerate(commands):
        if not command.ends and not command.alone:
            pending.append(index)
            counts[command.name] += 1
        elif command.ends and counts[command.name]:
            while commands[pending[-1]].name != command.name:
                counts[commands[pending.pop()].name] -= 1
            counts[command.name] -= 1
            pairs[pending.pop()] = index
    return pairs


class _Commands:
    """The commands of one body, replaced one by one."""

    def __init__(
        self, body: str, commands: Sequence[_Command], changes: list[Change], *, in_html: bool = False
    ) -> None:
        self._body, self._commands, self._changes = body, commands, changes
        self._in_html, self._enclosed = in_html, list[str]()
        self._pairs = _pairs(commands)

    def converted(self) -> str:
        """Return the body without commands."""
        return self._between(0, len(self._commands), 0, len(self._body))

    def _between(self, first: int, last: int, start: int, end: int) -> str:
        """Return a part of the body; its commands are those from the index `first` to before `last`."""
        parts, at, index = [], start, first
        while index < last:
            command, closer = self._commands[index], self._pairs.get(index)
            parts.append(self._body[at : command.start])
            if closer is None:
                parts.append(self._replaced(command, command.typed, None, ""))
                at, index = command.end, index + 1
            else:
                ending = self._commands[closer]
                raw = self._body[command.end : ending.start]
                verbatim = command.name in _CODE or command.name == "comment"
                words = raw if verbatim else self._between(index + 1, closer, command.end, ending.start)
                parts.append(self._replaced(command, f"{command.typed}\n{ending.typed}", words, raw))
                at, index = ending.end, closer + 1
        return joined((*parts, self._body[at:end]))

    def _say(
        self,
        typed: str,
        outcome: Outcome,
        reason: str,
        made: str = "",
        *,
        new: str | None = None,
        kind: str = "shortcode",
        pictures: int = 0,
        gone: int = 0,
    ) -> None:
        """Append a change.

        Args:
            typed: The command in the source, and in a line of its own the one that ends it.
            outcome: `changed` or `dropped`.
            reason: What became of it.
            made: The Markdown or HTML that stands for its arguments.
            new: The words of that, if they are others than those of Markdown.
            kind: What the command was.
            pictures: The number of pictures that it becomes.
            gone: The number of links that what it encloses loses.
        """
        old = plain(typed)  # as our Markdown shows it, which does not know the command
        takes, adds = ("link",) * (links_in(typed) + gone), ("picture",) * pictures + ("link",) * links_in(made)
        new = plain(made) if new is None else new
        record(self._changes, kind, typed, outcome, reason, old, new, takes, adds)  # type: ignore[arg-type]

    def _replaced(self, command: _Command, typed: str, words: str | None, raw: str) -> str:
        """Return what stands for a command.

        Args:
            command: The command, which is not an end tag unless it ends nothing.
            typed: The command and, in a line of its own, the one that ends it.
            words: What they enclose, converted; None if nothing ends the command.
            raw: What they enclose in the source.
        """
        values = attributes_of(command.rest)
        if self._in_html and words and words.strip():
            self._enclosed.append(words)
            words = f"\x04{len(self._enclosed) - 1}\x05"
        made = self._made(command, typed, words, raw, values)
        if self._in_html and command.name not in _REFERENCES:
            made = self._as_html(made)
        if self._changes[-1].outcome == "changed":
            self._say_unshown(values, made)
        return made

    def _as_html(self, made: str) -> str:
        """Return what stands for a command as HTML; what it encloses is HTML already."""
        html = markdown(made, extensions=["fenced_code"])
        if "\n" not in made.strip("\n") and html.startswith("<p>") and "\n\n" not in made:
            html = html.removeprefix("<p>").removesuffix("</p>")
        return re.sub(
            "<p>\x04(\\d+)\x05</p>|\x04(\\d+)\x05", lambda held: self._enclosed[int(held[1] or held[2])], html
        )

    def _say_unshown(self, values: Mapping[str, str], made: str) -> None:
        """Say which arguments of a command with words that readers may have seen are not in what stands for it."""
        there = set(words_of(unescape(made)))
        for key, value in values.items():
            if key not in _TECHNICAL and not there.issuperset(words_of(value)) and re.search(r"[^\W\d_]", value):
                typed = value if key.isdigit() else f"{key}: {value}"
                record(self._changes, "argument", typed, "dropped", "nothing here shows it")

    def _made(self, command: _Command, typed: str, words: str | None, raw: str, values: Mapping[str, str]) -> str:
        """Return what stands for a command; the arguments are those of `_replaced`."""
        name = command.name
        if command.ends:
            self._say(typed, "dropped", "it ends nothing")
            return ""
        if name == "comment" or (not name and command.rest.startswith("/*")):
            return self._hidden(typed, raw)
        if name in _CODE and words is not None:
            return self._code(command, typed, raw, values)
        if name in _PICTURES and first_of(values, _SOURCES):
            return self._picture(command, typed, values) + (words or "")
        if name in _QUOTATIONS and (words or first_of(values, _WORDS)):
            return self._quotation(command, typed, words, values)
        if name in _FOLDED | _BOXES:
            return self._box(command, typed, words, values)
        if name in _BUTTONS and first_of(values, _TARGETS):
            return self._button(typed, words, values)
        return self._referring(command, typed, words, values)

    def _hidden(self, typed: str, raw: str) -> str:
        """Drop a comment, with what it encloses."""
        first, _, last = typed.partition("\n")
        takes = ("link",) * links_in(re.sub(r"!\[[^\[\]]*\]\(", "", raw)) + ("picture",) * raw.count("![")
        old = f"{plain(first)}\n{plain(raw)}\n{plain(last)}"
        reason = "a comment: readers never saw it"
        record(self._changes, "comment", f"{first}{raw}{last}", "dropped", reason, old, "", takes)  # type: ignore[arg-type]
        return ""

    def _referring(self, command: _Command, typed: str, words: str | None, values: Mapping[str, str]) -> str:
        """Return the address for which a command stands, a link to what it embedded, or the words that it encloses."""
        name, rest = command.name, command.rest
        if name in _REFERENCES and (values.get("path") or "0" in values):
            self._say(typed, "changed", "the address that it stands for")
            return values.get("path") or values["0"]
        filtered = _FILTERED.fullmatch(rest) if not name else None
        if filtered:
            self._say(typed, "changed", "the address that it stands for", filtered[1] or "")
            return filtered[1] or ""
        address = known_address(name, values) or address_in(LINKED.sub(r"\1", rest))
        source = first_of(values, _SOURCES) if name in _EMBEDDED else ""
        address = address or (source if not re.search(r"[\s\[\]()<>]", source) else "")
        if address:
            address = f"https:{address}" if address.startswith("//") else address
            return self._embed(typed, address, values) + (f"\n\n{words}" if words else "")
        if words is None:
            self._say(typed, "dropped", "nothing here does what it did")
            return ""
        self._say(typed, "dropped", "the command alone: the words that it encloses stay")
        return words

    def _code(self, command: _Command, typed: str, raw: str, values: Mapping[str, str]) -> str:
        heads = shown_of(values, ("title", "caption", "file", "filename"))
        self._say(typed, "changed", "a block of code", ", ".join(heads), gone=links_in(raw))
        before = "" if not command.start or self._body[command.start - 1] == "\n" else "\n"
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", raw)), default=0))
        language = values.get("lang") or values.get("0", "")
        head = f"**{', '.join(heads)}**\n\n" if heads else ""
        return f"{before}{head}{fence}{language}\n{raw.strip(chr(10))}\n{fence}\n"

    def _picture(self, command: _Command, typed: str, values: Mapping[str, str]) -> str:
        """Return the HTML of a picture, with its title, caption and credit below it."""
        if first_of(values, _SOURCES) == values.get("0", "").strip():  # file, description and caption without names
            values = {"alt": values.get("1", ""), "caption": values.get("2", ""), **values}
        picture = f'<img src="{escape(first_of(values, _SOURCES))}" alt="{escape(values.get("alt", ""))}">'
        if values.get("link") or values.get("href"):
            picture = f'<a href="{escape(values.get("link") or values["href"])}">{picture}</a>'
        title, credit = values.get("title", ""), as_html(", ".join(shown_of(values, _PICTURE_CREDITS)))
        target = first_of(values, [each for each in _TARGETS if each not in ("link", "url", "href")]) if credit else ""
        credit = f'<a href="{escape(target)}">{credit}</a>' if target and "<a " not in credit else credit
        words = " ".join(as_html(each) for each in shown_of(values, ("caption", "description", "text")))
        caption = sentences(f"<strong>{as_html(title)}</strong>" if title else "", words, credit)
        reason = "a picture with its words" if caption else "a picture"
        self._say(typed, "changed", reason, caption, new=seen_in(caption).text, pictures=1)
        lead = self._lead(command)
        if not caption or (lead and not lead.strip()) or _LIST_OR_TABLE.match(lead):
            return f"{picture} {caption}".strip()
        return f"\n\n<figure>{picture}<figcaption>{caption}</figcaption></figure>\n\n"

    def _quotation(self, command: _Command, typed: str, words: str | None, values: Mapping[str, str]) -> str:
        """Return a quotation, whose last line says who or what is quoted."""
        numbered = [values[key] for key in sorted(values) if key.isdigit()] if words else []
        names = [*shown_of(values, (*_CREDITS, "title", "caption", "date", "year")), *numbered]
        if not command.typed.startswith("{{") and numbered and '"' not in command.rest:
            names = [command.rest.strip()]
        target = next((value for key, value in values.items() if key in _TARGETS or WEB.match(value)), "")
        names = [each for each in names if each != target] or ([target] if target else [])
        line = credited(names, target)
        body = words.strip("\n") if words else "\n\n".join(shown_of(values, _WORDS))
        made = f"{'' if words else body}\n{line}".strip()
        self._say(typed, "changed", "a quotation with its author" if line else "a quotation", made)
        return self._placed(
            command, [body, f"— {line}" if line else ""], quoted=not re.search(r"<figure|```|~~~", body)
        )

    def _box(self, command: _Command, typed: str, words: str | None, values: Mapping[str, str]) -> str:
        """Return the words of what could be unfolded or stood in a box, with its title in bold before them."""
        numbered = [value for key, value in values.items() if key.isdigit()]
        folded = command.name in _FOLDED
        heads = shown_of(values, (*_TITLES, *(("name",) if command.name == "tab" else ())))
        if not heads and folded:
            heads = [" ".join(numbered)] if numbered else []
        elif not heads:  # the first argument is the kind of box, unless it is a sentence
            heads = [each for number, each in enumerate(numbered) if number or " " in each]
        words = self._without_columns(words) if words else words
        tails = shown_of(values, (*_WORDS, *_PICTURE_CREDITS))
        line = credited(tails, first_of(values, _TARGETS))
        head = ", ".join(heads)
        if not words and not head and not line:
            self._say(typed, "dropped", "nothing here does what it did")
            return ""
        reason = "its title in bold, and the words that it encloses" if head else "the words that it encloses"
        self._say(typed, "changed", reason if words or head else "its words", f"{head}\n{line}".strip())
        return self._placed(command, [f"**{head}**" if head and "*" not in head else head, words or "", line])

    def _without_columns(self, words: str) -> str:
        """Return words without the lines by which a theme of Hugo ends a column."""
        for match in _COLUMN.finditer(words):
            self._changes.append(Change("shortcode", match[0].strip(), "dropped", "columns follow one another here"))
        return _COLUMN.sub("\n", words)

    def _button(self, typed: str, words: str | None, values: Mapping[str, str]) -> str:
        """Return a link with the words of a button."""
        target = first_of(values, _TARGETS)
        shown = (words or "").strip() or plain(", ".join(shown_of(values, (*_TITLES, *_WORDS, "0")))) or target
        if links_in(shown) or "\n" in shown:
            self._say(typed, "changed", "a link, after the words that it encloses", f"[{target}]({target})")
            return f"{shown}\n\n[{target}]({target})"
        self._say(typed, "changed", "a link", f"[]({target})", new="" if words else shown)
        return f"[{shown}]({target})"

    def _embed(self, typed: str, address: str, values: Mapping[str, str]) -> str:
        """Return a link to what was embedded, with its title and caption as words."""
        shown = plain(", ".join(shown_of(values, (*_TITLES, *_WORDS, *_PICTURE_CREDITS)) or shown_of(values, ("alt",))))
        bare = WEB.match(address) and not shown
        made = f"<{address}>" if bare else f"[{shown or address}]({f'<{address}>' if '(' in address else address})"
        self._say(typed, "changed", "a link to it", made, kind="embed")
        return made

    def _lead(self, command: _Command) -> str:
        """Return what stands before a command in its line."""
        return self._body[self._body.rfind("\n", 0, command.start) + 1 : command.start]

    def _placed(self, command: _Command, blocks: Sequence[str], *, quoted: bool = False) -> str:
        """Return blocks of Markdown as paragraphs in the place of a command, or as words in its line in a list."""
        blocks = [block.strip("\n") for block in blocks if block.strip()]
        lead = self._lead(command)
        if _LIST_OR_TABLE.match(lead) and not any("\n\n" in block for block in blocks):
            return " ".join(block.strip() for block in blocks)
        indent = lead if not lead.strip() else ""
        lines = [line.removeprefix(indent) for line in "\n\n".join(blocks).split("\n")]
        if quoted:
            lines = [f"> {line}" if line.strip() else ">" for line in lines]
        return "\n\n" + "\n".join(f"{indent}{line}" if line.strip() else "" for line in lines) + "\n\n"
