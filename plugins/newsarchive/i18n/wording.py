"""The words of the interface that a language lacks, as entries of its catalogue to fill in.

Those that every reader meets come first. Words of messages to editors are left out: they are three quarters of all.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from newsarchive.model.vocabularies import TAXONOMIES

from .catalogues import plural_rule

if TYPE_CHECKING:
    from babel.messages.catalog import Message

    from newsarchive.model.index import Words
    from newsarchive.model.settings import Site

FIRST = (
    *("page.skip", "head.title", "nav.sections", "archive.title", *(f"{name}.title" for name in TAXONOMIES)),
    *("search.title", "search.button", "nav.languages", "nav.pages", "corrections.title", "withdrawals.title"),
    *("footer.follow", "footer.feed", "footer.licence"),
    # on the front page and in lists
    *("home.lead", "home.news", "home.topics", "home.all-topics", "home.all", "chart.title"),
    *("listing.added", "listing.by-publication", "listing.by-date", "listing.total", "listing.only-in"),
    # around a briefing
    *("briefing.about", "briefing.date", "briefing.published", "briefing.authors", "briefing.languages"),
    *("briefing.original", "history.label", "briefing.version", "briefing.sources", "briefing.terms"),
    *("briefing.related", "cite.title", "reply.title", "reply.text", "reply.link"),
    # in the search
    *("search.label", "search.count", "search.none", "search.filters", "search.language", "search.year"),
    "search.more",
)
"""The keys of the words that every reader meets."""

_TO_EDITORS = ("check.", "expected.", "fault.", "inspection.", "newsroom.", "yaml.")
_HEADER = re.compile(r'^msgid ""\s+msgstr ".*\n', re.MULTILINE)
_RULE = re.compile(r'(?<=^"Plural-Forms: ).*;(?=\\n"$)', re.MULTILINE)
_KEY = re.compile(r'^msgid "(.+)"\s*$', re.MULTILINE)


def on_pages(keys: Iterable[str], taxonomies: Collection[str]) -> list[str]:
    """Return which messages readers meet, in order: none to editors, none for vocabularies that there are not."""
    left_out = (*_TO_EDITORS, *(f"{name}." for name in TAXONOMIES if name not in taxonomies))
    return [key for key in keys if not key.startswith(left_out)]


def untranslated(words: Words, site: Site) -> dict[str, int]:
    """Return how many of the words that every reader meets each language lacks, by its tag, the default one first.

    Languages that lack none are left out.
    """
    keys = on_pages(FIRST, site.taxonomies)
    tags = sorted(site.tags, key=lambda tag: tag != site.default)
    counts = {tag: sum(words.spoken(tag, key) != tag for key in keys) for tag in tags}
    return {tag: count for tag, count in counts.items() if count}


def with_entries(
    words: str, tag: str, missing: Collection[str], english: Mapping[str, Message], taxonomies: Collection[str]
) -> tuple[str, int, int]:
    """Return a catalogue with an empty entry for each word that it lacks; entries that it has stay as they are.

    With it come two numbers of added entries: of the words in `FIRST`, and of others.

    Args:
        words: The catalogue; empty if there is none yet.
        tag: Its language.
        missing: The keys that no catalogue of the language has.
        english: All messages in English by key.
        taxonomies: The vocabularies that the archive has; words for others are left out.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    wanted = {key for key in on_pages(missing, taxonomies) if key in english} - set(_KEY.findall(words))
    first = [key for key in FIRST if key in wanted]
    others = [key for key in english if key in wanted and key not in first]
    words, added, written = _with_rule(words, tag), Catalog(), io.BytesIO()
    rule = _RULE.search(words)
    added.mime_headers = [("Plural-Forms", rule[0] if rule else "")]
    for key in (*first, *others):
        message = english[key]
        told = [message.string] if isinstance(message.string, str) else message.string or []
        comments = [*message.auto_comments, *(f"English: {form}" for form in told)]
        added.add((key, key) if message.pluralizable else key, auto_comments=comments)
    write_po(written, added, omit_header=True, width=0)
    entries = [part for part in (words.rstrip("\n"), written.getvalue().decode().strip()) if part]
    return "\n\n".join(entries) + "\n", len(first), len(others)


def _with_rule(words: str, tag: str) -> str:
    """Return a catalogue with a header that has a plural rule."""
    if _RULE.search(words):
        return words
    line = f'"Plural-Forms: {plural_rule(tag)}\\n"\n'
    head = _HEADER.search(words)
    if head:
        return words[: head.end()] + line + words[head.end() :]
    language = f'"Language: {tag.replace("-", "_")}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return f'msgid ""\nmsgstr ""\n{language}{line}\n{words}'
