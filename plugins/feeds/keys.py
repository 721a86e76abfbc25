"""By what a feed is known to be the same as in the last build, before its texts are looked at."""

from __future__ import annotations

import hashlib

import msgspec

from plugins.archive.index import Edition
from plugins.archive.kept import Kept

from .atom import Feed, newest, newest_day


def feed_key(feed: Feed, edition: Edition, kept: Kept) -> bytes:
    """Return a digest of all that a feed is made from.

    That is what all files share, the words of each of its briefings, and where the links of their texts lead.
    """
    leads = edition.archive.leads
    entries = [(kept.words[briefing.slug], leads(briefing.texts[feed.language])) for briefing in newest(feed, edition)]
    made_from = (kept.shared, feed.page, entries or newest_day(feed))
    return hashlib.sha256(msgspec.msgpack.encode(made_from)).digest()
