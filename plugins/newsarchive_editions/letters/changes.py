"""What went online, was corrected or was withdrawn since a day, in one language.

Only words that readers can see on the site are told: a text counts if its last recorded revision (`revisions.tsv`) is
the one in the content. Hidden texts, drafts, texts that wait for their day and withdrawn ones never count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import msgspec

from newsarchive.api import (
    NO_DIGEST,
    Briefing,
    Edition,
    ShownCorrection,
    Withdrawal,
    addresses,
    logged_kinds,
    recorded_of,
    shown_corrections,
)


class CorrectedText(msgspec.Struct, frozen=True):
    """A text that was online before, with the corrections that are new, the newest first."""

    briefing: Briefing
    corrections: tuple[ShownCorrection, ...]


class OtherCopies(msgspec.Struct, frozen=True):
    """Where else the archive is: addresses by their names.

    Attributes:
        sites: The site itself and its mirrors.
        files: Files that have the whole archive in this language, or the part of this year.
        about: The address of the page about these files; empty if there are none.
    """

    sites: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
    about: str = ""


class Changes(msgspec.Struct, frozen=True):
    """What changed for the readers of a language from one day to another.

    Attributes:
        added: The briefings whose text in this language went online, the newest first.
        corrected: Those that were online before and have a new correction, the newest first.
        withdrawn: The withdrawals by reason; reasons without any are left out.
        unpublished: How many texts were left out because their words are not online yet.
    """

    language: str
    since: dt.date
    until: dt.date
    added: tuple[Briefing, ...]
    corrected: tuple[CorrectedText, ...]
    withdrawn: dict[str, list[dict[str, str]]]
    unpublished: int
    copies: OtherCopies

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.added or self.corrected or self.withdrawn)


def changes_since(edition: Edition, language: str, since: dt.date, issued: Collection[str]) -> Changes:
    """Return what changed from `since` to the day of the build, both included.

    Args:
        issued: The paths of the published files that have the archive in them, as `editions/en/….epub`.
    """
    added, corrected, unpublished = [], [], 0
    for briefing in edition.archive.news(language):
        if language not in briefing.texts or briefing.status(language) != "published":
            continue
        is_new, corrections = _is_new(briefing, edition, language, since), _new_corrections(briefing, language, since)
        corrections = corrections or _published_late(briefing, edition, language, since)
        if not (is_new or corrections):
            continue
        if not _is_online(briefing, edition, language):
            unpublished += 1
        elif is_new:
            added.append(briefing)
        else:
            corrected.append(CorrectedText(briefing, corrections))
    return Changes(
        language,
        since,
        edition.site.day,
        tuple(added),
        tuple(corrected),
        _withdrawn_since(edition, language, since),
        unpublished,
        _copies(edition, language, issued),
    )


def _is_online(briefing: Briefing, edition: Edition, language: str) -> bool:
    """Return whether a text was published as it is now, and the original, too, whose corrections it shows."""
    for tag in {language, briefing.original.language}:
        recorded = recorded_of(briefing, tag, edition.archive.recorded)
        if not recorded or recorded[-1].digest != briefing.texts[tag].revision:
            return False
    return True


def _is_new(briefing: Briefing, edition: Edition, language: str, since: dt.date) -> bool:
    """Return whether a text went online since a day, for the first time or again after a withdrawal."""
    recorded = recorded_of(briefing, language, edition.archive.recorded)
    restored = any(each.kind == "restored" and each.date >= since for each in recorded)
    return briefing.added[language] >= since or restored


def _new_corrections(briefing: Briefing, language: str, since: dt.date) -> tuple[ShownCorrection, ...]:
    return tuple(each for each in shown_corrections(briefing, language) if each.correction.date >= since)


def _published_late(briefing: Briefing, edition: Edition, language: str, since: dt.date) -> tuple[ShownCorrection, ...]:
    """Return the latest correction, of whichever day, if it went online since a day."""
    recorded = recorded_of(briefing, language, edition.archive.recorded)
    late = any(each.kind == "correction" and each.date >= since for each in recorded)
    return shown_corrections(briefing, language)[:1] if late else ()


def _withdrawn_since(edition: Edition, language: str, since: dt.date) -> dict[str, list[dict[str, str]]]:
    """Return the withdrawals of texts that were online, since a day, if the site shows that they are withdrawn."""

    def is_told(briefing: Briefing, withdrawal: Withdrawal, only: str) -> bool:
        tags = (only,) if only else tuple(briefing.texts)
        recorded = [recorded_of(briefing, tag, edition.archive.recorded) for tag in tags]
        # a publication takes the digests from the revisions of a withdrawn text
        return withdrawal.date >= since and any(each and each[-1].digest == NO_DIGEST for each in recorded)

    return {kind: found for kind, found in logged_kinds(edition, language, is_told).items() if found}


def _copies(edition: Edition, language: str, issued: Collection[str]) -> OtherCopies:
    site = edition.site
    name = edition.words(language, "site.name")
    sites = ((name, site.absolute(addresses.home(language))), *site.mirrors)
    own = sorted(path for path in issued if path.startswith(f"editions/{language}/"))
    # files of single years were told when they were new; those of this year and of all years are
    wanted = [path for path in own if not _is_of_another_year(path, site.day.year)]
    files = tuple((path.rpartition("/")[2], f"{site.url}/{path}") for path in wanted)
    return OtherCopies(sites, files, site.absolute(f"{language}/editions/") if files else "")


def _is_of_another_year(path: str, year: int) -> bool:
    scope = path.rpartition("/")[2].partition(".")[0].rpartition("-")[2]
    return len(scope) == 4 and scope.isdecimal() and scope != str(year)
