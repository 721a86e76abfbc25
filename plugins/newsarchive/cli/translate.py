"""`newsarchive translate`: begin a translation, or show what changed since.

A translation records the revision (a digest of the words) of its original, which is compared with the present one.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text as Coloured

from newsarchive.build.terminal import shown_path
from newsarchive.build.workers import progress
from newsarchive.content.source_map import without_comments
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version, at_revision
from newsarchive.model.fields import Kind
from newsarchive.model.front_matter import front_matter
from newsarchive.pages.history import Kind as PieceKind
from newsarchive.pages.history import Piece, blocks, differences, paragraphs, spaced

from .command import Command
from .context import Desk, WorkFolder, at_desk, folder_of, original_of, require_words
from .prompts import add_work, gather, language_question, require_language, terminal_ask, which_work
from .writing import Edit, set_field, write_all
from .yaml_edits import constant

COMMAND = Command("begin a translation, or show what has changed since", "write", content=True)

_ENDING = re.compile(r"--(?=!?>)")
_STYLES: dict[PieceKind, str] = {"same": "", "removed": "red", "added": "green"}


def coloured(pieces: Sequence[Piece]) -> Coloured:
    """Return a changed paragraph with removed words in red and added ones in green, for those who see the colours."""
    return Coloured.assemble(*((words, _STYLES[kind]) for kind, words in spaced(pieces)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive translate`; the briefing and the language are asked for if not given."""
    add_work(parser, "briefing, page or notice")
    parser.add_argument("lang", nargs="?", default="", metavar="LANG", help="language of the translation, such as az")
    parser.add_argument("--confirm", action="store_true", help="record that the translation agrees with its original")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive translate`: begin a translation or print what changed."""
    values = gather([which_work(desk), language_question(desk, "ask.to")], vars(options), terminal_ask(), desk)
    translate(desk, values["briefing"], values["lang"], confirm=options.confirm)


def translate(desk: Desk, name: str, to: str, *, confirm: bool = False) -> None:
    """Begin a translation or, if it exists, print what changed in its source since it was translated.

    If `confirm`, an existing translation records that it agrees with its source, and no longer counts as out of date.
    RefusedError is raised, and nothing written, if there is no such folder or if this is the original, for example.
    """
    folder = folder_of(desk, name)
    to = require_language(desk, to)
    if to in folder.places:
        _compare(desk, folder, to, confirm=confirm)
        return
    original = original_of(desk, folder)
    require_words(desk, original)
    path = desk.root / original.text.folder / f"{to}.md"
    kind = folder.places[original.text.language].kind
    write_all(desk.root, [Edit(path, None, translation_file(original, kind).encode())])
    desk.tell("translation-begun", path=path, revision=original.text.revision)


def translation_file(original: Version, kind: Kind) -> str:
    """Return the content of the file of a new translation, a draft, for a translator to fill in.

    Fields such as the title are empty, with the original's words in a YAML comment beside them. In the body, each
    paragraph of the original is an HTML comment, below which the translator writes.
    """
    front = original.text.front
    lines = {"title": _blank("title", front.title), "summary": _blank("summary", front.summary)}
    if front.image:
        inner = [_blank(f"  {name}", getattr(front.image, name)) for name in ("alt", "caption")]
        lines["image"] = "\n".join(["image:", inner[0], *(inner[1:] if front.image.caption else [])])
    lines["translates"] = f"translates: {original.text.language}"
    lines["translated_revision"] = f"translated_revision: {original.text.revision}"
    lines["status"] = "status: draft"
    body = "".join(f"\n{commented(part)}\n\n\n" for part in _parts(without_comments(original.body)))
    return front_matter(kind, lines) + (body.rstrip("\n") + "\n" if body else "")


def _parts(body: str) -> list[str]:
    """Split a Markdown body into paragraphs; an indented one, as in a list, is joined to the one before it."""
    parts: list[str] = []
    for block in blocks(body):
        if parts and block[0].isspace():
            parts[-1] += f"\n\n{block}"
        else:
            parts.append(block)
    return parts


def commented(block: str) -> str:
    """Return a paragraph of Markdown inside an HTML comment: `<!-- words -->`.

    What would end the comment early, `-->` or `--!>`, gets a backslash, which Markdown prints in code alone.
    """
    words = _ENDING.sub(r"\g<0>\\", block)
    return f"<!-- {words} -->" if "\n```" not in f"\n{block}" else f"<!--\n{words}\n-->"


def _blank(key: str, words: str) -> str:
    return f'{key}: ""  # {words}' if words else f'{key}: ""'


def _compare(desk: Desk, folder: WorkFolder, to: str, *, confirm: bool) -> None:
    place, translation = folder.places[to], folder.versions.get(to)
    path = desk.root / place.path
    if translation is None:
        raise desk.refuse("unreadable", path=path)
    if not translation.text.front.translates:
        raise desk.refuse("is-original", path=path)
    source = folder.versions.get(translation.text.front.translates)
    if source is None:
        raise desk.refuse("no-original", path=path.parent)
    require_words(desk, translation, source)
    recorded = translation.text.front.translated_revision
    if recorded == source.text.revision:
        empty = f"{shown_path(path)}: {desk.words(desk.language, 'fault.empty-text')}"
        print(empty if translation.wordless else desk.say("up-to-date", path=path))
        return
    if recorded:
        _show_changes(desk, folder.places[source.text.language], source, recorded)
    else:
        desk.tell("unrecorded", path=path)
    if not confirm:
        desk.tell("confirm")
        return
    edits: dict[Path, Edit] = {}
    set_field(desk, edits, place, "translated_revision", constant(source.text.revision))
    write_all(desk.root, [*edits.values()])
    desk.tell("recorded", path=path, revision=source.text.revision)


def _show_changes(desk: Desk, place: Place, source: Version, recorded: str) -> None:
    desk.tell("stale", path=desk.root / place.path, old=recorded, new=source.text.revision)
    with progress(desk.say("progress.history")):
        before = at_revision(desk.root, place, recorded)
    if before is None:
        desk.tell("no-history", revision=recorded)
        return
    found = differences(paragraphs(before.text.front, before.body), paragraphs(source.text.front, source.body))
    if not found:
        desk.tell("same-words")
    console = Console(highlight=False)
    for pieces in found:
        console.print()
        console.print(coloured(pieces), soft_wrap=not console.is_terminal)
    console.print()
