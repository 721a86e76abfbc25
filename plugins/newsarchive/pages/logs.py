"""The logs of corrections and of withdrawals.

Each language has two public lists: of all corrections, in numbered pages, and of all withdrawn texts, grouped by the
reason. Both are returned as a `Plan`: an address with the function that returns the pages, which the build calls only
if they must be rendered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.fields import REASONS, Withdrawal
from newsarchive.archive.index import Archive, Edition, ShownCorrection, all_corrections
from newsarchive.archive.models import Briefing
from newsarchive.archive.pages import FeedLink, Page, Plan, Step
from newsarchive.head.tags import listing_alternates
from newsarchive.i18n.dates import long_date

from .entries import Entry, entry
from .listings import sheets


class ListedCorrection(msgspec.Struct, frozen=True):
    """A correction (a note that says what was wrong in a briefing) as the list of all corrections prints it.

    Attributes:
        entry: Title, link and date of the corrected briefing.
        address: The address of the corrections on that briefing's page.
        iso: The day of the correction in ISO format.
        date: The same day written out in the list's language.
        text: The words of the correction.
        language: The language of these words.
        direction: The writing direction of that language, `ltr` or `rtl`.
    """

    entry: Entry
    address: str
    iso: str
    date: str
    text: str
    language: str
    direction: str


def corrections_plan(edition: Edition, language: str) -> Plan:
    """Return a plan for the pages in `language` that list all corrections, newest first.

    A plan is the address of the first page with the function that returns the pages.
    """
    return Plan(addresses.corrections(language), partial(_pages, edition, language))


def _pages(edition: Edition, language: str) -> Iterator[Page]:
    words, front = edition.words, addresses.corrections(language)
    title, every = words(language, "corrections.title"), all_corrections(edition.archive, language)
    for sheet in sheets(every, edition.site.page_size):

        def address_in(tag: str, number: int = sheet.number) -> str:
            return addresses.numbered(addresses.corrections(tag), number)

        if not edition.wants(address_in(language)):
            continue
        alternates, default = listing_alternates(edition.site, address_in)
        yield Page(
            address=address_in(language),
            language=language,
            template="corrections.html",
            title=sheet.heading(title, edition, language),
            description=words(language, "corrections.description"),
            view={
                "corrections": [_listed(briefing, shown, edition, language) for briefing, shown in sheet.items],
                **sheet.neighbours(front),
            },
            alternates=alternates,
            default_alternate=default,
            feeds=(FeedLink(title, addresses.feed(front)),),
            changed=max((shown.correction.date for _, shown in sheet.items), default=None),
            kind="collection",
            trail=(Step(title, front),) if sheet.number else (),
        )


def _listed(briefing: Briefing, shown: ShownCorrection, edition: Edition, language: str) -> ListedCorrection:
    found = entry(briefing, edition, language)
    return ListedCorrection(
        entry=found,
        address=f"{found.address}#p_corrections",
        iso=shown.correction.date.isoformat(),
        date=long_date(shown.correction.date, language),
        text=shown.correction.text,
        language=shown.language,
        direction=edition.site.direction(shown.language),
    )


class LoggedWithdrawal(msgspec.Struct, frozen=True):
    """A withdrawal of a briefing or of one text, as the list of all withdrawals prints it, without the withdrawn title.

    Attributes:
        iso: The day of the withdrawal in ISO format.
        date: The same day written out in the list's language.
        address: The address at which the text was; empty if no list may name it, because the text was not in lists
            before either, or was withdrawn for a person's safety.
        only: If the briefing's text in one language was withdrawn, the name of that language; empty if all were.
    """

    iso: str
    date: str
    address: str
    only: str = ""


class LoggedKind(msgspec.Struct, frozen=True):
    """One reason for withdrawals, with all withdrawals for it.

    Attributes:
        key: The reason with hyphens for spaces, for example `court-order`.
        title: A heading for the reason in the list's language.
        meaning: An explanation of the reason in the list's language.
        withdrawals: The withdrawals for this reason, newest first; may be empty.
    """

    key: str
    title: str
    meaning: str
    withdrawals: tuple[LoggedWithdrawal, ...]


def withdrawals_plan(edition: Edition, language: str) -> Plan:
    """Return a plan for the page in `language` that lists all withdrawals by reason.

    A plan is the address of a page with the function that returns it.
    """
    return Plan(addresses.withdrawals(language), partial(_page, edition, language))


def _page(edition: Edition, language: str) -> Iterator[Page]:
    words = edition.words
    found = sorted(_withdrawals(edition.archive), key=lambda each: (each[1].date, each[0].slug), reverse=True)
    alternates, default = listing_alternates(edition.site, addresses.withdrawals)
    kinds = []
    for reason in REASONS:
        key = reason.replace(" ", "-")
        own = tuple(
            _logged(briefing, withdrawal, tag, edition, language)
            for briefing, withdrawal, tag in found
            if withdrawal.reason == reason
        )
        title, meaning = words(language, f"withdrawals.{key}"), words(language, f"withdrawals.{key}.meaning")
        kinds.append(LoggedKind(key, title, meaning, own))
    yield Page(
        address=addresses.withdrawals(language),
        language=language,
        template="withdrawals.html",
        title=words(language, "withdrawals.title"),
        description=words(language, "withdrawals.description"),
        view={"kinds": kinds},
        alternates=alternates,
        default_alternate=default,
        changed=max((withdrawal.date for _, withdrawal, _ in found), default=None),
        kind="collection",
    )


def _withdrawals(archive: Archive) -> Iterator[tuple[Briefing, Withdrawal, str]]:
    """Yield (briefing, withdrawal, language) for each withdrawn briefing, and for each single text that was withdrawn.

    The language is empty if the whole briefing was withdrawn; otherwise it is that of the withdrawn text.
    """
    for briefing in archive.briefings:
        if briefing.front.status == "withdrawn":
            if briefing.front.withdrawal:
                yield briefing, briefing.front.withdrawal, ""
            continue
        for language, text in briefing.texts.items():
            if text.front.status == "withdrawn" and text.front.withdrawal:
                yield briefing, text.front.withdrawal, language


def _logged(briefing: Briefing, withdrawal: Withdrawal, only: str, edition: Edition, language: str) -> LoggedWithdrawal:
    tags = [only] if only else [tag for tag in (language, briefing.original.language) if tag in briefing.texts]
    told = (briefing.texts[tag].path for tag in tags if not briefing.is_untold(tag))
    address = next((edition.archive.address_of_file[path] for path in told), "")
    name = edition.site.language(only).name if only else ""
    day: dt.date = withdrawal.date
    return LoggedWithdrawal(day.isoformat(), long_date(day, language), address, name)
