"""What is not words in a source file: code, HTML, addresses of links, comments, and ids in front matter.

Each is blanked by spaces, so that all that is left stands where it stood. Markdown's own rules are followed:
a fence is closed by the same fence, a code span by as many backticks within its paragraph. Every step goes
through the text once, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_WORDS = "title summary text publisher credit alt caption authors translators corrections name".split()
_IDS = (
    "date published brought_from modified starts ends tags people organisations places sources source_headline image "
    "related translates translated_revision published_contacts status withdrawal reason redirect_from url archived "
    "lang language file"
).split()

_KEY = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)*|[{{,][ \t]*)({'|'.join((*_WORDS, *_IDS))}):(?=\s)",
    re.MULTILINE,
)
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TICKS = re.compile(r"`+")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_DESTINATION = re.compile(r"\]\((?:[^\s()]|\([^\s()]*\))*")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\[\n]*\]:[ \t]*(?!\s)(?:<[^<>\n]*>|[^\s<]*[:/.#][^\s<]*)", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\[\s]*\]")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]*\}")
_FULL = re.compile(r"[^\n]")


def front_end(content: str) -> int:
    """Return where the body begins: after the second of the two `---` lines; 0 where they are not there."""
    first = re.match(r"---[ \t]*\n", content)
    last = re.compile(r"^---[ \t]*$\n?", re.MULTILINE).search(content, first.end()) if first else None
    return last.end() if last else 0


def blank_verbatim(content: str) -> str:
    """Return a file's text with only its words left, each in its place."""
    end = front_end(content)
    return _blank_fields(content[:end]) + _blank_body(content[end:])


def blank_code(body: str) -> str:
    """Return a body with its fenced code and code spans blanked."""
    fenced = _blank_fences(body) if "```" in body or "~~~" in body else body
    if "`" not in fenced:
        return fenced
    out, at = [], 0
    for gap in _PARAGRAPH.finditer(fenced):
        out.append(_blank_spans(fenced[at : gap.start()]))
        out.append(gap[0])
        at = gap.end()
    return "".join([*out, _blank_spans(fenced[at:])])


def blank_unread(body: str) -> str:
    """Return a body in which all that Markdown does not read as its own is blanked: code and comments."""
    return _blank_comments(blank_code(body))


def _blank(text: str) -> str:
    return _FULL.sub(" ", text)


def _blank_fields(front: str) -> str:
    """Keep the fields that hold words. A nested key governs until the next one: `url`, then `title`."""
    out, at, words = [], 0, True
    for key in _KEY.finditer(front):
        part = front[at : key.start(1)]
        out.append(part if words else _blank(part))
        at, words = key.start(1), key[1] in _WORDS
    return "".join([*out, front[at:] if words else _blank(front[at:])])


def _blank_body(body: str) -> str:
    text = blank_unread(body)
    for pattern in (_TAG, _DESTINATION, _DEFINITION, _NOTE, _ATTRIBUTES):
        text = pattern.sub(lambda match: _blank(match[0]), text)
    return text


def _blank_fences(body: str) -> str:
    lines = body.split("\n")
    closing: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line[:3] in ("```", "~~~"):
            closing.setdefault(line.rstrip(" "), []).append(index)
    index = 0
    while index < len(lines):
        fence = _FENCE.match(lines[index])
        ends = closing.get(fence[1], []) if fence else []
        end = bisect_right(ends, index)
        if end < len(ends):
            lines[index : ends[end] + 1] = [" " * len(line) for line in lines[index : ends[end] + 1]]
            index = ends[end]
        index += 1
    return "\n".join(lines)


def _blank_spans(paragraph: str) -> str:
    runs = list(_TICKS.finditer(paragraph)) if "`" in paragraph else ()
    if len(runs) < 2:
        return paragraph
    following: dict[int, int] = {}
    closers = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = len(runs[index][0])
        closers[index] = following.get(length, -1)
        following[length] = index
    out, at, index = [], 0, 0
    while index < len(runs):
        escaped = paragraph[runs[index].start() - 1 : runs[index].start()] == "\\"
        if closers[index] > 0 and not escaped:
            end = runs[closers[index]].end()
            out += [paragraph[at : runs[index].start()], _blank(paragraph[runs[index].start() : end])]
            at, index = end, closers[index]
        index += 1
    return "".join([*out, paragraph[at:]])


def _blank_comments(text: str) -> str:
    out, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        out += [text[at:start], _blank(text[start : end + 3])]
        at = end + 3
    return "".join([*out, text[at:]])
