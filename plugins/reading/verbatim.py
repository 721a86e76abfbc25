"""What is not words in a source file: code, HTML, addresses of links, comments, and ids in front matter.

Each is blanked by spaces, so that all that is left stands where it stood. Markdown's own rules are followed:
a fence is closed by the same fence, a code span by as many backticks within its paragraph. Every step goes
through the text once, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_WORDS = "title summary text publisher credit alt caption authors translators corrections name".split()
_IDS = (
    "date published brought_from modified starts ends tags people organisations places sources source_headline image "
    "related translates translated_revision published_contacts status withdrawal reason redirect_from url archived "
    "lang language file"
).split()

_FRONT = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<front>(?:.*?(?:\r\n?|\n))??)---[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL,
)
_KEY = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)*|[{{,][ \t]*)({'|'.join((*_WORDS, *_IDS))}):(?=\s)",
    re.MULTILINE,
)
# as Python-Markdown has it: with other words beside it a line begins no code
_FENCE = re.compile(r"""(`{3,}|~{3,})[ ]*(?:\{.*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=(["']).*?\2[ ]*)?)\Z""")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TICKS = re.compile(r"(?<!\\)(\\*)(`+)")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_DESTINATION = re.compile(r"\]\((?:[^\s()]|\([^\s()]*\))*")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\[\n]*\]:[ \t]*(?!\s)(?:<[^<>\n]*>|[^\s<]*[:/.#][^\s<]*)", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\[\s]*\]")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}\n]*\}")
_FULL = re.compile(r"[^\n]")


def fenced_front(content: str) -> re.Match[str] | None:
    """Return a file's front matter with its two `---` lines, up to its body; the group `front` stands between them.

    Line ends are of any kind. Behind the hyphens there may be spaces and tabs.
    """
    return _FRONT.match(content)


def front_end(content: str) -> int:
    """Return where the body begins: after the second of the two `---` lines; 0 where they are not there."""
    fenced = fenced_front(content)
    return fenced.end() if fenced else 0


def blank_verbatim(content: str) -> str:
    """Return a file's text with only its words left, each in its place."""
    end = front_end(content)
    return _blank_fields(content[:end]) + _blank_body(content[end:])


def blank_code(body: str) -> str:
    """Return a body with its fenced code and code spans blanked."""
    fenced = blank_fences(body)
    if "`" not in fenced:
        return fenced
    out, at = [], 0
    for gap in _PARAGRAPH.finditer(fenced):
        out.append(_blank_parts(fenced[at : gap.start()], code_spans(fenced[at : gap.start()])))
        out.append(gap[0])
        at = gap.end()
    return "".join([*out, _blank_parts(fenced[at:], code_spans(fenced[at:]))])


def blank_unread(body: str) -> str:
    """Return a body in which all that Markdown does not read as its own is blanked: code and comments."""
    code = blank_code(body)
    return _blank_parts(code, _comments(code))


def blank_comments(body: str) -> str:
    """Return a body with its comments blanked; what code shows of comments stays."""
    return _blank_parts(body, _comments(blank_code(body)))


def without_comments(body: str) -> str:
    """Return a body without its comments; what code shows of comments stays."""
    out, at = [], 0
    for start, end in _comments(blank_code(body)):
        out.append(body[at:start])
        at = end
    return "".join([*out, body[at:]])


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


def blank_fences(body: str) -> str:
    """Return a body with its fenced code blanked."""
    if "```" not in body and "~~~" not in body:
        return body
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


def code_spans(paragraph: str) -> list[tuple[int, int]]:
    """Return where the code spans of a paragraph begin and end, their backticks included.

    As Python-Markdown has it, a run of backticks without an equal one behind it ends at the first of the longest ones,
    if that is shorter. Where it has no end, as many characters behind it begin no span.
    """
    runs = list(_TICKS.finditer(paragraph)) if "`" in paragraph else []
    equal: dict[int, list[int]] = {}
    longest = [-1] * len(runs)  # of those behind each
    for index, run in enumerate(runs):
        equal.setdefault(len(run[2]), []).append(index)
    for index in range(len(runs) - 2, -1, -1):
        near, far = index + 1, longest[index + 1]
        longest[index] = far if far >= 0 and len(runs[far][2]) > len(runs[near][2]) else near
    spans, place, index = list[tuple[int, int]](), 0, 0
    while index < len(runs):
        run, closer = runs[index], longest[index]
        escaped = run[1] and (len(run[1]) % 2 or run.start() < place)
        start = max(place, run.start(2) + bool(escaped))
        length = run.end() - start
        same = equal.get(length, [])
        at = bisect_right(same, index)
        if at < len(same):
            closer = same[at]
        elif closer >= 0 and len(runs[closer][2]) > length:
            closer = -1
        if length > 0 and closer >= 0:
            place, index = runs[closer].end(), closer
            spans.append((start, place))
        elif length > 0:
            place = start + 2 * length
        index += 1
    return spans


def _blank_parts(text: str, parts: Iterable[tuple[int, int]]) -> str:
    out, at = [], 0
    for start, end in parts:
        out += [text[at:start], _blank(text[start:end])]
        at = end
    return "".join([*out, text[at:]])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (closing := text.find("-->", start + 4)) >= 0:
        end = closing + 3
        yield start, end
