"""The words of published versions of texts, for their history pages."""

from newsarchive.build.histories import words_of
from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from tests.newsarchive.editions import RU, briefing_file

PLACE = Place("briefings/2023/a/ru.md", "briefings/2023/a", "briefing", "ru")


def test_a_version_has_the_quotes_and_dashes_that_readers_saw() -> None:
    body = 'Газета "Правда" --- *"да"*.\n\n    print("--")'
    version = version_of(briefing_file(body, title="'Дело \"Правды\"'", summary="Да...").encode(), PLACE)
    assert version is not None
    words = words_of(version, RU, frozenset())
    assert words == ("Дело «Правды»", "Да…", "Газета «Правда» — «да».", 'print("--")')
