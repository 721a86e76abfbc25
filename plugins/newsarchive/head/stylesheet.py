"""Join the theme's CSS layers, add Pygments' colours, and minify.

A page has its whole stylesheet in one `style` element: one for texts or one for lists, and an addition for pages that
show code, whose words Pygments colours.
"""

from __future__ import annotations

import re
from pathlib import Path

import rcssmin
from pygments.formatters.html import HtmlFormatter

from newsarchive.archive.index import Styles
from newsarchive.archive.settings import SettingsError

LAYERS = ("tokens", "base", "layout", "components", "texts", "lists", "utilities", "print")
"""The names of the theme's CSS files. Each becomes a CSS layer (`@layer`) of that name; later ones take precedence."""

_LIGHT, _DARK = "xcode", "github-dark"
_COLOUR = r"--{}:\s*(#[0-9A-Fa-f]{{3}}(?:[0-9A-Fa-f]{{3}})?);"


def page_styles(theme: Path) -> Styles:
    """Return the stylesheets that the pages of a site embed, and the colours of their background.

    Raises:
        SettingsError: The theme lacks a stylesheet or `base.html`, or its `tokens.css` does not define `--paper`
            exactly twice: for light and for dark mode.
    """
    # without the template, Jinja would take that of Pelican's theme `simple`
    needed = [*(_sheet(theme, name) for name in (*LAYERS, "code")), theme / "templates" / "base.html"]
    missing = [path for path in needed if not path.is_file()]
    if missing:
        raise SettingsError(
            f"THEME: {theme} is not a theme for this archive: it has no {missing[0].relative_to(theme)}. Ordinary"
            " Pelican themes show Pelican's articles, which an archive does not have; start from a copy of theme/, or"
            " replace single templates with THEME_TEMPLATES_OVERRIDES"
        )
    papers = _colours(theme, "paper")
    if len(papers) != 2:
        raise SettingsError(
            f"THEME: {_tokens(theme)} defines --paper {len(papers)} times; define it twice, for light and for dark mode"
        )
    texts, lists = stylesheet(theme, without="lists"), stylesheet(theme, without="texts")
    return Styles(texts, lists, code_stylesheet(theme), (papers[0], papers[1]))


def theme_colour(theme: Path, name: str) -> str:
    """Return the colour `--<name>` of `tokens.css` in light mode, as `#1a1a1a`; raise SettingsError without it."""
    found = _colours(theme, name)
    if not found:
        raise SettingsError(f"THEME: {_tokens(theme)} does not define --{name} as a colour such as #rrggbb or #rgb")
    return found[0]


def _colours(theme: Path, name: str) -> list[str]:
    """Return the colours that the theme's `tokens.css` defines as `--<name>`, in order: that of light mode first."""
    return re.findall(_COLOUR.format(name), _tokens(theme).read_text("utf-8"))


def _tokens(theme: Path) -> Path:
    return _sheet(theme, "tokens")


def _sheet(theme: Path, name: str) -> Path:
    return theme / "static" / "css" / f"{name}.css"


def stylesheet(theme: Path, *, without: str) -> str:
    """Return the theme's minified CSS files, each in its layer, except `without`, one of `LAYERS`.

    Pages with a text do not need `lists`, and lists do not need `texts`.
    """
    parts = [f"@layer {', '.join(LAYERS)};"]
    for layer in (each for each in LAYERS if each != without):
        rules = _sheet(theme, layer).read_text("utf-8")
        parts.append(f"@layer {layer} {{\n{rules}\n}}")
    return str(rcssmin.cssmin("\n".join(parts)))


def code_stylesheet(theme: Path) -> str:
    """Return the CSS that pages with code need in addition: `code.css` and Pygments' colours, light and dark."""
    blocks = _sheet(theme, "code").read_text("utf-8")
    light, dark = (_definitions(style) for style in (_LIGHT, _DARK))
    rules = f"@layer texts {{ {blocks} {light} @media screen and (prefers-color-scheme: dark) {{ {dark} }} }}"
    return str(rcssmin.cssmin(rules))


def _definitions(style: str) -> str:
    formatter: HtmlFormatter[str] = HtmlFormatter(style=style)
    lines = str(formatter.get_style_defs(".code")).split("\n")  # type: ignore[no-untyped-call]
    # the theme has no line numbers and sets the background itself
    kept = [line for line in lines if line.startswith(".code .") and ".hll" not in line]
    return "\n".join(kept)
