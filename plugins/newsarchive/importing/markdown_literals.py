"""Words that CommonMark shows as typed, and our Markdown would read as markup: signs before them keep them words."""

from __future__ import annotations

import re

from newsarchive.readers.comments import SIGN

from .markdown_unseen import definitions_in, labels_of

HASH = re.compile(r"^(?P<lead>(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?=#{1,6}[^\s#]|#{7})", re.MULTILINE)
"""A place before number signs that begin no heading: no space follows (CommonMark 0.31, 4.2), or there are too many."""

_MARK = re.compile(r"(?<!\\)\[\^(?P<name>[^\[\]\n]+)\](?!\()")
_LEAD = r"^(?:[ ]*(?:>|[-*+][ ]|\d{1,9}[.)][ ]))*[ ]*"
_ABBREVIATION = re.compile(_LEAD + r"(?P<sign>\*)\[(?P<name>[^\[\]\\\n]+)\][ ]?:", re.MULTILINE)


def literal_signs(shown: str) -> list[tuple[int, int, str]]:
    """Return what to write into a Markdown text instead of signs that are words: the start, the end, and the new sign.

    Args:
        shown: The Markdown, without the comments of HTML, and with spaces in place of code.
    """
    edits = [(match.end(), match.end(), "\\") for match in HASH.finditer(shown)]
    notes = labels_of(shown)
    for match in _MARK.finditer(shown):
        if match["name"] not in notes:  # our check asks for a note unless the mark is code
            as_code = not re.search(r"[\s`]", match["name"])
            edits.append((*match.span(), f"`{match[0]}`") if as_code else (match.start(), match.start(), "\\"))
    for match in _ABBREVIATION.finditer(shown):
        uses = len(re.findall(rf"(?<!\w){re.escape(match['name'])}(?!\w)", shown))
        if uses - len(re.findall(rf"\[{re.escape(match['name'])}\]", shown)) < 1:
            edits.append((match.start("sign"), match.start("sign"), "\\"))
    for match, defines in definitions_in(shown):
        if not defines:
            place = match.end("lead")
            edits.append((place, place, "\\"))
    edits += [(*match.span(), _without_sign(match[0])) for match in SIGN.finditer(shown)]
    return sorted(edits)


def _without_sign(sign: str) -> str:
    """Return the beginning or end of a comment as words."""
    if sign[0] in "-–—":
        return f"{sign[:-1]}&gt;"
    return f"&#{ord(sign[0])};{sign[1:]}"
