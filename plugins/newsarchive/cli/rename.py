"""`newsarchive rename`: give a text another address; links follow.

The command moves the folder, records the old slug in `redirect_from` so that old addresses lead to the new one, and
changes the links in all other files, outside of code.
"""

from __future__ import annotations

import argparse
import html
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.build.terminal import shown_path
from newsarchive.content.redirects import taken_slugs
from newsarchive.content.sanitising import canonical
from newsarchive.content.source_map import blank_code, front_end
from newsarchive.content.tree import walk
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version, version_of
from newsarchive.model.addresses import MIRRORS
from newsarchive.model.ledger import PERMALINKS, parse_permalinks
from newsarchive.pages.contact import SAFELY

from .command import Command
from .context import Desk, WorkFolder, at_desk, folder_of, original_of
from .prompts import Question, add_work, gather, require_slug, terminal_ask, which_work
from .writing import Edit, explain_form, opened, set_field, write_all
from .yaml_edits import in_a_line

COMMAND = Command("give a briefing or page another URL", "write", content=True, dry=True)

Lead = Callable[[str, str], str]
"""Returns what is to be typed for a link, given what is typed now, and the path in the content to which that leads."""

_LINK = re.compile(r"""(?:\]\(\s*<?|^\ {0,3}\[[^\]\n]+\]:[ \t]*<?|\bhref=["']?)(?P<target>[^\s<>"')]+)""", re.MULTILINE)


def changed_links(desk: Desk, places: Iterable[Place], folder: str, lead: Lead) -> dict[Path, Edit]:
    """Return an edit, by path, for each text or reader's letter in `places` that has a link which `lead` changes.

    A file outside of the `folder` to which these links lead is skipped if it does not contain the folder's name.
    """
    edits, slug = {}, folder.rpartition("/")[2].encode()
    for place in places:
        path = desk.root / place.path
        data = path.read_bytes()
        if slug in data or f"{place.folder}/".startswith(f"{folder}/"):
            content = data.decode("utf-8", errors="surrogateescape")
            start = front_end(content)
            after = f"{content[:start]}{relinked(content[start:], place.folder, lead)}"
            if after != content:
                edits[path] = Edit(path, data, after.encode("utf-8", errors="surrogateescape"))
    return edits


def relinked(body: str, folder: str, lead: Lead) -> str:
    """Return a Markdown body, of a file in a folder, in which the targets of links are as `lead` has them."""
    parts, at = [], 0
    for link in _LINK.finditer(blank_code(body)):
        start, end = link.span("target")
        with suppress(ValueError):  # it leads out of the content
            target = canonical(html.unescape(body[start:end]), folder)
            parts += [body[at:start], lead(body[start:end], target)]
            at = end
    return "".join([*parts, body[at:]])


def moved(path: str, folder: str, target: str) -> str:
    """Return the path of a file or folder after a folder was moved to `target`."""
    return f"{target}{path[len(folder) :]}" if f"{path}/".startswith(f"{folder}/") else path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `newsarchive rename`; values that are not given are asked for at the terminal."""
    add_work(parser, "briefing or page")
    parser.add_argument("slug", nargs="?", default="", metavar="SLUG", help="its new slug")


@at_desk
def run(desk: Desk, options: argparse.Namespace) -> None:
    """Run `newsarchive rename`: give a folder a new slug, and print which files were written."""
    slug = Question("slug", desk.say("ask.new-slug"), partial(require_slug, desk), typed="SLUG")
    values = gather([which_work(desk), slug], vars(options), terminal_ask(), desk)
    rename(desk, values["briefing"], values["slug"])


def rename(desk: Desk, name: str, to: str) -> None:
    """Give a work a new slug, that is, another name of its folder and thereby another address; print what changed.

    Every link to it is changed, and a redirect is recorded if the old address was ever published. RefusedError is
    raised, and nothing written, if the new slug is in use or a field cannot be changed.
    """
    folder = folder_of(desk, name)
    place = next(iter(folder.places.values()))
    target = f"{folder.path.rpartition('/')[0]}/{to}"
    _require_free(desk, folder, place, to)
    unseen = place.kind == "notice" or _never_published(desk, original_of(desk, folder), folder.slug)
    edits = _edits(desk, folder, place, to)
    documents = [path for path in walk(desk.root, desk.site.tags).documents if path.startswith(f"{folder.path}/")]
    write_all(desk.root, [*edits.values()], (desk.root / folder.path, desk.root / target), dry=desk.dry)
    desk.tell("renamed", old=desk.root / folder.path, new=desk.root / target)
    for path in edits:
        there = moved(path.relative_to(desk.root).as_posix(), folder.path, target)
        desk.tell("rewritten", path=desk.root / there)
    if not unseen:
        desk.tell("rename.redirect")
    if documents and not unseen:
        paths = ", ".join(shown_path(desk.root / moved(path, folder.path, target)) for path in documents)
        desk.tell("rename.documents", paths=paths)
    desk.tell("next")


def _require_free(desk: Desk, folder: WorkFolder, place: Place, to: str) -> None:
    """Refuse the slug `to` if it is the present one or, except for notices, another folder has or had it.

    Two pages cannot be renamed at all, because the code finds them by their slugs: `mirrors` and `writing-safely`.
    """
    if place.kind == "page" and folder.slug in (MIRRORS, SAFELY):
        raise desk.refuse("rename.known-page", slug=folder.slug)
    taken: set[str] = set()
    if place.kind != "notice":
        every = taken_slugs(desk.root, "pages" if place.kind == "page" else "briefings")
        taken = {*every} - {*original_of(desk, folder).text.front.redirect_from}
    if to == folder.slug or to in taken or (desk.root / folder.path).with_name(to).exists():
        raise desk.refuse("slug-taken", slug=to)


def _edits(desk: Desk, folder: WorkFolder, place: Place, to: str) -> dict[Path, Edit]:
    """Return the edits of all files that link to a folder or name it, and of its original, which gets the redirect."""
    old, own = folder.slug, f"{folder.path}/"
    slug = re.compile(rf"(?<![\w-]){re.escape(old)}(?=/)")
    tree = walk(desk.root, desk.site.tags)
    edits = changed_links(
        desk, tree.places, folder.path, lambda typed, path: slug.sub(to, typed) if f"{path}/".startswith(own) else typed
    )
    for each in tree.texts if place.kind == "briefing" else ():
        edit = edits.get(desk.root / each.path) or opened(desk.root / each.path)
        version = version_of(edit.after, each) if old.encode() in edit.after else None
        if version and old in version.text.front.related:
            set_field(desk, edits, each, "related", partial(_with_slug, old=old, to=to))
    if place.kind != "notice":
        _add_redirect(desk, folder, to, edits)
    explain_form(desk, edits, tree.texts)
    for path in (desk.root / path for path in tree.data if path.endswith(".yaml")):
        content = path.read_bytes().decode("utf-8", errors="surrogateescape")
        after = _renamed(content, desk.site.tags, folder.path, to)
        if after != content:
            edits[path] = Edit(path, path.read_bytes(), after.encode("utf-8", errors="surrogateescape"))
    return edits


def _with_slug(listed: Any, old: str, to: str) -> Any:
    listed[listed.index(old)] = to  # in place, so that comments stay
    return listed


def _add_redirect(desk: Desk, folder: WorkFolder, to: str, edits: dict[Path, Edit]) -> None:
    """Add the old slug to `redirect_from` of the original if it was ever published; remove the new one from there."""
    original = original_of(desk, folder)
    before, slug = original.text.front.redirect_from, folder.slug
    old = () if _never_published(desk, original, slug) or slug in before else (slug,)
    wanted = (*(each for each in before if each != to), *old)
    if wanted == before:
        return
    if not original.has_whole("redirect_from"):
        raise desk.refuse("odd-layout", path=desk.root / original.text.path)
    place = folder.places[original.text.language]
    set_field(desk, edits, place, "redirect_from", lambda _: in_a_line(wanted) if wanted else None)


def _never_published(desk: Desk, original: Version, slug: str) -> bool:
    table = desk.root / PERMALINKS
    if not table.is_file():
        return original.text.front.status == "draft"
    known, _ = parse_permalinks(table.read_text("utf-8"))
    return all(each.slug != slug for each in known.values())


def _renamed(content: str, tags: Iterable[str], folder: str, to: str) -> str:
    """Return a YAML file with the new path and web addresses of a renamed folder, but for keys, which are old ones."""
    root, _, rest = folder.partition("/")
    above, _, slug = rest.rpartition("/")
    # the path of a file begins with the kind of text (briefings/2023/slug), an address with a language (az/2023/slug)
    begins = "|".join(map(re.escape, (root, *tags)))
    named = rf"(?m)(?<!^)(?<![\w-])((?:{begins})/{f'{above}/' if above else ''}){re.escape(slug)}(?![\w-])"
    return re.sub(named, rf"\g<1>{to}", content)
