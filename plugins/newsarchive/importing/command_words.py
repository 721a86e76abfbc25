"""Words of the arguments of commands in old texts: as lines of Markdown, as HTML, and as readers see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from .account import seen_in

LINKED = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
WEB = re.compile(r"(?:https?:)?//\S+\Z")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"\]\([^()\s]|<a\s|<https?://", re.IGNORECASE)


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


def links_in(text: str) -> int:
    """Return the number of links in Markdown or HTML."""
    return len(_LINK.findall(text))


def sentences(*parts: str) -> str:
    """Return parts of a caption as one line, with a full stop after each that ends without a sign, but the last."""
    text = [part for part in parts if part]
    ends = [seen_in(part).text.strip()[-1:] for part in text[:-1]]
    return " ".join(
        (*(f"{part}{'.' if end.isalnum() else ''}" for part, end in zip(text, ends, strict=False)), *text[-1:])
    )


def as_html(words: str) -> str:
    """Return words that Hugo reads as Markdown in the line as HTML; tags stay."""
    text = words if _MARKUP.search(words) else escape(words, quote=False)
    text = LINKED.sub(lambda match: f'<a href="{match[2].replace(chr(34), "%22")}">{match[1]}</a>', text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"(?<!\w)([*_])([^*_]+)\1(?!\w)", r"<em>\2</em>", text)


def plain(words: str) -> str:
    """Return the words of Markdown without its pictures, links and tags."""
    words = _PICTURE.sub("", words)
    words = re.sub(r"<(?:br|p)\b[^<>]*>", " ", re.sub(r"<((?:https?:)?//[^<>]*)>", r"\1", words))
    return _MARKUP.sub("", LINKED.sub(r"\1", words))
