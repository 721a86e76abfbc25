"""Shortcodes of WordPress: what stands for each of them, and which were dropped; the words of arguments of any command.

A shortcode is a command in brackets (`[gallery ids="1"]`) that the program of the old site replaced by something.
Nothing of ours does, so each becomes HTML or words, or is dropped and said. `markdown_commands` has those of Hugo and
Jekyll, whose arguments are read here, too: as lines of Markdown, as HTML, and as readers see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from .account import LINKED, MARKUP, Change, Counted, record, seen_in, shortened

NOTE = "import-note"
"""The name of the element that stands for a note in the middle of a text."""

_WORDPRESS = re.compile(r"(?<!\[)\[(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:[\s=][^\[\]]*)?)\](?!\])")
_NOTES = frozenset("ref footnote footnotes note efn_note mfn fn sidenote".split())
_EMBEDS = frozenset(
    "embed youtube vimeo video audio playlist soundcloud tweet twitter instagram facebook dailymotion googlemaps gist"
    " wpvideo".split()
)
_CODE = frozenset("code sourcecode source highlight".split())
_MEMBERS = frozenset(
    "private private_content member members membersonly members_only members_access members_logged_in access restrict"
    " is_user_logged_in user_logged_in logged_in loggedin wpmem_logged_in um_loggedin membership mepr_show"
    " groups_member swpm_protected wlm_private wcm_restrict showifrole content_protector passster".split()
)
"""Shortcodes of plugins for words that only members of a site see; hyphens are underscores here."""
_OF_ALL = {"level": ("0", "-"), "levels": ("0", "-"), "operator": ("!",), "role": ("visitor",)}
"""How the arguments begin by which such words are for everybody else."""
_KNOWN = _EMBEDS | frozenset(("gallery", "caption", "wp_caption", "toc"))
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"']+))|"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)"""
)
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\]]+")
_VERBATIM = re.compile(r"<(pre|code|script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_DOUBLE = re.compile(r"\s?\(\((?!\()([^()]{3,2000}(?:\([^()]*\)[^()]*)*)\)\)")


WEB = re.compile(r"(?:https?:)?//\S+\Z")
"""Matches a web address and nothing else."""


class _Tag(NamedTuple):
    start: int
    end: int
    name: str
    rest: str
    closing: bool


def attributes_of(typed: str) -> dict[str, str]:
    """Return the attributes of a shortcode by name; those without a name have their numbers, from `0` on."""
    found: dict[str, str] = {}
    count = 0
    # WordPress makes straight quotation marks curly; within straight ones, curly ones are words
    typed = typed if '"' in typed else typed.replace("”", '"').replace("″", '"')
    for match in _ATTRIBUTE.finditer(typed):
        name, *values = match.groups()
        value = next((each for each in values if each is not None), "").replace('\\"', '"')
        if name:
            found.setdefault(name.lower(), value)
        else:
            found[str(count)] = value
            count += 1
    return found


def embedded(address: str) -> str:
    """Return a paragraph of HTML that links to what was embedded, by its address."""
    address = f"https:{address}" if address.startswith("//") else address
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def address_in(typed: str) -> str:
    """Return the first web address in the words of a shortcode, or an empty string."""
    found = _ADDRESS.search(typed)
    return found[0] if found else ""


def from_wordpress(body: str, changes: list[Change]) -> str:
    """Return a WordPress body with HTML in place of its shortcodes, and append what became of each of them."""
    hidden = [match.span() for match in _VERBATIM.finditer(body)]
    tags = [
        _Tag(match.start(), match.end(), match["name"].lower(), match["rest"], bool(match["end"]))
        for match in _WORDPRESS.finditer(body)
        if not any(start <= match.start() < end for start, end in hidden)
    ]
    parts, at, index = [], 0, 0
    while index < len(tags):
        tag = tags[index]
        closer = _closer(tags, index)
        index += 1
        if tag.start < at or not (closer or tag.closing or tag.name in _KNOWN or re.search(r"\w\s*=", tag.rest)):
            continue
        end = closer.end if closer else tag.end
        inner = body[tag.end : closer.start] if closer else ""
        typed = body[tag.start : tag.end] + ("\n" + body[closer.start : closer.end] if closer else "")
        parts += [body[at : tag.start], _replaced(tag, typed, inner, changes)]
        at = end
    return _with_double_notes("".join((*parts, body[at:])), changes)


def _closer(tags: list[_Tag], index: int) -> _Tag | None:
    """Return the tag that closes a shortcode, counting those of the same name inside, or None."""
    depth = 0
    for tag in tags[index + 1 :] if not tags[index].closing else ():
        if tag.name == tags[index].name:
            if tag.closing and not depth:
                return tag
            depth += -1 if tag.closing else 1
    return None


def _replaced(tag: _Tag, typed: str, inner: str, changes: list[Change]) -> str:
    """Return the HTML that stands for one shortcode."""
    values, shown = attributes_of(tag.rest), shortened(typed)
    if tag.name in ("caption", "wp_caption"):
        picture = _PICTURE.search(inner)
        image = picture[0] if picture else ""
        words = values.get("caption", "") + inner.replace(image, "", 1)
        told = values.get("caption", "")
        changes.append(Change("shortcode", shown, "changed", "a picture with its caption", typed, told))
        return f"<figure>{image}<figcaption>{from_wordpress(words, changes)}</figcaption></figure>"
    if tag.name in _EMBEDS:
        address = address_in(f"{inner} {tag.rest}") or known_address(tag.name, values)
        if address:
            old = f"{typed}\n{inner}"
            full = f"https:{address}" if address.startswith("//") else address
            changes.append(Change("embed", shown, "changed", "a link to it", old, full, adds=("link",)))
            return embedded(address)
    if tag.name in _NOTES and inner.strip():
        record(changes, "note", inner, "changed", "a note below the text", f"{typed}\n{_bare(inner)}", _bare(inner))
        return f"<{NOTE}>{from_wordpress(inner, changes)}</{NOTE}>"
    if tag.name in _CODE and inner.strip():
        changes.append(Change("shortcode", shown, "changed", "a block of code", typed))
        return f"<pre><code>{inner.strip(chr(10))}</code></pre>"
    if tag.name.replace("-", "_") in _MEMBERS and inner.strip() and not _is_for_all(values):
        seen = seen_in(inner)
        takes: tuple[Counted, ...] = tuple(seen.counts.elements())  # type: ignore[arg-type]
        old = f"{typed}\n{seen.text}"
        record(changes, "hidden words", old, "dropped", "only members of the old site saw them", old, takes=takes)
        return ""
    kept = bool(inner.strip())
    reason = "the command alone: the words that it encloses stay" if kept else "nothing here does what it did"
    changes.append(Change("shortcode", shown, "dropped", reason, typed))
    return from_wordpress(inner, changes) if kept else ""


def _is_for_all(values: Mapping[str, str]) -> bool:
    """Return whether a shortcode for members is for others: `level="0"`, `operator="!"` or `role="visitor-only"`."""
    return any(values.get(name, "").startswith(starts) for name, starts in _OF_ALL.items())


def _with_double_notes(body: str, changes: list[Change]) -> str:
    """Return a body in which `((words))`, the notes of two plugins of WordPress, are notes."""

    def note(match: re.Match[str]) -> str:
        bare = _bare(match[1])
        record(changes, "note", match[1], "changed", "a note below the text", bare, bare)
        return f"<{NOTE}>{match[1]}</{NOTE}>"

    return _DOUBLE.sub(note, body) if "((" in body and NOTE not in body else body


def _bare(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)


def known_address(name: str, values: Mapping[str, str]) -> str:
    """Return the address of what a shortcode embeds by an id alone, or an empty string."""
    ident = values.get("id") or values.get("0", "")
    if not re.fullmatch(r"[\w./-]{2,100}", ident):
        return ""
    return {
        "youtube": f"https://www.youtube.com/watch?v={ident}",
        "vimeo": f"https://vimeo.com/{ident}",
        "tweet": f"https://twitter.com/{values.get('user', 'i')}/status/{ident}",
        "twitter": f"https://twitter.com/i/status/{ident}",
        "x": f"https://x.com/{values.get('user', 'i')}/status/{ident}",
        "instagram": f"https://www.instagram.com/p/{ident}/",
        "gist": f"https://gist.github.com/{ident if '/' in ident else ident + '/' + values.get('1', '')}",
        "dailymotion": f"https://www.dailymotion.com/video/{ident}",
    }.get(name, "")


def joined(parts: Iterable[str]) -> str:
    """Return parts of a text as one, with a space between words that a command stood between."""
    text: list[str] = []
    for part in filter(None, parts):
        text += [" ", part] if text and text[-1][-1].isalnum() and part[0].isalnum() else [part]
    return "".join(text)


def first_of(values: Mapping[str, str], keys: Sequence[str]) -> str:
    """Return the first of some arguments that is not empty, or an empty string."""
    return next((values[key].strip() for key in keys if values.get(key, "").strip()), "")


def shown_of(values: Mapping[str, str], keys: Sequence[str]) -> list[str]:
    """Return the words of some arguments on one line each, without repetitions and web addresses."""
    found = (" ".join(values.get(key, "").split()) for key in keys)
    return list(dict.fromkeys(each for each in found if each and not WEB.match(each)))


def credited(names: Sequence[str], target: str) -> str:
    """Return some names on one line, the last of which leads to a target if there is one."""
    line = ", ".join(names)
    if not target or any(sign in line for sign in "[]"):
        return line
    if not names or names[-1] == target:
        return f"<{target}>" if WEB.match(target) else f"[{target}]({target})"
    return ", ".join((*names[:-1], f"[{names[-1]}]({target})"))


def sentences(*parts: str) -> str:
    """Return parts of a caption as one line, with a full stop after each that ends without a sign, but the last."""
    text = [part for part in parts if part]
    ends = [seen_in(part).text.strip()[-1:] for part in text[:-1]]
    return " ".join(
        (*(f"{part}{'.' if end.isalnum() else ''}" for part, end in zip(text, ends, strict=False)), *text[-1:])
    )


def as_html(words: str) -> str:
    """Return words that Hugo reads as Markdown in the line as HTML; tags stay."""
    text = words if MARKUP.search(words) else escape(words, quote=False)
    text = LINKED.sub(lambda match: f'<a href="{match[2].replace(chr(34), "%22")}">{match[1]}</a>', text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"(?<!\w)([*_])([^*_]+)\1(?!\w)", r"<em>\2</em>", text)
