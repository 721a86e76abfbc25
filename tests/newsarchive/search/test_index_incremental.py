"""An index that was changed is, byte for byte, the one that is made anew."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from newsarchive.model.vocabularies import Term
from newsarchive.search import index
from newsarchive.search.page import search_files
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.editions import TERMS, briefing, edition_of, standing
from tests.newsarchive.search.keeping import Memory, index_of

SPELLINGS = ("Ali", "Əli", "Eldar", "court", "Elgün")
WORDS = ("court", "courts", "press", "Ali", "Elgün", "Eldar", "zebra", "суда", "law", "Baku", "🯰on", "x1")

BRIEFING = st.fixed_dictionaries(
    {
        "html": st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: f"<p>{' '.join(words)}</p>"),
        "title": st.sampled_from(WORDS),
        "date": st.sampled_from(("2021-05-01", "2022-05-01", "2023")),
        "languages": st.sampled_from(("en", "az", "en az", "ru en")),
        "tags": st.sampled_from((("privacy",), ("courts",), ("privacy", "courts"))),
        "people": st.sampled_from(((), ("ali",))),
        "status": st.sampled_from(("published", "published", "published", "hidden")),
    }
)
ARCHIVE = st.tuples(
    st.dictionaries(st.integers(0, 30), BRIEFING, max_size=14),
    st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=3, unique=True),
    st.booleans(),
)


def edition(archive):
    briefings, (name, *others), clean = archive
    people = {"ali": Term("ali", {"en": name, "az": name}, also=tuple(others[:1]), search={"": tuple(others[1:])})}
    courts = replace(TERMS["tags"]["courts"], search={"en": (f"x1 {name}", *others)})
    tags = {**TERMS["tags"], "courts": courts}
    works = [briefing(f"b-{number}", **fields) for number, fields in briefings.items()]
    page = standing("about", html=f"<p>{name}</p>")
    return edition_of(*works, page, terms={**TERMS, "tags": tags, "people": people}, clean_addresses=clean)


def edits(archive):
    """A history: some briefings of each archive are those of the one before."""
    return st.lists(ARCHIVE, min_size=1, max_size=4).map(
        lambda later: [archive, *((archive[0] | briefings, names, clean) for briefings, names, clean in later)]
    )


def require_same(history):
    kept = Memory()
    for each in history:
        found = {tag: index_of(edition(each), tag, kept) for tag in ("az", "en", "ru")}
        kept.ended()
        assert found == {tag: index_of(edition(each), tag) for tag in found}


@examples(150)
@given(st.lists(ARCHIVE, min_size=2, max_size=5) | ARCHIVE.flatmap(edits))
def test_whatever_changed_the_files_are_those_of_a_clean_build(history):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "MOST_OF_A_LIST", 9)
        patch.setattr(index, "MOST_OF_A_FILE", 60)
        patch.setattr(index, "_BATCH", 4)
        require_same(history)


def archive(size, **changes):
    return edition_of(*(briefing(f"b-{each}", html=f"<p>common w{each}</p>", **changes) for each in range(size)))


def built(edition, kept):
    """Return a build's files, none of which was asked for its bytes, and how much had to be made."""
    kept.ended()
    files = list(search_files(edition, [], kept))
    return files, kept.made


def test_with_nothing_changed_nothing_is_made_and_no_file_asked_for():
    kept = Memory()
    before, made = built(archive(30), kept)
    assert made > 30
    after, made = built(archive(30), kept)
    assert made == 0
    assert [(each.address, each.key) for each in before] == [(each.address, each.key) for each in after]
    assert [each.data for each in before] == [each.data for each in after]


def test_one_edit_has_one_text_read_and_few_files_with_another_key():
    kept = Memory()
    before, _ = built(archive(300), kept)
    changed = archive(300)
    works = [briefing("b-7", html="<p>uncommon</p>") if each.slug == "b-7" else each for each in changed.archive.listed]
    after, made = built(edition_of(*works), kept)
    # the text, and in each language the table of files, a batch and some parts
    assert made < 12
    keys = {each.address: each.key for each in before}
    # the result, and the files of the word that is gone, of the new and of the other one, and of their list
    differing = [each.address for each in after if keys.get(each.address) != each.key]
    assert len([address for address in differing if address.startswith("en/")]) == 5


def test_an_edit_leaves_the_indexes_of_other_languages_as_they_are():
    def works(words):
        one = briefing("a", languages="en ru", html="<p>Words.</p>")
        changed = msgspec.structs.replace(one.original, html=words)
        return edition_of(msgspec.structs.replace(one, original=changed, texts={**one.texts, "en": changed}))

    kept = Memory()
    before, _ = built(works("<p>One</p>"), kept)
    after, _ = built(works("<p>Two</p>"), kept)
    keys = {each.address: each.key for each in before}
    differing = {each.address[:3] for each in after if keys[each.address] != each.key}
    assert differing == {"az/", "en/"}


def test_a_public_site_and_a_local_one_do_not_take_each_others_place():
    kept = Memory()
    for each in (archive(3), edition_of(*archive(3).archive.briefings, clean_addresses=True)):
        built(each, kept)
    assert built(archive(3), kept)[1] == 0


def test_labels_and_directions_of_results_are_part_of_what_they_depend_on():
    kept = Memory()
    one = edition_of(briefing("a", languages="ru"))
    built(one, kept)
    right_to_left = replace(one.site.language("ru"), direction="rtl")
    other = replace(one, site=replace(one.site, languages=(*one.site.languages[:2], right_to_left)))
    assert index_of(other, "en", kept) == index_of(other, "en") != index_of(one, "en")
