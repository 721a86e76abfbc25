"""Join the theme's CSS layers, add Pygments' colours, and minify.

A page has its whole stylesheet in one `style` element: one for texts or one for lists, and an addition for pages that
show code, whose words Pygments colours. The page's policy forbids the CSS to load anything but pictures of the site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import rcssmin
from pygments.formatters.html import HtmlFormatter

from newsarchive.model.index import Styles
from newsarchive.model.settings import SettingsError, SiteFont, path_list

LAYERS = ("tokens", "base", "layout", "components", "texts", "lists", "utilities", "print")
"""The names of the theme's CSS files. Each becomes a CSS layer (`@layer`) of that name; later ones take precedence."""

OWN = "own"
"""The layer of a newsroom's own CSS and fonts, which takes precedence over all others."""

_LOADS = re.compile(r"url\(|@import|@font-face|</", re.IGNORECASE)


class Theme(msgspec.Struct, frozen=True):
    """The theme of a site, and the CSS files that follow it (setting `THEME_CSS_OVERRIDES`)."""

    folder: Path
    overrides: tuple[Path, ...] = ()

    def sheet(self, name: str) -> Path:
        """Return the path of one of the theme's CSS files, which may not exist."""
        return self.folder / "static" / "css" / f"{name}.css"

    def colour(self, name: str) -> str:
        """Return the colour `--<name>` in light mode, as `#1a1a1a`; raise SettingsError if no file defines it."""
        colours = self.colours(name)
        if not colours:
            tokens = self.sheet("tokens")
            raise SettingsError(f"THEME: {tokens} does not define --{name} as a colour such as #rrggbb or #rgb")
        return colours[0]

    def colours(self, name: str) -> list[str]:
        """Return the colour `--<name>` in light and in dark mode; of several files that define it, the last counts."""
        colours: list[str] = []
        for path in (self.sheet("tokens"), *self.overrides):
            defined = re.findall(rf"--{name}:\s*(#(?:[0-9A-Fa-f]{{3}}){{1,2}});", path.read_text("utf-8"))
            colours = [*defined, *colours[len(defined) :]]
        return colours

    def own_css(self) -> str:
        """Return the CSS of the overrides, joined; raise SettingsError if a file is missing or loads something."""
        parts = []
        for path in self.overrides:
            if not path.is_file():
                raise SettingsError(f"THEME_CSS_OVERRIDES: there is no file {path}")
            parts.append(path.read_text("utf-8"))
            if loads := _LOADS.search(parts[-1]):
                line = parts[-1].count("\n", 0, loads.start()) + 1
                raise SettingsError(
                    f"THEME_CSS_OVERRIDES: {path}:{line}: {loads[0]!r}: pages load nothing but their"
                    " pictures; remove it (for fonts, there is the setting FONTS)"
                )
        return "\n".join(parts)


def theme_of(settings: Mapping[str, Any]) -> Theme:
    """Return the theme that settings name, with the files that follow it."""
    return Theme(Path(settings["THEME"]), tuple(map(Path, path_list(settings, "THEME_CSS_OVERRIDES"))))


def page_styles(theme: Theme, fonts: Sequence[SiteFont] = ()) -> Styles:
    """Return the stylesheets that the pages of a site embed, the colours of their background, and their fonts.

    Raises:
        SettingsError: The theme lacks a stylesheet or `base.html`, or its `tokens.css` does not define `--paper`
            exactly twice: for light and for dark mode. Or a CSS file of the newsroom is missing or loads something.
    """
    # without the template, Jinja would take that of Pelican's theme `simple`
    needed = [*(theme.sheet(name) for name in (*LAYERS, "code", "book")), theme.folder / "templates" / "base.html"]
    missing = [path for path in needed if not path.is_file()]
    if missing:
        lacking = missing[0].relative_to(theme.folder)
        raise SettingsError(
            f"THEME: {theme.folder} is not a theme for this archive: it has no {lacking}. Ordinary"
            " Pelican themes show Pelican's articles, which an archive does not have; start from a copy of theme/, or"
            " replace single templates with THEME_TEMPLATES_OVERRIDES"
        )
    own = "\n".join(filter(None, (theme.own_css(), _tokens_of(fonts, theme))))
    papers = theme.colours("paper")
    if len(papers) != 2:
        tokens = theme.sheet("tokens")
        raise SettingsError(
            f"THEME: {tokens} defines --paper {len(papers)} times; define it twice, for light and for dark mode"
        )
    return Styles(
        texts=stylesheet(theme, without="lists", own=own),
        lists=stylesheet(theme, without="texts", own=own),
        code=code_stylesheet(theme),
        books=str(rcssmin.cssmin(theme.sheet("book").read_text("utf-8"))),
        paper=(papers[0], papers[1]),
        accent=theme.colour("accent"),
        faces=tuple(map(_face, fonts)),
    )


def _face(font: SiteFont) -> tuple[str, str, str]:
    """Return the `@font-face` rule of a font in two parts, with the address of its file between them.

    Words are shown in the theme's faces until the font is there (`font-display: swap`).
    """
    values = f"font-weight:{font.weight};font-style:{font.style};font-display:swap"
    return f'@font-face{{font-family:"{font.family}";src:url("', font.address, f'") format("woff");{values}}}'


def _tokens_of(fonts: Sequence[SiteFont], theme: Theme) -> str:
    """Return the tokens of the faces that fonts replace: each font, and after it the theme's own faces."""
    rules = []
    for token in dict.fromkeys(font.token for font in fonts):
        theirs = re.search(rf"--{token}:\s*([^;]+);", theme.sheet("tokens").read_text("utf-8"))
        families = dict.fromkeys(f'"{font.family}"' for font in fonts if font.token == token)
        rules.append(f"--{token}: {', '.join([*families, theirs[1] if theirs else 'serif'])};")
    return f":root {{ {' '.join(rules)} }}" if rules else ""


def stylesheet(theme: Theme, *, without: str, own: str = "") -> str:
    """Return the theme's minified CSS files, each in its layer, except `without`, one of `LAYERS`.

    Pages with a text do not need `lists`, and lists do not need `texts`. `own` is the newsroom's CSS.
    """
    sheets = {layer: theme.sheet(layer).read_text("utf-8") for layer in LAYERS if layer != without}
    layers = f"@layer {', '.join([*LAYERS, *([OWN] if own else [])])};"
    sheets |= {OWN: own} if own else {}
    css = str(rcssmin.cssmin("\n".join([layers, *(f"@layer {name} {{\n{css}\n}}" for name, css in sheets.items())])))
    if "</" in css or "<!" in css:
        # the minifier joins what a line break after a backslash had kept apart
        raise SettingsError("THEME_CSS_OVERRIDES: a file has “</” or “<!”, which ends the CSS of a page; remove it")
    return css


def code_stylesheet(theme: Theme) -> str:
    """Return the CSS that pages with code need in addition: `code.css` and Pygments' colours, light and dark."""
    blocks = theme.sheet("code").read_text("utf-8")
    light, dark = map(_definitions, ("xcode", "github-dark"))
    rules = f"@layer texts {{ {blocks} {light} @media screen and (prefers-color-scheme: dark) {{ {dark} }} }}"
    return str(rcssmin.cssmin(rules))


def _definitions(style: str) -> str:
    formatter: HtmlFormatter[str] = HtmlFormatter(style=style)
    lines = str(formatter.get_style_defs(".code")).split("\n")  # type: ignore[no-untyped-call]
    # the theme has no line numbers and sets the background itself
    return "\n".join(line for line in lines if line.startswith(".code .") and ".hll" not in line)
