"""A text as it stands in books."""

from newsarchive.books.sections import section_key
from tests.unit.attempts import A, copy_of, dead, edition_with, source
from tests.unit.editions import briefing


def test_a_section_depends_on_what_it_prints_of_the_copies_of_its_sources():
    work = briefing("a", sources=(source(A),))

    def key(lines=(), gone=()):
        return section_key(work, "en", edition_with(work, lines=lines, gone=gone), b"shared")

    assert len({key(), key([copy_of(A, 12)]), key([copy_of(A, 13)]), key([copy_of(A, 12)], [dead(A)])}) == 4
    # no book prints the digest of a time stamp
    assert key([copy_of(A, 12)]) == key([copy_of(A, 12, token="d" * 64)])
