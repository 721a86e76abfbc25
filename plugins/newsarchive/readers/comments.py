"""Comments that readers would see, or that hide more than they seem to.

Markdown, browsers and an editor's eye agree on `<!-- … -->` alone, with no such sign inside. Each other form is
refused, whichever of them would have the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.archive.diagnostics import Fault, fault

from .source_map import Lines, blank_code, blank_fences

# what begins or ends a comment, what word processors make of that, and comments of other programs
_SIGN = re.compile(
    r"<!--|--!?>|<[ \t]*!(?!--)[ \t]*[-–—]|[–—]!?>|<%(?:--|#)"
    r"|\{\{?/\*|\{%-?[ \t]*comment\b|\{#[^{}\n]*#\}|\{>>|%%[^%\n]+%%"
)
_ENDING = re.compile(r"--!?>")
_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!<!--|--!?>).)*-->", re.DOTALL)
_BEGUN = re.compile(r"<!--[\W_]*([^\W_]*)")
_SHOWN = re.compile(r"&lt;!--[\W_]*([^\W_]*)")
_CODE = re.compile(r"<(code|pre|kbd|samp|var)\b[^<>]*>.*?</\1>", re.DOTALL)
_ESCAPED = re.compile(r"&(?:lt|LT|#0*60|#[xX]0*3[cC]);?!--")
_SPAN = re.compile(r"</?span\b[^<>]*>")
_NEAR = 40


def comment_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield a fault for the first sign in a body that begins or ends no comment, or for one that its HTML shows."""
    body = lines.source.body
    if not _SIGN.search(body):
        return
    bare, fenceless = blank_code(body), blank_fences(body)
    comments, at = [], 0
    while sign := _SIGN.search(bare, at):
        comment = _COMMENT.match(bare, sign.start())
        # what is code to Markdown looks to an editor like the end of a comment
        if not (comment and _COMMENT.fullmatch(fenceless, *comment.span())) or _parted(body, *comment.span()):
            yield fault("raw-comment", lines.place(sign.start()), found=_near(body, sign.start()))
            return
        comments.append(comment)
        at = comment.end()
    if "&lt;" in html and _is_published(html, body, len(comments)):
        shown = _SHOWN.findall(html)
        begun = [each.start() for each in _BEGUN.finditer(body) if each[1] in shown]
        start = begun[0] if begun else body.find("<!--")
        yield fault("raw-comment", lines.place(start), found=_near(body, start))


def _is_published(html: str, body: str, comments: int) -> bool:
    """Whether HTML shows a comment that was not written as code, or in code over a line's end, where few see it."""
    html = _SPAN.sub("", html)  # of highlighted code
    code = [each[0] for each in _CODE.finditer(html)]
    in_code = sum(each.count("&lt;!--") for each in code)
    escaped = len(_ESCAPED.findall(body))
    lines = any(each.startswith("<code") and "\n" in each and "&lt;!--" in each for each in code)
    return lines or in_code > body.count("<!--") - comments + escaped or html.count("&lt;!--") - in_code > escaped


def _parted(body: str, start: int, end: int) -> bool:
    """Whether fenced code in a comment ends it and begins another: what stands between them seems to be shown."""
    ending = _ENDING.search(body, start, end - len("-->"))
    return ending is not None and body.find("<!--", start + 1, end) > ending.start()


def comment_in(words: str) -> str:
    """Return what a field's words hold as a comment, which readers would see; empty for none."""
    sign = _SIGN.search(words)
    return _near(words, sign.start()) if sign else ""


def _near(text: str, start: int) -> str:
    return " ".join(text[start : start + _NEAR].split())
