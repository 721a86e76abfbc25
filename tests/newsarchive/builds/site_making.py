"""A made archive with its theme and its settings as files: everything that a build reads but the code."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.newsarchive.builds.archive_files import content_files
from tests.newsarchive.builds.archive_making import Archive
from tests.sites import NEWSROOM, ROOT

CONF = """import datetime
import sys
sys.path.insert(0, {code!r})
from pelicanconf import *
from pelicanconf import LANGUAGES, NEWSROOM

PATH = {root!r} + "/content"
THEME = {root!r} + "/theme"
CATALOGUE_PATHS = [THEME + "/translations"]
ALLOW_PLACEHOLDERS = True
THEME_TEMPLATES_OVERRIDES = [{root!r} + "/overrides"]

sys.path.insert(0, {root!r} + "/code")
from own_values import NUMBER, shouting
PLUGINS = [*PLUGINS, "own_filters", "own_exports.plain"]
JINJA_GLOBALS = {{"own_number": NUMBER}}
JINJA_FILTERS = {{"shout": shouting}}
"""
OUTSIDE = {
    "own_values.py": "NUMBER = {number}\ndef shouting(word):\n    return word * {number}\n",
    "own_filters.py": """from pelican import signals

def add(generator):
    generator.env.globals["own_other_number"] = {number}

def register():
    signals.generator_init.connect(add)
""",
    "own_exports/plain.py": """from pathlib import Path
from newsarchive.model.pages import File
from newsarchive.signals import files_wanted

from own_exports.assistant import said

def files(edition, pages, cache):
    yield File("own/words.txt", said(Path(__file__).with_name("words.txt").read_text() + " {number}").encode())

def register():
    files_wanted.connect(files)
""",
    "own_exports/words.txt": "words {number}",
    "own_exports/assistant.py": "def said(words):\n    return f'{words} {number}'\n",
}
"""The newsroom's own code, which lies outside the generator's: each file with the number that an edit changes."""
OWN_FOOTER = "<i>{{ own_number }} {{ own_other_number }} {{ 'x' | shout }}</i>"
"""What an override prints of that code."""
QUOTES_LINE = 'LANGUAGES = tuple({{**row, "quotes": {value!r}}} if row["tag"] == "en" else row for row in LANGUAGES)\n'
NEWSROOM_LINE = "NEWSROOM = {{**NEWSROOM, **{value!r}}}\n"


@cache
def theme_files() -> dict[str, str]:
    """The theme's own files by their path below the theme, with the catalogues of the tests' newsroom."""
    found = [(ROOT / "theme", "templates"), (ROOT / "theme", "static"), (NEWSROOM, "translations")]
    paths = {path.relative_to(top).as_posix(): path for top, part in found for path in (top / part).rglob("*.*")}
    return {name: path.read_text("utf-8") for name, path in sorted(paths.items())}


def site_files(archive: Archive, root: Path) -> dict[str, bytes]:
    """All files by their path below `root`, where they are going to lie."""
    files = {f"content/{path}": data for path, data in content_files(archive)}
    for path, text in theme_files().items():
        files[f"theme/{path}"] = _edited(archive, path, text).encode()
    for path, word in archive.overrides.items():
        files[f"overrides/{path}"] = _with(files[f"theme/templates/{path}"].decode(), word).encode()
    for path, text in OUTSIDE.items():
        files[f"code/{path}"] = text.replace("{number}", str(archive.outside.get(path, 0))).encode()
    lines = [CONF.format(code=str(NEWSROOM), root=str(root))]
    for name, value in archive.settings.items():
        form = {"QUOTES": QUOTES_LINE, "NEWSROOM": NEWSROOM_LINE}.get(name, f"{name} = {{value!r}}\n")
        lines.append(form.format(value=value))
    files["conf.py"] = "".join(lines).encode()
    return files


def _edited(archive: Archive, path: str, text: str) -> str:
    """A file of the theme with the edit that it has: a template's is put where its last macro or block ends."""
    for (said, which), word in archive.said.items():
        if said == path:
            text = _said(text, which, word)
    edit = archive.theme.get(path, "")
    if edit.startswith("#"):
        return re.sub(r"(--accent: *)#\w+", rf"\1{edit}", text, count=1)
    if not edit:
        return text
    return _with(text, edit)


def _with(template: str, edit: str) -> str:
    ends = [each.start() for each in re.finditer(r"\{%-? *end(?:macro|block)", template)]
    at = ends[-1] if ends else len(template)
    return f"{template[:at]}{edit}{template[at:]}"


def _said(catalogue: str, which: str, word: str) -> str:
    """A catalogue whose message, named or counted, ends in another word; without a word it is not translated."""
    messages = list(re.finditer(r'^(?:msgid "(.+)"\n)?msgstr(?:\[\d\])? "(.+)"$', catalogue, re.MULTILINE))
    named = [each for each in messages if each[1] == which]
    chosen = named[0] if named else messages[int(which) % len(messages)]
    return catalogue[: chosen.start(2)] + (chosen[2] + word if word else "") + catalogue[chosen.end(2) :]


def _append(path: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    def plant(files: dict[str, bytes]) -> None:
        files[path] = files.get(path, b"") + data

    return plant


def _in_an_original(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def plant(files: dict[str, bytes]) -> None:
        path = next((path for path, data in files.items() if path.startswith("content/briefings/") and old in data), "")
        if path:
            files[path] = files[path].replace(old, new, 1)
        else:
            _append("content/tags.yaml", b"  broken")(files)

    return plant


FAULTS: tuple[Callable[[dict[str, bytes]], None], ...] = (
    _append("content/tags.yaml", b"  broken"),
    _append("content/redirects.yaml", b"en/2020/lost: en/2020/nowhere\n"),
    _append("content/briefings/stray.txt", b"stray"),
    _append("content/briefings/2020/new/en.md", b"---\ntitle: New\n---\n\nWords.\n"),
    _append("content/briefings/2020/new/tr.md", b"---\ntitle: New\n---\n\nWords.\n"),
    _append("content/pages/tags/en.md", b"---\ntitle: Reserved\nsummary: It is.\n---\n\nWords.\n"),
    _append("conf.py", b"LISTING_SIZE = 0\n"),
    _append("conf.py", b"DEFAULT_LANG = 'tr'\n"),
    _append("theme/translations/ru.po", b"msgid broken\n"),
    _append("theme/templates/base.html", b"{% if %}"),
    _append("theme/templates/partials/footer.html", b"{{ nothing.of.the.kind }}"),
    _in_an_original(b"\nsources:", b"\ncolour: red\nsources:"),
    _in_an_original(b"- press\n", b"- pres\n"),
    _in_an_original(b"## ", b"[gone](../../2020/gone/en.md)\n\n## "),
    _in_an_original(b"date: '20", b"date: '19"),
    _in_an_original(b"title: ", b"title: \xff"),
)
"""What makes a sound site unsound."""
