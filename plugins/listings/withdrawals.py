"""The public log of withdrawals, by kind: to protect a person and to obey a censor must never look alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

import msgspec

from plugins.archive import addresses
from plugins.archive.fieldtypes import REASONS
from plugins.archive.index import Archive, Edition
from plugins.archive.pages import Page, Plan
from plugins.archive.records import Briefing, Withdrawal
from plugins.languages.dates import long_date
from plugins.translations.alternates import listing_alternates


class LoggedWithdrawal(msgspec.Struct, frozen=True):
    """A withdrawal: its day, the texts' address, empty where it is not named, and a language, where only it is gone."""

    iso: str
    date: str
    address: str
    only: str = ""


class LoggedKind(msgspec.Struct, frozen=True):
    """A kind of withdrawals with what it means, and its withdrawals, newest first."""

    key: str
    title: str
    meaning: str
    withdrawals: tuple[LoggedWithdrawal, ...]


def withdrawals_plan(edition: Edition, language: str) -> Plan:
    """Plan the log."""
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
    """Yield withdrawn briefings, and texts that are withdrawn alone, with their language."""
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
