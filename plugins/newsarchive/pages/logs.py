"""The logs of corrections and of withdrawals.

Each language has two public lists: of all corrections, in numbered pages, and of all withdrawn texts, by reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from newsarchive.head.tags import listing_place
from newsarchive.i18n.dates import long_date
from newsarchive.model import addresses
from newsarchive.model.fields import WITHDRAWAL_REASONS, Withdrawal
from newsarchive.model.index import Edition, ShownCorrection, all_corrections, logged_withdrawals
from newsarchive.model.models import Briefing
from newsarchive.model.pages import Page, PageLink, Plan

from .briefing import printed_correction
from .entries import entry
from .listings import wanted_sheets


def log_plans(edition: Edition, language: str) -> Iterator[Plan]:
    """Yield a plan for the pages that list all corrections, newest first, and for that of all withdrawals by reason."""
    yield Plan(addresses.corrections(language), partial(_corrections, edition, language))
    yield Plan.of_page(addresses.withdrawals(language), _withdrawals, edition, language)


def _corrections(edition: Edition, language: str) -> Iterator[Page]:
    words, front = edition.words, addresses.corrections(language)
    title, every = words(language, "corrections.title"), all_corrections(edition.archive, language)
    for (_, items), place, links in wanted_sheets(edition, language, every, addresses.corrections, title):
        yield Page(
            **place,
            template="corrections.html",
            description=words(language, "corrections.description"),
            view={
                "corrections": [_listed(briefing, shown, edition, language) for briefing, shown in items],
                **links,
            },
            feeds=(PageLink(title, addresses.feed(front)),),
            changed=max((shown.correction.date for _, shown in items), default=None),
        )


def _listed(briefing: Briefing, shown: ShownCorrection, edition: Edition, language: str) -> dict[str, object]:
    item = entry(briefing, edition, language)
    printed = printed_correction(shown, edition, language)
    return {**printed, "entry": item, "address": f"{item.address}#p_corrections"}


def _withdrawals(edition: Edition, language: str) -> Page:
    return Page(
        **listing_place(edition.site, language, addresses.withdrawals),
        template="withdrawals.html",
        title=edition.words(language, "withdrawals.title"),
        description=edition.words(language, "withdrawals.description"),
        view={"kinds": logged_kinds(edition, language)},
        changed=max((withdrawal.date for _, withdrawal, _ in logged_withdrawals(edition.archive)), default=None),
        kind="collection",
    )


def logged_kinds(
    edition: Edition, language: str, wanted: Callable[[Briefing, Withdrawal, str], bool] = lambda *_: True
) -> dict[str, list[dict[str, str]]]:
    """Return by reason, such as `court-order`, its withdrawals as readers of a language see them, newest first.

    A withdrawal is printed without the withdrawn title: its day, `address` (empty if no list may name it, because the
    text was not in lists before either, or was withdrawn for a person's safety), and as `only` the name of the language
    if only the text in that language was withdrawn.

    Args:
        wanted: Called with each briefing, its withdrawal, and the language of the text, or "" for the whole briefing;
            those for which it returns False are left out.
    """
    kinds: dict[str, list[dict[str, str]]] = {reason.replace(" ", "-"): [] for reason in WITHDRAWAL_REASONS}
    logged = sorted(logged_withdrawals(edition.archive), key=lambda each: (each[1].date, each[0].slug), reverse=True)
    for briefing, withdrawal, only in logged:
        if wanted(briefing, withdrawal, only):
            tags = [only] if only else [tag for tag in (language, briefing.original.language) if tag in briefing.texts]
            paths = (briefing.texts[tag].path for tag in tags if not briefing.is_untold(tag))
            kinds[withdrawal.reason.replace(" ", "-")].append(
                {
                    "iso": withdrawal.date.isoformat(),
                    "date": long_date(withdrawal.date, language),
                    "address": next((edition.archive.address_of_file[path] for path in paths), ""),
                    "only": edition.site.language(only).name if only else "",
                }
            )
    return kinds
