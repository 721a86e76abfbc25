"""Fenced code, highlighted by Pygments."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markdown import Markdown
from markdown.extensions.codehilite import CodeHiliteExtension
from pygments.formatters import HtmlFormatter

CODE_CLASS = "code"


class _Formatters:
    """Pygments' formatters by their options: making one costs more than using it."""

    def __init__(self) -> None:
        self._made: dict[str, HtmlFormatter[str]] = {}

    def __call__(self, lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG002
        """Return the formatter for the options that CodeHilite gives."""
        key = repr(sorted(options.items()))
        if key not in self._made:
            self._made[key] = HtmlFormatter(**options)
        return self._made[key]


def highlighting() -> CodeHiliteExtension:
    """Return Python-Markdown's extension as all our texts have it."""
    return CodeHiliteExtension(css_class=CODE_CLASS, guess_lang=False, pygments_formatter=_Formatters())


@lru_cache(maxsize=256)
def highlighted(fence: str) -> str:
    """Return the HTML of a fence and the code in it, empty for what is none: a text and its translations hold the same.

    It depends on nothing else, neither on the language of the text nor on what stands around it.
    """
    markdown = _fences().reset()
    markdown.preprocessors["fenced_code_block"].run(fence.split("\n"))
    blocks = markdown.htmlStash.rawHtmlBlocks
    return str(blocks[0]) if len(blocks) == 1 else ""


@lru_cache(maxsize=1)
def _fences() -> Markdown:
    return Markdown(extensions=[highlighting(), "attr_list", "fenced_code"], output_format="html")
