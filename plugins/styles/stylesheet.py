"""Join the theme's layers in their declared order, add Pygments' colours, and minify."""

from __future__ import annotations

import re
from pathlib import Path

import rcssmin
from pygments.formatters.html import HtmlFormatter

from plugins.archive.index import Styles

LAYERS = ("tokens", "base", "layout", "components", "texts", "lists", "utilities", "print")
"""Names of the theme's stylesheets and of the CSS layers, weakest first."""

_LIGHT, _DARK = "xcode", "github-dark"


_COLOUR = r"--{}:\s*(#[0-9a-f]{{3}}(?:[0-9a-f]{{3}})?);"
_PAPER = re.compile(r"--paper:\s*(#[0-9a-f]{3,8});")


def page_styles(theme: Path) -> Styles:
    """Return what the pages of a theme carry; ValueError where its tokens do not give `--paper` light and dark."""
    tokens = theme / "static" / "css" / "tokens.css"
    papers = _PAPER.findall(tokens.read_text("utf-8"))
    if len(papers) != 2:
        raise ValueError(f"{tokens} gives --paper {len(papers)} times, not once for light and once for dark")
    texts, lists = stylesheet(theme, without="lists"), stylesheet(theme, without="texts")
    return Styles(texts, lists, code_stylesheet(theme), (papers[0], papers[1]))


def theme_colour(theme: Path, name: str) -> str:
    """Return a colour of the theme's tokens in the light scheme, as `#rrggbb`; ValueError where they do not give it."""
    tokens = theme / "static" / "css" / "tokens.css"
    found = re.search(_COLOUR.format(name), tokens.read_text("utf-8"))
    if not found:
        raise ValueError(f"{tokens} gives --{name} no colour as #rrggbb")
    return found[1]


def stylesheet(theme: Path, *, without: str) -> str:
    """Return the theme's stylesheet, minified, from `static/css/<layer>.css`, each but one in its layer."""
    parts = [f"@layer {', '.join(LAYERS)};"]
    for layer in (each for each in LAYERS if each != without):
        rules = (theme / "static" / "css" / f"{layer}.css").read_text("utf-8")
        parts.append(f"@layer {layer} {{\n{rules}\n}}")
    return str(rcssmin.cssmin("\n".join(parts)))


def code_stylesheet(theme: Path) -> str:
    """Return the theme's `code.css` and Pygments' colours for light and dark; only pages with code carry them."""
    blocks = (theme / "static" / "css" / "code.css").read_text("utf-8")
    light, dark = (_definitions(style) for style in (_LIGHT, _DARK))
    rules = f"@layer texts {{ {blocks} {light} @media (prefers-color-scheme: dark) {{ {dark} }} }}"
    return str(rcssmin.cssmin(rules))


def _definitions(style: str) -> str:
    formatter: HtmlFormatter[str] = HtmlFormatter(style=style)
    lines = str(formatter.get_style_defs(".code")).split("\n")  # type: ignore[no-untyped-call]
    # line numbers and Pygments' own backgrounds are not ours
    kept = [line for line in lines if line.startswith(".code .") and ".hll" not in line]
    return "\n".join(kept)
