"""`newsarchive rename`: give a text another address; links follow.

A *work* (a briefing, page or notice in all its languages) is a folder, and the folder's name, the *slug*, is the end of
its address. The command moves the folder, records the old slug in `redirect_from` so that old addresses lead to the new
one, and changes the links in all other files. It computes all changes first (as `Edit`s) and then writes them together.

Links are found by a pattern, outside of code. The changed body is converted, and is accepted only if the HTML shows
that the targets of links changed and nothing else.
"""

from __future__ import annotations

import argparse
import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from newsarchive.build.terminal import shown_path
from newsarchive.content.redirects import taken_slugs
from newsarchive.content.sanitising import canonical, mark_references, sanitise
from newsarchive.content.source_map import blank_code, front_end
from newsarchive.content.tree import walk
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import Version, version_of
from newsarchive.model.addresses import MIRRORS
from newsarchive.model.bodies import SCHEME
from newsarchive.model.ledger import PERMALINKS, parse_permalinks
from newsarchive.pages.contact import SAFELY

from .command import Command
from .context import Desk, WorkFolder, at_desk, folder_of, original_of
from .formatter import Convert, converter_of
from .prompts import Question, add_work, gather, require_slug, terminal_ask, which_work
from .writing import Edit, changed_field, opened, without_consequence, write_all
from .yaml_edits import in_a_line, plain_yaml, replaced

COMMAND = Command("give a briefing or page another URL", "write", content=True, dry=True)

_LINK = re.compile(r"""(?:\]\(\s*<?|^\ {0,3}\[[^\]\n]+\]:[ \t]*<?|\bhref=["']?)(?P<target>[^\s<>"')]+)""", re.MULTILINE)
_TARGET = re.compile(f'"{SCHEME}([^"]*)"')


class LinkChange(msgspec.Struct, frozen=True):
    """A rule that says how the targets of links change in all files, for example because a folder is renamed.

    Attributes:
        moves: The paths before and after the change of the folder to which the links lead; equal if it is not renamed.
        lead: Returns the new target of a link, a path in the content that may end in `#…`; the same if it stays.
        typed: Returns what is to be typed for a link whose target changes, given what is typed now.
    """

    moves: tuple[str, str]
    lead: Callable[[str], str]
    typed: Callable[[str], str]


def changed_texts(desk: Desk, places: Iterable[Place], change: LinkChange) -> Iterator[Edit]:
    """Yield an edit, to be written by the caller, for each text or reader's letter in `places` whose links change.

    A file outside the folder to which these lead is skipped if it does not contain the last part of the folder's path.
    A link that cannot be changed in the Markdown raises RefusedError, which names the file.
    """
    before, slug = change.moves[0], change.moves[0].rpartition("/")[2].encode()
    for place in places:
        path = desk.root / place.path
        data = path.read_bytes()
        if slug not in data and not f"{place.folder}/".startswith(f"{before}/"):
            continue
        content = data.decode("utf-8", errors="replace")
        start = front_end(content)
        version = version_of(data, place)
        language = place.language or (version.text.front.language if version else "")
        convert = converter_of(language if language in desk.site.tags else desk.site.default)
        led = relinked(content[start:], place.folder, convert, change)
        if led is None or (version is None and led != content[start:]):
            raise desk.refuse("not-relinked", path=path)
        if led != content[start:]:
            yield Edit(path, data, f"{content[:start]}{led}".encode())


def relinked(body: str, folder: str, convert: Convert, change: LinkChange) -> str | None:
    """Return a Markdown body, of a file in a folder, in which the targets of links are changed and nothing else.

    None is returned if that is not possible, for example because the body cannot be converted to HTML.
    """
    parts, at = [], 0
    for link in _LINK.finditer(blank_code(body)):
        typed = body[slice(*link.span("target"))]
        parts += [body[at : link.start("target")], _typed(typed, folder, change)]
        at = link.end("target")
    after = "".join([*parts, body[at:]])
    if not parts:
        return body
    before, marked = _marked(body, folder, convert), _marked(after, moved(folder, *change.moves), convert)
    if before is None:
        return body if after == body else None
    wanted = _TARGET.sub(lambda target: f'"{SCHEME}{change.lead(target[1])}"', before)
    return after if marked == wanted else None


def _typed(typed: str, folder: str, change: LinkChange) -> str:
    try:
        target = canonical(html.unescape(typed), folder)
    except ValueError:  # it leads out of the content
        return typed
    return typed if change.lead(target) == target else change.typed(typed)


def _marked(body: str, folder: str, convert: Convert) -> str | None:
    """Return the sanitised HTML of a body, with links to files as `content:<path>`; None if it cannot be converted."""
    converted = convert(body)
    return None if converted is None else mark_references(sanitise(converted), folder)[0]


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
    given = {"briefing": options.briefing, "slug": options.slug}
    values = gather([which_work(desk), slug], given, terminal_ask(), desk)
    rename(desk, values["briefing"], values["slug"])


def rename(desk: Desk, name: str, to: str) -> None:
    """Give a briefing, page or notice a new slug, that is, another name of its folder and thereby another address.

    The folder is moved, every link to it is changed, and a redirect is recorded if the old address was ever published.
    (A notice is a banner without an address of its own.) The paths of all changed files are printed.

    Raises:
        RefusedError: There is no such folder, the new slug is in use, or a file cannot be changed. Nothing was written.
    """
    folder = folder_of(desk, name)
    place = next(iter(folder.places.values()))
    target = f"{folder.path.rpartition('/')[0]}/{to}"
    _require_free(desk, folder, place, to)
    unseen = place.kind != "notice" and _never_published(desk, original_of(desk, folder), folder.slug)
    edits = {edit.path: edit for edit in _edits(desk, folder, place, to)}
    documents = [path for path in walk(desk.root, desk.site.tags).documents if path.startswith(f"{folder.path}/")]
    write_all(desk.root, list(edits.values()), (desk.root / folder.path, desk.root / target), dry=desk.dry)
    desk.tell("renamed", old=desk.root / folder.path, new=desk.root / target)
    for path in edits:
        there = moved(path.relative_to(desk.root).as_posix(), folder.path, target)
        desk.tell("rewritten", path=desk.root / there)
    if place.kind != "notice" and not unseen:
        desk.tell("rename.redirect")
    if documents and not unseen:
        paths = ", ".join(shown_path(desk.root / moved(path, folder.path, target)) for path in documents)
        desk.tell("rename.documents", paths=paths)
    desk.tell("next")


def _require_free(desk: Desk, folder: WorkFolder, place: Place, to: str) -> None:
    """Raise RefusedError if a briefing, page or notice must not get the slug `to`.

    Forbidden are its present slug, a slug that another folder has and, except for notices, one that another folder had.
    Two pages cannot be renamed at all, because the code finds them by their slugs: `mirrors` and `writing-safely`.
    """
    slug = folder.slug
    if place.kind == "page" and slug in (MIRRORS, SAFELY):
        raise desk.refuse("rename.known-page", slug=slug)
    own = () if place.kind == "notice" else original_of(desk, folder).text.front.redirect_from
    taken = () if place.kind == "notice" else taken_slugs(desk.root, "pages" if place.kind == "page" else "briefings")
    if to == slug or (to in taken and to not in own) or (desk.root / folder.path).with_name(to).exists():
        raise desk.refuse("slug-taken", slug=to)


def _edits(desk: Desk, folder: WorkFolder, place: Place, to: str) -> Iterator[Edit]:
    """Yield one edit for each file whose content must change if a folder gets a new slug; write nothing.

    These are the files with links to the folder, those that name it in the field `related`, the original (which gets
    the redirect), and the vocabularies and redirects that name it.
    """
    old, target = folder.slug, f"{folder.path.rpartition('/')[0]}/{to}"
    change = LinkChange(
        (folder.path, target),
        lambda link: moved(link, folder.path, target),
        partial(re.compile(rf"(?<![\w-]){re.escape(old)}(?=/)").sub, to),
    )
    tree = walk(desk.root, desk.site.tags)
    changed = {edit.path: edit for edit in changed_texts(desk, tree.places, change)}
    for each in tree.texts if place.kind == "briefing" else ():
        _with_related(desk, each, (old, to), changed)
    if place.kind != "notice":
        _with_redirect(desk, folder, to, changed)
    yield from without_consequence(desk, changed, tree.texts).values()
    for path in (path for path in tree.data if path.endswith(".yaml")):
        yield from _data_edits(desk, path, folder.path, to)


def _with_related(desk: Desk, place: Place, slugs: tuple[str, str], changed: dict[Path, Edit]) -> None:
    """Replace the old slug of a briefing, if it is in the field `related` of a text; put the edit into `changed`."""
    path, (old, to) = desk.root / place.path, slugs
    edit = changed.get(path) or opened(path)
    version = version_of(edit.after, place) if old.encode() in edit.after else None
    if version and old in version.text.front.related:
        named = partial(replaced, change=lambda slug: to if slug == old else slug)
        changed[path] = changed_field(desk, edit, place, "related", named)


def _with_redirect(desk: Desk, folder: WorkFolder, to: str, changed: dict[Path, Edit]) -> None:
    """Add the old slug to `redirect_from` of the original if it was ever published, and put the edit into `changed`.

    The new slug is removed from that field; it is in there if the folder has had this slug before.
    """
    original = original_of(desk, folder)
    place, path = folder.places[original.text.language], desk.root / original.text.path
    before, slug = original.text.front.redirect_from, folder.slug
    old = () if _never_published(desk, original, slug) or slug in before else (slug,)
    wanted = (*(each for each in before if each != to), *old)
    if wanted == before:
        return
    if not original.has_whole("redirect_from"):
        raise desk.refuse("odd-layout", path=path)
    edit = changed.get(path) or opened(path)
    changed[path] = changed_field(desk, edit, place, "redirect_from", lambda _: in_a_line(wanted) if wanted else None)


def _never_published(desk: Desk, original: Version, slug: str) -> bool:
    """Return whether no address with this slug is in the file of permalinks or, without it, the original is a draft."""
    table = desk.root / PERMALINKS
    if not table.is_file():
        return original.text.front.status == "draft"
    known, _ = parse_permalinks(table.read_text("utf-8"))
    return all(each.slug != slug for each in known.values())


def _data_edits(desk: Desk, path: str, folder: str, to: str) -> Iterator[Edit]:
    """Yield an edit of a YAML file if it contains the path or a web address of the renamed folder.

    RefusedError is raised if it cannot be replaced without changing anything else.
    """
    edit = opened(desk.root / path)
    content = edit.after.decode("utf-8", errors="surrogateescape")
    root, _, rest = folder.partition("/")
    # the path of a file begins with the kind of text (briefings/2023/slug), an address with a language (az/2023/slug)
    begins = "|".join(map(re.escape, (root, *desk.site.tags)))
    year, slug = rest.rpartition("/")[::2]
    # what begins a line is a key: an old address
    named = re.compile(
        rf"(?<!^)(?<![\w-])((?:{begins})/{f'{year}/' if year else ''}){re.escape(slug)}(?![\w-])", re.MULTILINE
    )
    lead = partial(named.sub, rf"\g<1>{to}")
    after = lead(content)
    if after == content:
        return
    known = plain_yaml(content)
    # a space before a value, which does not begin a line
    if known is None or plain_yaml(after) != replaced(known, lambda value: lead(f" {value}")[1:]):
        raise desk.refuse("not-relinked", path=edit.path)
    yield Edit(edit.path, edit.before, after.encode("utf-8", errors="surrogateescape"))
