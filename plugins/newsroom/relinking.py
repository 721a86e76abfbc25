"""Links of a text that lead elsewhere from now on: their targets change, and no other byte.

What is a link is not guessed from the Markdown: a change is kept where the converted text shows that it changed the
target of a link, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from plugins.archive.bodies import SCHEME
from plugins.builds.faultlines import shown_path
from plugins.reading.references import mark_references
from plugins.reading.sanitising import sanitise
from plugins.reading.texts import Place
from plugins.reading.verbatim import front_end
from plugins.reading.versions import version_of

from .desk import Desk, RefusedError
from .linebreaks import Convert, converter_of
from .writing import Edit

Lead = Callable[[str], str]
"""Returns where a link to a path in the content, with its fragment, leads from now on."""

_TARGET = re.compile(f'"{SCHEME}([^"]*)"')


@dataclass(frozen=True)
class LinkChange:
    """How links change.

    `lead` says where each leads from now on. In their targets `new` takes the place of `old`. `moves` are a folder and
    its name after the change, which are the same where none moves.
    """

    lead: Lead
    old: re.Pattern[str]
    new: str
    moves: tuple[str, str]

    def after(self, folder: str) -> str:
        """Return what a folder is called after the change."""
        before, after = self.moves
        inside = folder == before or folder.startswith(f"{before}/")
        return f"{after}{folder[len(before) :]}" if inside else folder


def changed_texts(desk: Desk, places: Iterable[Place], change: LinkChange) -> Iterator[Edit]:
    """Yield the texts and letters whose links change; RefusedError names one in which that cannot be done."""
    slug = change.moves[0].rpartition("/")[2].encode()
    for place in places:
        path = desk.root / place.path
        data = path.read_bytes()
        if slug not in data and not f"{place.folder}/".startswith(f"{change.moves[0]}/"):
            continue
        after = _with_links(desk, place, data, change)
        if after is None:
            raise RefusedError(desk.say("not-relinked", path=shown_path(path)))
        if after != data:
            yield Edit(path, data, after)


def _with_links(desk: Desk, place: Place, data: bytes, change: LinkChange) -> bytes | None:
    content = data.decode("utf-8", errors="replace")
    start = front_end(content)
    body = content[start:]
    if not change.old.search(body):
        return data
    version = version_of(data, place)
    if version is None:
        return None
    language = place.language or version.text.front.language
    convert = converter_of(language if language in desk.site.tags else desk.site.default)
    led = relinked(body, (place.folder, change.after(place.folder)), convert, change)
    return None if led is None else f"{content[:start]}{led}".encode()


def relinked(body: str, folders: tuple[str, str], convert: Convert, change: LinkChange) -> str | None:
    """Return a body whose links lead where they should; None where one of them could not be changed.

    Args:
        body: The Markdown, whatever its line ends.
        folders: The folder of the file, where relative links begin, and the same after the change.
        convert: Converts the Markdown of the file's language.
        change: What changes.
    """
    before, marked = (_marked(body, folder, convert) for folder in folders)
    if before is None or marked is None:
        return None
    wanted, position = _led(before, change.lead), 0
    while marked != wanted and (found := change.old.search(body, position)):
        trial = f"{body[: found.start()]}{change.new}{body[found.end() :]}"
        tried = _marked(trial, folders[1], convert)
        kept = tried is not None and tried != marked and _led(tried, change.lead) == wanted
        position = found.start() + len(change.new) if kept else found.end()
        if tried is not None and kept:
            body, marked = trial, tried
    return body if marked == wanted else None


def _marked(body: str, folder: str, convert: Convert) -> str | None:
    """Return the HTML with the content path of each link; None where the body cannot be converted."""
    html = convert(body)
    return None if html is None else mark_references(sanitise(html), folder)[0]


def _led(marked: str, lead: Lead) -> str:
    return _TARGET.sub(lambda target: f'"{SCHEME}{lead(target[1])}"', marked)
