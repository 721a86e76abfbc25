"""What a page reads is noted while it is made: briefings, and what is known of their sources."""

from __future__ import annotations

from newsarchive.build.render import word_digests
from newsarchive.pages.entries import entry
from tests.newsarchive.attempts import A, B, copy_of, dead, edition_with, source
from tests.newsarchive.editions import briefing, edition_of


def test_a_page_with_an_entry_reads_the_words_of_its_briefing_also_if_the_entry_is_cached():
    one, two = briefing("one"), briefing("two")
    edition = edition_of(one, two)
    for _ in range(2):
        edition.reads.clear()
        entry(one, edition, "en")
        assert edition.reads == {"one"}
    edition.note(two)
    assert edition.reads == {"one", "two"}


def test_what_is_known_of_sources_has_a_digest_apart_from_the_words():
    works = (
        briefing("a", languages="en az", sources=(source(A), source(B))),
        briefing("b", sources=(source(A),)),
        briefing("c"),
    )

    def differing(one, other):
        return {name for name, digest in one.items() if other[name] != digest}

    nothing, found = word_digests(edition_with(*works)), word_digests(edition_with(*works, gone=[dead(B)]))
    assert differing(nothing, found) == {"a/sources"}
    later = word_digests(edition_with(*works, gone=[dead(B, 25)]))
    assert differing(later, found) == {"a/sources"}
    kept = word_digests(edition_with(*works, gone=[dead(B)], lines=[copy_of(A, 12)]))
    assert differing(kept, found) == {"a/sources", "b/sources"}
