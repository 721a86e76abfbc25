"""What the search reads of a briefing."""

from plugins.archive.records import Picture, Source
from plugins.search.documents import Reader
from tests.unit.editions import briefing, briefing_of, edition_of, text


def read(*briefings, language="en"):
    return Reader(edition_of(*briefings).archive).document(briefings[0], language)


def test_words_of_title_summary_text_and_caption_are_read_by_their_weight():
    found = read(
        briefing(
            "a",
            html="<p>Courts and journalists.</p>",
            title="Verdicts",
            summary="Appeals",
            image=Picture("a.jpg", caption="Photographers"),
        )
    ).weights
    assert found["verdict"] > found["appeal"] > found["court"] == found["photograph"]


def test_a_text_that_the_language_lacks_is_read_in_its_own():
    found = read(briefing("a", languages="ru", html="<p>Журналистами</p>"), language="az")
    assert found.text.language == "ru"
    assert "журналист" in found.weights
    assert "lang:ru" in found.marks


def test_names_and_tags_are_read_in_every_language():
    found = read(briefing("a", places=("baku",), tags=("privacy",))).weights
    assert {"baku", "bak", "бак", "privaci", "heyat", "жизн"} <= set(found)


def test_spellings_of_a_name_weigh_the_same_whichever_the_text_has():
    found = read(briefing("a", html="<p>Baku, Baku and Baku.</p>", places=("baku",))).weights
    assert found["baku"] == found["bak"] == found["бак"]


def test_a_name_in_the_text_alone_is_found_by_its_other_spellings_as_well():
    found = read(briefing("a", html="<p>In Baku.</p>")).weights
    assert found["бак"] == found["baku"]


def test_publishers_and_titles_of_sources_are_read_in_their_language():
    source = Source("https://a.example/", "Приговоры", "Zerkalo", "ru")
    found = read(briefing("a", sources=(source,))).weights
    assert {"приговор", "zerkalo"} <= set(found)


def test_marks_are_language_year_and_tags():
    found = read(briefing("a", date="2021-05-01", tags=("privacy", "courts")))
    assert found.marks == ("lang:en", "year:2021", "tag:privacy", "tag:courts")


def test_the_text_of_a_translation_counts_in_its_language():
    work = briefing_of(
        text("briefings/2023/a", "en", "<p>Courts.</p>", date="2023-01-01", tags=("privacy",)),
        text("briefings/2023/a", "az", "<p>Məhkəmələrin</p>", translates="en"),
    )
    found = Reader(edition_of(work).archive).document(work, "az")
    assert "mehk" in found.weights
    assert found.body == "Məhkəmələrin"
