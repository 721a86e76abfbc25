"""Atom feeds with full texts and permanent ids: one per language, per term, and of corrections.

A text is in the feeds of its language and of its terms; its entry is rendered once for all of them. The feeds of
people, organisations and places have summaries only: texts name so many that full ones tripled the size of all feeds. A
correction changes the `updated` date of an entry; feed readers then show it again, so it lists the corrections.

A feed links to the same feed in other languages (`hreflang`). An entry does not link to translations: among several
alternates that are pages, some feed readers open the first and some the last.

An id is a tag URI (RFC 4151), not a web address: it stays the same when the archive moves or is mirrored. The licence
has the link relation of RFC 4946.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

import msgspec

from newsarchive.digests import digest_of
from newsarchive.i18n.dates import long_date
from newsarchive.model import addresses
from newsarchive.model.bodies import body_of, source_anchor, with_citations
from newsarchive.model.fields import Source
from newsarchive.model.index import (
    Edition,
    ShownCorrection,
    address,
    all_corrections,
    cached,
    changed_last,
    shown_corrections,
)
from newsarchive.model.models import Briefing, Text
from newsarchive.model.pages import File
from newsarchive.model.source_notes import note_of, notes_below, told_of
from newsarchive.server.text_files import text_file


class Feed(msgspec.Struct, frozen=True):
    """The content of one feed, before it is rendered.

    Attributes:
        make: Returns, in a language, the address of the page of the feed: the front page, a term's, or of corrections.
        briefings: Those of that page, newest first, in any language; empty for a feed of corrections.
        whole: Whether entries have the full text. A text is in the feeds of many names, so there they have the summary.
        corrections: For a feed of corrections, all of them with their briefings, oldest first.
    """

    language: str
    make: Callable[[str], str]
    title: str
    briefings: Sequence[Briefing] = ()
    subtitle: str = ""
    whole: bool = True
    corrections: Sequence[tuple[Briefing, ShownCorrection]] = ()

    @property
    def page(self) -> str:
        """The address of the page to which the feed belongs."""
        return self.make(self.language)


def feed_files(edition: Edition) -> Iterator[File]:
    """Yield every feed: in each language, of all news, of each term, of corrections.

    A file is rendered only if its key differs from that of the last build.
    """
    for language in edition.site.tags:
        news, words = edition.archive.news(language), partial(edition.words, language)
        by_term: dict[tuple[str, str], list[Briefing]] = {}
        for briefing in news:
            for term in briefing.all_terms:
                by_term.setdefault(term, []).append(briefing)
        feeds = [Feed(language, addresses.home, words("site.name"), news, words("site.description"))]
        feeds += [_term_feed(edition, language, *term, found) for term, found in sorted(by_term.items())]
        for feed in (*feeds, corrections_feed(edition, language)):
            yield File(addresses.feed(feed.page), partial(feed_xml, feed, edition), feed_key(feed, edition))


def _term_feed(edition: Edition, language: str, taxonomy: str, term_id: str, briefings: Sequence[Briefing]) -> Feed:
    term, default = edition.archive.vocabularies[taxonomy][term_id], edition.site.default
    name, _ = term.name(language, default)
    description, spoken = term.described(language, default)
    return Feed(
        language,
        partial(addresses.term, name=taxonomy, term_id=term_id),
        edition.words(language, "head.title", page=name, site=edition.words(language, "site.name")),
        briefings,
        # a feed has only one language, so a description in another is left out
        description if spoken == language else "",
        whole=taxonomy == "tags",
    )


def corrections_feed(edition: Edition, language: str) -> Feed:
    """Return the feed of the corrections that readers of a language see."""
    every = all_corrections(edition.archive, language)
    return Feed(
        language,
        addresses.corrections,
        edition.words(language, "corrections.feed"),
        subtitle=edition.words(language, "corrections.description"),
        corrections=[each for each in every if each[0].status(each[0].shown(language).language) == "published"],
    )


def feed_key(feed: Feed, edition: Edition) -> bytes:
    """Return a digest of everything that a feed is rendered from; if it is unchanged, the build reuses the feed.

    It covers what all files share, the words of each briefing in the feed, the targets of their links, and what whole
    texts say of the copies of their sources.
    """
    leads, notes = edition.archive.leads, edition.archive.source_notes
    entries: list[object] = [
        (edition.digests[each.slug], leads(each.texts[feed.language]), told_of(each, notes) if feed.whole else ())
        for each in _newest(feed, edition)
    ]
    slugs = sorted({briefing.slug for briefing, _ in feed.corrections})
    entries += [(slug, edition.digests[slug]) for slug in slugs]
    return digest_of(edition.shared, feed.page, entries or _newest_day(feed))


def feed_xml(feed: Feed, edition: Edition) -> bytes:
    """Return the XML of a feed with an entry for each of its newest texts or corrections."""
    here, newsroom, words = addresses.feed(feed.page), edition.site.newsroom, partial(edition.words, feed.language)
    others = [tag for tag in edition.site.tags if tag != feed.language]
    own, corrections = _newest(feed, edition), feed.corrections[: -edition.site.feed_size - 1 : -1]
    changed = [changed_last(briefing, feed.language) for briefing in own]
    changed += [shown.correction.date for _, shown in corrections]
    licence, link = newsroom.text_licence
    return text_file(
        "feed.xml",
        edition.site.templates,
        feed=feed,
        id=f"tag:{newsroom.tag_authority}:{feed.page}",
        updated=max(changed, default=_newest_day(feed)),
        own=_href(here, here, edition),
        page=_href(feed.page, here, edition),
        others={tag: _href(addresses.feed(feed.make(tag)), here, edition) for tag in others},
        desk=words("site.desk"),
        licence=link,
        rights=words("footer.licence", licence=licence),
        entries=[
            *(_entry(briefing, feed, edition) for briefing in own),
            *(_correction_entry(*correction, feed, edition) for correction in corrections),
        ],
    ).encode()


def _newest(feed: Feed, edition: Edition) -> list[Briefing]:
    """Return the briefings with a published text in the feed's language, newest first, at most `FEED_SIZE`.

    Drafts are left out even in a preview, because Atom cannot mark them as drafts.
    """
    language = feed.language
    published = (work for work in feed.briefings if language in work.texts and work.status(language) == "published")
    return list(islice(published, edition.site.feed_size))


def _newest_day(feed: Feed) -> dt.date:
    """Return the day on which the newest briefing of a feed's page, in any language, was published; else 1970-01-01."""
    return feed.briefings[0].first_day(feed.language) if feed.briefings else dt.date(1970, 1, 1)


def _href(target: str, page: str, edition: Edition) -> str:
    """Return a link for a feed: absolute, or relative to `page` if the site has no public address (`SITEURL`)."""
    return edition.site.absolute(target) or addresses.relative(page, target, clean=edition.site.clean_addresses)


def _id(briefing: Briefing, part: str, edition: Edition) -> str:
    """Return the id of an entry; it has the slug under which the briefing was first published."""
    slug = next((earlier for earlier in briefing.front.redirect_from if "/" not in earlier), briefing.slug)
    return f"tag:{edition.site.newsroom.tag_authority}:{slug}/{part}"


def _entry(briefing: Briefing, feed: Feed, edition: Edition) -> str:
    """Return the entry of a briefing's text; it is the same in the feeds of all its tags, and rendered once."""
    text = briefing.texts[feed.language]
    # the only part of an entry that depends on the feed: without a site address, links are relative to the feed
    href = _href(address(briefing, feed.language), addresses.feed(feed.page), edition)
    key = "feed", text.path, href, feed.whole
    return cached(edition, key, lambda: _new_entry(briefing, text, href, edition, whole=feed.whole))


def _new_entry(briefing: Briefing, text: Text, href: str, edition: Edition, *, whole: bool) -> str:
    language, site = text.language, edition.site
    content = full_text(briefing, text, edition) if whole else ""
    if content and site.direction(language) == "rtl":
        content = f'<div dir="rtl">\n{content}\n</div>'  # Atom cannot state a direction
    tags = edition.archive.vocabularies["tags"]
    return text_file(
        "feed-entry.xml",
        site.templates,
        foreign=False,
        spoken=language,
        title=text.front.title,
        id=_id(briefing, language, edition),
        href=href,
        published=briefing.days[language],
        updated=changed_last(briefing, language),
        authors=briefing.front.authors,
        translators=text.front.translators,
        tags=[(term, tags[term].name(language, site.default)[0]) for term in briefing.front.tags],
        summary=text.front.summary,
        content=content,
    )


def _correction_entry(briefing: Briefing, shown: ShownCorrection, feed: Feed, edition: Edition) -> str:
    text, day = briefing.shown(feed.language), shown.correction.date
    # of the language of the correction, not of the page: a translation that comes later changes no id
    part = f"{shown.language}#correction-{shown.language}-{day.isoformat()}-{shown.number}"
    page = _href(address(briefing, text.language), addresses.feed(feed.page), edition)
    return text_file(
        "feed-entry.xml",
        edition.site.templates,
        foreign=text.language != feed.language,
        spoken=text.language,
        title=text.front.title,
        id=_id(briefing, part, edition),
        href=f"{page}#p_corrections",
        published=day,
        updated=day,
        correction=shown,
    )


def full_text(briefing: Briefing, text: Text, edition: Edition) -> str:
    """Return the HTML content of a feed's entry: picture, text, corrections and sources of a briefing.

    Links are relative to the address of the text's page, which the entry states as `xml:base`.
    """
    language, here = text.language, address(briefing, text.language)
    sources = enumerate(briefing.front.sources, 1)
    image = briefing.front.image
    picture = edition.pictures.get(f"{briefing.folder}/{image.file}") if image else None
    return text_file(
        "feed-text.html",
        edition.site.templates,
        language=language,
        t=partial(edition.words, language),
        long_date=partial(long_date, language=language),
        direction_of=edition.site.direction,
        picture=picture,
        # some feed readers resolve links against another address: use an absolute one if the site has one
        picture_href=_href(picture.address, here, edition) if picture else "",
        picture_words=text.front.image or image,
        credit=image.credit if image else "",
        body=with_citations(body_of(text, edition, here, feed=True), briefing.front.sources)[0],
        corrections=shown_corrections(briefing, language),
        sources=[_source(number, source, edition, language) for number, source in sources],
        below=notes_below(briefing, edition.archive.source_notes),
    ).removesuffix("\n")


def _source(number: int, source: Source, edition: Edition, language: str) -> dict[str, object]:
    note = note_of(source, edition.archive.source_notes)
    say, day = partial(edition.words, language), partial(long_date, language=language)
    copies = []
    if note.dead_since:
        copies.append((say("source.dead", date=day(note.dead_since)), ""))
    if note.kept:
        copies.append((say("source.kept", date=day(note.kept)), ""))
    if note.memento and note.memento_day:
        copies.append((say("source.archive-dated", date=day(note.memento_day)), note.memento))
    elif note.memento:
        copies.append((say("source.archive"), note.memento))
    elif note.reason:
        copies.append((say(f"source.not-kept.{note.reason}"), ""))
    link = note.memento if note.dead_since else source.url
    return {
        "anchor": source_anchor(number),
        "source": source,
        "link": link,
        "copies": copies,
        "dead": bool(note.dead_since),
    }
