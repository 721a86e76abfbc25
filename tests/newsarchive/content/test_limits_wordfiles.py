"""Identifiers of people in a file are warnings with their places, unless they are published on purpose."""

import pytest

from newsarchive.content.text import TextReader
from newsarchive.content.typed_text import Place
from tests.newsarchive.content.test_loading import load
from tests.newsarchive.editions import EN, briefing_file, translation_file

PLACE = Place("briefings/2023/a-text/en.md", "briefings/2023/a-text", "briefing", "en")


def found(body, contacts=(), **fields):
    reader = TextReader({"en": EN}, {"en": "back {}"}, contacts)
    _, faults = reader.read(briefing_file(body, **fields).encode(), PLACE)
    return [(each.code, each.line, each.column, each.warning) for each in faults]


def test_a_number_in_a_field_and_one_in_the_text_are_told_by_their_places():
    source = briefing_file("One.\n\nCall +994 50 123 45 67.", summary="Call 0501234567.").split("\n")
    in_field = next(number for number, line in enumerate(source, 1) if "summary:" in line)
    in_text = next(number for number, line in enumerate(source, 1) if "+994" in line)
    assert found("One.\n\nCall +994 50 123 45 67.", summary="Call 0501234567.") == [
        ("personal-data", in_field, len("summary: Call ") + 1, True),
        ("personal-data", in_text, len("Call ") + 1, True),
    ]


@pytest.mark.parametrize("published", ["['+994 50 123-45-67']", "[+994501234567]"])
def test_what_a_file_publishes_on_purpose_is_no_warning(published):
    assert found("Call +994 50 123 45 67.", published_contacts=published) == []


def test_the_newsrooms_own_contact_is_no_warning():
    assert found("Write to desk@paper.az.", ("desk@paper.az",)) == []
    assert [code for code, *_ in found("Write to desk@paper.az.")] == ["personal-data"]


def test_nothing_is_shown_whole():
    reader = TextReader({"en": EN}, {"en": "back {}"})
    _, faults = reader.read(briefing_file("Call +994 50 123 45 67.").encode(), PLACE)
    assert [each.values for each in faults] == [(("found", "+99…"), ("hint", "phone"))]


FILES = {
    "people.yaml": "ali: {names: {en: Ali, az: Əli, ru: Али}, description: {en: MARK}}\n",
    "redirects.yaml": "az/2020/old: az/2023/a # MARK\n",
    "notices/n/en.md": "---\ntitle: N\nstarts: 2026-01-01\nends: 2026-12-31\n---\nMARK\n",
    "pages/about/en.md": "---\ntitle: About\nsummary: MARK\n---\nWords.\n",
    "briefings/2023/a/replies/2023-11-02-1.md": "---\ndate: 2023-11-02\nlanguage: en\nname: N\n---\nMARK\n",
}
MARKS = {"call +994 50 123 45 67": "personal-data", "pаypal": "mixed-script"}


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("mark", MARKS)
def test_every_file_of_words_is_held_to_all(tmp_path, path, mark):
    sound = {"briefings/2023/a/en.md": briefing_file("See."), "briefings/2023/a/az.md": translation_file()}
    loaded = load(tmp_path, {**sound, path: FILES[path].replace("MARK", mark)})
    assert (MARKS[mark], path) in {(each.code, each.path) for each in loaded.faults}
