"""Print text files, such as rules for servers, feeds and the sitemap, from Jinja templates.

The templates lie in folders `templates` of the packages. One of the same name in a folder of the setting
`THEME_TEMPLATES_OVERRIDES` replaces it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

_FOLDERS = tuple(Path(__file__).parents[1] / package / "templates" for package in ("server", "head"))


@lru_cache(maxsize=4)
def _environment(overrides: tuple[str, ...]) -> Environment:
    env = Environment(
        loader=FileSystemLoader([*overrides, *_FOLDERS]),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["re_escape"] = re.escape
    # between tags, quotation marks need no escape: in feeds there are thousands
    env.filters["text"] = lambda words: Markup(escape(words))  # noqa: S704
    return env


def text_file(template: str, overrides: tuple[str, ...], **values: object) -> str:
    """Return what a template prints.

    Words of the content and of the settings have no character that XML forbids: both are refused with one. `overrides`
    are the newsroom's folders of templates (`Site.templates`).
    """
    return _environment(overrides).get_template(template).render(values)
