"""Where a reader of a briefing goes on: its story, what is related to it, and the briefings before and after it."""

from __future__ import annotations

import msgspec

from plugins.archive.derived import derived
from plugins.archive.index import Archive
from plugins.archive.records import Briefing
from plugins.related.neighbours import neighbours
from plugins.related.shared_terms import related_to
from plugins.related.story import story_of


class Onward(msgspec.Struct, frozen=True):
    """The briefings to go on to; those of its `story`, itself among them, are not named as `related` again."""

    story: tuple[Briefing, ...]
    related: tuple[Briefing, ...]
    older: Briefing | None
    newer: Briefing | None


class _Found:
    """The ways on from the briefings of an archive: found once for all languages."""

    def __init__(self, archive: Archive) -> None:
        """Begin with none."""
        self._archive = archive
        self._by_folder: dict[str, Onward] = {}

    def after(self, briefing: Briefing) -> Onward:
        """Return the ways on from a briefing."""
        if briefing.folder not in self._by_folder:
            self._by_folder[briefing.folder] = _onward(briefing, self._archive)
        return self._by_folder[briefing.folder]


def onward_from(briefing: Briefing, archive: Archive) -> Onward:
    """Return the ways on from a briefing."""
    return derived(archive, _Found).after(briefing)


def _onward(briefing: Briefing, archive: Archive) -> Onward:
    story = story_of(briefing, archive)
    related = related_to(briefing, archive)
    return Onward(tuple(story), tuple(each for each in related if each not in story), *neighbours(briefing, archive))
