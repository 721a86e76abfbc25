"""The signals by which plugins take part in a build: what each asks for, and when.

They are signals of blinker, as Pelican's own. A plugin connects a function in its `register()`. The first argument is
what the signal is sent with; the others come by name. Receivers are called in the order of their names
(`answers`), so that a build gives the same bytes whatever the order of the plugins. What a receiver returns is not
cached unless its signal says so; a receiver that returns None has nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blinker import Signal, signal


def answers(asked: Signal, sender: object, **values: object) -> Iterator[Any]:
    """Send a signal; yield what its receivers return, in the order of their names, without None."""
    for receiver in sorted(asked.receivers_for(sender), key=_name):
        answer = receiver(sender, **values)
        if answer is not None:
            yield answer


def _name(receiver: Any) -> tuple[str, str]:
    return getattr(receiver, "__module__", ""), getattr(receiver, "__qualname__", "")


def first_answer(asked: Signal, sender: object, **values: object) -> Any:
    """Send a signal; return the first answer that is not None, in the order of the receivers' names, or None."""
    return next(answers(asked, sender, **values), None)


fields_wanted = signal("archive_fields_wanted")
"""`(settings: Mapping[str, Any]) -> Iterable[Mapping[str, object]]`: asks for fields of briefings, written as the
rows of the setting `EXTRA_FIELDS`, which come first. It is sent whenever the settings are read."""

pages_wanted = signal("archive_pages_wanted")
"""`(edition: Edition) -> Iterable[Plan]`: asks for the plans of pages, when the content is loaded.

A receiver reads no text before a plan's function is called: most builds render few pages. A rendered page is kept until
what it printed changes.
"""

frame_wanted = signal("archive_frame_wanted")
"""`(edition: Edition, page: Page) -> Mapping[str, object]`: asks for what surrounds a page's content, such as menus.

Each receiver returns names and values for the template; only one receiver sets each name, as its package says. The
values are kept with the page, so they may depend on the page, the settings and the list of all texts only.
"""

files_wanted = signal("archive_files_wanted")
"""`(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterable[File]`: asks for files that are no
pages.

`pages` are all pages of the site; `cache` has values by key. A `File` with a key is made again only if that changes.
"""

editions_wanted = signal("archive_editions_wanted")
"""`(edition: Edition, finished: FinishedFiles) -> Iterable[BookPlan]`: asks for the files that have the archive in
them, when all pages and files but the checksums are made; `finished` has these."""

media_cleaned = signal("archive_media_cleaned")
"""`(name: str, data: bytes, within: tuple[int, int] | None) -> bytes | Refused | None`: asks for a picture or document
without anything that it must not say, such as where a photo was taken.

`within` is the greatest width and height of a picture that is published. It comes as a PNG file of its pixels alone,
upright and scaled down; its sizes and types are made of that. `within` is None for a file that stays in the content:
its pixels remain encoded as they are.
The first answer counts, and is cached by the bytes of the file. Without an answer the file is left out, and nothing is
published. A receiver may be called in another process.
"""

media_scanned = signal("archive_media_scanned")
"""`(path: str, data: bytes) -> Iterable[str]`: asks what a picture or document in the content says besides what it
shows, such as `EXIF`; the check of the content warns of it."""

sources_described = signal("archive_sources_described")
"""`(site: Site, root: Path, data: Collection[str]) -> SourceNotes`: asks what is known of sources besides what
briefings say of them, such as the day of a copy. `data` are the paths of the data files in the content folder, `root`.

Of two notes on one source, the first counts. Without an answer, pages do not say that copies are missing.
"""

outputs_checked = signal("archive_outputs_checked")
"""`(settings: Mapping[str, Any], output: Path) -> Checks | None`: asks for the checks that all finished files of a
build must pass before they are moved into the output.

It is sent before the content is read, by commands that check or write words, too. Nothing is published without an
answer. A receiver that must refuse the build raises SettingsError.
"""

outputs_sealed = signal("archive_outputs_sealed")
"""`(settings: Mapping[str, Any], output: Path) -> Seal | None`: asks who lists and signs the files of a publication.

It is sent before the content is read, by each build that lists checksums (`CHECKSUMS`). Nothing is published without an
answer; the first one counts, for one build. SettingsError is raised if a key is missing.
"""
