"""Fenced code, highlighted by Pygments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markdown.extensions import codehilite
from markdown.extensions.codehilite import CodeHiliteExtension
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType

CODE_CLASS = "code"

LANGUAGES = frozenset("bash console css diff html http ini json python sh shell sql text xml yaml".split())
"""Languages whose code is coloured. Of Pygments' other 500 many take minutes for one line of 100,000 letters."""

LONGEST_CODE = 2_000
"""Letters of a block that is coloured: even of these, most take a time that grows with the square of the length."""


def _lexer(name: str | None, **options: Any) -> Lexer:
    """Return what reads a language's code. Longer blocks, and all in other languages, are printed without colours."""
    plain = get_lexer_by_name("text", **options)
    if not name or name.lower() not in LANGUAGES:
        return plain
    lexer = get_lexer_by_name(name, **options)
    coloured = lexer.get_tokens

    def tokens(text: str, unfiltered: bool = False) -> Iterator[tuple[_TokenType, str]]:
        return (coloured if len(text) <= LONGEST_CODE else plain.get_tokens)(text, unfiltered)

    lexer.get_tokens = tokens  # type: ignore[method-assign]
    return lexer


# CodeHilite has no option for it, and both fences and indented code with a header (`:::python`) ask for a lexer here
codehilite.get_lexer_by_name = _lexer  # type: ignore[attr-defined]


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
