"""`make rename`: gives a briefing or page another slug; every link follows, and the old address leads on."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from plugins.archive.permalinks import PERMALINKS, parse_permalinks
from plugins.archive.vocabularies import TAXONOMIES
from plugins.archive.yamltree import Listing, Scalar, parse_yaml
from plugins.archive.yamltree import Mapping as YamlMapping
from plugins.briefings.mirrors import MIRRORS
from plugins.briefings.reply import SAFELY
from plugins.builds.faultlines import shown_path
from plugins.reading.texts import Place
from plugins.reading.tree import REDIRECTS, walk
from plugins.reading.versions import Version, version_of

from .answers import require_slug
from .asking import Question, gather, given_values, terminal_ask
from .desk import Desk, RefusedError, answered, desk_of
from .fieldlines import field_lines
from .finding import Folder, folder_of, original_of, which_work
from .formchanges import tell_minor, without_consequence
from .ordering import plain
from .relinking import LinkChange, changed_texts
from .slugs import taken_slugs
from .writing import Edit, write_all

_NAMES = ("briefing", "to")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags; one that is missing or empty is asked for at the terminal."""
    parser.add_argument("--briefing", default="", help="slug of a briefing or page")
    parser.add_argument("--to", default="", help="its new slug")
    parser.add_argument("--language", default="", help="language of the messages; by default the site's")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Rename a folder and print what was written; the exit status."""

    def act() -> int:
        desk = desk_of(settings, options.language)
        values = gather(_questions(desk), given_values(desk, options, _NAMES), terminal_ask(), desk)
        rename(desk, values["briefing"], values["to"])
        return 0

    return answered(act)


def _questions(desk: Desk) -> list[Question]:
    return [which_work(desk), Question("to", desk.say("ask.new-slug"), partial(require_slug, desk))]


def rename(desk: Desk, name: str, to: str) -> None:
    """Move a folder, write its old slug into `redirect_from`, and change every link to it.

    RefusedError says what is in the way; then nothing is written.
    """
    folder = folder_of(desk, name)
    place = next(iter(folder.places.values()))
    target = f"{folder.path.rpartition('/')[0]}/{to}"
    _require_free(desk, folder, place, to)
    edits = {edit.path: edit for edit in _edits(desk, folder, place, to)}
    write_all(desk.root, list(edits.values()), (desk.root / folder.path, desk.root / target))
    print(desk.say("renamed", old=shown_path(desk.root / folder.path), new=shown_path(desk.root / target)))
    for path in edits:
        moved = _moved(path.relative_to(desk.root).as_posix(), folder.path, target)
        print(desk.say("rewritten", path=shown_path(desk.root / moved)))
    tell_minor(desk, edits.values())
    documents = [path for path in walk(desk.root, desk.site.tags).documents if path.startswith(f"{target}/")]
    if documents:
        print(desk.say("rename.documents", paths=", ".join(shown_path(desk.root / path) for path in documents)))
    print(desk.say("next"))


def _require_free(desk: Desk, folder: Folder, place: Place, to: str) -> None:
    """Refuse a slug that another text has or had, and a page that the generator finds by its slug."""
    slug = folder.path.rpartition("/")[2]
    if place.kind == "page" and slug in (MIRRORS, SAFELY):
        raise RefusedError(desk.say("rename.known-page", slug=slug))
    own = () if place.kind == "notice" else original_of(desk, folder).text.front.redirect_from
    taken = () if place.kind == "notice" else taken_slugs(desk.root, "pages" if place.kind == "page" else "briefings")
    if to == slug or (to in taken and to not in own) or (desk.root / folder.path).with_name(to).exists():
        raise RefusedError(desk.say("slug-taken", slug=to))


def _edits(desk: Desk, folder: Folder, place: Place, to: str) -> Iterator[Edit]:
    """Yield every file that changes; of one that changes twice the later holds both changes."""
    parent, _, old = folder.path.rpartition("/")
    target = f"{parent}/{to}"
    change = LinkChange(
        lambda link: _moved(link, folder.path, target),
        re.compile(rf"(?<![\w-]){re.escape(old)}(?=/)"),
        to,
        (folder.path, target),
    )
    tree = walk(desk.root, desk.site.tags)
    changed = {edit.path: edit for edit in changed_texts(desk, tree.places, change)}
    for each in tree.texts if place.kind == "briefing" else ():
        _with_related(desk, each, (old, to), changed)
    if place.kind != "notice":
        _with_redirect(desk, folder, to, changed)
    yield from without_consequence(desk, changed, tree.texts).values()
    for path in tree.data:
        yield from _data_edits(desk, path, folder.path, target)


def _moved(path: str, folder: str, target: str) -> str:
    return f"{target}{path[len(folder) :]}" if path.startswith(f"{folder}/") else path


def _with_related(desk: Desk, place: Place, slugs: tuple[str, str], changed: dict[Path, Edit]) -> None:
    """Change the slug in a text's `related`."""
    path, (old, to) = desk.root / place.path, slugs
    edit = changed.get(path) or Edit(path, data := path.read_bytes(), data)
    version = version_of(edit.after, place) if old.encode() in edit.after else None
    if version is None or old not in version.text.front.related:
        return
    wanted = tuple(to if each == old else each for each in version.text.front.related)
    lines = field_lines(edit.after)
    written = lines.lines_of("related") if lines else ""
    word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    after = lines.with_field(place.kind, "related", word.sub(to, written)).bytes if lines else b""
    new = version_of(after, place)
    if new is None or new.text.front.related != wanted or new.body != version.body:
        raise RefusedError(desk.say("odd-layout", path=shown_path(path)))
    changed[path] = Edit(path, edit.before, after)


def _with_redirect(desk: Desk, folder: Folder, to: str, changed: dict[Path, Edit]) -> None:
    """Let the old slug lead to the new one, unless no reader ever had it."""
    original = original_of(desk, folder)
    place = folder.places[original.text.language]
    path, slug = desk.root / place.path, folder.path.rpartition("/")[2]
    before = original.text.front.redirect_from
    old = () if _never_published(desk, original, slug) or slug in before else (slug,)
    wanted = (*(each for each in before if each != to), *old)
    if wanted == before:
        return
    edit = changed.get(path) or Edit(path, data := path.read_bytes(), data)
    lines = field_lines(edit.after) if original.has_whole("redirect_from") else None
    written = f"redirect_from: [{', '.join(wanted)}]"
    new = lines and (
        lines.with_field(place.kind, "redirect_from", written) if wanted else lines.without_field("redirect_from")
    )
    was, now = (version_of(data, place) for data in (edit.after, new.bytes if new else b""))
    fields = was and replace(was.text.front, redirect_from=wanted)
    # a comment that is left indented may become a part of the field before it
    if new is None or now is None or now.text.front != fields:
        raise RefusedError(desk.say("odd-layout", path=shown_path(path)))
    changed[path] = Edit(path, edit.before, new.bytes)


def _never_published(desk: Desk, original: Version, slug: str) -> bool:
    """Whether no address of a text was ever published: by the table of addresses, or, without one, as a draft."""
    table = desk.root / PERMALINKS
    if not table.is_file():
        return original.text.front.status == "draft"
    known, _ = parse_permalinks(table.read_text("utf-8"))
    return all(each.slug != slug for each in known.values())


def _data_edits(desk: Desk, path: str, folder: str, target: str) -> Iterator[Edit]:
    """Yield a vocabulary or the list of redirects, where it names a file of the folder or an address of it."""
    if path not in (REDIRECTS, *(f"{taxonomy}.yaml" for taxonomy in TAXONOMIES)):
        return
    data = (desk.root / path).read_bytes()
    content = data.decode("utf-8", errors="surrogateescape")
    root, _, rest = folder.partition("/")
    year, slug = rest.rpartition("/")[::2]
    # an address begins with a language where a file's path has the kind of text: az/2023/slug
    begins = "|".join(map(re.escape, (root, *desk.site.tags)))
    named = re.compile(rf"(?<![\w-])((?:{begins})/{year + '/' if year else ''}){re.escape(slug)}(?![\w-])")
    new = rf"\g<1>{target.rpartition('/')[2]}"
    after = _with_values(content, named, new)
    if after is None:
        raise RefusedError(desk.say("not-relinked", path=shown_path(desk.root / path)))
    if after != content:
        yield Edit(desk.root / path, data, after.encode("utf-8", errors="surrogateescape"))


def _with_values(content: str, named: re.Pattern[str], new: str) -> str | None:
    """Return YAML in which the values are changed, and no key; None where that cannot be done in its lines."""
    tree, faults = parse_yaml(content)
    if faults or tree is None:
        return None if named.search(content) else content
    lines = content.split("\n")
    for scalar in _values(tree):
        if named.search(scalar.text):
            line = lines[scalar.line - 1]
            start = scalar.column - 1
            lines[scalar.line - 1] = line[:start] + named.sub(new, line[start:])
    after = "\n".join(lines)
    return after if plain(parse_yaml(after)[0]) == _changed(plain(tree), lambda value: named.sub(new, value)) else None


def _values(tree: object) -> Iterator[Scalar]:
    if isinstance(tree, Scalar):
        yield tree
    for inner in tree.items if isinstance(tree, Listing) else ():
        yield from _values(inner)
    for entry in tree.entries if isinstance(tree, YamlMapping) else ():
        yield from _values(entry.value)


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(each, change) for each in value]
    return {key: _changed(each, change) for key, each in value.items()} if isinstance(value, dict) else value
