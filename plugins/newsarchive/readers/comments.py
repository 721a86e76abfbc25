"""Comments that readers would see, or that hide more than they seem to.

An editor's HTML comment in a text may contain what must not be published. Markdown, browsers and human editors agree
only on the form `<!-- … -->` with no other sign of a comment inside. All other forms (`<!--…--!>`, `{# … #}`, an
unclosed comment) are faults, whether or not a program would treat them as comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.archive.diagnostics import Fault, fault

from .source_map import Lines, blank_code, blank_fences

# The start or end of a comment, what word processors turn it into, and comments of other programs. A pattern that
# begins with a set of characters is searched fastest.
SIGN = re.compile(
    r"[-<–—{%](?:(?<=<)(?:!--|[ \t]*!(?!--)[ \t]*[-–—]|%(?:--|#))|(?<=-)-!?>|(?<=[–—])!?>"
    r"|(?<=\{)(?:\{?/\*|%-?[ \t]*comment\b|#[^{}\n]*#\}|>>)|(?<=%)%[^%\n]+%%)"
)
"""A pattern of what begins or ends a comment, or looks as if it did."""

_ENDING = re.compile(r"--!?>")
_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!<!--|--!?>).)*-->", re.DOTALL)
_BEGUN = re.compile(r"<!--[\W_]*([^\W_]*)")
_SHOWN = re.compile(r"&lt;!--[\W_]*([^\W_]*)")
_CODE = re.compile(r"<(code|pre|kbd|samp|var)\b[^<>]*>.*?</\1>", re.DOTALL)
_ESCAPED = re.compile(r"&(?:lt|LT|#0*60|#[xX]0*3[cC]);?!--")
_SPAN = re.compile(r"</?span\b[^<>]*>")
_NEAR = 40


def comment_faults(lines: Lines, html: str) -> Iterator[Fault]:
    """Yield a fault for the first malformed HTML comment of a text or, if there is none, for one that readers see."""
    body = lines.source.body
    if not SIGN.search(body):
        return
    bare, fenceless = blank_code(body), blank_fences(body)
    comments, at = [], 0
    while sign := SIGN.search(bare, at):
        comment = _COMMENT.match(bare, sign.start())
        # a `-->` in a code span looks to an editor like the end of the comment, but not to Markdown
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
    """Return whether the HTML shows an HTML comment (`<!-- … -->`) that its editor may not have meant to show.

    One typed as code, or with `&lt;`, is meant to be shown, except in a code span of several lines, which few editors
    notice. `comments` is the number of well-formed comments in the body.
    """
    html = _SPAN.sub("", html)  # highlighted code has them
    code = [each[0] for each in _CODE.finditer(html)]
    in_code = sum(each.count("&lt;!--") for each in code)
    escaped = len(_ESCAPED.findall(body))
    lines = any(each.startswith("<code") and "\n" in each and "&lt;!--" in each for each in code)
    return lines or in_code > body.count("<!--") - comments + escaped or html.count("&lt;!--") - in_code > escaped


def _parted(body: str, start: int, end: int) -> bool:
    """Return whether the HTML comment from `start` to `end` has `-->` and later `<!--` inside, as in fenced code.

    The text between these two looks visible to an editor, but is hidden.
    """
    ending = _ENDING.search(body, start, end - len("-->"))
    return ending is not None and body.find("<!--", start + 1, end) > ending.start()


def comment_in(words: str) -> str:
    """Return the first 40 characters of a comment (`<!-- … -->`) in a front-matter field; empty if it has none."""
    sign = SIGN.search(words)
    return _near(words, sign.start()) if sign else ""


def _near(text: str, start: int) -> str:
    """Return up to 40 characters of a text from an offset on, as one line that a message can quote."""
    return " ".join(text[start : start + _NEAR].split())
