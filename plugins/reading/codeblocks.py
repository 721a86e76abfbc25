"""Fenced code, highlighted by Pygments."""

from __future__ import annotations

from typing import Any

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
