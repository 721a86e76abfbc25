"""What the search reads of a briefing."""

from newsarchive.model.fields import Picture, Source
from newsarchive.model.vocabularies import Term
from newsarchive.search.corpus import Corpus, weights
from tests.newsarchive.editions import TERMS, briefing, briefing_of, edition_of, standing, text
from tests.newsarchive.search.keeping import Memory, shown_in


def read(*briefings, language="en"):
    return weights_in(Corpus(edition_of(*briefings), Memory()), briefings[0].slug, language)


def weights_in(corpus, name, language="en"):
    shown = shown_in(corpus, language)[name]
    (reading,) = corpus.readings([shown])
    return weights(reading, shown, corpus.names)


def test_words_of_title_summary_text_and_caption_are_read_by_their_weight():
    found = read(
        briefing(
            "a",
            html="<p>Courts and journalists.</p>",
            title="Verdicts",
            summary="Appeals",
            image=Picture("a.jpg", caption="Photographers"),
        )
    )
    assert found["verdict"] > found["appeal"] > found["court"] == found["photograph"]


def test_a_text_that_the_language_lacks_is_read_in_its_own():
    found = read(briefing("a", languages="ru", html="<p>Журналистами</p>"), language="az")
    assert "журналист" in found


def test_a_text_in_another_language_is_marked_so():
    assert "lang:ru" in read(briefing("a", languages="ru"), language="az")


def test_names_and_tags_are_read_in_every_language():
    found = read(briefing("a", places=("baku",), tags=("privacy",)))
    assert {"baku", "bak", "бак", "privaci", "heyat", "жизн"} <= set(found)


def test_spellings_of_a_name_weigh_the_same_whichever_the_text_has():
    found = read(briefing("a", html="<p>Baku, Baku and Baku.</p>", places=("baku",)))
    assert found["baku"] == found["bak"] == found["бак"]


def test_a_name_in_the_text_alone_is_found_by_its_other_spellings_as_well():
    found = read(briefing("a", html="<p>In Baku.</p>"), briefing("b", places=("baku",)))
    assert found["бак"] == found["baku"]


def test_of_a_term_that_no_listed_text_has_nothing_is_known():
    assert "бак" not in read(briefing("a", html="<p>In Baku.</p>"), briefing("b", places=("baku",), status="hidden"))


def test_publishers_and_titles_of_sources_are_read_in_their_language():
    source = Source("https://a.example/", "Приговоры", "Zerkalo", "ru")
    found = read(briefing("a", sources=(source,)))
    assert {"приговор", "zerkalo"} <= set(found)


def test_marks_are_language_year_tags_people_and_places():
    work = briefing("a", date="2021-05-01", tags=("privacy", "courts"), people=("ali",), places=("baku",))
    expected = {"all:", "lang:en", "year:2021", "tag:privacy", "tag:courts", "person:ali", "place:baku"}
    found = {word: weight for word, weight in read(work, language="ru").items() if ":" in word}
    assert found == dict.fromkeys(expected, 1)


def test_the_text_of_a_translation_counts_in_its_language():
    work = briefing_of(
        text("briefings/2023/a", "en", "<p>Courts.</p>", date="2023-01-01", tags=("privacy",)),
        text("briefings/2023/a", "az", "<p>Məhkəmələrin</p>", translates="en"),
    )
    assert "mehk" in read(work, language="az")
    assert "mehk" not in read(work, language="ru")


def test_a_text_is_read_once_for_all_languages_that_show_it():
    kept = Memory()
    corpus = Corpus(edition_of(briefing("a", languages="ru en")), kept)
    for texts in corpus.shown.values():
        corpus.readings([shown for shown in texts if shown.text])
    assert kept.made == 2


def test_a_new_name_has_no_text_read_again():
    kept = Memory()
    terms = TERMS | {"people": {"ali": Term("ali", {"en": "Ali", "az": "Eldar"})}}
    for vocabularies in (TERMS, terms):
        corpus = Corpus(edition_of(briefing("a", people=("ali",)), terms=vocabularies), kept)
        found = weights_in(corpus, "a")
    assert "eldar" in found
    # the text, and twice the names
    assert kept.made == 3


def test_texts_without_a_key_are_told_apart_by_what_they_say():
    one, other = (
        shown_in(Corpus(edition_of(briefing("a", html=html)), Memory()))["a"].key for html in ("<p>A</p>", "<p>B</p>")
    )
    assert one != other


def test_words_to_search_for_count_alone_as_a_tag_does_and_in_a_phrase_as_one_word_of_the_text():
    tag = Term("privacy", {"en": "Confidentiality"}, search={"en": ("secrecy", "data protection")})
    edition = edition_of(
        briefing("a", tags=("privacy",), html="<p>Once.</p>"), terms=TERMS | {"tags": {"privacy": tag}}
    )
    found = weights_in(Corpus(edition, Memory()), "a")
    assert found["secreci"] == found["confidenti"] > found["protect"] == found["onc"]


def test_a_term_is_found_by_its_names_and_best_by_a_short_one():
    court = Term("court", {"en": "European Court of Human Rights"}, search={"en": ("ECHR",)})
    terms = TERMS | {"organisations": {"court": court}}
    edition = edition_of(briefing("a", people=("ali",), organisations=("court",)), terms=terms)
    corpus = Corpus(edition, Memory())
    assert {"people/ali", "organisations/court", "tags/privacy"} <= shown_in(corpus).keys()
    person, court = (weights_in(corpus, name) for name in ("people/ali", "organisations/court"))
    assert person["ali"] > court["human"]
    assert court["echr"] > court["human"]
    found = shown_in(corpus)
    assert found["people/ali"].number >= corpus.others_from > found["a"].number


def test_standing_pages_are_found_unless_they_are_hidden():
    pages = [standing("privacy", html="<p>Servers see addresses.</p>"), standing("secret", status="hidden")]
    corpus = Corpus(edition_of(briefing("a"), *pages), Memory())
    assert "pages/privacy" in shown_in(corpus)
    assert "pages/secret" not in shown_in(corpus)
    assert "server" in weights_in(corpus, "pages/privacy")


def numbers(*dates):
    tags = (("courts",), ("privacy",))
    works = (briefing(f"b-{place}", date, tags=tags[place % 2]) for place, date in enumerate(dates))
    corpus = Corpus(edition_of(*works, standing("about")), Memory())
    return {name: shown.number for name, shown in shown_in(corpus).items()}


def test_a_later_briefing_has_a_higher_number_and_what_is_no_briefing_one_above_all():
    found = numbers("2021-05-01", "2020-01-01", "2022-01-01")
    assert found == {"b-1": 0, "b-0": 1, "b-2": 2, "pages/about": 4, "tags/privacy": 5, "tags/courts": 6}


def test_what_is_added_at_the_end_moves_no_number():
    dates = [f"2021-05-{day:02}" for day in range(1, 8)]
    before, after = numbers(*dates[:4]), numbers(*dates)
    assert before == {name: after[name] for name in before}
