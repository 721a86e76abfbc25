"""Links, marks of notes, emphasis and code within a plain text, written as the HTML that Python-Markdown makes of them.

Only what is sure is written: a link without brackets or quotes in it, emphasis without emphasis in it. Of all else it
says `Unplain`, and Python-Markdown reads the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from markdown.serializers import RE_AMP
from markdown.util import code_escape

_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"""\[\^([^\[\]]*)\]|(?<!!)\[([^\[\]]+)\]\(([^\s()<>"'\[\]\x02]+)\)""")
# what opens may not be followed by white space, what closes may not follow it; `_` counts at the ends of words alone
_EMPHASIS = re.compile(
    r"(?<!\*)(\*\*?)(?![\s*])([^*_]+)(?<!\s)\1(?!\*)"
    r"|(?<!\w)(__?)(?![\s_])([^*_]+)(?<!\s)\3(?!\w)"
)
_KEPT = re.compile("\x02([0-9]+)\x03")
_EMPHASES = ("", "em", "strong")


class Unplain(Exception):  # noqa: N818 - no error: the longer way is taken
    """A text that is not plain enough to be sure what Python-Markdown would make of it."""


class Inlines:
    """Writes the runs of one text. They must come in the order in which Python-Markdown reads them: by depth.

    In that order a note's marks are numbered, and `marks` counts them.
    """

    def __init__(self, notes: Mapping[str, int]) -> None:
        """`notes`: the number of each note by its name."""
        self.marks: Counter[str] = Counter()
        self._notes = notes
        self._kept: list[str] = []

    def html(self, text: str) -> str:
        """Return a run of text as HTML."""
        kept = self._kept = []
        if "`" in text:
            text = _CODE.sub(self._code, text)
            if "`" in text:
                raise Unplain
        if "&" in text:
            text = RE_AMP.sub("&amp;", text)
        if ">" in text:
            text = text.replace(">", "&gt;")
        emphasis = "*" in text or "_" in text
        if "[" in text:
            # no emphasis is looked for in addresses: they are kept apart till it has been found
            text = _LINK.sub(self._kept_link if emphasis or kept else self._link, text)
            if "](" in text or "[^" in text:
                raise Unplain
        if emphasis:
            text = _emphasised(text)
        for _ in range(2 if kept else 0):  # there is code in links, and nothing kept apart in code
            text = _KEPT.sub(lambda match: kept[int(match[1])], text)
        return text

    def _keep(self, html: str) -> str:
        self._kept.append(html)
        return f"\x02{len(self._kept) - 1}\x03"

    def _code(self, match: re.Match[str]) -> str:
        code = match[1].strip()
        if not code:
            raise Unplain
        return self._keep(f"<code>{code_escape(code)}</code>")

    def _kept_link(self, match: re.Match[str]) -> str:
        return self._keep(self._link(match))

    def _link(self, match: re.Match[str]) -> str:
        name, words, target = match.groups()
        if words:
            return f'<a href="{target}">{_emphasised(words)}</a>'
        number = self._notes.get(name)
        if number is None:
            raise Unplain
        self.marks[name] += 1
        return (
            f'<sup id="{mark_id(name, self.marks[name])}"><a class="footnote-ref" href="#fn:{name}">{number}</a></sup>'
        )


def attribute(value: str) -> str:
    """Return a value as it stands between an attribute's quotes."""
    escaped = RE_AMP.sub("&amp;", value).replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;")


def mark_id(name: str, nth: int) -> str:
    """Return the id of a note's nth mark."""
    return f"fnref{nth if nth > 1 else ''}:{name}"


def _emphasised(text: str) -> str:
    if "*" not in text and "_" not in text:
        return text
    text = _EMPHASIS.sub(_emphasis, text)
    if "*" in text or "_" in text:
        raise Unplain
    return text


def _emphasis(match: re.Match[str]) -> str:
    sign, words = (match[1], match[2]) if match[1] else (match[3], match[4])
    tag = _EMPHASES[len(sign)]
    return f"<{tag}>{words}</{tag}>"
